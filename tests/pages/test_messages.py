"""Errors, hints and empty answers in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from sygraph.data import read_toml
from sygraph.errors import SygraphError
from sygraph.evidence.explain import explain
from sygraph.graph import KnowledgeGraph
from sygraph.pages.messages import message
from sygraph.queries.run import run

PLACE = re.compile(r"\{(\w+)\}")


def test_each_wording_has_the_places_of_its_text() -> None:
    for english, chinese in read_toml("locales/messages.toml").items():
        assert set(PLACE.findall(english)) == set(PLACE.findall(chinese)), english
        assert max(PLACE.sub("", chinese)) >= "\u2e80"


def test_every_text_is_found_by_its_own_pattern() -> None:
    for english, chinese in read_toml("locales/messages.toml").items():
        text = PLACE.sub(lambda place: f"X{place[1]}X", english)
        wording = PLACE.sub(lambda place: f"X{place[1]}X", chinese)
        assert message(text, "zh-Hant").text == wording


def wrong(kg: KnowledgeGraph) -> Iterator[SygraphError]:
    given: tuple[tuple[str, dict[str, object]], ...] = (
        ("trade-totals", {"subject": "Nowhere"}),
        ("trade-totals", {"subject": "Shenyan"}),
        ("trade-totals", {"subjct": "x"}),
        ("figures-in-year", {"year": "soon"}),
        ("timeline", {"from": "yesterday"}),
        ("where-stated", {"number": "many"}),
        ("partner-cities", {"country": "id:seoul"}),
        ("no-such-query", {}),
        ("SELECT ?x WHERE { ?x a sy:City", {}),
        ("SELECT ?x { ?x zz:City ?y }", {}),
        ("ASK { <a b> ?p ?o }", {}),
        ('SELECT ?x { ?x ?p "open }', {}),
        ("SELECT (FOO(?x) AS ?y) {}", {}),
        ("CLEAR ALL", {}),
    )
    for query, params in given:
        with pytest.raises(SygraphError) as found:
            run(kg.store, kg.queries, query, params)
        yield found.value


def test_what_readers_get_wrong_is_said_in_chinese(kg: KnowledgeGraph) -> None:
    for error in wrong(kg):
        text = error.message.partition("\n")[0]
        if text.startswith("syntax error"):
            text = text.partition(": ")[2]  # the page says the place itself
        assert not message(text, "zh-Hant").lang, text
        if error.hint and not error.hint.startswith("sygraph "):
            assert not message(error.hint, "zh-Hant").lang, error.hint


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?x { ?x a sy:Facilities }",
        "SELECT ?x { ?x a sy:City ; sy:country id:brazil }",
        "SELECT ?x { ?x a sy:City ; sy:country id:seoul }",
        "SELECT ?x { ?x skos:prefLabel 'Seoul' }",
        "SELECT ?x { ?x sy:value ?v FILTER(?v > 1e15) }",
        "SELECT ?x { GRAPH <urn:x> { ?x a sy:City } }",
        "SELECT ?x { ?x a sy:City } OFFSET 500",
        "SELECT ?x { id:seoul sy:country ?x . ?x a sy:City }",
        "SELECT ?x { VALUES ?x { } }",
        "SELECT ?x { ?x schema:name ?y }",
    ],
)
def test_why_an_answer_is_empty_is_said_in_chinese(kg: KnowledgeGraph, sparql: str) -> None:
    for sentence in explain(kg.store, sparql):
        assert not message(sentence, "zh-Hans").lang, sentence


def test_lists_are_joined_as_the_language_does() -> None:
    hint = "did you mean Seoul, Sapporo or Sasebo?"
    assert message(hint, "zh-Hant").text == "您是否要找 Seoul、Sapporo或Sasebo？"


def test_what_has_no_translation_is_marked_as_english() -> None:
    assert message("the moon is full", "zh-Hans").lang == "en"
    assert message("the moon is full", "en").lang == ""
