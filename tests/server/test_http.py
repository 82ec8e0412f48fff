"""The server on the wire: answers repeated, slow clients, large bodies, start and end."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, suppress
from pathlib import Path
from time import sleep
from urllib.parse import quote

import pytest

import sygraph
from child_processes import running
from live import live
from sygraph.cli.serve import serve
from sygraph.graph import KnowledgeGraph

TOKEN = "a long secret"
CITIES = "/sparql?query=" + quote("SELECT ?c { ?c a sy:City } ORDER BY ?c")


@pytest.fixture(scope="module")
def address(kg: KnowledgeGraph) -> Iterator[tuple[str, int]]:
    with live(kg) as url:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        yield host, int(port)


def connected(address: tuple[str, int]) -> socket.socket:
    return socket.create_connection(address, timeout=30)


def get(path: str, *headers: str, host: str = "h") -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *headers]
    return "\r\n".join([*lines, "", ""]).encode()


def received(sock: socket.socket) -> bytes:
    """Read some bytes, where more are to come."""
    piece = sock.recv(65536)
    assert piece, "the server has closed the connection"
    return piece


def answer(sock: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """Read one answer, with a body of known length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += received(sock)
    head, _, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    while len(body) < int(headers.get("content-length", 0)):
        body += received(sock)
    assert len(body) == int(headers.get("content-length", 0))
    headers.pop("date")
    return int(status.split()[1]), headers, body


def test_the_same_request_gets_the_same_answer(address: tuple[str, int]) -> None:
    with closing(connected(address)) as sock:
        answers = []
        for _ in range(3):
            sock.sendall(get(CITIES, "Accept: text/csv"))
            answers.append(answer(sock))
        assert answers[0] == answers[1] == answers[2]
        status, headers, body = answers[0]
        assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
        assert headers["content-security-policy"]
        assert body.startswith(b"c\r\n")
        sock.sendall(get(CITIES, "Accept: text/tab-separated-values"))
        assert answer(sock)[1]["content-type"].startswith("text/tab")


@pytest.mark.parametrize("size", [1, 7, 50])
def test_a_request_in_pieces(address: tuple[str, int], size: int) -> None:
    request = get(CITIES, "Accept: text/csv")
    with closing(connected(address)) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for _ in range(2):
            for place in range(0, len(request), size):
                sock.sendall(request[place : place + size])
            assert answer(sock)[0] == 200


def test_requests_in_one_piece_are_answered_in_turn(address: tuple[str, int]) -> None:
    first, second = get(CITIES, "Accept: text/csv"), get("/healthz")
    with closing(connected(address)) as sock:
        sock.sendall(first)
        expected = answer(sock)
        sock.sendall(first + second + first[:20])
        data = b""
        while b"ok\n" not in data:
            data += received(sock)
        assert data.startswith(b"HTTP/1.1 200") and expected[2] in data
        sock.sendall(first[20:])
        assert answer(sock) == expected
        for _ in range(2):
            sock.sendall(first + second)
            data = b""
            while b"ok\n" not in data:
                data += received(sock)
            assert data.index(expected[2]) < data.index(b"ok\n")


def test_a_body_that_looks_like_a_request_is_none(address: tuple[str, int]) -> None:
    inner = get(CITIES, "Accept: text/csv")
    with closing(connected(address)) as sock:
        sock.sendall(inner)
        answer(sock)
        head = (
            "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
            f"Content-Length: {len(inner)}\r\n\r\n"
        )
        sock.sendall(head.encode())
        sock.sendall(inner)
        assert answer(sock)[0] == 400


def test_who_wants_the_connection_closed_has_it_closed(address: tuple[str, int]) -> None:
    for _ in range(2):
        with closing(connected(address)) as sock:
            sock.sendall(get(CITIES, "Connection: close"))
            status, headers, _ = answer(sock)
            assert (status, headers["connection"]) == (200, "close")
            assert sock.recv(1) == b""


def test_a_change_is_seen_by_who_has_asked_before() -> None:
    request = get("/sparql?query=" + quote("SELECT ?o { <a:s> ?p ?o }"), "Accept: text/csv")
    with live(sygraph.open(), writable=True, token=TOKEN) as url:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        with closing(connected((host, int(port)))) as sock:
            bodies = []
            for number in range(3):
                for _ in range(2):
                    sock.sendall(request)
                    bodies.append(answer(sock)[2])
                text = f"INSERT DATA {{ <a:s> <a:p> {number} }}".encode()
                head = (
                    "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-update"
                    f"\r\nAuthorization: Bearer {TOKEN}\r\nContent-Length: {len(text)}\r\n\r\n"
                )
                sock.sendall(head.encode() + text)
                assert answer(sock)[0] == 204
            assert bodies[::2] == bodies[1::2]
            assert [len(body.split()) - 1 for body in bodies[::2]] == [0, 1, 2]


