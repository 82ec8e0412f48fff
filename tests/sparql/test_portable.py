"""Queries for other engines get prefixes and a dataset in the right place."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from sygraph.errors import QuerySyntaxError
from sygraph.sparql.portable import boolean, form, graph, mistake, with_dataset, with_prefixes

G, N = ox.NamedNode("urn:g"), ox.NamedNode("urn:n")


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {}", "SELECT"),
        ("# ASK\nconstruct where {}", "CONSTRUCT"),
        ("PREFIX ask: <urn:ask> BASE <urn:select> DESCRIBE ask:x", "DESCRIBE"),
        ('DEFINE input:inference "urn:rules" ASK {}', "ASK"),
    ],
)
def test_the_form_of_a_query_is_recognised(query: str, kind: str) -> None:
    assert form(query) == kind


@pytest.mark.parametrize(
    "text", ["", "CLEAR ALL", "INSERT DATA { <urn:select> a <urn:c> }", "SELEC"]
)
def test_text_without_a_query_form_is_refused(text: str) -> None:
    with pytest.raises(QuerySyntaxError):
        form(text)


def test_only_missing_prefixes_are_declared() -> None:
    text = 'PREFIX id: <urn:x#>\nASK { id:a sy:b ?c, "skos:no" . ?c other:p 1 } # rdf:type'
    declared = with_prefixes(text)
    assert declared == "PREFIX sy: <https://w3id.org/sygraph/ontology#> " + text
    assert with_prefixes(declared) == declared


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT * FROM <urn:g> { ?s ?p ?o }"),
        ("SELECT * WHERE { }", "SELECT * FROM <urn:g> WHERE { }"),
        ("select ?s where{ }", "select ?s FROM <urn:g> where{ }"),
        (
            "SELECT (EXISTS { ?s ?p ?o } AS ?any) ?s { ?s ?p ?o }",
            "SELECT (EXISTS { ?s ?p ?o } AS ?any) ?s FROM <urn:g> { ?s ?p ?o }",
        ),
        ("ASK { { SELECT * { } } }", "ASK FROM <urn:g> { { SELECT * { } } }"),
        (
            "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
            "CONSTRUCT { ?s ?p ?o } FROM <urn:g> WHERE { ?s ?p ?o }",
        ),
        ("CONSTRUCT {} {}", "CONSTRUCT {} FROM <urn:g> {}"),
        ("CONSTRUCT WHERE { }", "CONSTRUCT FROM <urn:g> WHERE { }"),
        ("DESCRIBE <urn:x>", "DESCRIBE <urn:x> FROM <urn:g>"),
        ("DESCRIBE <urn:x> # end", "DESCRIBE <urn:x> FROM <urn:g> # end"),
        ("DESCRIBE <urn:x> LIMIT 1", "DESCRIBE <urn:x> FROM <urn:g> LIMIT 1"),
        ("DESCRIBE ?x { ?x a ?y }", "DESCRIBE ?x FROM <urn:g> { ?x a ?y }"),
        (
            "ASK { GRAPH ?x { } }",
            "ASK FROM <urn:g> FROM NAMED <urn:n> { GRAPH ?x { } }",
        ),
        # What brings a dataset of its own keeps it.
        ("SELECT * FROM <urn:own> { }", "SELECT * FROM <urn:own> { }"),
        ("ASK FROM NAMED <urn:own> { GRAPH ?g { } }", "ASK FROM NAMED <urn:own> { GRAPH ?g { } }"),
    ],
)
def test_from_is_inserted_where_it_is_allowed(query: str, expected: str) -> None:
    named = with_dataset(query, G, [N])
    assert named == expected
    assert mistake(named) is None


def test_a_mistake_has_a_line_and_a_column() -> None:
    found = mistake("SELECT *\n{ ?s sy:country }")
    assert found is not None and found.line == 2
    assert mistake("SELECT * { ?s sy:country ?o }") is None


def test_looking_for_a_mistake_calls_no_service() -> None:
    assert mistake("ASK { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }") is None


def test_answers_are_what_the_embedded_engine_gives() -> None:
    assert boolean(True) and not boolean(False)
    triple = ox.Triple(G, N, ox.Literal(1))
    assert list(graph([triple, triple])) == [triple]
