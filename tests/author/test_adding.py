"""`sygraph add`: the text of an article and its passages."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from author_texts import TEXTS
from sygraph.author import adding
from sygraph.author.article_sources import Source
from sygraph.check import read_dataset, run_check
from sygraph.check.quotes import check_quotes
from sygraph.check.report import Report
from sygraph.data import ArticleFiles, Files
from sygraph.errors import OutputError, SygraphError
from sygraph.text.article import Article
from sygraph.text.roles import read_units

Add = Callable[..., ArticleFiles]


@pytest.mark.parametrize("language", TEXTS)
def test_every_word_of_the_text_is_in_a_passage(news: Files, add: Add, language: str) -> None:
    article = add(TEXTS[language])
    assert Path(article.text).read_bytes() == TEXTS[language].encode()
    data, report = read_dataset(news), Report()
    check_quotes(data, report)
    assert report.faults == []
    assert report.figures["characters"] == report.figures["characters covered"]
    assert [p.number for p in data.passages] == [10, 20, 30, 40, 50, 60]
    trig = article.path.read_text("utf-8")
    assert sha256(TEXTS[language].encode()).hexdigest() in trig
    assert f'schema:inLanguage "{language}"' in trig
    roles = [str(p.roles[0]).rpartition("#")[2].strip(">") for p in data.passages]
    assert roles == ["headline", "byline", *["sentence"] * 4]


def test_what_check_finds_afterwards_is_only_left_to_be_said(news: Files, add: Add) -> None:
    add(TEXTS["en"])
    kinds = {fault.kind for fault in run_check(news).faults}
    assert kinds <= {"sentence", "numeral", "date", "cue", "unaccounted", "mention", "shape"}


def test_lines_that_the_layout_breaks_are_joined_only_inside_a_sentence() -> None:
    text = "甲港開通。它是連\n\n接南北的港口。\n\n新的標題\n\n乙港開通。\n"
    words = [unit.words for unit in read_units(Article(text, "zh-Hant"))]
    assert words == ["甲港開通。", "它是連接南北的港口。", "新的標題", "乙港開通。"]


@pytest.mark.parametrize("id", ["", "A", "a b", "../a", "a/b", "é", "-a", "a--b", "x" * 61, "p:1"])
def test_an_id_that_is_no_plain_name_is_refused(news: Files, add: Add, id: str) -> None:
    before = sorted(news.root.rglob("*"))
    with pytest.raises(SygraphError, match="no name for an article"):
        add(TEXTS["en"], id)
    assert sorted(news.root.rglob("*")) == before


def test_an_id_that_is_taken_is_refused(news: Files, add: Add) -> None:
    first = add(TEXTS["en"])
    with pytest.raises(SygraphError, match="there is an article one already"):
        add(TEXTS["zh-Hant"])
    assert Path(first.text).read_text("utf-8") == TEXTS["en"]
    with pytest.raises(SygraphError, match="is a prefix"):
        add(TEXTS["en"], "sy")


def test_a_language_that_the_text_is_not_in_is_refused(news: Files) -> None:
    with pytest.raises(SygraphError, match="in zh-Hant, not in zh-Hans"):
        adding.add(news, Source(TEXTS["zh-Hant"]), "one", language="zh-Hans")
    assert news.articles == ()


@pytest.mark.parametrize("date", ["2026", "1 March", "2026-02-30"])
def test_a_date_that_is_no_day_is_refused(news: Files, add: Add, date: str) -> None:
    with pytest.raises(SygraphError, match="the date"):
        add(TEXTS["en"], date=date)
    assert news.articles == ()


def test_the_data_of_the_package_are_not_changed() -> None:
    with pytest.raises(SygraphError, match="no workspace") as error:
        adding.add(Files.bundled(), Source(TEXTS["en"]), "one")
    assert "sygraph init" in str(error.value.hint)


def test_nothing_is_written_if_one_file_cannot_be(
    news: Files, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OutputError, match="No space left"):
        add(TEXTS["en"])
    monkeypatch.setattr(os, "replace", real)
    assert [p.name for p in news.root.rglob("*one*")] == []
    assert [p.name for p in news.root.rglob(".*")] == []


@given(st.text(alphabet="港口增長。！\n 12%億AZaz.,\"'「」；", max_size=200))
def test_units_are_in_order_and_disjoint(text: str) -> None:
    article = Article(text, "zh-Hant")
    units = read_units(article)
    assert all(a.end <= b.start for a, b in pairwise(units))
    assert article.locate([unit.words for unit in units]) == [(u.start, u.end) for u in units]
    assert [unit.role for unit in units].count("headline") <= 1
