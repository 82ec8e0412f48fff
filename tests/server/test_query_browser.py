"""The pages that ask and draw, in a browser: editor, forms, views, map, timeline, network, API."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from browser import DESKTOP, PHONE, Tab
from live import live
from sygraph.graph import KnowledgeGraph

Opener = Callable[..., Tab]


@pytest.fixture(scope="module")
def server(kg: KnowledgeGraph) -> Iterator[str]:
    with live(kg) as address:
        yield address


@pytest.fixture
def at(server: str, open_tab: Opener) -> Callable[..., Page]:
    """Open a page of the server."""

    def opened(path: str, **habits: object) -> Page:
        page = open_tab(**habits).page
        page.goto(server + path)
        return page

    return opened


def _write(page: Page, text: str) -> None:
    """Put a text into the editor as if it were typed at once."""
    page.locator(".query-editor .ace_text-input").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


# The editor


def test_a_query_is_written_and_run_in_place(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "SELECT ?x WHERE { ?x a sy:Airport }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer .record")).to_have_count(1)
    expect(page.locator("#answer .record")).to_contain_text(
        "Shenyang Taoxian International Airport"
    )
    said = parse_qs(urlsplit(page.url).query)
    assert said == {"query": ["SELECT ?x WHERE { ?x a sy:Airport }"]}


def test_its_address_brings_the_same_answer_again(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "SELECT ?x WHERE { ?x a sy:Airport }")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#answer .record")).to_have_count(1)
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#answer .record")).to_have_count(1)
    expect(page.locator(".ace_content")).to_contain_text("sy:Airport")


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT ?x { ?x a sy:Airp", "sy:Airport"),
        ("SELECT ?x { ?x sy:inPl", "sy:inPlace"),
        ("SELECT ?x { ?x sy:inPlace Sapporo", "id:sapporo"),
        ("SELECT ?place { ?x sy:inPlace ?pl", "?place"),
    ],
)
def test_the_editor_completes_names(at: Callable[..., Page], typed: str, offered: str) -> None:
    page = at("query")
    _write(page, typed[:-1])
    page.keyboard.type(typed[-1])
    page.keyboard.press("Control+Space")
    expect(page.locator(".ace_autocomplete")).to_contain_text(offered)
    expect(page.locator(".ace_autocomplete .ace_line").first).to_contain_text(offered)


def test_a_completion_is_taken_by_enter(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "ASK { id:seoul a sy:Ci")
    page.keyboard.type("t")
    expect(page.locator(".ace_autocomplete")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.type(" }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".answer-yes")).to_have_text("Yes.")


def test_a_mistake_is_marked_at_its_line(server: str, open_tab: Opener) -> None:
    tab = open_tab()
    tab.page.goto(server + "query")
    _write(tab.page, "SELECT ?x WHERE {\n  ?x a sy:City ;\n")
    tab.page.keyboard.press("Control+Enter")
    expect(tab.page.get_by_role("alert")).to_contain_text("line 2")
    expect(tab.page.locator(".ace_gutter-cell.ace_error")).to_have_text("2")
    expect(tab.page.locator(".query-mistake")).to_have_count(1)
    # That the server refuses it is what the browser calls an error.
    assert [said for said in tab.errors if "400" not in said] == []
    tab.errors.clear()


def test_an_empty_answer_is_explained(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "SELECT ?x { ?x a sy:Citty }")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("the nearest that exist are sy:City")


# The studio


def _text(page: Page) -> str:
    return str(page.evaluate("sygraphEditor.editor.getValue()")).strip()


def _fits(page: Page, text: str) -> str:
    """The names that the editor offers at the end of a text."""
    _write(page, text)
    page.keyboard.press("Control+Space")
    menu = page.locator(".ace_autocomplete")
    expect(menu).to_be_visible()
    return menu.inner_text()


def test_a_query_is_written_without_knowing_the_vocabulary(at: Callable[..., Page]) -> None:
    page = at("query")
    page.get_by_role("button", name="New query").click()
    terms = page.locator(".studio-terms")
    page.get_by_placeholder("Find a term").fill("sister cities")
    terms.get_by_title("A relation of cooperation").click()
    terms.get_by_role("button", name="has as partner").click()
    page.get_by_placeholder("Find a term").fill("country")
    terms.get_by_role("button", name="is in or from the country").click()
    assert _text(page).split("\n")[1:4] == [
        "  ?partnership a sy:Partnership .",
        "  ?partnership sy:partner ?partner .",
        "  ?partnership sy:country ?country .",
    ]
    # The things of the vocabulary are found by other words, and the subject is changed by hand.
    _write(page, "SELECT * { ?x a sy:Partnership ; sy:partner ?city . ?city sy:country }")
    page.keyboard.press("ArrowLeft")
    page.get_by_placeholder("Find a term").fill("korean")
    terms.get_by_role("button", name="South Korea").click()
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator("#answer .record")).to_have_count(4)
    expect(page.locator("#answer")).to_contain_text("Geoje")


def test_the_editor_offers_what_fits_at_the_place(at: Callable[..., Page]) -> None:
    page = at("query")
    classes = _fits(page, "SELECT * { ?x a ")
    assert "class" in classes and "property" not in classes
    values = _fits(page, "SELECT * { ?x sy:country ")
    assert "id:japan" in values and "id:sapporo" not in values
    # Those properties are first that cities have, here of sy:carries, sy:country and others.
    _fits(page, "SELECT * { ?x a sy:City . ?x sy:c")
    expect(page.locator(".ace_autocomplete .ace_line").first).to_contain_text("sy:country")


def test_an_unknown_term_is_put_right_by_one_click(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "SELECT * {\n  ?x a sy:Citty }")
    mistake = page.locator(".query-mistakes li")
    expect(mistake).to_contain_text("Line 2: sy:Citty is unknown")
    mistake.get_by_role("button", name="Use sy:City (city)").click()
    assert _text(page) == "SELECT * {\n  ?x a sy:City }"
    expect(mistake).to_have_count(0)
    # As the text is written its syntax is checked, and nothing runs.
    _write(page, "SELCT * { ?x ?y ?z }")
    expect(mistake).to_contain_text("expected one of ASK")
    mistake.get_by_role("button", name="Use SELECT").click()
    expect(mistake).to_have_count(0)
    assert page.url.endswith("/query")


def test_an_empty_answer_links_to_the_fixed_query(at: Callable[..., Page]) -> None:
    page = at("query?query=SELECT+*+%7B+%3Fx+a+sy%3ACitty+%7D")
    page.get_by_role("link", name="Run with sy:City in place of sy:Citty").click()
    expect(page.locator("#answer .record").first).to_be_visible()
    assert _text(page) == "SELECT * { ?x a sy:City }"


def test_escape_and_then_control_and_enter_run_the_query(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "SELECT ?x WHERE { ?x a sy:Airport }")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer .record")).to_have_count(1)


def test_what_has_run_is_in_the_history(at: Callable[..., Page]) -> None:
    page = at("query")
    for cls in ("Airport", "Port"):
        _write(page, f"SELECT ?x {{ ?x a sy:{cls} }}")
        page.keyboard.press("Control+Enter")
        page.wait_for_url(f"**sy%3A{cls}+*")
        expect(page.locator("#answer .answer-head")).to_be_visible()
    page.reload()
    page.get_by_role("tab", name="History").click()
    expect(page.locator(".studio-history li")).to_have_count(2)
    page.locator(".studio-history button", has_text="sy:Airport").click()
    assert _text(page) == "SELECT ?x { ?x a sy:Airport }"
    page.get_by_role("tab", name="Prefixes").click()
    expect(page.locator(".studio-prefixes")).to_contain_text("https://w3id.org/sygraph/ontology#")


def test_a_term_is_explained_where_the_pointer_is(at: Callable[..., Page]) -> None:
    page = at("query")
    _write(page, "SELECT * { ?x sy:country ?y }")
    name = page.locator(".ace_line").first.bounding_box()
    assert name is not None
    page.mouse.move(name["x"] + 150, name["y"] + 8)
    page.mouse.move(name["x"] + 155, name["y"] + 9)
    expect(page.locator(".term-card")).to_contain_text("The country in which a place lies")


# The named questions


def test_questions_are_found_by_their_words(at: Callable[..., Page]) -> None:
    page = at("query", lang="zh-TW")
    page.get_by_placeholder("篩選問題").fill("航線")
    page.locator(".query-list li:visible a").first.click()
    expect(page.locator("h1")).to_contain_text("航線")
    expect(page.locator("#answer")).to_be_visible()


def test_a_parameter_is_chosen_and_the_answer_follows(at: Callable[..., Page]) -> None:
    page = at("query/undertakings")
    before = page.locator(".answer-table tr.record").count()
    page.get_by_label("status").select_option("sy:sought")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url("**status=sy%3Asought**")
    assert 0 < page.locator("#answer .record").count() < before
    # The query itself follows too, so that the reader can change it.
    page.get_by_text("SPARQL text").click()
    expect(page.locator(".ace_content")).to_contain_text("sought")


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_each_row_opens_to_its_sentences_below_it(
    at: Callable[..., Page], size: tuple[int, int]
) -> None:
    page = at("query/trade-totals", size=size)
    sentence = page.locator(".proof-row blockquote").first
    expect(sentence).to_be_hidden()
    page.locator(".proof-switch summary").first.click()
    expect(sentence.locator("mark").last).to_have_text("進出口總額74.71億元")
    table, proof = (page.locator(name).first for name in (".answer-table", ".proof-row td"))
    width = "e => e.getBoundingClientRect().width"
    assert proof.evaluate(width) > 0.9 * table.evaluate(width)


def _shown(page: Page, column: int) -> list[str]:
    """The texts of a column, of the rows that are shown."""
    rows = page.locator(".answer-table tr.record:visible")
    return [row.locator("td").nth(column).inner_text() for row in rows.all()]


def _open(page: Page, heading: str) -> Locator:
    page.locator(".th-button", has_text=heading).click()
    return page.locator(".th-menu:visible")


def test_a_table_is_sorted_by_what_its_numbers_are(at: Callable[..., Page]) -> None:
    page = at("query/trade-totals")
    _open(page, "value").get_by_text("Sort: largest").click()
    assert [text.split("\n")[0] for text in _shown(page, 1)] == [
        "CNY 146.93 bn",
        "CNY 110.91 bn",
        "CNY 7.471 bn",
        "about CNY 3.1 bn",
    ]
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("value")
    # The proof of a row goes with it.
    page.locator(".proof-switch summary").first.click()
    expect(page.locator(".proof-row:visible mark").last).to_have_text("進出口總額1469.3億元")


def test_a_table_is_filtered_by_a_value_and_by_words(at: Callable[..., Page]) -> None:
    page = at("query/partner-cities")
    _open(page, "country").locator("select").select_option(label="Japan (3)")
    assert set(_shown(page, 1)) == {"Japan"}
    expect(page.locator(".table-status")).to_contain_text("3 of 8 rows")
    menu = _open(page, "city")
    menu.get_by_role("searchbox").fill("sap")
    assert _shown(page, 0) == ["Sapporo"]
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show the whole table").click()
    assert len(_shown(page, 0)) == 8
    expect(page.locator(".table-status")).to_be_hidden()


def test_a_column_is_hidden_and_comes_back(at: Callable[..., Page]) -> None:
    page = at("query/partner-cities")
    _open(page, "kind").get_by_text("Hide the column").click()
    expect(page.locator("th", has_text="kind")).to_be_hidden()
    page.get_by_role("button", name="Show the whole table").click()
    expect(page.locator("th", has_text="kind")).to_be_visible()


def test_all_columns_are_shown_and_folded_again(at: Callable[..., Page]) -> None:
    page = at("query/trade-totals")
    page.get_by_role("link", name="Show all columns").click()
    expect(page.locator("th")).to_have_count(13)
    page.get_by_role("link", name="Show fewer columns").click()
    expect(page.locator("th")).to_have_count(3)


def test_a_printed_answer_is_whole(at: Callable[..., Page]) -> None:
    page = at("query/trade-totals")
    page.emulate_media(media="print")
    expect(page.locator(".proof-row blockquote").first).to_be_visible()
    assert page.locator(".proof-row:visible").count() == 4
    expect(page.locator(".query-list")).to_be_hidden()
    overflow = "e => getComputedStyle(e).overflowX"
    assert page.locator(".table-frame").evaluate(overflow) == "visible"


def test_a_card_is_copied_with_its_citation_and_as_a_picture(
    at: Callable[..., Page], tmp_path: Path
) -> None:
    page = at("query/foreign-enterprises")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy with citation").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    text = page.evaluate("navigator.clipboard.readText()")
    first, quote, translation, source = text.split("\n")
    assert translation.startswith("Translation: ")
    assert first.endswith("Shenyang · since 2023: 317 companies")
    assert "外資企業達317家" in quote
    assert "Wang Yiqiao" in source and source.endswith("/passage/shenyang-2024/530")
    expect(page.get_by_role("button", name="Copy with citation")).to_be_visible()
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as PNG").click()
    started.value.save_as(tmp_path / "card.png")
    assert (tmp_path / "card.png").read_bytes().startswith(b"\x89PNG")


def test_answers_are_downloaded(at: Callable[..., Page], tmp_path: Path) -> None:
    page = at("query/partner-cities?country=id:japan&evidence=0")
    page.get_by_text("Download").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="csv", exact=True).click()
    file = tmp_path / started.value.suggested_filename
    started.value.save_as(file)
    assert file.name == "partner-cities.csv"
    assert len(list(csv.reader(file.read_text("utf-8").splitlines()))) == 4


def test_triples_are_downloaded_as_turtle(at: Callable[..., Page], tmp_path: Path) -> None:
    import pyoxigraph as ox

    page = at("query/partner-graph")
    page.get_by_text("Download").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="turtle").click()
    started.value.save_as(tmp_path / "it.ttl")
    assert list(ox.parse(path=tmp_path / "it.ttl", format=ox.RdfFormat.TURTLE))


# Views


def test_the_views_of_an_answer_are_seen_one_after_the_other(at: Callable[..., Page]) -> None:
    page = at("query/promotion-stops")
    views = page.get_by_role("navigation", name="Show as")
    views.get_by_role("link", name="Timeline").click()
    expect(page.locator("#answer .tl-item")).to_have_count(6)
    views.get_by_role("link", name="Map").click()
    expect(page.locator("#answer .map-place")).not_to_have_count(0)
    views.get_by_role("link", name="Network").click()
    expect(page.locator("#answer canvas")).to_be_visible()
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="Table").click()
    expect(page.locator(".answer-table")).to_be_visible()
    assert "view=" not in page.url


def test_a_bar_leads_to_the_sentence_of_its_row(at: Callable[..., Page]) -> None:
    page = at("query/trade-totals")
    page.get_by_role("navigation", name="Show as").get_by_role("link", name="Chart").click()
    bar = page.locator(".chart-bar", has_text="Shenyang · 2023")
    expect(bar).to_contain_text("CNY 146.93 bn")
    bar.click()
    expect(page.locator(".proof-row:visible mark").last).to_have_text("進出口總額1469.3億元")
    expect(page.locator("tr.record:target")).to_be_in_viewport()


def test_a_chart_draws_what_is_chosen(at: Callable[..., Page]) -> None:
    page = at("query/trade-pace?view=chart")
    page.get_by_label("Draw").select_option("monthly average")
    page.wait_for_url("**y=monthlyAverage**")
    expect(page.locator(".chart-axis")).to_have_text("monthly average, CNY")


@pytest.mark.parametrize("dark", [False, True])
def test_a_chart_is_saved_in_the_colours_of_the_page(
    at: Callable[..., Page], tmp_path: Path, dark: bool
) -> None:
    page = at("query/trade-totals?view=chart", dark=dark)
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as SVG").click()
    started.value.save_as(tmp_path / "chart.svg")
    text = (tmp_path / "chart.svg").read_text("utf-8")
    shown = page.locator(".chart-length").first.evaluate("e => getComputedStyle(e).fill")
    assert f'fill="{shown}"' in text and "CNY 146.93 bn" in text and "Wang Yiqiao" in text
    with page.expect_download() as started:
        page.get_by_role("button", name="Save as PNG").click()
    started.value.save_as(tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_without_scripts_forms_and_answers_work(server: str, browser: object) -> None:
    from playwright.sync_api import Browser

    assert isinstance(browser, Browser)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server + "query/undertakings")
    page.locator("select[name=status]").select_option("sy:sought")
    page.get_by_role("button", name="Ask", exact=True).click()
    assert "status=sy%3Asought" in page.url
    assert page.locator("#answer .record").count() > 0
    page.goto(server + "query")
    page.locator("textarea").fill("ASK { id:seoul a sy:City }")
    page.get_by_role("button", name="Run", exact=True).click()
    assert page.locator(".answer-yes").inner_text() == "Yes."
    page.goto(server + "map")
    page.locator(".map-place", has_text="Sapporo").click()
    assert page.url.endswith("#place-sapporo")
    context.close()


# The map


def test_a_place_on_the_map_shows_what_the_article_says_of_it(at: Callable[..., Page]) -> None:
    page = at("map")
    page.get_by_role("link", name="Sapporo", exact=True).first.click()
    card = page.locator("#place-sapporo")
    expect(card).to_have_class("map-card chosen")
    expect(card.locator("blockquote").first).to_contain_text("札幌")
    expect(card).to_be_in_viewport()
    # It is beside the map, and does not cover the place.
    place, beside = (
        one.bounding_box() for one in (page.locator(".map-place.chosen .map-dot"), card)
    )
    assert place is not None and beside is not None
    assert place["x"] + place["width"] < beside["x"]
    page.get_by_role("complementary").get_by_role("button", name="Close").click()
    expect(page.locator(".map-cards #place-sapporo")).not_to_have_class("map-card chosen")
    page.locator(".map-line", has_text="Moscow").locator(".map-reach").dispatch_event("click")
    expect(page.locator(".map-chosen #place-moscow")).to_be_visible()


def test_the_lines_of_the_map_are_named(at: Callable[..., Page]) -> None:
    page = at("map")
    names = page.locator('.map-name[visibility="visible"]')
    expect(names.first).to_be_visible()
    said = set(names.all_text_contents())
    assert "partner city" in said and any("route" in name for name in said)


def test_layers_of_the_map_are_switched(at: Callable[..., Page]) -> None:
    page = at("map?view=world")
    expect(page.locator(".map-line.layer-air").first).to_be_visible()
    page.get_by_label("Air routes").uncheck()
    for line in page.locator(".map-line.layer-air").all():
        expect(line).to_be_hidden()
    expect(page.locator('.map-place[aria-label="Moscow"]')).to_be_hidden()
    expect(page.locator(".map-line.layer-partner").first).to_be_visible()
    page.get_by_label("Air routes").check()
    expect(page.locator('.map-place[aria-label="Moscow"]')).to_be_visible()


def test_the_map_is_moved_and_enlarged_by_button_and_key(at: Callable[..., Page]) -> None:
    page = at("map")
    svg = page.locator("svg.map[data-view]")

    def width() -> float:
        return float((svg.get_attribute("viewBox") or "").split()[2])

    first = width()
    page.get_by_role("button", name="Zoom in").click()
    assert width() < first
    page.locator(".map-place").first.focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert width() > first
    before = svg.get_attribute("viewBox")
    page.keyboard.press("ArrowLeft")
    assert svg.get_attribute("viewBox") != before
    page.keyboard.press("0")
    assert width() == pytest.approx(first, abs=1)
    page.get_by_role("link", name="World").click()
    assert width() > 2 * first


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("view", ["near", "world"])
def test_labels_on_the_map_do_not_overlap(
    at: Callable[..., Page], size: tuple[int, int], view: str
) -> None:
    page = at(f"map?view={view}", size=size)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('.map-label')]
             .filter(text => text.getAttribute('visibility') !== 'hidden')
             .map(text => { const b = text.getBoundingClientRect();
                            return [b.left, b.top + 2, b.right, b.bottom - 2]; })"""
    )
    assert len(boxes) > 5
    for number, (left, top, right, bottom) in enumerate(boxes):
        for other in boxes[:number]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (boxes[number], other)


