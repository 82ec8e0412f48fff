"""HTTP as the server speaks it: requests that have been answered before, and clients who dawdle.

A request of the very bytes of an earlier one, whose answer is kept, is answered at once, before
anything is made of it. The rest is uvicorn's; what is added is that nobody holds a connection by
sending headers without end, by never ending them, or by never reading the answer.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

if TYPE_CHECKING:
    from sygraph.server.context import Web

__all__ = ["LARGEST_HEAD", "SLOWEST_HEAD", "SLOWEST_READER", "HttpProtocol"]

# Bytes and seconds that a request may take before its headers end.
LARGEST_HEAD = 65_536
SLOWEST_HEAD = 10.0
# Seconds in which a client takes something of an answer that waits for it, or is given up.
SLOWEST_READER = 30.0

_OK = b"HTTP/1.1 200 OK\r\n"
_REFUSALS = {
    408: b"HTTP/1.1 408 Request Timeout\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
}
_CLOSE = b"connection: close\r\ncontent-length: 0\r\n\r\n"


class HttpProtocol(HttpToolsProtocol):
    """One connection.

    Args:
        web: whose answers are kept.
    """

    def __init__(self, *args: Any, web: Web, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._web = web
        # Whether a request's headers have begun and not ended, and how much of it has come.
        self._in_head = False
        self._head_size = 0
        self._head_timer: asyncio.TimerHandle | None = None
        # Whether what has come so far ends with the end of a request.
        self._between = True
        self._whole = b""
        self._reader_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_done()
        self._reader_done()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._expect_reader()

    def resume_writing(self) -> None:
        self._reader_done()
        super().resume_writing()

    def data_received(self, data: bytes) -> None:
        if self._between and (self.cycle is None or self.cycle.response_complete):
            # One request and no more than that.
            if data[:4] == b"GET " and data.find(b"\r\n\r\n") == len(data) - 4:
                kept = self._web.kept.of_request(data, self._web.version)
                # Who does not read what is there already waits as everybody does.
                if kept is not None and not self.flow.write_paused:
                    self._repeat(kept.raw)
                    return
                self._whole = data
            self._head_size = 0
        if self._in_head or self._between:
            self._head_size += len(data)
        self._between = False
        super().data_received(data)
        self._whole = b""
        if self._in_head and self._head_size > LARGEST_HEAD:
            self._refuse(431)

    def _repeat(self, raw: bytes) -> None:
        """Answer as before."""
        self._head_done()
        self._unset_keepalive_if_required()
        lines = [b"%b: %b\r\n" % pair for pair in self.server_state.default_headers]
        self.transport.write(b"".join((_OK, *lines, raw)))
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = True
        self._expect_head()

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._head_done()
        repeatable = self.parser.get_http_version() == "1.1" and self.parser.should_keep_alive()
        if self._whole and repeatable:
            self.scope["sygraph.request"] = self._whole  # type: ignore[typeddict-unknown-key]
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._between = True
        self._head_size = 0

    def _expect_head(self) -> None:
        if self._head_timer is None:
            self._head_timer = self.loop.call_later(SLOWEST_HEAD, self._refuse, 408)

    def _head_done(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _expect_reader(self) -> None:
        waiting = self.transport.get_write_buffer_size()
        self._reader_timer = self.loop.call_later(SLOWEST_READER, self._give_up, waiting)

    def _reader_done(self) -> None:
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _give_up(self, waiting: int) -> None:
        """End the connection, closed as it may be already, unless something has been read."""
        if self.transport.get_write_buffer_size() < waiting:
            self._expect_reader()
        else:
            self.transport.abort()

    def _refuse(self, status: int) -> None:
        """Say why, and close the connection."""
        self._head_timer = None
        self._in_head = False
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(_REFUSALS[status] + _CLOSE)
            self.transport.close()
