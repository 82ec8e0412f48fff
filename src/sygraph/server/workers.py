"""The worker pool of a front process, with two classes of jobs: short and long.

A worker does one job at a time. A job starts in one of the places for short jobs; if it takes long
and others wait, it moves to one of the places for long jobs. So short requests do not wait for long
ones. Requests wait in one queue for each client address, served in turn, and one address can take
only a part of the places for long jobs.
"""

from __future__ import annotations

import asyncio
import json
import marshal
import socket
from collections import Counter, deque
from contextlib import suppress
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Any

from sygraph.errors import SygraphError
from sygraph.server.client_address import is_loopback
from sygraph.server.failures import NO_ROOM, Busy
from sygraph.store.jobs.memory import cpu_seconds, has_low_priority
from sygraph.store.jobs.messages import Reader, packed, receive_all
from sygraph.store.jobs.packing import DeadlineExceeded, WorkerLost, unpack
from sygraph.store.jobs.supervisor import ACKNOWLEDGE, CHANGED, NEW, READY, REFUSED, STOP, WANT
from sygraph.store.jobs.worker_process import DATA, END, ERROR, LAST, START, job

__all__ = ["JobNotRead", "Reply", "Workers"]

# Seconds between two checks for long jobs while others wait. A job is long after so much processor
# time since the first check, or after so much time.
_LOOK, _WORKED, _OLD = 0.2, 0.1, 5.0
# Seconds that a job has although others need its place: a long one, and one that takes longer than
# most but finds no place among the long ones.
_GRANTED, _SPARED = 3.0, 1.2
# Seconds in which the supervisor must have started a worker.
_SLOWEST_START = 60.0
# Bytes of a reply, and of all replies, that wait in memory for slow clients; others wait on disk.
_IN_MEMORY, _ALL_IN_MEMORY = 1 << 21, 1 << 25
# Bytes of all replies that wait for their clients, unless the memory of the processes is less. A
# part of them is the most for one client address.
_MOST_WAITING, _SHARE = 1_000_000_000, 4
# Bytes that are sent at once.
_PIECE = 1 << 15


class JobNotRead(WorkerLost):
    """A worker that has ended without having read its job."""

    def __init__(self) -> None:
        super().__init__("the request's process has ended", hint="try again")


