"""Queries with a deadline: worker processes answer them and are killed when the time is up.

The engine cannot be stopped during a query. So a `DeadlineStore` has a supervisor and its workers
(see `sygraph.store.jobs`), each of which answers one query at a time.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, TYPE_CHECKING, cast

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.sparql.portable import boolean
from sygraph.sparql.prepare import decoded
from sygraph.store.interface import Store
from sygraph.store.jobs.client import Program, RemoteWorker
from sygraph.store.jobs.packing import DeadlineExceeded, WorkerLost, unpack
from sygraph.store.jobs.worker_process import (
    DATA,
    END,
    ERROR,
    LAST,
    START,
    Handler,
    Send,
    Worker,
    job,
)
from sygraph.store.limits import Answer, Results, read_lines, write_lines

if TYPE_CHECKING:
    from sygraph.store.fulltext import Index

__all__ = ["DeadlineExceeded", "DeadlineStore", "Opener", "WorkerLost", "handlers"]

# The kind of job of a query.
_QUERY = b"Q"
# Bytes of an answer that are kept in memory; a larger answer is kept on disk.
_IN_MEMORY = 1 << 24
# Seconds after the deadline at which a worker is given up if the supervisor has not killed it.
_SLACK = 2.0
_FOREVER = 1e9


@dataclass(frozen=True)
class Opener:
    """How to open a store in another process: from data files, one on disk, or a copy of one.

    Attributes:
        held: the merge and the named graphs that the other process gets a copy of.
    """

    folder: str
    on_disk: bool = False
    articles: tuple[str, ...] | None = None
    held: ox.Store | None = None

    @classmethod
    def files(cls, files: Files) -> Opener:
        """A store in memory of data files."""
        folder, only = files.spec
        return cls(folder, articles=None if only is None else tuple(only))

    @classmethod
    def copy(cls, files: Files, held: ox.Store) -> Opener:
        """A copy in memory of a store, whose articles and entities are named as in data files."""
        return replace(cls.files(files), held=held)

    @classmethod
    def disk(cls, folder: str | os.PathLike[str]) -> Opener:
        """The store on disk in a folder."""
        return cls(os.path.abspath(folder), on_disk=True)


class DeadlineStore(Store):
    """A store that stops a query when its time is up.

    It receives an answer whole before it returns it. So a query that is late or fails raises an
    error before there is an answer, and a slow reader does not block a worker.

    The store is thread-safe; each thread reads its own answers, since the engine ties an answer to
    its thread. Close the store, or use it as a context manager; its processes end with this one in
    any case.

    Args:
        timeout: the time limit of a query in seconds; None is no limit. The time to open the store
            does not count.
        workers: the number of queries that run at once; the time that a query waits counts.
        memory: bytes that all processes together may use; the default is half of the memory.

    >>> with DeadlineStore(Opener.files(Files.bundled()), timeout=30) as store:
    ...     store.ask("ASK { id:shenyang a sy:City }")
    True
    """

    def __init__(
        self,
        opener: Opener,
        *,
        timeout: float | None = None,
        workers: int = 2,
        memory: int | None = None,
    ) -> None:
        self.timeout = timeout
        self._opener = opener
        self._memory = memory
        self._turns = threading.BoundedSemaphore(workers)
        self._lock = threading.Lock()
        self._program: Program | None = None
        self._idle: list[RemoteWorker] = []
        self._closed = False

    def answer(self, sparql: str, *, rows: int | None = None, size: int | None = None) -> Answer:
        """Answer a query.

        Args:
            rows: the most rows or triples of the answer.
            size: the most bytes of the answer, as a worker sends it.

        Raises:
            DeadlineExceeded: the time is up.
            WorkerLost: the worker has ended.
            QuerySyntaxError, ServiceRefused: the query does not parse, or calls a service that is
                not allowed.
            DataError, StoreError: the store cannot be opened.
        """
        sparql = decoded(sparql)
        self.check(sparql)
        request = json.dumps([sparql, rows, size]).encode("utf-8", "surrogatepass")
        with self._turn() as left:
            while True:
                worker = self._worker()
                try:
                    answer = self._ask(worker, request, left)
                    break
                except ConnectionError:  # it ended while it was idle, and has not read the query
                    self._stop(worker)
                except BaseException:
                    self._stop(worker)
                    raise
            with self._lock:
                if worker.worn or self._closed:
                    worker.socket.close()
                else:
                    self._idle.append(worker)
            if isinstance(answer, Exception):
                raise answer
            return answer

    def _answer(self, sparql: str) -> Results:
        return self.answer(sparql).results

    def index(self) -> Index | None:
        """The full-text index, if the store is on disk."""
        from sygraph.store.disk import current_index

        return current_index(self._opener.folder) if self._opener.on_disk else None

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self.close()

    def close(self) -> None:
        """Kill the processes and their queries."""
        with self._lock:
            self._closed = True
            program, self._program = self._program, None
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.socket.close()
        if program is not None:
            program.close()

    def __enter__(self) -> DeadlineStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _turn(self) -> Iterator[float | None]:
        """Wait until fewer than `workers` queries run; gives the seconds that are left then."""
        start = monotonic()
        if not self._turns.acquire(timeout=self.timeout):
            raise DeadlineExceeded(self.timeout or 0)
        try:
            yield None if self.timeout is None else self.timeout - (monotonic() - start)
        finally:
            self._turns.release()

    def _worker(self) -> RemoteWorker:
        """Return an idle worker, or a new one."""
        with self._lock:
            if self._closed:
                raise WorkerLost("the store is closed")
            while self._idle:
                worker = self._idle.pop()
                if not worker.has_ended:
                    return worker
                worker.socket.close()
            if self._program is None:
                self._program = Program(
                    {
                        "data": [self._opener.folder, self._opener.articles],
                        "store": self._opener.folder if self._opener.on_disk else None,
                        "services": ["*"],  # `check` refuses services that are not allowed
                        "handlers": "sygraph.store.deadline:handlers",
                        "options": {},
                        "memory": self._memory,
                    },
                    () if self._opener.held is None else (self._opener.held, ox.Store()),
                )
            program = self._program
        worker = program.worker()
        try:
            worker.wait_until_open()
        except (EOFError, OSError):
            worker.socket.close()
            raise _lost() from None
        except BaseException:
            worker.socket.close()
            raise
        return worker

    def _stop(self, worker: RemoteWorker) -> None:
        program = self._program
        if program is None:
            worker.socket.close()
        else:
            program.stop(worker)

    def _ask(self, worker: RemoteWorker, request: bytes, left: float | None) -> Answer | Exception:
        """Have a worker answer; return the answer or the error that it sends.

        Raises:
            ConnectionError: the worker has ended without having read the query.
        """
        if left is not None and left <= 0:
            raise DeadlineExceeded(self.timeout or 0)
        ends = monotonic() + (_FOREVER if left is None else left)
        sock = worker.socket
        sock.settimeout(None if left is None else left + _SLACK)
        kept = _Kept(max_size=_IN_MEMORY)
        form, cut = b"", b""
        try:
            sock.sendall(job(_QUERY, ends, request))
            while True:
                kind, data = worker.reader.wait(sock)
                if kind == ERROR:
                    return unpack(data)
                if kind == END:
                    break
                if kind == LAST:
                    worker.worn = True
                elif kind == START:
                    form = data
                elif kind == DATA:
                    kept.write(data)
                else:
                    cut = data
        except ConnectionError:
            raise
        except (EOFError, OSError):
            if monotonic() >= ends:
                raise DeadlineExceeded(self.timeout or 0) from None
            raise _lost() from None
        if form == b"ask":
            return Answer(boolean(cut == b"true"))
        kept.seek(0)
        return Answer(read_lines(cast(IO[bytes], kept), form == b"graph"), cut.decode() or None)


def _lost() -> WorkerLost:
    return WorkerLost(
        "the query's process has ended",
        hint="it may have needed more memory than it may take: make it more selective",
    )


class _Kept(SpooledTemporaryFile[bytes]):
    """An answer that waits to be read; closed when nothing refers to it."""

    def __del__(self) -> None:
        self.close()


# In the worker


def handlers(store: Store, worker: Worker) -> Mapping[bytes, Handler]:
    """Return the handlers of a worker that answers queries."""

    def answer(data: bytes, send: Send) -> None:
        sparql, rows, size = json.loads(data)
        results = store.query(sparql)
        if isinstance(results, ox.QueryBoolean):
            send(START, b"ask")
            send(b"C", b"true" if results else b"false")
            return
        send(START, b"graph" if isinstance(results, ox.QueryTriples) else b"select")
        cut = write_lines(results, lambda lines: send(DATA, lines), rows, size)
        send(b"C", (cut or "").encode())

    return {_QUERY: answer}
