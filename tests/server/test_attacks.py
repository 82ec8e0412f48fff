"""What strangers may try on a server, each attack small and on loopback."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, suppress
from email.message import Message
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox
import pytest

import sygraph
from child_processes import descendants, gone, running, waited
from live import live, live_process
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.interface import OxigraphStore
from sygraph.store.jobs.memory import cpu_seconds, resident

TOKEN = "a long secret"
BROWSER = {"Accept": "text/html"}
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
WIDE = "SELECT * { ?s ?p ?o . ?s ?q ?r . ?s ?t ?u }"
# No test waits so long unless something is wrong.
GUARD = 60.0


def get(url: str, headers: dict[str, str] | None = None, data: bytes | None = None) -> int:
    """The status of an answer that is read whole."""
    return fetch(url, headers, data)[0]


def fetch(
    url: str,
    headers: dict[str, str] | None = None,
    data: bytes | None = None,
    method: str | None = None,
) -> tuple[int, dict[str, str], bytes]:
    request = Request(url, data, headers or {}, method=method)
    try:
        with urlopen(request, timeout=GUARD) as answer:
            return answer.status, lower(answer.headers), answer.read()
    except HTTPError as refusal:
        with refusal:
            return refusal.code, lower(refusal.headers), refusal.read()


def lower(headers: Message) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def query(base: str, text: str, **more: str) -> str:
    return f"{base}sparql?{urlencode({'query': text, **more})}"


def place(base: str) -> tuple[str, int]:
    host, port = base.removeprefix("http://").rstrip("/").split(":")
    return host, int(port)


def in_threads(count: int, work: Callable[[int], object]) -> list[threading.Thread]:
    threads = [
        threading.Thread(target=work, args=(number,), daemon=True) for number in range(count)
    ]
    for thread in threads:
        thread.start()
    return threads


def at_work(pid: int) -> list[int]:
    """The processes of a server that use the processor."""
    before = {child: cpu_seconds(child) for child in descendants(pid)}
    time.sleep(0.3)
    return [child for child, worked in before.items() if cpu_seconds(child) - worked > 0.05]


@pytest.fixture(scope="module")
def hasty(kg: KnowledgeGraph) -> Iterator[tuple[str, int]]:
    """A server with little time and few places."""
    with live_process(kg, timeout=1.5, concurrency=4, max_memory=1_500_000_000) as found:
        yield found


def test_a_crowd_of_runaways_leaves_no_process_and_takes_no_place(hasty: tuple[str, int]) -> None:
    base, pid = hasty
    in_threads(5, lambda number: get(query(base, f"ASK {{}} # {number}")))
    statuses: list[int] = []
    threads = in_threads(60, lambda n: statuses.append(get(query(base, f"{RUNAWAY} # {n}"))))
    for thread in threads:
        thread.join(GUARD)
    assert statuses == [503] * 60
    assert waited(lambda: not at_work(pid))
    for _ in range(10):
        assert get(query(base, "ASK {}")) == 200
    assert get(base + "healthz") == 200


def test_clients_that_hang_up_leave_no_work_behind(hasty: tuple[str, int]) -> None:
    base, pid = hasty
    for number in range(8):
        with closing(socket.create_connection(place(base))) as sock:
            path = query("/", f"{RUNAWAY} # gone {number}")
            sock.sendall(f"GET {path} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
            time.sleep(0.05)
    assert waited(lambda: not at_work(pid))
    assert get(query(base, "ASK {}")) == 200


@pytest.mark.parametrize(
    "path",
    [
        f"query?query={quote(WIDE)}&view=network",
        f"query?query={quote(WIDE)}",
        f"query?query={quote(WIDE)}&download=json",
        f"query?query={quote(WIDE)}&download=excel",
        f"query?query={quote(RUNAWAY)}&view=chart",
        f"network?query={quote(WIDE)}",
        "query?query=" + quote('SELECT ?x { BIND("1E900000"^^xsd:decimal AS ?x) }'),
        "query?query=" + quote('SELECT ?x { BIND("1E900000"^^xsd:double AS ?x) }') + "&view=chart",
        "api/queries/where-stated?number=1e500000000",
        "timeline?from=9" + "9" * 5000 + "&to=1",
        "network?about=seoul&depth=" + "9" * 5000,
        "api/search?q=a&limit=" + "9" * 5000,
        "api/passages/shenyang-2024/" + "9" * 5000,
    ],
)
def test_no_request_costs_more_than_its_time_and_memory(hasty: tuple[str, int], path: str) -> None:
    base, pid = hasty
    root = resident(pid)
    start = time.monotonic()
    status = get(base + path, BROWSER)
    assert time.monotonic() - start < 30
    assert status in (200, 400, 404, 503)
    assert resident(pid) - root < 20_000_000
    assert waited(lambda: not at_work(pid))
    assert get(query(base, "ASK {}")) == 200


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("query?view=table&query=", b"Only the first 500 rows are shown"),
        ("query?view=network&query=", b"only the first 500 rows"),
        ("network?query=", b"only the first 2,000 rows"),
    ],
)
def test_a_page_shows_so_many_rows_and_says_so(kg: KnowledgeGraph, path: str, said: bytes) -> None:
    """Of an answer that nobody could wait for."""
    with live(kg) as base:
        status, _, body = fetch(base + path + quote(WIDE), BROWSER)
        assert status == 200
        assert said in body


def test_memory_is_limited_for_one_and_for_all(hasty: tuple[str, int]) -> None:
    base, pid = hasty
    hungry = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
    shared = resident(pid)  # by all processes, as they are forks
    most = 0
    statuses: list[int] = []
    threads = in_threads(6, lambda n: statuses.append(get(query(base, f"{hungry} # {n}"))))
    while any(thread.is_alive() for thread in threads):
        taken = [max(0, resident(child) - shared) for child in descendants(pid)]
        most = max(most, sum(taken))
        time.sleep(0.02)
    assert set(statuses) <= {503, 200}
    assert most < 1_500_000_000
    assert get(query(base, "ASK {}")) == 200


def test_a_full_temporary_folder_costs_one_answer(kg: KnowledgeGraph, tmp_path: Path) -> None:
    """As if: the system refuses the file."""
    import sygraph.server.workers as workers

    def refuse(**_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "TemporaryFile", refuse)
        patch.setattr(workers, "_IN_MEMORY", 1000)
        with live_process(kg, concurrency=2, workers=1) as (base, pid):
            for number in range(12):
                status, _, body = fetch(query(base, f"SELECT * {{ ?s ?p ?o }} # {number}"))
                assert status == 507
                assert b"/tmp" not in body
            assert get(query(base, "ASK {}")) == 200
            assert waited(lambda: not at_work(pid))


def test_a_slow_body_has_a_total_time(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sygraph.server.front.SLOWEST_BODY", 1.0)
    head = (
        "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
        "Content-Length: 1000\r\n\r\n"
    )
    with live(kg) as base:
        slow = [socket.create_connection(place(base)) for _ in range(100)]
        for sock in slow:
            sock.sendall(head.encode())
        start = time.monotonic()
        while time.monotonic() - start < 1.6:
            for sock in slow[:50]:
                try:
                    sock.sendall(b"a")
                except OSError:
                    continue
            assert get(query(base, "ASK {}")) == 200
            time.sleep(0.2)
        for sock in slow:
            sock.settimeout(GUARD)
            assert sock.recv(100).startswith(b"HTTP/1.1 408")
            sock.close()


def test_many_silent_connections_are_harmless(kg: KnowledgeGraph) -> None:
    with live(kg) as base:
        silent = [socket.create_connection(place(base)) for _ in range(1100)]
        try:
            for number in range(20):
                assert get(query(base, f"ASK {{}} # {number}")) == 200
        finally:
            for sock in silent:
                sock.close()


def test_a_steady_slow_reader_gets_all_of_it(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it takes compared with what a query may, and what a silent reader may."""
    monkeypatch.setattr("sygraph.server.connections.SLOWEST_READER", 4.0)
    text = "SELECT * { ?s ?p ?o . ?x a sy:City } LIMIT 20000"
    with live(kg, timeout=2.0, workers=1) as base:
        whole = fetch(query(base, text), {"Accept": "text/csv"})[2]
        connection = HTTPConnection(*place(base), timeout=GUARD)
        connection.connect()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 16)
        connection.request("GET", query("/", text), headers={"Accept": "text/csv"})
        taken = b""
        start = time.monotonic()
        with closing(connection), connection.getresponse() as answer:
            threads = in_threads(3, lambda n: get(query(base, f"{RUNAWAY} # {n}")))
            while piece := answer.read1(1 << 14):
                taken += piece
                if time.monotonic() - start < 8:
                    time.sleep(0.1)
            for thread in threads:
                thread.join(GUARD)
        assert taken == whole


