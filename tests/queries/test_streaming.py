"""Streamed answers are complete documents in every format, even if they are cut off."""

from __future__ import annotations

import io
from functools import cache
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from sygraph.queries.streaming import write_answer
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.store.limits import Results

TABLES = pytest.mark.parametrize("name", ["json", "xml", "tsv"])
GRAPHS = pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld", "n3"])
# Text that looks like the end of a row or of a document.
AWKWARD = ['"},{"', "]}}", "</results></sparql>", "a\tb\r\nc", "\\", '"', "], }", "‮\u0085 &<>"]


@cache
def graph() -> ox.Store:
    store = ox.Store()
    for number in range(3000):
        text = AWKWARD[number % len(AWKWARD)]
        node = ox.NamedNode(f"http://example.org/{number:05}")
        value = ox.Literal(f"{text} {number}", language="zh-hant" if number % 2 else None)
        store.add(ox.Quad(node, ox.NamedNode("http://example.org/p"), value))
    return store


def ask(query: str) -> Results:
    return graph().query(query)


def written(query: str, name: str, **limits: int) -> tuple[bytes, str | None]:
    out = io.BytesIO()
    cut = write_answer(ask(query), out.write, Format.named(name), **limits)
    return out.getvalue(), cut


def rows(data: bytes, name: str) -> list[tuple[object, ...]]:
    found = ox.parse_query_results(data, getattr(ox.QueryResultsFormat, name.upper()))
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(row) for row in found]


def triples(data: bytes, name: str) -> list[ox.Triple]:
    format = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    return [quad.triple for quad in ox.parse(data, format)]


SELECT = "SELECT ?s ?none ?o { ?s ?p ?o } ORDER BY ?s"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } ORDER BY ?s"


@TABLES
def test_a_table_is_complete(name: str) -> None:
    data, cut = written(SELECT, name)
    expected = ask(SELECT)
    assert isinstance(expected, ox.QuerySolutions)
    assert rows(data, name) == [tuple(row) for row in expected]
    assert cut is None


@TABLES
@pytest.mark.parametrize("most", [0, 1, 2, 999, 1000, 2999])
def test_a_table_ends_after_any_row(name: str, most: int) -> None:
    data, cut = written(SELECT, name, rows=most)
    assert len(rows(data, name)) == most
    assert cut == f"{most:,} row{'s' * (most != 1)}"


@TABLES
@pytest.mark.parametrize("most", [0, 20, 5_000, 100_000])
def test_a_table_ends_before_too_many_bytes(name: str, most: int) -> None:
    data, cut = written(SELECT, name, size=most)
    found = rows(data, name)
    assert len(data) <= most + 300
    assert bool(found) == (most > 100)
    assert cut == f"{most:,} bytes"
    assert found == rows(written(SELECT, name)[0], name)[: len(found)]


@GRAPHS
def test_a_graph_is_complete(name: str) -> None:
    data, cut = written(CONSTRUCT, name)
    expected = ask(CONSTRUCT)
    assert isinstance(expected, ox.QueryTriples)
    assert set(triples(data, name)) == set(expected)
    assert cut is None


@GRAPHS
@pytest.mark.parametrize("most", [0, 1, 500, 2_600])
def test_a_graph_ends_after_any_triple(name: str, most: int) -> None:
    data, cut = written(CONSTRUCT, name, rows=most)
    assert len(triples(data, name)) == most
    assert cut == f"{most:,} triple{'s' * (most != 1)}"
    if name in ("turtle", "ntriples", "rdfxml"):
        assert f"cut off after {cut}" in data.decode()


@GRAPHS
@pytest.mark.parametrize("most", [0, 5_000, 200_000])
def test_a_graph_ends_before_too_many_bytes(name: str, most: int) -> None:
    data, cut = written(CONSTRUCT, name, size=most)
    assert len(data) <= most + 3_000
    assert bool(triples(data, name)) == (most > 0)
    assert (cut is None) == (len(triples(data, name)) == 3000)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_the_answer_to_an_ask(name: str) -> None:
    for query, answer in (("ASK {}", b"true"), ("ASK { <a:a> ?p ?o }", b"false")):
        data, cut = written(query, name)
        assert answer in data
        assert cut is None


def hostile(size: int, last: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Return a graph whose last triple cannot be written in some formats."""
    store = ox.Store()
    store.extend(
        ox.Quad(
            ox.NamedNode(f"http://example.org/{number:05}"),
            ox.NamedNode("http://example.org/p"),
            ox.Literal("x" * 100),
        )
        for number in range(size)
    )
    store.update(f"INSERT DATA {{ <http://example.org/z> {last} }}")
    return store.query("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }")


# Small graphs are written as a whole, larger ones in batches.
SIZES = pytest.mark.parametrize("size", [1, 6000])


@SIZES
@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("rdfxml", "<http://example.org/12> 1"),
        ("rdfxml", "<http://example.org/p/> 1"),
        ("rdfxml", "<http://example.org/p> 'a\\u0001b'"),
        ("rdfxml", "<http://example.org/p> 'a\\uFFFF'"),
        ("jsonld", "<http://example.org/p> <id:x>"),
        ("jsonld", "<http://example.org/p> 'a'@ar--rtl"),
        ("n3", "<http://example.org/p> 'a'@ar--rtl"),
    ],
)
def test_a_graph_that_cannot_be_written_writes_nothing(name: str, last: str, size: int) -> None:
    out = io.BytesIO()
    with pytest.raises(Inexpressible, match="cannot hold"):
        write_answer(hostile(size, last), out.write, Format.named(name))
    assert out.getvalue() == b""


@SIZES
@pytest.mark.parametrize("name", ["turtle", "ntriples"])
def test_formats_that_hold_all_terms_raise_no_error(name: str, size: int) -> None:
    out = io.BytesIO()
    write_answer(hostile(size, "<urn:p> 'a\\u0001b'@zh-hant"), out.write, Format.named(name))
    assert len(triples(out.getvalue(), name)) == size + 1


@SIZES
def test_the_error_names_the_term_that_xml_cannot_hold(size: int) -> None:
    store = ox.Store()
    query = f"SELECT * {{ VALUES ?o {{ {'1 ' * size} 'a\\u0007b' }} }}"
    out = io.BytesIO()
    with pytest.raises(Inexpressible, match=r'"a\\u0007b": XML does not allow U\+0007'):
        write_answer(store.query(query), out.write, Format.named("xml"))
    assert out.getvalue() == b""


def test_xml_keeps_a_carriage_return() -> None:
    out = io.BytesIO()
    write_answer(ox.Store().query("SELECT ('a\\r\\nb' AS ?o) {}"), out.write, Format.named("xml"))
    assert b"a&#xD;\nb" in out.getvalue()
    [literal] = ElementTree.fromstring(out.getvalue()).iter(
        "{http://www.w3.org/2005/sparql-results#}literal"
    )
    assert literal.text == "a\r\nb"
