"""Messages between the server and its processes: a letter, a length and so many bytes."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

__all__ = ["Frames", "Question", "hand_over", "take_over"]

_HEAD = struct.Struct(">cI")


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
        return json.dumps(asdict(self)).encode("utf-8", "surrogatepass")

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
        self.socket.sendall(b"".join(_HEAD.pack(kind, len(data)) + data for kind, data in frames))

    def read(self) -> tuple[bytes, bytes]:
        """The next message.

        Raises:
            EOFError: the other side has gone.
            TimeoutError: it did not come in the time that the socket has.
        """
        while True:
            if len(self._in) >= _HEAD.size:
                kind, length = _HEAD.unpack_from(self._in)
                end = _HEAD.size + length
                if len(self._in) >= end:
                    data = bytes(memoryview(self._in)[_HEAD.size : end])
                    del self._in[:end]
                    return kind, data
            piece = self.socket.recv(1 << 18)
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