class Reply:
    """The reply of a worker, which waits here until the client reads it.

    Attributes:
        status, headers: those of the answer, once it has begun.
        done: whether the reply is complete.
        waiting: the bytes that have arrived and that the client has not read.
    """

    def __init__(self, workers: Workers, link: _Link, ends: float) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.done = False
        self._workers = workers
        self._link: _Link | None = link
        self.ends = ends
        self.address = link.address
        self.waiting = 0
        self._error: Exception | None = None
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._file: IO[bytes] | None = None
        self._written = self._read = 0
        self._news: asyncio.Future[None] | None = None

    # The worker's side

    def take(self, kind: bytes, data: bytes) -> None:
        """Handle a message of the worker."""
        if kind == DATA:
            self._put(data)
        elif kind == START:
            self.status, self.headers = marshal.loads(data)
        else:
            self.finish(unpack(data) if kind == ERROR else None)

    def finish(self, error: Exception | None) -> None:
        """Mark the reply as complete, or as failed with an error."""
        self._link = None
        self.done = True
        self._error = error

    def notify(self) -> None:
        """Wake the task that sends the reply to the client."""
        news, self._news = self._news, None
        if news is not None and not news.done():
            news.set_result(None)

    def _put(self, data: bytes) -> None:
        self._workers.count(self, len(data))
        if self._file is None and self._fits(len(data)):
            self._pieces.append(data)
            self._hold(len(data))
            return
        try:
            if self._file is None:
                self._file = TemporaryFile(buffering=0)  # noqa: SIM115
            self._file.seek(self._written)
            self._file.write(data)
            self._written += len(data)
        except OSError:
            link = self._link
            self.finish(_DiskFull())
            if link is not None:
                self._workers.stop(link)

    def _fits(self, size: int) -> bool:
        """Whether more bytes can be kept in memory."""
        in_memory = self._workers.in_memory + size
        return self._held + size <= _IN_MEMORY and in_memory <= _ALL_IN_MEMORY

    def _hold(self, size: int) -> None:
        """Add to the number of bytes in memory, or subtract from it."""
        self._held += size
        self._workers.in_memory += size

    # The client's side

    async def begun(self) -> None:
        """Wait for the status, the headers and the first bytes.

        Raises:
            SygraphError: the worker reports an error or has ended.
        """
        while not (self._pieces or self._written or self.done):
            await self._wait()
        if self.done and (self._error or not self.status):
            raise self._error or JobNotRead()

    async def piece(self) -> bytes:
        """Wait for the next bytes and return them; none at the end.

        Raises:
            SygraphError: the answer breaks off.
        """
        while True:
            data = self._next()
            if data:
                self._workers.count(self, -len(data))
                return data
            if self.done:
                if self._error is not None:
                    raise self._error
                return b""
            await self._wait()

    def whole(self) -> bytes | None:
        """Return the whole body if it has arrived and can be sent at once, else None."""
        if not self.done or self._error is not None or self.waiting > _PIECE or self._file:
            return None
        data = b"".join(self._pieces)
        self._pieces.clear()
        self._hold(-len(data))
        self._workers.count(self, -len(data))
        return data

    def close(self) -> None:
        """Cancel the reply and release the worker."""
        self._workers.count(self, -self.waiting)
        self._hold(-self._held)
        self._pieces.clear()
        self._written = self._read = 0
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._link is not None:
            self._workers.stop(self._link)
            self._link = None

    def _next(self) -> bytes:
        if self._pieces:
            data = self._pieces.popleft()
            if len(data) > _PIECE:
                self._pieces.appendleft(data[_PIECE:])
                data = data[:_PIECE]
            self._hold(-len(data))
            return data
        if self._file is not None and self._read < self._written:
            self._file.seek(self._read)
            data = self._file.read(min(_PIECE, self._written - self._read))
            self._read += len(data)
            return data
        return b""

    async def _wait(self) -> None:
        self._news = asyncio.get_running_loop().create_future()
        await self._news


class _DiskFull(SygraphError):
    """An answer for which the disk has no space."""

    status = 507

    def __init__(self) -> None:
        super().__init__(NO_ROOM, hint="ask for less at once")


class _Link(asyncio.Protocol):
    """The connection to one worker."""

    def __init__(self, workers: Workers, pid: int, version: int) -> None:
        self.pid = pid
        self.version = version
        self.transport: Any = None
        self.reply: Reply | None = None
        self.began = 0.0
        self.long = False
        self.lasting = False
        self.seen: float | None = None
        self.address = ""
        self.error: Exception | None = None
        self.worn = False
        self._workers = workers
        self._reader = Reader()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._reader.feed(data)
        reply = self.reply
        for kind, text in self._reader:
            if kind == ERROR and reply is None:
                self.error = unpack(text)  # the worker cannot open the graph
            if kind == LAST:
                self.worn = True
            if reply is None or kind not in (START, DATA, END, ERROR):
                continue
            reply.take(kind, text)
            if reply.done:
                self._workers.give_back(self)
                break
        if reply is not None:
            reply.notify()
        self._workers.hold_back(self)

    def connection_lost(self, exc: Exception | None) -> None:
        reply = self.reply
        self._workers.lost(self)
        if reply is not None and not reply.done:
            # The system resets a connection that is closed with a message in it unread.
            unread = isinstance(exc, ConnectionError)
            reply.finish(JobNotRead() if unread else self.error or self._workers.reason(reply))
            reply.notify()


