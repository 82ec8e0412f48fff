"""The article beside its network: words light up what they support, things light up their words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser import PHONE, Tab
from sygraph.article import Article
from sygraph.graph import KnowledgeGraph
from sygraph.view import view_payload
from view_support import opened, payload, point


@pytest.fixture
def page(open_tab: Callable[..., Tab], tmp_path: Path) -> Page:
    """The small article beside the small network."""
    page = open_tab().page
    page.set_default_timeout(8000)
    opened(page, tmp_path, payload(reading=True))
    return page


def lit(page: Page) -> set[str]:
    return set(page.evaluate("[...(view.drawing.lit?.nodes ?? [])]"))


def lit_edges(page: Page) -> set[str]:
    return set(page.evaluate("[...(view.drawing.lit?.edges ?? [])]"))


def marked(page: Page) -> list[str]:
    """The very words that are marked in the article."""
    return [str(text) for text in page.evaluate("[...CSS.highlights.get('sy-words')].map(String)")]


def select(page: Page, passage: str, words: str) -> None:
    """Select words of a passage by mouse, from the first character to the last."""
    left, right, y = page.evaluate(
        """([passage, words]) => {
          const text = document.querySelector(`[data-passage="${passage}"]`).firstChild;
          const range = new Range();
          range.setStart(text, text.data.indexOf(words));
          range.setEnd(text, text.data.indexOf(words) + words.length);
          const { left, right, top, bottom } = range.getBoundingClientRect();
          return [left, right, (top + bottom) / 2];
        }""",
        [f"p:{passage}", words],
    )
    page.mouse.move(left + 1, y)
    page.mouse.down()
    page.mouse.move(right - 1, y, steps=5)
    page.mouse.up()
    page.wait_for_function("() => view.state.words")


def test_the_article_is_set_passage_by_passage_and_its_breaks_are_mended(page: Page) -> None:
    passages = page.locator(".passage")
    expect(passages).to_have_text(
        ["瀋陽舉辦韓國周。", "瀋陽開通直飛莫斯科的航線。", "它是東北的重鎮。"]
    )
    expect(page.locator("#sy-article .text p")).to_have_count(2)
    expect(page.locator("#sy-article .text")).to_have_attribute("lang", "zh-Hant")


def test_a_passage_lights_up_what_it_supports(page: Page) -> None:
    page.get_by_role("button", name="瀋陽開通直飛莫斯科的航線。").click()
    assert lit(page) == {"id:route", "id:shenyang", "id:moscow"}
    assert lit_edges(page) == {"3", "4"}
    expect(page.locator(".panel [role=status]")).to_have_text("2 facts rest on these words")
    expect(page.locator(".passage.lit")).to_have_text("瀋陽開通直飛莫斯科的航線。")
    page.locator(".passage.lit").click()
    assert lit_edges(page) == set()


def test_selected_words_light_up_only_what_they_support(page: Page) -> None:
    select(page, "10", "韓國周")
    assert lit_edges(page) == {"0", "1"}
    expect(page.locator(".panel .quoted")).to_have_text("韓國周")
    select(page, "20", "莫斯科")
    assert lit_edges(page) == {"4"}
    assert lit(page) == {"id:route", "id:moscow"}
    select(page, "30", "重鎮")
    assert lit(page) == {"id:shenyang"}
    expect(page.locator(".panel .said")).to_have_text("description 「東北的重鎮」")


def test_words_that_support_nothing_say_so(page: Page) -> None:
    select(page, "20", "開通")
    expect(page.locator(".panel [role=status]")).to_have_text("No fact rests on these words alone")


def test_a_node_lights_up_its_words(page: Page) -> None:
    page.mouse.click(*point(page, "id:week"))
    expect(page.locator(".passage.lit")).to_have_text("瀋陽舉辦韓國周。")
    assert marked(page) == ["韓國周"]
    page.mouse.click(*point(page, "id:shenyang"))
    expect(page.locator(".passage.lit")).to_have_count(3)
    assert {"瀋陽", "東北的重鎮"} <= set(marked(page))


def test_an_edge_lights_up_its_words(page: Page) -> None:
    (ax, ay), (bx, by) = point(page, "id:route"), point(page, "id:moscow")
    page.mouse.click((ax + bx) / 2, (ay + by) / 2)
    expect(page.locator(".passage.lit")).to_have_text("瀋陽開通直飛莫斯科的航線。")
    assert marked(page) == ["莫斯科"]


def test_a_path_lights_up_its_words(page: Page) -> None:
    page.evaluate("view.set({ path: ['id:korea', 'id:moscow'] })")
    expect(page.locator(".passage.lit")).to_have_count(2)


def test_pointing_is_enough_in_both_directions(page: Page) -> None:
    page.locator(".passage").first.hover()
    page.wait_for_function("() => view.drawing.lit")
    assert lit(page) == {"id:week", "id:shenyang", "id:korea"}
    page.mouse.move(*point(page, "id:moscow"))
    expect(page.locator(".passage.lit")).to_have_text("瀋陽開通直飛莫斯科的航線。")


def test_passages_are_reached_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.locator(".passage").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".passage").nth(1)).to_have_attribute("aria-pressed", "true")
    assert lit_edges(page) == {"3", "4"}
    page.keyboard.press("Escape")
    assert lit_edges(page) == set()


def test_a_link_leads_back_to_a_passage(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab().page
    opened(page, tmp_path, payload(reading=True), "#passage=p:30")
    expect(page.locator(".passage.lit")).to_have_text("它是東北的重鎮。")


def test_on_a_phone_article_and_network_are_stacked(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab(size=PHONE).page
    opened(page, tmp_path, payload(reading=True))
    article, view = (
        page.locator("#sy-article").bounding_box(),
        page.locator("#sy-view").bounding_box(),
    )
    assert article is not None
    assert view is not None
    assert article["width"] == view["width"] == 390
    assert article["y"] + article["height"] <= view["y"]
    assert page.evaluate("document.documentElement.scrollHeight") == PHONE[1]
    page.locator(".passage").first.click()
    assert lit_edges(page) == {"0", "1"}


@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_serious_fault(
    open_tab: Callable[..., Tab], tmp_path: Path, dark: bool
) -> None:
    page = open_tab(dark=dark).page
    opened(page, tmp_path, payload(reading=True), "#passage=p:20")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], found


def test_the_command_writes_the_whole_article_beside_its_network(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from sygraph.cli import cli

    file = tmp_path / "article.html"
    result = CliRunner().invoke(cli, ["view", "--reading", "-o", str(file)])
    assert result.exit_code == 0, result.output
    page = file.read_text(encoding="utf-8")
    assert '<article id="sy-article"' in page
    assert "class Reading" in page


def test_the_whole_article_stands_beside_its_network(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    opened(page, tmp_path, view_payload(kg, lang="zh-Hant", reading=True))
    printed = Article.read(kg.files.seed).text
    text = page.locator("#sy-article .text").inner_text()
    assert "".join(text.split()) == "".join(printed.split())
    page.mouse.click(*point(page, "id:route-los-angeles"))
    first = page.locator(".passage.lit").first
    expect(first).to_be_in_viewport()
    assert "洛杉磯" in " ".join(marked(page))
