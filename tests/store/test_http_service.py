"""A service over HTTP: how it is asked, with whose credentials, how often, and what breaks off."""

from __future__ import annotations

import hashlib
import re
import time
import traceback
from collections.abc import Iterator
from email.utils import formatdate
from http.client import HTTPResponse
from typing import ClassVar, cast
from urllib.parse import quote, quote_plus

import pytest

from mock_service import MockService, bindings, drop, hang, mock_service, reply, rows
from servers import free_port
from sygraph.errors import SygraphError
from sygraph.store.http_service import (
    Credentials,
    PartialResults,
    Retries,
    RowStream,
    Service,
    ServiceError,
)

SECRET = "correct horse/battery+staple"
QUERY = "SELECT ?n {}"
BASIC = 'Basic realm="here"'


@pytest.fixture
def mock() -> Iterator[MockService]:
    with mock_service() as service:
        service.replies = [rows()]
        yield service


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What is waited for between attempts, without waiting."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    return waited


def ask(service: Service, query: str = QUERY) -> bytes:
    response = service.query(query, "SELECT")
    with response:
        return response.read()


# What is sent


def test_a_short_query_is_a_get_and_a_long_one_a_post(mock: MockService) -> None:
    service = Service(mock.address)
    long = QUERY + " # " + "瀋" * 700
    assert ask(service) == ask(service, long)
    short, posted = mock.requests
    assert (short.method, short.fields["query"]) == ("GET", QUERY)
    assert (posted.method, posted.fields["query"]) == ("POST", long)
    assert len(mock.address) + len(posted.body) > 2000 > len(short.path)
    assert posted.path == "/sparql"


def test_it_says_who_asks_and_what_it_takes(mock: MockService) -> None:
    service = Service(mock.address)
    ask(service)
    service.query("CONSTRUCT {} {}", "CONSTRUCT").close()
    select, construct = mock.requests
    assert select.headers["user-agent"].startswith("sygraph/")
    assert select.headers["accept"] == "application/sparql-results+json"
    assert construct.headers["accept"].startswith("application/n-triples,")
    assert set(select.fields) == {"query"}


def test_an_update_goes_to_its_own_address(mock: MockService) -> None:
    mock.replies = [reply(204)]
    Service("http://127.0.0.1:1/", f"{mock.base}/update").update("CLEAR ALL")
    [request] = mock.requests
    assert (request.method, request.path) == ("POST", "/update")
    assert request.fields == {"update": "CLEAR ALL"}


def test_triples_are_added_to_a_graph(mock: MockService) -> None:
    mock.replies = [reply(204)]
    service = Service(mock.address, graph_store=f"{mock.base}/data?x=1")
    service.add("urn:瀋", b"<urn:s> <urn:p> <urn:o> .")
    service.add(None, b"")
    named, default = mock.requests
    assert named.path == "/data?x=1&graph=urn%3A%E7%80%8B"
    assert named.headers["content-type"] == "application/n-triples"
    assert named.body == b"<urn:s> <urn:p> <urn:o> ."
    assert default.path == "/data?x=1&default"


@pytest.mark.parametrize(
    "url", ["localhost/sparql", "ftp://x/", "http://", "http://x:y/", "http://a b/", ""]
)
def test_an_address_is_one(url: str) -> None:
    with pytest.raises(SygraphError, match="is not the address of a service"):
        Service(url)


@pytest.mark.parametrize("url", [f"http://me:{SECRET[:7]}@host/", f"https://{SECRET[:7]}@host:1/q"])
def test_an_address_may_hold_no_credentials(url: str) -> None:
    for addresses in ((url,), ("http://host/", url), ("http://host/", None, url)):
        with pytest.raises(SygraphError) as caught:
            Service(*addresses)
        assert "must not contain a user or password" in caught.value.message
        assert SECRET[:7] not in repr(caught.value) + str(caught.value.hint)
        assert "SYGRAPH_ENDPOINT_PASSWORD" in str(caught.value.hint)


