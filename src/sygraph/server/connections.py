"""Limits for connections: long or slow headers, idle clients, clients that do not read.

uvicorn implements HTTP. A `Connection` is a protocol of asyncio in front of it that passes
everything on and enforces the limits.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol

from sygraph.server.client_address import client_address, is_loopback

__all__ = ["LARGEST_HEAD", "SLOWEST_HEAD", "SLOWEST_READER", "Connection", "Connections"]

# The limits of the headers of a request in bytes and seconds.
LARGEST_HEAD = 65_536
SLOWEST_HEAD = 10.0
# Seconds in which a client must read some of an answer.
SLOWEST_READER = 60.0
# The most connections of a front process, and of one client address except the loopback.
MOST_CONNECTIONS, MOST_OF_ADDRESS = 4_000, 500
# Open files for anything but connections. A connection may take two: a reply may wait in a file.
_OTHER_FILES = 300

# The most headers of a request, with those after its body.
MOST_HEADERS = 200
# The most bytes that are not of a body, and the most requests, that a client sends while a request
# is being answered. A part of a body is allowed for the heads of its chunks.
_MOST_AHEAD, _MOST_PIPELINED, _CHUNK_HEADS = 6 * LARGEST_HEAD, 256, 4

# Seconds after which headers that seem too long are checked again.
_SOON = 0.05
_REFUSALS = {
    408: b"HTTP/1.1 408 Request Timeout\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
    503: b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\n",
}
_CLOSE = b"connection: close\r\ncontent-length: 0\r\n\r\n"


class Connections:
    """All connections of a front process, by the client's address and port."""

    def __init__(self) -> None:
        self._most = _most_connections()
        self._by_client: dict[object, Connection] = {}
        self._of_address: Counter[str] = Counter()

    def protocol(self, **settings: Any) -> Connection:
        """Return the protocol of a new connection; uvicorn calls this."""
        return Connection(self, AutoHTTPProtocol(**settings))

    def of(self, client: object) -> Connection | None:
        """Return the connection of a request, by its scope's `client`."""
        return self._by_client.get(tuple(client)) if isinstance(client, (list, tuple)) else None

    def add(self, connection: Connection) -> bool:
        """Add a connection; return whether there are too many, or too many of its address.

        One that waits for nothing makes way for a new one.
        """
        idle = None
        if len(self._by_client) >= self._most:
            idle = next((one for one in self._by_client.values() if not one.busy), None)
            if idle is not None:
                idle.abort()
        too_many = len(self._by_client) >= self._most and idle is None
        self._by_client[connection.client] = connection
        self._of_address[connection.address] += 1
        many = self._of_address[connection.address] > MOST_OF_ADDRESS
        return too_many or (many and not is_loopback(connection.address))

    def remove(self, connection: Connection) -> None:
        if self._by_client.get(connection.client) is connection:
            del self._by_client[connection.client]
        self._of_address[connection.address] -= 1
        if not self._of_address[connection.address]:
            del self._of_address[connection.address]


