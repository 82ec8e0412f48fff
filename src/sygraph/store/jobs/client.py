"""Start a supervisor as a separate program, for a process with threads, which must not fork."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, Any
from weakref import finalize

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.store.jobs.messages import Reader, packed, receive_all
from sygraph.store.jobs.packing import WorkerLost, unpack
from sygraph.store.jobs.supervisor import JOIN, NEW, REFUSED, STOP, WANT
from sygraph.store.jobs.worker_process import ERROR, OPENED

__all__ = ["Program", "RemoteWorker"]

# Seconds in which the program must end before it is killed.
_PATIENCE = 2.0


class RemoteWorker:
    """A worker, for a process that gives it a job and waits for the reply."""

    def __init__(self, pid: int, sock: socket.socket, version: int) -> None:
        self.pid = pid
        self.socket = sock
        self.version = version
        self.worn = False  # whether it takes no more jobs
        self.reader = Reader()

    def wait_until_open(self) -> None:
        """Wait until the worker has opened the graph.

        Raises:
            SygraphError: the worker cannot open the graph.
            EOFError: the worker has ended.
        """
        kind, data = self.reader.wait(self.socket)
        if kind == ERROR:
            raise unpack(data)
        assert kind == OPENED

    @property
    def has_ended(self) -> bool:
        """Whether this idle worker has ended."""
        self.socket.settimeout(0)
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        finally:
            self.socket.settimeout(None)


class Program:
    """A supervisor that this process starts, and that ends with this process.

    It is thread-safe.

    Args:
        config: the configuration; see `sygraph.store.jobs.program`.
        stores: for a graph in memory, the merge and the triples stated in the default graph.
    """

    def __init__(self, config: dict[str, Any], stores: Sequence[ox.Store] = ()) -> None:
        if not hasattr(os, "fork"):
            raise SygraphError(
                "a limit of time needs a system that can fork processes, such as Linux or macOS",
                hint="leave it out",
            )
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "sygraph.store.jobs.program", str(theirs.fileno())]
        try:
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        except OSError as error:
            ours.close()
            raise WorkerLost(f"cannot start a process: {error.strerror or error}") from error
        finally:
            theirs.close()
        self.control = ours
        self._lock = threading.Lock()
        self._reader = Reader()
        self._files: deque[int] = deque()
        self.close = finalize(self, _end, self._process, ours)
        files = [_dumped(store) for store in stores]
        head = packed(b"G", json.dumps({**config, "files": len(files)}).encode())
        socket.send_fds(ours, [head], [file.fileno() for file in files])
        for file in files:
            file.close()

    def worker(self) -> RemoteWorker:
        """Start a worker and return it.

        Raises:
            WorkerLost: the supervisor cannot start one.
        """
        with self._lock:
            try:
                self.control.sendall(packed(WANT))
                while True:
                    while (message := self._reader.next()) is None:
                        data, files = receive_all(self.control)
                        if not data:
                            raise EOFError
                        self._files.extend(files)
                        self._reader.feed(data)
                    kind, text = message
                    if kind == NEW:
                        fields = json.loads(text)
                        sock = socket.socket(fileno=self._files.popleft())
                        return RemoteWorker(fields["pid"], sock, fields["version"])
                    if kind == REFUSED:
                        raise WorkerLost(f"cannot start a process: {text.decode()}")
            except (OSError, EOFError):
                raise WorkerLost("the store is closed") from None

    def stop(self, worker: RemoteWorker) -> None:
        """Kill a worker."""
        worker.socket.close()
        with suppress(OSError):
            self.control.sendall(packed(STOP, str(worker.pid).encode()))

    def join(self) -> socket.socket:
        """Return the socket of a further owner, for another part of this process."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self.control, [packed(JOIN)], [theirs.fileno()])
        return ours


def _end(process: subprocess.Popen[bytes], control: socket.socket) -> None:
    with suppress(OSError):
        control.shutdown(socket.SHUT_RDWR)
    control.close()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _dumped(store: ox.Store) -> IO[bytes]:
    file: Any = tempfile.TemporaryFile()  # noqa: SIM115 (the caller closes it)
    store.dump(file, ox.RdfFormat.N_QUADS)
    file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return file  # type: ignore[no-any-return]
