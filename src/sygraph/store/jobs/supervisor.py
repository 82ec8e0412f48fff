"""The supervisor: holds the graph, forks the processes that work with it, and ends them in time.

It has one thread and no event loop of a library, so that it may fork at any moment. Memory is
shared with its children until one of them writes to it, so a worker costs a few milliseconds.

Owners are the processes that give workers jobs: the server's front processes, which it forks too,
or a program that has started it (see `sygraph.store.jobs.client`). An owner asks for workers, and
talks with each over a socket of its own. The supervisor ends a worker whose job's time is up, whose
memory is needed, or whose owner has no more use for it.

Updates are carried out one after another, each in a child that can be ended. What it changes is
made here as well, and acknowledged when every owner has let go of the workers of before.
"""

from __future__ import annotations

import gc
import json
import os
import secrets
import selectors
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.store.interface import Store
from sygraph.store.jobs.graphs import HeldGraph
from sygraph.store.jobs.lost import ErrorFile
from sygraph.store.jobs.memory import (
    cpu_seconds,
    default_limit,
    end_with_parent,
    limit_address_space,
    resident,
)
from sygraph.store.jobs.messages import PIECE, Reader, packed, receive_all
from sygraph.store.jobs.packing import DeadlineExceeded, WorkerLost, pack
from sygraph.store.jobs.slots import MOST_WORKERS, Slots
from sygraph.store.jobs.worker_process import DONE, ERROR, UPDATE, Handler, Worker
from sygraph.store.updates import Changes, Update

__all__ = ["ACKNOWLEDGE", "NEW", "READY", "REFUSED", "STOP", "WANT", "Limits", "Supervisor"]

# What an owner asks: for a worker, to end one, for another owner's socket to be taken; and what
# it says: that it serves, that it has let go of the workers of before.
WANT, STOP, JOIN, READY, ACKNOWLEDGE = b"W", b"K", b"J", b"R", b"A"
# What the supervisor says: here is a worker, there is none, the graph has changed.
NEW, REFUSED, CHANGED = b"N", b"F", b"V"
# What an update has changed, as N-Quads.
_ADDED, _REMOVED, _STATED, _UNSTATED = b"+", b"-", b"s", b"u"

# Seconds between two looks at what works, and at whether others have changed the graph.
_TICK, _LOOK = 0.1, 1.0
# Seconds of work after which a job goes on below the others, and how far below.
_LONG, _BELOW = 0.2, 19
# Seconds that front processes have to end, beyond what they take to finish their requests.
_PATIENCE = 12.0
# Seconds in which an owner must have let go of the workers of before.
_SLOWEST_OWNER = 5.0
# A worker that has taken less than this is not ended to make room.
_SMALL = 32_000_000
# One worker may take this share of the memory, and not more than so many bytes.
_SHARE, _MOST = 4, 2_000_000_000

Handlers = Callable[[Store, Worker], Mapping[bytes, Handler]]


