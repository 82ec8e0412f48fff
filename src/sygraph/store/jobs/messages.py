"""Messages between processes: a letter, a length, bytes, and open files."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator

__all__ = ["PIECE", "Reader", "packed", "receive_all"]

_HEAD = struct.Struct(">cI")
# Bytes that are received at once.
PIECE = 1 << 18
_MOST_FILES = 16


def packed(kind: bytes, data: bytes = b"") -> bytes:
    """Return a message as bytes.

    >>> packed(b"A", b"xy")
    b'A\\x00\\x00\\x00\\x02xy'
    """
    return _HEAD.pack(kind, len(data)) + data


class Reader:
    """Splits a stream of bytes into messages.

    >>> reader = Reader()
    >>> reader.feed(packed(b"A", b"xy") + b"B")
    >>> list(reader), reader.next()
    ([(b'A', b'xy')], None)
    """

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> None:
        """Add received bytes."""
        self._held += data

    def next(self) -> tuple[bytes, bytes] | None:
        """Return the next message, or None if it is not complete."""
        held = self._held
        if len(held) < _HEAD.size:
            return None
        kind: bytes
        length: int
        kind, length = _HEAD.unpack_from(held)
        end = _HEAD.size + length
        if len(held) < end:
            return None
        data = bytes(held[_HEAD.size : end])
        del held[:end]
        return kind, data

    def __iter__(self) -> Iterator[tuple[bytes, bytes]]:
        while (message := self.next()) is not None:
            yield message

    def wait(self, sock: socket.socket) -> tuple[bytes, bytes]:
        """Return the next message of a blocking socket.

        Raises:
            EOFError: the other side has closed the socket.
            TimeoutError: the time-out of the socket has passed.
        """
        while (message := self.next()) is None:
            piece = sock.recv(PIECE)
            if not piece:
                raise EOFError
            self.feed(piece)
        return message


def receive_all(sock: socket.socket) -> tuple[bytes, list[int]]:
    """Return received bytes and open files; no bytes if the other side has closed the socket.

    Raises:
        BlockingIOError: the socket is non-blocking and has no data.
    """
    data, files, _, _ = socket.recv_fds(sock, PIECE, _MOST_FILES)
    return data, files
