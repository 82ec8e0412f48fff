"""Tests of the benchmark of drafts: its articles, its scorer and its page."""

from __future__ import annotations

import doctest
import json
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

import draft_scores
import drafts
from article_marks import MarkError, candidates, read_marked
from draft_scores import Line, Scores, kappa, pairs, score

ARTICLES = {article.name: article for article in drafts.articles()}
ENCODINGS = sorted(
    path.relative_to(drafts.ARTICLES).as_posix() for path in drafts.ARTICLES.glob("*/[ab]/*.marked")
)

MARKED = """\
% port = id:yingkou-port Port
% town = new:testtown City

H {port|Port} news
S In {d 2025|2025}, {port|Yingkou Port} moved {n 3000000 #tonne ~ :cargoThroughput @port|about 3 \
million tonnes}, {n 2.5 #percent - :yearOnYearGrowth @port|down 2.5%}.
S {town|Testtown} {u !planned @town by=2030|plans {n 12 #route !planned|12 routes} \
by {d 2030|2030}}.
"""
TEXT = (
    "Port news\n\nIn 2025, Yingkou Port moved about 3 million tonnes, down 2.5%. "
    "Testtown plans 12 routes by 2030.\n"
)


def encoded() -> list[dict[str, Any]]:
    return list(candidates(read_marked(MARKED), TEXT))


def one(lines: list[dict[str, Any]], quote: str) -> dict[str, Any]:
    return next(line for line in lines if line["quote"] == quote)


def counts(scores: Scores, name: str) -> tuple[int, int]:
    return scores.shares[name].part, scores.shares[name].whole


def test_the_examples_hold() -> None:
    assert doctest.testmod(draft_scores).failed == 0


def test_there_are_two_articles_a_language_and_one_of_them_is_seen() -> None:
    for language in drafts.LANGUAGES:
        own = [article for article in ARTICLES.values() if article.language == language]
        assert sorted(article.seen for article in own) == [False, True]
        for article in own:
            text = article.text.read_text("utf-8")
            size = len(text.split()) if language == "en" else len(text)
            assert (500, 1500)[language != "en"] <= size <= (900, 3000)[language != "en"]
            assert any(word in text.splitlines()[-1] for word in ("invented", "虛構", "虚构"))
            assert drafts.encoded(article, "a")


@pytest.mark.parametrize("path", ENCODINGS)
def test_an_encoding_is_of_its_marks_and_its_quotes_stand_at_their_offsets(path: str) -> None:
    marked = drafts.ARTICLES / path
    text = (marked.parents[1] / f"{marked.stem}.txt").read_text("utf-8")
    lines = drafts.lines_of(marked.with_suffix(".jsonl").read_bytes())
    made = list(candidates(read_marked(marked.read_text("utf-8")), text))
    assert lines == json.loads(json.dumps(made))
    for line in lines:
        assert text[line["start"] : line["end"]] == line["quote"] != ""


def test_marks_become_candidates() -> None:
    lines = encoded()
    assert [line["role"] for line in lines if line["kind"] == "sentence"] == [
        "headline",
        "sentence",
        "sentence",
    ]
    figure = one(lines, "about 3 million tonnes")
    assert figure == {
        "kind": "number", "start": 39, "end": 61, "quote": "about 3 million tonnes",
        "value": 3e6, "bound": "approximate", "unit": "tonne", "measure": "cargoThroughput",
        "of": "id:yingkou-port", "date_start": "2025", "date_end": "2025",
    }  # fmt: skip
    assert one(lines, "down 2.5%")["value"] == -2.5
    assert one(lines, "plans 12 routes by 2030")["date_end"] == "2030"


@pytest.mark.parametrize(
    ("line", "text", "why"),
    [
        ("S {n 3 #league|3 leagues} on.", "3 leagues on.", "cannot be read"),
        ("S {n 3 :number|3} on.", "3 on.", "measure without whose"),
        ("S {d last year|2024} on.", "2024 on.", "cannot be read"),
        ("S {port|Port on.", "Port on.", "without }"),
        ("S Not of the article.", "Port.", "does not go on so"),
        ("S Port.", "Port. More.", "not encoded"),
    ],
)
def test_a_mark_that_cannot_be_read_is_refused(line: str, text: str, why: str) -> None:
    marked = f"% port = id:yingkou-port Port\n{line}\n"
    with pytest.raises(MarkError, match=why):
        list(candidates(read_marked(marked), text))


def test_what_a_person_encodes_scores_in_full_against_itself() -> None:
    right = encoded()
    found = [{"confidence": 1.0, **line} for line in right]
    scores = score(right, found)
    assert scores.shares
    assert [name for name, share in scores.shares.items() if share.part != share.whole] == []
    assert scores.misses == []


