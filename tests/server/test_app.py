"""The application as a whole: errors as answers, safe headers, prefixes, compression."""

from __future__ import annotations

import logging
import os
import signal
import socket

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from child_processes import gone, supervisors
from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.server.answering import handlers, page_request
from sygraph.server.app import application
from sygraph.server.application import Application
from sygraph.server.context import Web, base, site
from sygraph.server.settings import Settings
from sygraph.store.jobs.kept import Kept
from sygraph.store.jobs.slots import Slots
from sygraph.store.jobs.worker_process import Worker

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def says_where(request: Request) -> Response:
    links = site(request).links
    return PlainTextResponse(f"{base(request)} {links.page('map')} {links.language('en')}")


async def fails(request: Request) -> Response:
    raise {"ours": SygraphError("no <good>", hint="be good"), "other": ValueError("secret")}[
        request.path_params["how"]
    ]


def client(kg: KnowledgeGraph, base_url: str | None = None) -> TestClient:
    routes = [
        Route("/where", says_where),
        Route("/fails/{how}", fails),
        Route("/long", lambda request: PlainTextResponse("ab" * 1000, headers={"ETag": '"x"'})),
    ]
    app = Application(Web(kg, Settings(base_url=base_url)), routes)
    return TestClient(app, raise_server_exceptions=True)


@pytest.fixture(scope="module")
def web(kg: KnowledgeGraph) -> TestClient:
    return client(kg)


def test_it_is_there(web: TestClient) -> None:
    assert web.get("/healthz").text == "ok\n"


def test_our_own_errors_say_what_and_how_to_mend_it(web: TestClient) -> None:
    answer = web.get("/fails/ours")
    assert answer.status_code == 400
    assert answer.json() == {"error": "no <good>", "hint": "be good", "status": 400}


def test_a_reader_gets_a_page_in_which_all_is_escaped(web: TestClient) -> None:
    answer = web.get("/fails/ours", headers=BROWSER)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "no &lt;good&gt;" in answer.text
    assert "be good" in answer.text


def test_what_nobody_expected_is_for_the_log_alone(
    web: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "sygraph.server"):
        answer = web.get("/fails/other")
    assert answer.status_code == 500
    assert answer.json()["error"] == "something went wrong on the server"
    assert "secret" not in answer.text
    assert "ValueError: secret" in caplog.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_nothing_there_and_no_such_method(web: TestClient) -> None:
    answer = web.get("/nowhere")
    assert (answer.status_code, answer.json()["status"]) == (404, 404)
    answer = web.delete("/healthz")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_every_answer_is_kept_safe_and_open_to_other_pages(web: TestClient) -> None:
    for path in ("/healthz", "/nowhere", "/fails/other", "/fails/ours"):
        headers = web.get(path).headers
        assert headers["content-security-policy"].startswith(
            "default-src 'none'; script-src 'self'"
        )
        assert "unsafe" not in headers["content-security-policy"].replace("'unsafe-inline'", "")
        assert headers["access-control-allow-origin"] == "*"
        assert headers["x-content-type-options"] == "nosniff"


def test_another_page_may_ask_what_it_may_do(web: TestClient) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = web.options("/sparql", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


def test_addresses_below_the_root(kg: KnowledgeGraph, web: TestClient) -> None:
    answer = web.get("/where?a=1&lang=zh-Hans").text
    assert answer == "http://testserver/ /map /where?a=1&lang=en"


@pytest.mark.parametrize("path", ["/where", "/sygraph/where"])
def test_behind_a_proxy_that_takes_the_prefix_off_or_does_not(
    kg: KnowledgeGraph, path: str
) -> None:
    answer = client(kg, "https://example.org/sygraph").get(path).text
    assert answer == "https://example.org/sygraph/ /sygraph/map /sygraph/where?lang=en"


def test_the_prefix_alone_is_the_first_page(kg: KnowledgeGraph) -> None:
    behind = client(kg, "https://example.org/sygraph")
    assert behind.get("/sygraph").text == behind.get("/sygraph/").text == behind.get("/").text


def test_mounted_in_another_application(kg: KnowledgeGraph) -> None:
    outer = Starlette(routes=[Mount("/kg", client(kg).app)])
    assert (
        TestClient(outer).get("/kg/where").text == "http://testserver/kg/ /kg/map /kg/where?lang=en"
    )


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_what_is_long_is_compressed(web: TestClient, coding: str) -> None:
    answer = web.get("/long", headers={"Accept-Encoding": coding})
    assert answer.headers["content-encoding"] == coding
    assert int(answer.headers["content-length"]) < 200
    assert answer.headers["etag"] == 'W/"x"'
    assert "Accept-Encoding" in answer.headers["vary"]
    assert answer.text == "ab" * 1000
    plain = web.get("/long", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in plain.headers["vary"]
    assert plain.text == "ab" * 1000


def test_without_its_supervisor_each_request_is_refused(kg: KnowledgeGraph) -> None:
    others = supervisors()
    with TestClient(application(kg, Settings())) as web:
        assert web.get("/sparql", params={"query": "ASK {}"}).status_code == 200
        [supervisor] = supervisors() - others
        os.kill(supervisor, signal.SIGKILL)
        assert gone(supervisor)
        for number in range(3):
            answer = web.get("/sparql", params={"query": f"ASK {{}} # {number}"})
            assert (answer.status_code, answer.json()["error"]) == (503, "the server is ending")


def test_a_network_is_drawn_once_for_all_languages(
    web: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sygraph.network import view

    first = web.get("/network?theme=partners&lang=en")
    monkeypatch.setattr(view, "view_payload", None)
    second = web.get("/network?theme=partners&lang=zh-Hans")
    assert (first.status_code, second.status_code) == (200, 200)
    assert "id:sasebo" in second.text


def test_a_worker_finds_what_another_has_drawn(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sygraph.network import view

    kept = Kept()

    def answer(edition: str) -> bytes:
        ours, theirs = socket.socketpair()
        sent: list[bytes] = []
        with ours, theirs:
            worker = Worker(ours, theirs, Slots(), 0, edition, kept)
            kind, data = page_request("/network")
            answers = handlers(kg.store, worker, Settings(), kg.files.spec)
            answers[kind](data, lambda _, piece: sent.append(piece))
        return b"".join(sent)

    first = answer("1")
    assert b"id:katowice" in first
    monkeypatch.setattr(view, "view_payload", None)
    assert answer("1") == first
    # Of another state of the graph there is no drawing yet.
    assert b"id:katowice" not in answer("2")
