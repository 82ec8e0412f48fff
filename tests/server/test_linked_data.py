"""Linked data over HTTP: one address a node, a page or data as the reader would rather."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

import sygraph
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PASSAGE, SY
from sygraph.pages.addresses import path_of
from sygraph.server.app import application
from sygraph.server.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
SEOUL = ox.NamedNode(ID + "seoul")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

PARSERS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".n3": ox.RdfFormat.N3,
    ".trig": ox.RdfFormat.TRIG,
    ".nq": ox.RdfFormat.N_QUADS,
}

NODES = [
    "/id/seoul",
    "/id/shenyang-trade-2023",
    "/passage/shenyang-2024/240",
    "/article/shenyang-2024",
    "/ontology",
    "/ontology/City",
    "/ontology/locatedIn",
    "/ontology/sisterCity",
    "/graph/gazetteer",
    "/dataset",
]


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    app = application(kg, Settings(port=0))
    with TestClient(app, follow_redirects=False) as client:
        yield client


def quads(content: bytes, suffix: str) -> list[ox.Quad]:
    return list(ox.parse(io.BytesIO(content), PARSERS[suffix]))


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        (BROWSER, ".html"),
        ("*/*", ".html"),
        ("", ".html"),
        ("text/turtle", ".ttl"),
        ("text/turtle;q=0.5, application/ld+json", ".jsonld"),
        ("application/json", ".jsonld"),
        ("application/n-triples", ".nt"),
        ("application/rdf+xml, text/html;q=0.3", ".rdf"),
        ("text/n3", ".n3"),
        ("application/trig", ".trig"),
        ("application/n-quads", ".nq"),
    ],
)
def test_a_node_leads_to_what_the_reader_would_rather(
    client: TestClient, accept: str, suffix: str
) -> None:
    answer = client.get("/id/seoul", headers={"Accept": accept})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/id/seoul{suffix}"
    assert "Accept" in answer.headers["vary"]


def test_what_nobody_offers_is_not_acceptable(client: TestClient) -> None:
    answer = client.get("/id/seoul", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["hint"]


@pytest.mark.parametrize("node", NODES)
@pytest.mark.parametrize("suffix", PARSERS)
def test_each_node_is_had_in_each_format(client: TestClient, node: str, suffix: str) -> None:
    answer = client.get(node + suffix)
    assert answer.status_code == 200
    assert len(quads(answer.content, suffix)) > 3


@pytest.mark.parametrize("node", NODES)
def test_each_node_has_a_page(client: TestClient, node: str) -> None:
    answer = client.get(node, headers={"Accept": BROWSER}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith("<!doctype html>")


@pytest.mark.parametrize("node", NODES)
def test_the_data_speaks_of_the_node_in_its_own_name(client: TestClient, node: str) -> None:
    room, _, name = node[1:].partition("/")
    iri = SY + name if room == "ontology" and name else f"https://w3id.org/sygraph{node}"
    found = quads(client.get(node + ".trig").content, ".trig")
    named = {str(term) for quad in found for term in (quad.subject, quad.graph_name)}
    assert f"<{iri}>" in named


def test_data_of_an_entity_has_its_links_figures_and_words(client: TestClient) -> None:
    found = quads(client.get("/id/seoul.trig").content, ".trig")
    passage = ox.NamedNode(PASSAGE + "shenyang-2024/580")
    event = ox.NamedNode(ID + "hello-seoul")
    assert ox.Quad(event, ox.NamedNode(SY + "inPlace"), SEOUL, passage) in found
    assert any(q.subject == passage and q.predicate.value == SY + "quote" for q in found)


def test_the_same_data_is_the_same_bytes(client: TestClient, kg: KnowledgeGraph) -> None:
    with TestClient(application(kg, Settings())) as other:
        for suffix in PARSERS:
            path = f"/id/seoul{suffix}"
            assert client.get(path).content == other.get(path).content


def test_answers_link_to_their_other_forms(client: TestClient) -> None:
    header = client.get("/id/seoul.html").headers["link"]
    at = "http://testserver/id/seoul"
    assert f'<{at}.html>; rel="canonical"' in header
    assert f'<{at}.ttl>; rel="describedby"; type="text/turtle"' in header
    for suffix, media_type in ((".jsonld", "application/ld+json"), (".rdf", "application/rdf+xml")):
        assert f'<{at}{suffix}>; rel="alternate"; type="{media_type}"' in header
    assert f'<{ID}seoul>; rel="about"' in header
    assert (
        f'<{at}.html>; rel="alternate"; type="text/html"'
        in client.get("/id/seoul.ttl").headers["link"]
    )


def test_the_query_goes_along(client: TestClient) -> None:
    answer = client.get("/id/seoul?lang=zh-Hant", headers={"Accept": BROWSER})
    assert answer.headers["location"] == "/id/seoul.html?lang=zh-Hant"


@pytest.mark.parametrize(
    ("path", "near"),
    [("/id/soeul", "id:seoul"), ("/ontology/Citty", "sy:City"), ("/id/shenyan.ttl", "id:shenyang")],
)
def test_what_is_not_there_is_answered_by_what_is_near(
    client: TestClient, path: str, near: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert near in answer.json()["hint"]
    page = client.get(path, headers={"Accept": BROWSER})
    assert page.status_code == 404
    assert f">{near}</a>" in page.text


@pytest.mark.parametrize(
    "path",
    [
        "/id/%3Cscript%3E",
        '/id/a"b',
        "/id/a b",
        "/id/%00",
        "/id/..%2F..%2Fetc%2Fpasswd",
        "/passage/shenyang-2024/abc",
        "/passage/nothing/10",
        "/article/nothing",
        "/graph/nothing",
        "/ontology/City%7D",
        "/id/seoul.exe",
        "/id/china.html?with=nothing",
        "/id/china.html?with=%3E%20%7D",
        "/id/china.html?with=sy:country&from=100000",
    ],
)
def test_what_is_not_there_is_not_found_whatever_it_is_called(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("suffix", [".html", ".ttl"])
def test_what_has_not_changed_is_not_sent_again(client: TestClient, suffix: str) -> None:
    tag = client.get(f"/id/seoul{suffix}").headers["etag"]
    again = client.get(f"/id/seoul{suffix}", headers={"If-None-Match": tag})
    assert again.status_code == 304 and again.content == b""


def test_a_head_is_an_answer_without_its_body(client: TestClient) -> None:
    answer = client.head("/id/seoul.ttl")
    assert answer.status_code == 200 and answer.content == b""
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("*/*", "/dataset.ttl"),
        ("application/ld+json", "/dataset.jsonld"),
        (BROWSER, "/dataset.html"),
    ],
)
def test_the_description_of_the_dataset_is_where_programs_look(
    client: TestClient, accept: str, place: str
) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": accept})
    assert answer.status_code == 303 and answer.headers["location"] == place


def test_downloads_are_the_whole_graph(client: TestClient, kg: KnowledgeGraph) -> None:
    answer = client.get("/download/sygraph.nt")
    assert answer.headers["content-disposition"] == 'attachment; filename="sygraph.nt"'
    [row] = kg.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    merge = quads(answer.content, ".nt")
    assert len(merge) == row.n
    assert len(quads(client.get("/download/sygraph.nq").content, ".nq")) > len(merge)
    assert client.get("/download/sygraph.doc").status_code == 406


def test_it_works_below_a_proxys_prefix(kg: KnowledgeGraph) -> None:
    app = application(kg, Settings(base_url="https://example.org/kg/"))
    for at in ("/kg", ""):  # whether or not the proxy takes the prefix off
        with TestClient(app, follow_redirects=False) as client:
            answer = client.get(f"{at}/id/seoul", headers={"Accept": "text/turtle"})
            assert answer.headers["location"] == "/kg/id/seoul.ttl"
            page = client.get(f"{at}/id/seoul.html")
            assert 'href="/kg/id/south-korea"' in page.text
            assert 'href="/kg/static/site.css"' in page.text
            assert (
                '<https://example.org/kg/id/seoul.ttl>; rel="describedby"' in page.headers["link"]
            )
            said = client.get(f"{at}/dataset.ttl").text
            assert "<https://example.org/kg/sparql>" in said


@pytest.mark.parametrize(
    ("header", "lang", "title"),
    [("", "en", "Seoul"), ("zh-TW", "zh-Hant", "首爾"), ("zh-CN,en;q=0.5", "zh-Hans", "首尔")],
)
def test_pages_are_in_the_language_that_the_reader_prefers(
    client: TestClient, header: str, lang: str, title: str
) -> None:
    client.cookies.clear()
    answer = client.get("/id/seoul.html", headers={"Accept-Language": header})
    assert answer.headers["content-language"] == lang
    assert "Accept-Language" in answer.headers["vary"]
    assert f"<h1>{title}</h1>" in answer.text


def test_a_chosen_language_is_remembered(kg: KnowledgeGraph) -> None:
    with TestClient(application(kg, Settings())) as client:
        chosen = client.get("/id/seoul.html?lang=zh-Hant")
        assert "lang=zh-Hant; Path=/;" in chosen.headers["set-cookie"]
        assert client.get("/search?q=seoul").headers["content-language"] == "zh-Hant"
        assert "set-cookie" not in client.get("/id/seoul.html?lang=xx").headers


def test_suggestions_are_plain_json(client: TestClient) -> None:
    found = client.get("/suggest", params={"q": "首"}).json()
    assert found and {"href", "label", "text", "span", "kind", "what"} <= set(found[0])
    assert client.get("/suggest").json() == []
    assert client.get("/suggest", params={"q": "x" * 5000}).json() == []


def test_browsers_may_search_here_from_their_own_bars(client: TestClient) -> None:
    assert "http://testserver/search?q={searchTerms}" in client.get("/opensearch.xml").text


def test_the_context_of_the_json_ld_is_there(client: TestClient) -> None:
    answer = client.get("/context.jsonld")

    assert answer.headers["content-type"].startswith("application/ld+json")
    assert answer.content == (Files.bundled().root / "ontology" / "context.jsonld").read_bytes()


@pytest.fixture
def ports(tmp_path: Path) -> Iterator[TestClient]:
    """The example workspace with a class and a property of its own."""
    place = shutil.copytree(EXAMPLES, tmp_path / "ports")
    with (place / "ontology" / "sygraph.ttl").open("a", encoding="utf-8") as terms:
        terms.write(
            "port-term:Pier a owl:Class ; rdfs:subClassOf sy:Place ;"
            ' skos:prefLabel "pier"@en , "碼頭"@zh-Hant ; skos:definition "A place to land."@en .\n'
            "port-term:berths a owl:DatatypeProperty ; rdfs:domain port-term:Pier ;"
            ' skos:prefLabel "berths"@en ; skos:definition "Ships that can land."@en .\n'
        )
    kg = sygraph.open(Files.at(place))
    with TestClient(application(kg, Settings(port=0))) as client:
        yield client
    Files.bundled().use()


@pytest.mark.parametrize("name", ["TEU", "containerThroughput", "Pier", "berths"])
def test_a_term_of_a_workspace_is_documented_under_its_base(ports: TestClient, name: str) -> None:
    term = ox.NamedNode(f"https://example.org/northeast-ports/ontology#{name}")
    page = ports.get(f"/ontology/{name}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert f"port-term:{name}" in page.text
    assert f'href="/ontology/{name}"' in ports.get("/ontology.html").text
    for stem in (f"ontology/{name}", "ontology"):
        data = ports.get(f"/{stem}", headers={"Accept": "application/n-quads"})
        assert data.status_code == 200
        assert term in {quad.subject for quad in quads(data.content, ".nq")}


def test_terms_of_the_package_keep_their_pages_in_a_workspace(ports: TestClient) -> None:
    assert "sy:City" in ports.get("/ontology/City.html").text
    assert ports.get("/ontology/nosuch").status_code == 404


def test_translations_of_a_workspace_have_a_page_and_data(ports: TestClient) -> None:
    iri = "https://example.org/northeast-ports/graph/translations/port-outlook"
    path = path_of(iri)
    assert ports.get(f"/{path}.html").status_code == 200
    found = quads(ports.get(f"/{path}.nq").content, ".nq")
    assert len(found) > 13
    assert {quad.graph_name for quad in found} == {ox.NamedNode(iri)}
