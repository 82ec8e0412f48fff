"""Exporting as it is asked for: options, places, packing, and nothing left half written."""

from __future__ import annotations

import gzip
import io
import os
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner

from sygraph.cli.main import cli
from sygraph.errors import BadParameter, OutputError, UnknownFormat
from sygraph.export.job import ExportRequest, run_export
from sygraph.graph import KnowledgeGraph
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.store.interface import OxigraphStore


def run(*args: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(cli, ["export", *args])
    return result.exit_code, result.stdout, result.stderr


def test_an_entity_can_be_given_by_any_of_its_names() -> None:
    code, text, _ = run("turtle", "--about", "洛杉磯")
    assert code == 0
    assert 'skos:prefLabel "Los Angeles"@en' in text


def test_a_query_has_parameters(tmp_path: Path) -> None:
    code, text, _ = run(
        "ntriples", "--query", "CONSTRUCT { ?c a sy:City } WHERE { ?c sy:country id:japan }"
    )
    assert code == 0
    assert text.count("\n") > 2
    code, _, said = run("ntriples", "--query", "ASK { ?s ?p ?o }")
    assert code == 2
    assert "CONSTRUCT" in said
    code, _, said = run("ntriples", "-p", "country=日本")
    assert (code, "only a query has parameters" in said) == (2, True)


@pytest.mark.parametrize(
    "args",
    [
        ("turtle", "--about", "Seoul", "--graph", "gazetteer"),
        ("turtle", "--about", "Seoul", "--query", "x"),
        ("turtle", "--framed"),
        ("jsonld", "--framed", "--graph", "gazetteer"),
        ("turtle", "--profile", "nanopub"),
        ("turtle", "--profile", "qb", "--graph", "gazetteer"),
        ("turtle", "--graph", "nothing"),
        ("turtle", "--unordered", "--about", "Seoul"),
        ("jsonld", "--unordered", "--profile", "prov"),
        ("trig", "--unordered", "--without-text"),
        ("csvw", "--unordered"),
        ("turtle12", "--unordered"),
        ("csv",),
    ],
)
def test_options_that_exclude_each_other_are_an_error(args: tuple[str, ...]) -> None:
    code, out, said = run(*args)
    assert (code, out) == (2, "")
    assert said


def test_an_unknown_format_lists_the_formats(kg: KnowledgeGraph) -> None:
    code, _, said = run("docx")
    assert code == 2
    for name in ("turtle", "hextuples", "rdfxml", "csvw", "ntriples12"):
        assert f"'{name}'" in said
    with pytest.raises(UnknownFormat) as caught:
        run_export(kg, ExportRequest("csv"), None)
    assert "turtle" in str(caught.value.hint)
    with pytest.raises(BadParameter):
        run_export(kg, ExportRequest("turtle", graph="nothing"), None)


@pytest.mark.parametrize("packed", [True, False])
def test_gzip_by_file_name_or_by_option(kg: KnowledgeGraph, tmp_path: Path, packed: bool) -> None:
    path, plain = tmp_path / ("x.bin" if packed else "x.nt.gz"), tmp_path / "x.nt"
    run_export(kg, ExportRequest("ntriples", graph="gazetteer", packed=packed), path)
    first = path.read_bytes()
    run_export(kg, ExportRequest("ntriples", graph="gazetteer", packed=packed), path)
    run_export(kg, ExportRequest("ntriples", graph="gazetteer"), plain)
    assert path.read_bytes() == first
    assert gzip.decompress(first) == plain.read_bytes()


def test_framed_documents_go_to_a_folder_or_one_to_a_line(
    kg: KnowledgeGraph, tmp_path: Path
) -> None:
    run_export(kg, ExportRequest("jsonld", framed=True), tmp_path / "out")
    run_export(kg, ExportRequest("jsonld", framed=True), tmp_path / "out.jsonl")
    names = sorted(os.listdir(tmp_path / "out"))
    assert "shenyang.jsonld" in names
    lines = (tmp_path / "out.jsonl").read_bytes().splitlines(keepends=True)
    assert len(lines) == len(names)
    assert (tmp_path / "out" / "shenyang.jsonld").read_bytes() in lines


def test_other_files_in_the_folder_are_kept(kg: KnowledgeGraph, tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "mine.txt").write_text("mine")
    (target / "City.csv").write_text("old")
    run_export(kg, ExportRequest("csvw", graph="gazetteer"), target)
    assert (target / "mine.txt").read_text() == "mine"
    assert (target / "City.csv").read_text().startswith("id,")
    assert sorted(os.listdir(tmp_path)) == ["out"]


def test_a_folder_cannot_replace_a_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OutputError, match="this is a file"):
        run_export(kg, ExportRequest("csvw"), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "mine"


def broken() -> KnowledgeGraph:
    """A graph of which RDF/XML and tables can say a part, and not the last statement."""
    store = ox.Store()
    lines = b"".join(b'<http://a/%d> <http://a/p> "x" .\n' % n for n in range(9000))
    store.load(lines + b'<http://z> <http://a/p> "x"@ar--rtl .', format=ox.RdfFormat.N_TRIPLES)
    from sygraph.data import Files

    return KnowledgeGraph(OxigraphStore(store), Files.bundled())


@pytest.mark.parametrize("name", ["rdfxml", "csvw"])
def test_a_failed_export_keeps_the_old_file(tmp_path: Path, name: str) -> None:
    target = tmp_path / "old.zip"
    target.write_text("old")
    with pytest.raises(Inexpressible):
        run_export(broken(), ExportRequest(name), target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["old.zip"]
    if name == "csvw":
        with pytest.raises(Inexpressible):
            run_export(broken(), ExportRequest(name), tmp_path / "folder")
        assert os.listdir(tmp_path) == ["old.zip"]


def test_a_full_disk_keeps_the_old_file(
    kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "old.nt"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sygraph.rdf.language_tags.TagCase.flush", full)
    with pytest.raises(OutputError, match="No space left on device"):
        run_export(kg, ExportRequest("ntriples"), target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["old.nt"]


def test_an_interrupted_export_keeps_the_old_file(
    kg: KnowledgeGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "old.ttl"
    target.write_text("old")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sygraph.rdf.language_tags.TagCase.flush", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run_export(kg, ExportRequest("turtle"), target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["old.ttl"]


@pytest.mark.parametrize("name", ["turtle", "trig", "jsonld", "turtle12", "csvw"])
def test_without_text_no_word_of_the_article_is_left(kg: KnowledgeGraph, name: str) -> None:
    out = io.BytesIO()
    from sygraph.export import export
    from sygraph.export.detach import Detacher
    from sygraph.rdf.formats import Format

    export(kg.store, Format.named(name), out, detacher=Detacher(kg.store, kg.files))
    assert "約9800噸".encode() not in out.getvalue()
    assert "伴隨着瀋陽直飛洛杉磯".encode() not in out.getvalue()


def test_the_python_api_returns_bytes_or_writes_a_file(kg: KnowledgeGraph, tmp_path: Path) -> None:
    content = kg.export("turtle", about="首爾")
    assert kg.export("turtle", tmp_path / "seoul.ttl", about="首爾") == b""
    assert (tmp_path / "seoul.ttl").read_bytes() == content
    assert kg.export("csvw", graph="gazetteer").startswith(b"PK")
    assert gzip.decompress(kg.export("turtle", about="首爾", packed=True)) == content
    assert kg.export("jsonld", framed=True, about="首爾").count(b"\n") == 1