def test_each_wrong_part_is_counted_where_it_belongs() -> None:
    right = encoded()
    found = [{"confidence": 1.0, **line} for line in encoded()]
    one(found, "about 3 million tonnes")["value"] = 30_000_000
    one(found, "down 2.5%").pop("direction")
    one(found, "12 routes")["status"] = "underway"
    one(found, "2030")["date_end"] = "2031"
    found.remove(one(found, "Testtown"))
    one(found, "Yingkou Port")["entity"] = "id:dalian-port"
    one(found, "plans 12 routes by 2030")["status"] = "sought"
    found.append({"kind": "number", "start": 0, "end": 4, "quote": "Port", "value": 1})
    scores = score(right, found)
    assert counts(scores, "numbers found") == (3, 3)
    assert counts(scores, "numbers right") == (1, 3)
    assert counts(scores, "numbers: value") == (2, 3)
    assert counts(scores, "numbers: direction") == (2, 3)
    assert counts(scores, "numbers proposed that are numbers") == (3, 4)
    assert counts(scores, "dates right") == (1, 2)
    assert counts(scores, "names found") == (2, 3)
    assert counts(scores, "names linked right") == (1, 2)
    assert counts(scores, "sure links right") == (1, 2)
    assert counts(scores, "status right") == (0, 2)
    assert counts(scores, "figures right in all parts") == (0, 2)
    assert counts(scores, "statements right in all parts") == (0, 1)
    assert counts(scores, "sentence bounds") == (3, 3)


def test_a_link_within_a_longer_name_is_wrong() -> None:
    right: list[Line] = [
        {
            "kind": "name",
            "start": 0,
            "end": 10,
            "quote": "",
            "entity": "new:airport",
            "class": "Airport",
        }
    ]
    found = [
        {"kind": "name", "start": 0, "end": 4, "quote": "", "entity": "id:city", "confidence": 0.95}
    ]
    scores = score(right, found)
    assert counts(scores, "sure links right") == (0, 1)
    assert counts(scores, "names found") == (0, 1)


def test_new_entities_are_the_same_if_they_share_a_mention() -> None:
    right = [{"kind": "name", "start": 5, "end": 9, "entity": "new:busan"}]
    found = [{"kind": "name", "start": 5, "end": 9, "entity": "my:pusan"}]
    links = draft_scores.Links(right, found)
    assert links.same("new:busan", "my:pusan")
    assert not links.same("new:busan", "my:other")
    assert not links.same("id:dalian", "my:pusan")


def test_candidates_are_paired_once_by_what_they_have_most_in_common() -> None:
    right = [{"start": 0, "end": 10}, {"start": 10, "end": 20}]
    found = [{"start": 8, "end": 20}, {"start": 30, "end": 31}]
    paired, missing, spurious = pairs(right, found)
    assert paired == [(right[1], found[0])]
    assert (missing, spurious) == ([right[0]], [found[1]])


DRAFT = """
@prefix sy: <https://w3id.org/sygraph/ontology#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix p: <https://example.org/w/passage/t/> .
@prefix my: <https://example.org/w/id/> .
p:10 sy:quote "Port news" .
p:20 sy:quote "In 2025, …" .
p:30 sy:quote "Testtown plans …" .
p:20 {
  my:a a sy:Observation ; sy:statedAs "about 3 million tonnes" ; sy:periodStart "2025"^^xsd:gYear ;
    sy:periodEnd "2025"^^xsd:gYear .
  my:b a sy:Observation ; sy:statedAs "down 2.5%" ; sy:periodStart "2024"^^xsd:gYear ;
    sy:periodEnd "2024"^^xsd:gYear .
}
p:30 { my:c a sy:Observation ; sy:statedAs "12 routes" ; sy:periodEnd "2030"^^xsd:gYear . }
"""


def test_a_figure_is_accepted_unchanged_if_it_is_right_and_in_the_graph() -> None:
    lines = encoded()
    one(lines, "12 routes")["measure"] = "number"
    proposed = list(parse(DRAFT.encode(), RdfFormat.TRIG))
    accepted = [quad for quad in proposed if "/b>" not in str(quad.subject)]
    scores = Scores()
    drafts.count_figures(encoded(), drafts.Drafted(lines, proposed, accepted, (0, 0)), scores)
    # The period of b is wrong and c is no observation; c is admitted all the same.
    assert counts(scores, "figure drafts that are right") == (1, 3)
    assert counts(scores, "figure drafts accepted unchanged") == (1, 3)
    assert counts(scores, "wrong figure drafts that accept admits") == (1, 3)
    assert counts(scores, "figures in the graph after accept") == (1, 2)


def test_two_encodings_agree_as_far_as_they_do() -> None:
    ours, theirs = encoded(), encoded()
    same = drafts.agreement([(ours, encoded())])
    assert set(same.values()) == {1.0}
    theirs.remove(one(theirs, "Testtown"))
    one(theirs, "12 routes")["value"] = 13
    found = drafts.agreement([(ours, theirs)])
    assert found["name: F1"] == pytest.approx(2 * 2 / 5)
    assert found["number, value: same"] == pytest.approx(2 / 3)
    assert kappa([("a", "a"), ("a", "a"), ("b", "a"), ("b", "b")]) == pytest.approx(0.5)


def test_the_page_is_made_of_what_was_measured() -> None:
    found = json.loads(drafts.RESULTS.read_text("utf-8"))
    assert drafts.PAGE.read_text("utf-8") == drafts.report(found)
    assert set(found["articles"]) == set(ARTICLES)
    unseen = [one for one in found["articles"].values() if not one["seen"]]
    assert len(unseen) == 3
    assert not any("misses" in one for one in unseen)
