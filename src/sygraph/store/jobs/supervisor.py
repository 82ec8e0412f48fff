"""The supervisor: holds the graph, forks the worker processes, and kills them at their limits.

It has one thread and no event loop of a library, so that it can fork at any time. Its children
share its memory until one of the processes writes to it, so a worker starts in a few milliseconds.

Owners are the processes that give workers jobs: the server's front processes, which the supervisor
forks, or the program that started it (see `sygraph.store.jobs.client`). An owner requests workers,
and has one socket to each. The supervisor kills a worker if the time of its job is up, if too much
memory is used, or if its owner stops it or ends.

Updates run one after another, each in a child that can be killed. The supervisor then applies the
changes itself, and acknowledges the update when all owners have dropped their old workers.
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
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.store.interface import Store
from sygraph.store.jobs.graphs import HeldGraph
from sygraph.store.jobs.kept import Kept
from sygraph.store.jobs.lost import ErrorFile
from sygraph.store.jobs.memory import (
    cpu_seconds,
    default_limit,
    end_with_parent,
    limit_data,
    limit_file_size,
    resident,
)
from sygraph.store.jobs.messages import PIECE, Reader, packed, receive_all
from sygraph.store.jobs.packing import DeadlineExceeded, WorkerLost, pack
from sygraph.store.jobs.slots import MOST_WORKERS, Slots
from sygraph.store.jobs.worker_process import DONE, ERROR, UPDATE, Handler, Worker
from sygraph.store.updates import Changes, Update

__all__ = ["ACKNOWLEDGE", "NEW", "READY", "REFUSED", "STOP", "WANT", "Limits", "Supervisor"]

# Messages of an owner: start a worker, kill a worker, add the socket of a further owner; this owner
# is ready, this owner has dropped its old workers.
WANT, STOP, JOIN, READY, ACKNOWLEDGE = b"W", b"K", b"J", b"R", b"A"
# Messages of the supervisor: a new worker, no worker can be started, the graph has changed.
NEW, REFUSED, CHANGED = b"N", b"F", b"V"
# The changes of an update, as N-Quads.
_ADDED, _REMOVED, _STATED, _UNSTATED = b"+", b"-", b"s", b"u"

# Seconds between two checks of the workers, and of whether other programs have changed the graph.
_TICK, _LOOK = 0.1, 1.0
# Processor seconds after which a job gets a lower priority, if more jobs run than there are
# processors; and that priority. A worker cannot get its priority back, so it is replaced after such
# a job, and what it keeps in memory is lost.
_LONG, _BELOW = 0.2, 19
_PROCESSORS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
# Seconds in which the front processes must end.
_PATIENCE = 12.0
# Seconds in which an owner must have dropped its old workers.
_SLOWEST_OWNER = 5.0
# A worker that uses fewer bytes is not killed to free memory.
_SMALL = 32_000_000
# Seconds in which the job that is done ahead must end.
_AHEAD = 60
# The share of the memory that a graph in memory may grow to.
_GRAPH_SHARE = 0.5
# A worker may use one part in so many of the memory, and at most so many bytes.
_SHARE, _MOST = 4, 2_000_000_000

Handlers = Callable[[Store, Worker], Mapping[bytes, Handler]]


@dataclass(frozen=True)
class Limits:
    """Limits of memory.

    Attributes:
        memory: bytes that all processes together may use.
        worker_memory: bytes that one worker may use in addition to the graph.
    """

    memory: int = field(default_factory=default_limit)

    @property
    def worker_memory(self) -> int:
        return min(self.memory // _SHARE, _MOST)


@dataclass(eq=False)
class _Owner:
    """A process that gives workers jobs; `pid` is set if it is a child of the supervisor.

    An owner that is `ready` drops its old workers when the graph changes.
    """

    socket: socket.socket
    pid: int = 0
    ready: bool = False
    reader: Reader = field(default_factory=Reader)
    files: deque[int] = field(default_factory=deque)


@dataclass(eq=False)
class _Child:
    """A worker, for the supervisor."""

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
        """Bytes by which it has grown."""
        return max(0, resident(self.pid) - self.size)


@dataclass(eq=False)
class _Updater:
    """The child that applies an update, and the worker that waits for it."""

    pid: int
    socket: socket.socket
    worker: _Child
    ends: float
    began: float
    reader: Reader = field(default_factory=Reader)
    found: dict[bytes, bytes] = field(default_factory=dict)


class Supervisor:
    """The main loop of the supervisor; see the module.

    Args:
        graph: the graph that the workers open.
        handlers: called in each worker; returns its handlers by the letter of the kind of job.
        ready: called when all front processes are ready.
        ahead: a job that is done for each state of the graph before anyone asks, by its kind and
            its data, with low priority. Only what it keeps for other workers counts.
    """

    def __init__(
        self,
        graph: HeldGraph,
        handlers: Handlers,
        limits: Limits | None = None,
        ready: Callable[[], None] = lambda: None,
        ahead: tuple[bytes, bytes] | None = None,
    ) -> None:
        self._ahead = ahead
        self._ahead_pid = 0
        self._kept = Kept()
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
        # Owners that have not dropped their old workers, and since when.
        self._awaited: set[_Owner] = set()
        self._awaited_since = 0.0
        self._answer: tuple[_Child, bytes] | None = None
        self._version = 0
        self._instance = secrets.token_hex(4)
        self._looked = self._checked = monotonic()
        self._ending = 0.0
        self._signals = 0
        self._pid = os.getpid()
        self._children: set[int] = set()  # all that were forked and not waited for
        self._pipe = socket.socketpair()
        self._failed = False

    # Owners

    def add_owner(
        self,
        control: socket.socket,
        pid: int = 0,
        reader: Reader | None = None,
        files: Iterable[int] = (),
    ) -> None:
        """Read the messages of an owner from a socket.

        Args:
            reader, files: the messages that have arrived already, and their open files.
        """
        control.setblocking(False)
        owner = _Owner(control, pid, reader=reader or Reader(), files=deque(files))
        self._owners[control] = owner
        self._selector.register(control, selectors.EVENT_READ, lambda: self._read_owner(owner))
        self._handle_messages(owner)

    def add_fronts(self, count: int, serve: Callable[[socket.socket], None]) -> None:
        """Keep `count` front processes; each calls `serve` with its socket to the supervisor."""
        self._front, self._fronts = serve, count

    def run(self) -> int:
        """Run until a signal or until the last owner ends; return the exit status."""
        gc.collect()
        gc.freeze()
        with self._handling_signals():
            try:
                while not self._has_ended():
                    self._keep_fronts()
                    wait = _TICK if self._is_busy() else _LOOK
                    for key, _ in self._selector.select(wait):
                        key.data()
                    self._reap()
                    self._enforce_limits()
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
        """Start front processes if there are too few."""
        if self._front is None or self._ending:
            return
        for _ in range(self._fronts - sum(1 for owner in self._owners.values() if owner.pid)):
            ours, theirs = socket.socketpair()
            pid = self._fork()
            if not pid:
                self._become_child(keep=theirs)
                ours.close()
                _run_child(partial(self._front, theirs))
            theirs.close()
            self.add_owner(ours, pid)

    def _read_owner(self, owner: _Owner) -> None:
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
        self._handle_messages(owner)

    def _handle_messages(self, owner: _Owner) -> None:
        """Handle the messages of an owner."""
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
                self._report_ready()

    def _report_ready(self) -> None:
        if self._ready and sum(owner.ready for owner in self._owners.values()) >= self._fronts:
            ready, self._ready = self._ready, None
            ready()
            self._start_ahead()

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

    def _send(self, owner: _Owner, kind: bytes, data: bytes = b"", *files: int) -> None:
        try:
            socket.send_fds(owner.socket, [packed(kind, data)], files)
        except OSError:  # it has ended, or has not read for too long
            self._forget_owner(owner)

    # Workers

    def _add_worker(self, owner: _Owner) -> None:
        """Fork a worker for an owner."""
        index = next((n for n in range(MOST_WORKERS) if n not in self._workers), None)
        if index is None:
            self._send(owner, REFUSED, b"there are too many processes")
            return
        ours, theirs = socket.socketpair()
        control, childs = socket.socketpair()
        errors = ErrorFile()
        self._slots[index] = 0.0
        try:
            pid = self._fork()
        except OSError as error:
            for file in (ours, theirs, control, childs, errors):
                file.close()
            self._send(owner, REFUSED, (error.strerror or str(error)).encode())
            return
        if not pid:
            self._become_child(keep=childs)
            ours.close()
            control.close()
            errors.redirect()
            worker = Worker(theirs, childs, self._slots, index, self._edition, self._kept)
            _run_child(lambda: self._work(worker))
        childs.close()
        control.setblocking(False)
        child = _Child(pid, index, owner, theirs, control, errors, resident(os.getpid()))
        self._workers[index] = child
        self._selector.register(control, selectors.EVENT_READ, lambda: self._read_worker(child))
        fields = json.dumps({"pid": pid, "version": self._version}).encode()
        self._send(owner, NEW, fields, ours.fileno())
        ours.close()

    @property
    def _edition(self) -> str:
        return f"{self._instance}-{self._version}"

    def _start_ahead(self) -> None:
        """Do the job ahead for the present graph, instead of that for an earlier one."""
        if self._ahead is None or self._ending:
            return
        if self._ahead_pid in self._children:
            os.kill(self._ahead_pid, signal.SIGKILL)
        ours, theirs = socket.socketpair()
        with ours, theirs, suppress(OSError):
            self._ahead_pid = self._fork()
            if not self._ahead_pid:
                self._become_child(keep=theirs)
                _run_child(lambda: self._work_ahead(theirs))

    def _work_ahead(self, owner: socket.socket) -> None:
        signal.alarm(_AHEAD)
        os.nice(_BELOW)
        limit_data(self._limits.worker_memory)
        worker = Worker(owner, owner, Slots(), 0, self._edition, self._kept)
        assert self._ahead is not None
        kind, data = self._ahead
        with suppress(Exception):  # an answer to a reader will say what is wrong
            self._handlers(self._graph.open(), worker)[kind](data, lambda *_: None)

    def _work(self, worker: Worker) -> None:
        """Run as a worker."""
        try:
            handlers = self._handlers(self._graph.open(), worker)
        except SygraphError as error:
            worker.refuse(error)
            return
        limit_data(self._limits.worker_memory)
        limit_file_size(self._limits.worker_memory)
        worker.run(handlers)

    def _fork(self) -> int:
        """Fork a child; return its number, and 0 in the child."""
        pid = os.fork()
        self._children.add(pid)
        return pid

    def _become_child(self, keep: socket.socket) -> None:
        """Close the files of the supervisor and reset its signals."""
        end_with_parent(self._pid)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the supervisor ends its children
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

    def _read_worker(self, child: _Child) -> None:
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
        """Kill a worker. Its process number is not reused before it is reaped."""
        if child.index in self._workers:
            os.kill(child.pid, signal.SIGKILL)

    def _reap(self) -> None:
        """Handle the end of children; as the first process of a container, of all processes."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not pid:
                return
            self._children.discard(pid)
            for child in [child for child in self._workers.values() if child.pid == pid]:
                self._forget_worker(child, os.waitstatus_to_exitcode(status))
            for owner in [owner for owner in self._owners.values() if owner.pid == pid]:
                if not owner.ready:  # the next one would fail too
                    self._failed = True
                    self._end(signal.SIGTERM)
                owner.pid = 0
                self._forget_owner(owner)

    def _forget_worker(self, child: _Child, status: int) -> None:
        """Forget a worker that has ended; if it had a job, send its owner the reason."""
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

    def _enforce_limits(self) -> None:
        """Enforce the limits of time and memory."""
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
        workers = list(self._workers.values())
        crowded = sum(bool(self._slots[child.index]) for child in workers) > (_PROCESSORS or 1)
        for child in workers:
            self._check_worker(child, now, crowded)
        if self._updater and now > self._updater.ends:
            seconds = self._updater.ends - self._updater.began
            self._finish_update(DeadlineExceeded(round(seconds, 3), update=True))
        self._free_memory()

    def _check_worker(self, child: _Child, now: float, crowded: bool) -> None:
        ends = self._slots[child.index]
        if not ends:
            child.job = 0.0
            return
        if now > ends:
            self._kill(child)
            return
        worked = cpu_seconds(child.pid)
        if child.job != ends:  # a new job
            child.job, child.worked = ends, worked
        elif worked - child.worked > _LONG and crowded and not child.below:
            child.below = True
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, child.pid, _BELOW)

    def _free_memory(self) -> None:
        """Kill the workers that use the most memory while the total is over the limit."""
        taken = {child: child.taken for child in self._workers.values()}
        updater = resident(self._updater.pid) if self._updater else 0
        ahead = resident(self._ahead_pid) if self._ahead_pid in self._children else 0
        fixed = (
            resident(os.getpid())
            + updater
            + ahead
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
        """Start the next update, unless one is running."""
        while self._updates and not (self._updater or self._answer):
            child, request = self._updates.popleft()
            if self._workers.get(child.index) is not child:
                continue  # its worker has ended
            ends = request.pop("ends")
            update = Update(
                request["text"],
                request["base"],
                tuple(request["using"]),
                tuple(request["using_named"]),
            )
            if monotonic() > ends:
                self._reply(child, ERROR, pack(UpdatesBusy("other updates took too long")))
                continue
            ours, theirs = socket.socketpair()
            try:
                pid = self._fork()
            except OSError as error:
                ours.close()
                theirs.close()
                reason = f"cannot start a process: {error.strerror or error}"
                self._reply(child, ERROR, pack(WorkerLost(reason)))
                continue
            if not pid:
                self._become_child(keep=theirs)
                ours.close()
                limit = partial(limit_data, self._limits.worker_memory)
                _run_child(partial(_apply_update, self._graph, update, limit, theirs))
            theirs.close()
            ours.setblocking(False)
            updater = _Updater(pid, ours, child, ends, monotonic())
            self._updater = updater
            self._selector.register(
                ours, selectors.EVENT_READ, partial(self._read_updater, updater)
            )

    def _read_updater(self, updater: _Updater) -> None:
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
                self._finish_update(self._applied(updater, text))
                return
            updater.found[kind] = text

    def _applied(self, updater: _Updater, more: bytes) -> SygraphError | None:
        """Apply the changes that a child has found, if there is room for them."""
        found = updater.found
        grows = len(found.get(_ADDED, b"")) - len(found.get(_REMOVED, b""))
        if grows > 0 and resident(os.getpid()) + grows > self._limits.memory * _GRAPH_SHARE:
            return _NoRoom()
        # They are parsed one by one, so that they are never in memory all at once.
        self._graph.apply(
            Changes(
                *(_quads(found.pop(kind, b"")) for kind in (_ADDED, _REMOVED, _STATED, _UNSTATED)),
                *json.loads(more),
            )
        )
        return None

    def _finish_update(self, error: SygraphError | bytes | None) -> None:
        """End the child that applied an update, and reply to its worker."""
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
        """Have all owners drop their old workers; then reply to the worker that waits."""
        self._version += 1
        if worker is not None:
            self._answer = (worker, DONE)
        self._start_ahead()
        self._awaited = {owner for owner in self._owners.values() if owner.ready}
        self._awaited_since = monotonic()
        for owner in list(self._awaited):
            self._send(owner, CHANGED, str(self._version).encode())
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

    # Shutdown

    def _handling_signals(self) -> _Signals:
        ours, theirs = self._pipe
        for end in self._pipe:
            end.setblocking(False)

        def read_signals() -> None:
            for number in ours.recv(4096):
                if number in (signal.SIGTERM, signal.SIGINT):
                    self._end(number)

        self._selector.register(ours, selectors.EVENT_READ, read_signals)
        return _Signals(theirs)

    def _end(self, number: int) -> None:
        """Have the front processes finish their requests; at the second signal, end at once."""
        self._signals += 1
        self._ending = monotonic() + _PATIENCE
        for owner in list(self._owners.values()):
            if owner.pid:
                with suppress(ProcessLookupError):
                    os.kill(owner.pid, signal.SIGTERM)

    def _end_all(self) -> None:
        """Kill all children, and wait for their end."""
        for pid in self._children:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)
        self._selector.close()


class UpdatesBusy(SygraphError):
    """The server has too many requests."""

    status = 503


class _NoRoom(SygraphError):
    """An update after which the graph would leave no memory for its queries."""

    status = 507

    def __init__(self) -> None:
        super().__init__(
            "there is no room in memory for what the update adds",
            hint="load it into a store on disk: sygraph load, then serve --store",
        )


class _Signals:
    """Context in which signals wake the supervisor; restores the earlier handlers."""

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
    """Do the work of a child, then end the process without the clean-up of the supervisor."""
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


def _apply_update(
    graph: HeldGraph, update: Update, limit: Callable[[], None], sock: socket.socket
) -> None:
    """Apply an update, and send its changes."""
    try:
        changes = graph.change(update, limit)
    except MemoryError:
        return
    except BaseException as error:
        if not isinstance(error, Exception):  # the engine has panicked
            error = SygraphError(f"the engine has failed: {error}")
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
