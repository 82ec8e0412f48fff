"""Errors, hints and empty answers in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sygraph.check
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


# The checks whose faults a reviewer meets on the page of a candidate.
REVIEWED = (
    *("across", "adjacency", "bases", "coverage", "dates", "figures", "labels", "links"),
    *("measures", "stated_numerals", "stated_words", "titles", "vocabulary"),
)
# Not about what a candidate states, or made of parts that are not in the source.
OTHERS = ("schema:sha256", "if the text was changed", "X X", "has X", "X (X to X)")


def faults_in(module: str) -> Iterator[str]:
    """Yield the texts of the faults of a check as its source writes them, X for what is put in."""
    source = Path(sygraph.check.__file__).with_name(f"{module}.py").read_text("utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "fault":
            written = node.args[2:4]
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            written = node.value.elts[-2:]
        else:
            continue
        for part in written:
            yield from (text for text in texts_of(part) if " " in text)


def texts_of(node: ast.expr) -> list[str]:
    """Return what an expression may write, X for what it puts in."""
    if isinstance(node, ast.Constant):
        return [node.value] if isinstance(node.value, str) else []
    if isinstance(node, ast.IfExp):
        return [*texts_of(node.body), *texts_of(node.orelse)]
    if isinstance(node, ast.BinOp):
        return [a + b for a in texts_of(node.left) for b in texts_of(node.right)]
    found = [""]
    for part in node.values if isinstance(node, ast.JoinedStr) else ():
        value = part.value if isinstance(part, ast.FormattedValue) else part
        ends = texts_of(value) if isinstance(value, ast.IfExp | ast.Constant) else ["X"]
        found = [start + end for start in found for end in ends]
    return found


@pytest.mark.parametrize("module", REVIEWED)
def test_what_the_check_says_of_a_candidate_is_said_in_chinese(module: str) -> None:
    found = [text for text in faults_in(module) if not text.startswith(OTHERS)]
    assert found
    assert [text for text in found if message(text, "zh-Hant").lang == "en"] == []
