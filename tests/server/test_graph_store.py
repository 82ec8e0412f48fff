"""Graphs over HTTP, got, put, added to and deleted; the merge follows."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from starlette.testclient import TestClient

from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.server.app import application
from sygraph.server.settings import Settings
from sygraph.store.interface import OxigraphStore
from sygraph.store.rdflib_store import RdflibStore

BEARER = {"Authorization": "Bearer secret"}
TURTLE = {**BEARER, "Content-Type": "text/turtle"}
ONE = {"graph": "http://example.org/one"}
A, B, C = (f"<urn:{name}> <urn:p> <urn:o> ." for name in "abc")


@pytest.fixture(scope="module")
def _web() -> Iterator[TestClient]:
    kg = KnowledgeGraph(OxigraphStore(ox.Store()), Files.bundled())
    settings = Settings(writable=True, token="secret", timeout=20, max_rows=100)
    with TestClient(application(kg, settings)) as client:
        yield client


@pytest.fixture
def web(_web: TestClient) -> TestClient:
    """A server of no data."""
    answer = _web.post("/sparql", data={"update": "DROP ALL"}, headers=BEARER)
    assert answer.status_code == 204
    return _web


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
    assert f"the body does not parse: {reason}" in answer.json()["error"]


def test_a_graph_that_is_too_large_is_not_sent_in_part(web: TestClient) -> None:
    many = "\n".join(f"<urn:{n}> <urn:p> <urn:o> ." for n in range(101))
    web.put("/service", params=ONE, headers=TURTLE, content=many)
    assert web.get("/service", params=ONE).status_code == 413


def test_a_format_that_is_not_written_is_not_accepted(web: TestClient) -> None:
    web.put("/service", params=ONE, headers=TURTLE, content=A)
    assert web.get("/service", params=ONE, headers={"Accept": "image/png"}).status_code == 406


def test_a_post_without_a_name_creates_a_graph(web: TestClient) -> None:
    answers = [web.post("/service", headers=TURTLE, content=text) for text in (A, B)]
    assert [answer.status_code for answer in answers] == [201, 201]
    places = [answer.headers["location"] for answer in answers]
    assert len(set(places)) == 2
    for place, text in zip(places, (A, B), strict=True):
        assert place.startswith("http://testserver/service/")
        answer = web.get(place, headers={"Accept": "application/n-triples"})
        assert set(answer.text.splitlines()) == {text}
        assert lines(web, graph=place) == {text}
    assert web.delete(places[0], headers=BEARER).status_code == 204
    assert web.get(places[0]).status_code == 404
    assert web.post("/service", headers={"Content-Type": "text/turtle"}).status_code == 401


def test_a_graph_is_named_by_its_own_address(web: TestClient) -> None:
    for path in ("people/1.ttl", "%E7%80%8B", "a%2Fb", "a/b", "x/"):
        address = f"http://testserver/service/{path}"
        triple = f"<urn:{len(path)}> <urn:p> <urn:o> ."
        assert web.put(address, headers=TURTLE, content=triple).status_code == 201
        assert lines(web, graph=address) == {triple}
        assert web.get(address).status_code == 200
    assert web.get("http://testserver/service/a").status_code == 404
    both = web.get("http://testserver/service/a/b", params=ONE)
    assert both.status_code == 400


def test_a_form_of_files_is_one_graph(web: TestClient) -> None:
    turtle = "@prefix u: <urn:> . u:a u:p u:o, '''瀋陽\r\n''' . _:x u:p u:o ."
    jsonld = b'{"@id": "urn:c", "urn:p": {"@id": "urn:o"}}'
    triples = f"{B}\n_:x <urn:p> <urn:o> ."
    files = [
        ("one", ("one.ttl", turtle.encode(), "text/turtle")),
        ("two", ("two.nt", triples.encode(), "application/octet-stream")),
        ("three", ("it", jsonld, "application/ld+json")),
        ("four", ("<rel>.ttl", b"<> <urn:p> <#o> .", "text/plain")),
    ]
    answer = web.post("/service", params=ONE, headers=BEARER, files=files)
    assert answer.status_code == 201
    found = lines(web, **ONE)
    assert {A, B, C, '<urn:a> <urn:p> "瀋陽\\r\\n" .'} < found
    home = ONE["graph"]
    assert f"<{home}> <urn:p> <{home}#o> ." in found
    assert len(found) == 7  # with two blank nodes
    assert web.post("/service", params=ONE, headers=BEARER, files=files[:1]).status_code == 204


@pytest.mark.parametrize(
    ("name", "content", "media_type", "status"),
    [
        ("a.trig", A, "application/trig", 415),
        ("a.exe", A, "application/octet-stream", 415),
        ("a.ttl", "<urn:a>", "text/turtle", 400),
    ],
)
def test_a_form_with_a_file_that_is_no_graph_changes_nothing(
    web: TestClient, name: str, content: str, media_type: str, status: int
) -> None:
    files = [("a", ("b.ttl", B, "text/turtle")), ("b", (name, content, media_type))]
    answer = web.post("/service", params=ONE, headers=BEARER, files=files)
    assert answer.status_code == status
    assert web.get("/service", params=ONE).status_code == 404


def test_a_form_that_is_broken_is_refused(web: TestClient) -> None:
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {**BEARER, "Content-Type": content_type}
        answer = web.post("/service", params=ONE, headers=headers, content=A)
        assert answer.status_code == 400


def test_relative_iris_are_relative_to_the_graph(web: TestClient) -> None:
    graph = {"graph": "http://example.org/folder/one#x"}
    for media_type, content in (
        ("text/turtle", "<> <p> <../o> ."),
        ("application/ld+json", '{"@id": "", "http://example.org/folder/p": {"@id": "../o"}}'),
    ):
        headers = {**BEARER, "Content-Type": media_type}
        assert web.put("/service", params=graph, headers=headers, content=content).is_success
        home = "http://example.org/folder"
        assert lines(web, **graph) == {f"<{home}/one> <{home}/p> <http://example.org/o> ."}


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/trig", "<urn:g> { <urn:a> <urn:p> <urn:o> }"),
        ("application/n-quads", "<urn:a> <urn:p> <urn:o> <urn:g> ."),
        (
            "application/ld+json",
            '{"@id": "urn:g", "@graph": [{"@id": "urn:a", "urn:p": {"@id": "urn:o"}}]}',
        ),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_body_with_named_graphs_is_refused(
    web: TestClient, method: str, media_type: str, content: str
) -> None:
    headers = {**BEARER, "Content-Type": media_type}
    answer = web.request(method, "/service", params=ONE, headers=headers, content=content)
    assert answer.status_code == 415
    assert web.get("/service", params=ONE).status_code == 404
    assert lines(web, default="") == set()


def test_an_empty_graph_is_there(web: TestClient) -> None:
    assert web.put("/service", params=ONE, headers=TURTLE, content="").status_code == 201
    assert lines(web, **ONE) == set()
    assert web.put("/service", params=ONE, headers=TURTLE, content=A).status_code == 204
    assert web.put("/service", params=ONE, headers=TURTLE, content="").status_code == 204
    assert lines(web, **ONE) == set()
    assert web.delete("/service", params=ONE, headers=BEARER).status_code == 204
    assert web.get("/service", params=ONE).status_code == 404
    assert web.get("/service?default").status_code == 200


def test_a_graph_is_told_by_the_whole_of_its_name(web: TestClient) -> None:
    names = ("http://example.org/x", "http://example.org/x#", "http://example.org/a/../x")
    for number, name in enumerate(names):
        triple = f"<urn:s> <urn:p> <urn:{number}> ."
        answer = web.put("/service", params={"graph": name}, headers=TURTLE, content=triple)
        assert answer.status_code == 201
    for number, name in enumerate(names):
        assert lines(web, graph=name) == {f"<urn:s> <urn:p> <urn:{number}> ."}
        query = {"query": "SELECT ?o { ?s ?p ?o }", "default-graph-uri": name, "format": "csv"}
        assert web.get("/sparql", params=query).text.split() == ["o", f"urn:{number}"]


@pytest.mark.parametrize("path", ["/service?graph=urn:x", "/service?default", "/service/x"])
def test_other_pages_may_ask_which_methods_there_are(
    web: TestClient, kg: KnowledgeGraph, path: str
) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "PUT"}
    with TestClient(application(kg, Settings())) as read_only:
        for client, writes in ((web, True), (read_only, False)):
            preflight = client.options(path, headers=asked)
            plain = client.options(path)
            assert (preflight.status_code, plain.status_code) == (204, 204)
            for names in (
                preflight.headers["access-control-allow-methods"],
                plain.headers["allow"],
            ):
                listed = set(names.split(", "))
                assert {"GET", "HEAD", "OPTIONS"} <= listed
                assert ({"PUT", "POST", "DELETE"} <= listed) is writes
                assert ("DELETE" in listed) is writes
            assert preflight.headers["access-control-allow-origin"] == "*"
            assert "Authorization" in preflight.headers["access-control-allow-headers"]
            elsewhere = client.options("/sparql", headers=asked)
            assert "PUT" not in elsewhere.headers["access-control-allow-methods"]


def test_an_rdflib_graph_is_served_too() -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data="<urn:a> <urn:p> <urn:o> <http://example.org/one> .", format="nquads")
    kg = KnowledgeGraph(RdflibStore(dataset), Files.bundled())
    with TestClient(application(kg, Settings())) as client:
        assert lines(client, **ONE) == {A}
        assert client.get("/service?graph=urn:nowhere").status_code == 404
