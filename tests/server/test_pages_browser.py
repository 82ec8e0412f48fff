"""The reading pages in a browser: links, search, keyboard, and rules for screen readers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from browser import PHONE, Tab
from hostile import HOSTILE, hostile_graph
from live import live

OpenTab = Callable[..., Tab]


def faults(page: Page) -> list[str]:
    """What axe-core finds that makes the page unusable for some readers."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['nodes'][0]['html'][:200]}"
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


def test_from_the_first_page_to_a_sentence(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server)
    page.get_by_role("link", name="Sapporo").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sapporo")
    page.locator("a.cite").first.click()
    box = page.locator(".cite-box")
    expect(box).to_contain_text("札幌")
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    page.locator("a.cite").first.click()
    box.get_by_role("link").click()
    expect(page.locator(".passage-quote")).to_contain_text("札幌")
    page.get_by_role("link", name="In the article").click()
    expect(page.locator("#p670")).to_have_attribute("aria-current", "true")
    expect(page.locator("#panel")).to_contain_text("Sapporo")


def test_a_passage_shows_its_facts_beside_the_article(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server + "article/shenyang-2024")
    page.locator("#p240 .name").first.click()
    panel = page.locator("#panel")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("9,800 tonnes")
    assert page.url.endswith("#p240")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("#p240")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="Los Angeles", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Los Angeles")


def test_names_light_up_when_chosen(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server + "article/shenyang-2024")
    expect(page.locator(".name.lit")).to_have_count(0)
    page.locator('[data-light="id:south-korea"]').click()
    lit = page.locator(".name.lit")
    expect(lit.first).to_be_in_viewport()
    assert {"韓國"} <= set(lit.all_inner_texts())
    assert "about=id%3Asouth-korea" in page.url
    page.reload()
    expect(lit.first).to_be_visible()
    page.get_by_role("link", name="Page of South Korea").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("South Korea")


_INSIDE = (
    "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight; }"
)


def test_an_entity_is_shown_in_the_article_sentence_by_sentence(
    live_server: str, open_tab: OpenTab
) -> None:
    page = open_tab().page
    page.goto(live_server + "id/germany")
    page.get_by_role("link", name="Show it in the article").click()
    bar = page.get_by_role("group", name="Sentences found")
    expect(bar).to_contain_text("Germany · 1 of 5")
    first = page.locator("a.passage.walked")
    assert first.evaluate(_INSIDE) and page.evaluate("scrollY") > 500
    before = first.get_attribute("id")
    bar.get_by_role("button", name="Next").click()
    expect(bar).to_contain_text("2 of 5")
    assert page.locator("a.passage.walked").get_attribute("id") != before
    bar.get_by_role("button", name="Previous").click()
    assert page.locator("a.passage.walked").get_attribute("id") == before
    bar.get_by_role("button", name="Close").click()
    expect(bar).to_be_hidden()
    expect(page.locator(".name.lit")).to_have_count(0)


def test_the_lens_and_the_text_are_linked_both_ways(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server + "article/shenyang-2024.html?about=id:taoxian-airport")
    lens = page.locator("#lens")
    lens.get_by_role("link", name="Figures", exact=True).click()
    routes = lens.locator("li", has_text="211 air routes")
    expect(routes).to_be_visible()
    assert "lens=figures" in page.url
    # From the text to the lens, and back.
    page.locator("#p260").hover()
    expect(routes).to_have_class("is-near")
    routes.hover()
    expect(page.locator("a.passage.is-near")).to_have_attribute("id", "p260")
    routes.click()
    expect(page.locator("a.passage.walked")).to_have_attribute("id", "p260")
    for kind, chosen in (("Network", ".lens-node"), ("Map", ".map-place")):
        lens.get_by_role("link", name=kind, exact=True).click()
        lens.locator(
            f"{chosen}[data-names='id:south-korea'], {chosen}[data-names='id:sapporo']"
        ).first.click()
        expect(page.locator("a.passage.walked")).to_have_count(1)
    # The address has the lens.
    page.reload()
    expect(lens.locator("svg.map")).to_be_visible()