# Whose credentials


def test_a_password_waits_to_be_asked_for_and_is_then_remembered(mock: MockService) -> None:
    mock.replies = [reply(401, WWW_Authenticate=BASIC), rows()]
    service = Service(mock.address, credentials=Credentials("me", "pass"))
    ask(service)
    ask(service)
    assert [r.authorization for r in mock.requests] == [
        None,
        "Basic bWU6cGFzcw==",
        "Basic bWU6cGFzcw==",
    ]


def test_a_token_is_shown_at_once(mock: MockService) -> None:
    ask(Service(mock.address, credentials=Credentials(token=SECRET)))
    assert [r.authorization for r in mock.requests] == [f"Bearer {SECRET}"]


def test_who_wants_a_digest_does_not_get_the_password(mock: MockService) -> None:
    challenge = 'Digest realm="R", nonce="N", qop="auth", algorithm="MD5"'
    mock.replies = [reply(401, WWW_Authenticate=challenge), reply(200)]
    service = Service(mock.address, credentials=Credentials("me", SECRET))
    service.update("CLEAR ALL")
    first, second = mock.requests
    assert first.authorization is None and second.body == first.body
    assert second.authorization is not None and second.authorization.startswith("Digest ")
    assert all(SECRET not in value for value in second.headers.values())
    said = dict(re.findall(r'(\w+)="?([^",]+)', second.authorization))

    def md5(*parts: str) -> str:
        return hashlib.md5(":".join(parts).encode()).hexdigest()

    secret, place = md5("me", "R", SECRET), md5("POST", "/sparql")
    expected = md5(secret, "N", said["nc"], said["cnonce"], "auth", place)
    assert (said["username"], said["response"]) == ("me", expected)


@pytest.mark.parametrize("credentials", [Credentials("me", SECRET), Credentials(token=SECRET)])
def test_another_host_gets_no_credentials(mock: MockService, credentials: Credentials) -> None:
    with mock_service() as other:
        other.replies = [rows()]
        mock.replies = [reply(401, WWW_Authenticate=BASIC), reply(302, Location=other.address)]
        if credentials.token:
            del mock.replies[0]
        ask(Service(mock.address, credentials=credentials))
        assert mock.requests[-1].authorization is not None
        assert [r.authorization for r in other.requests] == [None]


