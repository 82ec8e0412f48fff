"""The vocabulary of the editor: terms, what fits at a place, and mistakes with their fixes."""

from __future__ import annotations

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.query_page import Ask, query_page
from sygraph.pages.render import Site
from sygraph.pages.vocabulary import completions, fitting, mistakes, repaired


def test_each_term_has_a_definition_and_what_occurs_an_example(kg: KnowledgeGraph) -> None:
    found = completions(kg, "en")
    vocabulary = [term["name"] for term in found["terms"] if term["kind"] != "entity"]
    own = [name for name in vocabulary if name.startswith("sy:")]
    assert len(own) > 90
    assert [name for name in own if not found["about"].get(name, {}).get("definition")] == []
    assert found["about"]["sy:country"]["example"].count(" → ") == 1
    assert "skos:prefLabel" in vocabulary


@pytest.mark.parametrize(
    ("lang", "phrase", "usual"),
    [
        ("en", "sister city", "partner city"),
        ("en", "korean", "South Korea"),
        ("zh-Hant", "友城", "夥伴 城市"),
        ("zh-Hans", "友好关系", "伙伴"),
    ],
)
def test_other_words_lead_to_the_terms(
    kg: KnowledgeGraph, lang: str, phrase: str, usual: str
) -> None:
    assert completions(kg, lang)["synonyms"][phrase] == usual


def test_only_what_occurs_fits(kg: KnowledgeGraph) -> None:
    countries = {one["name"] for one in fitting(kg, "en", values_of="sy:country")}
    asked = kg.query("SELECT DISTINCT ?c { ?x sy:country ?c }")
    assert countries == {curie(str(row["c"])) for row in asked}
    cities = {one["name"] for one in fitting(kg, "en", class_of="sy:City")}
    assert "sy:country" in cities and "sy:deadline" not in cities
    assert "sy:country" in {one["name"] for one in fitting(kg, "en", reached_by="sy:partner")}
    assert {"name": '"2035"^^xsd:gYear', "label": '"2035"^^xsd:gYear'} in fitting(
        kg, "en", values_of="sy:deadline"
    )
    assert fitting(kg, "en", values_of="no term") == []


@pytest.mark.parametrize(
    ("sparql", "fixed"),
    [
        ("SELECT * { ?x sy:countri ?y }", "SELECT * { ?x sy:country ?y }"),
        ("SELECT * { id:seol ?p ?y }", "SELECT * { id:seoul ?p ?y }"),
        ("SELECT * { ?x s:country ?y }", "SELECT * { ?x sy:country ?y }"),
        ("SELECT * { ?x ?p ?y } ODER BY ?x", "SELECT * { ?x ?p ?y } ORDER BY ?x"),
        ("SELECT (COUNTT(?x) AS ?n) { ?x ?p ?y }", "SELECT (COUNT(?x) AS ?n) { ?x ?p ?y }"),
        (
            '# 𠀀\nSELECT ("𠀀" AS ?y) {\n ?x a sy:Citty }',
            '# 𠀀\nSELECT ("𠀀" AS ?y) {\n ?x a sy:City }',
        ),
        (
            "PREFIX o: <https://w3id.org/sygraph/ontology#>\nASK { ?x a o:Citty }",
            "PREFIX o: <https://w3id.org/sygraph/ontology#>\nASK { ?x a sy:City }",
        ),
    ],
)
def test_a_mistake_has_its_place_and_a_fix(kg: KnowledgeGraph, sparql: str, fixed: str) -> None:
    [wrong] = mistakes(kg, sparql)
    assert fixed in [repaired(sparql, wrong, fix) for fix in wrong.fixes]
    line = sparql.split("\n")[wrong.line - 1].encode("utf-16-le")
    at = 2 * (wrong.column - 1)
    assert line[at : at + 2 * len(wrong.text)].decode("utf-16-le") == wrong.text


@pytest.mark.parametrize("sparql", ["", "# nothing yet", "SELECT * { ?x a sy:City }", "ASK {}"])
def test_what_is_right_has_no_mistake(kg: KnowledgeGraph, sparql: str) -> None:
    assert mistakes(kg, sparql) == []


@pytest.mark.parametrize(
    "sparql", ["ASK { " + "(" * 5_000, "ASK { ?x a", "\x00", "ASK { <a b> ?p ?o }"]
)
def test_a_wrong_text_has_one_mistake_without_running(kg: KnowledgeGraph, sparql: str) -> None:
    assert [wrong.kind for wrong in mistakes(kg, sparql, "zh-Hans")] == ["syntax"]


def test_an_empty_answer_links_to_the_fixed_query(kg: KnowledgeGraph) -> None:
    site = Site(kg, "en", ServerLinks("/", "/query"))
    page = query_page(site, Ask(text="SELECT * { ?x a sy:Citty }")).html
    assert 'href="/query?query=SELECT+%2A+%7B+%3Fx+a+sy%3ACity+%7D"' in page
    assert "Run with sy:City in place of sy:Citty" in page
