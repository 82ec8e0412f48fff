"""Figures of several articles: each way in which two compare, with their sentences."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import sygraph
from several_articles import several_articles
from sygraph.entities.comparison import KINDS, Comparison, Row, compare, overlapping
from sygraph.entities.resolve import LANGUAGES
from sygraph.entities.wording import heading
from sygraph.errors import UnknownMeasure
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import local_name
from sygraph.queries.run import run

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture
def news(tmp_path: Path) -> KnowledgeGraph:
    return sygraph.open(several_articles(tmp_path / "news"))


def _names(one: Comparison) -> tuple[str, ...]:
    return one.kind, *(local_name(figure.iri.value) for figure in one.figures)


def test_each_way_to_compare(news: KnowledgeGraph) -> None:
    assert set(map(_names, news.compare())) == {
        ("contradiction", "harbour-1-routes", "harbour-2-routes"),
        ("revised", "harbour-1-cargo", "harbour-3-cargo"),
        ("target", "harbour-1-aim", "harbour-3-later"),
        ("bound", "harbour-1-routes", "harbour-3-routes"),
        ("bound", "harbour-2-routes", "harbour-3-routes"),
        ("rounding", "harbour-1-trade", "harbour-3-trade"),
        ("rounding", "harbour-2-trade", "harbour-3-trade"),
        ("same", "harbour-1-trade", "harbour-2-trade"),
        ("scope", "harbour-1-signed", "harbour-2-signed"),
        ("period", "harbour-1-routes", "harbour-2-early"),
        ("period", "harbour-2-early", "harbour-3-routes"),
    }
    assert {one.kind for one in news.compare()} == set(KINDS)


def test_a_pair_has_both_sentences(news: KnowledgeGraph) -> None:
    [one] = [found for found in news.compare() if found.kind == "contradiction"]
    assert one.as_dict() == {
        "kind": "contradiction",
        "label": "contradiction",
        "subject": {
            "iri": "https://w3id.org/sygraph/id/shenyang",
            "curie": "id:shenyang",
            "label": "Shenyang",
        },
        "measure": {
            "iri": "https://w3id.org/sygraph/ontology#number",
            "curie": "sy:number",
            "label": "number",
        },
        "figures": [
            {
                "iri": "https://example.org/news/id/harbour-1-routes",
                "curie": "my:harbour-1-routes",
                "article": "harbour-1",
                "amount": "211 air routes",
                "period": "2023",
                "words": "211條",
                "passage": "harbour-1/20",
                "quote": "2023年瀋陽開通航線211條。",
                "language": "zh-Hant",
                "translation": "In 2023 Shenyang opened 211 air routes.",
            },
            {
                "iri": "https://example.org/news/id/harbour-2-routes",
                "curie": "my:harbour-2-routes",
                "article": "harbour-2",
                "amount": "212 air routes",
                "period": "2023",
                "words": "212 air routes",
                "passage": "harbour-2/20",
                "quote": "In 2023 Shenyang had 212 air routes.",
                "language": "en",
                "translation": "",
            },
        ],
    }
    text = one.as_text()
    assert "2023年瀋陽開通航線211條。" in text and "In 2023 Shenyang had 212 air routes." in text


def test_only_english_has_the_translation(news: KnowledgeGraph) -> None:
    for lang in LANGUAGES:
        [one] = [found for found in news.compare(lang=lang) if found.kind == "contradiction"]
        assert bool(one.figures[0].translation) == (lang == "en")
        assert one.label == heading("compare.contradiction", lang)


def test_narrowed_to_a_subject_a_measure_or_a_figure(news: KnowledgeGraph) -> None:
    assert news.compare(subject="my:spring-fair") == []
    assert news.compare(subject="瀋陽") == news.compare()
    cargo = news.compare(measure="sy:cargoThroughput")
    assert [_names(one)[0] for one in cargo] == ["revised"]
    figure = NamedNode("https://example.org/news/id/harbour-2-early")
    found = compare(news.store, figures=[figure])
    assert Counter(one.kind for one in found) == {"period": 2}


def test_the_named_query_finds_the_same_pairs(news: KnowledgeGraph) -> None:
    rows = news.query("same-quantity")
    pairs = {(str(row.figure), str(row.otherFigure)) for row in rows}
    assert pairs == {tuple(f.iri.value for f in one.figures) for one in news.compare()}
    assert all(row.article != row.otherArticle for row in rows)


def test_each_example_of_the_named_query_has_an_answer(news: KnowledgeGraph) -> None:
    subject = next(iter(news.compare())).subject
    for parameter in news.queries["same-quantity"].params:
        example = subject if parameter.name == "subject" else parameter.example
        assert run(news.store, news.queries, "same-quantity", {parameter.name: example})


def test_the_examples_have_one_contradiction_in_a_total_and_one_rounding() -> None:
    found = sygraph.open(EXAMPLES).compare(subject="Dalian")
    told = {
        (one.kind, one.measure_label, *(local_name(f.article.value) for f in one.figures))
        for one in found
    }
    growth = "growth over the year before (total trade)"
    assert told == {
        ("contradiction", "total trade", "dalian-trade", "incheon-forum"),
        ("contradiction", "total trade", "incheon-forum", "port-outlook"),
        ("rounding", "total trade", "dalian-trade", "port-outlook"),
        ("contradiction", growth, "dalian-trade", "incheon-forum"),
        ("contradiction", growth, "incheon-forum", "port-outlook"),
        ("same", growth, "dalian-trade", "port-outlook"),
        ("period", "share (total trade)", "dalian-trade", "port-outlook"),
        ("period", "total trade", "dalian-trade", "port-outlook"),
    }


def test_one_article_has_nothing_to_compare(kg: KnowledgeGraph) -> None:
    assert kg.compare() == []
    assert len(kg.query("same-quantity")) == 0


def test_the_cost_is_linear() -> None:
    """No pair is looked at twice, and none of figures that have no days in common."""
    visited = 0

    class Day(str):
        """A day that counts how often it is compared with another."""

        def __ge__(self, other: str) -> bool:
            nonlocal visited
            visited += 1
            return str.__ge__(self, other)

    def row(article: str, year: int) -> Row:
        days = Day(f"{year}-01-01"), Day(f"{year}-12-31")
        node = NamedNode(f"https://example.org/{article}{year}")
        return Row(node, NamedNode(f"https://example.org/{article}"), (), None, False, days)

    counts = []
    for many in (500, 1000):
        visited = 0
        rows = [row(article, 1000 + year) for article in "ab" for year in range(many)]
        assert len(list(overlapping(rows))) == many
        counts.append(visited)
    assert counts[1] <= 2.1 * counts[0]


def test_a_limit_keeps_the_first_kinds(news: KnowledgeGraph) -> None:
    every = news.compare()
    assert compare(news.store, limit=2) == every[:2]
    assert compare(news.store, limit=len(every)) == every


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("nosuch", "a sy:MeasureCode, such as"),
        ("total trad", "did you mean total trade?"),
        ("瀋陽", "id:shenyang is not a sy:MeasureCode"),
    ],
)
def test_an_unknown_measure_is_called_so(news: KnowledgeGraph, name: str, hint: str) -> None:
    with pytest.raises(UnknownMeasure, match=f"^unknown measure: {name}$") as raised:
        news.compare(measure=name)
    assert hint in str(raised.value.hint)
