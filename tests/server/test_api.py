"""The API: each operation's answers, what it refuses and how, and that its description holds."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from starlette.testclient import TestClient

from sygraph.graph import KnowledgeGraph
from sygraph.server.app import application
from sygraph.server.openapi import document
from sygraph.server.settings import Settings


@pytest.fixture(scope="module")
def client(kg: KnowledgeGraph) -> Iterator[TestClient]:
    with TestClient(application(kg, Settings()), raise_server_exceptions=False) as client:
        yield client


def _get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_search_finds_by_any_of_the_languages(client: TestClient) -> None:
    hits = _get(client, "/api/search", q="沈阳桃仙", lang="en")["hits"]
    assert hits[0]["label"] == "Shenyang Taoxian International Airport"
    assert len(_get(client, "/api/search", q="瀋陽", limit=3)["hits"]) == 3
    assert _get(client, "/api/search", q="\u0301")["hits"] == []


def test_a_question_leads_to_a_query_with_its_parameters(client: TestClient) -> None:
    found = _get(client, "/api/ask", q="Japanese sister cities", lang="zh-Hant", limit=3)
    best = found["suggestions"][0]
    assert (best["query"], best["params"]) == ("partner-cities", {"country": "id:japan"})
    assert best["label"] == "有哪些夥伴城市，在哪一國，屬何種關係？"
    assert len(found["suggestions"]) == 3
    rows = _get(client, f"/api/queries/{best['query']}", **best["params"])["rows"]
    assert len(rows) == 3
    [figure, *_] = _get(client, "/api/ask", q="1469")["suggestions"]
    assert (figure["kind"], figure["entity"]) == ("figure", "id:shenyang-trade-2023")
    assert _get(client, "/api/ask", q="qwertyuiop") == {"suggestions": []}
    assert _get(client, "/api/ask", q="\u0301") == {"suggestions": []}


@pytest.mark.parametrize("name", ["seoul", "id:seoul", "首爾", "https://w3id.org/sygraph/id/seoul"])
def test_an_entity_is_found_by_any_of_its_names(client: TestClient, name: str) -> None:
    from urllib.parse import quote

    seoul = _get(client, f"/api/entities/{quote(name, safe='')}", lang="zh-Hans")
    assert (seoul["curie"], seoul["label"]) == ("id:seoul", "首尔")
    assert seoul["passages"]


def test_a_path_comes_with_its_sentences(client: TestClient) -> None:
    found = _get(client, "/api/path", **{"from": "Moscow", "to": "瀋陽", "lang": "en"})
    assert [node["label"] for node in found["paths"][0]["nodes"]][::2] == ["Moscow", "Shenyang"]
    assert found["passages"][0]["quote"]


def test_a_passage_says_what_it_supports(client: TestClient) -> None:
    passage = _get(client, "/api/passages/shenyang-2024/420", lang="en")
    assert any("進出口總額74.71億元" in p["quote"] for p in passage["passages"])
    assert passage["states"]


def test_the_language_is_that_of_the_header_unless_it_is_given(client: TestClient) -> None:
    client.cookies.clear()  # what was chosen before
    answer = client.get("/api/entities/seoul", headers={"Accept-Language": "zh-TW"})
    assert answer.json()["label"] == "首爾"
    assert "Accept-Language" in answer.headers["vary"]


# The named queries


def test_the_named_queries_are_listed_and_can_be_searched(
    client: TestClient, kg: KnowledgeGraph
) -> None:
    names = [query["name"] for query in _get(client, "/api/queries")["queries"]]
    assert sorted(names) == sorted(kg.queries)
    few = [query["name"] for query in _get(client, "/api/queries", q="伙伴城市")["queries"]]
    assert "partner-cities" in few and len(few) < len(names)


def test_a_named_query_answers_in_plain_values(client: TestClient) -> None:
    answer = _get(client, "/api/queries/partner-cities", country="日本", lang="en")
    assert [row["label"] for row in answer["rows"]] == ["Kawasaki", "Sapporo", "Sasebo"]
    assert answer["rows"][0]["city"] == {
        "iri": "https://w3id.org/sygraph/id/kawasaki",
        "curie": "id:kawasaki",
        "label": "Kawasaki",
    }
    assert answer["cut"] is None and "evidence" not in answer


def test_a_parameter_given_twice_asks_for_either(client: TestClient) -> None:
    countries = ["id:japan", "id:south-korea"]
    both = _get(client, "/api/queries/partner-cities", country=countries)["rows"]
    each = [
        row
        for country in countries
        for row in _get(client, "/api/queries/partner-cities", country=country)["rows"]
    ]
    assert {r["city"]["curie"] for r in both} == {r["city"]["curie"] for r in each}


def test_rows_come_with_their_proof_when_asked_for(client: TestClient) -> None:
    answer = _get(client, "/api/queries/trade-totals", evidence="true")
    assert len(answer["evidence"]) == len(answer["rows"]) > 0
    assert "億元" in answer["evidence"][0]["passages"][0]["quote"]


def test_rdf_has_no_room_for_proof_and_comes_without(client: TestClient) -> None:
    both = {"format": "turtle", "evidence": "true"}
    answer = client.get("/api/queries/partner-graph", params=both)
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (
        200,
        "text/turtle",
    )


def test_a_cut_answer_says_so(client: TestClient) -> None:
    answer = client.get("/api/queries/timeline", params={"limit": 2})
    assert (len(answer.json()["rows"]), answer.json()["cut"]) == (2, "2 rows")
    assert answer.headers["sygraph-cut"] == "2 rows"


@pytest.mark.parametrize(
    ("query", "accept", "type"),
    [
        ("partner-cities", "text/csv", "text/csv"),
        ("partner-cities", "application/sparql-results+json", "application/sparql-results+json"),
        ("partner-cities", "text/html,*/*;q=0.8", "application/json"),
        ("partner-graph", "text/turtle", "text/turtle"),
        ("partner-graph", "application/json", "application/json"),
        ("is-sister-city", "application/json", "application/json"),
    ],
)
def test_the_header_chooses_the_format(
    client: TestClient, query: str, accept: str, type: str
) -> None:
    answer = client.get(f"/api/queries/{query}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == type


def test_so_does_the_address(client: TestClient) -> None:
    answer = client.get("/api/queries/partner-cities", params={"format": "csv", "country": "日本"})
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 4


# Refusals


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/api/search", 400, "q is missing"),
        ("/api/ask", 400, "q is missing"),
        ("/api/ask?q=a&limit=0", 400, "from 1 to 100"),
        ("/api/ask?q=" + "x" * 5000, 400, "is longer than 2,000 characters"),
        ("/api/search?q=a&lang=fr", 400, "one of en, zh-Hant, zh-Hans"),
        ("/api/search?q=a&limit=0", 400, "from 1 to 100"),
        ("/api/search?q=a&limit=5&limit=6", 400, "2 times"),
        ("/api/search?q=a&limt=5", 400, "did you mean limit"),
        ("/api/queries/partner-cities?" + "country=japan&" * 51, 400, "51 times"),
        ("/api/entities/Seol", 404, "Seoul"),
        ("/api/passages/shenyang-2024/421", 404, "no passage"),
        ("/api/passages/x%3E/421", 404, "no passage"),
        ("/api/path?from=Seoul", 400, "to is missing"),
        ("/api/path?from=Seoul&to=首爾", 400, "both ends"),
        ("/api/queries/partner-citys", 404, "partner-cities"),
        ("/api/queries/partner-cities?country=Atlantis", 404, "Atlantis"),
        ("/api/queries/timeline?from=yesterday", 400, "from"),
        ("/api/queries/undertakings?status=sy:done", 404, "sy:achieved"),
        ("/api/queries/air-routes?service=passenger", 404, "one of sy:cargo (cargo), sy:pass"),
        ("/api/queries/partner-cities?lang=fr", 400, "one of en, zh-Hant, zh-Hans"),
        ("/api/queries/partner-cities?format=jsn", 400, "did you mean json? one of json, csv"),
        ("/api/queries/where-stated?number=1e500000000", 400, "has more than 400 digits"),
        ("/api/queries/where-stated?number=1,5", 400, "is not a number such as"),
        ("/api/queries/figures-in-year?year=202", 400, "a whole number from 1000 to 9999"),
        ("/api/queries/figures-in-year?year=" + "9" * 5000, 400, "a whole number from 1000"),
        ("/api/queries/events-between?from=2024-02-30", 400, "is not a date such as"),
        ("/api/queries/partner-cities?evidence=yes", 400, "is not true or false"),
        ("/api/queries/How many sister cities are there", 404, "partner-counts"),
        ("/api/search?q=" + "x" * 5000, 400, "is longer than 2,000 characters"),
        ("/api/entities/" + "x" * 5000, 400, "is longer than 2,000 characters"),
        ("/sparql?query=Which cities are sister cities", 400, "partner-cities"),
        ("/api/nothing", 404, "nothing is at"),
    ],
)
def test_what_is_wrong_is_said_in_one_way(
    client: TestClient, path: str, status: int, says: str
) -> None:
    answer = client.get(path)
    body = answer.json()
    assert (answer.status_code, set(body)) == (status, {"error", "hint", "status"})
    assert body["status"] == status
    assert says in f"{body['error']} {body['hint']}"


def test_chinese_is_simplified_chinese(client: TestClient) -> None:
    def body(lang: str) -> object:
        return client.get("/api/queries/partner-cities", params={"lang": lang}).json()

    assert body("zh") == body("zh-Hans") != body("zh-TW") == body("zh-Hant")


def test_no_format_at_hand_is_406(client: TestClient) -> None:
    answer = client.get("/api/queries/partner-cities", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["hint"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_it_is_only_read(client: TestClient, method: str) -> None:
    answer = client.request(method, "/api/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


# The description


def test_the_description_is_valid_openapi(kg: KnowledgeGraph) -> None:
    described = document(kg, "http://localhost/")
    assert [error.message for error in OpenAPIV31SpecValidator(described).iter_errors()] == []
    del described["info"]  # the validator does find what is missing
    assert any(OpenAPIV31SpecValidator(described).iter_errors())


def test_it_describes_every_named_query_and_its_parameters(kg: KnowledgeGraph) -> None:
    paths = document(kg, "http://localhost/")["paths"]
    for name, query in kg.queries.items():
        described = {p["name"] for p in paths[f"/api/queries/{name}"]["get"]["parameters"]}
        assert described >= {parameter.name for parameter in query.params}
    [status] = [
        p for p in paths["/api/queries/undertakings"]["get"]["parameters"] if p["name"] == "status"
    ]
    assert "sy:sought" in status["schema"]["items"]["enum"]
    [service] = [
        p for p in paths["/api/queries/air-routes"]["get"]["parameters"] if p["name"] == "service"
    ]
    assert service["schema"]["items"]["enum"] == ["sy:cargo", "sy:passenger"]


def test_its_examples_work(client: TestClient, kg: KnowledgeGraph) -> None:
    import re
    from html import unescape

    page = client.get("/api", headers={"Accept": "text/html"}).text
    tries = [unescape(href) for href in re.findall(r'class="api-try" href="([^"]+)"', page)]
    assert len(tries) == len(document(kg, "/")["paths"])
    assert [href for href in tries if client.get(href).status_code != 200] == []


def test_the_articles_are_listed_and_an_operation_is_narrowed_to_one(client: TestClient) -> None:
    [article] = client.get("/api/articles").json()["articles"]
    assert (article["id"], article["language"]) == ("shenyang-2024", "zh-Hant")
    whole = client.get("/api/search?q=Katowice").json()
    assert client.get("/api/search?q=Katowice&article=shenyang-2024").json() == whole
    unknown = client.get("/api/queries/zones?article=shenyang")
    assert unknown.status_code == 404
    assert "did you mean shenyang-2024" in unknown.text
