"""A worker: a process that does one job at a time, and can be ended by its supervisor."""

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
from sygraph.store.jobs.memory import resident
from sygraph.store.jobs.messages import Reader, packed
from sygraph.store.jobs.packing import pack, unpack
from sygraph.store.jobs.slots import Slots

if TYPE_CHECKING:
    from sygraph.store.updates import Update

__all__ = ["DATA", "END", "ERROR", "LAST", "OPENED", "START", "Handler", "Send", "Worker", "job"]

# The messages of a reply: what it is, its bytes, its end; or why there is none.
START, DATA, END, ERROR = b"S", b"D", b"E", b"X"
# What a worker says before its first job: that the graph is open; and before the end of its last
# reply: that it takes no other job.
OPENED, LAST = b"O", b"L"
# What a worker asks of the supervisor, and what that replies.
UPDATE, DONE = b"U", b"K"

_ENDS = struct.Struct("d")
# Bytes of a reply that are sent at once.
_PIECE = 1 << 16
# A worker that has grown by more than this does not wait for another job.
_GROWN = 200_000_000
# A job of fewer seconds cannot have made it grow so much.
_BRIEF = 0.1

Send = Callable[[bytes, bytes], None]
# Does a job: takes its data, and sends the messages of the reply but for END and ERROR.
Handler = Callable[[bytes, Send], None]


def job(kind: bytes, ends: float, data: bytes) -> bytes:
    """Return the message that gives a worker a job, to be done before the clock says `ends`."""
    return packed(kind, _ENDS.pack(ends) + data)


class Worker:
    """The worker's own side of what it is.

    Args:
        owner: the socket of the process that gives it jobs.
        supervisor: the socket to the supervisor.
        slots, index: where to note when a job's time is up.
        edition: what names the graph as it is now.
    """

    def __init__(
        self,
        owner: socket.socket,
        supervisor: socket.socket,
        slots: Slots,
        index: int,
        edition: str = "",
    ) -> None:
        self.edition = edition
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
        """Say why this worker can do no job."""
        with suppress(OSError):
            self._owner.sendall(packed(ERROR, pack(error)))

    def update(self, update: Update) -> None:
        """Have the supervisor carry an update out.

        Raises:
            SygraphError: it cannot be done, or its time is up; the graph is as it was.
        """
        request = {"ends": self._ends, **asdict(update)}
        self._slots[self._index] = 0.0  # the supervisor bounds the time from here on
        data = json.dumps(request).encode("utf-8", "surrogatepass")
        self._supervisor.sendall(packed(UPDATE, data))
        kind, data = Reader().wait(self._supervisor)
        self._slots[self._index] = self._ends
        if kind == ERROR:
            raise unpack(data)

    def _do(self, handler: Handler, data: bytes) -> tuple[bytes, bytes]:
        """Do a job; return the message that its reply ends with."""
        try:
            handler(data, self._send)
        except OSError as error:
            if isinstance(error, ConnectionError):
                raise  # the owner has gone
            return ERROR, pack(SygraphError(f"the system fails: {error.strerror}"))
        except MemoryError:
            self._pieces.clear()
            os._exit(1)  # what is left of this process is not to be relied on
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
        """Whether it has grown much, or been set below the other processes."""
        grown = resident(os.getpid()) - self._size > _GROWN
        return grown or os.getpriority(os.PRIO_PROCESS, 0) > self._priority