def test_one_address_does_not_take_all_from_another(kg: KnowledgeGraph) -> None:
    def status(source: str, text: str) -> int:
        host, port = place(base)
        connection = HTTPConnection(host, port, timeout=GUARD, source_address=(source, 0))
        with closing(connection):
            connection.request("GET", query("/", text))
            with connection.getresponse() as answer:
                return answer.status

    with live(kg, timeout=4.0, concurrency=4, workers=1) as base:
        threads = in_threads(30, lambda n: status("127.0.0.1", f"{RUNAWAY} # {n}"))
        time.sleep(0.5)
        for number in range(10):
            assert status("127.0.0.2", f"ASK {{}} # {number}") == 200
        for thread in threads:
            thread.join(GUARD)


def test_a_worker_that_ends_by_itself_loses_no_request(kg: KnowledgeGraph) -> None:
    """One that has worked much takes no other job, and one that is killed at rest is replaced."""
    work = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a sy:City . ?e a sy:Event }"
    with live_process(kg, workers=1) as (base, pid):
        [front] = descendants(pid)
        for number in range(5):
            assert get(query(base, f"{work} # {number}")) == 200
            assert {get(query(base, f"ASK {{}} # {number} {n}")) for n in range(5)} == {200}
            for worker in descendants(pid) - {front}:
                with suppress(ProcessLookupError):
                    os.kill(worker, signal.SIGKILL)
            assert get(query(base, f"ASK {{}} # {number}")) == 200


