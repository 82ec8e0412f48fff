"""A worker: a process that does one job at a time, and that its supervisor can kill."""

from __future__ import annotations

import json
import os
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict
from time import monotonic
from typing import TYPE_CHECKING

from sygraph.errors import SygraphError
from sygraph.store.jobs.kept import Kept
from sygraph.store.jobs.memory import resident
from sygraph.store.jobs.messages import Reader, packed
from sygraph.store.jobs.packing import pack, unpack
from sygraph.store.jobs.slots import Slots

if TYPE_CHECKING:
    from sygraph.store.updates import Update

__all__ = ["DATA", "END", "ERROR", "LAST", "OPENED", "START", "Handler", "Send", "Worker", "job"]

# The messages of a reply: its head, its bytes, its end; or an error.
START, DATA, END, ERROR = b"S", b"D", b"E", b"X"
# Messages of a worker to its owner: the graph is open; this is the last job that it takes.
OPENED, LAST = b"O", b"L"
# A worker's request to the supervisor, and the reply.
UPDATE, DONE = b"U", b"K"

_ENDS = struct.Struct("d")
# Bytes of a reply that are collected before they are sent.
_PIECE = 1 << 16
# A worker that has grown by more bytes than these takes no more jobs.
_GROWN = 200_000_000
# The growth is not measured after a job of fewer seconds.
_BRIEF = 0.1

Send = Callable[[bytes, bytes], None]
# Does a job: receives its data, and sends the messages of the reply except END and ERROR.
Handler = Callable[[bytes, Send], None]


def job(kind: bytes, ends: float, data: bytes) -> bytes:
    """Return the message that gives a worker a job; `ends` is the deadline on `time.monotonic`."""
    return packed(kind, _ENDS.pack(ends) + data)


class Worker:
    """The main loop of a worker process.

    Args:
        owner: the socket to the process that gives it jobs.
        supervisor: the socket to the supervisor.
        slots, index: where it writes the deadline of a job.
        edition: names the present state of the graph.
        kept: the results that it shares with other workers.
    """

    def __init__(
        self,
        owner: socket.socket,
        supervisor: socket.socket,
        slots: Slots,
        index: int,
        edition: str = "",
        kept: Kept | None = None,
    ) -> None:
        self.edition = edition
        self.kept = kept or Kept()
        self._owner = owner
        self._supervisor = supervisor
        self._slots = slots
        self._index = index
        self._ends = 0.0
        self._pieces: list[bytes] = []
        self._held = 0
        self._size = resident(os.getpid())
        self._priority = os.getpriority(os.PRIO_PROCESS, 0)

    def run(self, handlers: Mapping[bytes, Handler]) -> None:
        """Do jobs until the owner closes its socket."""
        reader = Reader()
        with suppress(EOFError, OSError):
            self._owner.sendall(packed(OPENED))
            while True:
                kind, data = reader.wait(self._owner)
                [self._ends] = _ENDS.unpack_from(data)
                began = monotonic()
                self._slots[self._index] = self._ends
                end = self._do(handlers[kind], data[_ENDS.size :])
                self._slots[self._index] = 0.0
                worn = monotonic() - began > _BRIEF and self._is_worn()
                if worn:
                    self._send(LAST, b"")
                self._send(*end)
                self._flush()
                if worn:
                    return

    def refuse(self, error: Exception) -> None:
        """Report why this worker cannot do jobs."""
        with suppress(OSError):
            self._owner.sendall(packed(ERROR, pack(error)))

    def update(self, update: Update) -> None:
        """Have the supervisor apply an update.

        Raises:
            SygraphError: the update fails, or its time is up; the graph is unchanged.
        """
        request = {"ends": self._ends, **asdict(update)}
        self._slots[self._index] = 0.0  # from here on the supervisor limits the time
        data = json.dumps(request).encode("utf-8", "surrogatepass")
        self._supervisor.sendall(packed(UPDATE, data))
        kind, data = Reader().wait(self._supervisor)
        self._slots[self._index] = self._ends
        if kind == ERROR:
            raise unpack(data)

    def _do(self, handler: Handler, data: bytes) -> tuple[bytes, bytes]:
        """Do a job; return the last message of its reply."""
        try:
            handler(data, self._send)
        except OSError as error:
            if isinstance(error, ConnectionError):
                raise  # the owner has gone
            return ERROR, pack(SygraphError(f"the system fails: {error.strerror}"))
        except MemoryError:
            self._pieces.clear()
            os._exit(1)  # this process may be in an undefined state
        except (SystemExit, KeyboardInterrupt):
            raise
        except Exception as error:
            return ERROR, pack(error)
        except BaseException as error:  # the engine has panicked
            return ERROR, pack(SygraphError(f"the engine has failed: {error}"))
        return END, b""

    def _send(self, kind: bytes, data: bytes) -> None:
        self._pieces.append(packed(kind, data))
        self._held += len(data)
        if self._held >= _PIECE:
            self._flush()

    def _flush(self) -> None:
        if self._pieces:
            self._owner.sendall(b"".join(self._pieces))
            self._pieces.clear()
            self._held = 0

    def _is_worn(self) -> bool:
        """Whether it has grown much, or has a lower priority than when it started."""
        grown = resident(os.getpid()) - self._size > _GROWN
        return grown or os.getpriority(os.PRIO_PROCESS, 0) > self._priority
