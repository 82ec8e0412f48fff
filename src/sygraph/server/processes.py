"""The processes that the server has: to be asked, told how long they have worked, and ended."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import asdict
from time import monotonic
from typing import IO, Any

import pyoxigraph as ox

from sygraph.server.child import Holding
from sygraph.server.frames import Frames, hand_over
from sygraph.store.deadline import WorkerLost

__all__ = ["GLANCE", "PATIENCE", "Holder", "Processes", "Worker"]

# Seconds after which to look how much a process has worked, and for which one may take to be there.
GLANCE, PATIENCE = 1.0, 30.0


class Worker:
    """One process that answers; `place` is what it takes of those there are."""

    def __init__(self, pid: int, frames: Frames, version: int) -> None:
        self.pid = pid
        self.frames = frames
        self.version = version
        self.place: threading.BoundedSemaphore | None = None
        self.glance = 0.0
        self._began = 0.0
        # A number may be another process's by the time that this one is to be ended.
        self._handle: int | None = -1
        with suppress(AttributeError, OSError):
            self._handle = os.pidfd_open(pid)

    def begin(self) -> None:
        """Count from now on how much it works."""
        self.glance = monotonic() + GLANCE
        self._began = self._clock()

    def worked(self) -> float:
        """Seconds that it has worked for since it began; many where the system does not tell."""
        return self._clock() - self._began

    def _clock(self) -> float:
        # Linux numbers the clocks of processes so.
        try:
            return time.clock_gettime(~self.pid << 3 | 2)
        except (OSError, AttributeError):
            return monotonic()

    @property
    def alive(self) -> bool:
        """Whether a process at rest is still there."""
        try:
            self.frames.socket.settimeout(0)
            self.frames.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def end(self) -> None:
        """End the process, which it does by itself as well when its socket is closed."""
        handle, self._handle = self._handle, None
        if handle is None:
            return
        with suppress(OSError):
            _kill(self.pid, handle)
        if handle >= 0:
            os.close(handle)
        self.frames.close()


class Holder:
    """The process that holds the graph, which is started where there is none.

    Not for two threads at once.

    Args:
        stores: of a graph in memory, what there is of it: the graph, and what was put into its
            default graph for itself. A new process begins with these.
    """

    def __init__(self, holding: Holding, *stores: ox.Store) -> None:
        self.control: socket.socket | None = None
        self.closed = False
        self._holding = holding
        self._stores = stores
        self._first: subprocess.Popen[bytes] | None = None

    def asked_to(self, letter: bytes) -> tuple[int, Frames]:
        """Have it copy itself for a purpose; return the copy's number and how to talk with it.

        Raises:
            WorkerLost: it cannot be had.
        """
        for _ in (1, 2):
            ours, theirs = socket.socketpair()
            try:
                control = self._started()
                hand_over(control, letter, [theirs.fileno()])
                pid = control.recv(4)
                if len(pid) == 4:
                    return int.from_bytes(pid, "big"), Frames(ours)
            except OSError:
                pass
            except BaseException:
                ours.close()
                raise
            finally:
                theirs.close()
            # It has ended, or hangs: the next one begins with what we hold.
            ours.close()
            self.forget()
        raise WorkerLost("the process that holds the graph cannot be had")

    def adopt(self, frames: Frames) -> None:
        """Have another process in its place, a copy of it that has changed the graph."""
        self.forget()
        frames.socket.settimeout(PATIENCE)
        self.control = frames.socket

    def forget(self) -> None:
        """Let it go; it ends by itself."""
        if self.control is not None:
            self.control.close()
            self.control = None
        if self._first is not None:
            try:
                self._first.wait(1)
            except subprocess.TimeoutExpired:
                self._first.kill()
                self._first.wait()
            self._first = None

    def _started(self) -> socket.socket:
        if self.closed:
            raise WorkerLost("the server is ending")
        if self.control is None:
            self.control = self._start()
        return self.control

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        command = [
            *(sys.executable, "-P", "-m", "sygraph.server.child", str(theirs.fileno())),
            json.dumps(asdict(self._holding)),
        ]
        try:
            self._first = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        except OSError as error:
            ours.close()
            raise WorkerLost(f"cannot start a process: {error.strerror or error}") from error
        finally:
            theirs.close()
        ours.settimeout(PATIENCE)
        if self._holding.folder is None:
            files = [_dumped(store) for store in self._stores]
            hand_over(ours, b"G", [file.fileno() for file in files])
            for file in files:
                file.close()
        return ours


class Processes:
    """What there is to close: apart from the pool, so that it can go when that has gone."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()

    @property
    def closed(self) -> bool:
        return self.holder.closed

    def close(self) -> None:
        self.holder.closed = True
        for worker in [*self.idle, *self.busy]:
            worker.end()
        self.holder.forget()


def _kill(pid: int, handle: int) -> None:
    if handle >= 0:
        signal.pidfd_send_signal(handle, signal.SIGKILL)
    else:
        os.kill(pid, signal.SIGKILL)


def _dumped(store: ox.Store) -> IO[bytes]:
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115 (whoever asked for it closes it)
    store.dump(file, ox.RdfFormat.N_QUADS)
    file.flush()
    file.seek(0)
    return file  # type: ignore[no-any-return]