def test_a_short_answer_is_not_lost_beside_a_download(kg: KnowledgeGraph) -> None:
    with live(kg, timeout=2.0) as base:
        large = query(base, "SELECT * { ?s ?p ?o . ?x a sy:City }")
        threads = in_threads(3, lambda n: _try(f"{large}%20%23{n}"))
        statuses: list[int] = []
        while any(thread.is_alive() for thread in threads) or len(statuses) < 200:
            statuses.append(get(query(base, f"ASK {{}} # {len(statuses)}")))
        assert set(statuses) == {200}


@pytest.fixture(scope="module")
def writable() -> Iterator[tuple[str, int]]:
    kg = KnowledgeGraph(OxigraphStore(ox.Store()), Files.bundled())
    with live_process(kg, writable=True, token=TOKEN, timeout=5.0, workers=2) as found:
        yield found


def update(base: str, text: str) -> int:
    headers = {
        "Authorization": f"Bearer {TOKEN}",
        "Content-Type": "application/sparql-update",
    }
    return get(base + "sparql", headers, text.encode())


def put(base: str, kind: str, data: bytes) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
    status, _, body = fetch(base + "service?graph=http://e/up", headers, data, "PUT")
    return status, body


def count(base: str, pattern: str) -> int:
    text = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    body = fetch(query(base, text), {"Accept": "text/csv"})[2]
    return int(body.split()[1])


def test_what_is_written_is_read_in_every_process(writable: tuple[str, int]) -> None:
    """From new connections, which reach any of the processes."""
    base, _ = writable
    for number in range(1, 16):
        assert update(base, f"INSERT DATA {{ GRAPH <a:w> {{ <a:s> <a:p> {number} }} }}") == 204
        assert {count(base, "GRAPH <a:w> { ?s ?p ?o }") for _ in range(6)} == {number}


