"""Messages between processes: a letter, a length, that many bytes, and open files."""

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
    """Takes messages out of a stream of bytes.

    >>> reader = Reader()
    >>> reader.feed(packed(b"A", b"xy") + b"B")
    >>> list(reader), reader.next()
    ([(b'A', b'xy')], None)
    """

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> None:
        """Add what has arrived."""
        self._held += data

    def next(self) -> tuple[bytes, bytes] | None:
        """Return the next message if all of it has arrived."""
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
        """Return the next message of a socket that blocks.

        Raises:
            EOFError: the other side has closed it.
            TimeoutError: the socket's time-out has passed.
        """
        while (message := self.next()) is None:
            piece = sock.recv(PIECE)
            if not piece:
                raise EOFError
            self.feed(piece)
        return message


def receive_all(sock: socket.socket) -> tuple[bytes, list[int]]:
    """Return what has arrived, with open files; no bytes where the other side has closed it.

    Raises:
        BlockingIOError: nothing has arrived on a socket that does not block.
    """
    data, files, _, _ = socket.recv_fds(sock, PIECE, _MOST_FILES)
    return data, files
