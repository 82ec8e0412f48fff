"""The SPARQL endpoint: from a request of the protocol to an answer that is streamed, or kept."""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from http import HTTPStatus
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response

from sygraph.errors import SygraphError
from sygraph.queries.run import check_question
from sygraph.server.backend import Reply
from sygraph.server.context import Web, base, path, root, web
from sygraph.server.delivery import VARY, headers_of, packed, send_kept, send_stream
from sygraph.server.failures import Busy, on_error
from sygraph.server.frames import Question
from sygraph.server.negotiate import best_coding
from sygraph.server.pool import Pool
from sygraph.server.pool import Reply as PoolReply
from sygraph.server.service_description import describe
from sygraph.server.sparql_protocol import METHODS, Asked, BadRequest, Formats, asked, negotiated
from sygraph.server.spool import Spool
from sygraph.sparql.tokens import check_depth
from sygraph.store.updates import Update

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["PATH", "SparqlEndpoint", "authorise", "body_of"]

PATH = "/sparql"

# What makes an answer another one each time; said in more cases than it is so.
_CHANGING = re.compile(r"(NOW|RAND|UUID)(?!\w)", re.IGNORECASE)
# Seconds that a client may take to send the next piece.
_SLOWEST = 30.0
# An address that is longer is none to send a browser to.
_LONGEST_ADDRESS = 8000


