"""What is said of the answers of random queries holds: rows rest on what they cite, and
explanations on what the store has."""

from __future__ import annotations

import pytest

from random_queries import Claims, Rows, Writer, chosen_quads, said_of
from sygraph.evidence.explain import explain
from sygraph.evidence.proof import Proof
from sygraph.queries.catalog import Catalog
from sygraph.queries.run import run
from sygraph.store.interface import OxigraphStore

SEEDS = 300


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return OxigraphStore.bundled()


@pytest.mark.parametrize("part", range(3))
def test_what_is_said_of_random_queries_holds(store: OxigraphStore, part: int) -> None:
    quads = chosen_quads(store)
    for seed in range(part, SEEDS, 3):
        sparql = Writer(seed, quads).query()
        try:
            said_of(store, sparql)
        except Exception as error:
            error.add_note(f"seed {seed}: {sparql}")
            raise


def test_the_queries_are_of_every_kind_and_some_have_answers(store: OxigraphStore) -> None:
    quads = chosen_quads(store)
    queries = [Writer(seed, quads).query() for seed in range(SEEDS)]
    for word in (
        *(
            "SELECT",
            "ASK",
            "CONSTRUCT",
            "COUNT",
            "DISTINCT",
            "FROM",
            "FROM NAMED",
            "GRAPH",
            "UNION",
        ),
        *("OPTIONAL", "MINUS", "FILTER", "EXISTS", "VALUES", "BIND", "LIMIT", "HAVING", ")?", "*"),
    ):
        assert sum(word in query for query in queries) >= 3, word
    answered = sum(bool(run(store, Catalog({}), query, limit=1)) for query in queries)
    assert SEEDS / 10 < answered < SEEDS * 9 / 10


def test_evidence_that_cannot_be_determined_is_not_said_to_be_missing(store: OxigraphStore) -> None:
    sparql = Writer(849, chosen_quads(store)).query()
    assert "GRAPH ?e" in sparql and "SELECT ?a" in sparql
    said_of(store, sparql)
    result = run(store, Catalog({}), sparql, evidence=True)
    notes = {note for row in result.rows if row.proof for note in row.proof.notes}
    assert any("the evidence could not be determined" in note for note in notes)


# The checks themselves: each finds what is wrong.


def test_a_row_that_does_not_rest_on_what_it_cites_is_found(store: OxigraphStore) -> None:
    sparql = "SELECT ?of FROM p:160 { id:territorial-plan sy:of ?of }"
    result = run(store, Catalog({}), sparql, evidence=True)
    Rows(store, sparql).check(result)
    other = run(store, Catalog({}), sparql.replace("FROM p:160 ", ""), evidence=True)
    with pytest.raises(AssertionError, match="not asked"):
        Rows(store, sparql).check(other)
    result.attach([Proof()])
    with pytest.raises(AssertionError, match="not derived again"):
        Rows(store, sparql).check(result)


@pytest.mark.parametrize(
    "claim",
    [
        "id:shenyang is unknown to the ontology and the data.",
        "sy:contry is unknown to the ontology and the data; the nearest that exists is sy:contri.",
        "No graph is named p:240.",
        "Nothing in the data matches id:territorial-plan sy:of ?x.",
        "Nothing in p:160 matches id:territorial-plan sy:of ?x.",
        "No graph by itself matches id:territorial-plan sy:of ?x.",
        "?x rdf:type sy:City and ?x sy:country id:japan never match together.",
        "There are solutions without it, but none passes FILTER(?x = 1).",
        "No statement has the property sy:of.",
        "id:katowice and id:brisbane are linked: see sygraph path id:katowice id:brisbane.",
        "A sentence of no known form.",
    ],
)
def test_a_claim_that_does_not_hold_is_found(store: OxigraphStore, claim: str) -> None:
    sparql = "SELECT * { GRAPH p:240 { id:territorial-plan sy:of ?x FILTER(?x = 1) } }"
    sparql = "SELECT * { id:nobody sy:of ?x FILTER(?x = 1) }" if "FILTER" in claim else sparql
    with pytest.raises(AssertionError):
        Claims(store, sparql).check([claim])


def test_a_silence_that_is_not_one_is_found(store: OxigraphStore) -> None:
    sparql = "SELECT * { GRAPH p:240 { id:territorial-plan sy:of ?x } }"
    silent = "All its terms are known: the article is silent on this."
    first, *_ = explain(store, sparql)
    with pytest.raises(AssertionError):
        Claims(store, sparql).check([first, silent])