# The timeline


def test_the_timeline_is_filtered_by_class_and_years(at: Callable[..., Page]) -> None:
    page = at("timeline")
    all_of_them = page.locator(".tl-item").count()
    page.get_by_role("checkbox", name="Event").uncheck()
    expect(page.locator('.tl-group[data-group="sy:Event"]')).to_have_count(0)
    assert 0 < page.locator(".tl-item").count() < all_of_them
    page.get_by_label("From").fill("2040")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator(".tl-item")).to_have_count(2)
    assert "from=2040" in page.url


def test_a_thing_on_the_timeline_opens_to_its_sentence(at: Callable[..., Page]) -> None:
    page = at("timeline")
    page.get_by_text("Press conference on the new plan").click()
    expect(page.locator(".tl-item[open] blockquote").first).to_contain_text("10月29日")


# The network, and the API


def test_the_network_page_shows_a_part_and_adds_to_it(at: Callable[..., Page]) -> None:
    page = at("network?about=id:sapporo&depth=1")
    expect(page.locator("canvas").first).to_be_visible()
    count = "() => document.querySelector('[data-payload]').view.model.nodes.size"
    few = page.evaluate(count)
    with page.expect_response("**/network.json?id=*") as asked:
        page.evaluate("document.querySelector('[data-payload]').view.expand('id:shenyang')")
    assert asked.value.ok
    page.wait_for_function(
        f"document.querySelector('[data-payload]').view.model.nodes.size > {few}"
    )
    page.get_by_role("navigation", name="Themes").get_by_role("link", name="Transport").click()
    expect(page.locator("canvas").first).to_be_visible()
    assert page.url.endswith("theme=transport")


