"""The SPARQL endpoint: the protocol case by case, formats, refusals, keeping, limits."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest
from rdflib import RDF, Dataset, URIRef
from starlette.testclient import TestClient

import sygraph
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.server.app import application
from sygraph.server.settings import Settings
from sygraph.store.interface import OxigraphStore

TOKEN = "a long secret"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"
DOCUMENT = "http://xmlns.com/foaf/0.1/Document"
QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"


def client_of(kg: KnowledgeGraph, **settings: Any) -> TestClient:
    return TestClient(application(kg, Settings(**settings)), follow_redirects=False)


@pytest.fixture(scope="module")
def web(kg: KnowledgeGraph) -> Iterator[TestClient]:
    """The bundled graph, read-only."""
    with client_of(kg) as client:
        yield client


@pytest.fixture(scope="module")
def _writable() -> Iterator[TestClient]:
    kg = KnowledgeGraph(OxigraphStore(ox.Store()), Files.bundled())
    with client_of(kg, writable=True, token=TOKEN, timeout=20) as client:
        yield client


@pytest.fixture
def writable(_writable: TestClient) -> TestClient:
    """Graphs that may be written to: data0 to data3, each of which says that it is a document."""
    each = "<{0}> a <{1}> . GRAPH <{0}> {{ <{0}> a <{1}> }} "
    data = "".join(each.format(DATA.format(number), DOCUMENT) for number in range(4))
    fields = {"update": f"DROP ALL ; INSERT DATA {{ {data} }}"}
    assert _writable.post("/sparql", data=fields, headers=BEARER).status_code == 204
    return _writable


def documents(web: TestClient, how: str, pattern: str, **dataset: list[int]) -> set[int]:
    """Which of the documents a query finds, sent in one of the three ways."""
    query = f"SELECT ?d {{ {pattern} }}"
    fields = {
        f"{name}-graph-uri": [DATA.format(number) for number in numbers]
        for name, numbers in dataset.items()
    }
    if how == "get":
        answer = web.get("/sparql", params={"query": query, **fields})
    elif how == "form":
        answer = web.post("/sparql", data={"query": query, **fields})
    else:
        answer = web.post("/sparql", params=fields, content=query, headers={"Content-Type": QUERY})
    assert answer.status_code == 200, answer.text
    found = [row["d"]["value"] for row in answer.json()["results"]["bindings"]]
    assert len(found) == len(set(found))
    return {int(iri[-5]) for iri in found}


def ask(web: TestClient, pattern: str) -> bool:
    answer = web.get("/sparql", params={"query": f"ASK {{ {pattern} }}"})
    assert answer.status_code == 200
    found: bool = answer.json()["boolean"]
    return found


WAYS = pytest.mark.parametrize("how", ["get", "form", "direct"])


@WAYS
class TestDataset:
    """The dataset that a request gives a query."""

    def test_none(self, writable: TestClient, how: str) -> None:
        assert documents(writable, how, "?d a ?type") == {0, 1, 2, 3}

    def test_default_graph(self, writable: TestClient, how: str) -> None:
        assert documents(writable, how, "?d a ?type", default=[1]) == {1}

    def test_default_graphs(self, writable: TestClient, how: str) -> None:
        assert documents(writable, how, "?d a ?type", default=[1, 2]) == {1, 2}
        assert documents(writable, how, "GRAPH ?g { ?d a ?type }", default=[1, 2]) == set()

    def test_named_graphs(self, writable: TestClient, how: str) -> None:
        named = "GRAPH ?g { ?d a ?type }"
        assert documents(writable, how, named, **{"named": [1, 2]}) == {1, 2}
        assert documents(writable, how, "?d a ?type", **{"named": [1, 2]}) == set()

    def test_full(self, writable: TestClient, how: str) -> None:
        pattern = "{ ?d a ?type } UNION { GRAPH ?g { ?d a ?type } }"
        assert documents(writable, how, pattern, default=[3], named=[1, 2]) == {1, 2, 3}

    def test_a_graph_that_is_not_there_is_empty(self, writable: TestClient, how: str) -> None:
        assert documents(writable, how, "?d a ?type", default=[9]) == set()


def test_the_request_s_dataset_comes_before_the_query_s(writable: TestClient) -> None:
    query = f"SELECT ?d FROM <{DATA.format(1)}> {{ ?d a ?type }}"
    answer = writable.get("/sparql", params={"query": query, "default-graph-uri": DATA.format(2)})
    assert [row["d"]["value"] for row in answer.json()["results"]["bindings"]] == [DATA.format(2)]


def test_graphs_that_were_escaped_together(writable: TestClient) -> None:
    """As in query_multiple_dataset of the W3C's suite, where the & between them is %26."""
    one, two = DATA.format(1), DATA.format(2)
    query = f"""ASK FROM <{DATA.format(3)}> {{
      GRAPH ?g1 {{ <{one}> a ?type }} GRAPH ?g2 {{ <{two}> a ?type }} }}"""
    fields = {"query": query, "named-graph-uri": f"{one}&named-graph-uri={two}"}
    assert writable.get("/sparql", params=fields).json()["boolean"] is True