class Workers:
    """The workers of one front process.

    Args:
        control: the socket to the supervisor.
        timeout: the time limit of a request in seconds.
        places: the most short jobs at once, and the most long jobs.
        most_waiting: bytes of replies that wait for their clients.
    """

    def __init__(
        self,
        control: socket.socket,
        *,
        timeout: float,
        places: int,
        most_waiting: int = _MOST_WAITING,
    ) -> None:
        self.timeout = timeout
        self.in_memory = 0  # bytes of replies
        self._most_waiting = min(most_waiting, _MOST_WAITING)
        self._control = control
        self._unsent = bytearray()  # messages to the supervisor
        self._places = places
        self._young = 0
        self._long: Counter[str] = Counter()  # by client address
        self._idle: list[_Link] = []
        self._busy: set[_Link] = set()
        self._queue: dict[str, deque[asyncio.Future[None]]] = {}
        self._wanted: deque[asyncio.Future[_Link]] = deque()
        self._version = 0
        self._waiting: Counter[str] = Counter()  # bytes, by client address
        self._held_back: set[_Link] = set()
        self._reader = Reader()
        self._files: deque[int] = deque()
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._alone = False  # whether the supervisor has ended

    def start(self) -> None:
        """Start reading from the supervisor, in the running event loop."""
        self._loop = asyncio.get_running_loop()
        self._control.setblocking(False)
        self._loop.add_reader(self._control, self._read_control)
        self._spawn(self._check_long_jobs())

    def report_ready(self) -> None:
        """Tell the supervisor that this process is ready."""
        self._send_control(READY)

    def close(self) -> None:
        """Drop all workers."""
        if self._closed:
            return
        self._closed = True
        self._loop.remove_reader(self._control)
        self._loop.remove_writer(self._control)
        for link in [*self._idle, *self._busy]:
            link.transport.abort()
        for task in self._tasks:
            task.cancel()
        self._control.close()

    async def ask(
        self, kind: bytes, data: bytes, address: str, *, lasting: bool = False, fresh: bool = False
    ) -> Reply:
        """Give a job to a worker; return its reply, which may not have begun.

        Args:
            lasting: whether it may run until its time is up although others wait.
            fresh: whether the worker must be a new one.

        Raises:
            Busy: too many requests wait.
            SygraphError: no worker can be started.
        """
        ends = monotonic() + self.timeout
        if not self._take_place():
            await self._turn(address)
        try:
            link = (None if fresh else self._idle_link()) or await self._new_link()
        except BaseException:
            self._leave_place()
            raise
        link.address = address
        link.reply = Reply(self, link, ends)
        link.began = monotonic()
        link.long = False
        link.lasting = lasting
        link.seen = None
        self._busy.add(link)
        link.transport.write(job(kind, ends, data))
        return link.reply

    def stop(self, link: _Link) -> None:
        """Kill a worker whose reply is not needed."""
        self._send_control(STOP, str(link.pid).encode())
        self._release(link)
        link.transport.abort()

    def give_back(self, link: _Link) -> None:
        """Make a worker idle that has done its job."""
        self._release(link)
        if link.version == self._version and not link.worn and not self._closed:
            self._idle.append(link)
        else:
            link.transport.abort()

    def lost(self, link: _Link) -> None:
        """Forget a worker that has ended."""
        self._release(link)
        self._held_back.discard(link)
        with suppress(ValueError):
            self._idle.remove(link)

    def reason(self, reply: Reply) -> Exception:
        """Return the error for a worker that ended before its job was done."""
        if monotonic() >= reply.ends:
            return DeadlineExceeded(self.timeout)
        return WorkerLost(
            "the request's process has ended",
            hint="it may have needed more memory than it may take: ask for less at once",
        )

    # Flow control

    def count(self, reply: Reply, size: int) -> None:
        """Add to the number of bytes of a reply that wait for its client, or subtract from it."""
        reply.waiting += size
        self._waiting[reply.address] += size
        if not self._waiting[reply.address]:
            del self._waiting[reply.address]
        if size < 0 and self._held_back:
            for link in [link for link in self._held_back if not self._is_too_much(link)]:
                self._held_back.discard(link)
                link.transport.resume_reading()

    def hold_back(self, link: _Link) -> None:
        """Stop reading from a worker while too many bytes wait for clients."""
        if link not in self._held_back and self._is_too_much(link):
            self._held_back.add(link)
            link.transport.pause_reading()

    def _is_too_much(self, link: _Link) -> bool:
        """Whether a worker must wait because of clients that read slowly.

        While others have not read much, small replies pass; those of an address that has a large
        part of the room wait first.
        """
        reply = link.reply
        if reply is None or not reply.waiting:
            return False
        total, most = self._waiting.total(), self._most_waiting
        own = self._waiting[reply.address]
        crowded = total > most or (own > most // _SHARE and not is_loopback(reply.address))
        return crowded and (reply.waiting > _IN_MEMORY or total > 2 * most)

    # Places

    def _take_place(self) -> bool:
        """Take a place for a short job if there is one and nobody waits for it."""
        free = self._young < self._places and not self._queue
        self._young += free
        return free

    def _leave_place(self) -> None:
        self._young -= 1
        self._call_next()

    async def _turn(self, address: str) -> None:
        """Wait for a place and take it.

        Raises:
            Busy: too many requests wait, or there is no place in time.
        """
        waiting = sum(map(len, self._queue.values()))
        own = self._queue.setdefault(address, deque())
        if waiting >= 16 * self._places or (len(self._queue) > 1 and len(own) >= 8 * self._places):
            if not own:
                del self._queue[address]
            raise Busy
        turn = self._loop.create_future()
        own.append(turn)
        try:
            async with asyncio.timeout(self.timeout):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._leave_place()  # it was given at the same moment
            else:
                with suppress(ValueError):
                    own.remove(turn)
            if isinstance(error, TimeoutError):
                raise Busy from None
            raise
        finally:
            if not own and self._queue.get(address) is own:
                del self._queue[address]

    def _call_next(self) -> None:
        """Give free places to waiting requests, by client address in turn."""
        while self._young < self._places and self._queue:
            address = next(iter(self._queue))
            own = self._queue.pop(address)
            while own:
                turn = own.popleft()
                if not turn.done():
                    turn.set_result(None)
                    self._young += 1
                    break
            if own:
                self._queue[address] = own  # behind the others

    def _release(self, link: _Link) -> None:
        """Free the place of a job."""
        if link.reply is None:
            return
        link.reply = None
        self._busy.discard(link)
        if link.long:
            self._long -= Counter([link.address])
        else:
            self._leave_place()

    async def _check_long_jobs(self) -> None:
        """Move long jobs out of the places for short ones while others wait."""
        while True:
            await asyncio.sleep(_LOOK)
            if not self._queue:
                continue
            for link in sorted(self._busy, key=lambda link: link.began):
                if self._queue and not link.long and not link.lasting and self._is_long(link):
                    self._make_long(link)

    def _is_long(self, link: _Link) -> bool:
        if has_low_priority(link.pid):
            return True  # the supervisor has found it to be long, and it gets little time now
        worked = cpu_seconds(link.pid)
        if link.seen is None:
            link.seen = worked
        return worked - link.seen > _WORKED or monotonic() - link.began > _OLD

    def _make_long(self, link: _Link) -> None:
        """Move a job to the places for long ones.

        If there is none, stop the oldest of those that have had some time, of the same client or of
        the one that has the most; a page that takes a second does not fail because of queries that
        take for ever. If all are young, stop this one unless it is young too.
        """
        full, own = self._long.total() >= self._places, self._long[link.address] >= self._quota
        if full or own:
            crowd = link.address if own else self._long.most_common(1)[0][0]
            others = [other for other in self._busy if other.long and other.address == crowd]
            oldest = min(others, key=lambda other: other.began)
            if monotonic() - oldest.began < _GRANTED:
                if monotonic() - link.began > _SPARED:
                    self._refuse_long(link)
                return
            self._refuse_long(oldest)
        link.long = True
        self._long[link.address] += 1
        self._leave_place()

    @property
    def _quota(self) -> int:
        """The most long jobs of one client."""
        return max(1, self._places * 3 // 4)

    def _refuse_long(self, link: _Link) -> None:
        reply = link.reply
        assert reply is not None
        reply.finish(Busy("too many requests that take long are being answered"))
        self.stop(link)
        reply.notify()

    # Workers

    def _idle_link(self) -> _Link | None:
        while self._idle:
            link = self._idle.pop()
            if link.version == self._version and not link.transport.is_closing():
                return link
            link.transport.abort()
        return None

    async def _new_link(self) -> _Link:
        while True:
            if self._alone:
                raise _no_supervisor()
            wanted: asyncio.Future[_Link] = self._loop.create_future()
            self._wanted.append(wanted)
            self._send_control(WANT)
            try:
                async with asyncio.timeout(_SLOWEST_START):
                    link = await wanted
            except BaseException as error:
                if wanted in self._wanted:
                    self._wanted.remove(wanted)
                elif wanted.done() and not wanted.cancelled() and not wanted.exception():
                    self._idle.append(wanted.result())  # it came at the same moment
                if isinstance(error, TimeoutError):
                    raise Busy from None
                raise
            if link.version == self._version and not link.transport.is_closing():
                return link
            link.transport.abort()
            if link.error is not None:
                raise link.error

    def _read_control(self) -> None:
        """Handle the messages of the supervisor."""
        try:
            data, files = receive_all(self._control)
        except BlockingIOError:
            return
        except OSError:
            data, files = b"", []
        self._files.extend(files)
        if not data:
            self._lose_supervisor()
            return
        self._reader.feed(data)
        for kind, text in self._reader:
            if kind == NEW:
                fields = json.loads(text)
                sock = socket.socket(fileno=self._files.popleft())
                self._spawn(self._connect(sock, fields["pid"], fields["version"]))
            elif kind == REFUSED:
                self._refused(WorkerLost(f"cannot start a process: {text.decode()}"))
            elif kind == CHANGED:
                self._version = int(text)
                idle, self._idle = self._idle, []
                for link in idle:
                    link.transport.abort()
                self._send_control(ACKNOWLEDGE)

    def _refused(self, error: Exception) -> None:
        while self._wanted:
            wanted = self._wanted.popleft()
            if not wanted.done():
                wanted.set_exception(error)
                return

    def _lose_supervisor(self) -> None:
        self._alone = True
        self._loop.remove_reader(self._control)
        for _ in range(len(self._wanted)):
            self._refused(_no_supervisor())

    async def _connect(self, sock: socket.socket, pid: int, version: int) -> None:
        link = _Link(self, pid, version)
        await self._loop.create_connection(lambda: link, sock=sock)
        while self._wanted:
            wanted = self._wanted.popleft()
            if not wanted.done():
                wanted.set_result(link)
                return
        self._idle.append(link)

    def _send_control(self, kind: bytes, data: bytes = b"") -> None:
        self._unsent += packed(kind, data)
        self._flush_control()

    def _flush_control(self) -> None:
        """Send messages to the supervisor; those for which there is no room follow later."""
        if self._closed:
            return
        try:
            del self._unsent[: self._control.send(self._unsent)]
        except BlockingIOError:
            pass
        except OSError:
            self._unsent.clear()  # it has ended
        if self._unsent:
            self._loop.add_writer(self._control, self._flush_control)
        else:
            self._loop.remove_writer(self._control)

    def _spawn(self, coroutine: Any) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _no_supervisor() -> WorkerLost:
    return WorkerLost("the server is ending")
