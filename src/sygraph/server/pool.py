"""The server's side of its processes: who answers what, for how long, and after whom.

A query has a process to itself. While it is young it takes one of so many places; when it has
worked for a while, or others wait for one, it gives that up and goes on as one of so many that are
long, below the others if it has worked. So those who ask for little do not wait for those who ask
for much.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from math import inf
from time import monotonic
from weakref import finalize

import pyoxigraph as ox

from sygraph.server import processes
from sygraph.server.child import (
    ADDED,
    COPY,
    DATA,
    DONE,
    END,
    ERROR,
    REMOVED,
    STATED,
    UNSTATED,
    UPDATE,
    Holding,
)
from sygraph.server.failures import Busy
from sygraph.server.frames import PIECE, Frames, Question
from sygraph.server.processes import PATIENCE, Holder, Processes, Worker
from sygraph.store.deadline import DeadlineExceeded, WorkerLost
from sygraph.store.disk import DiskStore
from sygraph.store.interface import OxigraphStore
from sygraph.store.updates import Changes, Update, replay
from sygraph.store.worker import unpack

__all__ = ["Pool", "Reply"]

# Seconds of work after which a query is long.
_YOUNG = 0.5
# Seconds after which to look again whether a store on disk has been loaded into.
_LOOK = 1.0
# How much below the others a long query goes on.
_BELOW = 10
# Bytes of an answer that are awaited before the first of it is passed on.
_WHOLE = 1 << 20


class Reply:
    """An answer on its way.

    Attributes:
        form: `select`, `ask` or `graph`.
        format: the name of its format.
        start: its first bytes; all of it where it is `whole`.
        cut: after what it was cut off, known when it is whole.
    """

    def __init__(self, pool: Pool, worker: Worker, head: dict[str, str], ends: float) -> None:
        self.form = head["form"]
        self.format = head["format"]
        self.start = b""
        self.cut: str | None = None
        self.whole = False
        self._ended = False
        self._pool = pool
        self._worker = worker
        self._ends = ends

    def rest(self) -> Iterator[bytes]:
        """Yield what follows the start, as it comes.

        Raises:
            SygraphError: it breaks off.
        """
        while not self._ended:
            data = self.more()
            if data:
                yield data

    def more(self) -> bytes:
        """The next piece; at the end the process is given back."""
        kind, data = self._pool.read(self._worker, self._ends)
        if kind == DATA:
            return data
        self._pool.give_back(self._worker, fit=kind in (END, ERROR))
        if kind == ERROR:
            raise unpack(data)
        self._ended = True
        self.cut = data.decode() or None
        return b""

    def begin(self, most: float) -> None:
        """Take the start, of so many bytes or more if there are; it is `whole` from here on or not.

        Whoever takes the rest does so in another thread, and must not make it seem whole.
        """
        pieces = []
        size = 0
        while not self._ended and size < most:
            pieces.append(self.more())
            size += len(pieces[-1])
        self.start += b"".join(pieces)
        self.whole = self._ended

    def close(self) -> None:
        """Have no more of it."""
        if not self._ended:
            self._pool.give_back(self._worker, fit=False)


class Pool:
    """Processes that answer queries of the graph that a store holds.

    Any number of threads may ask at once. An update changes that store as well.

    Args:
        timeout: seconds that a query or an update may take.
        places: queries that are answered at once.
        memory: bytes that a query may take beyond what the graph does.
    """

    def __init__(
        self, store: OxigraphStore, *, timeout: float, places: int, memory: int | None = None
    ) -> None:
        self.timeout = timeout
        self._store = store
        self._explicit = ox.Store()
        folder = os.path.abspath(store.folder) if isinstance(store, DiskStore) else None
        self._on_disk = folder is not None
        holding = Holding(folder, memory, tuple(store.services))
        self._young = threading.BoundedSemaphore(places)
        self._long = threading.BoundedSemaphore(places)
        self._most_waiting = 16 * places
        self._waiting = 0
        self._lock = threading.Lock()
        self._updating = threading.Lock()
        # Taken before the other one, for what is asked of the process that holds the graph.
        self._copying = threading.Lock()
        self._processes = Processes(Holder(holding, store.engine, self._explicit))
        store.settle()  # what is handed over is a copy
        self._close = finalize(self, self._processes.close)
        self._version = 0
        self._looked = monotonic()

    @property
    def version(self) -> int:
        """A number that is another one after each change of the graph."""
        if self._on_disk and monotonic() - self._looked > _LOOK:
            with self._lock:
                self._look()
        return self._version

    def ask(self, question: Question, ends: float | None = None) -> Reply:
        """Ask a query; the answer's start is there when this returns.

        Args:
            ends: when its time is up, where it has begun already.

        Raises:
            DeadlineExceeded: its time was up.
            Busy: there is no place for it, now or from a second on.
            WorkerLost: its process has ended.
            SygraphError: it cannot be answered.
        """
        ends = monotonic() + self.timeout if ends is None else ends
        self._take_place(ends)
        try:
            worker = self._worker()
        except BaseException:
            self._young.release()
            raise
        worker.place = self._young
        try:
            worker.frames.socket.settimeout(PATIENCE)
            worker.frames.send((b"Q", question.packed()))
        except OSError:
            self.give_back(worker, fit=False)
            raise _lost() from None
        return self._reply(worker, ends)

    async def ask_at_once(self, question: Question, ends: float) -> Reply | Worker | None:
        """Ask as `ask` does, in the loop of the caller, where nothing has to be waited for.

        Returns the answer if all of it comes while the query is young; otherwise who works on it,
        for `go_on` in a thread; or None where `ask` is to be called in one.
        """
        if not self._young.acquire(blocking=False):
            return None
        worker = self._resting()
        if worker is None:
            self._young.release()
            return None
        worker.place = self._young
        frames = worker.frames
        frames.socket.settimeout(0)
        loop = asyncio.get_running_loop()
        try:
            await loop.sock_sendall(frames.socket, Frames.packed((b"Q", question.packed())))
            until = min(ends, worker.glance)
            async with asyncio.timeout(until - monotonic()):
                while not frames.holds_end((END, ERROR)):
                    frames.feed(await loop.sock_recv(frames.socket, PIECE))
                    if frames.size > _WHOLE:
                        break
        except TimeoutError:
            return worker
        except (EOFError, OSError):
            self.give_back(worker, fit=False)
            raise _lost() from None
        except BaseException:
            self.give_back(worker, fit=False)
            raise
        if not frames.holds_end((END, ERROR)):
            return worker
        reply = self._reply(worker, ends)
        reply.begin(inf)  # the rest has come as well
        return reply

    def go_on(self, worker: Worker, ends: float) -> Reply:
        """Wait for the answer of whom `ask_at_once` has left at work; raises as `ask` does."""
        return self._reply(worker, ends)

    def _reply(self, worker: Worker, ends: float) -> Reply:
        kind, data = self.read(worker, ends)
        if kind == ERROR:
            self.give_back(worker, fit=True)
            raise unpack(data)
        reply = Reply(self, worker, json.loads(data), ends)
        reply.begin(_WHOLE)
        return reply

    def read(self, worker: Worker, ends: float) -> tuple[bytes, bytes]:
        """The next message of a process, which is ended if there is none in time."""
        try:
            while worker.place is self._young:
                try:
                    return self._read(worker, min(ends, worker.glance))
                except TimeoutError:
                    if ends <= worker.glance:
                        raise
                    worker.glance += processes.GLANCE
                    self._grow(worker)
            return self._read(worker, ends)
        except TimeoutError:
            self.give_back(worker, fit=False)
            raise DeadlineExceeded(self.timeout) from None
        except (EOFError, OSError):
            self.give_back(worker, fit=False)
            raise _lost() from None

    def _read(self, worker: Worker, until: float) -> tuple[bytes, bytes]:
        frame = worker.frames.next()
        if frame is not None:
            return frame
        left = until - monotonic()
        if left <= 0:
            raise TimeoutError
        worker.frames.socket.settimeout(left)
        return worker.frames.read()

    def _take_place(self, ends: float) -> None:
        """Wait for one's turn, unless too many do."""
        if self._young.acquire(blocking=False):
            return
        with self._lock:
            if self._waiting >= self._most_waiting:
                raise Busy
            self._waiting += 1
        try:
            if not self._young.acquire(timeout=max(0, ends - monotonic())):
                raise Busy
        finally:
            with self._lock:
                self._waiting -= 1

    def _grow(self, worker: Worker) -> None:
        """Let a query that takes its time make room for others, and go on below them."""
        # Where other programs keep the machine busy, it may have waited more than worked.
        old = worker.worked() >= _YOUNG
        if not (old or self._waiting):
            return
        if not self._long.acquire(blocking=False):
            if not old:
                return
            self.give_back(worker, fit=False)
            raise Busy("too many queries that take long are being answered")
        worker.place = self._long
        self._young.release()
        if old:
            with suppress(OSError, AttributeError):
                os.setpriority(os.PRIO_PROCESS, worker.pid, _BELOW)

    def _worker(self) -> Worker:
        with self._lock:
            self._look()
            worker = self._idle()
            if worker is not None:
                self._processes.busy.add(worker)
        if worker is None:
            with self._copying:  # while others take and give back
                worker = self._copy()
                self._processes.busy.add(worker)
        worker.begin()
        return worker

    def _resting(self) -> Worker | None:
        """A process that is there already, if that can be told without waiting."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            worker = self._idle()
            if worker is not None:
                self._processes.busy.add(worker)
                worker.begin()
            return worker
        finally:
            self._lock.release()

    def _idle(self) -> Worker | None:
        while self._processes.idle:
            worker = self._processes.idle.pop()
            if worker.version == self._version and worker.alive:
                return worker
            worker.end()
        return None

    def _look(self) -> None:
        """Once in a while, see whether somebody else has loaded into a store on disk."""
        store, now = self._store, monotonic()
        if isinstance(store, DiskStore) and now - self._looked > _LOOK:
            self._looked = now
            if not store.is_current():
                self._renewed()

    def _renewed(self, changes: Changes | None = None) -> None:
        """The graph is another one now: our own store follows, and no copy of the old answers."""
        if isinstance(self._store, DiskStore):
            self._store.renew()
        elif changes is not None:
            replay(self._store.engine, self._explicit, changes)
            self._store.settle()
        self._version += 1
        for worker in self._processes.idle:
            worker.end()
        self._processes.idle.clear()

    def give_back(self, worker: Worker, *, fit: bool) -> None:
        """Let a process rest, or end it where it is of no more use."""
        with self._lock:
            if worker.place is None:
                return
            worker.place.release()
            # One that goes on below the others stays there.
            fit = fit and worker.place is self._young and worker.version == self._version
            worker.place = None
            self._processes.busy.discard(worker)
            if fit and not self._processes.closed:
                self._processes.idle.append(worker)
                return
        worker.end()

    def _copy(self) -> Worker:
        pid, frames = self._processes.holder.asked_to(COPY)
        return Worker(pid, frames, self._version)

    def update(self, update: Update) -> None:
        """Change the graph. Whoever asks from now on is answered from what it is then.

        Raises:
            DeadlineExceeded: its time was up; the graph is as it was.
            SygraphError: it cannot be done; the graph is as it was.
        """
        with self._updating:
            with self._copying:
                pid, frames = self._processes.holder.asked_to(UPDATE)
            try:
                changes = self._awaited(frames, update)
            except BaseException:
                frames.close()
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
                raise
            with self._copying, self._lock:
                if not self._on_disk:
                    self._processes.holder.adopt(frames)
                else:
                    frames.close()
                self._renewed(changes)

    def _awaited(self, frames: Frames, update: Update) -> Changes:
        """Hand an update over, and wait for what it changes."""
        frames.socket.settimeout(self.timeout)
        found: dict[bytes, tuple[ox.Quad, ...]] = {}
        try:
            frames.send((UPDATE, json.dumps(asdict(update)).encode("utf-8", "surrogatepass")))
            ends = monotonic() + self.timeout
            while True:
                frames.socket.settimeout(max(0.001, ends - monotonic()))
                kind, data = frames.read()
                if kind == ERROR:
                    raise unpack(data)
                if kind == DONE:
                    break
                found[kind] = tuple(ox.parse(data, ox.RdfFormat.N_QUADS))
        except TimeoutError:
            raise DeadlineExceeded(self.timeout) from None
        except (EOFError, OSError):
            raise _lost() from None
        added, removed = found.get(ADDED, ()), found.get(REMOVED, ())
        stated, unstated = found.get(STATED, ()), found.get(UNSTATED, ())
        rest = json.loads(data)
        graphs = tuple((iri, there) for iri, there in rest["graphs"])
        return Changes(added, removed, stated, unstated, rest["cleared"], graphs)

    def close(self) -> None:
        """End the processes, and with them what they work on."""
        with self._copying, self._lock:
            self._close()


def _lost() -> WorkerLost:
    return WorkerLost(
        "the query's process has ended",
        hint="it may have needed more memory than it may take: make it more selective",
    )
