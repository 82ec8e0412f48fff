"""An answer between the thread that finds it and the client, who may be slow."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from tempfile import SpooledTemporaryFile

__all__ = ["Spool"]

# Bytes that are kept in memory, and that are passed on at once.
_IN_MEMORY, _PIECE = 1 << 21, 1 << 17


class Spool:
    """What a thread writes and a coroutine reads, each at its own pace; what is much waits on disk.

    So a process that has found an answer is free for others, however slowly it is taken.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._lock = threading.Lock()
        self._file = SpooledTemporaryFile[bytes](max_size=_IN_MEMORY)
        self._written = self._read = 0
        self._done = False
        self._closed = False
        self._error: BaseException | None = None
        self._news = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Add to it, from the thread.

        Raises:
            BrokenPipeError: nobody reads any more.
        """
        with self._lock:
            if self._closed:
                raise BrokenPipeError
            self._file.seek(self._written)
            self._file.write(data)
            self._written += len(data)
        self._tell()

    def finish(self, error: BaseException | None = None) -> None:
        """Say that this was all, or why it was not."""
        with self._lock:
            self._done, self._error = True, error
        self._tell()

    def _tell(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._news.set)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield what is written, as it is; ends with the error that it ended with."""
        while True:
            with self._lock:
                self._news.clear()
                piece = b""
                if self._read < self._written:
                    self._file.seek(self._read)
                    piece = self._file.read(min(_PIECE, self._written - self._read))
                    self._read += len(piece)
                elif self._done:
                    if self._error is not None:
                        raise self._error
                    return
            if piece:
                yield piece
            else:
                await self._news.wait()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._file.close()