def test_on_a_phone_the_lens_opens_beside_the_text(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab(size=PHONE).page
    page.goto(live_server)
    page.get_by_role("link", name="Show me around").click()
    tour = page.get_by_role("dialog")
    tour.get_by_role("button", name="Next").click()
    lens = page.locator("#lens")
    expect(lens).to_be_in_viewport()
    tour.get_by_role("button", name="Skip").click()
    expect(lens).not_to_be_in_viewport()
    page.get_by_role("link", name="Lens").click()
    lens.get_by_role("link", name="Figures", exact=True).click()
    lens.locator("li", has_text="211 air routes").click()
    # Both are in sight: the chosen figure and its sentence.
    expect(lens.locator("li.is-on")).to_be_in_viewport()
    expect(page.locator("a.passage.walked .translated")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(lens).not_to_be_in_viewport()


def test_the_tour_comes_once(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server + "article/shenyang-2024")
    tour = page.get_by_role("dialog")
    for step in range(1, 5):
        expect(tour).to_contain_text(f"Step {step} of 4")
        expect(page.locator(".tour-target")).to_have_count(1)
        tour.get_by_role("button").last.click()
    expect(tour).to_be_hidden()
    page.reload()
    expect(page.locator(".lights")).to_be_visible()
    expect(tour).to_be_hidden()
    page.get_by_role("button", name="Show me around").click()
    expect(tour).to_contain_text("Step 1 of 4")
    page.keyboard.press("Escape")
    expect(tour).to_be_hidden()


@pytest.mark.parametrize(
    ("typed", "title"), [("seou", "Seoul"), ("首尔", "Seoul"), ("首爾", "Seoul")]
)
def test_the_search_suggests_as_one_types(
    live_server: str, open_tab: OpenTab, typed: str, title: str
) -> None:
    page = open_tab().page
    page.goto(live_server + "ontology")
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially(typed)
    options = page.get_by_role("option")
    expect(options.first).to_contain_text(title)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert faults(page) == []
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_escape_leaves_the_suggestions_and_enter_searches(
    live_server: str, open_tab: OpenTab
) -> None:
    page = open_tab().page
    page.goto(live_server)
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("618萬單")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    box.press("Enter")
    expect(page.locator("#best mark").first).to_have_text("約618萬單")
    expect(page.locator(".hits mark").first).to_have_text("618萬單")


def test_a_question_is_answered_and_its_parameters_can_be_changed(
    live_server: str, open_tab: OpenTab
) -> None:
    page = open_tab().page
    page.goto(live_server)
    box = page.get_by_role("combobox", name="Search")
    box.fill("japnese sister citys")
    box.press("Enter")
    best = page.locator("#best")
    expect(best).to_contain_text("Understood as")
    expect(best.get_by_role("heading", level=2).first).to_contain_text("Which cities are")
    expect(best.locator("tbody tr.record")).to_have_count(3)
    best.locator("select").select_option(label="United States")
    best.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**/query/partner-cities?country=id%3Aunited-states*")
    expect(best.locator(".record dl")).to_contain_text("Chicago")
    page.go_back()
    expect(page.locator("#best tbody tr.record")).to_have_count(3)


def test_a_key_opens_the_box_over_any_page(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server + "ontology")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog")
    box = palette.get_by_role("combobox")
    expect(box).to_be_focused()
    box.press_sequentially("how many sister cities")
    expect(palette.get_by_role("option").first).to_contain_text("How many partner cities")
    expect(palette.locator(".palette-answer tbody")).to_contain_text("23")
    assert faults(page) == []
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    page.keyboard.press("Control+k")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("How many partner cities")


def test_the_language_and_the_theme_are_the_readers_choice(
    live_server: str, open_tab: OpenTab
) -> None:
    page = open_tab().page
    page.goto(live_server + "id/seoul")
    page.get_by_role("link", name="繁體中文").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("首爾")
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    page.get_by_role("button", name="淺色或深色").click()
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(ground)
    page.goto(live_server + "dataset")
    expect(page.get_by_role("heading", level=1)).to_contain_text("知識圖譜")
    assert page.evaluate(ground) == dark


def test_the_keyboard_alone_gets_everywhere(live_server: str, open_tab: OpenTab) -> None:
    page = open_tab().page
    page.goto(live_server + "id/seoul")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="city")).to_be_focused()


def test_all_is_there_without_scripts(live_server: str, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    try:
        page = context.new_page()
        page.goto(live_server + "id/seoul")
        page.locator("a.cite").first.click()
        expect(page.locator("#p580")).to_be_in_viewport()
        page.locator("#p580 a").click()
        expect(page.locator(".passage-quote")).to_be_visible()
        page.goto(live_server + "article/shenyang-2024")
        page.locator('[data-light="id:germany"]').click()
        expect(page.locator(".name.lit").first).to_be_visible()
        page.locator("#p240 .name").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sentence 240")
        page.get_by_role("searchbox").fill("seoul")
        page.keyboard.press("Enter")
        expect(page.locator("#best h2")).to_have_text("Seoul")
        page.get_by_role("searchbox").fill("Japanese sister cities")
        page.keyboard.press("Enter")
        expect(page.locator("#best tbody tr.record")).to_have_count(3)
        page.locator("#best select").select_option(label="South Korea")
        page.locator("#best").get_by_role("button", name="Ask", exact=True).click()
        expect(page.locator("#answer tbody tr.record")).to_have_count(3)
        expect(page.locator("#answer")).to_contain_text("Geoje")
    finally:
        context.close()


def test_hostile_labels_stay_text(open_tab: OpenTab) -> None:
    tab = open_tab()
    page = tab.page
    page.add_init_script("window.alert = () => { window.beaten = true; }")
    with live(hostile_graph()) as at:
        for path in (
            "",
            "id/evil",
            "id/other",
            "passage/evil/10",
            "article/evil",
            "ontology",
            "dataset",
            "search?q=%3Cimg",
            "search?q=" + "%3C%2Fscript%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
        ):
            page.goto(at + path)
            assert page.evaluate("window.beaten") is None, path
            assert page.locator("img").count() == 0, path
            assert page.locator('a[href^="javascript" i]').count() == 0, path
        page.goto(at + "id/evil")
        expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
        page.goto(at + "search")
        page.get_by_role("combobox").press_sequentially("<img")
        expect(page.get_by_role("option").first).to_contain_text("<img src=x")
        assert page.evaluate("window.beaten") is None