def test_a_path_is_asked_for_by_names(at: Callable[..., Page]) -> None:
    page = at("network")
    page.get_by_text("Show a part").click()
    page.locator("input[name=path]").nth(0).fill("莫斯科")
    page.locator("input[name=path]").nth(1).fill("Seoul")
    page.locator("form", has=page.locator("input[name=path]")).get_by_role("button").click()
    expect(page.locator("canvas").first).to_be_visible()
    names = page.evaluate("[...document.querySelector('[data-payload]').view.model.nodes.keys()]")
    assert {"id:moscow", "id:seoul"} <= set(names)


def test_the_address_of_the_network_page_restores_its_state(at: Callable[..., Page]) -> None:
    page = at("network")
    view = "document.querySelector('[data-payload]').view"
    wanted = f"""() => {{
      const {{ selected, path, from, until, off, scope, spokes, sized }} = {view}.state;
      const {{ extra, lang, at }} = {view}.state;
      const [shown, places] = [{view}.shown.nodes, {view}.drawing.places];
      return JSON.stringify([
        selected, path, from, until, [...off], scope, spokes, sized, extra, lang, at,
        [...shown].map((id) => [id, places.get(id)]),
      ]);
    }}"""
    page.locator(".sy-view .search input").fill("Katowice")
    page.get_by_role("option", name="Katowice").first.click()
    page.locator('.legend [data-id="sy:Statement"]').click()
    page.locator(".legend .spokes").click()
    page.locator("[data-act=betweenness]").click()
    page.locator(".timeline input").last.press("ArrowLeft")
    page.locator(".zoomer .near").click()
    page.wait_for_url("**/network?lang=en#*until=*")
    page.wait_for_timeout(400)  # the address is written after the last change
    was, address = page.evaluate(wanted), page.url
    page.goto("about:blank")
    page.goto(address)
    assert page.evaluate(wanted) == was
    expect(page.locator(".panel h2")).to_have_text("Katowice")
    # The language is in the address too, and changing it keeps the rest of the state.
    page.locator(".langs [hreflang=zh-Hant]").click()
    expect(page.locator(".panel h2")).to_have_text("卡托維茲")
    assert page.url.split("#")[0].endswith("lang=zh-Hant")
    assert page.locator(".legend [data-id='sy:Statement']").get_attribute("aria-pressed") == "false"


def test_the_network_finds_what_the_search_of_the_site_finds(at: Callable[..., Page]) -> None:
    page = at("network")
    for words in ("airport", "友城", "korean week"):
        found = page.evaluate(
            "async (q) => (await fetch('suggest?q=' + encodeURIComponent(q))).json()", words
        )
        entities = [one["label"] for one in found if one["kind"] == "entity"]
        page.locator(".sy-view .search input").fill(words)
        first = page.locator(".sy-view [role=option] .name").first
        expect(first).to_have_text(entities[0])


def test_the_api_can_be_tried_from_its_page(at: Callable[..., Page]) -> None:
    page = at("api", lang="zh-CN")
    page.locator("#partner-cities .api-try").click()
    assert page.url.split("?")[0].endswith("/api/queries/partner-cities")
    assert '"rows":' in page.content()
