"""A front process: it holds the connections, and workers answer the requests.

No request is expensive for it: it reads a request within limits of size and time, gives it to a
worker, and sends the reply as fast as the client reads it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from starlette.datastructures import Headers, State
from starlette.requests import Request

from sygraph.errors import SygraphError
from sygraph.server.answering import REQUEST, packed_request
from sygraph.server.client_address import client_address
from sygraph.server.context import Web
from sygraph.server.failures import Busy, on_error, on_surprise
from sygraph.server.middleware import Frame
from sygraph.server.sparql_endpoint import authorise
from sygraph.server.sparql_protocol import BadRequest
from sygraph.server.workers import JobNotRead, Reply, Workers

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
        # The bodies that are arriving, the oldest first, and the number of their bytes.
        self._bodies: dict[_Body, None] = {}
        self._arrived = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if scope["type"] != "http":
            return
        scope = {**scope, "app": self}
        connection = self._connections.of(scope["client"]) if self._connections else None
        task = _Task(send)
        if connection is not None:
            connection.begin(task.hang_up)
        try:
            await self._serve(scope, receive, _Sent(send), task, connection)
        except asyncio.CancelledError:
            if not task.has_hung_up():
                raise
        finally:
            if connection is not None:
                connection.end()

    async def _serve(
        self,
        scope: Scope,
        receive: Receive,
        send: _Sent,
        task: _Task,
        connection: Connection | None,
    ) -> None:
        """Answer a request, or say why it cannot be answered."""
        address = connection.address if connection else client_address((scope["client"] or [""])[0])
        try:
            body = b""
            if scope["method"] not in ("GET", "HEAD", "OPTIONS"):
                body = await self._body(scope, receive, address, connection)
            with nullcontext() if connection else _watching(receive, task):
                try:
                    await self._answer(scope, body, address, send)
                except JobNotRead:
                    await self._answer(scope, body, address, send, fresh=True)
        except _HungUp:
            return
        except Exception as error:
            if send.started and connection is not None:
                _log_surprise(scope, error)
                task.forget_answer()
                connection.close()
            else:
                await self._fail(scope, receive, send, error)

    async def _answer(
        self, scope: Scope, body: bytes, address: str, send: _Sent, fresh: bool = False
    ) -> None:
        """Have a worker answer.

        Args:
            address: what stands for the client.
            fresh: whether the worker must be a new one.
        """
        lasting = self._may_write(scope)
        packed = packed_request(scope, body)
        reply = await self._workers().ask(REQUEST, packed, address, lasting=lasting, fresh=fresh)
        try:
            await self._deliver(scope, reply, send)
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

    async def _body(
        self, scope: Scope, receive: Receive, address: str, connection: Connection | None
    ) -> bytes:
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
        arriving = _Body(address)
        try:
            async with asyncio.timeout(SLOWEST_BODY) as arriving.time:
                self._bodies[arriving] = None
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _HungUp
                    pieces.append(message.get("body", b""))
                    size = len(pieces[-1])
                    if connection is not None:
                        connection.read(size)
                    arriving.size += size
                    self._arrived += size
                    if arriving.size > most:
                        raise too_much
                    self._drop_bodies()
                    if arriving.dropped:
                        raise Busy
                    if not message.get("more_body"):
                        return b"".join(pieces)
        except TimeoutError:
            if arriving.dropped:
                raise Busy from None
            raise BadRequest(
                f"what is sent has not arrived within {SLOWEST_BODY:g} s", status=408
            ) from None
        finally:
            self._forget(arriving)

    def _drop_bodies(self) -> None:
        """While too many bytes are arriving, drop the oldest body of the client that sends most."""
        while self._arrived > MOST_BODIES:
            sent: Counter[str] = Counter()
            for body in self._bodies:
                sent[body.address] += body.size
            [(address, _)] = sent.most_common(1)
            oldest = next(body for body in self._bodies if body.address == address)
            self._forget(oldest)
            oldest.drop()

    def _forget(self, body: _Body) -> None:
        if body in self._bodies:
            del self._bodies[body]
            self._arrived -= body.size

    async def _fail(self, scope: Scope, receive: Receive, state: _Sent, error: Exception) -> None:
        """Answer with an error or, if the answer has begun, break it off."""
        if state.started:
            _log_surprise(scope, error)
            raise _BrokenOff from None

        async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
            request = Request(scope)
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


class _HungUp(Exception):
    """The client has closed the connection."""


class _Task:
    """The running task, which answers a request and ends when the client hangs up."""

    def __init__(self, send: Send) -> None:
        self._task = asyncio.current_task()
        self._server: Any = getattr(send, "__self__", None)
        self._gone = False

    def forget_answer(self) -> None:
        """Have uvicorn not complain that there is no answer, or not all of it."""
        if hasattr(self._server, "disconnected"):
            self._server.disconnected = True

    def hang_up(self) -> None:
        """End the task: the client has closed the connection."""
        self._gone = True
        self.forget_answer()
        if self._task is not None:
            self._task.cancel()

    def has_hung_up(self) -> bool:
        """Whether the task was cancelled because the client hung up; then it is so no more."""
        if self._gone and self._task is not None:
            self._task.uncancel()
        return self._gone


@contextmanager
def _watching(receive: Receive, task: _Task) -> Iterator[None]:
    """Context in which a task ends if the client hangs up."""

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        task.hang_up()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


class _Body:
    """A body that is arriving."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.size = 0
        self.dropped = False
        self.time: asyncio.Timeout

    def drop(self) -> None:
        """Stop waiting for it."""
        self.dropped = True
        self.time.reschedule(asyncio.get_running_loop().time())


def _log_surprise(scope: Scope, error: Exception) -> None:
    if not isinstance(error, SygraphError | TimeoutError):
        _log.error("%s %r failed", scope["method"], scope["path"], exc_info=error)


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
