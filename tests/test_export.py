"""Exports: deterministic, complete, and read back by other parsers than the one that wrote them."""

from __future__ import annotations

import io
import subprocess
import sys
import warnings

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.export import export
from sygraph.formats import Format
from sygraph.graph import KnowledgeGraph
from sygraph.load import assemble

GRAPHS = Format.names(["graph"])
DATASETS = Format.names(["dataset"])


def exported(kg: KnowledgeGraph, name: str) -> bytes:
    out = io.BytesIO()
    export(kg.store, Format.named(name), out)
    return out.getvalue()


@pytest.fixture(scope="module")
def quads() -> list[ox.Quad]:
    return list(assemble(Files.bundled()))


def by_rdflib(content: bytes, name: str) -> set[tuple[object, ...]]:
    """What rdflib reads, in the terms of pyoxigraph, for want of a common form."""
    import rdflib

    kind = {"jsonld": "json-ld", "ntriples": "nt"}.get(name, name)
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what rdflib itself still calls
        dataset.parse(io.BytesIO(content), format=kind)
    default = rdflib.graph.DATASET_DEFAULT_GRAPH_ID
    lines = (
        (s.n3(), p.n3(), _plain(o), None if g in (None, default) else str(g))
        for s, p, o, g in dataset.quads()
    )
    return set(lines)


def _plain(term: object) -> str:
    """A term with language tags in lower case and strings without a datatype."""
    import rdflib

    if isinstance(term, rdflib.Literal):
        tag, kind = term.language, term.datatype
        return f"{term!s}|{tag.lower() if tag else kind or rdflib.XSD.string}"
    return str(term)


def by_pyoxigraph(quad: ox.Quad) -> tuple[object, ...]:
    term = quad.object
    plain = (
        f"{term.value}|{term.language.lower() if term.language else term.datatype.value}"
        if isinstance(term, ox.Literal)
        else str(term)[1:-1]
    )
    graph = quad.graph_name
    named = graph.value if isinstance(graph, ox.NamedNode) else None
    return (str(quad.subject), str(quad.predicate), plain, named)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_is_the_merge(kg: KnowledgeGraph, name: str, quads: list[ox.Quad]) -> None:
    merge = {by_pyoxigraph(quad) for quad in quads if quad.graph_name == ox.DefaultGraph()}
    content = exported(kg, name)
    kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    assert {by_pyoxigraph(quad) for quad in ox.parse(content, format=kind)} == merge
    assert by_rdflib(content, name) == merge


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_is_the_named_graphs(kg: KnowledgeGraph, name: str, quads: list[ox.Quad]) -> None:
    named = {by_pyoxigraph(quad) for quad in quads if quad.graph_name != ox.DefaultGraph()}
    content = exported(kg, name)
    kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    assert {by_pyoxigraph(quad) for quad in ox.parse(content, format=kind)} == named
    assert by_rdflib(content, name) == named


@pytest.mark.parametrize("name", GRAPHS + DATASETS)
def test_another_process_writes_the_same_bytes(kg: KnowledgeGraph, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sygraph", "export", name],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert done.stdout == exported(kg, name)


def test_passages_stand_in_reading_order(kg: KnowledgeGraph) -> None:
    lines = exported(kg, "trig").decode().splitlines()
    opened = [line.removesuffix(" {") for line in lines if line.endswith(" {")]
    numbers = [int(name.removeprefix("p:")) for name in opened if name.startswith("p:")]
    assert opened[:3] == ["graph:ontology", "graph:gazetteer", "art:shenyang-2024"]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 71
    assert opened[-1] == "graph:derived"


def test_names_are_short_and_chinese_is_readable(kg: KnowledgeGraph) -> None:
    assert 'sy:statedAs "約9800噸"' in exported(kg, "turtle").decode()
    assert '"約9800噸"' in exported(kg, "jsonld").decode()
