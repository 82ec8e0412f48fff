"""What every answer passes: the path below the root, headers that keep it safe, compression."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from sygraph.server.failures import on_surprise
from sygraph.server.negotiate import best_coding

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["POLICY", "STANDARD", "Compression", "Compressor", "Frame", "compressing"]

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

_SAFE = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

# Everything here is open data: any page may read it, and none may send a cookie with it.
_OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Link, Location, Retry-After, Sygraph-Cut, Sygraph-Limit, WWW-Authenticate"
    ),
}
_METHODS = "GET, HEAD, POST, OPTIONS"
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


# What every answer has, as it is sent.
STANDARD = tuple(
    (name.lower().encode(), value.encode()) for name, value in (*_SAFE.items(), *_OPEN.items())
)


class Frame:
    """The outermost layer.

    Args:
        prefix: the path that the outside knows the root by, without a slash at its end. A proxy
            may or may not have taken it off.
        methods: by path below the root, what other pages may ask there and below, where that is
            not GET and POST.
    """

    def __init__(
        self, app: ASGIApp, prefix: str = "", methods: Mapping[str, str] | None = None
    ) -> None:
        self.app = app
        self.prefix = prefix
        self.methods = methods or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self.prefix and not scope.get("root_path"):
            _below(scope, self.prefix)
        started = False

        async def safe_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                present = {name for name, _ in message["headers"]}
                message["headers"] = [
                    *message["headers"],
                    *(pair for pair in STANDARD if pair[0] not in present),
                ]
            await send(message)

        if _is_preflight(scope):
            start = {"type": "http.response.start", "status": 204, "headers": []}
            headers = {**_PREFLIGHT, "Access-Control-Allow-Methods": self._allowed(scope)}
            for name, value in headers.items():
                MutableHeaders(scope=start)[name] = value
            await safe_send(start)
            await safe_send({"type": "http.response.body", "body": b""})
            return
        try:
            await self.app(scope, receive, safe_send)
        except Exception as error:
            if started:
                raise  # too late to say so: the connection is closed in the midst of the answer
            await on_surprise(Request(scope), error)(scope, receive, safe_send)

    def _allowed(self, scope: Scope) -> str:
        """The methods for the address that a preflight request asks about."""
        path = scope["path"].removeprefix(scope.get("root_path", "").rstrip("/"))
        for place, methods in self.methods.items():
            if path == place or path.startswith(f"{place}/"):
                return methods
        return _METHODS


def _below(scope: Scope, prefix: str) -> None:
    """Tell the routing what stands before its paths, where that has been left on them."""
    if scope["path"] == prefix:
        scope["path"] = prefix + "/"
    if scope["path"].startswith(prefix + "/"):
        scope["root_path"] = prefix


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


class Compression:
    """Compress what is text and worth it, as it passes."""

    least = 1000

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        coding = best_coding(Headers(scope=scope).get("accept-encoding", ""))
        start: Message | None = None
        compressor: Compressor | None = None

        async def squeeze(message: Message) -> None:
            nonlocal start, compressor
            if message["type"] == "http.response.start":
                start = message
                return
            body, more = message.get("body", b""), message.get("more_body", False)
            if start is not None:
                opening, start = start, None
                headers = MutableHeaders(scope=opening)
                if _is_text(headers.get("content-type", "")):
                    headers.add_vary_header("Accept-Encoding")
                    if (
                        coding is not None
                        and "content-encoding" not in headers
                        and opening["status"] == 200
                        and scope["method"] != "HEAD"
                        and (more or len(body) >= self.least)
                    ):
                        compressor = compressing(coding)
                        headers["Content-Encoding"] = coding
                        _weaken(headers)
                        del headers["content-length"]
                        if not more:
                            body = compressor.process(body) + compressor.finish()
                            compressor = None
                            headers["Content-Length"] = str(len(body))
                await send(opening)
            if compressor is not None:
                body = compressor.process(body) + (b"" if more else compressor.finish())
                if more and not body:
                    return
            await send({"type": "http.response.body", "body": body, "more_body": more})

        await self.app(scope, receive, squeeze)


def _is_text(media_type: str) -> bool:
    name = media_type.partition(";")[0].strip()
    return (
        name.startswith("text/")
        or name.endswith(("json", "xml", "javascript"))
        or name in ("application/n-triples", "application/n-quads", "application/trig")
    )


def _weaken(headers: MutableHeaders) -> None:
    """What is compressed is not the same bytes."""
    etag = headers.get("etag", "")
    if etag.startswith('"'):
        headers["ETag"] = "W/" + etag


class Compressor(Protocol):
    """Takes an answer piece by piece."""

    def process(self, data: bytes) -> bytes: ...
    def finish(self) -> bytes: ...


class _Gzip:
    def __init__(self) -> None:
        self._to = zlib.compressobj(5, zlib.DEFLATED, zlib.MAX_WBITS | 16)

    def process(self, data: bytes) -> bytes:
        return self._to.compress(data)

    def finish(self) -> bytes:
        return self._to.flush()


def compressing(coding: str) -> Compressor:
    """What compresses an answer with a coding, `br` or `gzip`."""
    if coding == "gzip":
        return _Gzip()
    import brotli

    compressor: Any = brotli.Compressor(quality=4)
    return compressor  # type: ignore[no-any-return]
