"""The pages that ask and draw, over HTTP: statuses, downloads, and what their scripts fetch."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from sygraph.graph import KnowledgeGraph
from sygraph.server.app import application
from sygraph.server.settings import Settings


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(application(kg, Settings(max_rows=40))) as client:
        client.headers["Accept"] = "text/html"
        yield client


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/query", 200, "Ask the graph"),
        ("/query/partner-cities?country=日本", 200, "Kawasaki"),
        ("/query?query=SELECT ?x {", 400, "cannot be answered"),
        ("/query/partner-citys", 404, "partner-cities"),
        ("/query/partner-cities?country=Atlantis", 404, "Atlantis"),
        ("/query/partner-cities?citizenship=x", 400, "citizenship"),
        ("/query/partner-cities?lang=fr", 400, "one of en, zh-Hant, zh-Hans"),
        ("/?lang=fr", 400, "one of en, zh-Hant, zh-Hans"),
        ("/query/air-routes?service=passenger", 404, "one of sy:cargo (cargo), sy:passenger"),
        ("/query/where-stated?number=1e500000000", 400, "has more than 400 digits"),
        ("/query/figures-in-year?year=20x", 400, "is not a year from 1000 to 9999"),
        ("/query/events-between?from=2024", 400, "is not a date such as 2024-10-29"),
        ("/query?query=Which cities are sister cities?", 400, "partner-cities (Which cities"),
        ("/search?q=" + "x" * 5000, 200, "Nothing answers this."),
        ("/query?query=ASK{SERVICE<http://example.org/>{?s?p?o}}", 403, "example.org"),
        ("/query?query=ASK{}&download=png", 406, "csv"),
        ("/query?query=ASK{}&view=nothing", 200, "Yes."),
        ("/map?view=moon", 200, "map-place"),
        ("/timeline?from=0000&to=9999&class=x", 200, "tl-item"),
        ("/timeline?from=2050&to=2021", 200, "<h1>"),
        ("/network?theme=trade", 200, "data-payload"),
        ("/network?theme=tirade", 400, "trade"),
        ("/network?about=Atlantis", 404, "Atlantis"),
        ("/network?about=seoul&depth=9", 400, "1 to 4"),
        ("/network?path=Seoul", 400, "two ends"),
        ("/network?about=seoul&theme=trade", 400, "cannot be combined"),
        ("/network?query=partner-graph", 200, "data-payload"),
        ("/api", 200, "/api/queries/partner-cities"),
    ],
)
def test_each_address_has_its_page_and_its_status(
    client: TestClient, path: str, status: int, says: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert says in answer.text


def test_chinese_is_simplified_chinese(kg: KnowledgeGraph) -> None:
    with TestClient(application(kg, Settings())) as client:
        answer = client.get("/query/partner-cities?lang=zh", headers={"Accept": "text/html"})
        assert answer.headers["content-language"] == "zh-Hans"
        assert answer.headers["set-cookie"].startswith("lang=zh-Hans;")
        assert "有哪些夥伴城市" not in answer.text and "有哪些伙伴城市" in answer.text


@pytest.mark.parametrize(
    ("format", "type", "suffix"),
    [
        ("csv", "text/csv", ".csv"),
        ("excel", "text/csv", ".csv"),
        ("tsv", "text/tab-separated-values", ".tsv"),
        ("json", "application/sparql-results+json", ".json"),
        ("xml", "application/sparql-results+xml", ".xml"),
    ],
)
def test_a_download_has_the_name_and_the_type_of_its_format(
    client: TestClient, format: str, type: str, suffix: str
) -> None:
    answer = client.get("/query/trade-totals", params={"download": format})
    assert answer.headers["content-type"].partition(";")[0] == type
    assert answer.headers["content-disposition"].endswith(f'"trade-totals{suffix}"')
    assert answer.content.startswith(codecs.BOM_UTF8) == (format == "excel")
    assert "億元" in answer.content.decode()


def test_excel_computes_nothing_in_a_download(client: TestClient) -> None:
    asks = {"query": 'SELECT ("=1+1" AS ?a) (-5 AS ?b) {}', "evidence": "0"}
    for format, cells in (("excel", "'=1+1,-5"), ("csv", "=1+1,-5")):
        answer = client.get("/query", params=asks | {"download": format})
        assert answer.content.decode("utf-8-sig").split() == ["a,b", cells]


def test_a_download_that_its_format_cannot_hold_is_refused(client: TestClient) -> None:
    asks = {"query": r'SELECT ("a\u0007b" AS ?a) {}', "evidence": "0", "download": "xml"}
    answer = client.get("/query", params=asks, headers={"Accept": "application/json"})
    assert answer.status_code == 406
    assert "U+0007" in answer.json()["error"]


def test_a_download_that_is_not_whole_says_so(client: TestClient) -> None:
    asks = {"query": "SELECT * { ?s ?p ?o }", "download": "csv", "evidence": "0"}
    answer = client.get("/query", params=asks)
    assert answer.headers["sygraph-cut"] == "40 rows"
    assert answer.text.count("\r\n") == 41


def test_what_is_around_a_node_is_what_a_page_can_add(client: TestClient) -> None:
    more = client.get("/network.json", params={"id": "首爾"}).json()
    assert set(more) == {"nodes", "edges", "passages", "families"}
    [seoul] = [node for node in more["nodes"] if node["id"] == "id:seoul"]
    assert seoul["href"] == "/id/seoul"
    assert client.get("/network.json", params={"id": "Atlantis"}).status_code == 404
    assert client.get("/network.json").status_code == 400


def test_the_editor_s_names_are_kept_by_the_browser(client: TestClient) -> None:
    answer = client.get("/completions.json", params={"lang": "zh-Hant"})
    assert {"name": "id:seoul", "label": "首爾", "kind": "entity"} in answer.json()["terms"]
    again = client.get(
        "/completions.json",
        params={"lang": "zh-Hant"},
        headers={"If-None-Match": answer.headers["etag"]},
    )
    assert again.status_code == 304


def test_a_query_is_checked_without_running(client: TestClient) -> None:
    answer = client.post("/check.json?lang=en", content="SELECT * {\n ?x a sy:Citty }")
    [wrong] = answer.json()["mistakes"]
    assert (wrong["kind"], wrong["line"], wrong["text"]) == ("unknown", 2, "sy:Citty")
    assert wrong["fixes"][0] == {"text": "sy:City", "label": "city"}
    assert answer.headers["cache-control"] == "no-store"
    assert client.post("/check.json", content=b"\xff").json()["mistakes"][0]["kind"] == "syntax"
    assert client.get("/check.json").status_code == 405


def test_the_article_has_a_short_address(client: TestClient) -> None:
    answer = client.get("/article?lang=en&lens=map", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/article/shenyang-2024?lang=en&lens=map"
    assert client.get(answer.headers["location"]).status_code == 200


def test_the_editor_s_names_are_narrowed_to_what_occurs(client: TestClient) -> None:
    found = client.get("/completions.json", params={"values": "sy:country", "lang": "en"}).json()
    assert {"name": "id:japan", "label": "Japan"} in found["terms"]
    assert all(term["name"] != "id:seoul" for term in found["terms"])


@pytest.mark.parametrize("base", ["http://example.org/sygraph/", "http://example.org/"])
def test_below_a_proxy_s_path_every_address_has_it(kg: KnowledgeGraph, base: str) -> None:
    import re

    prefix = base.removeprefix("http://example.org").rstrip("/")
    with TestClient(application(kg, Settings(base_url=base))) as client:
        for path in ("query/trade-totals", "map", "timeline", "network?theme=trade", "api"):
            page = client.get(f"{prefix}/{path}", headers={"Accept": "text/html"}).text
            found = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
            assert found and all(address.startswith(f"{prefix}/") for address in found)
        described = client.get(f"{prefix}/openapi.json").json()
        assert described["servers"] == [{"url": base.rstrip("/")}]