@pytest.mark.parametrize(
    "head", [b"X-Long: " + b"a" * 70_000, b"".join(b"X-%d: a\r\n" % n for n in range(9_000))]
)
def test_headers_without_end(address: tuple[str, int], head: bytes) -> None:
    with closing(connected(address)) as sock:
        sock.sendall(b"GET / HTTP/1.1\r\nHost: h\r\n" + head)
        assert sock.recv(100).startswith(b"HTTP/1.1 431")


def test_an_address_without_end(address: tuple[str, int]) -> None:
    with closing(connected(address)) as sock:
        sock.sendall(b"GET /" + b"a" * 70_000)
        assert sock.recv(100).startswith(b"HTTP/1.1 431")


@pytest.mark.parametrize("data", [b"", b"GET / HTTP/1.1\r\nHost: h\r\n"])
def test_headers_that_never_end(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr("sygraph.server.connections.SLOWEST_HEAD", 0.3)
    with live(kg) as url:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        with closing(connected((host, int(port)))) as sock:
            sock.sendall(data)
            assert sock.recv(100).startswith(b"HTTP/1.1 408")


def test_a_body_that_never_comes(kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sygraph.server.front.SLOWEST_BODY", 0.3)
    with live(kg) as url:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        with closing(connected((host, int(port)))) as sock:
            sock.sendall(
                b"POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
                b"Content-Length: 100\r\n\r\nASK"
            )
            assert answer(sock)[0] == 408


def test_many_slow_clients_keep_nobody_waiting(address: tuple[str, int]) -> None:
    """Each asks for much and takes none of it."""
    much = "SELECT * { ?a ?b ?c . ?d a sy:City } LIMIT 50000 # "
    idle = [connected(address) for _ in range(30)]
    try:
        for number, sock in enumerate(idle):
            sock.sendall(get("/sparql?query=" + quote(f"{much}{number}"), "Accept: text/csv"))
        with closing(connected(address)) as sock:
            for number in range(20):
                sock.sendall(get("/sparql?query=" + quote(f"ASK {{ FILTER(1 < {number}) }}")))
                assert answer(sock)[0] == 200
    finally:
        for sock in idle:
            sock.close()


def test_a_client_that_asks_again_and_again_and_reads_nothing(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Answers don't pile up for it, and its connection is closed."""
    monkeypatch.setattr("sygraph.server.connections.SLOWEST_READER", 0.3)
    request = get("/sparql?query=" + quote("SELECT * { ?s ?p ?o } LIMIT 3000"))
    with live(kg) as url:
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        with closing(connected((host, int(port)))) as sock:
            sock.sendall(request)
            _, _, body = answer(sock)
            sent, taken = 100, 0
            for _ in range(sent):
                sock.sendall(request)
            sleep(3)
            with suppress(ConnectionError):
                while piece := sock.recv(1 << 20):
                    taken += len(piece)
            assert taken < sent * len(body)


def run(*options: str) -> AbstractContextManager[subprocess.Popen[str]]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SYGRAPH")}
    command = [sys.executable, "-m", "sygraph", "serve", *options]
    return running(command, stderr=subprocess.PIPE, env=environment)


def test_the_command_serves_until_it_is_told_to_end() -> None:
    with run("--port", "0") as server:
        assert server.stderr is not None
        line = server.stderr.readline()
        found = re.fullmatch(r"serving http://127\.0\.0\.1:(\d+)/\n", line)
        assert found, line
        address = ("127.0.0.1", int(found[1]))
        with closing(connected(address)) as sock:
            sock.sendall(get(CITIES, "Accept: text/csv"))
            assert answer(sock)[0] == 200
        with run("--port", found[1]) as second:
            assert second.wait(60) == 2
            assert second.stderr is not None
            said = second.stderr.read()
            assert said.startswith(f"error: port {found[1]} of 127.0.0.1 is in use\nhint: ")
        server.send_signal(signal.SIGTERM)
        assert server.wait(60) in (0, -signal.SIGTERM)
        assert server.stderr.read() == ""


def test_no_updates_without_a_token() -> None:
    with run("--port", "0", "--writable") as server:
        assert server.wait(60) == 2
        assert server.stderr is not None
        assert "SYGRAPH_TOKEN" in server.stderr.read()


def test_every_option_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "serve.md").read_text(encoding="utf-8")
    options = {option for parameter in serve.params for option in parameter.opts}
    assert sorted(option for option in options if f"`{option}" not in text) == []