class Connection(asyncio.Protocol):
    """One connection.

    Attributes:
        client: the client's host and port.
        address: what stands for the client; see `sygraph.server.client_address`.
        busy: whether a request is being answered.
        hang_up: called when the client closes the connection before its request is answered.
    """

    def __init__(self, connections: Connections, inner: asyncio.Protocol) -> None:
        self._connections = connections
        self._inner = inner
        self._loop = asyncio.get_running_loop()
        self._transport: Any = None
        self._head_timer: asyncio.TimerHandle | None = None
        self._head_size = 0  # bytes that are not of a body
        self._checking = False
        self._reader_timer: asyncio.TimerHandle | None = None
        self.client: object = None
        self.address = ""
        self.busy = False
        self.hang_up: Callable[[], object] | None = None

    # Called by asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        peer = transport.get_extra_info("peername")
        self.client = tuple(peer[:2]) if isinstance(peer, (list, tuple)) else id(self)
        self.address = client_address(str(peer[0])) if isinstance(peer, (list, tuple)) else ""
        # A client that reads slowly holds little memory.
        self._transport.set_write_buffer_limits(high=0)
        too_many = self._connections.add(self)
        self._inner.connection_made(transport)
        if too_many:
            self._refuse(503)
        else:
            self._expect_head()

    def data_received(self, data: bytes) -> None:
        if not self.busy and self._head_timer is None:
            self._expect_head()
        self._head_size += len(data)
        if self._head_size > LARGEST_HEAD and not self.busy and not self._checking:
            # A part of it may be a body, which is known when the request is being answered.
            self._checking = True
            self._loop.call_later(_SOON, self._check_head)
        self._inner.data_received(data)
        if self.busy and (self._head_size > _MOST_AHEAD or self._has_many()):
            self.abort()  # an error would stand in the middle of an answer
        elif self._has_many():
            self._refuse(431)

    def _has_many(self) -> bool:
        """Whether a request has too many headers, or too many requests follow one another."""
        inner: Any = self._inner
        requests, headers = getattr(inner, "pipeline", ()), getattr(inner, "headers", None) or ()
        return len(requests) > _MOST_PIPELINED or len(headers) > MOST_HEADERS

    def eof_received(self) -> bool | None:
        return self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        self._cancel_head()
        self._cancel_reader()
        self._connections.remove(self)
        if self.hang_up is not None:
            self.hang_up()
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        self._expect_reader()
        self._inner.pause_writing()

    def resume_writing(self) -> None:
        self._cancel_reader()
        self._inner.resume_writing()

    # Called by the application

    def begin(self, hang_up: Callable[[], object]) -> None:
        """Mark the headers of a request as complete."""
        self.busy = True
        self.hang_up = hang_up
        self._cancel_head()

    def read(self, size: int) -> None:
        """Count bytes of a body."""
        self._head_size = max(0, self._head_size - size - size // _CHUNK_HEADS)

    def end(self) -> None:
        """Mark a request as answered."""
        self.busy = False
        self.hang_up = None

    def close(self) -> None:
        """Close the connection when unsent data are sent."""
        self._transport.close()

    def abort(self) -> None:
        """Close the connection and discard unsent data."""
        self._transport.abort()

    def _expect_head(self) -> None:
        self._head_timer = self._loop.call_later(SLOWEST_HEAD, self._look_again)

    def _look_again(self) -> None:
        """Read data that has arrived while the event loop was blocked; then refuse."""
        self._head_timer = self._loop.call_later(_SOON, self._refuse, 408)

    def _cancel_head(self) -> None:
        self._head_size = 0
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _check_head(self) -> None:
        # A request that is ready to be answered begins first.
        self._loop.call_soon(self._refuse_long_head)

    def _refuse_long_head(self) -> None:
        self._checking = False
        if not self.busy and self._head_size > LARGEST_HEAD:
            self._refuse(431)

    def _expect_reader(self) -> None:
        waiting = self._transport.get_write_buffer_size()
        self._reader_timer = self._loop.call_later(SLOWEST_READER, self._check_reader, waiting)

    def _cancel_reader(self) -> None:
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _check_reader(self, waiting: int) -> None:
        """Close the connection unless the client has read something."""
        if self._transport.get_write_buffer_size() < waiting:
            self._expect_reader()
        else:
            self.abort()

    def _refuse(self, status: int) -> None:
        """Send an error, and close the connection."""
        self._cancel_head()
        if not self._transport.is_closing():
            self._transport.write(_REFUSALS[status] + _CLOSE)
            self._transport.close()


def _most_connections() -> int:
    """The most connections of this process, as far as the limit of open files allows."""
    most = MOST_CONNECTIONS
    with suppress(ImportError, OSError, ValueError):
        import resource

        files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        if files != resource.RLIM_INFINITY:
            most = max(1, min(most, (files - _OTHER_FILES) // 2))
    return most