def test_updates_at_once_are_all_done(writable: tuple[str, int]) -> None:
    base, pid = writable
    done: list[int] = []

    def write(writer: int) -> None:
        for number in range(10):
            text = f"INSERT DATA {{ GRAPH <a:m> {{ <a:{writer}> <a:p> {number} }} }}"
            if update(base, text) == 204:
                done.append(number)

    for thread in in_threads(4, write):
        thread.join(GUARD)
    assert len(done) == 40
    assert count(base, "GRAPH <a:m> { ?s ?p ?o }") == 40
    assert count(base, "?s ?p ?o FILTER(STRSTARTS(STR(?s), 'a:'))") >= 40
    assert waited(lambda: descendants(pid, zombies=True) == descendants(pid))


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "text/turtle",
            b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 30_000 + b"1" + b" )>>" * 30_000 + b" .",
        ),
        (
            "application/rdf+xml",
            b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>"
            + b"".join(b"<!ENTITY %c '%s'>" % (98 + n, (b"&%c;" % (97 + n)) * 10) for n in range(9))
            + b"]><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'"
            b" xmlns:e='http://e/'><rdf:Description><e:p>&j;</e:p></rdf:Description></rdf:RDF>",
        ),
    ],
)
def test_an_upload_that_is_a_bomb_is_refused(
    writable: tuple[str, int], kind: str, data: bytes
) -> None:
    base, pid = writable
    root = resident(pid)
    status, body = put(base, kind, data)
    assert status == 400, body
    assert json.loads(body)["error"]
    assert resident(pid) - root < 20_000_000
    assert get(base + "healthz") == 200


def test_an_update_has_its_time_and_its_memory() -> None:
    kg = sygraph.open()
    limits = {"timeout": 1.5, "max_memory": 1_200_000_000}
    with live_process(kg, writable=True, token=TOKEN, **limits) as (base, pid):
        before = count(base, "?s ?p ?o")
        many = "INSERT { GRAPH <a:g> { ?a <a:p> ?d } } WHERE { ?a ?b ?c . ?d ?e ?f }"
        assert update(base, many) == 503
        assert count(base, "?s ?p ?o") == before
        assert waited(lambda: not at_work(pid))
        assert update(base, "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } }") == 204
        assert count(base, "GRAPH <a:g> { ?s ?p ?o }") == 1


@pytest.mark.parametrize(
    "text", ["{" * 400 + "}" * 400, "?s " + "(" * 400 + "<a:p>" + ")*" * 400 + " ?o"]
)
@pytest.mark.parametrize("path", ["sparql", "query"])
def test_a_deep_query_is_a_mistake(hasty: tuple[str, int], path: str, text: str) -> None:
    base, _ = hasty
    status, _, body = fetch(
        f"{base}{path}?query={quote('SELECT * {' + text + '}')}", BROWSER if path == "query" else {}
    )
    assert status == 400
    assert b"nested too deeply" in body


def test_a_host_is_believed_where_it_is_allowed(kg: KnowledgeGraph) -> None:
    with live(kg, allowed_hosts=("good.example",)) as base:
        for host, believed in (
            ("evil.example", False),
            ("good.example", True),
            ("localhost:1", True),
        ):
            _, headers, _ = fetch(base + "id/shenyang.ttl", {"Host": host})
            assert (host in headers["link"]) == believed
            _, _, body = fetch(base + "openapi.json", {"Host": host})
            assert (host in json.loads(body)["servers"][0]["url"]) == believed


# The end


def serve(*options: str, **environ: str) -> AbstractContextManager[subprocess.Popen[str]]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SYGRAPH")} | environ
    return running(
        [sys.executable, "-m", "sygraph", "serve", "--port", "0", *options],
        stderr=subprocess.PIPE,
        env=environment,
    )


