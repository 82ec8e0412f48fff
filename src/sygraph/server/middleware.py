"""The outermost middleware: the path below the root, and security headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders
from starlette.requests import Request

from sygraph.server.failures import on_surprise

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["POLICY", "STANDARD", "Frame"]

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

# The data is open: any page may read it, without cookies.
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


# Headers of all answers, as bytes.
STANDARD = tuple(
    (name.lower().encode(), value.encode()) for name, value in (*_SAFE.items(), *_OPEN.items())
)


class Frame:
    """The outermost layer.

    Args:
        prefix: the public path of the root, without a slash at its end. A proxy may have
            removed it.
        methods: the methods of a path and the paths below it for requests from other pages,
            if they are not GET and POST.
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
                    *_weakened(message["headers"], present),
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
        except (MemoryError, ConnectionError):
            raise  # this process cannot go on
        except Exception as error:
            if started:
                raise  # too late for an error page: the connection is closed
            await on_surprise(Request(scope), error)(scope, receive, safe_send)

    def _allowed(self, scope: Scope) -> str:
        """The methods for the address of a preflight request."""
        path = scope["path"].removeprefix(scope.get("root_path", "").rstrip("/"))
        for place, methods in self.methods.items():
            if path == place or path.startswith(f"{place}/"):
                return methods
        return _METHODS


def _below(scope: Scope, prefix: str) -> None:
    """Set `root_path` if the path has the prefix."""
    if scope["path"] == prefix:
        scope["path"] = prefix + "/"
    if scope["path"].startswith(prefix + "/"):
        scope["root_path"] = prefix


def _is_preflight(scope: Scope) -> bool:
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


def _weakened(headers: list[tuple[bytes, bytes]], present: set[bytes]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer; the ETag of a compressed answer is weak."""
    if b"content-encoding" not in present or b"etag" not in present:
        return headers
    return [
        (name, b"W/" + value if name == b"etag" and value[:1] == b'"' else value)
        for name, value in headers
    ]
