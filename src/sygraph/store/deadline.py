"""Deadlines that hold: queries asked of processes that are ended when their time is up.

The engine cannot be stopped in its midst. So whoever must answer in time has it work in processes
of its own, each with the store open, of which a query takes one for as long as it runs. What is
ended is replaced at once, while the others go on answering.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from tempfile import SpooledTemporaryFile, TemporaryFile
from time import monotonic
from typing import IO, TYPE_CHECKING, cast
from weakref import finalize

from sygraph.errors import SygraphError
from sygraph.sparql.portable import boolean
from sygraph.sparql.prepare import decoded
from sygraph.store.interface import Store
from sygraph.store.limits import Answer, Results, read_lines
from sygraph.store.worker import (
    END,
    ERROR,
    FALSE,
    READY,
    TRIPLES,
    TRUE,
    Opener,
    Request,
    read_frame,
    unpack,
)

if TYPE_CHECKING:
    from sygraph.store.fulltext import Index

__all__ = ["DeadlineExceeded", "DeadlineStore", "Opener", "WorkerLost"]

# How many bytes of an answer are kept in memory; more of it waits on disk.
_IN_MEMORY = 1 << 24
# How many seconds a process may take to end after it has failed.
_DYING = 5.0
# What the engine says of a fault of its own.
_PANIC = re.compile(r"panicked at [^\n]*\n([^\n]*)")


class DeadlineExceeded(SygraphError):
    """A query that was stopped because its time was up; `seconds` is what it had."""

    status = 503

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query was stopped after {seconds:g} s",
            hint="make it more selective, give it a LIMIT or more time",
        )
        self.seconds = seconds


class WorkerLost(SygraphError):
    """The process that was to answer has ended by itself, or cannot be had."""

    status = 503


class DeadlineStore(Store):
    """A store that stops a query when its time is up.

    An answer is taken whole before any of it is passed on, so a query that is late or fails says
    so before there is an answer, and who reads slowly or not to the end keeps no process busy.

    Any number of threads may ask at once; each reads its answers itself, since the engine ties an
    answer to the thread that has it. Close the store, or use it as a context manager; its
    processes end with this one in any case.

    Args:
        timeout: how many seconds a query may take; None is any number. What opening the store
            takes does not count.
        workers: how many processes there may be, which is how many queries run at once; the
            time that another waits for its turn is its own.

    >>> from sygraph.data import Files
    >>> with DeadlineStore(Opener.files(Files.bundled()), timeout=30) as store:
    ...     store.ask("ASK { id:shenyang a sy:City }")
    True
    """

    def __init__(self, opener: Opener, *, timeout: float | None = None, workers: int = 2) -> None:
        self.timeout = timeout
        self._opener = opener
        self._pool = _Pool(opener, workers)
        self._close = finalize(self, self._pool.close)

    def answer(self, sparql: str, *, rows: int | None = None, size: int | None = None) -> Answer:
        """Answer a query with so many rows or triples, or bytes as they are passed, at most.

        Raises:
            DeadlineExceeded: its time was up.
            WorkerLost: the process that worked on it has ended.
            QuerySyntaxError, ServiceRefused: it does not parse, or calls what it may not.
            DataError, StoreError: the store cannot be opened.
        """
        sparql = decoded(sparql)
        self.check(sparql)
        with self._pool.worker(self.timeout) as (worker, seconds):
            return worker.ask(Request(sparql, rows, size), seconds, self.timeout)

    def _answer(self, sparql: str) -> Results:
        return self.answer(sparql).results

    def index(self) -> Index | None:
        """The full-text index of the store, if it is one on disk."""
        from sygraph.store.disk import current_index

        return current_index(self._opener.folder) if self._opener.on_disk else None

    def close(self) -> None:
        """End the processes, and with them what they work on."""
        self._close()

    def __enter__(self) -> DeadlineStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Pool:
    """The processes: those at rest, and how many more there may be."""

    def __init__(self, opener: Opener, size: int) -> None:
        self._opener = opener
        self._turns = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[_Worker] = []
        self._busy: set[_Worker] = set()
        self._closed = False

    @contextmanager
    def worker(self, timeout: float | None) -> Iterator[tuple[_Worker, float | None]]:
        """Have a process to oneself, and what time is left when it is one's turn."""
        start = monotonic()
        if not self._turns.acquire(timeout=timeout):
            assert timeout is not None
            raise DeadlineExceeded(timeout)
        try:
            worker = self._taken()
            try:
                yield worker, None if timeout is None else timeout - (monotonic() - start)
            finally:
                self._give_back(worker)
        finally:
            self._turns.release()

    def close(self) -> None:
        with self._lock:
            self._closed = True
            workers = [*self._idle, *self._busy]
            self._idle.clear()
        for worker in workers:
            worker.end()

    def _taken(self) -> _Worker:
        with self._lock:
            if self._closed:
                raise WorkerLost("the store is closed")
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    break
                worker.end()
            else:
                worker = _Worker(self._opener)
            self._busy.add(worker)
            return worker

    def _give_back(self, worker: _Worker) -> None:
        """Let a process rest. One that is of no use any more is replaced before it is needed."""
        with self._lock:
            self._busy.discard(worker)
            if worker.waits and not self._closed:
                self._idle.append(worker)
                return
            if worker.opened and not self._closed:
                with suppress(WorkerLost):  # whoever asks next will hear of it
                    self._idle.append(_Worker(self._opener))
        worker.end()


