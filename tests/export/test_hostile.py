"""Hostile IRIs and literals in every export: what is written, another reader reads."""

from __future__ import annotations

import io
import json
import logging
import shutil
import subprocess
import tempfile
import warnings
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from csvw import TableGroup
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.export import export
from sygraph.export.job import ExportRequest, run_export
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PREFIXES, SY
from sygraph.network.file_formats import Drawing, PlacedEdge, PlacedNode, write_drawing
from sygraph.queries.results import Result
from sygraph.queries.streaming import write_answer
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.safe_output import UnsafeName
from sygraph.store.interface import OxigraphStore

XSD = PREFIXES["xsd"]

# IRIs that name files outside, run scripts, have no XML name or look like other things.
IRIS = st.sampled_from(
    [
        *(
            ID + path
            for path in ("../../../evil", "a/../b", "瀋陽", "a%2Fb", "a?x=1", "x'y", "a..b")
        ),
        *("javascript:alert(1)", "data:text/html,x", "urn:p", "urn:x:/../y", "mailto:a@b"),
        *("http://e.org/12", "http://e.org/p/", "http://e.org/a&b;c", "http://e.org/p#", "x:y"),
        *("http://e.org/中文", "http://e.org/英文", "http://e.org/_x", "http://e.org/&amp;"),
        *("http://[::1]/a", "file:///etc/passwd", "http://e.org/" + "l" * 300, SY + "City"),
        *("http://e.org/a,b", "http://e.org/--", "http://e.org/a(b)", "http://e.org/\u202ex"),
    ]
).map(ox.NamedNode)
NASTY = st.sampled_from(
    [
        *("\x00", "\x01", "\x1b[2J", "\r", "\r\n", "\x85", "\x9b31m", "\u202e", "\ufffe", "\uffff"),
        *(
            "=1+1",
            "@x",
            "]]>",
            "<!--",
            "</script>",
            '"',
            "'",
            "\\",
            "\\u0041",
            "|;~^",
            "{{x}}",
            "%%",
        ),
        *("#", "\u2028", "瀋陽", "\U00010000", "&#0;", "\ufeff", "\t", "NaN", "-1", "\ud7ff"),
    ]
)
TEXTS = st.one_of(
    st.lists(NASTY, max_size=4).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
)
LITERALS = st.one_of(
    TEXTS.map(ox.Literal),
    st.builds(ox.Literal, TEXTS, language=st.sampled_from(["en", "zh-hant-tw", "de-x-ab"])),
    st.builds(
        lambda text, kind: ox.Literal(text, datatype=ox.NamedNode(kind)),
        st.one_of(TEXTS, st.sampled_from(["NaN", "INF", "1e400", "12", "2024-02-30", "9" * 400])),
        st.sampled_from([XSD + kind for kind in ("integer", "double", "decimal", "date", "odd")]),
    ),
)
TRIPLES = st.lists(
    st.builds(
        ox.Triple,
        IRIS,
        st.one_of(IRIS, st.just(ox.NamedNode(PREFIXES["skos"] + "prefLabel"))),
        st.one_of(IRIS, LITERALS),
    ),
    min_size=1,
    max_size=6,
)

often = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
seldom = settings(often, max_examples=8)


def store_of(triples: list[ox.Triple]) -> OxigraphStore:
    """The triples in a named graph and in the merge."""
    store = ox.Store()
    for triple in triples:
        for graph in (ox.DefaultGraph(), ox.NamedNode("urn:g")):
            store.add(ox.Quad(triple.subject, triple.predicate, triple.object, graph))
    return OxigraphStore(store)


def stated(store: OxigraphStore) -> list[ox.Triple]:
    """What the store holds: it writes numbers in one way."""
    return [quad.triple for quad in store.engine.quads_for_pattern(None, None, None, None)]


def written(store: OxigraphStore, name: str, **options: Any) -> bytes | None:
    """The export; None where the format refuses, and then nothing is written of lines and rows."""
    out = io.BytesIO()
    try:
        export(store, Format.named(name), out, **options)
    except Inexpressible:
        return None
    return out.getvalue()


def in_rdflib(data: bytes, format: str) -> rdflib.Graph:
    """What rdflib reads, all graphs together."""
    graph = rdflib.Dataset(default_union=True) if format in DATASETS else rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph.parse(data=data.decode(), format=format)
    found = rdflib.Graph()
    for s, p, o, *_ in graph.quads() if isinstance(graph, rdflib.Dataset) else graph:
        found.add((s, p, o))
    return found


DATASETS = ("trig", "nquads", "hext")
MEANT = "nt11"


