"""Graphs read from wherever they are."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.errors import DataError, UnknownFormat
from sygraph.export import export
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES
from sygraph.rdf.formats import Format
from sygraph.store.sources import dataset, file_quads, merged, store_quads


def test_hextuples_are_read_as_they_were_written(kg: KnowledgeGraph, tmp_path: Path) -> None:
    for name, opened in (("a.hext", open), ("a.hext.gz", gzip.open)):
        with opened(tmp_path / name, "wb") as stream:
            export(kg.store, Format.named("hextuples"), stream)  # type: ignore[arg-type]
        assert set(dataset(tmp_path / name)) == set(store_quads(kg.store))


def test_what_a_passage_reifies_is_what_its_graph_states(tmp_path: Path) -> None:
    path = tmp_path / "a.nt"
    p, s = f"<{PREFIXES['p']}10>", f"<{PREFIXES['id']}a>"
    reifies = f"<{PREFIXES['rdf']}reifies>"
    path.write_text(f"{p} {reifies} <<( {s} {s} {s} )>> .\n{s} {reifies} <<( {s} {s} {s} )>> .\n")
    graphs = {str(quad.graph_name) for quad in file_quads(path)}
    assert graphs == {p, "DEFAULT"}


@pytest.mark.parametrize(
    ("name", "content", "error", "reason"),
    [
        ("a.hext", b'["http://e/s"]\n', DataError, r"a\.hext:1: not a HexTuple"),
        ("a.hext", b"\n{\n", DataError, r"a\.hext:2: not a HexTuple"),
        ("a.hext.gz", b"not packed", DataError, "cannot read"),
        ("a.ttl", b"<http://e/s>", DataError, r"a\.ttl:1"),
        ("a.pdf", b"", UnknownFormat, "unknown format"),
        ("a.nt", None, DataError, "no such file"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], reason: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=reason):
        list(file_quads(tmp_path / name))


RDF_XML = b'<?xml version="1.0"?>\n<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'


@pytest.mark.parametrize(
    ("name", "content", "place", "reason"),
    [
        ("a.rdf", RDF_XML + b'<r:Description r:about="a b"/>\n</r:RDF>', (3, 1), "IRI 'a b'"),
        ("a.rdf", RDF_XML + b"<r:Description>\n  <x:y/>\n", (4, 3), "Unknown prefix x:"),
        ("a.rdf", RDF_XML + b"<r:Description>\n</r:Bag>", (4, 1), "expected `</r:Description>`"),
        ("a.jsonld", b'{\n "@id": }', (2, 9), "Unexpected closing curly bracket"),
        ("a.jsonld", b'{\n "@id": "http://e/s",\n "@type": 7}', (3, 12), "@type value must be"),
        (
            "a.jsonld",
            b'{"@id": "http://e/s",\n "@context": "https://schema.org/"}',
            (2, 35),
            "its @context is on the web, and nothing is fetched: put the context into the document",
        ),
        (
            "a.jsonld.gz",
            gzip.compress(b'{"http://e/long": "' + b"x" * 20_000 + b'",\n "@type": 7}', mtime=0),
            (2, 12),
            "@type value must be a string",
        ),
    ],
)
def test_an_error_in_rdf_xml_or_json_ld_names_line_and_column(
    tmp_path: Path, name: str, content: bytes, place: tuple[int, int], reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError) as caught:
        list(file_quads(tmp_path / name))
    line, column = place
    assert caught.value.line == line
    assert f"{name}:{line}: " in str(caught.value)
    assert str(caught.value).endswith(f"(column {column})")
    assert reason in str(caught.value)


def test_a_folder_is_no_file_and_no_store(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="this is a folder"):
        file_quads(tmp_path)


def test_a_folder_of_data_is_read_with_its_graphs(kg: KnowledgeGraph) -> None:
    held = dataset(Files.bundled().folder)
    assert set(held) == set(store_quads(kg.store))


def test_the_merge_has_each_triple_once(kg: KnowledgeGraph) -> None:
    held = merged(store_quads(kg.store))
    default = [quad.triple for quad in held if quad.graph_name == ox.DefaultGraph()]
    assert len(default) == len(set(default))
    assert set(default) == set(kg.store.construct("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"))
