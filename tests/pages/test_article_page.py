"""The article to read: all its words, each passage a way to its facts, names that light up."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import sygraph
from sygraph.data import Files
from sygraph.errors import NotFound
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ARTICLE, PASSAGE
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.article_page import article_page, pieces
from sygraph.pages.passage_page import passage_page
from sygraph.pages.render import Site
from sygraph.text.article import Article

SHENYANG = NamedNode(ARTICLE + "shenyang-2024")


def site(kg: KnowledgeGraph, lang: str = "en") -> Site:
    return Site(kg, lang, ServerLinks("/", "/here"))


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def body(html: str) -> str:
    """The text as printed, without translations and conversions."""
    found = re.search(r'<article class="article-text".*?</article>', html, flags=re.S)
    assert found is not None
    text = re.sub(r'<span class="translated" lang="en">.*?</span>', "", found[0], flags=re.S)
    return re.sub(
        r'<span class="converted" lang="zh-Hans">.*?</span>(?=<span class="tr|\n?</a>)',
        "",
        text,
        flags=re.S,
    )


def test_it_is_the_whole_article_and_nothing_else(kg: KnowledgeGraph) -> None:
    read = "".join(plain(body(article_page(site(kg), SHENYANG))).split())
    text = Article.read(kg.files.seed)
    assert read == "".join(text.text.split())


def test_paragraphs_are_the_articles_own(kg: KnowledgeGraph) -> None:
    html = body(article_page(site(kg), SHENYANG))
    headings = [plain(found) for found in re.findall(r"<h2.*?</h2>", html, flags=re.S)]
    assert headings[0] == "瀋陽打造東北亞對外開放新前沿" and len(headings) == 5
    first = plain(re.findall(r"<p.*?</p>", html, flags=re.S)[1])
    assert first.startswith("瀋陽，這座歷史悠久的東北重鎮") and first.endswith("全新的使命和角色。")


@pytest.mark.parametrize(
    ("lang", "ways"),
    [
        ("en", ["both", "original", "english"]),
        ("zh-Hant", ["original", "both", "english"]),
        ("zh-Hans", ["converted", "original", "both", "english"]),
    ],
)
def test_the_reader_chooses_what_to_read(kg: KnowledgeGraph, lang: str, ways: list[str]) -> None:
    html = article_page(site(kg, lang), SHENYANG)
    assert re.findall(r'name="show" value="(\w+)"', html) == ways
    assert re.findall(r'id="show-(\w+)" checked', html) == ways[:1]
    assert html.count('<span class="translated" lang="en">') == 71
    assert html.count('<span class="converted" lang="zh-Hans">') == (71 if lang == "zh-Hans" else 0)


def test_an_article_without_translations_has_nothing_to_choose(workspace: Files) -> None:
    for _, path in workspace.translations():
        Path(path).unlink()
    html = article_page(site(sygraph.open(workspace)), SHENYANG)
    assert 'name="show"' not in html and 'class="translated"' not in html


def test_the_title_of_an_english_page_is_english(kg: KnowledgeGraph) -> None:
    html = article_page(site(kg), SHENYANG)
    assert "<h1>Shenyang builds a new frontier of opening-up in Northeast Asia</h1>" in html


def test_each_passage_can_be_linked_to_and_leads_to_its_page(kg: KnowledgeGraph) -> None:
    html = article_page(site(kg), SHENYANG)
    found = dict(re.findall(r'class="passage[^"]*" id="(\w+)" href="([^"]+)"', html))
    assert len(found) == 71
    assert found["p340"] == "/passage/shenyang-2024/340"


def test_a_chosen_name_is_lit_up_wherever_it_stands(kg: KnowledgeGraph) -> None:
    html = article_page(site(kg), SHENYANG, "id:seoul")
    lit = re.findall(r'<span class="name lit"[^>]*>([^<]+)</span>', html)
    assert lit == ["首爾", "首爾"]
    assert 'data-light="id:seoul" aria-current="true"' in html
    assert "name lit" not in article_page(site(kg), SHENYANG)


def test_the_names_named_most_come_first(kg: KnowledgeGraph) -> None:
    html = article_page(site(kg), SHENYANG)
    assert html == article_page(site(kg), SHENYANG)
    counts = [int(n) for n in re.findall(r"data-light=.*?<small>(\d+)</small>", html)]
    assert counts == sorted(counts, reverse=True) and len(counts) == 60


def test_an_unknown_name_lights_nothing_up(kg: KnowledgeGraph) -> None:
    html = article_page(site(kg), SHENYANG, "id:nobody")
    assert "aria-current" not in html.partition('class="lights"')[2]


def test_a_name_may_stand_inside_another() -> None:
    city, airport = NamedNode("urn:city"), NamedNode("urn:airport")
    found = pieces("在瀋陽桃仙機場", {city: ["瀋陽"], airport: ["瀋陽桃仙機場"]})
    assert [(piece.text, piece.names) for piece in found] == [
        ("在", ()),
        ("瀋陽桃仙機場", ("urn:airport",)),
    ]
    assert [(piece.text, piece.names) for piece in found[1].inner] == [
        ("瀋陽", ("urn:city",)),
        ("桃仙機場", ()),
    ]


def test_there_is_no_page_of_an_article_that_there_is_not(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFound):
        article_page(site(kg), NamedNode(ARTICLE + "nothing"))


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_a_passage_shows_its_words_and_all_that_they_state(kg: KnowledgeGraph, lang: str) -> None:
    html = passage_page(site(kg, lang), NamedNode(PASSAGE + "shenyang-2024/240"))
    shown = plain(html)
    assert "今年4月，伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛" in shown
    assert "9,800" in shown and "約31億元" in shown
    assert 'href="/article/shenyang-2024#p240"' in html
    assert 'rel="prev" href="/passage/shenyang-2024/230"' in html
    assert 'rel="next" href="/passage/shenyang-2024/250"' in html


def test_every_fact_of_a_passage_is_on_its_page(kg: KnowledgeGraph) -> None:
    iri = NamedNode(PASSAGE + "shenyang-2024/620")
    html = passage_page(site(kg), iri)
    for row in kg.query(f"SELECT DISTINCT ?s {{ GRAPH {iri} {{ ?s ?p ?o }} }}"):
        assert f'href="/id/{str(row.s).rpartition("/")[2]}"' in html


def test_what_must_be_read_with_it_is_there(kg: KnowledgeGraph) -> None:
    html = passage_page(site(kg), NamedNode(PASSAGE + "shenyang-2024/110"))
    assert "To be read with" in html and "/passage/shenyang-2024/470" in html


def test_there_is_no_page_of_a_passage_that_there_is_not(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFound):
        passage_page(site(kg), NamedNode(PASSAGE + "shenyang-2024/5"))
