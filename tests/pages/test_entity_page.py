"""The page of an entity: every fact with its passage, and nothing in it but text."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from pyoxigraph import NamedNode

from hostile import hostile_graph
from sygraph.errors import NotFound
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, SY
from sygraph.pages import entity_page as entity
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.entity_page import entity_page, mentions_page
from sygraph.pages.neighbourhood import circle, neighbours
from sygraph.pages.render import Site


def site(kg: KnowledgeGraph, lang: str = "en") -> Site:
    return Site(kg, lang, ServerLinks("/", "/here"))


def page(kg: KnowledgeGraph, slug: str, lang: str = "en") -> str:
    return entity_page(site(kg, lang), NamedNode(ID + slug))


def text(html: str) -> str:
    """What a reader sees of it."""
    return " ".join(unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.S)).split())


@pytest.mark.parametrize(
    ("lang", "title", "kind", "heading"),
    [
        ("en", "Seoul", "city", "What the article says"),
        ("zh-Hant", "首爾", "城市", "文章所述"),
        ("zh-Hans", "首尔", "城市", "文章所述"),
    ],
)
def test_it_is_in_the_readers_language(
    kg: KnowledgeGraph, lang: str, title: str, kind: str, heading: str
) -> None:
    html = page(kg, "seoul", lang)
    assert f'<html lang="{lang}">' in html
    assert f"<h1>{title}</h1>" in html
    assert kind in text(html) and heading in text(html)


def test_each_fact_leads_to_its_sentence(kg: KnowledgeGraph) -> None:
    html = page(kg, "seoul")
    assert re.search(
        r'href="/id/south-korea"[^>]*>South Korea</a><a class="cite" href="#p580"', html
    )
    assert 'id="p580"' in html
    assert "韓國首爾" in text(html)
    cited = set(re.findall(r'class="cite" href="#([^"]+)"', html))
    assert cited and cited <= set(re.findall(r' id="([^"]+)"', html))


def test_figures_stand_in_a_table_with_bound_and_period(kg: KnowledgeGraph) -> None:
    table = re.findall(r"<table.*?</table>", page(kg, "shenyang"), flags=re.S)[0]
    rows = [text(row) for row in re.findall(r"<tr>.*?</tr>", table, flags=re.S)]
    assert "total trade CNY 146.93 bn 2023 520" in rows
    assert "total trade CNY 110.91 bn Jan–Sep 2024 520" in rows
    assert any(row.startswith("growth of total trade 4.6%") for row in rows)
    assert any("at least 50%" in row for row in rows)


def test_the_page_of_a_figure_begins_with_its_card(kg: KnowledgeGraph) -> None:
    html = page(kg, "route-los-angeles-cargo", "zh-Hant")
    card = html[html.index('class="card"') : html.index("card-do")]
    assert "約 9,800噸 截至2024年4月" in text(card)
    assert "<mark>約9800噸</mark>" in card
    assert 'class="card"' not in page(kg, "seoul")


def test_what_links_to_it_is_told_with_what_else_is_known_of_that(kg: KnowledgeGraph) -> None:
    shown = text(page(kg, "seoul"))
    assert "… takes place in Seoul 1 Hello, Shenyang global promotion in Seoul 580 600" in shown
    assert "Period: since 2023" in shown


def test_what_the_article_does_not_say_is_called_background(kg: KnowledgeGraph) -> None:
    shown = text(page(kg, "seoul"))
    assert "Background" in shown
    assert "latitude 37.566 gazetteer" in shown


def test_a_place_has_its_map_and_all_have_their_neighbours(kg: KnowledgeGraph) -> None:
    assert "Where Seoul lies" in page(kg, "seoul")
    found = neighbours(site(kg), NamedNode(ID + "sapporo"), 5)
    assert "Shenyang" in [spot.label for spot in found]
    assert "lies" not in text(page(kg, "state-council"))


def test_nothing_stands_alone_in_a_drawing(kg: KnowledgeGraph) -> None:
    assert circle(site(kg), NamedNode(ID + "nothing-of-the-kind")) is None


def test_search_engines_read_what_it_is(kg: KnowledgeGraph) -> None:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page(kg, "seoul"))
    said = json.loads(found[0])
    assert said["@type"] == "City" and said["name"] == "Seoul"
    assert said["sameAs"] == ["https://sws.geonames.org/1835848/"]
    assert said["geo"]["latitude"] == 37.566


def test_a_statement_has_a_page_too(kg: KnowledgeGraph) -> None:
    shown = text(page(kg, "shenyang-trade-2023"))
    assert "進出口總額1469.3億元" in shown and "is about Shenyang" in shown


def test_of_nothing_there_is_no_page(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFound):
        page(kg, "nothing-of-the-kind")


def test_pages_run_no_scripts_and_bring_no_styles_of_their_own(kg: KnowledgeGraph) -> None:
    html = page(kg, "shenyang")
    assert " style=" not in html and "<style" not in html
    assert not re.search(r"\son\w+=", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert 'src="/static/' in script or "application/ld+json" in script


def test_of_very_many_mentions_some_are_shown_and_all_can_be_had(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entity, "MOST", 2)
    html = page(kg, "china")
    country = f"{SY}country"
    assert "/id/china.html?with=https%3A//w3id.org/sygraph/ontology%23country" in html
    seen: list[str] = []
    first = 0
    while True:
        part = mentions_page(site(kg), NamedNode(ID + "china"), NamedNode(country), first)
        seen += re.findall(r'<li><a href="/id/([^"]+)"', part)
        if 'rel="next"' not in part:
            break
        first += 2
    rows = kg.query("SELECT DISTINCT ?s { ?s sy:country id:china }")
    assert sorted(seen) == sorted(str(row.s).removeprefix(ID) for row in rows)
    with pytest.raises(NotFound):
        mentions_page(site(kg), NamedNode(ID + "china"), NamedNode(country), 10_000)


def test_hostile_labels_stay_text_and_scripts_are_no_addresses() -> None:
    html = page(hostile_graph(), "evil")
    assert "<img" not in html and "javascript:alert(1)" in text(html)
    assert not re.search(r'href="\s*javascript', html, flags=re.I)
    assert "&lt;/script&gt;&lt;img" in html


def _headings(page: str) -> list[str]:
    return re.findall(
        r"<h2>([^<]+?)(?: <small>|</h2>)",
        page.partition('class="entity-main"')[2].partition("<aside")[0],
    )


def test_a_page_begins_with_what_matters(kg: KnowledgeGraph) -> None:
    headings = _headings(page(kg, "shenyang"))
    assert headings[:3] == ["Figures", "Targets", "What the article says"]
    assert headings[-3:] == ["How the article describes it", "Background", "Sentences"]
    # A slogan is not among the facts.
    stated = page(kg, "shenyang").partition('id="stated"')[2].partition("</section>")[0]
    assert "「" not in stated and "Northeast China" in stated


def test_the_facts_of_a_node_stand_in_the_order_of_what_matters(kg: KnowledgeGraph) -> None:
    route = re.findall(r"<dt>([^<]+)</dt>", page(kg, "route-moscow"))
    assert route[:2] == ["departs from", "flies to"]
    place = page(kg, "los-angeles").partition("<main")[2]
    assert 0 < place.index("Shenyang–Los Angeles cargo route") < place.index("latitude")


def test_what_is_linked_in_two_ways_is_listed_once(kg: KnowledgeGraph) -> None:
    links = page(kg, "shenyang").partition('id="links"')[2].partition("</section>")[0]
    entries = re.findall(r'<li><a href="(/id/[^"]+)"', links)
    assert "/id/route-moscow" in entries and len(entries) == len(set(entries))
    assert re.search(r"also: <a [^>]*>was launched by</a>", links)


def test_the_sections_of_a_long_page_fold(kg: KnowledgeGraph) -> None:
    long, short = page(kg, "shenyang"), page(kg, "katowice")
    assert long.count('<details class="fold">') >= 6
    assert long.count('<details class="fold" open>') == 3
    assert '<details class="fold">' not in short


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("slug", ["shenyang", "taoxian-airport", "katowice", "korea-week-2024"])
def test_the_labels_of_the_drawing_do_not_overlap(kg: KnowledgeGraph, slug: str, lang: str) -> None:
    drawing = page(kg, slug, lang).partition('<svg class="circle"')[2].partition("</svg>")[0]
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', drawing)[1])  # type: ignore[index]
    boxes = []
    for x, y, anchor, spans in re.findall(
        r'<text x="([-\d.]+)" y="([-\d.]+)" text-anchor="(\w+)">(.*?)</text>', drawing
    ):
        lines = re.findall(r"<tspan[^>]*>([^<]+)", spans)
        long = max(sum(12.2 if c >= "\u2e80" else 7.1 for c in line) for line in lines)
        left = float(x) - (long if anchor == "end" else 0)
        boxes.append((left, float(y) - 11, left + long, float(y) + 3 + 14 * (len(lines) - 1)))
    assert boxes
    assert all(left >= 0 and right <= width for left, _, right, _ in boxes)
    for number, a in enumerate(boxes):
        for b in boxes[:number]:
            assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3])


def test_what_is_in_the_articles_language_is_translated(kg: KnowledgeGraph) -> None:
    called = page(kg, "shenyang").partition('id="called"')[2].partition("</section>")[0]
    assert "「歷史悠久的東北重鎮」" in called
    # Two descriptions of one sentence share its translation.
    assert called.count("Shenyang, a major city of Northeast China with a long history") == 1
    cited = set(re.findall(r'class="cite" href="#(\w+)"', called))
    assert called.count('<p class="translation" lang="en">') == len(cited)
    assert "translation" not in page(kg, "shenyang", "zh-Hans").partition('id="called"')[2]