@dataclass(frozen=True)
class Limits:
    """What workers may take.

    Attributes:
        memory: bytes that all processes together may take.
        worker_memory: bytes that one job may take beyond what the graph does.
    """

    memory: int = field(default_factory=default_limit)

    @property
    def worker_memory(self) -> int:
        return min(self.memory // _SHARE, _MOST)


@dataclass(eq=False)
class _Owner:
    """A process that gives workers jobs; `pid` where it is a child of the supervisor.

    One that is `ready` lets go of the workers of before when it is told of a change.
    """

    socket: socket.socket
    pid: int = 0
    ready: bool = False
    reader: Reader = field(default_factory=Reader)
    files: deque[int] = field(default_factory=deque)


@dataclass(eq=False)
class _Child:
    """A worker as the supervisor knows it."""

    pid: int
    index: int
    owner: _Owner
    replies: socket.socket  # the worker's end of its socket to the owner
    socket: socket.socket
    errors: ErrorFile
    size: int
    worked: float = 0.0
    job: float = 0.0
    below: bool = False
    reader: Reader = field(default_factory=Reader)

    @property
    def taken(self) -> int:
        """Bytes that it has taken since it began."""
        return max(0, resident(self.pid) - self.size)


@dataclass(eq=False)
class _Updater:
    """The child that carries an update out, and for whom."""

    pid: int
    socket: socket.socket
    worker: _Child
    ends: float
    began: float
    reader: Reader = field(default_factory=Reader)
    found: dict[bytes, bytes] = field(default_factory=dict)


class Supervisor:
    """See the module.

    Args:
        graph: what the workers are asked about.
        handlers: called in each worker; returns what does its jobs, by the letter of their kind.
        ready: called when all front processes serve.
    """

    def __init__(
        self,
        graph: HeldGraph,
        handlers: Handlers,
        limits: Limits | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._graph = graph
        self._handlers = handlers
        self._limits = limits or Limits()
        self._ready: Callable[[], None] | None = ready
        self._slots = Slots()
        self._selector = selectors.DefaultSelector()
        self._owners: dict[socket.socket, _Owner] = {}
        self._workers: dict[int, _Child] = {}  # by index
        self._front: Callable[[socket.socket], None] | None = None
        self._fronts = 0
        self._updates: deque[tuple[_Child, dict[str, Any]]] = deque()
        self._updater: _Updater | None = None
        # Owners that have not let go of the workers of before, and since when.
        self._awaited: set[_Owner] = set()
        self._awaited_since = 0.0
        self._answer: tuple[_Child, bytes] | None = None
        self._version = 0
        self._instance = secrets.token_hex(4)
        self._looked = self._checked = monotonic()
        self._ending = 0.0
        self._signals = 0
        self._pid = os.getpid()
        self._pipe = socket.socketpair()
        self._failed = False

    # Owners

    def add_owner(self, control: socket.socket, pid: int = 0, reader: Reader | None = None) -> None:
        """Take requests for workers from a socket, and those that were read from it already."""
        control.setblocking(False)
        owner = _Owner(control, pid, reader=reader or Reader())
        self._owners[control] = owner
        self._selector.register(control, selectors.EVENT_READ, lambda: self._hear_owner(owner))
        self._heed(owner)

    def add_fronts(self, count: int, serve: Callable[[socket.socket], None]) -> None:
        """Keep so many front processes, each of which calls `serve` with its socket to here."""
        self._front, self._fronts = serve, count

    def run(self) -> int:
        """Work until told to end, or until the last owner has gone; return the exit status."""
        gc.collect()
        gc.freeze()
        with self._hearing_signals():
            try:
                while not self._has_ended():
                    self._keep_fronts()
                    wait = _TICK if self._is_busy() else _LOOK
                    for key, _ in self._selector.select(wait):
                        key.data()
                    self._reap()
                    self._look()
            finally:
                self._end_all()
        return int(self._failed)

    def _has_ended(self) -> bool:
        fronts = any(owner.pid for owner in self._owners.values())
        if self._ending:
            return not fronts or self._signals > 1 or monotonic() > self._ending
        return not self._owners and not self._front

    def _is_busy(self) -> bool:
        return bool(self._updater or self._awaited or self._ending) or any(
            self._slots[index] for index in self._workers
        )

    def _keep_fronts(self) -> None:
        """Start front processes where there are too few."""
        if self._front is None or self._ending:
            return
        for _ in range(self._fronts - sum(1 for owner in self._owners.values() if owner.pid)):
            ours, theirs = socket.socketpair()
            pid = os.fork()
            if not pid:
                self._become_child(keep=theirs)
                ours.close()
                _run_child(partial(self._front, theirs))
            theirs.close()
            self.add_owner(ours, pid)

    def _hear_owner(self, owner: _Owner) -> None:
        try:
            data, files = receive_all(owner.socket)
        except BlockingIOError:
            return
        except OSError:
            data, files = b"", []
        owner.files.extend(files)
        if not data:
            self._forget_owner(owner)
            return
        owner.reader.feed(data)
        self._heed(owner)

    def _heed(self, owner: _Owner) -> None:
        """Do what an owner asks."""
        for kind, text in owner.reader:
            if kind == WANT:
                self._add_worker(owner)
            elif kind == STOP:
                self._stop(int(text), owner)
            elif kind == JOIN:
                self.add_owner(socket.socket(fileno=owner.files.popleft()))
            elif kind == ACKNOWLEDGE:
                self._acknowledged(owner)
            elif kind == READY:
                owner.ready = True
                self._say_ready()

    def _say_ready(self) -> None:
        if self._ready and sum(owner.ready for owner in self._owners.values()) >= self._fronts:
            ready, self._ready = self._ready, None
            ready()

    def _forget_owner(self, owner: _Owner) -> None:
        if self._owners.pop(owner.socket, None) is None:
            return
        self._selector.unregister(owner.socket)
        owner.socket.close()
        for child in [child for child in self._workers.values() if child.owner is owner]:
            self._kill(child)
        if owner.pid:
            with suppress(ProcessLookupError):
                os.kill(owner.pid, signal.SIGKILL)
        self._acknowledged(owner)

    def _tell(self, owner: _Owner, kind: bytes, data: bytes = b"", *files: int) -> None:
        try:
            socket.send_fds(owner.socket, [packed(kind, data)], files)
        except OSError:  # it has gone, or has not read for so long that it is of no use
            self._forget_owner(owner)

    # Workers

    def _add_worker(self, owner: _Owner) -> None:
        """Fork a worker for an owner."""
        index = next((n for n in range(MOST_WORKERS) if n not in self._workers), None)
        if index is None:
            self._tell(owner, REFUSED, b"there are too many processes")
            return
        ours, theirs = socket.socketpair()
        control, childs = socket.socketpair()
        errors = ErrorFile()
        self._slots[index] = 0.0
        try:
            pid = os.fork()
        except OSError as error:
            for file in (ours, theirs, control, childs, errors):
                file.close()
            self._tell(owner, REFUSED, (error.strerror or str(error)).encode())
            return
        if not pid:
            self._become_child(keep=childs)
            ours.close()
            control.close()
            errors.redirect()
            worker = Worker(theirs, childs, self._slots, index, f"{self._instance}-{self._version}")
            _run_child(lambda: self._work(worker))
        childs.close()
        control.setblocking(False)
        child = _Child(pid, index, owner, theirs, control, errors, resident(os.getpid()))
        self._workers[index] = child
        self._selector.register(control, selectors.EVENT_READ, lambda: self._hear_worker(child))
        said = json.dumps({"pid": pid, "version": self._version}).encode()
        self._tell(owner, NEW, said, ours.fileno())
        ours.close()

    def _work(self, worker: Worker) -> None:
        """Be a worker."""
        try:
            handlers = self._handlers(self._graph.open(), worker)
        except SygraphError as error:
            worker.refuse(error)
            return
        limit_address_space(self._limits.worker_memory)
        worker.run(handlers)

    def _become_child(self, keep: socket.socket) -> None:
        """Let go of what is the supervisor's alone."""
        end_with_parent(self._pid)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor decides what becomes of us
        self._selector.close()
        for file in [
            *self._owners,
            *(
                file
                for child in self._workers.values()
                for file in (child.socket, child.replies, child.errors)
            ),
            *((self._updater.socket,) if self._updater else ()),
            *self._pipe,
        ]:
            if file is not keep:
                file.close()

    def _hear_worker(self, child: _Child) -> None:
        try:
            data = child.socket.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._selector.unregister(child.socket)
            child.socket.close()
            return
        child.reader.feed(data)
        for kind, text in child.reader:
            if kind == UPDATE:
                self._updates.append((child, json.loads(text)))
                self._start_update()

    def _stop(self, pid: int, owner: _Owner) -> None:
        for child in self._workers.values():
            if child.pid == pid and child.owner is owner:
                self._kill(child)

    def _kill(self, child: _Child) -> None:
        """End a worker. Its number is its own until it is reaped, so no other process is hit."""
        if child.index in self._workers:
            os.kill(child.pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Take note of the children that have ended; as a container's first process, of all."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            for child in [child for child in self._workers.values() if child.pid == pid]:
                self._forget_worker(child, os.waitstatus_to_exitcode(status))
            for owner in [owner for owner in self._owners.values() if owner.pid == pid]:
                if not owner.ready:  # the next one would not get further
                    self._failed = True
                    self._end(signal.SIGTERM)
                owner.pid = 0
                self._forget_owner(owner)

    def _forget_worker(self, child: _Child, status: int) -> None:
        """Let go of a worker that has ended; tell its owner why if it was at work."""
        if self._slots[child.index] and (error := child.errors.error(status)):
            with suppress(OSError):
                child.replies.send(packed(ERROR, pack(error)), socket.MSG_DONTWAIT)
        child.replies.close()
        child.errors.close()
        del self._workers[child.index]
        self._slots[child.index] = 0.0
        if child.socket.fileno() >= 0:
            self._selector.unregister(child.socket)
            child.socket.close()

    # Limits

    def _look(self) -> None:
        """End what has had its time, or takes too much memory."""
        now = monotonic()
        if now - self._looked >= _LOOK:
            self._looked = now
            if not self._updater and self._graph.has_changed():
                self._changed(None)
        if self._awaited and now - self._awaited_since > _SLOWEST_OWNER:
            for owner in list(self._awaited):
                self._forget_owner(owner)
        if now - self._checked < _TICK:
            return
        self._checked = now
        for child in list(self._workers.values()):
            self._look_at(child, now)
        if self._updater and now > self._updater.ends:
            seconds = self._updater.ends - self._updater.began
            self._finish_update(DeadlineExceeded(round(seconds, 3)))
        self._make_room()

    def _look_at(self, child: _Child, now: float) -> None:
        ends = self._slots[child.index]
        if not ends:
            child.job = 0.0
            return
        if now > ends:
            self._kill(child)
            return
        worked = cpu_seconds(child.pid)
        if child.job != ends:  # another job than the one that was seen before
            child.job, child.worked = ends, worked
        elif worked - child.worked > _LONG and not child.below:
            child.below = True
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child.pid, _BELOW)

    def _make_room(self) -> None:
        """End the workers that take the most while all together take too much."""
        taken = {child: child.taken for child in self._workers.values()}
        updater = resident(self._updater.pid) if self._updater else 0
        fixed = (
            resident(os.getpid())
            + updater
            + sum(resident(owner.pid) for owner in self._owners.values() if owner.pid)
        )
        total = fixed + sum(taken.values())
        while total > self._limits.memory and taken:
            most = max(taken, key=taken.__getitem__)
            if taken[most] < _SMALL:
                return
            total -= taken.pop(most)
            self._kill(most)

    # Updates

    def _start_update(self) -> None:
        """Begin the next update, unless one is under way."""
        while self._updates and not (self._updater or self._answer):
            child, request = self._updates.popleft()
            if self._workers.get(child.index) is not child:
                continue  # nobody waits for it any more
            ends = request.pop("ends")
            update = Update(
                request["text"],
                request["base"],
                tuple(request["using"]),
                tuple(request["using_named"]),
            )
            if monotonic() > ends:
                self._reply(child, ERROR, pack(SygraphBusy("other updates took too long")))
                continue
            ours, theirs = socket.socketpair()
            try:
                pid = os.fork()
            except OSError as error:
                ours.close()
                theirs.close()
                reason = f"cannot start a process: {error.strerror or error}"
                self._reply(child, ERROR, pack(WorkerLost(reason)))
                continue
            if not pid:
                self._become_child(keep=theirs)
                ours.close()
                limit_address_space(self._limits.worker_memory)
                _run_child(partial(_carry_out, self._graph, update, theirs))
            theirs.close()
            ours.setblocking(False)
            updater = _Updater(pid, ours, child, ends, monotonic())
            self._updater = updater
            self._selector.register(
                ours, selectors.EVENT_READ, partial(self._hear_updater, updater)
            )

    def _hear_updater(self, updater: _Updater) -> None:
        try:
            data = updater.socket.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._finish_update(
                WorkerLost(
                    "the update's process has ended",
                    hint="it may have needed more memory than it may take: do less at once",
                )
            )
            return
        updater.reader.feed(data)
        for kind, text in updater.reader:
            if kind == ERROR:
                self._finish_update(text)
                return
            if kind == DONE:
                found = {letter: tuple(_quads(quads)) for letter, quads in updater.found.items()}
                changes = Changes(
                    found.get(_ADDED, ()),
                    found.get(_REMOVED, ()),
                    found.get(_STATED, ()),
                    found.get(_UNSTATED, ()),
                    *json.loads(text),
                )
                self._graph.apply(changes)
                self._finish_update(None)
                return
            updater.found[kind] = text

    def _finish_update(self, error: SygraphError | bytes | None) -> None:
        """Let go of the child that carried an update out, and say what came of it."""
        updater = self._updater
        assert updater is not None
        self._updater = None
        self._selector.unregister(updater.socket)
        updater.socket.close()
        with suppress(ProcessLookupError):
            os.kill(updater.pid, signal.SIGKILL)
        if error is None:
            self._changed(updater.worker)
            return
        data = error if isinstance(error, bytes) else pack(error)
        self._reply(updater.worker, ERROR, data)
        self._start_update()

    def _changed(self, worker: _Child | None) -> None:
        """Have every owner let go of the workers of before; then reply to the one that waits."""
        self._version += 1
        if worker is not None:
            self._answer = (worker, DONE)
        self._awaited = {owner for owner in self._owners.values() if owner.ready}
        self._awaited_since = monotonic()
        for owner in list(self._awaited):
            self._tell(owner, CHANGED, str(self._version).encode())
        self._acknowledged(None)

    def _acknowledged(self, owner: _Owner | None) -> None:
        self._awaited.discard(owner)
        if self._awaited or self._answer is None:
            return
        (worker, kind), self._answer = self._answer, None
        self._reply(worker, kind)
        self._start_update()

    def _reply(self, child: _Child, kind: bytes, data: bytes = b"") -> None:
        if self._workers.get(child.index) is child and child.socket.fileno() >= 0:
            with suppress(OSError):
                child.socket.setblocking(True)
                child.socket.sendall(packed(kind, data))
                child.socket.setblocking(False)

    # The end

    def _hearing_signals(self) -> _Signals:
        ours, theirs = self._pipe
        for end in self._pipe:
            end.setblocking(False)

        def heard() -> None:
            for number in ours.recv(4096):
                if number in (signal.SIGTERM, signal.SIGINT):
                    self._end(number)

        self._selector.register(ours, selectors.EVENT_READ, heard)
        return _Signals(theirs)

    def _end(self, number: int) -> None:
        """Have the front processes finish what they answer; at the second signal, end at once."""
        self._signals += 1
        self._ending = monotonic() + _PATIENCE
        for owner in list(self._owners.values()):
            if owner.pid:
                with suppress(ProcessLookupError):
                    os.kill(owner.pid, signal.SIGTERM)

    def _end_all(self) -> None:
        """End every child, and wait until it has ended."""
        pids = [child.pid for child in self._workers.values()]
        pids += [owner.pid for owner in self._owners.values() if owner.pid]
        pids += [self._updater.pid] if self._updater else []
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in pids:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._selector.close()


class SygraphBusy(SygraphError):
    """More is asked than can be answered just now."""

    status = 503


class _Signals:
    """The signals that the supervisor is woken by, and what they did before."""

    def __init__(self, wake: socket.socket) -> None:
        self._wake = wake
        self._before: dict[int, Any] = {}
        self._fd = -1

    def __enter__(self) -> None:
        for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
            self._before[number] = signal.signal(number, lambda *_: None)
        self._fd = signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)

    def __exit__(self, *_: object) -> None:
        signal.set_wakeup_fd(self._fd)
        for number, before in self._before.items():
            signal.signal(number, before)


def _run_child(work: Callable[[], object]) -> None:
    """Do a child's work and end it, whatever happens, without what the supervisor would do."""
    status = 1
    try:
        work()
        status = 0
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        with suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)


def _quads(data: bytes) -> Any:
    return ox.parse(data, ox.RdfFormat.N_QUADS)


def _carry_out(graph: HeldGraph, update: Update, sock: socket.socket) -> None:
    """Carry an update out, and send what it changes."""
    try:
        changes = graph.change(update)
    except MemoryError:
        return
    except Exception as error:
        with suppress(OSError):
            sock.sendall(packed(ERROR, pack(error)))
        return
    for kind, quads in (
        (_REMOVED, changes.removed),
        (_ADDED, changes.added),
        (_UNSTATED, changes.unstated),
        (_STATED, changes.stated),
    ):
        if quads:
            sock.sendall(packed(kind, ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""))
    sock.sendall(packed(DONE, json.dumps((changes.cleared, changes.graphs)).encode()))
