"""The SPARQL endpoint: answers requests of the protocol; streams long answers."""

from __future__ import annotations

import re
import secrets
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from sygraph.errors import SygraphError
from sygraph.queries.run import check_question
from sygraph.queries.streaming import form_of, write_answer
from sygraph.rdf.formats import Format
from sygraph.server.backend import Question, results_of
from sygraph.server.context import Web, base, path, root, web
from sygraph.server.failures import on_error
from sygraph.server.negotiate import best_coding
from sygraph.server.rendering import matches, tag
from sygraph.server.service_description import describe
from sygraph.server.settings import Settings
from sygraph.server.sparql_protocol import (
    METHODS,
    BadRequest,
    Formats,
    NoFormat,
    ParsedRequest,
    negotiated,
    parse_request,
)
from sygraph.server.streaming import Streamed
from sygraph.store.limits import Results
from sygraph.store.updates import Update

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["PATH", "SparqlEndpoint", "authorise", "body_of"]

PATH = "/sparql"
VARY = "Accept, Accept-Encoding"

# Functions that change an answer each time; a match may also be a part of a name or text.
_CHANGING = re.compile(r"(NOW|RAND|UUID)(?!\w)", re.IGNORECASE)
# The longest address of a redirection, in characters.
_LONGEST_ADDRESS = 8000


class SparqlEndpoint:
    """Answers requests to `/sparql`, and passes all other requests on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"][-8:].rstrip("/")[-7:] != PATH:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if path(request).rstrip("/") != PATH:
            await self.app(scope, receive, send)
            return
        try:
            response = await self._answer(request, send)
        except SygraphError as error:
            response = await on_error(request, error)
        except ClientDisconnect:
            return
        if response is not None:
            await response(scope, receive, send)

    async def _answer(self, request: Request, send: Send) -> Response | None:
        """Return the answer; None if it has been sent."""
        method = request.method
        if method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(METHODS)})
        at = web(request)
        here = _checked(base(request) + PATH[1:])
        body = b""
        if method == "POST":
            body = await body_of(request, at.settings.max_body)
        else:
            _check_bodiless(request)
        content_type = request.headers.get("content-type", "")
        found = parse_request(method, request.scope["query_string"], content_type, body, here)
        if found.what == "update":
            authorise(request, at)
            at.update(Update(found.text, here, found.default or (), found.named or ()))
            return Response(status_code=204, headers={"Cache-Control": "no-store"})
        formats = negotiated(request.headers.get("accept", ""), found.formats)
        # The page of queries uses the whole graph only.
        if formats.html and found.default is None and found.named is None:
            return RedirectResponse(_page(request, found), 303, {"Vary": "Accept"})
        if found.what == "description":
            return describe(request, here, formats)
        check_question(at.kg.queries, found.text)
        question = Question(found.text, here, found.default, found.named)
        return await _query(request, send, at, question, formats)


async def _query(
    request: Request, send: Send, at: Web, question: Question, formats: Formats
) -> Response | None:
    headers = {"Vary": VARY, "Cache-Control": "no-store"}
    if not _CHANGING.search(question.sparql):
        coding = best_coding(request.headers.get("accept-encoding", ""))
        etag = tag(request, (*vars(question).values(), formats, coding))
        headers |= {"ETag": etag, "Cache-Control": "no-cache"}
        if matches(request.headers.get("if-none-match", ""), etag):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    results = results_of(at.kg.store, question)
    form = form_of(results)
    name, media_type = (
        (formats.graph, formats.graph_type)
        if form == "graph"
        else (formats.table, formats.table_type)
    )
    if name is None:
        raise NoFormat.of(form)
    if media_type.startswith("text/"):
        media_type += "; charset=utf-8"
    answer = Streamed(request, send, {"Content-Type": media_type, **headers}, at.settings)
    cut = _written(results, answer, Format.named(name), at.settings)
    return await answer.end(cut)


def _written(results: Results, answer: Streamed, format: Format, limits: Settings) -> str | None:
    """Write an answer; return the limit at which it was cut off, if any.

    Raises:
        SygraphError: the engine fails while the answer is written.
    """
    try:
        return write_answer(results, answer.write, format, limits.max_rows, limits.max_bytes)
    except ConnectionError:
        raise  # the other side has closed the connection
    except (OSError, RuntimeError) as error:
        raise SygraphError(f"the query cannot be answered: {error}") from error


@lru_cache(maxsize=256)
def _checked(address: str) -> str:
    """Return the endpoint's address if it is an IRI; it may have the client's Host header."""
    try:
        return ox.NamedNode(address).value
    except ValueError:
        raise BadRequest("the Host header does not name a host") from None


def authorise(request: Request, at: Web) -> None:
    """Check the token for updates.

    Raises:
        BadRequest: updates are off, or the token is missing or wrong.
    """
    if not at.settings.writable:
        raise BadRequest("this server is read-only", status=403)
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    token = at.settings.token
    if scheme.lower() != "bearer" or not token:
        raise BadRequest(
            "updates need a token",
            status=401,
            hint="send it as Authorization: Bearer TOKEN",
            headers={"WWW-Authenticate": 'Bearer realm="sygraph"'},
        )
    if not secrets.compare_digest(given.strip().encode(), token.encode()):
        raise BadRequest(
            "this is not the token",
            status=401,
            headers={"WWW-Authenticate": 'Bearer realm="sygraph", error="invalid_token"'},
        )


def _check_bodiless(request: Request) -> None:
    """Refuse a GET or HEAD with a body, since it is unclear which of the two holds the query.

    Raises:
        BadRequest: there is a body.
    """
    if request.method in ("GET", "HEAD") and (
        request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    ):
        raise BadRequest(f"a {request.method} sends nothing but its address", hint="send a POST")


async def body_of(request: Request, most: int) -> bytes:
    """Return the body of a request.

    Raises:
        BadRequest: it is compressed or too large.
    """
    too_much = BadRequest(f"more than {most:,} bytes are sent", status=413)
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise BadRequest(
            f"cannot unpack {coding}", status=415, headers={"Accept-Encoding": "identity"}
        )
    pieces: list[bytes] = []
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most:
            raise too_much
        pieces.append(piece)
    return b"".join(pieces)


def _page(request: Request, found: ParsedRequest) -> str:
    """The address of the page of queries, for a browser."""
    page = root(request) + "query"
    if not found.text:
        return page
    address = f"{page}?{urlencode({'query': found.text})}"
    if len(address) > _LONGEST_ADDRESS:
        raise BadRequest("the query is too long for an address", hint="use the page of queries")
    return address
