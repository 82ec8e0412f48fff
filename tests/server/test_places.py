"""Places, waiting and memory of a front process: what clients that hang up or do not read cost."""

from __future__ import annotations

import asyncio
import os
import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from itertools import repeat
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from child_processes import descendants, in_a_loop, waited
from live import live, live_process
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.server.workers import Workers
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.jobs.memory import cpu_seconds, resident
from sygraph.store.jobs.messages import PIECE, Reader

GUARD = 60.0
TOKEN = "a long secret"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT ?a ?b ?c { ?a ?b ?c . ?d a sy:City } LIMIT 12000"


def place(base: str) -> tuple[str, int]:
    host, port = base.removeprefix("http://").rstrip("/").split(":")
    return host, int(port)


def path(text: str) -> str:
    return "/sparql?" + urlencode({"query": text})


def fetch(
    base: str,
    path: str,
    headers: dict[str, str] | None = None,
    body: bytes | None = None,
    method: str = "GET",
) -> tuple[int, bytes]:
    connection = HTTPConnection(*place(base), timeout=GUARD)
    with closing(connection):
        connection.request(method, path, body, headers or {})
        with connection.getresponse() as answer:
            return answer.status, answer.read()


def update(base: str, text: str) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    return fetch(base, "/sparql", headers, text.encode(), "POST")


@contextmanager
def sent(base: str, *requests: str) -> Iterator[list[socket.socket]]:
    """Connections on which these have been sent; they read nothing."""
    with ExitStack() as stack:
        found = []
        for request in requests:
            sock = socket.socket()
            stack.enter_context(closing(sock))
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.connect(place(base))
            sock.sendall(request.encode())
            found.append(sock)
        yield found


def get(path: str) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: h\r\nAccept: text/csv\r\n\r\n"


def post(size: int, body: str) -> str:
    return (
        "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
        f"Content-Length: {size}\r\n\r\n{body}"
    )