@pytest.mark.parametrize("credentials", [Credentials("me", SECRET), Credentials(token=SECRET)])
@pytest.mark.parametrize("code", [401, 403, 500])
def test_no_secret_is_in_an_error(
    mock: MockService, credentials: Credentials, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    written = f"{SECRET} {credentials.basic} {quote_plus(SECRET)} {quote(SECRET, safe='')}"
    echo = f"{'no: ' * 70}{written} {written}".encode()
    mock.replies = [reply(code, echo, WWW_Authenticate=BASIC)]
    service = Service(mock.address, credentials=credentials)
    with pytest.raises(ServiceError) as caught:
        ask(service)
    shown = "".join(traceback.format_exception(caught.value))
    shown += repr(caught.value) + str(caught.value.hint) + caplog.text
    shown += repr(credentials) + str(vars(service))
    assert "horse" not in shown and "battery" not in shown
    assert not credentials.user or credentials.basic not in shown
    if code != 500:
        assert "refused the credentials" in caught.value.message
    assert caught.value.code == code


def test_a_service_that_wants_credentials_is_told_of(mock: MockService) -> None:
    mock.replies = [reply(401, WWW_Authenticate=BASIC)]
    with pytest.raises(ServiceError, match="requires credentials") as caught:
        ask(Service(mock.address))
    assert "SYGRAPH_ENDPOINT_TOKEN" in str(caught.value.hint)
    assert len(mock.requests) == 1


def test_credentials_come_from_the_environment() -> None:
    basic = {"SYGRAPH_ENDPOINT_USER": "me", "SYGRAPH_ENDPOINT_PASSWORD": SECRET}
    assert Credentials.from_environment({}) == Credentials()
    assert Credentials.from_environment(basic) == Credentials("me", SECRET)
    token = {"SYGRAPH_ENDPOINT_TOKEN": SECRET}
    assert Credentials.from_environment(token) == Credentials(token=SECRET)
    for wrong in (
        basic | token,
        {"SYGRAPH_ENDPOINT_USER": "me"},
        {"SYGRAPH_ENDPOINT_PASSWORD": SECRET},
        {"SYGRAPH_ENDPOINT_TOKEN": SECRET + "\nX: y"},
    ):
        with pytest.raises(SygraphError) as caught:
            Credentials.from_environment(wrong)
        assert SECRET not in str(caught.value)


# How often


def test_a_busy_service_is_asked_again_ever_later(mock: MockService, pauses: list[float]) -> None:
    mock.replies = [reply(503), reply(502), reply(429), rows()]
    ask(Service(mock.address, retries=Retries(4, first=1.0)))
    assert len(mock.requests) == 4
    assert [
        round(pause) in expected
        for pause, expected in zip(pauses, [(0, 1, 2), (1, 2, 3), (2, 3, 4, 5, 6)], strict=True)
    ] == [True] * 3


def test_the_pauses_differ_from_one_another() -> None:
    assert len({Retries().wait(1, None) for _ in range(20)}) > 1
    assert all(Retries().wait(n, None) <= 45 for n in range(1, 50))


def test_it_waits_as_long_as_it_is_asked_to(mock: MockService, pauses: list[float]) -> None:
    soon = formatdate(time.time() + 20, usegmt=True)
    mock.replies = [reply(503, Retry_After=7), reply(429, Retry_After=soon), rows()]
    ask(Service(mock.address))
    assert pauses[0] == 7 and 10 < pauses[1] <= 20


def test_it_does_not_wait_for_ever(mock: MockService, pauses: list[float]) -> None:
    mock.replies = [reply(503, Retry_After=3600)]
    with pytest.raises(ServiceError) as caught:
        ask(Service(mock.address))
    assert "3600 s" in str(caught.value.hint) and pauses == []


def test_it_gives_up(mock: MockService, pauses: list[float]) -> None:
    mock.replies = [reply(503, b"<html><p>too  busy</p></html>")]
    with pytest.raises(ServiceError, match="answered 503: too busy") as caught:
        ask(Service(mock.address))
    assert (caught.value.code, len(mock.requests), len(pauses)) == (503, 4, 3)


def test_what_nobody_listens_to_can_be_said_again(pauses: list[float]) -> None:
    service = Service(f"http://127.0.0.1:{free_port()}/")
    for call in (ask, lambda service: service.update("CLEAR ALL")):
        with pytest.raises(ServiceError, match="cannot be reached: Connection refused"):
            call(service)
    assert len(pauses) == 6


def test_a_query_that_got_no_answer_is_asked_again(mock: MockService, pauses: list[float]) -> None:
    mock.replies = [drop, rows()]
    ask(Service(mock.address))
    assert len(mock.requests) == 2


@pytest.mark.parametrize("failure", [reply(503), reply(502), reply(429, Retry_After=1), drop])
def test_an_update_that_may_have_arrived_is_not_repeated(
    mock: MockService, pauses: list[float], failure: object
) -> None:
    mock.replies = [failure, reply(204)]  # type: ignore[list-item]
    with pytest.raises(ServiceError):
        Service(mock.address).update("INSERT DATA { [] a <urn:c> }")
    assert (len(mock.requests), pauses) == (1, [])


def test_an_update_that_may_be_repeated_is(mock: MockService, pauses: list[float]) -> None:
    mock.replies = [reply(503), drop, reply(204)]
    Service(mock.address).update("INSERT DATA { <urn:s> a <urn:c> }", repeatable=True)
    assert len(mock.requests) == 3


def test_what_takes_too_long_is_not_asked_for_again(mock: MockService, pauses: list[float]) -> None:
    mock.replies = [hang]
    with pytest.raises(ServiceError, match=r"did not answer within 0\.2 s"):
        ask(Service(mock.address, timeout=0.2))
    assert (len(mock.requests), pauses) == (1, [])


# What is said of refusals


def test_what_moved_is_not_posted_after(mock: MockService) -> None:
    mock.replies = [reply(301, Location="http://127.0.0.1:1/new")]
    with pytest.raises(ServiceError, match="has moved") as caught:
        Service(mock.address).update("CLEAR ALL")
    assert caught.value.hint == "use http://127.0.0.1:1/new"
    assert len(mock.requests) == 1


def test_a_wrong_address_is_pointed_out(mock: MockService) -> None:
    mock.replies = [reply(404, b"nothing here")]
    with pytest.raises(ServiceError, match="answered 404: nothing here") as caught:
        ask(Service(mock.address))
    assert "whole address" in str(caught.value.hint)


def test_long_words_are_cut(mock: MockService) -> None:
    mock.replies = [reply(500, b"word " * 1000)]
    with pytest.raises(ServiceError, match=r"…$") as caught:
        ask(Service(mock.address))
    assert len(caught.value.message) < 400


def test_an_answer_is_returned_before_it_is_whole(mock: MockService) -> None:
    mock.replies = [rows(3, missing=10)]
    response = Service(mock.address).query(QUERY, "SELECT")
    assert isinstance(response, HTTPResponse)
    response.close()


class _Pieces:
    """A response whose body comes in pieces of a size."""

    headers: ClassVar[dict[str, str]] = {}

    def __init__(self, body: bytes, size: int) -> None:
        self._pieces = [body[start : start + size] for start in range(0, len(body), size)]

    def read1(self, size: int) -> bytes:
        return self._pieces.pop(0) if self._pieces else b""

    def close(self) -> None: ...


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 10_000])
@pytest.mark.parametrize(
    ("opening", "body", "received"),
    [
        ('{"head":{"vars":["n"]},"results":{"bindings":[', bindings(12).decode(), 12),
        ('{ "head": {}, "results" : { "bindings" : [ ', " {} , {\n} ", 2),
        ('{"results":{"distinct":false,"bindings":[', "", 0),
        (
            '{"head":{"vars":["bindings"]},"results":{"bindings":[',
            r"""{"x":{"value":"a\"}]{ \\"},"y":{"value":"]}}"}}, {"z":{"value":{"o":{"v":1}}}}""",
            2,
        ),
    ],
)
def test_rows_are_passed_on_whole_however_they_arrive(
    opening: str, body: str, received: int, size: int
) -> None:
    text = f"{opening}{body}]}}}}\n".encode()
    stream = RowStream(cast(HTTPResponse, _Pieces(text, size)), Service("http://host/"))
    assert b"".join(iter(lambda: stream.read(5), b"")) == text
    assert stream.received == received


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_no_part_of_an_answer_passes_for_the_whole(size: int) -> None:
    whole = b'{"head":{"vars":["n"]},"results":{"bindings":[' + bindings(3) + b"]}}"
    for end in range(len(whole)):
        stream = RowStream(cast(HTTPResponse, _Pieces(whole[:end], size)), Service("http://host/"))
        got: list[bytes] = []
        with pytest.raises(PartialResults) as caught:
            got.extend(iter(lambda stream=stream: stream.read(9), b""))  # type: ignore[misc]
        assert caught.value.received == b"".join(got).count(b"literal")


def test_a_boolean_is_an_answer() -> None:
    text = b'{"head":{},"boolean":true}'
    stream = RowStream(cast(HTTPResponse, _Pieces(text, 4)), Service("http://host/"))
    assert stream.read() + stream.read() == text
