"""A process that answers queries for another, which may end it: see `sygraph.store.deadline`.

It reads requests, a line of JSON each, from standard input, and writes frames to standard output:
a letter, a length and so many bytes. It ends when its input does, so it never outlives the
process it works for, not even in the midst of a query: the engine computes without the lock that
Python's threads need.
"""

from __future__ import annotations

import builtins
import json
import os
import signal
import struct
import sys
import threading
from dataclasses import asdict, dataclass
from importlib import import_module
from queue import SimpleQueue
from typing import IO

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.limits import write_lines

__all__ = ["Opener", "Request", "pack", "read_frame", "unpack"]

_HEAD = struct.Struct(">cI")

# The frames: what there is to work with, and then for each request a beginning, lines, an end.
READY, TRUE, FALSE, ROWS, TRIPLES, LINES, END, ERROR = (bytes([b]) for b in b"rtfRT.ex")


@dataclass(frozen=True)
class Opener:
    """How to open a store in another process: from data files, or one on disk."""

    folder: str
    on_disk: bool = False

    @classmethod
    def files(cls, files: Files) -> Opener:
        """A store in memory of data files."""
        return cls(os.path.abspath(files.folder))

    @classmethod
    def disk(cls, folder: str | os.PathLike[str]) -> Opener:
        """The store on disk in a folder."""
        return cls(os.path.abspath(folder), on_disk=True)

    def open(self) -> Store:
        """Open the store.

        Raises:
            DataError, StoreError: there is none, or a file is broken.
        """
        if not self.on_disk:
            return OxigraphStore.from_files(Files.at(self.folder))
        from sygraph.store.disk import DiskStore

        return DiskStore(self.folder)


@dataclass(frozen=True)
class Request:
    """A query, and after how many rows and bytes to cut its answer off."""

    sparql: str
    rows: int | None = None
    size: int | None = None

    def line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"


def read_frame(stream: IO[bytes]) -> tuple[bytes, bytes]:
    """Return a frame's letter and bytes.

    Raises:
        EOFError: the worker has ended.
    """
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        raise EOFError
    kind, length = _HEAD.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        raise EOFError
    return kind, body


def pack(error: Exception) -> bytes:
    """Return an error as bytes: one of ours or of Python's own as it is, another in words."""
    cls = type(error)
    if not (cls.__module__ == "builtins" or isinstance(error, SygraphError)):
        return pack(RuntimeError(f"{cls.__name__}: {error}"))
    name = f"{cls.__module__}:{cls.__qualname__}"
    arguments = error.args if isinstance(error, SygraphError) else [str(error)]
    return json.dumps([name, arguments, vars(error)], default=str).encode()


def unpack(data: bytes) -> Exception:
    """Return an error from its bytes."""
    name, arguments, state = json.loads(data)
    module, _, cls = name.partition(":")
    found = getattr(builtins if module == "builtins" else import_module(module), cls)
    error: Exception = found.__new__(found, *arguments)
    error.args = tuple(arguments)
    vars(error).update(state)
    return error


def main() -> None:
    """Open the store that the argument describes, and answer until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whoever prints must not disturb
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other decides what becomes of us
    lines: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    try:
        store = Opener(**json.loads(sys.argv[1])).open()
        store.services = ("*",)  # what may be asked, the other has seen to
    except SygraphError as error:
        _send(out, ERROR, pack(error))
        return
    _send(out, READY)
    while True:
        request = Request(**json.loads(lines.get()))
        try:
            _answer(store, request, out)
        except BrokenPipeError:
            return
        except Exception as error:
            _send(out, ERROR, pack(error))


def _listen(lines: SimpleQueue[bytes]) -> None:
    """Pass on what is asked, and end the process with its input."""
    for line in sys.stdin.buffer:
        lines.put(line)
    os._exit(0)


def _answer(store: Store, request: Request, out: IO[bytes]) -> None:
    results = store.query(request.sparql)
    if isinstance(results, ox.QueryBoolean):
        _send(out, TRUE if results else FALSE)
        return
    _send(out, TRIPLES if isinstance(results, ox.QueryTriples) else ROWS)
    cut = write_lines(results, lambda data: _send(out, LINES, data), request.rows, request.size)
    _send(out, END, (cut or "").encode())


def _send(out: IO[bytes], kind: bytes, data: bytes = b"") -> None:
    frame = memoryview(_HEAD.pack(kind, len(data)) + data)
    while frame:
        frame = frame[out.write(frame) :]


if __name__ == "__main__":
    main()
