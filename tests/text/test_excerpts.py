"""Excerpts never begin or end inside a number or a Latin word."""

from __future__ import annotations

import re

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.render import Site
from sygraph.pages.search_page import suggestions
from sygraph.text.excerpts import around, shortened_text

# What must not be torn apart: a number with its scale, a Latin word, a Chinese numeral.
PIECES = re.compile(r"[0-9]+(?:[.,][0-9]+)*[%萬億]*|[A-Za-z]+|[一二三四五六七八九十百千]{2,}")


def torn(text: str, first: int, last: int) -> list[str]:
    """The pieces of a text that an excerpt of it begins or ends in."""
    return [
        piece[0]
        for piece in PIECES.finditer(text)
        if any(piece.start() < place < piece.end() for place in (first, last))
    ]


TEXTS = (
    "2023年實現進出口總額1469.3億元，同比增長4.6%，今年1—9月進出口總額1109.1億元",
    "載運跨境電商貨約618萬單，進出口貿易額約31億元，共1,207,300家",
    "a China-Europe Railway Express (Shenyang) don't stop, 50 % of it by 二十三個 and BMW's",
)


@pytest.mark.parametrize("text", TEXTS)
def test_excerpts_cut_no_number_and_no_word(text: str) -> None:
    for place in range(len(text)):
        for width in range(12):
            first, last = around(text, (place, place + 1), width, width)
            assert first <= place < last <= len(text)
            wide = torn(text, first, last)
            assert not wide, (text[first:last], wide)


@pytest.mark.parametrize("text", TEXTS)
def test_shortened_texts_cut_no_number_and_no_word(text: str) -> None:
    for length in range(1, len(text)):
        short = shortened_text(text, length)
        assert text.startswith(short.removesuffix("…"))
        assert not torn(text, 0, len(short.removesuffix("…"))), short
    assert shortened_text(text, len(text)) == text


def test_a_very_long_word_is_left_out() -> None:
    text = "x" * 1000 + " 瀋陽 " + "y" * 1000
    first, last = around(text, (1001, 1003), 10, 10)
    assert text[first:last].strip() == "瀋陽"


@pytest.mark.parametrize("sought", ["額", "元", "個", "1", "5", "年", "6", "在", "Shenyang"])
def test_search_results_cut_no_number(kg: KnowledgeGraph, sought: str) -> None:
    for hit in kg.search(sought):
        if hit.kind == "passage":
            shown = hit.as_text().partition("  ")[2].removesuffix(" (our translation)")
            excerpt = shown.removeprefix("…").removesuffix("…")
            first = hit.text.index(excerpt)
            inside = torn(hit.text, first, first + len(excerpt))
            assert not inside, shown
    for found in suggestions(Site(kg, "en", ServerLinks("/", "/")), sought):
        if found["kind"] == "passage":
            [text] = [hit.text for hit in kg.search(sought) if found["text"] in hit.text][:1]
            first = text.index(found["text"])
            assert not torn(text, first, first + len(found["text"])), found["text"]


def test_the_title_of_a_passage_cuts_no_number(kg: KnowledgeGraph) -> None:
    for row in kg.query("SELECT ?p ?words { ?p sy:quote ?words }"):
        label = kg.label(str(row.p))
        assert not torn(str(row.words), 0, len(label.removesuffix("…"))), label