def meant(triples: list[ox.Triple]) -> rdflib.Graph:
    return in_rdflib(ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", MEANT)


@pytest.fixture(autouse=True)
def literals_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """rdflib would rewrite numbers, and the writers must not be judged by that."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(logging.getLogger("rdflib"), "disabled", True)
    monkeypatch.setattr(logging.getLogger("rdflib.term"), "disabled", True)


READERS = {
    "turtle": "turtle",
    "ntriples": "nt11",
    "rdfxml": "xml",
    "trig": "trig",
    "nquads": "nquads",
    "n3": "n3",
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("ordered", [True, False])
@often
@given(triples=TRIPLES)
def test_another_reader_reads_the_same_statements(
    name: str, ordered: bool, triples: list[ox.Triple]
) -> None:
    store = store_of(triples)
    triples = stated(store)
    data = written(store, name, ordered=ordered)
    if data is None:
        assert name in ("rdfxml", "n3")
        return
    if name == "rdfxml":
        ElementTree.fromstring(data)
    found = ox.parse(data, from_name(name))
    assert {lower(quad.triple) for quad in found} == {lower(triple) for triple in triples}
    if all(readable(triple) for triple in triples):
        assert set(in_rdflib(data, READERS[name])) == set(meant(triples))


def from_name(name: str) -> ox.RdfFormat:
    kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    assert kind is not None
    return kind


def lower(triple: ox.Triple) -> str:
    """Tags of languages are the same in any case."""
    value = triple.object
    if isinstance(value, ox.Literal) and value.language:
        value = ox.Literal(value.value, language=value.language.lower())
    return str(ox.Triple(triple.subject, triple.predicate, value))


def readable(triple: ox.Triple) -> bool:
    """Whether rdflib reads the triple at all: it takes some characters for ends of lines."""
    return not any(
        mark in str(triple) for mark in ("\x85", "\u2028", "\x0b", "\x0c", "\ufeff", "\x1c")
    )


@often
@given(triples=TRIPLES)
def test_json_formats_are_valid_json_with_the_same_statements(triples: list[ox.Triple]) -> None:
    store = store_of(triples)
    expected = {lower(triple) for triple in stated(store)}
    hext = written(store, "hextuples")
    assert hext is not None
    for line in hext.decode().split("\n")[:-1]:
        assert len(strict(line)) == 6
    data = written(store, "jsonld")
    if data is not None:
        strict(data)
        assert {lower(q.triple) for q in ox.parse(data, ox.RdfFormat.JSON_LD)} == expected
    lines = hext.decode().count("\n")
    assert lines == len(expected)


@seldom
@given(triples=TRIPLES)
def test_a_processor_of_json_ld_reads_it(triples: list[ox.Triple]) -> None:
    data = written(store_of(triples), "jsonld")
    if data is not None:
        jsonld.expand(strict(data))


def strict(text: str | bytes) -> Any:
    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


@often
@given(triples=TRIPLES)
def test_annotated_formats_can_be_read_again(triples: list[ox.Triple]) -> None:
    for name in ("turtle12", "ntriples12"):
        data = written(store_of(triples), name)
        assert data is not None
        found = {str(quad.triple.subject) for quad in ox.parse(data, from_name(name))}
        assert {str(triple.subject) for triple in triples} <= found


@seldom
@given(triples=TRIPLES)
def test_tables_are_read_by_other_readers(triples: list[ox.Triple]) -> None:
    import polars as pl

    store = store_of(triples)
    for name in ("csvw", "parquet"):
        data = written(store, name)
        if data is None:  # a value is not in the form of its datatype, or uses all separators
            continue
        with (
            tempfile.TemporaryDirectory() as place,
            zipfile.ZipFile(io.BytesIO(data)) as archive,
        ):
            assert all("/" not in member and len(member) < 200 for member in archive.namelist())
            archive.extractall(place)
            folder = Path(place)
            if name == "parquet":
                assert sum(len(pl.read_parquet(file)) for file in folder.iterdir()) > 0
                continue
            group = TableGroup.from_file(folder / "csv-metadata.json")
            for table in group.tables:
                names = [column.name for column in table.tableSchema.columns]
                assert len(names) == len(set(names))
                assert not any(column.startswith("_") for column in names)
                assert all(column.replace("_", "").isalnum() for column in names)
                if "\x00" not in str(triples):  # which Python's reader of CSV cuts lines at
                    assert list(table.iterdicts(strict=True))


# Networks

DRAWINGS = st.builds(
    lambda title, kinds, label, iri: Drawing(
        title,
        tuple(
            PlacedNode(f"id:{n}", iri, kind, kind, "#2563c9", "dot", 5.0, float(n), float(-n))
            for n, kind in enumerate(kinds)
        ),
        tuple(
            PlacedEdge("id:0", f"id:{n}", label, (title,)) for n in range(len(kinds)) for _ in "ab"
        ),
    ),
    TEXTS,
    st.lists(TEXTS, min_size=1, max_size=3),
    TEXTS,
    IRIS.map(lambda iri: iri.value),
)


def written_drawing(drawing: Drawing, name: str) -> bytes | None:
    out = io.BytesIO()
    try:
        write_drawing(drawing, name, out)
    except SygraphError:
        assert name in ("graphml", "gexf")
        return None
    return out.getvalue()


@often
@given(drawing=DRAWINGS)
def test_networks_in_xml_are_read_by_other_readers(drawing: Drawing) -> None:
    labels = {mark.id: mark.label or None for mark in drawing.nodes}
    for name in ("graphml", "gexf"):
        data = written_drawing(drawing, name)
        if data is None:
            continue
        assert b"<ns0:" not in data
        root = ElementTree.fromstring(data)
        assert root.tag.endswith("}" + name)
        edges = [e for e in ElementTree.fromstring(data).iter() if e.tag.endswith("}edge")]
        assert len({edge.attrib["id"] for edge in edges}) == len(drawing.edges)
        read = nx.parse_graphml(data.decode(), force_multigraph=True) if name == "graphml" else None
        read = read or nx.read_gexf(io.BytesIO(data))
        assert read.number_of_edges() == len(drawing.edges)
        assert {node: its["label"] or None for node, its in read.nodes(data=True)} == labels


@often
@given(drawing=DRAWINGS)
def test_cytoscape_is_json(drawing: Drawing) -> None:
    data = written_drawing(drawing, "cytoscape")
    assert data is not None
    read = nx.cytoscape_graph(strict(data))
    assert [its["name"] for _, its in read.nodes(data=True)] == [m.label for m in drawing.nodes]


@seldom
@given(drawing=DRAWINGS)
def test_graphviz_output_has_no_script_links(drawing: Drawing) -> None:
    data = written_drawing(drawing, "dot")
    assert data is not None
    program = shutil.which("neato")
    assert program, "the tests of DOT need Graphviz: sudo apt-get install graphviz"
    done = subprocess.run([program, "-n2", "-Tsvg"], input=data, capture_output=True, check=True)
    root = ElementTree.fromstring(done.stdout)
    links = {value for e in root.iter() for name, value in e.attrib.items() if "href" in name}
    assert all(link.lower().startswith(("http://", "https://")) for link in links)
    assert len(root.findall(".//{*}g[@class]")) >= len(drawing.nodes)


# Answers


@pytest.mark.parametrize("name", ["xml", "json", "csv", "tsv"])
@often
@given(literals=st.lists(st.one_of(LITERALS, IRIS), min_size=1, max_size=4))
def test_query_results_are_read_by_other_readers(name: str, literals: list[ox.Literal]) -> None:
    query = f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, literals))} }} }}"
    store = ox.Store()
    answer = store.query(query)
    assert isinstance(answer, ox.QuerySolutions)
    values = [row["x"].value for row in answer]
    streamed, whole = io.BytesIO(), io.BytesIO()
    refused = 0
    try:
        write_answer(store.query(query), streamed.write, Format.named(name))
    except Inexpressible:
        assert streamed.getvalue() == b""
        refused += 1
    try:
        Result(query, store.query).write(whole, Format.named(name))
    except Inexpressible:
        refused += 1
    assert refused in (0, 2) and (name == "xml" or not refused)
    if refused:
        return
    for data in (streamed.getvalue(), whole.getvalue()):
        if name == "json":
            found = strict(data)["results"]["bindings"]
            assert [row["x"]["value"] for row in found] == values
        elif name == "xml":
            results = ElementTree.fromstring(data).findall(".//{*}binding/*")
            assert [e.text or "" for e in results] == values
        else:
            assert data.count(b"\n") > len(literals)


# Folders


@often
@given(
    slugs=st.lists(
        st.lists(
            st.sampled_from(["..", ".", "", "a", "瀋陽", "%2e%2e", "x" * 250, "con", "~", "b.c"]),
            min_size=1,
            max_size=5,
        ).map("/".join),
        min_size=1,
        max_size=3,
    )
)
def test_nothing_is_written_outside_of_the_folder(slugs: list[str]) -> None:
    store = ox.Store()
    kind = ox.NamedNode(PREFIXES["rdf"] + "type")
    for slug in slugs:
        for graph in (ox.DefaultGraph(), ox.NamedNode("urn:g")):
            store.add(ox.Quad(ox.NamedNode(ID + slug), kind, ox.NamedNode(SY + "Entity"), graph))
    kg = KnowledgeGraph(OxigraphStore(store), Files.bundled())
    with tempfile.TemporaryDirectory() as place:
        outer = Path(place) / "a" / "b"
        outer.mkdir(parents=True)
        try:
            run_export(kg, ExportRequest("jsonld", framed=True), outer / "out")
        except UnsafeName:
            assert list(Path(place).rglob("*")) == [outer.parent, outer]
            return
        files = [path for path in Path(place).rglob("*") if path.is_file()]
        assert len(files) == len(set(slugs))
        assert all(path.is_relative_to(outer / "out") for path in files)