class SparqlEndpoint:
    """Answers at `/sparql`, and passes on whatever else there is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._threads: ThreadPoolExecutor | None = None
        self._waiting = 0
        self._lock = threading.Lock()
        self._turns_of: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = (
            WeakKeyDictionary()
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"][-8:].rstrip("/")[-7:] != PATH:
            await self.app(scope, receive, send)
            return
        request = Request(scope, receive)
        if path(request).rstrip("/") != PATH:
            await self.app(scope, receive, send)
            return
        try:
            await self._answer(request, send)
        except SygraphError as error:
            await (await on_error(request, error))(scope, receive, send)
        except ClientDisconnect:
            return

    async def _answer(self, request: Request, send: Send) -> None:
        scope, receive = request.scope, request.receive
        method = request.method
        if method == "OPTIONS":
            await Response(status_code=204, headers={"Allow": ", ".join(METHODS)})(
                scope, receive, send
            )
            return
        at = web(request)
        here = _checked(base(request) + PATH[1:])
        if method == "POST":
            body = await body_of(request, at.settings.max_body)
        else:
            body = b""
            _check_bodiless(request)
        found = asked(
            method, scope["query_string"], request.headers.get("content-type", ""), body, here
        )
        check_depth(found.text)
        if found.what == "update":
            await self._update(request, at, found, here)
            await Response(status_code=204, headers={"Cache-Control": "no-store"})(
                scope, receive, send
            )
            return
        formats = negotiated(request.headers.get("accept", ""), found.formats)
        # A page shows the answer from the whole graph only.
        if formats.html and found.default is None and found.named is None:
            await RedirectResponse(_page(request, found), 303, {"Vary": "Accept"})(
                scope, receive, send
            )
            return
        if found.what == "description":
            await describe(request, here, formats)(scope, receive, send)
            return
        check_question(at.kg.queries, found.text)
        await self._query(request, send, at, found, formats, here)

    # Updates

    async def _update(self, request: Request, at: Web, found: Asked, here: str) -> None:
        authorise(request, at)
        update = Update(found.text, here, found.default or (), found.named or ())
        await self._in_thread(at, lambda: at.backend.update(update))

    # Queries

    async def _query(
        self, request: Request, send: Send, at: Web, found: Asked, formats: Formats, here: str
    ) -> None:
        question = Question(
            found.text,
            here,
            found.default,
            found.named,
            formats.table,
            formats.graph,
            at.settings.max_rows,
            at.settings.max_bytes,
        )
        coding = best_coding(request.headers.get("accept-encoding", ""))
        changing = _CHANGING.search(found.text) is not None
        version = at.version
        key = (question, formats, coding)
        if not changing:
            kept = at.kept.get(key, version)
            etag = _etag(at, version, key)
            tags = request.headers.get("if-none-match")
            if tags is not None and _matches(tags, etag):
                await Response(
                    status_code=HTTPStatus.NOT_MODIFIED,
                    headers={"ETag": etag, "Vary": VARY, "Cache-Control": "no-cache"},
                )(request.scope, request.receive, send)
                return
            if kept is not None:
                await send_kept(request, send, kept, at)
                return
        job = _Job(asyncio.get_running_loop(), at, question)
        try:
            reply = await self._reply(at, job)
            headers = headers_of(reply, formats, None if changing else etag)
            if reply.whole:
                answer = packed(reply.start, headers, coding, version)
                if not changing:
                    at.kept.put(key, answer)
                await send_kept(request, send, answer, at, keep=not changing)
            else:
                assert job.spool is not None
                await send_stream(request, send, reply, job.spool, headers, coding)
        finally:
            job.close()

    async def _reply(self, at: Web, job: _Job) -> Reply:
        """The answer: found without a thread where it is short and there is a process for it."""
        backend = at.backend
        if isinstance(backend, Pool):
            async with self._turns(at):
                found = await backend.ask_at_once(job.question, job.ends)
            if isinstance(found, PoolReply):
                return found
            if found is not None:
                worker = found
                job.ask = lambda: backend.go_on(worker, job.ends)
        job.spool = Spool(asyncio.get_running_loop())
        self._submit(at, job.run)
        return await job.reply

    def _turns(self, at: Web) -> asyncio.Semaphore:
        """As many as are to be asked at once in the running loop."""
        loop = asyncio.get_running_loop()
        found = self._turns_of.get(loop)
        if found is None:
            found = self._turns_of[loop] = asyncio.Semaphore(at.settings.concurrency)
        return found

    def _submit(self, at: Web, run: Callable[[], None]) -> None:
        """Have a thread do something, unless too much waits for one already."""
        most = at.settings.concurrency
        with self._lock:
            if self._threads is None:
                # One for each query that is young or long, and some that wait for their place.
                self._threads = ThreadPoolExecutor(3 * most + 1, "sparql")
            if self._waiting >= 16 * most:
                raise Busy
            self._waiting += 1

        def counted() -> None:
            with self._lock:
                self._waiting -= 1
            run()

        self._threads.submit(counted)

    async def _in_thread(self, at: Web, run: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()

        def told() -> None:
            try:
                run()
            except BaseException as error:
                loop.call_soon_threadsafe(_settle, done, None, error)
            else:
                loop.call_soon_threadsafe(_settle, done, None, None)

        self._submit(at, told)
        await done


@lru_cache(maxsize=256)
def _checked(address: str) -> str:
    """Our own address, which is what the client says in its Host header."""
    try:
        return ox.NamedNode(address).value
    except ValueError:
        raise BadRequest("the Host header names no host") from None


class _Job:
    """A query in a thread: its reply, and what follows its start."""

    def __init__(self, loop: asyncio.AbstractEventLoop, at: Web, question: Question) -> None:
        self.reply: asyncio.Future[Reply] = loop.create_future()
        self.spool: Spool | None = None
        self.question = question
        self.ends = monotonic() + at.settings.timeout
        self.ask: Callable[[], Reply] = lambda: at.backend.ask(question, self.ends)
        self._loop = loop

    def run(self) -> None:
        try:
            reply = self.ask()
        except SygraphError as error:
            # What it has passed on its way holds answers, which are tied to this thread.
            error.__traceback__ = error.__cause__ = error.__context__ = None
            self._tell(None, error)
            return
        except BaseException as error:
            self._tell(None, error)
            return
        whole, spool = reply.whole, self.spool
        self._tell(reply, None)
        if whole or spool is None:
            return
        try:
            for piece in reply.rest():
                spool.write(piece)
        except BrokenPipeError:
            reply.close()
        except BaseException as error:
            spool.finish(error)
        else:
            spool.finish()

    def _tell(self, reply: Reply | None, error: BaseException | None) -> None:
        try:
            self._loop.call_soon_threadsafe(_settle, self.reply, reply, error)
        except RuntimeError:  # the loop has ended
            if reply is not None:
                reply.close()

    def close(self) -> None:
        """Have no more of it."""
        if self.spool is not None:
            self.spool.close()


def _settle(future: asyncio.Future[Any], value: object, error: BaseException | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(value)
    else:
        future.set_exception(error)


def authorise(request: Request, at: Web) -> None:
    """Let the bearer of the token pass.

    Raises:
        BadRequest: updates are off, or it is another one.
    """
    if not at.settings.writable:
        raise BadRequest("this server is read-only", status=403)
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    token = at.settings.token
    if scheme.lower() != "bearer" or not token:
        raise BadRequest(
            "updates need a token",
            status=401,
            hint="send it as Authorization: Bearer TOKEN",
            headers={"WWW-Authenticate": 'Bearer realm="sygraph"'},
        )
    if not secrets.compare_digest(given.strip().encode(), token.encode()):
        raise BadRequest(
            "this is not the token",
            status=401,
            headers={"WWW-Authenticate": 'Bearer realm="sygraph", error="invalid_token"'},
        )


def _check_bodiless(request: Request) -> None:
    """Refuse what a GET sends beside its address: which of the two is asked would be a guess.

    Raises:
        BadRequest: it sends something.
    """
    if request.method in ("GET", "HEAD") and (
        request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    ):
        raise BadRequest(f"a {request.method} sends nothing but its address", hint="send a POST")


async def body_of(request: Request, most: int) -> bytes:
    """What the client sends, if it is not packed, not too much and does not take too long.

    Raises:
        BadRequest: it is, or does.
    """
    too_much = BadRequest(f"more than {most:,} bytes are sent", status=413)
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity"):
        raise BadRequest(
            f"cannot unpack {coding}", status=415, headers={"Accept-Encoding": "identity"}
        )
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > most:
        raise too_much
    pieces: list[bytes] = []
    size = 0
    stream = request.stream()
    while True:
        try:
            piece = await asyncio.wait_for(anext(stream), _SLOWEST)
        except StopAsyncIteration:
            return b"".join(pieces)
        except TimeoutError:
            raise BadRequest("what is sent does not arrive", status=408) from None
        size += len(piece)
        if size > most:
            raise too_much
        pieces.append(piece)


def _page(request: Request, found: Asked) -> str:
    """Where a browser is sent: to the page of queries."""
    page = root(request) + "query"
    if not found.text:
        return page
    address = f"{page}?{urlencode({'query': found.text})}"
    if len(address) > _LONGEST_ADDRESS:
        raise BadRequest("the query is too long for an address", hint="use the page of queries")
    return address


def _etag(at: Web, version: int, key: tuple[Question, Formats, str | None]) -> str:
    question, formats, coding = key
    told = repr((*vars(question).values(), formats.table_type, formats.graph_type, coding))
    digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=12)
    return f'W/"{at.kept.instance}-{version}-{digest.hexdigest()}"'


def _matches(tags: str, etag: str) -> bool:
    wanted = etag.removeprefix("W/")
    return any(tag.strip().removeprefix("W/") in (wanted, "*") for tag in tags.split(","))
