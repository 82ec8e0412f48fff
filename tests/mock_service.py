"""A service that answers as a test tells it to, and remembers what it was sent."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

__all__ = ["MockService", "Request", "bindings", "drop", "hang", "mock_service", "reply", "rows"]

Reply = Callable[["_Handler"], None]

_HEAD = b'{"head":{"vars":["n"]},"results":{"bindings":['
_TAIL = b"]}}"


@dataclass(frozen=True)
class Request:
    """What a service was sent; `fields` are those of the address and of the form in the body."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def authorization(self) -> str | None:
        return self.headers.get("authorization")

    @property
    def fields(self) -> dict[str, str]:
        form = "form" in self.headers.get("content-type", "")
        texts = [urlsplit(self.path).query, self.body.decode() if form else ""]
        return {name: found[0] for text in texts for name, found in parse_qs(text).items()}


@dataclass
class MockService:
    """Gives its replies one by one, the last of them for ever."""

    base: str
    replies: list[Reply] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def address(self) -> str:
        return f"{self.base}/sparql"


@contextmanager
def mock_service() -> Iterator[MockService]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    mock = MockService(f"http://127.0.0.1:{server.server_port}")
    server.mock = mock  # type: ignore[attr-defined]
    wait = {"poll_interval": 0.01}
    thread = threading.Thread(target=server.serve_forever, kwargs=wait, daemon=True)
    thread.start()
    try:
        yield mock
    finally:
        mock.released.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    def answer(self) -> None:
        mock = cast(MockService, self.server.mock)  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        mock.requests.append(Request(self.command, self.path, headers, body))
        give = mock.replies.pop(0) if len(mock.replies) > 1 else mock.replies[0]
        give(self)

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: object) -> None:
        """Not to standard error."""


def reply(code: int = 200, body: bytes = b"", /, **headers: object) -> Reply:
    """Reply with a status, a body and headers, an underscore in their names being a dash."""

    def give(handler: _Handler) -> None:
        handler.send_response(code)
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        for name, value in ({"Content-Length": str(len(body))} | named).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return give


def bindings(count: int) -> bytes:
    """The rows of an answer, which are numbers."""
    row = '{"n":{"type":"literal","value":"%d"}}'
    return ",".join(row % number for number in range(count)).encode()


def rows(count: int = 1, *, tail: bytes = _TAIL, missing: int = 0, **headers: object) -> Reply:
    """Reply with rows, and with `missing` bytes less than announced."""
    body = _HEAD + bindings(count) + tail
    return reply(
        200,
        body,
        Content_Type="application/sparql-results+json",
        Content_Length=len(body) + missing,
        **headers,
    )


def drop(handler: _Handler) -> None:
    """Take the request and say nothing."""
    handler.close_connection = True


def hang(handler: _Handler) -> None:
    """Say nothing until the test is over."""
    handler.server.mock.released.wait()  # type: ignore[attr-defined]
