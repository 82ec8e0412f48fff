"""Tables: read as CSV on the Web they state what the graph states."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyoxigraph as ox
import pytest
from csvw import TableGroup

from sygraph.export import Part, export, export_tables
from sygraph.export.tables import collect
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES
from sygraph.rdf.folder import FolderSink
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.store.interface import OxigraphStore

XSD = PREFIXES["xsd"]
RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")


@pytest.fixture(scope="module")
def folder(kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("tables")
    for name in ("csvw", "parquet"):
        export_tables(kg.store, Format.named(name), FolderSink(str(place)))
    return place


def as_rdf(place: Path) -> set[ox.Triple]:
    """What the metadata says that the tables state, by the rules of csv2rdf that it uses."""
    found: set[ox.Triple] = set()
    for table in json.loads((place / "csv-metadata.json").read_text())["tables"]:
        assert table["tableSchema"]["aboutUrl"] == "{+id}"
        columns = table["tableSchema"]["columns"]
        with (place / table["url"]).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                subject = ox.NamedNode(row["id"])
                for column in columns:
                    if not column.get("suppressOutput"):
                        predicate = ox.NamedNode(column["propertyUrl"])
                        for value in cell(column, row):
                            found.add(ox.Triple(subject, predicate, value))
    return found


def cell(column: dict[str, Any], row: dict[str, str]) -> list[ox.NamedNode | ox.Literal]:
    if column.get("virtual"):
        return [ox.NamedNode(column["valueUrl"])]
    text = row[column["titles"]]
    if not text:
        return []
    if "valueUrl" in column:
        assert column["valueUrl"] == f"{{+{column['name']}}}"
        return [ox.NamedNode(text)]
    values = text.split(column["separator"]) if "separator" in column else [text]
    if "lang" in column:
        return [ox.Literal(value, language=column["lang"]) for value in values]
    kind = column["datatype"]
    iri = kind["@id"] if isinstance(kind, dict) else XSD + kind
    return [ox.Literal(value, datatype=ox.NamedNode(iri)) for value in values]


def test_the_tables_convert_back_to_the_graph(kg: KnowledgeGraph, folder: Path) -> None:
    lines = io.BytesIO()
    export(kg.store, Format.named("ntriples"), lines)
    stated = {quad.triple for quad in ox.parse(lines.getvalue(), ox.RdfFormat.N_TRIPLES)}
    assert as_rdf(folder) == stated


def test_a_reader_of_csvw_accepts_them(folder: Path) -> None:
    group = TableGroup.from_file(folder / "csv-metadata.json")
    assert len(group.tables) > 50
    rows = {row["id"]: row for row in group.tabledict["Observation.csv"]}
    cargo = rows["https://w3id.org/sygraph/id/route-los-angeles-cargo"]
    assert cargo["value"] == Decimal(9800)
    assert cargo["statedAs"] == "約9800噸"
    for table in group.tables:
        assert list(table.iterdicts(strict=True)) != []


def test_single_values_are_columns_and_others_are_joined_tables(folder: Path) -> None:
    with (folder / "City.csv").open(encoding="utf-8") as stream:
        header = next(csv.reader(stream))
    assert header[0] == "id"
    assert {"prefLabel_en", "prefLabel_zh_Hant", "prefLabel_zh_Hans", "country"} <= set(header)
    with (folder / "Partnership.partner.csv").open(encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["id", "partner"]
    assert len(rows) > 2


def test_parquet_has_numbers_days_and_lists(folder: Path) -> None:
    figures = pl.read_parquet(folder / "Observation.parquet")
    assert isinstance(figures.schema["value"], pl.Decimal)
    assert figures.schema["firstDay"] == pl.Date
    assert figures.schema["ongoing"] == pl.Boolean
    [value] = figures.filter(pl.col("id").str.ends_with("/route-los-angeles-cargo"))["value"]
    assert value == 9800
    cities = pl.read_parquet(folder / "City.parquet")
    [names] = cities.filter(pl.col("id").str.ends_with("/shenyang"))["altLabel_en"]
    assert set(names) == {"Shenyang City", "Mukden", "Fengtian"}
    partners = pl.read_parquet(folder / "Partnership.partner.parquet")
    assert partners.columns == ["id", "partner"]


@pytest.mark.parametrize("name", ["csvw", "parquet"])
def test_an_archive_is_the_same_in_each_run(kg: KnowledgeGraph, folder: Path, name: str) -> None:
    outs = [io.BytesIO(), io.BytesIO()]
    for out in outs:
        export(kg.store, Format.named(name), out)
    assert outs[0].getvalue() == outs[1].getvalue()
    with zipfile.ZipFile(outs[0]) as archive:
        for member in archive.namelist():
            assert archive.read(member) == (folder / member).read_bytes()


def test_no_value_contains_the_separator() -> None:
    store = ox.Store()
    turtle = '<a:s> a <http://a/C> ; <http://a/p> "x|y", "z;" . '
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    quads = sorted(store, key=str)
    with ExitStack() as files:
        [table] = collect(OxigraphStore(store), quads, files)
        assert table.separator == "~"


def test_an_error_names_what_a_table_cannot_express() -> None:
    store = ox.Store()
    store.load(b'<a:s> <a:p> "x"@ar--rtl .', format=ox.RdfFormat.TURTLE)
    with pytest.raises(Inexpressible, match="direction"):
        export(OxigraphStore(store), Format.named("csvw"), io.BytesIO(), Part())


def columns(turtle: str) -> list[dict[str, Any]]:
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    store.update("INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }")
    out = io.BytesIO()
    export(OxigraphStore(store), Format.named("csvw"), out)
    with zipfile.ZipFile(out) as archive:
        found = json.loads(archive.read("csv-metadata.json"))["tables"]
    return [column for table in found for column in table["tableSchema"]["columns"]]


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        ("http://a/中文", "x"),
        ("http://a/_secret", "secret"),
        ("http://a/p%20q", "p_20q"),
        ("http://a/a.b", "a_b"),
        ("http://a/id", "id_2"),
        ("http://a/" + "l" * 300, "l" * 60),
    ],
)
def test_a_column_has_a_name_that_csvw_allows(iri: str, name: str) -> None:
    found = [column["name"] for column in columns(f"<a:s> <{iri}> 1 .")]
    assert found == ["id", name]


def test_the_column_of_a_shared_class_has_a_unique_name() -> None:
    turtle = "<a:s> a <http://a/C>, <http://a/D> ; <http://a/type> 1 ; <http://a/type_2> 2 ."
    names = [column["name"] for column in columns(turtle)]
    assert names == ["id", "type", "type_2", "type_3", "type_4"]


def test_a_datatype_is_named_as_csvw_names_it() -> None:
    xsd = f"@prefix x: <{XSD}> . "
    [_, _, odd, whole] = columns(xsd + '<a:s> <a:w> 1 ; <a:a> "b"^^x:anyURI ; <a:o> "o"^^x:odd .')
    assert whole["datatype"] == "integer"
    assert odd["datatype"] == {"base": "string", "@id": XSD + "odd"}
    with pytest.raises(Inexpressible, match=r'"abc".*its datatype requires another form'):
        columns(xsd + '<a:s> <a:w> "abc"^^x:integer .')


def test_parquet_keeps_numbers_that_are_too_large_as_text() -> None:
    store = ox.Store()
    store.load(
        f"""@prefix x: <{XSD}> . <a:s> <http://a/big> {"9" * 30} ; <http://a/odd> "x"^^x:integer ;
        <http://a/day> "2024-02-30"^^x:date ; <http://a/fine> 5 .""".encode(),
        format=ox.RdfFormat.TURTLE,
    )
    out = io.BytesIO()
    export(OxigraphStore(store), Format.named("parquet"), out)
    with zipfile.ZipFile(out) as archive:
        [row] = pl.read_parquet(io.BytesIO(archive.read("other.parquet"))).to_dicts()
    assert row == {
        **{"id": "a:s", "big": "9" * 30, "day": "2024-02-30", "fine": 5},
        "odd": "x",
    }