def test_a_graph_that_is_left_empty_is_none(writable: TestClient) -> None:
    fields = {"query": f"ASK {{ <{DATA.format(1)}> a ?type }}", "default-graph-uri": ""}
    assert writable.get("/sparql", params=fields).json()["boolean"] is True


def test_the_version_of_the_language_may_be_said(writable: TestClient) -> None:
    fields = {"query": "ASK {}", "version": "1.2"}
    assert writable.get("/sparql", params=fields).json()["boolean"] is True
    typed = BEARER | {"Content-Type": f"{UPDATE}; version=1.2"}
    answer = writable.post("/sparql", content="CLEAR GRAPH <a:none>", headers=typed)
    assert answer.status_code == 204


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("SELECT (1 AS ?v) {}", "", "application/sparql-results+json"),
        ("SELECT (1 AS ?v) {}", "*/*", "application/sparql-results+json"),
        ("SELECT (1 AS ?v) {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT (1 AS ?v) {}", "text/csv", "text/csv; charset=utf-8"),
        (
            "SELECT (1 AS ?v) {}",
            "text/tab-separated-values",
            "text/tab-separated-values; charset=utf-8",
        ),
        ("SELECT (1 AS ?v) {}", "application/json", "application/json"),
        (
            "SELECT (1 AS ?v) {}",
            "text/turtle, application/sparql-results+xml;q=0.8, text/csv;q=0.9",
            "text/csv; charset=utf-8",
        ),
        ("SELECT (1 AS ?v) {}", "text/csv;q=0, */*;q=0.1", "application/sparql-results+json"),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "", "application/sparql-results+json"),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "", "text/turtle; charset=utf-8"),
        ("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE <http://example.org/>", "application/n-triples", "application/n-triples"),
        ("DESCRIBE <http://example.org/>", "application/ld+json", "application/ld+json"),
        (
            "DESCRIBE <http://example.org/>",
            "application/sparql-results+json, text/turtle;q=0.1",
            "text/turtle; charset=utf-8",
        ),
    ],
)
def test_the_format_is_the_one_that_is_liked_best(
    web: TestClient, query: str, accept: str, expected: str
) -> None:
    answer = web.post("/sparql", content=query, headers={"Content-Type": QUERY, "Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, expected)
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"],
)
@pytest.mark.parametrize("subject", ["id:shenyang", "?s"])
def test_a_graph_is_the_same_in_every_format(
    web: TestClient, kg: KnowledgeGraph, media_type: str, subject: str
) -> None:
    """Small ones are written whole, large ones as they are found."""
    query = f"CONSTRUCT WHERE {{ {subject} ?p ?o }}"
    answer = web.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    format = ox.RdfFormat.from_media_type(media_type)
    found = {quad.triple for quad in ox.parse(answer.content, format)}
    assert found == set(kg.store.construct(query))


@pytest.mark.parametrize(
    "media_type",
    [
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/tab-separated-values",
    ],
)
@pytest.mark.parametrize("limit", [0, 50, 20_000])
def test_a_table_is_the_same_in_every_format(
    web: TestClient, kg: KnowledgeGraph, media_type: str, limit: int
) -> None:
    query = f"SELECT ?s ?none ?o {{ ?s ?p ?o }} ORDER BY ?s ?p ?o LIMIT {limit}"
    answer = web.get("/sparql", params={"query": query}, headers={"Accept": media_type})
    format = ox.QueryResultsFormat.from_media_type(media_type)
    found = ox.parse_query_results(answer.content, format)
    assert isinstance(found, ox.QuerySolutions)
    assert [tuple(row) for row in found] == [tuple(row) for row in kg.store.select(query)]


def test_csv_is_as_the_engine_writes_it(web: TestClient, kg: KnowledgeGraph) -> None:
    query = "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
    answer = web.get("/sparql", params={"query": query, "format": "csv"})
    whole = kg.store.select(query).serialize(format=ox.QueryResultsFormat.CSV)
    assert answer.content == whole


def test_relative_addresses_are_relative_to_the_endpoint(web: TestClient) -> None:
    answer = web.get(
        "/sparql", params={"query": "CONSTRUCT { <s> <p> <#o> } {}", "format": "ntriples"}
    )
    here = "http://testserver/"
    assert answer.text == f"<{here}s> <{here}p> <{here}sparql#o> .\n"


class TestRefused:
    """What the protocol knows to be wrong, each with its status and one body."""

    @pytest.mark.parametrize(
        ("status", "method", "address", "content_type", "body"),
        [
            (405, "PUT", "?query=ASK%20%7B%7D", None, b""),
            (405, "DELETE", "", None, b""),
            (405, "PATCH", "", QUERY, b"ASK {}"),
            (400, "GET", "?query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D", None, b""),
            (400, "POST", "", FORM, b"query=ASK%20%7B%7D&query=ASK%20%7B%7D"),
            (400, "POST", "?query=ASK%20%7B%7D", FORM, b"query=ASK%20%7B%7D"),
            (400, "POST", "?query=ASK%20%7B%7D", QUERY, b"ASK {}"),
            (415, "POST", "", "text/plain", b"ASK {}"),
            (415, "POST", "", None, b"query=ASK%20%7B%7D"),
            (415, "POST", "", None, b"ASK {}"),
            (415, "POST", "", f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16")),
            (400, "POST", "", QUERY, "ASK {}".encode("utf-16")),
            (400, "POST", "", f"{QUERY}; charset=UTF-8", b"ASK { <a:a> <a:a> '\xff' }"),
            (400, "GET", "?query=ASK%20%7B", None, b""),
            (400, "GET", "?query=", None, b""),
            (400, "GET", "?query=%FF", None, b""),
            (400, "GET", "?query=ASK%7B%7D&default-graph-uri=http://a%20b/", None, b""),
            (400, "GET", "?query=ASK%7B%7D&version=1.1&version=1.2", None, b""),
            (400, "GET", "?query=ASK%7B%7D", QUERY, b"ASK {}"),
            (400, "GET", "?update=CLEAR%20ALL", None, b""),
            (400, "POST", "", FORM, b"update=CLEAR%20ALL&update=CLEAR%20ALL"),
            (400, "POST", "", FORM, b"update=CLEAR%20ALL&version=1.1&version=1.2"),
            (400, "POST", "?update=CLEAR%20ALL", FORM, b""),
            (400, "POST", "", FORM, b"query=ASK%7B%7D&update=CLEAR%20ALL"),
            (400, "POST", "", FORM, b"other=1"),
            (400, "POST", "", FORM, b""),
            (415, "POST", "", "text/plain", b"CLEAR ALL"),
            (415, "POST", "", None, b"update=CLEAR%20ALL"),
            (415, "POST", "", f"{UPDATE}; charset=UTF-16", "CLEAR ALL".encode("utf-16")),
            (400, "POST", "", UPDATE, b"CLEAR SILENT \xff ALL"),
            (400, "POST", "", UPDATE, b"CLEAR XYZ"),
            (400, "POST", "", QUERY, b"CLEAR ALL"),
            (400, "POST", "", UPDATE, b"ASK {}"),
            (413, "POST", "", QUERY, b"#" * 1_000_001),
            (413, "POST", "", FORM, b"query=" + b"a" * 1_000_001),
            (403, "GET", "?query=ASK%7BSERVICE%3Chttp%3A%2F%2Fa%2F%3E%7B%7D%7D", None, b""),
        ],
    )
    def test_with_its_status(
        self,
        writable: TestClient,
        status: int,
        method: str,
        address: str,
        content_type: str | None,
        body: bytes,
    ) -> None:
        headers = BEARER | ({"Content-Type": content_type} if content_type else {})
        answer = writable.request(method, f"/sparql{address}", content=body, headers=headers)
        assert answer.status_code == status, answer.text
        assert answer.json()["status"] == status
        assert answer.json()["error"]
        if status == 405:
            assert {"GET", "HEAD", "POST"} <= set(answer.headers["allow"].split(", "))
        assert documents(writable, "get", "?d a ?type") == {0, 1, 2, 3}

    def test_what_is_sent_without_its_length_is_counted(self, web: TestClient) -> None:
        endless = (b"#" * 100_000 for _ in range(100))
        answer = web.post("/sparql", content=endless, headers={"Content-Type": QUERY})
        assert answer.status_code == 413

    def test_what_is_sent_packed(self, web: TestClient) -> None:
        headers = {"Content-Type": QUERY, "Content-Encoding": "gzip"}
        answer = web.post("/sparql", content=gzip.compress(b"ASK {}"), headers=headers)
        assert (answer.status_code, answer.headers["accept-encoding"]) == (415, "identity")

    @pytest.mark.parametrize(
        ("query", "accept"),
        [
            ("ASK {}", "image/png"),
            ("ASK {}", "text/turtle"),
            ("CONSTRUCT { <a:a> <a:a> 1 } {}", "application/sparql-results+json"),
            ("ASK {}", "*/*;q=0"),
        ],
    )
    def test_a_format_that_is_not_at_hand(self, web: TestClient, query: str, accept: str) -> None:
        answer = web.get("/sparql", params={"query": query}, headers={"Accept": accept})
        assert (answer.status_code, answer.json()["status"]) == (406, 406)
        assert "accept one of " in answer.json()["hint"]

    def test_a_mistake_is_shown_where_it_is(self, web: TestClient) -> None:
        answer = web.get("/sparql", params={"query": "SELECT *\nWHRE { ?s ?p ?o }"})
        assert answer.status_code == 400
        assert "line 2, column 1" in answer.json()["error"]

    def test_a_browser_is_sent_to_the_page_of_queries(self, web: TestClient) -> None:
        browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
        answer = web.get("/sparql", params={"query": "ASK { }"}, headers=browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/query?query=ASK+%7B+%7D")
        answer = web.post("/sparql", data={"query": "ASK { }"}, headers=browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/query?query=ASK+%7B+%7D")
        answer = web.get("/sparql", headers=browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/query")

    def test_a_browser_gets_data_where_the_page_would_ask_another_dataset(
        self, web: TestClient
    ) -> None:
        browser = {"Accept": "text/html, application/json;q=0.9"}
        params = {"query": "ASK { ?s ?p ?o }", "default-graph-uri": "urn:none"}
        answer = web.get("/sparql", params=params, headers=browser)
        assert (answer.status_code, answer.json()["boolean"]) == (200, False)


class TestDescription:
    """The endpoint without a query."""

    SD = "http://www.w3.org/ns/sparql-service-description#"

    def described(self, web: TestClient, accept: str = "text/turtle") -> ox.Store:
        answer = web.get("/sparql", headers={"Accept": accept})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(accept)
        store = ox.Store()
        store.load(answer.content, ox.RdfFormat.from_media_type(accept))
        return store

    @pytest.mark.parametrize(
        "accept",
        ["text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"],
    )
    def test_in_every_format(self, web: TestClient, accept: str) -> None:
        found = self.described(web, accept)
        assert found.query(
            f"""PREFIX sd: <{self.SD}> ASK {{
              <http://testserver/sparql> a sd:Service ; sd:endpoint <http://testserver/sparql> ;
                sd:supportedLanguage sd:SPARQL11Query ; sd:feature sd:UnionDefaultGraph ;
                sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON> ;
                sd:defaultDataset [ sd:namedGraph [
                  sd:name <https://w3id.org/sygraph/passage/shenyang-2024/420> ] ] }}"""
        )
        assert not found.query(f"ASK {{ ?s ?p <{self.SD}SPARQL11Update> }}")

    def test_it_says_that_it_takes_updates(self, writable: TestClient) -> None:
        found = self.described(writable)
        assert found.query(f"ASK {{ ?s ?p <{self.SD}SPARQL11Update> }}")

    def test_a_table_is_not_acceptable(self, web: TestClient) -> None:
        assert web.get("/sparql", headers={"Accept": "text/csv"}).status_code == 406


class TestAgain:
    """Answers that are asked for again."""

    def test_an_answer_that_one_has_is_not_sent(self, web: TestClient) -> None:
        asked = {"query": "SELECT ?s { ?s a sy:City } ORDER BY ?s"}
        first = web.get("/sparql", params=asked)
        again = web.get("/sparql", params=asked, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        other = web.get("/sparql", params=asked, headers={"If-None-Match": '"other"'})
        assert other.content == first.content

    def test_other_formats_and_codings_are_other_answers(self, web: TestClient) -> None:
        asked = {"query": "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 100"}
        answers = [
            web.get("/sparql", params=asked, headers={"Accept": accept, "Accept-Encoding": coding})
            for accept in ("text/csv", "application/sparql-results+xml")
            for coding in ("br", "gzip", "identity")
            for _ in (1, 2)
        ]
        assert len({answer.headers["etag"] for answer in answers}) == 6
        assert len({answer.text for answer in answers}) == 2
        assert [answer.headers.get("content-encoding") for answer in answers[::2]] == [
            *("br", "gzip", None),
        ] * 2

    def test_what_changes_by_itself_is_not_kept(self, web: TestClient) -> None:
        asked = {"query": "SELECT (UUID() AS ?u) {}"}
        answers = [web.get("/sparql", params=asked) for _ in range(2)]
        assert answers[0].content != answers[1].content
        assert "etag" not in answers[0].headers
        assert answers[0].headers["cache-control"] == "no-store"

    def test_head_has_all_but_the_body(self, web: TestClient) -> None:
        for limit in (1, 30_000):
            asked = {"query": f"SELECT * {{ ?s ?p ?o . ?a ?b ?c }} LIMIT {limit}"}
            answer = web.head("/sparql", params=asked)
            assert (answer.status_code, answer.content) == (200, b"")
            assert answer.headers["content-type"] == "application/sparql-results+json"


class TestLimits:
    """No query takes more than its share."""

    RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

    def test_a_query_that_takes_too_long_is_stopped(self, kg: KnowledgeGraph) -> None:
        with client_of(kg, timeout=0.5) as web:
            answer = web.get("/sparql", params={"query": self.RUNAWAY})
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
            assert answer.json()["error"] == "the query was stopped after 0.5 s"
            assert web.get("/sparql", params={"query": "ASK {}"}).status_code == 200

    @pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
    @pytest.mark.parametrize("rows", [3, 7_000])
    def test_a_table_is_cut_off_and_says_so(
        self, kg: KnowledgeGraph, format: str, rows: int
    ) -> None:
        with client_of(kg, max_rows=rows) as web:
            asked = {"query": "SELECT ?s ?p ?o { ?s ?p ?o . ?a a sy:City }", "format": format}
            answer = web.get("/sparql", params=asked)
            kind = getattr(ox.QueryResultsFormat, format.upper())
            if format == "csv":
                assert answer.text.count("\r\n") >= rows + 1
            else:
                found = ox.parse_query_results(answer.content, kind)
                assert isinstance(found, ox.QuerySolutions)
                assert len(list(found)) == rows
            if rows == 3:
                assert answer.headers["sygraph-cut"] == "after 3 rows"
            else:
                assert (
                    "sygraph-cut" in answer.headers
                    or "7000 rows" in answer.headers["sygraph-limit"]
                )

    @pytest.mark.parametrize("format", ["turtle", "ntriples", "rdfxml", "jsonld"])
    def test_a_graph_is_cut_off_and_says_so(self, kg: KnowledgeGraph, format: str) -> None:
        with client_of(kg, max_rows=20) as web:
            asked = {"query": "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "format": format}
            answer = web.get("/sparql", params=asked)
            media_type = answer.headers["content-type"].partition(";")[0]
            quads = list(ox.parse(answer.content, ox.RdfFormat.from_media_type(media_type)))
            assert len(quads) == 20
            assert answer.headers["sygraph-cut"] == "after 20 triples"
            assert ("cut off after 20 triples" in answer.text) == (format != "jsonld")

    def test_bytes_are_counted(self, kg: KnowledgeGraph) -> None:
        with client_of(kg, max_bytes=100_000) as web:
            answer = web.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
            assert len(answer.content) < 101_000
            assert answer.headers["sygraph-cut"] == "after 100,000 bytes"
            assert answer.json()["results"]["bindings"]

    def test_memory_is_limited(self, kg: KnowledgeGraph) -> None:
        with client_of(kg, max_memory=300_000_000) as web:
            hungry = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d"
            answer = web.get("/sparql", params={"query": hungry})
            assert answer.status_code == 503
            assert "memory" in answer.json()["hint"]
            assert web.get("/sparql", params={"query": "ASK {}"}).status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "ASK { FILTER(" + "(" * 30_000 + "1" + ")" * 30_000 + ") }",
        "ASK " + "{" * 30_000 + "}" * 30_000,
        "ASK " + "{" * 400 + "}" * 400,
        "ASK { FILTER(" + "!" * 30_000 + "1) }",
        "ASK { SERVICE <http://a/> { ?s " + "(" * 30_000 + "<a:a>" + ")" * 30_000 + " ?o } }",
    ],
)
def test_what_no_parser_s_stack_would_bear(web: TestClient, text: str) -> None:
    answer = web.post("/sparql", content=text, headers={"Content-Type": QUERY})
    assert (answer.status_code, answer.json()["error"]) == (400, "the query is nested too deeply")


@pytest.mark.parametrize("host", ["a b", "<a>", "a{b}", "\\", "[", "%zz"])
def test_a_host_that_is_none(web: TestClient, host: str) -> None:
    for address in ("/sparql", "/sparql?query=ASK%7B%7D"):
        assert web.get(address, headers={"Host": host}).status_code in (200, 400)


class TestOtherEngines:
    """The endpoint of a graph that another engine holds."""

    @pytest.fixture
    def rdflib(self) -> Iterator[TestClient]:
        graph = Dataset()
        for number in (1, 2):
            node = URIRef(DATA.format(number))
            graph.add((node, RDF.type, URIRef(DOCUMENT)))
            graph.graph(node).add((node, RDF.type, URIRef(DOCUMENT)))
        with client_of(sygraph.open(store=graph), writable=True, token=TOKEN) as client:
            yield client

    @pytest.fixture
    def service(self, live_server: str) -> Iterator[TestClient]:
        with client_of(sygraph.open(endpoint=f"{live_server}sparql")) as client:
            yield client

    def test_rdflib(self, rdflib: TestClient) -> None:
        assert documents(rdflib, "get", "?d a ?type") == {1, 2}
        assert documents(rdflib, "form", "?d a ?type", default=[1]) == {1}
        answer = rdflib.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"})
        assert answer.text.count("Document") == 2
        assert rdflib.get("/sparql", params={"query": "SELECT"}).status_code == 400
        answer = rdflib.post("/sparql", data={"update": "CLEAR ALL"}, headers=BEARER)
        assert answer.status_code == 400
        assert documents(rdflib, "get", "?d a ?type") == {1, 2}

    def test_a_service(self, service: TestClient) -> None:
        """It is our own."""
        asked = {"query": "SELECT ?s { ?s a sy:City } ORDER BY ?s LIMIT 3", "format": "csv"}
        assert service.get("/sparql", params=asked).text.count("sygraph/id/") == 3
        assert service.get("/sparql", params={"query": "SELECT"}).status_code == 400
        assert service.get("/sparql", headers={"Accept": "text/turtle"}).status_code == 200


class TestUpdate:
    """Updates, by clients with the token."""

    def update(self, web: TestClient, text: str, **using: list[int]) -> None:
        fields = {
            f"using-{'named-' if name == 'named' else ''}graph-uri": [
                DATA.format(n) for n in numbers
            ]
            for name, numbers in using.items()
        }
        headers = BEARER | {"Content-Type": UPDATE}
        answer = web.post("/sparql", params=fields, content=text, headers=headers)
        assert answer.status_code == 204, answer.text

    def test_in_a_form_and_directly(self, writable: TestClient) -> None:
        add = "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> %d } }"
        answer = writable.post("/sparql", data={"update": add % 1}, headers=BEARER)
        assert answer.status_code == 204
        self.update(writable, add % 2)
        assert ask(writable, "<a:s> <a:p> 1, 2")

    COPY = "INSERT { GRAPH <http://example.org/new/> { ?s a <http://example.org/T> } } WHERE { %s }"

    @pytest.mark.parametrize("in_form", [True, False])
    @pytest.mark.parametrize(
        ("using", "pattern", "expected"),
        [
            ({"default": [1]}, "?s a ?d", {1}),
            ({"default": [1, 2]}, "?s a ?d", {1, 2}),
            ({"named": [1, 2]}, "GRAPH ?g { ?s a ?d }", {1, 2}),
            ({"default": [1], "named": [2]}, "GRAPH ?g { ?s a ?d } ?other a ?d", {2}),
            ({"default": [1], "named": [2]}, "?s a ?d MINUS { GRAPH ?g { ?s a ?d } }", {1}),
        ],
    )
    def test_with_the_dataset_of_the_request(
        self,
        writable: TestClient,
        in_form: bool,
        using: dict[str, list[int]],
        pattern: str,
        expected: set[int],
    ) -> None:
        text = f"DROP GRAPH <{DATA.format(0)}> ; " + self.COPY % pattern
        if in_form:
            fields = {
                f"using-{'named-' if name == 'named' else ''}graph-uri": [
                    DATA.format(n) for n in numbers
                ]
                for name, numbers in using.items()
            }
            answer = writable.post("/sparql", params=fields, data={"update": text}, headers=BEARER)
            assert answer.status_code == 204, answer.text
        else:
            self.update(writable, text, **using)
        new = "GRAPH <http://example.org/new/> { ?d a ?type }"
        assert documents(writable, "get", new) == expected

    def test_a_dataset_that_the_update_has_as_well_is_a_mistake(self, writable: TestClient) -> None:
        using = f"USING NAMED <{DATA.format(1)}>"
        text = f"INSERT {{ <a:s> a ?t }} {using} WHERE {{ ?s a ?t }}"
        headers = BEARER | {"Content-Type": UPDATE}
        answer = writable.post(
            "/sparql",
            params={"using-named-graph-uri": DATA.format(2)},
            content=text,
            headers=headers,
        )
        assert (answer.status_code, "given twice" in answer.text) == (400, True)

    def test_the_base_is_the_endpoint(self, writable: TestClient) -> None:
        self.update(
            writable,
            "CLEAR GRAPH <http://example.org/base/> ;"
            " INSERT DATA { GRAPH <http://example.org/base/> { <http://e/s> <e:p> <test> } }",
        )
        assert ask(writable, "GRAPH <http://example.org/base/> { ?s ?p <http://testserver/test> }")

    def test_what_is_kept_does_not_outlive_a_change(self, writable: TestClient) -> None:
        asked = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}
        before = writable.get("/sparql", params=asked)
        self.update(writable, "CLEAR ALL")
        after = writable.get(
            "/sparql", params=asked, headers={"If-None-Match": before.headers["etag"]}
        )
        assert after.status_code == 200
        assert after.json()["results"]["bindings"][0]["n"]["value"] == "0"

    def test_an_update_is_done_as_a_whole_or_not_at_all(self, writable: TestClient) -> None:
        text = "CLEAR ALL ; INSERT DATA { <a:s> <a:p> 1 } ; DROP GRAPH <a:nowhere>"
        headers = BEARER | {"Content-Type": UPDATE}
        answer = writable.post("/sparql", content=text, headers=headers)
        assert answer.status_code == 409
        assert documents(writable, "get", "?d a ?type") == {0, 1, 2, 3}

    def test_an_update_that_takes_too_long_is_as_if_it_had_not_been(self) -> None:
        with client_of(sygraph.open(), writable=True, token=TOKEN, timeout=0.5) as web:
            text = "CLEAR GRAPH <https://w3id.org/sygraph/graph/gazetteer> ;" + (
                "INSERT { <a:s> <a:p> ?n } WHERE { SELECT (COUNT(*) AS ?n)"
                " { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } }"
            )
            headers = BEARER | {"Content-Type": UPDATE}
            answer = web.post("/sparql", content=text, headers=headers)
            assert answer.status_code == 503
            assert ask(web, "id:shenyang a sy:City")

    def test_nothing_is_fetched(self, writable: TestClient) -> None:
        headers = BEARER | {"Content-Type": UPDATE}
        for text in ("LOAD <http://127.0.0.1:9/>", "LOAD SILENT <file:///etc/passwd>"):
            answer = writable.post("/sparql", content=text, headers=headers)
            assert answer.status_code == 403

    @pytest.mark.parametrize(
        ("headers", "status", "challenge"),
        [
            ({}, 401, 'Bearer realm="sygraph"'),
            ({"Authorization": "Basic YTpi"}, 401, 'Bearer realm="sygraph"'),
            ({"Authorization": "Bearer no"}, 401, 'Bearer realm="sygraph", error="invalid_token"'),
        ],
    )
    def test_only_with_the_token(
        self, writable: TestClient, headers: dict[str, str], status: int, challenge: str
    ) -> None:
        answer = writable.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (status, challenge)
        assert documents(writable, "get", "?d a ?type") == {0, 1, 2, 3}

    def test_never_where_the_server_is_read_only(self, web: TestClient) -> None:
        answer = web.post("/sparql", data={"update": "CLEAR ALL"}, headers=BEARER)
        assert (answer.status_code, answer.json()["error"]) == (403, "this server is read-only")

    def test_the_graph_that_was_given_stays_as_it_is(self) -> None:
        """The workers have a copy of it, which updates change."""
        kg = sygraph.open()
        with client_of(kg, writable=True, token=TOKEN) as web:
            self.update(web, "CLEAR GRAPH <https://w3id.org/sygraph/passage/shenyang-2024/420>")
            for address in ("/api/entities/ftz-trade-2023", "/id/ftz-trade-2023.nt"):
                assert "7471000000" not in web.get(address).text


@pytest.mark.parametrize(
    "query",
    [
        "\ufeffASK { id:japan a sy:Country }",
        r"ASK { id:\u006Aapan a sy:Country }",
        "ASK { id:japan a ?c FILTER(?c NOT IN ()) }",
    ],
)
@pytest.mark.parametrize("way", ["body", "form", "address"])
def test_marks_escapes_and_empty_lists(web: TestClient, query: str, way: str) -> None:
    if way == "body":
        answer = web.post("/sparql", content=query.encode(), headers={"Content-Type": QUERY})
    elif way == "form":
        answer = web.post("/sparql", data={"query": query})
    else:
        answer = web.get("/sparql", params={"query": query})
    assert answer.status_code == 200, answer.text
    assert answer.json()["boolean"] is True


def test_a_mark_in_a_posted_update(writable: TestClient) -> None:
    update = b"\xef\xbb\xbfINSERT DATA { <a:marked> <a:p> 1 }"
    answer = writable.post("/sparql", content=update, headers={**BEARER, "Content-Type": UPDATE})
    assert answer.status_code == 204, answer.text
    found = writable.get("/sparql", params={"query": "ASK { <a:marked> <a:p> 1 }"})
    assert found.json()["boolean"] is True


def test_an_order_of_all_values_and_too_many_columns(web: TestClient) -> None:
    query = "SELECT ?p ?x { GRAPH ?g { ?s ?p ?x } } ORDER BY ?x"
    answer = web.get("/sparql", params={"query": query}, headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    assert '"xml:lang":"zh-Hant"' in answer.text
    assert "zh-hant" not in answer.text
    wide = "SELECT " + " ".join(f"(1 AS ?v{n})" for n in range(3000)) + " {}"
    answer = web.post("/sparql", data={"query": wide})
    assert answer.status_code == 400, answer.text
    assert "3,001 parts" in answer.text
