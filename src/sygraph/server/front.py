"""A front process: it holds the connections, and workers answer the requests.

No request is expensive for it: it reads a request within limits of size and time, gives it to a
worker, and sends the reply as fast as the client reads it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, State
from starlette.requests import Request

from sygraph.errors import SygraphError
from sygraph.server.answering import REQUEST, packed_request
from sygraph.server.context import Web
from sygraph.server.failures import Busy, on_error, on_surprise
from sygraph.server.middleware import Frame
from sygraph.server.sparql_endpoint import authorise
from sygraph.server.sparql_protocol import BadRequest
from sygraph.server.workers import Gone, JobNotRead, Reply, Workers

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

    from sygraph.server.connections import Connection, Connections

__all__ = ["LONGEST_ANSWER", "SLOWEST_BODY", "Front"]

# Seconds in which a body must arrive, and in which a client must read an answer.
SLOWEST_BODY = 30.0
LONGEST_ANSWER = 3600.0
# Bytes of all bodies that are being received.
MOST_BODIES = 64_000_000

_log = logging.getLogger("sygraph.server")


class Front:
    """The ASGI application of a front process.

    Args:
        at: the context of error pages.
        workers: returns the workers of the running event loop.
        connections: the connections, if this package runs the server.
    """

    def __init__(
        self,
        at: Web,
        workers: Callable[[], Workers],
        connections: Connections | None = None,
    ) -> None:
        self.state = State()
        self.state.web = at
        self._settings = at.settings
        self._prefix = at.prefix
        self._workers = workers
        self._connections = connections
        self._bodies = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        connection = self._connections.of(scope["client"]) if self._connections else None
        if connection is not None:
            connection.begin()
        state = _Sent(send)
        try:
            body = b""
            if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
                body = await self._body(scope, receive)
            try:
                await self._answer(scope, receive, body, connection, state)
            except JobNotRead:
                await self._answer(scope, receive, body, connection, state, fresh=True)
        except Gone:
            return
        except Exception as error:
            await self._fail(scope, receive, state, error)
        finally:
            if connection is not None:
                connection.end()

    async def _answer(
        self,
        scope: Scope,
        receive: Receive,
        body: bytes,
        connection: Connection | None,
        send: _Sent,
        fresh: bool = False,
    ) -> None:
        """Have a worker answer.

        Args:
            fresh: whether the worker must be a new one.
        """
        client = scope.get("client")
        reply = await self._workers().ask(
            REQUEST,
            packed_request(scope, body),
            client[0] if client else "",
            lasting=self._may_write(scope),
            fresh=fresh,
        )
        try:
            if connection is not None:
                connection.reply = reply
                await self._deliver(scope, reply, send)
            else:
                await self._watched(scope, receive, reply, send)
        finally:
            reply.close()

    def _may_write(self, scope: Scope) -> bool:
        """Whether a request has the token for updates; those are not stopped while others wait."""
        if scope["method"] in ("GET", "HEAD") or not self._settings.writable:
            return False
        try:
            authorise(Request(scope), self.state.web)
        except BadRequest:
            return False
        return True

    async def _deliver(self, scope: Scope, reply: Reply, send: _Sent) -> None:
        """Send a reply."""
        await reply.begun()
        start = {
            "type": "http.response.start",
            "status": reply.status,
            "headers": reply.headers,
        }
        whole = reply.whole()
        await send(start)
        if whole is not None or scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": whole or b""})
            return
        async with asyncio.timeout(LONGEST_ANSWER):
            while piece := await reply.piece():
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _watched(self, scope: Scope, receive: Receive, reply: Reply, send: _Sent) -> None:
        """Send a reply, and abandon it if the client closes the connection."""

        async def watch() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            reply.abandon()

        watching = asyncio.create_task(watch())
        try:
            await self._deliver(scope, reply, send)
        finally:
            watching.cancel()

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        """Return the body of a request.

        Raises:
            BadRequest: it is too large, or does not arrive in time.
            Busy: the bodies of all requests together are too large.
        """
        most = self._settings.max_body
        too_much = BadRequest(f"more than {most:,} bytes are sent", status=413)
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and (len(length) > 18 or int(length) > most):
            raise too_much
        pieces: list[bytes] = []
        size = 0
        try:
            async with asyncio.timeout(SLOWEST_BODY):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise Gone
                    piece = message.get("body", b"")
                    size += len(piece)
                    self._bodies += len(piece)
                    pieces.append(piece)
                    if size > most:
                        raise too_much
                    if self._bodies > MOST_BODIES:
                        raise Busy
                    if not message.get("more_body"):
                        return b"".join(pieces)
        except TimeoutError:
            raise BadRequest(
                f"what is sent has not arrived within {SLOWEST_BODY:g} s", status=408
            ) from None
        finally:
            self._bodies -= size

    async def _fail(self, scope: Scope, receive: Receive, state: _Sent, error: Exception) -> None:
        """Answer with an error or, if the answer has begun, break it off."""
        if state.started:
            if not isinstance(error, SygraphError | TimeoutError):
                _log.error("%s %s failed", scope["method"], scope["path"], exc_info=error)
            raise _BrokenOff from None

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request({**scope, "app": self})
            if isinstance(error, SygraphError):
                response = await on_error(request, error)
            else:
                response = on_surprise(request, error)
            await response(scope, receive, send)

        await Frame(refuse, self._prefix)(scope, receive, state)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        workers = self._workers()
        await send({"type": "lifespan.startup.complete"})
        workers.report_ready()
        await receive()
        workers.close()
        await send({"type": "lifespan.shutdown.complete"})


class _BrokenOff(Exception):
    """An incomplete answer, which the client recognises by the way the connection closes."""


class _Sent:
    """Passes messages on, and records whether an answer has begun."""

    def __init__(self, send: Callable[[Message], Awaitable[Any]]) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        self.started = True
        await self._send(message)
