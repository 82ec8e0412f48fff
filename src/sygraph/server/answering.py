"""Answer requests in a worker: run the application for one request after another."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.server.application import Application
from sygraph.server.context import Web
from sygraph.server.settings import Settings
from sygraph.server.streaming import SYNCHRONOUS, run_now
from sygraph.store.interface import Store
from sygraph.store.jobs.worker_process import DATA, START, Handler, Send, Worker

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message

__all__ = ["REQUEST", "handlers", "packed_request", "page_request"]

# The kind of job of a request.
REQUEST = b"H"

# The parts of a request's scope that a worker needs.
_PARTS = ("method", "path", "raw_path", "query_string", "headers", "scheme", "server", "client")


def packed_request(scope: Mapping[str, Any], body: bytes) -> bytes:
    """Return a request as bytes, for a worker of this program."""
    return marshal.dumps(([scope.get(part) for part in _PARTS], scope.get("root_path", ""), body))


def page_request(path: str) -> tuple[bytes, bytes]:
    """Return the kind and the data of the job that makes a page."""
    scope = {"method": "GET", "path": path, "query_string": b"", "headers": [], "scheme": "http"}
    return REQUEST, packed_request(scope, b"")


def handlers(
    store: Store,
    worker: Worker,
    settings: Settings | dict[str, Any],
    files: tuple[str, list[str] | None],
) -> Mapping[bytes, Handler]:
    """Return the handlers of a worker that answers requests."""
    if isinstance(settings, dict):
        # From JSON, which has no tuples.
        settings = Settings(**settings | {"allowed_hosts": tuple(settings["allowed_hosts"])})
    kg = KnowledgeGraph(store, Files(*files).use())
    app = Application(Web(kg, settings, worker.edition, worker.update, worker.kept))

    def answer(data: bytes, send: Send) -> None:
        parts, root_path, body = marshal.loads(data)
        scope = dict(zip(_PARTS, parts, strict=True)) | {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "root_path": root_path,
            "extensions": {SYNCHRONOUS: {}},
        }
        _run(app, scope, body, send)

    return {REQUEST: answer}


def _run(app: ASGIApp, scope: dict[str, Any], body: bytes, send: Send) -> None:
    """Run an application for a request."""
    requests: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return requests.pop() if requests else {"type": "http.disconnect"}

    async def pass_on(message: Message) -> None:
        if message["type"] == "http.response.start":
            send(START, marshal.dumps((int(message["status"]), list(message["headers"]))))
        elif data := message.get("body"):
            send(DATA, data)

    run_now(app(scope, receive, pass_on))
