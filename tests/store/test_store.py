"""The store: what it answers, and how it says no."""

from __future__ import annotations

from itertools import islice

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.errors import DataError, QuerySyntaxError, SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID
from sygraph.store.interface import OxigraphStore, Store


@pytest.fixture(scope="module")
def store(kg: KnowledgeGraph) -> Store:
    return kg.store


def test_prefixes_need_no_declaration(store: Store) -> None:
    rows = list(store.select("SELECT ?x { ?x a sy:City FILTER(?x = id:seoul) }"))
    assert [row["x"] for row in rows] == [ox.NamedNode(ID + "seoul")]


def test_a_declared_prefix_wins(store: Store) -> None:
    [row] = store.select("PREFIX id: <https://example.org/> SELECT (id:seoul AS ?x) {}")
    assert row["x"] == ox.NamedNode("https://example.org/seoul")


def test_each_form_of_query_has_its_answer(store: Store) -> None:
    assert store.ask("ASK { id:seoul sy:country id:south-korea }") is True
    assert store.ask("ASK { id:seoul sy:country id:japan }") is False
    assert list(store.construct("CONSTRUCT { id:a sy:country ?c } { id:seoul sy:country ?c }")) == [
        ox.Triple(
            ox.NamedNode(ID + "a"),
            ox.NamedNode("https://w3id.org/sygraph/ontology#country"),
            ox.NamedNode(ID + "south-korea"),
        )
    ]
    assert isinstance(store.query("DESCRIBE id:seoul"), ox.QueryTriples)


@pytest.mark.parametrize("call", ["select", "ask", "construct"])
def test_a_query_of_another_form_is_refused(store: Store, call: str) -> None:
    other = "ASK {}" if call != "ask" else "SELECT * {}"
    with pytest.raises(SygraphError, match=r"this is not an? "):
        getattr(store, call)(other)


def test_a_triple_stated_twice_counts_once(store: Store) -> None:
    [row] = store.select("""
        SELECT (COUNT(*) AS ?merged) (SAMPLE(?passages) AS ?stated) {
          { SELECT (COUNT(?p) AS ?passages) {
              GRAPH ?p { id:designation-international-center a sy:Designation } ?p a sy:Passage } }
          id:designation-international-center a sy:Designation
        }
    """)
    merged, stated = row["merged"], row["stated"]
    assert isinstance(merged, ox.Literal) and isinstance(stated, ox.Literal)
    assert (merged.value, stated.value) == ("1", "2")


def test_a_syntax_error_is_the_query_s(store: Store) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        store.query("SELECT ?x\nWHERE { ?x sy:country }")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "CONSTRUCT { ?s ?p ?o } { service <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
def test_a_service_that_cannot_be_asked_is_an_error_of_ours(query: str) -> None:
    store = OxigraphStore(ox.Store())
    store.services = ["127.0.0.1"]
    with pytest.raises(SygraphError, match=r"^a service that the query calls cannot be asked: "):
        store.query(query)


def test_an_answer_without_a_service_comes_row_by_row(store: Store) -> None:
    # To its end it would take hours. Where a service has a part, the answer is read whole, so that
    # what fails does so before it: see above.
    rows = store.select("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    assert len(list(islice(rows, 3))) == 3


def test_an_answer_that_mentions_a_service_is_whole(store: Store) -> None:
    query = "SELECT ?r ?label { ?r sy:service sy:cargo ; skos:prefLabel ?label } ORDER BY ?label"
    other = query.replace("sy:service", "<https://w3id.org/sygraph/ontology#servi\\u0063e>")
    rows, same = list(store.select(query)), list(store.select(other))
    assert rows
    assert [tuple(row) for row in rows] == [tuple(row) for row in same]
    pattern = "{ ?r sy:service ?kind }"
    triples = list(store.construct(f"CONSTRUCT {pattern} {pattern}"))
    assert len(triples) == len(list(store.select(f"SELECT * {pattern}"))) > 1
    assert store.ask("ASK { ?r sy:service sy:cargo }") is True


def test_faulty_files_are_a_data_error(workspace: Files) -> None:
    workspace.gazetteer.write_text("no turtle")
    with pytest.raises(DataError):
        OxigraphStore.from_files(workspace)
