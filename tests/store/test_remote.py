"""The graph on a SPARQL service: answers, loading, which graph is asked, and what breaks off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import cast

import pyoxigraph as ox
import pytest

from mock_service import MockService, mock_service, reply, rows
from servers import oxigraph, virtuoso
from sygraph.entities.facts import facts
from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.namespaces import BASE, GAZETTEER, ID, MERGE, PREFIXES, SY
from sygraph.queries.results import Result
from sygraph.queries.rows import Row
from sygraph.rdf.formats import Format
from sygraph.store import remote
from sygraph.store.http_service import Credentials, PartialResults, Retries, Service, ServiceError
from sygraph.store.remote import BATCH, Dataset, Loaded, LoadFailed, RemoteStore, WrongGraph

pytestmark = pytest.mark.slow

A, B, P = (ox.NamedNode(f"urn:x:{name}") for name in "abp")
G, H = ox.NamedNode("urn:g:1"), ox.NamedNode("urn:g:2")
DEFAULT = ox.DefaultGraph()
FACT = ox.Triple(A, P, B)
# What the model has stated twice, by which a store finds out how a service holds the dataset.
SEOUL = ox.NamedNode(ID + "seoul")
COUNTRY = ox.Triple(SEOUL, ox.NamedNode(SY + "country"), ox.NamedNode(ID + "south-korea"))

PLAIN = "SELECT ?s ?p ?o { ?s ?p ?o FILTER(STRSTARTS(STR(?s), 'urn:x:')) }"
STATED = "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(STRSTARTS(STR(?s), 'urn:x:')) }"


@pytest.fixture(scope="module")
def oxigraph_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as service:
        yield service


@pytest.fixture(scope="module")
def virtuoso_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), most_rows=3000) as service:
        yield service


@pytest.fixture(params=["oxigraph", pytest.param("virtuoso", marks=pytest.mark.virtuoso)])
def service(request: pytest.FixtureRequest) -> Service:
    """A running service, in which the test before has left nothing."""
    running: Service = request.getfixturevalue(f"{request.param}_service")
    if request.param == "oxigraph":
        running.update("CLEAR ALL")
    else:  # it has graphs of its own, which are to stay
        store = RemoteStore(running)
        store.dataset = Dataset()
        for (graph,) in asked(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"):
            if graph.startswith(("<urn:", f"<{BASE}")):
                running.update(f"CLEAR GRAPH {graph}")
    return running


@pytest.fixture
def mock() -> Iterator[MockService]:
    with mock_service() as service:
        yield service


@pytest.fixture
def mocked(mock: MockService) -> RemoteStore:
    """A store on the mock service that has looked already how it holds the dataset."""
    store = RemoteStore(Service(mock.address, retries=Retries(attempts=1)))
    store.dataset = Dataset()
    return store


def asked(store: RemoteStore, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(map(str, row)) for row in store.select(query))


def quad(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def numbered(count: int, graph: ox.NamedNode) -> list[ox.Quad]:
    return [ox.Quad(A, P, ox.Literal(number), graph) for number in range(count)]


# Loading


@pytest.mark.parametrize("protocol", ["update", "graph store"])
def test_a_fact_stated_twice_is_one_fact_in_two_graphs(service: Service, protocol: str) -> None:
    if protocol == "update":
        service = _without_graph_store(service)
    store = RemoteStore(service)
    other = ox.Triple(A, P, ox.Literal("alone"))
    loaded = store.load([quad(FACT, G), quad(FACT, H), quad(other, DEFAULT)])
    assert loaded == Loaded(quads=3, graphs=2, batches=1)
    fact = tuple(map(str, FACT))
    assert asked(store, PLAIN) == [(*fact[:2], '"alone"'), fact]
    assert asked(store, STATED) == [(str(G), *fact), (str(H), *fact)]
    [(count,)] = asked(store, "SELECT (COUNT(*) AS ?n) { <urn:x:a> <urn:x:p> <urn:x:b> }")
    assert count.startswith('"1"')


def test_nothing_but_what_is_loaded_is_left(service: Service) -> None:
    store = RemoteStore(service)
    store.load([quad(FACT, G)])
    assert asked(store, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }") == (
        [(str(G),)] if store.dataset.merge or "update" in service.update_endpoint else []
    )


def test_a_large_load_goes_in_batches(service: Service) -> None:
    store = RemoteStore(service)
    told: list[int] = []
    assert store.load(numbered(2 * BATCH + 1, G), told.append) == Loaded(2 * BATCH + 1, 1, 3)
    assert told == [BATCH, 2 * BATCH, 2 * BATCH + 1]
    assert len(asked(store, PLAIN)) == len(asked(store, STATED)) == 2 * BATCH + 1


def test_loading_again_changes_nothing(service: Service) -> None:
    store = RemoteStore(service)
    given = [*numbered(3, G), quad(FACT, H)]
    store.load(given)
    before = asked(store, PLAIN), asked(store, STATED)
    store.load(given)
    assert (asked(store, PLAIN), asked(store, STATED)) == before


def test_a_blank_node_stays_one_across_batches(service: Service) -> None:
    store = RemoteStore(service)
    node, home = ox.BlankNode("n"), ox.BlankNode("g")
    store.load([ox.Quad(A, P, node, home), *numbered(BATCH, G), ox.Quad(node, P, B, home)])
    [(found,)] = asked(store, "SELECT ?n { <urn:x:a> ?p ?n . ?n <urn:x:p> <urn:x:b> }")
    assert found.startswith("<urn:uuid:")


@pytest.mark.parametrize(
    "value",
    [
        ox.Literal('say "no" \\ or\n\r\t'),
        ox.Literal("瀋陽 🚄 é"),
        ox.Literal("  ]}} & <b> "),
        ox.Literal("瀋", language="zh-hant"),
        ox.Literal("2024", datatype=ox.NamedNode(PREFIXES["xsd"] + "gYear")),
        ox.Literal("2024-04", datatype=ox.NamedNode(PREFIXES["xsd"] + "gYearMonth")),
        ox.Literal("2024-04-30", datatype=ox.NamedNode(PREFIXES["xsd"] + "date")),
        ox.Literal("12500000000.5", datatype=ox.NamedNode(PREFIXES["xsd"] + "decimal")),
        ox.Literal(7),
        ox.NamedNode("https://example.org/瀋陽?a=b&c=(d)"),
    ],
    ids=str,
)
def test_a_term_comes_back_as_it_went(service: Service, value: ox.Literal | ox.NamedNode) -> None:
    store = RemoteStore(service)
    store.load([ox.Quad(A, P, value, G)])
    query = "CONSTRUCT WHERE { <urn:x:a> <urn:x:p> ?o }"
    assert [row["o"] for row in store.select("SELECT ?o { <urn:x:a> <urn:x:p> ?o }")] == [value]
    assert [triple.object for triple in store.construct(query)] == [value]


def test_what_is_written_halfway_is_said(mock: MockService) -> None:
    probing = [reply(204), rows(0), rows(1), reply(204)]
    mock.replies = [*probing, reply(204), reply(500, b"disk full")]
    store = RemoteStore(Service(mock.address))
    told: list[int] = []
    with pytest.raises(LoadFailed) as caught:
        store.load(numbered(2 * BATCH, G), told.append)
    assert caught.value.loaded == Loaded(BATCH, 1, 1) and told == [BATCH]
    assert caught.value.code == 500
    assert "after 1,000 quads in 1 graphs" in caught.value.message
    assert "disk full" in caught.value.message
    assert "load again" in str(caught.value.hint)


@pytest.mark.parametrize(
    ("seen", "homes"),
    [
        (0, ["<urn:g:1>"]),
        (1, ["<urn:g:1>"]),
        (2, ["<urn:g:1>", str(MERGE), str(remote.CATALOG)]),
    ],
)
def test_the_merge_goes_where_plain_queries_look(
    mock: MockService, seen: int, homes: list[str]
) -> None:
    mock.replies = [reply(204), rows(seen), rows(1), reply(204)]
    RemoteStore(Service(mock.address)).load([quad(FACT, G)])
    written = mock.requests[-1].fields["update"]
    named = re.compile(r"GRAPH (\S+) \{ [^{}]* \}")
    assert set(named.findall(written)) == set(homes)
    assert (str(B) in named.sub("", written)) == (seen == 0)


def test_a_load_that_is_not_allowed_writes_nothing(mock: MockService) -> None:
    mock.replies = [reply(403)]
    with pytest.raises(ServiceError, match="requires credentials"):
        RemoteStore(Service(mock.address)).load([quad(FACT, G)])
    assert len(mock.requests) == 1


# Which graph plain queries see


def test_a_service_with_the_merge_elsewhere_is_recognised(service: Service) -> None:
    stated = " ".join(
        f"GRAPH {graph} {{ {' '.join(map(str, COUNTRY))} }}" for graph in (GAZETTEER, G)
    )
    service.update(f"INSERT DATA {{ {stated} }}")
    store = RemoteStore(service)
    with pytest.raises(WrongGraph, match=r"miss what|that two graphs state 2 times") as caught:
        store.ask("ASK {}")
    assert "sygraph load" in str(caught.value.hint)
    store.load([quad(COUNTRY, GAZETTEER), quad(COUNTRY, G)])
    assert len(list(store.select("SELECT ?c { id:seoul sy:country ?c }"))) == 1


def test_how_it_holds_the_dataset_is_looked_up_once(mock: MockService) -> None:
    mock.replies = [rows(0)]
    store = RemoteStore(Service(mock.address))
    store.select("SELECT ?n {}")
    looked_up = len(mock.requests) - 1
    store.select("SELECT ?n {}")
    assert (looked_up, len(mock.requests)) == (2, 4)


def test_a_service_that_ignores_from_is_not_loaded(mock: MockService) -> None:
    mock.replies = [reply(204), rows(2), rows(2), reply(204)]
    with pytest.raises(WrongGraph, match="counts a fact that two graphs state 2 times"):
        RemoteStore(Service(mock.address)).load([quad(FACT, G)])
    stated, *asked, taken_back = mock.requests
    assert taken_back.fields["update"] == stated.fields["update"].replace("INSERT", "DELETE")
    assert ["FROM" in request.fields["query"] for request in asked] == [False, True]


@pytest.mark.virtuoso
def test_graphs_too_many_to_list_are_all_shown(
    virtuoso_service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "MOST_GRAPHS", 1)
    store = RemoteStore(virtuoso_service)
    store.load([quad(COUNTRY, GAZETTEER), quad(COUNTRY, G)])
    assert store.dataset == Dataset(merge=True)
    assert len(list(store.select("SELECT ?c { id:seoul sy:country ?c }"))) == 1
    shown = "SELECT ?g { GRAPH ?g { id:seoul sy:country ?c } }"
    assert {(str(G),), (str(GAZETTEER),)} < set(asked(store, shown))
    [fact] = facts(store, "s", [SEOUL])
    assert set(fact.graphs) == {G, GAZETTEER}
    named = f"GRAPH {G} {{ id:seoul sy:country ?c }}"
    assert store.ask(f"ASK {{ {named} }}")
    with pytest.raises(SygraphError, match="more than 1 graphs, too many"):
        store.ask(f"ASK {{ {named} GRAPH ?g {{ ?s ?p ?o }} }}")


# Answers


def test_each_form_of_query_has_its_answer(service: Service) -> None:
    store = RemoteStore(service)
    store.load([quad(FACT, G)])
    assert store.ask("ASK { <urn:x:a> ?p <urn:x:b> }") is True
    assert store.ask("ASK { <urn:x:b> ?p <urn:x:a> }") is False
    assert list(store.construct("CONSTRUCT { ?o ?p ?s } { ?s ?p ?o FILTER(?s = <urn:x:a>) }")) == [
        ox.Triple(B, P, A)
    ]
    assert list(store.construct("CONSTRUCT WHERE { <urn:x:no> ?p ?o }")) == []
    assert FACT in list(store.construct("DESCRIBE <urn:x:a>"))
    assert asked(store, "SELECT ?o ?none { <urn:x:a> <urn:x:p> ?o OPTIONAL { ?o ?none ?o } }") == [
        (str(B), "None")
    ]


def test_a_long_query_is_answered(service: Service) -> None:
    store = RemoteStore(service)
    store.load([quad(FACT, G)])
    many = " ".join(f"<urn:x:{number}>" for number in range(1000))
    assert store.ask(f"ASK {{ VALUES ?s {{ {many} <urn:x:a> }} ?s <urn:x:p> ?o }}")


def test_a_mistake_is_the_query_s(service: Service) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        RemoteStore(service).query("SELECT ?x\nWHERE { ?x sy:country }")
    assert caught.value.line == 2


def test_what_only_the_service_minds_is_said_in_its_words(
    mock: MockService, mocked: RemoteStore
) -> None:
    mock.replies = [reply(400, b"<p>no such <b>function</b></p>")]
    with pytest.raises(ServiceError, match="answered 400: no such function"):
        mocked.query("SELECT (<urn:f>(1) AS ?n) {}")


def test_an_update_is_carried_out(service: Service) -> None:
    store = RemoteStore(service)
    store.update(f"INSERT DATA {{ GRAPH {G} {{ <urn:x:a> a sy:City }} }}")
    store.dataset = Dataset()
    assert asked(store, STATED)[0][-1] == f"<{SY}City>"


@pytest.mark.virtuoso
def test_a_wrong_password_is_refused_and_not_told(virtuoso_service: Service) -> None:
    service = Service(
        virtuoso_service.endpoint,
        virtuoso_service.update_endpoint,
        credentials=Credentials("dba", "guessed-wrong"),
    )
    with pytest.raises(ServiceError, match="refused the credentials") as caught:
        RemoteStore(service).update("CLEAR GRAPH <urn:g:1>")
    assert "guessed" not in repr(caught.value)


@pytest.mark.virtuoso
def test_rows_that_a_service_holds_back_are_missed(virtuoso_service: Service) -> None:
    store = RemoteStore(virtuoso_service)
    store.load(numbered(3500, G))
    with pytest.raises(PartialResults, match="returns no more than 3000") as caught:
        list(store.select(PLAIN))
    assert caught.value.received == 3000
    assert len(list(store.select(PLAIN + " LIMIT 2000"))) == 2000


def test_an_answer_that_breaks_off_has_given_its_rows(
    mock: MockService, mocked: RemoteStore
) -> None:
    mock.replies = [rows(5, tail=b',{"n":{"ty', missing=50)]
    answer = mocked.select("SELECT ?n {}")
    assert [next(answer)["n"].value for _ in range(5)] == ["0", "1", "2", "3", "4"]
    with pytest.raises(PartialResults, match="5 rows came, then it broke off") as caught:
        next(answer)
    del answer  # which only the thread that made it may drop
    assert caught.value.received == 5


def test_a_result_that_breaks_off_keeps_what_arrived(
    mock: MockService, mocked: RemoteStore
) -> None:
    mock.replies = [rows(5, tail=b',{"n":{"ty', missing=50)]
    result = Result("SELECT ?n {}", mocked.query)
    with pytest.raises(PartialResults, match="5 rows came, then it broke off") as caught:
        len(result)
    assert [cast(Row, row)["n"] for row in caught.value.arrived] == list("01234")


def test_rows_that_arrived_are_written_before_the_error(
    mock: MockService, mocked: RemoteStore
) -> None:
    mock.replies = [rows(5, tail=b',{"n":{"ty', missing=50)]
    result, out = Result("SELECT ?n {}", mocked.query), BytesIO()
    with pytest.raises(PartialResults, match="5 rows came"):
        result.write(out, Format.named("csv"))
    assert out.getvalue() == b"n\r\n0\r\n1\r\n2\r\n3\r\n4\r\n"


def test_a_service_that_gives_up_halfway_says_why(mock: MockService, mocked: RemoteStore) -> None:
    mock.replies = [rows(2, tail=b"\n## Query cancelled ##\n")]
    with pytest.raises(PartialResults, match=r"broke off .## Query cancelled ##"):
        list(mocked.select("SELECT ?n {}"))


@pytest.mark.parametrize(
    "body", [b"<urn:s> <urn:p> 'a' .\n<urn:s> <ur", b"<urn:s> <urn:p> 'a' .\n"]
)
def test_a_graph_that_breaks_off_is_not_taken_for_whole(
    mock: MockService, mocked: RemoteStore, body: bytes
) -> None:
    headers = {"Content_Type": "text/turtle; charset=utf-8", "Content_Length": len(body) + 9}
    mock.replies = [reply(200, body, **headers)]
    with pytest.raises(PartialResults, match="1 triples came, then it broke off") as caught:
        mocked.construct("CONSTRUCT {} {}")
    assert caught.value.received == 1


@pytest.mark.parametrize("query", ["SELECT * {}", "ASK {}", "CONSTRUCT {} {}"])
def test_a_web_page_is_not_an_answer(mock: MockService, mocked: RemoteStore, query: str) -> None:
    mock.replies = [reply(200, b"<html>welcome</html>", Content_Type="text/html")]
    with pytest.raises(
        ServiceError, match="answered with text/html, which is not an answer"
    ) as caught:
        mocked.query(query)
    assert "whole address" in str(caught.value.hint)


def test_a_broken_document_is_no_answer(mock: MockService, mocked: RemoteStore) -> None:
    mock.replies = [reply(200, b"{]}", Content_Type="application/sparql-results+json")]
    with pytest.raises(ServiceError, match="not an answer to a query"):
        mocked.query("SELECT * {}")


def test_an_answer_left_unread_is_let_go(mock: MockService, mocked: RemoteStore) -> None:
    mock.replies = [rows(50_000)]
    first = next(iter(mocked.select("SELECT ?n {}")))
    assert first["n"].value == "0"


def _without_graph_store(service: Service) -> Service:
    return Service(service.endpoint, service.update_endpoint, credentials=service.credentials)