def test_clients_that_read_nothing_cost_little_memory(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much they ask for: what they do not read waits on disk."""
    monkeypatch.setattr("sygraph.server.workers._ALL_IN_MEMORY", 200_000)
    with live_process(kg, workers=1) as (base, pid):
        whole = fetch(base, path(LARGE), {"Accept": "text/csv"})[1]
        front = front_of(pid)
        before, others = resident(front), files_of(front)
        with sent(base, *(get(path(f"{LARGE} # {n}")) for n in range(40))) as clients:
            assert waited(lambda: files_of(front) >= others + 36)
            assert resident(front) - before < 40 * len(whole) / 4
            # One that does read gets all of it.
            clients[20].settimeout(GUARD)
            with HTTPResponse(clients[20]) as answer:
                answer.begin()
                assert answer.read() == whole
        assert waited(lambda: files_of(front) == others)


def front_of(pid: int) -> int:
    """The front process: the one with an event loop beside those that all have inherited."""
    return max(descendants(pid), key=lambda child: files_of(child, "eventpoll"))


def files_of(pid: int, kind: str = "(deleted)") -> int:
    """How many open files of a kind a process has; those without a name are deleted."""
    return sum(kind in link and "memfd" not in link for link in links(pid))


def links(pid: int) -> list[str]:
    found = []
    for file in Path(f"/proc/{pid}/fd").iterdir():
        try:
            found.append(os.readlink(file))
        except FileNotFoundError:
            continue
    return found


def test_who_hangs_up_while_waiting_is_not_answered(kg: KnowledgeGraph) -> None:
    with live_process(kg, timeout=3.0, concurrency=1, workers=1) as (base, pid):
        with sent(base, get(path(RUNAWAY))), sent(base, get(path(RUNAWAY + " # 2"))):
            assert waited(lambda: bool(at_work(pid)))
            with sent(base, *(get(path(f"{RUNAWAY} # {n}")) for n in range(12))):
                time.sleep(0.3)
        assert waited(lambda: not at_work(pid))
        start = time.monotonic()
        assert fetch(base, path("ASK {}"))[0] == 200
        assert time.monotonic() - start < 2.5  # one of them would have taken 3 s


def at_work(pid: int) -> list[int]:
    before = {child: cpu_seconds(child) for child in descendants(pid)}
    time.sleep(0.3)
    return [child for child, worked in before.items() if cpu_seconds(child) - worked > 0.05]


def test_bodies_that_do_not_end_keep_nobody_from_sending(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sygraph.server.front.MOST_BODIES", 3_000_000)
    headers = {"Content-Type": "application/sparql-query"}
    with live(kg, workers=1) as base, sent(base, *[post(900_001, "#" * 900_000)] * 8) as slow:
        for number in range(10):
            body = f"ASK {{}} #{number}".encode() + b"#" * 100_000
            assert fetch(base, "/sparql", headers, body, "POST")[0] == 200
        slow[0].settimeout(GUARD)
        assert slow[0].recv(20).startswith(b"HTTP/1.1 503")  # the oldest has made way


def test_connections_that_say_nothing_make_way_and_busy_ones_do_not(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sygraph.server.connections.MOST_CONNECTIONS", 20)
    with live(kg, workers=1) as base:
        with sent(base, *[""] * 40):
            assert fetch(base, path("ASK {}"))[0] == 200
        with ExitStack() as busy:

            def refused() -> bool:
                busy.enter_context(sent(base, post(1000, "a")))
                return fetch(base, path("ASK {}"))[0] == 503

            assert waited(refused)
        assert waited(lambda: fetch(base, path("ASK {}"))[0] == 200)


@pytest.mark.parametrize(
    ("head", "more"),
    [
        ("GET /healthz HTTP/1.1\r\n", "a: b\r\n"),
        ("POST /sparql HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "a: b\r\n"),
        ("POST /sparql HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\na: ", "b" * 20),
        ("POST /sparql HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a" * 20),
        (f"GET {path(RUNAWAY)} HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"),
        (f"GET {path(RUNAWAY)} HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"),
        ("", "GET / HTTP/1.1\r\n\r\n"),
    ],
)
def test_what_is_sent_beside_a_body_is_limited(kg: KnowledgeGraph, head: str, more: str) -> None:
    """Headers before and after the body, what frames it, and the requests that follow."""
    with live_process(kg, workers=1, timeout=30.0) as (base, pid):
        front = front_of(pid)
        assert fetch(base, path("ASK {}"))[0] == 200
        before = resident(front)
        with socket.create_connection(place(base), GUARD) as sock:
            sock.sendall(head.encode())
            # It closes the connection long before all has been sent.
            pieces = repeat((more * 1000).encode(), 5_000)
            with pytest.raises(ConnectionError):
                deque(map(sock.sendall, pieces), maxlen=0)
        assert resident(front) - before < 50_000_000
        assert fetch(base, path("ASK {}"))[0] == 200


def test_requests_that_follow_one_another_are_answered_in_turn(errors: str) -> None:
    with socket.create_connection(place(errors), GUARD) as sock:
        for n in range(50):
            sock.sendall(get(path(f"ASK {{}} # {n}")).encode())
        sock.sendall(b"GET /healthz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        taken = b""
        while piece := sock.recv(1 << 16):
            taken += piece
    assert taken.count(b"HTTP/1.1 200") == 51
    assert taken.endswith(b"ok\n")


@pytest.mark.parametrize(
    "page",
    [
        "/query?",
        f"/query?query={quote(RUNAWAY)}&",
        "/query/partner-cities?",
        "/map?",
        "/timeline?",
        "/compare?",
        "/network?",
        "/search?q=a&",
        "/suggest?q=a&",
        "/articles?",
        "/id/shenyang.html?",
        "/id/nobody.html?",
        "/download/nothing?",
        "/api/nothing?",
        "/?",
    ],
)
def test_an_article_that_is_not_there_is_a_404(errors: str, page: str) -> None:
    """On every page, and on the page of every error."""
    for article in ("nowhere", "9" * 5000, "%00", "(" * 3000):
        status, body = fetch(errors, f"{page}article={article}", {"Accept": "text/html"})
        assert status == (406 if "download" in page else 404), body
        assert b"<!doctype html>" in body


@pytest.fixture(scope="module")
def errors(kg: KnowledgeGraph) -> Iterator[str]:
    with live(kg, timeout=20.0, workers=1) as base:
        yield base


def test_no_page_of_an_error_makes_a_graph_of_articles(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The front process writes it, which must do nothing that takes long."""

    def narrow(_: object, *__: str) -> KnowledgeGraph:
        raise AssertionError("a front process makes a graph")

    monkeypatch.setattr(KnowledgeGraph, "narrow", narrow)
    with live(kg, workers=1, max_body=10) as base:
        headers = {"Accept": "text/html", "Content-Type": "text/plain"}
        page = "/sparql?article=shenyang-2024"
        status, body = fetch(base, page, headers, b"more than ten bytes", "POST")
        assert status == 413
        assert b"<!doctype html>" in body


def test_a_full_disk_is_a_507_wherever_the_answer_is_made(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/abc")

    monkeypatch.setattr("sygraph.server.linked_data.tempfile.SpooledTemporaryFile", refuse)
    with live(kg, workers=1) as base:
        status, body = fetch(base, "/download/sygraph.nq")
        assert status == 507, body
        assert b"/tmp" not in body


def test_a_graph_in_memory_does_not_grow_beyond_its_share(kg: KnowledgeGraph) -> None:
    memory = resident(os.getpid())
    with live(kg, workers=1, writable=True, token=TOKEN, max_memory=memory) as base:
        status, body = update(base, "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } }")
        assert (status, b"no room in memory" in body) == (507, True)
        assert update(base, "DROP GRAPH p:420")[0] == 204


def test_messages_to_a_supervisor_that_does_not_read_are_not_lost() -> None:
    async def run() -> None:
        with workers_alone(places=1) as (workers, supervisor):
            for _ in range(5000):
                workers.report_ready()
            reader, count = Reader(), 0
            while count < 5000:
                await asyncio.sleep(0)
                try:
                    reader.feed(supervisor.recv(PIECE))
                except BlockingIOError:
                    continue
                count += len(list(reader))

    in_a_loop(run())


def test_a_place_is_free_again_whenever_its_client_hangs_up() -> None:
    async def run() -> None:
        with workers_alone(places=1) as (workers, supervisor):
            tasks = [asyncio.create_task(workers.ask(b"H", b"", "a")) for _ in range(3)]
            await asyncio.sleep(0.01)
            for task in tasks:
                # The first waits for a worker, the second has been given the place of the first at
                # this moment, the third waits for it.
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            wanted = len(supervisor.recv(PIECE))
            last = asyncio.create_task(workers.ask(b"H", b"", "a"))
            await asyncio.sleep(0.01)
            assert len(supervisor.recv(PIECE)) == wanted  # it has the place, and wants a worker
            last.cancel()
            await asyncio.gather(last, return_exceptions=True)

    in_a_loop(run())


@contextmanager
def workers_alone(places: int) -> Iterator[tuple[Workers, socket.socket]]:
    """The workers of a front process, and the socket of its supervisor, which does nothing."""
    ours, theirs = socket.socketpair()
    with theirs:
        theirs.setblocking(False)
        workers = Workers(ours, timeout=60.0, places=places)
        workers.start()
        yield workers, theirs
        workers.close()


def test_a_form_within_a_form_is_a_mistake(kg: KnowledgeGraph) -> None:
    def form(content: bytes, number: int) -> bytes:
        return b"--%d\r\nContent-Type: multipart/mixed; boundary=%d\r\n\r\n%s\r\n--%d--\r\n" % (
            number,
            number - 1,
            content,
            number,
        )

    deep = b""
    for number in range(1, 2000):
        deep = form(deep, number)
    with live(kg, workers=1, writable=True, token=TOKEN) as base:
        for boundary, body in (("2", form(form(b"", 1), 2)), ("1999", deep)):
            headers = {
                "Authorization": f"Bearer {TOKEN}",
                "Content-Type": f"multipart/form-data; boundary={boundary}",
            }
            status, said = fetch(base, "/service?graph=http://e/g", headers, body, "PUT")
            assert (status, b"has parts itself" in said) == (400, True), said


def test_a_store_that_is_gone_is_a_503_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "one.nq").write_text("<a:s> <a:p> <a:o> <a:g> .\n")
    folder = tmp_path / "store"
    load(sources([tmp_path / "one.nq"]), folder)
    graph = KnowledgeGraph(DiskStore(folder), Files.bundled())
    with live(graph, workers=1, writable=True, token=TOKEN) as base:
        assert fetch(base, path("ASK {}"))[0] == 200
        folder.rename(tmp_path / "elsewhere")
        assert waited(lambda: fetch(base, path("ASK {}"))[0] == 503)
        # A worker that was at work as it went may end first.
        assert waited(lambda: b"the store is not there" in fetch(base, "/")[1])
        for status, body in (fetch(base, "/"), update(base, "INSERT DATA { <a:s> <a:p> 1 }")):
            assert status == 503
            assert str(tmp_path).encode() not in body
        (tmp_path / "elsewhere").rename(folder)
        assert waited(lambda: fetch(base, path("ASK {}"))[0] == 200)


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_no_stranger_finds_a_review(errors: str, method: str) -> None:
    """It writes files, and only `sygraph review` has its pages."""
    for page in ("/review", "/review/shenyang-2024", "/review/shenyang-2024/accept"):
        assert fetch(errors, page, {"Accept": "text/html"}, None, method)[0] in (404, 405)


def test_who_reads_gets_all_of_it_when_the_room_for_others_is_full(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replies to clients that read nothing fill it."""
    monkeypatch.setattr("sygraph.server.workers._MOST_WAITING", 8_000_000)
    monkeypatch.setattr("sygraph.server.workers._IN_MEMORY", 100_000)
    with live_process(kg, workers=1, concurrency=32) as (base, pid):
        front = front_of(pid)
        whole = fetch(base, path(LARGE), {"Accept": "text/csv"})[1]
        others = files_of(front)
        with sent(base, *(get(path(f"{LARGE} # {n}")) for n in range(12))):
            assert waited(lambda: files_of(front) >= others + 12)
            for number in range(3):
                text = f"{LARGE} # read {number}"
                assert fetch(base, path(text), {"Accept": "text/csv"})[1] == whole
                assert fetch(base, path(f"ASK {{}} # {number}"))[0] == 200