def address(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    line = server.stderr.readline()
    found = re.fullmatch(r"serving (http://127\.0\.0\.1:\d+/)\n", line)
    assert found, line
    return found[1]


def test_no_child_outlives_a_server_that_is_killed() -> None:
    with serve("--timeout", "60") as server:
        base = address(server)
        threads = in_threads(2, lambda n: _try(query(base, f"{RUNAWAY} # {n}")))
        assert waited(lambda: bool(at_work(server.pid)))
        pids = descendants(server.pid)
        server.kill()
        assert all(map(gone, pids))
        for thread in threads:
            thread.join(GUARD)


def _try(url: str) -> None:
    try:
        get(url)
    except (OSError, HTTPException):
        return


def test_a_second_interrupt_ends_at_once() -> None:
    with serve("--timeout", "60") as server:
        base = address(server)
        threads = in_threads(1, lambda n: _try(query(base, f"{RUNAWAY} # {n}")))
        assert waited(lambda: bool(at_work(server.pid)))
        pids = descendants(server.pid)
        server.send_signal(signal.SIGINT)
        time.sleep(0.5)
        start = time.monotonic()
        server.send_signal(signal.SIGINT)
        server.wait(GUARD)
        assert time.monotonic() - start < 5  # half of what the first one grants
        assert all(map(gone, pids))
        for thread in threads:
            thread.join(GUARD)


def test_requests_under_way_are_answered_at_the_end() -> None:
    with serve("--timeout", "60") as server:
        base = address(server)
        fronts = descendants(server.pid)
        slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d a sy:City . ?e a sy:Event }"
        statuses: list[int] = []
        thread = in_threads(1, lambda n: statuses.append(get(query(base, slow))))[0]
        assert waited(lambda: bool(set(at_work(server.pid)) - fronts))
        server.send_signal(signal.SIGTERM)
        thread.join(GUARD)
        assert server.wait(GUARD) in (0, -signal.SIGTERM)
        assert statuses == [200]


# On disk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store on disk with one triple."""
    (tmp_path / "one.nq").write_text("<a:s> <a:p> <a:o> <a:g> .\n")
    load(sources([tmp_path / "one.nq"]), tmp_path / "store")
    return tmp_path / "store"


def test_on_disk_an_update_is_durable_and_what_others_load_is_seen(
    folder: Path, tmp_path: Path
) -> None:
    # The threads of the database reserve more address space than this memory.
    options = ("--store", str(folder), "--writable", "--max-memory", "100000000")
    with serve(*options, SYGRAPH_TOKEN=TOKEN) as server:
        base = address(server)
        assert count(base, "<a:s> <a:p> ?o") == 1
        assert (
            update(base, "INSERT DATA { <a:s> <a:p> 1, 2 GRAPH <a:h> { <a:s> <a:p> 2, 3 } }") == 204
        )
        assert {count(base, "<a:s> <a:p> ?o") for _ in range(4)} == {4}
        assert update(base, "CLEAR ALL ; DROP GRAPH <a:nowhere>") == 409
        assert count(base, "<a:s> <a:p> ?o") == 4
        (tmp_path / "two.nq").write_text("<a:s> <a:p> <a:o2> <a:g> .\n")
        load(sources([tmp_path / "two.nq"]), folder)
        assert waited(lambda: count(base, "<a:s> <a:p> ?o") == 5)
        server.kill()
    assert len(list(DiskStore(folder).select("SELECT ?o { <a:s> <a:p> ?o }"))) == 5
    with serve(*options, SYGRAPH_TOKEN=TOKEN) as server:
        base = address(server)
        # The triples stated in the default graph are kept from one run to the next.
        assert update(base, "DROP GRAPH <a:h>") == 204
        assert count(base, "<a:s> <a:p> ?o") == 4
        server.terminate()


def test_a_busy_store_says_when_to_come_back_and_not_where_it_is(folder: Path) -> None:
    from sygraph.store.disk import next_generation

    with serve("--store", str(folder), "--writable", SYGRAPH_TOKEN=TOKEN) as server:
        base = address(server)
        headers = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/sparql-update",
        }
        with next_generation(folder):
            text = b"INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 9 } }"
            status, found, body = fetch(base + "sparql", headers, text)
        assert (status, found["retry-after"]) == (503, "2")
        assert str(folder) not in body.decode()
        server.terminate()
