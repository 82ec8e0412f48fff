"""The server of `sygraph review`: one person, on this machine, with a token."""

from __future__ import annotations

import hmac
import secrets
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

import sygraph
from sygraph.author.reviewing import Review
from sygraph.server.application import Application
from sygraph.server.context import Web
from sygraph.server.failures import failure
from sygraph.server.review_routes import review_routes
from sygraph.server.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ReviewServer", "new_token", "serve_review"]

# The most bytes of a decision.
_LARGEST = 200_000
_NAMES = ("127.0.0.1", "localhost", "[::1]")


def new_token() -> str:
    """Return a secret that nobody can guess."""
    return secrets.token_urlsafe(32)


class ReviewServer:
    """The ASGI application of a review: the pages of `sygraph serve`, and those of the review.

    It answers only requests that have the token, and only under the names of the loopback. The
    address with the token sets a cookie, which other sites cannot send, and leads to the address
    without it. Decisions must come from a page of this server.
    """

    def __init__(self, review: Review, token: str, settings: Settings | None = None) -> None:
        self._review, self._token = review, token.encode()
        self._settings = settings or Settings(max_body=_LARGEST)
        self._routes = review_routes(review)
        self._app: Application | None = None
        self._read = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        if scope["type"] != "http":
            return
        app = self._application(scope["path"])
        request = Request({**scope, "app": app}, receive)
        refused = self._refusal(request)
        private = _private(send)
        answer: ASGIApp = refused if refused is not None else app
        await answer(scope, _limited(receive), private)

    def warm(self) -> None:
        """Read the graph, and what the check needs, before the first request."""
        self._application("/")
        for sheet in self._review.sheets():
            for one in sheet.candidates[:1]:
                self._review.faults(one)
                return

    def _application(self, path: str) -> Application:
        """Return the application; its graph is read again when a file has changed."""
        fresh = path.startswith(("/review/", "/static/")) and self._app is not None
        if not fresh and (self._app is None or self._read != self._review.digest):
            self._read = self._review.digest
            kg = sygraph.open(self._review.files)
            self._app = Application(Web(kg, self._settings, self._read[:16]), self._routes)
        assert self._app is not None
        return self._app

    def _refusal(self, request: Request) -> Response | None:
        """Return the answer to a request that must not reach the application."""
        host, origin = request.headers.get("host", ""), request.headers.get("origin")
        if not _is_here(host, request):
            return failure(request, 403, f"{host or 'no host'} is not a name of this server")
        if origin is not None and origin != f"{request.url.scheme}://{host}":
            return failure(request, 403, "the request is from another page")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return failure(request, 403, "the request is from another page")
        if request.method not in ("GET", "HEAD", "POST") or (
            request.method == "POST" and not request.url.path.startswith("/review/")
        ):
            return failure(request, 405, f"{request.method} is not for {request.url.path}")
        if request.headers.get("content-length", "0") != "0" and request.method != "POST":
            return failure(request, 400, "the request has a body")
        return self._token_refusal(request)

    def _token_refusal(self, request: Request) -> Response | None:
        given = request.query_params.get("token")
        if given is not None and request.method in ("GET", "HEAD") and self._is_token(given):
            rest = [pair for pair in parse_qsl(request.url.query) if pair[0] != "token"]
            place = request.url.path + (f"?{urlencode(rest)}" if rest else "")
            answer = RedirectResponse(place, 303)
            answer.set_cookie(
                _cookie(request), self._token.decode(), path="/", httponly=True, samesite="strict"
            )
            return answer
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        held = bearer if scheme.lower() == "bearer" else request.cookies.get(_cookie(request), "")
        if given is None and self._is_token(held.strip()):
            return None
        hint = "open the address that sygraph review has printed"
        return failure(request, 403, "the token is missing or wrong", hint)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self._token)


def _is_here(host: str, request: Request) -> bool:
    """Whether a Host header names this server: another name may be one that leads here."""
    _, port = request.scope.get("server") or ("", None)
    ports = (f":{port}",) if port != 80 else (":80", "")
    return host in {name + end for name in _NAMES for end in ports}


def _cookie(request: Request) -> str:
    """Return the name of the cookie: browsers send a cookie to all ports of a host."""
    _, port = request.scope.get("server") or ("", None)
    return f"sygraph-review-{port}"


def _private(send: Send) -> Send:
    """Return a `send` that lets no other site read an answer, and nobody keep it."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["X-Content-Type-Options"] = "nosniff"
            if "text/html" in headers.get("content-type", "text/html"):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return sending


def _limited(receive: Receive) -> Receive:
    """Return a `receive` that ends a body which is too large."""
    size = 0

    async def receiving() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > _LARGEST:
            return {"type": "http.request", "body": b"", "more_body": False}
        return message

    return receiving


async def _live(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})


def serve_review(
    review: Review, token: str, listener: socket.socket, ready: Callable[[], None]
) -> None:
    """Serve a review on a socket of the loopback until a signal.

    Args:
        ready: called before the first request.
    """
    import uvicorn

    app = ReviewServer(review, token)
    app.warm()
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=3,
    )
    ready()
    uvicorn.Server(config).run(sockets=[listener])
