"""The SPARQL Service Description of the endpoint."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from sygraph.namespaces import MERGE, RDF_TYPE
from sygraph.rdf.formats import FORMATS, Format
from sygraph.server.context import Web, web
from sygraph.server.sparql_protocol import Formats, NoFormat
from sygraph.store.counts import number
from sygraph.store.interface import Store

__all__ = ["describe", "description"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_FORMAT = "http://www.w3.org/ns/formats/"

# The IRIs of formats.
_NAMES = {
    "csv": "SPARQL_Results_CSV",
    "tsv": "SPARQL_Results_TSV",
    "json": "SPARQL_Results_JSON",
    "xml": "SPARQL_Results_XML",
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "rdfxml": "RDF_XML",
    "jsonld": "JSON-LD",
    "n3": "N3",
}
# The most graphs that the description lists.
_MOST_GRAPHS = 1000


def describe(request: Request, here: str, formats: Formats) -> Response:
    """Answer with the description of the endpoint at an address.

    Raises:
        NoFormat: the request accepts no format of RDF.
    """
    if formats.graph is None:
        names = ", ".join(Format.named(name).media_type for name in Format.names(["graph"]))
        raise NoFormat("the description is a graph", hint=f"accept one of {names}")
    from sygraph.rdf.graph_file import write_graph

    out = io.BytesIO()
    write_graph(out, description(web(request), here), Format.named(formats.graph))
    media_type = formats.graph_type
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    headers = {"Content-Type": media_type, "Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(out.getvalue(), headers=headers)


def description(at: Web, here: str) -> Iterator[Triple]:
    """Yield the triples of the description of the endpoint at an address."""
    service, dataset, default = NamedNode(here), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, RDF_TYPE, _sd("Service"))
    yield Triple(service, _sd("endpoint"), service)
    yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query"))
    if at.settings.writable:
        yield Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Update"))
    yield Triple(service, _sd("feature"), _sd("UnionDefaultGraph"))
    if at.kg.store.services:
        yield Triple(service, _sd("feature"), _sd("BasicFederatedQuery"))
    for row in FORMATS:
        if row.name in _NAMES:
            yield Triple(service, _sd("resultFormat"), NamedNode(_FORMAT + _NAMES[row.name]))
    yield Triple(service, _sd("defaultDataset"), dataset)
    yield Triple(dataset, RDF_TYPE, _sd("Dataset"))
    yield Triple(dataset, _sd("defaultGraph"), default)
    yield Triple(default, RDF_TYPE, _sd("Graph"))
    store = at.kg.store
    yield Triple(default, NamedNode(_VOID + "triples"), Literal(number(store, "{ ?s ?p ?o }")))
    for place, graph in enumerate(_graphs(store)):
        node = BlankNode(f"graph{place}")
        yield Triple(dataset, _sd("namedGraph"), node)
        yield Triple(node, RDF_TYPE, _sd("NamedGraph"))
        yield Triple(node, _sd("name"), graph)


def _graphs(store: Store) -> list[NamedNode]:
    rows = store.select(f"SELECT DISTINCT ?g {{ GRAPH ?g {{}} }} LIMIT {_MOST_GRAPHS + 1}")
    found = [row["g"] for row in rows]
    graphs = [graph for graph in found if isinstance(graph, NamedNode) and graph != MERGE]
    return sorted(graphs, key=str) if len(found) <= _MOST_GRAPHS else []


def _sd(name: str) -> NamedNode:
    return NamedNode(_SD + name)