class _Worker:
    """One process, which does one thing at a time.

    `opened` says that it has opened the store, and `waits` that it is there to be asked.
    """

    def __init__(self, opener: Opener) -> None:
        # -P, lest a file in the current folder be taken for a module.
        command = [sys.executable, "-P", "-m", "sygraph.store.worker", json.dumps(asdict(opener))]
        pipe = subprocess.PIPE
        # What the engine says when it fails.
        self._errors = TemporaryFile()  # noqa: SIM115 (`end` closes it)
        try:
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._errors)
        except OSError as error:
            self._errors.close()
            raise WorkerLost(f"cannot start a process: {error.strerror or error}") from error
        self._lock = threading.Lock()
        self._expired = False
        self.opened = False
        self.waits = False

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Request, seconds: float | None, timeout: float | None) -> Answer:
        """Send a request, and return the answer if it comes within so many seconds."""
        try:
            self._open()
            if seconds is not None and seconds <= 0:
                raise DeadlineExceeded(timeout or 0)  # it had its time while waiting for its turn
            self.waits = False  # before the clock starts, which spares a process that waits
            with self._ended_after(seconds):
                return self._answer(request)
        except (EOFError, BrokenPipeError):
            if self._expired:
                raise DeadlineExceeded(timeout or 0) from None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_DYING)  # it ends by itself, with the status that tells why
            lost = self._lost()
            self.end()
            raise lost from None

    def _lost(self) -> WorkerLost:
        """Why the process has ended, as its last words and its status tell."""
        said = ""
        with suppress(ValueError):  # the store is being closed, and this with it
            self._errors.seek(0)
            said = self._errors.read().decode("utf-8", "replace")
        status = self._process.returncode
        if panic := _PANIC.search(said):
            return WorkerLost(
                f"the query made the engine fail: {panic[1]}",
                hint="this is a fault of the engine: report the query, and word it otherwise",
            )
        if status == -signal.SIGSEGV:
            return WorkerLost(
                "the query overflowed the engine's stack", hint="make it shorter or less nested"
            )
        return WorkerLost(
            f"the query's process has ended (status {status})",
            hint="it may have needed more memory than there is: make it more selective",
        )

    def end(self) -> None:
        """End the process, and wait until it is gone."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            with suppress(OSError):
                stream.close()  # type: ignore[union-attr]

    def _open(self) -> None:
        if not self.opened:
            kind, data = self._frame()
            if kind == ERROR:
                raise unpack(data)
            assert kind == READY
            self.opened = self.waits = True

    @contextmanager
    def _ended_after(self, seconds: float | None) -> Iterator[None]:
        """End the process if the block takes longer."""
        if seconds is None:
            yield
            return
        timer = threading.Timer(seconds, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _expire(self) -> None:
        with self._lock:
            if not self.waits:
                self._expired = True
                self._process.kill()

    def _answer(self, request: Request) -> Answer:
        assert self._process.stdin is not None
        self._process.stdin.write(request.line())
        self._process.stdin.flush()
        kind, data = self._frame()
        if kind in (TRUE, FALSE):
            self._rest()
            return Answer(boolean(kind == TRUE))
        if kind == ERROR:
            self._rest()
            raise unpack(data)
        kept = _Kept(max_size=_IN_MEMORY)
        triples = kind == TRIPLES
        while True:
            kind, data = self._frame()
            if kind == ERROR:
                self._rest()
                raise unpack(data)
            if kind == END:
                break
            kept.write(data)
        self._rest()
        kept.seek(0)
        return Answer(read_lines(cast(IO[bytes], kept), triples), data.decode() or None)

    def _rest(self) -> None:
        """Wait for the next request, unless the time was up in this very moment."""
        with self._lock:
            self.waits = not self._expired

    def _frame(self) -> tuple[bytes, bytes]:
        assert self._process.stdout is not None
        return read_frame(self._process.stdout)


class _Kept(SpooledTemporaryFile[bytes]):
    """An answer on its way: closed when whoever reads it has no more use for it."""

    def __del__(self) -> None:
        self.close()
