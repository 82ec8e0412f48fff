"""Clients as people use them ask the endpoint: SPARQLWrapper, rdflib's SPARQLStore, curl."""

from __future__ import annotations

import json
import subprocess
import warnings
from collections.abc import Iterator
from xml.dom.minidom import Document

import pyoxigraph as ox
import pytest
import rdflib
import SPARQLWrapper
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from live import live
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.store.interface import OxigraphStore

SELECT = "SELECT ?label { id:seoul skos:prefLabel ?label } ORDER BY ?label"
ASK = "ASK { id:seoul ?p ?o }"
CONSTRUCT = "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a sy:City ; skos:prefLabel ?l }"
DESCRIBE = "DESCRIBE id:seoul"
QUERIES = {"select": SELECT, "ask": ASK, "construct": CONSTRUCT, "describe": DESCRIBE}
# Every format that SPARQLWrapper knows.
RETURNED = ("xml", "json", "turtle", "n3", "rdf", "rdf+xml", "csv", "tsv", "json-ld")
TOKEN = "secret"

# SPARQLWrapper makes a graph of a class that rdflib deprecates.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")


@pytest.fixture(scope="module")
def served(kg: KnowledgeGraph) -> Iterator[str]:
    with live(kg) as address:
        yield f"{address}sparql"


@pytest.fixture
def writable() -> Iterator[str]:
    kg = KnowledgeGraph(OxigraphStore(ox.Store()), Files.bundled())
    with live(kg, writable=True, token=TOKEN) as address:
        yield f"{address}sparql"


