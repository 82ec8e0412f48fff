"""The SPARQL 1.1 Graph Store HTTP Protocol: a graph as a thing to get, put, add to and delete."""

from __future__ import annotations

import io
from urllib.parse import urljoin

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sygraph.errors import NotFound, SygraphError
from sygraph.formats import Format
from sygraph.nesting import check_data
from sygraph.rdf import write_graph
from sygraph.update import Update
from sygraph.web.context import Web, base, web
from sygraph.web.negotiate import best
from sygraph.web.sparql_endpoint import authorise, body_of
from sygraph.web.sparql_protocol import BadRequest, NoFormat

__all__ = ["PATH", "ROUTES"]

PATH = "/service"

_FORMATS = {
    row.media_type: row
    for row in map(Format.named, ("turtle", "ntriples", "jsonld", "rdfxml", "n3"))
}


async def serve_graph(request: Request) -> Response:
    """Answer a request about the graph that its address names.

    Source: https://www.w3.org/TR/sparql11-http-rdf-update/
    """
    graph = _named(request)
    if request.method in ("GET", "HEAD"):
        return _get(request, graph)
    at = web(request)
    authorise(request, at)
    if request.method == "DELETE":
        return _delete(at, graph)
    body = await body_of(request, at.settings.max_body)
    return _put(request, at, graph, body)


def _named(request: Request) -> str:
    """The graph as SPARQL names it: `GRAPH <…>`, or `DEFAULT`.

    Raises:
        BadRequest: the address names none, several, or what is no IRI.
    """
    match request.query_params.multi_items():
        case [("default", "")]:
            return "DEFAULT"
        case [("graph", iri)]:
            try:
                return f"GRAPH {ox.NamedNode(urljoin(base(request) + PATH[1:], iri))}"
            except ValueError:
                raise BadRequest(f"{iri} is no IRI of a graph") from None
    raise BadRequest("the address names no graph", hint="give ?graph=IRI or ?default, and no more")


def _get(request: Request, graph: str) -> Response:
    chosen = best(request.headers.get("accept", ""), tuple(_FORMATS))
    if chosen is None:
        raise NoFormat.of("graph")
    at = web(request)
    _check_there(at, graph)
    triples, cut = _triples(at, graph)
    if cut:
        raise _TooLarge(f"the graph has more than {cut}", hint="ask for parts of it at /sparql")
    out = io.BytesIO()
    write_graph(out, triples, _FORMATS[chosen])
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(out.getvalue(), media_type=chosen, headers=headers)


def _triples(at: Web, graph: str) -> tuple[list[ox.Triple], str | None]:
    """What a graph states and, where that is not all, after what it was cut off."""
    answer = at.guarded.store.answer(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {_pattern(graph)} }}")
    assert isinstance(answer.results, ox.QueryTriples)
    return list(answer.results), answer.cut


def _put(request: Request, at: Web, graph: str, body: bytes) -> Response:
    """Put a graph in the place of another, or with POST add to it."""
    triples = _parsed(request, body)
    new = graph != "DEFAULT" and not _is_there(at, graph)
    text = "\n".join(f"{triple} ." for triple in triples)
    data = f"INSERT DATA {{ {text if graph == 'DEFAULT' else f'{graph} {{ {text} }}'} }}"
    steps = [f"DROP SILENT {graph}"] if request.method == "PUT" else []
    if graph != "DEFAULT":
        steps.append(f"CREATE SILENT {graph}")
    at.update(Update(" ;\n".join([*steps, data])))
    return Response(status_code=201 if new else 204, headers={"Cache-Control": "no-store"})


def _parsed(request: Request, body: bytes) -> list[ox.Triple]:
    """The triples of what is sent.

    Raises:
        BadRequest: it is in no format of graphs, or is broken.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    format = ox.RdfFormat.from_media_type(kind) if kind else None
    if format is None or kind not in _FORMATS:
        raise BadRequest(
            f"no graph is sent as {kind or 'what has no Content-Type'}",
            status=415,
            hint=f"send one of {', '.join(_FORMATS)}",
        )
    check_data(body)
    try:
        quads = ox.parse(body, format, base_iri=base(request), rename_blank_nodes=True)
        return [quad.triple for quad in quads]
    except (SyntaxError, ValueError) as error:
        raise BadRequest(f"what is sent does not parse: {error}") from None


def _delete(at: Web, graph: str) -> Response:
    _check_there(at, graph)
    at.update(Update(f"DROP {graph}"))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _check_there(at: Web, graph: str) -> None:
    if graph != "DEFAULT" and not _is_there(at, graph):
        raise NotFound(f"there is no {graph}")


def _is_there(at: Web, graph: str) -> bool:
    """Whether anything is stated in it; an empty graph is none that a query could tell of."""
    return at.guarded.store.ask(f"ASK {{ {_pattern(graph)} }}")


def _pattern(graph: str) -> str:
    return "?s ?p ?o" if graph == "DEFAULT" else f"{graph} {{ ?s ?p ?o }}"


class _TooLarge(SygraphError):
    """A graph that is not sent at once."""

    status = 413


ROUTES: list[BaseRoute] = [
    Route(PATH, serve_graph, methods=["GET", "HEAD", "PUT", "POST", "DELETE"])
]
