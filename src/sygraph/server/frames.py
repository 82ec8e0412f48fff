"""Messages between the server and its processes: a letter, a length and so many bytes."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

__all__ = ["PIECE", "Frames", "Question", "hand_over", "take_over"]

_HEAD = struct.Struct(">cI")
# Bytes that are received at once.
PIECE = 1 << 18


@dataclass(frozen=True)
class Question:
    """A query, and how its answer is wanted.

    Attributes:
        base: what its relative IRIs are relative to.
        default, named: the graphs of the dataset that the request gives it; None leaves it be.
        table, graph: the names of the formats for rows and for triples; None is none that would do.
        rows, size: after how many rows and bytes to cut the answer off.
    """

    sparql: str
    base: str | None = None
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    table: str | None = "json"
    graph: str | None = "turtle"
    rows: int | None = None
    size: int | None = None

    def packed(self) -> bytes:
        return json.dumps(vars(self)).encode("utf-8", "surrogatepass")

    @classmethod
    def unpacked(cls, data: bytes) -> Question:
        fields: dict[str, Any] = json.loads(data)
        for name in ("default", "named"):
            if fields[name] is not None:
                fields[name] = tuple(fields[name])
        return cls(**fields)


class Frames:
    """A socket on which whole messages come and go."""

    def __init__(self, sock: socket.socket) -> None:
        self.socket = sock
        self._in = bytearray()

    def send(self, *frames: tuple[bytes, bytes]) -> None:
        self.socket.sendall(self.packed(*frames))

    @staticmethod
    def packed(*frames: tuple[bytes, bytes]) -> bytes:
        return b"".join([_HEAD.pack(kind, len(data)) + data for kind, data in frames])

    def read(self) -> tuple[bytes, bytes]:
        """The next message.

        Raises:
            EOFError: the other side has gone.
            TimeoutError: it did not come in the time that the socket has.
        """
        while True:
            frame = self.next()
            if frame is not None:
                return frame
            self.feed(self.socket.recv(PIECE))

    def next(self) -> tuple[bytes, bytes] | None:
        """The next message, if all of it has come."""
        if len(self._in) < _HEAD.size:
            return None
        kind, length = _HEAD.unpack_from(self._in)
        end = _HEAD.size + length
        if len(self._in) < end:
            return None
        with memoryview(self._in) as view:
            data = bytes(view[_HEAD.size : end])
        del self._in[:end]
        return kind, data

    @property
    def size(self) -> int:
        """How many bytes have come and have not been read."""
        return len(self._in)

    def holds_end(self, last: Collection[bytes]) -> bool:
        """Whether one of the messages that have come is one of these."""
        place = 0
        length: int
        while len(self._in) >= place + _HEAD.size:
            kind, length = _HEAD.unpack_from(self._in, place)
            place += _HEAD.size + length
            if kind in last:
                return len(self._in) >= place
        return False

    def feed(self, piece: bytes) -> None:
        """Take what has come.

        Raises:
            EOFError: nothing has, since the other side has gone.
        """
        if not piece:
            raise EOFError
        self._in += piece

    def close(self) -> None:
        self.socket.close()


def hand_over(to: socket.socket, letter: bytes, files: Iterable[int]) -> None:
    """Send a letter with open files."""
    socket.send_fds(to, [letter], list(files))


def take_over(of: socket.socket) -> tuple[bytes, list[int]]:
    """Receive a letter, empty where the other side has gone, with its open files."""
    try:
        letter, files, _, _ = socket.recv_fds(of, 1, 4)
    except ConnectionError:
        return b"", []
    for file in files:
        os.set_inheritable(file, False)
    return letter, files