def wrapper(address: str, query: str, returned: str | None = None) -> SPARQLWrapper.SPARQLWrapper:
    prefixes = (
        "PREFIX sy: <https://w3id.org/sygraph/ontology#> PREFIX id: <https://w3id.org/sygraph/id/>"
        " PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    )
    made = SPARQLWrapper.SPARQLWrapper(address)
    if returned is not None:
        made.setReturnFormat(returned)
    made.setQuery(prefixes + query)
    return made


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("query", list(QUERIES))
def test_sparqlwrapper_with_its_defaults(served: str, query: str, method: str) -> None:
    asking = wrapper(served, QUERIES[query])
    asking.setMethod(method)
    found = asking.query().convert()
    if query in ("construct", "describe"):
        assert isinstance(found, rdflib.Graph)
        assert any("首爾" in str(value) for value in found.objects())
    else:
        assert isinstance(found, Document)
        assert ("首爾" if query == "select" else "true") in found.toxml()


@pytest.mark.parametrize("returned", RETURNED)
@pytest.mark.parametrize("query", list(QUERIES))
def test_sparqlwrapper_with_each_of_its_formats(
    served: str, kg: KnowledgeGraph, query: str, returned: str
) -> None:
    """A format that cannot hold the answer is sent with `Accept: */*`: any other will do."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        answer = wrapper(served, QUERIES[query], returned).query()
    content_type = answer.info()["content-type"].partition(";")[0]
    content = answer.response.read()
    if query in ("construct", "describe"):
        format = ox.RdfFormat.from_media_type(content_type)
        assert format is not None
        triples = {quad.triple for quad in ox.parse(content, format)}
        assert triples == set(kg.store.construct(QUERIES[query]))
        expected = {
            "xml": "application/rdf+xml",
            "json": "application/ld+json",
            "n3": "text/n3",
            "rdf": "application/rdf+xml",
            "rdf+xml": "application/rdf+xml",
            "json-ld": "application/ld+json",
        }.get(returned, "text/turtle")
    else:
        assert (b"true" if query == "ask" else "首爾".encode()) in content
        expected = {
            "xml": "application/sparql-results+xml",
            "csv": "text/csv",
            "tsv": "text/tab-separated-values",
        }.get(returned, "application/sparql-results+json")
    assert content_type == expected


def test_sparqlwrapper_updates(writable: str) -> None:
    for post in (SPARQLWrapper.POSTDIRECTLY, SPARQLWrapper.URLENCODED):
        asking = wrapper(writable, f"INSERT DATA {{ id:x skos:note '{post}' }}")
        asking.setMethod("POST")
        asking.setRequestMethod(post)
        asking.addCustomHttpHeader("Authorization", f"Bearer {TOKEN}")
        asking.query()
        asking = wrapper(writable, f"ASK {{ id:x skos:note '{post}' }}", "json")
        assert json.loads(asking.query().response.read())["boolean"] is True


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
@pytest.mark.parametrize("returned", ["xml", "json", "csv", "tsv"])
def test_rdflib_s_sparql_store(served: str, kg: KnowledgeGraph, method: str, returned: str) -> None:
    graph = rdflib.Graph(SPARQLStore(served, returnFormat=returned, method=method))
    graph.bind("sy", "https://w3id.org/sygraph/ontology#", replace=True)
    graph.bind("id", "https://w3id.org/sygraph/id/", replace=True)
    graph.bind("skos", "http://www.w3.org/2004/02/skos/core#", replace=True)
    assert "首爾" in {
        str(binding[rdflib.Variable("label")]) for binding in graph.query(SELECT).bindings
    }
    if returned in ("xml", "json"):
        assert graph.query(ASK).askAnswer is True
    if returned == "xml":  # with the others rdflib accepts no format of graphs
        assert len(graph.query(CONSTRUCT).graph or ()) == len(set(kg.store.construct(CONSTRUCT)))
        seoul = rdflib.URIRef("https://w3id.org/sygraph/id/seoul")
        assert any(graph.triples((seoul, None, None)))


def test_rdflib_s_sparql_update_store(writable: str) -> None:
    store = SPARQLUpdateStore(
        writable, writable, headers={"Authorization": f"Bearer {TOKEN}"}, context_aware=False
    )
    graph = rdflib.Graph(store)
    a, b = rdflib.URIRef("urn:a"), rdflib.URIRef("urn:b")
    graph.add((a, b, rdflib.Literal("瀋陽")))
    assert list(graph) == [(a, b, rdflib.Literal("瀋陽"))]
    graph.remove((a, b, None))
    assert len(graph) == 0


@pytest.mark.parametrize(
    ("accept", "table", "graph"),
    [
        (None, "application/sparql-results+json", "text/turtle"),
        ("application/json", "application/json", "application/json"),
        ("application/xml", "application/xml", "application/xml"),
        ("text/xml", "text/xml", "text/xml"),
        ("application/rdf+xml, application/xml;q=0.9", "application/xml", "application/rdf+xml"),
        ("application/x-turtle, */*;q=0.1", "application/sparql-results+json", None),
        ("application/turtle", None, "application/turtle"),
        ("text/rdf+n3", None, "text/rdf+n3"),
        ("text/csv", "text/csv", None),
    ],
)
def test_curl(served: str, accept: str | None, table: str | None, graph: str | None) -> None:
    for query, expected in ((SELECT, table), (CONSTRUCT, graph)):
        command = ["curl", "-s", "-o", "-", "-w", "\n%{http_code} %{content_type}", served]
        command += ["--data-urlencode", f"query={query}"]
        command += ["-H", f"Accept: {accept}"] if accept else []
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        status, content_type = answer.rpartition("\n")[2].split(" ", 1)
        if expected is not None:
            assert (status, content_type.partition(";")[0]) == ("200", expected)


@pytest.mark.parametrize(
    ("fields", "form", "expected"),
    [
        ("format=csv", "table", "text/csv"),
        ("output=csv", "table", "text/csv"),
        ("results=tsv", "table", "text/tab-separated-values"),
        ("format=application/sparql-results+json", "table", "application/sparql-results+json"),
        ("format=ttl", "graph", "text/turtle"),
        ("format=nt&output=turtle", "graph", "application/n-triples"),
        ("format=rdf", "graph", "application/rdf+xml"),
        ("format=text/csv&format=application/rdf%2Bxml", "graph", "application/rdf+xml"),
        ("format=", "graph", "text/turtle"),
    ],
)
def test_formats_in_the_address(served: str, fields: str, form: str, expected: str) -> None:
    query = SELECT if form == "table" else CONSTRUCT
    command = ["curl", "-sG", "-o", "/dev/null", "-w", "%{http_code} %{content_type}"]
    command += [f"{served}?{fields}", "--data-urlencode", f"query={query}"]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert found.partition(";")[0] == f"200 {expected}"


def test_an_unknown_format_is_refused(served: str) -> None:
    command = ["curl", "-s", "-w", "\n%{http_code}", f"{served}?format=yaml&query=ASK%7B%7D"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    body, status = answer.rsplit("\n", 1)
    assert status == "406"
    assert json.loads(body)["error"] == "nothing can be written as yaml"
