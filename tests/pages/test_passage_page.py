"""The page of a passage: its words, what they say in English, and the reader's script."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PASSAGE
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.passage_page import passage_page
from sygraph.pages.render import Site

TRADE = NamedNode(PASSAGE + "shenyang-2024/420")
QUOTE = "2023年，自貿區瀋陽片區新增註冊企業1207家"


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_the_words_are_as_printed_and_the_translation_is_marked(
    kg: KnowledgeGraph, lang: str
) -> None:
    page = passage_page(Site(kg, lang, ServerLinks("/", "/here")), TRADE)
    assert QUOTE in page
    assert '<p class="translation" lang="en">In 2023, 1,207 enterprises were newly' in page
    mark = {"en": "our translation", "zh-Hant": "本項目英譯", "zh-Hans": "本项目英译"}[lang]
    assert mark in page


def test_simplified_characters_are_marked_as_converted(kg: KnowledgeGraph) -> None:
    page = passage_page(Site(kg, "zh-Hans", ServerLinks("/", "/here")), TRADE)
    assert 'lang="zh-Hans">2023年，自贸区沈阳片区新增注册企业1207家' in page
    assert "由繁体转换" in page


def test_a_figure_is_named_in_english(kg: KnowledgeGraph) -> None:
    page = passage_page(Site(kg, "en", ServerLinks("/", "/here")), TRADE)
    assert "· CNY 7.471 bn · 2023</a>" in page
    assert ">進出口總額74.71億元</a>" not in page
