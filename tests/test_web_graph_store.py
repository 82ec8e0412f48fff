"""Graphs over HTTP, got, put, added to and deleted; the merge follows."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.store import OxigraphStore
from sygraph.web.app import application
from sygraph.web.settings import Settings

BEARER = {"Authorization": "Bearer secret"}
TURTLE = {**BEARER, "Content-Type": "text/turtle"}
ONE = {"graph": "http://example.org/one"}
A, B, C = (f"<urn:{name}> <urn:p> <urn:o> ." for name in "abc")


@pytest.fixture
def web() -> Iterator[TestClient]:
    kg = KnowledgeGraph(OxigraphStore(ox.Store()), Files.bundled())
    settings = Settings(writable=True, token="secret", timeout=20, max_rows=100)
    with TestClient(application(kg, settings)) as client:
        yield client


def lines(web: TestClient, **address: str) -> set[str]:
    answer = web.get("/service", params=address, headers={"Accept": "application/n-triples"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/n-triples")
    return set(answer.text.splitlines())


def test_a_graph_is_put_added_to_and_deleted(web: TestClient) -> None:
    assert web.put("/service", params=ONE, headers=TURTLE, content=A).status_code == 201
    assert web.put("/service", params=ONE, headers=TURTLE, content=B).status_code == 204
    assert web.post("/service", params=ONE, headers=TURTLE, content=C).status_code == 204
    assert lines(web, **ONE) == {B, C}
    assert lines(web, default="") == {B, C}  # the merge
    assert web.delete("/service", params=ONE, headers=BEARER).status_code == 204
    assert web.get("/service", params=ONE).status_code == 404
    assert web.delete("/service", params=ONE, headers=BEARER).status_code == 404
    assert lines(web, default="") == set()


def test_the_default_graph_keeps_what_other_graphs_state(web: TestClient) -> None:
    web.put("/service", params=ONE, headers=TURTLE, content=A)
    assert web.put("/service?default", headers=TURTLE, content=B).status_code == 204
    assert lines(web, default="") == {A, B}
    assert web.delete("/service?default", headers=BEARER).status_code == 204
    assert lines(web, default="") == {A}


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/n-triples", A),
        ("text/turtle", "@prefix u: <urn:> . u:a u:p u:o ."),
        ("application/ld+json", '{"@id": "urn:a", "urn:p": {"@id": "urn:o"}}'),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
            '<r:Description r:about="urn:a"><u:p r:resource="urn:o"/></r:Description></r:RDF>',
        ),
    ],
)
def test_graphs_come_and_go_in_any_format(web: TestClient, media_type: str, content: str) -> None:
    headers = {**BEARER, "Content-Type": media_type}
    assert web.put("/service", params=ONE, headers=headers, content=content).status_code == 201
    assert lines(web, **ONE) == {A}
    answer = web.get("/service", params=ONE, headers={"Accept": media_type})
    assert answer.headers["content-type"].startswith(media_type)
    format = ox.RdfFormat.from_media_type(media_type)
    assert len(list(ox.parse(answer.content, format))) == 1


def test_blank_nodes_of_two_graphs_stay_apart(web: TestClient) -> None:
    for name in ("one", "two"):
        graph = {"graph": f"http://example.org/{name}"}
        web.put("/service", params=graph, headers=TURTLE, content="_:x <urn:p> <urn:o> .")
    assert len(lines(web, default="")) == 2


def test_only_the_bearer_of_the_token_writes(web: TestClient) -> None:
    headers = {"Content-Type": "text/turtle"}
    answer = web.put("/service", params=ONE, headers=headers, content=A)
    assert answer.status_code == 401
    assert web.delete("/service", params=ONE).status_code == 401


def test_a_server_that_only_reads_takes_nothing(kg: KnowledgeGraph) -> None:
    with TestClient(application(kg, Settings())) as client:
        answer = client.put("/service", params=ONE, headers=TURTLE, content=A)
        assert answer.status_code == 403
        gazetteer = "https://w3id.org/sygraph/graph/gazetteer"
        assert "skos:prefLabel" in client.get("/service", params={"graph": gazetteer}).text


@pytest.mark.parametrize(
    ("address", "headers", "content", "status"),
    [
        ("", TURTLE, A, 400),
        ("?default&graph=urn:x", TURTLE, A, 400),
        ("?graph=a b<", TURTLE, A, 400),
        ("?graph=urn:x", BEARER, A, 415),
        ("?graph=urn:x", {**BEARER, "Content-Type": "application/trig"}, A, 415),
        ("?graph=urn:x", TURTLE, "<urn:a>", 400),
    ],
)
def test_what_makes_no_sense_is_refused(
    web: TestClient, address: str, headers: dict[str, str], content: str, status: int
) -> None:
    answer = web.put("/service" + address, headers=headers, content=content)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


@pytest.mark.parametrize(
    ("media_type", "content", "reason"),
    [
        ("text/turtle", "<urn:a>\n <urn:b> .", "line 2, column 10: . is not a valid RDF object"),
        (
            "application/ld+json",
            '{"@id": "urn:a",\n "@context": "https://schema.org/"}',
            "line 2, column 35: its @context is on the web, and nothing is fetched",
        ),
        (
            "application/rdf+xml",
            '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<x:y/></r:RDF>',
            "line 2, column 1: Unknown prefix x:",
        ),
    ],
)
def test_what_does_not_parse_is_shown_with_its_place(
    web: TestClient, media_type: str, content: str, reason: str
) -> None:
    headers = {**BEARER, "Content-Type": media_type}
    answer = web.put("/service?graph=urn:x", headers=headers, content=content)
    assert answer.status_code == 400
    assert f"what is sent does not parse: {reason}" in answer.json()["error"]


def test_a_graph_that_is_too_large_is_not_sent_in_part(web: TestClient) -> None:
    many = "\n".join(f"<urn:{n}> <urn:p> <urn:o> ." for n in range(101))
    web.put("/service", params=ONE, headers=TURTLE, content=many)
    assert web.get("/service", params=ONE).status_code == 413


def test_a_format_that_is_not_written_is_not_accepted(web: TestClient) -> None:
    web.put("/service", params=ONE, headers=TURTLE, content=A)
    assert web.get("/service", params=ONE, headers={"Accept": "image/png"}).status_code == 406
