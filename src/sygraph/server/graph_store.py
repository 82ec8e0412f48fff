"""The SPARQL 1.1 Graph Store HTTP Protocol: get, put, add to and delete a graph."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from email.parser import BytesParser
from email.policy import HTTP
from uuid import uuid4

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from sygraph.errors import NotFound, SygraphError, UnknownFormat
from sygraph.pages.addresses import uri
from sygraph.rdf.error_place import place_of, reason_of
from sygraph.rdf.formats import Format
from sygraph.rdf.graph_file import write_graph
from sygraph.rdf.parsing import parse_rdf
from sygraph.server.context import Web, base, sent_path, web
from sygraph.server.negotiate import best
from sygraph.server.sparql_endpoint import authorise, body_of
from sygraph.server.sparql_protocol import BadRequest, NoFormat, absolute
from sygraph.store.updates import Update

__all__ = ["PATH", "ROUTES", "methods"]

PATH = "/service"

_FORMATS = {
    row.media_type: row
    for row in map(Format.named, ("turtle", "ntriples", "jsonld", "rdfxml", "n3"))
}
_MULTIPART = "multipart/form-data"
# What a form says of a file whose format the client does not know: then the file's name tells.
_UNKNOWN = ("application/octet-stream", "text/plain")


def methods(writable: bool) -> str:
    """The allowed methods of a graph, as headers list them."""
    return "GET, HEAD, PUT, POST, DELETE, OPTIONS" if writable else "GET, HEAD, OPTIONS"


@dataclass(frozen=True)
class _Target:
    """The graph of a request; the default graph has no IRI.

    Attributes:
        unnamed: whether the server chooses the name.
    """

    iri: str | None
    unnamed: bool = False

    def __str__(self) -> str:
        """The graph as SPARQL names it."""
        return "DEFAULT" if self.iri is None else f"GRAPH <{self.iri}>"

    def holding(self, triples: str) -> str:
        """A pattern, or data, in this graph."""
        return triples if self.iri is None else f"{self} {{ {triples} }}"


async def serve_graph(request: Request) -> Response:
    """Answer a request about the graph that its address names.

    Source: https://www.w3.org/TR/sparql11-http-rdf-update/
    """
    at = web(request)
    if request.method == "OPTIONS":
        return Response(status_code=204, headers={"Allow": methods(at.settings.writable)})
    graph = _target(request)
    if request.method in ("GET", "HEAD"):
        return _get(request, graph)
    authorise(request, at)
    if request.method == "DELETE":
        return _delete(at, graph)
    body = await body_of(request, at.settings.max_body)
    return _put(request, at, graph, body)


def _target(request: Request) -> _Target:
    """The graph that the address names: by `graph` or `default`, or by being its IRI.

    Raises:
        BadRequest: the address names no graph, several graphs, or something that is not an IRI.
    """
    here = base(request) + PATH[1:]
    name = sent_path(request).removeprefix(PATH).removeprefix("/")
    match request.query_params.multi_items():
        case [("default", "")] if not name:
            return _Target(None)
        case [("graph", iri)] if not name:
            return _Target(absolute(iri, here))
        case [] if name:
            return _Target(absolute(f"{here}/{name}", here))
        case [] if request.method == "POST":
            return _Target(f"{here}/{uuid4()}", unnamed=True)
    raise BadRequest("the address names no graph", hint="give ?graph=IRI or ?default, and no more")


def _get(request: Request, graph: _Target) -> Response:
    chosen = best(request.headers.get("accept", ""), tuple(_FORMATS))
    if chosen is None:
        raise NoFormat.of("graph")
    at = web(request)
    triples, cut = _triples(at, graph)
    if not triples:
        _check_there(at, graph)
    if cut:
        raise _TooLarge(f"the graph has more than {cut}", hint="ask for parts of it at /sparql")
    out = io.BytesIO()
    write_graph(out, triples, _FORMATS[chosen])
    headers = {"Vary": "Accept", "Cache-Control": "no-cache"}
    return Response(out.getvalue(), media_type=chosen, headers=headers)


def _triples(at: Web, graph: _Target) -> tuple[list[ox.Triple], str | None]:
    """The triples of a graph, and the limit at which they were cut off, if any."""
    answer = at.guarded.store.answer(
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {graph.holding('?s ?p ?o')} }}"
    )
    assert isinstance(answer.results, ox.QueryTriples)
    return list(answer.results), answer.cut


def _put(request: Request, at: Web, graph: _Target, body: bytes) -> Response:
    """Replace a graph or, with POST, add to it."""
    triples = _sent(request, body, graph)
    new = graph.iri is not None and not _is_there(at, graph)
    text = "\n".join(f"{triple} ." for triple in triples)
    steps = [f"DROP SILENT {graph}"] if request.method == "PUT" else []
    if graph.iri is not None:
        steps.append(f"CREATE SILENT {graph}")
    steps.append(f"INSERT DATA {{ {graph.holding(text)} }}")
    at.update(Update(" ;\n".join(steps)))
    headers = {"Cache-Control": "no-store"}
    if graph.unnamed and graph.iri:
        headers["Location"] = uri(graph.iri)
    return Response(status_code=201 if new else 204, headers=headers)


def _sent(request: Request, body: bytes, graph: _Target) -> list[ox.Triple]:
    """The triples that a request sends: one document, or the files of a form.

    Raises:
        BadRequest: the format is not one of graphs, or the document does not parse.
    """
    content_type = request.headers.get("content-type", "")
    home = graph.iri or base(request) + PATH[1:]
    if _media_type(content_type) != _MULTIPART:
        return _parsed(body, _media_type(content_type), home)
    return [
        triple
        for media_type, content in _files(content_type, body)
        for triple in _parsed(content, media_type, home)
    ]


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _files(content_type: str, body: bytes) -> Iterator[tuple[str, bytes]]:
    """The files of a form, each with its media type.

    Raises:
        BadRequest: the form does not parse, or has no files.
    """
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1")
    try:
        form = BytesParser(policy=HTTP).parsebytes(head + body)
        parts = list(form.iter_parts()) if form.is_multipart() else []
    except RecursionError:
        raise _within() from None
    if not parts:
        raise BadRequest("the form has no files", hint="check the boundary in the Content-Type")
    for part in parts:
        if part.is_multipart():
            raise _within()
        kind = part.get_content_type() if "content-type" in part else _UNKNOWN[0]
        name = part.get_filename()
        if kind in _UNKNOWN and name:
            with suppress(UnknownFormat):
                kind = Format.from_path(name, ["graph"]).media_type
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        yield kind, content


def _within() -> BadRequest:
    return BadRequest("a part of the form has parts itself", hint="send each file as a part")


def _parsed(body: bytes, media_type: str, home: str) -> list[ox.Triple]:
    """The triples of a document.

    Args:
        home: the base of relative IRIs: the IRI of the graph.
    """
    format = ox.RdfFormat.from_media_type(media_type) if media_type in _FORMATS else None
    if format is None:
        raise _no_graph(media_type or "a body without a Content-Type")
    try:
        quads = list(parse_rdf(body, format, base=home, rename_blank_nodes=True))
    except SyntaxError as error:
        place = place_of(error, lambda: io.BytesIO(body), format, home)
        where = "" if place is None else f"line {place[0]}, column {place[1]}: "
        raise BadRequest(f"the body does not parse: {where}{reason_of(error)}") from None
    except ValueError as error:
        raise BadRequest(f"the body does not parse: {error}") from None
    if any(quad.graph_name != ox.DefaultGraph() for quad in quads):
        raise _no_graph(f"{media_type} with named graphs")
    return [quad.triple for quad in quads]


def _no_graph(what: str) -> BadRequest:
    return BadRequest(
        f"a graph cannot be sent as {what}",
        status=415,
        hint=f"send one of {', '.join(_FORMATS)}, or files of these in {_MULTIPART}",
    )


def _delete(at: Web, graph: _Target) -> Response:
    _check_there(at, graph)
    at.update(Update(f"DROP {graph}"))
    return Response(status_code=204, headers={"Cache-Control": "no-store"})


def _check_there(at: Web, graph: _Target) -> None:
    if graph.iri is not None and not _is_there(at, graph):
        raise NotFound(f"there is no {graph}")


def _is_there(at: Web, graph: _Target) -> bool:
    """Whether the graph has triples, or exists without any."""
    store = at.guarded.store
    return store.ask(f"ASK {{ {graph.holding('?s ?p ?o')} }}") or store.ask(
        f"ASK {{ GRAPH ?g {{}} FILTER(?g = <{graph.iri}>) }}"
    )


class _TooLarge(SygraphError):
    """A graph that is larger than the limits of an answer."""

    status = 413


_METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS"]
ROUTES: list[BaseRoute] = [
    Route(PATH, serve_graph, methods=_METHODS),
    Route(PATH + "/{name:path}", serve_graph, methods=_METHODS),
]
