"""The lens beside the article: what it shows names its sentences and entities."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode

from sygraph.graph import KnowledgeGraph
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.article_page import article_page
from sygraph.pages.lens import KINDS
from sygraph.pages.render import Site

ARTICLE = NamedNode("https://w3id.org/sygraph/article/shenyang-2024")


def _lens(kg: KnowledgeGraph, kind: str | None, lang: str = "en") -> str:
    page = article_page(Site(kg, lang, ServerLinks("/", "/")), ARTICLE, seen=kind)
    return page.partition('<section class="lens"')[2].partition("</section>")[0]


def test_figures_stand_in_reading_order_with_their_sentences(kg: KnowledgeGraph) -> None:
    lens = _lens(kg, "figures")
    says = re.findall(r'<li data-says="([^"]+)"', lens)
    first = [int(one.split()[0].removeprefix("p")) for one in says]
    assert len(first) == len(kg.query("SELECT ?f { ?f a sy:Observation ; sy:value ?v }"))
    assert first == sorted(first)
    assert "CNY 146.93 bn" in lens


def test_dates_stand_in_their_order(kg: KnowledgeGraph) -> None:
    years = re.findall(r'lens-when">[^<]*?(\d{4})<', _lens(kg, "timeline"))
    assert len(years) > 20 and years == sorted(years)


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_each_node_of_the_network_is_an_entity_that_the_text_names(
    kg: KnowledgeGraph, lang: str
) -> None:
    page = article_page(Site(kg, lang, ServerLinks("/", "/")), ARTICLE)
    nodes = re.findall(r'class="lens-node"[^>]*data-names="([^"]+)"', page)
    about = {slug for found in re.findall(r'data-about="([^"]*)"', page) for slug in found.split()}
    assert 10 < len(nodes) <= 20 and set(nodes) <= about
    assert "id:shenyang" in nodes


@pytest.mark.parametrize("kind", [None, "no lens", *KINDS])
def test_the_address_chooses_the_lens(kg: KnowledgeGraph, kind: str | None) -> None:
    chosen = kind if kind in KINDS else "network"
    assert re.search(rf'data-lens="{chosen}"[^>]* aria-current="true"', _lens(kg, kind))
