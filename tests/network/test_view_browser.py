"""The page of a network view in a browser without a network: all functions for the user."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from browser import DESKTOP, PHONE, Tab
from sygraph.graph import KnowledgeGraph
from sygraph.network.page_files import assemble_page
from view_support import HOSTILE, opened, payload, point

SVG = "{http://www.w3.org/2000/svg}"
ALL = {node["id"] for node in payload()["nodes"]}


@pytest.fixture
def page(open_tab: Callable[..., Tab], tmp_path: Path) -> Page:
    """Open the small network on a desktop screen."""
    page = open_tab().page
    opened(page, tmp_path, payload())
    return page


def shown(page: Page) -> set[str]:
    return set(page.evaluate("[...view.shown.nodes]"))


def lit(page: Page) -> set[str] | None:
    found = page.evaluate("view.drawing.lit && [...view.drawing.lit.nodes]")
    return None if found is None else set(found)


def click(page: Page, id: str, **how: Any) -> None:
    page.mouse.click(*point(page, id), **how)


def state(page: Page, key: str) -> Any:
    return page.evaluate("(key) => view.state[key]", key)


def act(page: Page, name: str) -> None:
    """Select an item of the menu."""
    page.locator(".menu summary").click()
    page.locator(f".menu [data-act={name}]").click()


def drawn(page: Page) -> list[str]:
    """Return the labels on the drawing."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return [" ".join(lines) for lines in page.evaluate("view.drawing.names.map((n) => n.lines)")]


# ---- drawing


def test_it_opens_with_all_labels_of_nodes_and_edges(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("A small network")
    expect(page.locator(".counts")).to_have_text("8 entities and statements, 7 links")
    assert page.title() == "A small network"
    before = point(page, "id:seoul")
    assert {"Shenyang", "Korea Week", "South Korea", "Seoul", "Japan"} <= set(drawn(page))
    assert page.evaluate("view.drawing.edgesWithLabels().length") == 7
    assert point(page, "id:seoul") == before


def test_labels_do_not_overlap(page: Page) -> None:
    drawn(page)
    boxes = page.evaluate("view.drawing.names.map((n) => n.box)")
    for n, a in enumerate(boxes):
        for b in boxes[:n]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_a_note_says_how_many_nodes_are_left_out(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    opened(page, tmp_path, payload(cut={"shown": 8, "total": 1200}))
    expect(page.locator(".cut")).to_have_text("Shown: the 8 most important of 1200.")


# What a page says about its drawing: the edges that pass through a third node, and the labels
# that lie on a node or on another label.
GEOMETRY = """() => {
  const { drawing, model, shown } = view;
  const times = drawing.dotScale() / drawing.scale();
  const through = drawing.drawnEdges().filter((edge) => {
    const { a, b, c } = drawing.course(edge);
    const steps = Math.ceil(Math.hypot(a.x - b.x, a.y - b.y));
    const at = (_, n) => sygraph.routes.pointAt(a, c, b, n / steps);
    const points = Array.from({ length: steps }, at);
    return [...shown.nodes].some((id) => {
      if (id === edge.from || id === edge.to) return false;
      const { x, y } = drawing.place(id);
      const radius = view.size(model.nodes.get(id)) * times;
      return points.some((point) => Math.hypot(point.x - x, point.y - y) < radius);
    });
  });
  const dots = drawing.dotBoxes((at) => Object.values(drawing.net.canvasToDOM(at)));
  const labels = [...drawing.names, ...drawing.edgeNames];
  const meet = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];
  const covering = labels.filter((label, n) =>
    [...dots, ...labels.slice(0, n)].some((other) => meet(label.box, other.box)),
  );
  return { through: through.map(({ id }) => id), covering: covering.map(({ id }) => id) };
}"""


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
def test_no_edge_passes_through_a_third_node_and_no_label_covers_one(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path, size: tuple[int, int]
) -> None:
    page = open_tab(size=size).page
    everything, trade = kg.view().payload, kg.view(theme="trade").payload
    path = kg.view(path=("Katowice", "Shenyang Taoxian International Airport")).payload
    whole = "#scope=all&spokes=shown"
    extra = "#extra=id:katowice&selected=id:katowice&sized=betweenness"
    for data, fragment in ((everything, extra), (everything, whole), (trade, ""), (path, "")):
        opened(page, tmp_path, data, fragment)
        assert drawn(page)
        assert page.evaluate(GEOMETRY) == {"through": [], "covering": []}


def test_a_note_says_how_many_edges_find_no_way_around_a_node(page: Page) -> None:
    expect(page.locator(".crossing")).to_be_hidden()
    crossing = page.evaluate(
        """() => {
          const at = { a: { x: -300, y: 0 }, b: { x: 300, y: 0 }, wall: { x: 0, y: 0 } };
          const router = new sygraph.routes.Router(
            ["a", "b", "wall"], (id) => at[id], (id) => (id === "wall" ? 2000 : 5),
          );
          router.course({ id: "ab", from: "a", to: "b" });
          view.drawing.router = Object.assign(router, { course: () => ({ bend: 0, lean: 0 }) });
          view.drawing.redraw();
          return router.crossing;
        }"""
    )
    assert crossing == 1
    expect(page.locator(".crossing")).to_contain_text(
        "pass behind another node, for lack of room: 1"
    )


# ---- the part that a large network opens on


def test_a_large_network_opens_on_a_story(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    opened(page, tmp_path, kg.view().payload)
    assert 40 <= len(shown(page)) <= 60
    assert len(page.locator(".legend .entry").all()) <= 8
    # The links of the hub are behind a switch, and the highlights have them.
    few = page.evaluate("view.drawing.drawnEdges().length")
    page.locator(".legend .spokes").click()
    assert page.evaluate("view.drawing.drawnEdges().length") > few + 10
    page.locator(".legend .spokes").click()
    assert page.evaluate("view.near('id:shenyang').edges.size") > 30
    # A node that is not in the story comes with its neighbours; no other node moves.
    box = page.get_by_role("combobox")
    box.fill("Katowice")
    box.press("Enter")
    expect(page.locator(".panel h2")).to_have_text("Katowice")
    assert {"id:katowice", "id:poland"} <= shown(page)
    assert page.evaluate("Object.values(view.drawing.place('id:shenyang'))") == page.evaluate(
        "view.model.nodes.get('id:shenyang').story"
    )
    # So does what a sentence supports, as long as it is chosen.
    page.evaluate("view.read(['shenyang-2024/240'])")
    assert {"id:los-angeles", "id:cross-border-ecommerce"} <= shown(page)
    page.evaluate("view.clear()")
    assert "id:los-angeles" not in shown(page)
    page.locator("[data-act=scope]").click()
    assert len(shown(page)) == len(kg.view().payload["nodes"])


def test_choosing_a_node_does_not_cover_it(page: Page) -> None:
    for id in ALL:
        page.evaluate("view.clear(), void view.drawing.fit(undefined, { calm: true })")
        click(page, id)
        expect(page.locator(".panel h2")).to_be_visible()
        x, y = point(page, id)
        panel = page.locator(".panel").bounding_box()
        stage = page.locator(".drawing").bounding_box()
        assert panel is not None and stage is not None
        assert stage["x"] + stage["width"] <= panel["x"] + 1
        assert stage["x"] < x < panel["x"] and stage["y"] < y < stage["y"] + stage["height"]


# ---- the legend


def test_the_legend_filters(page: Page) -> None:
    entry = page.locator('.legend [data-id="sy:Country"]')
    expect(entry).to_have_text("Country2")
    entry.click()
    assert shown(page) == ALL - {"id:korea", "id:japan"}
    expect(entry).to_have_attribute("aria-pressed", "false")
    expect(page.locator(".counts")).to_have_text("6 of 8 entities and statements, 4 links")
    page.get_by_role("button", name="Show all").click()
    assert shown(page) == ALL


def test_the_legend_shows_one_kind_alone(page: Page) -> None:
    page.locator(".legend li", has_text="City").hover()
    page.get_by_role("button", name="Only this: City").click()
    assert shown(page) == {"id:shenyang", "id:seoul", "id:moscow"}


def test_hovering_over_the_legend_highlights_a_kind(page: Page) -> None:
    page.locator(".legend li", has_text="Connection").hover()
    assert lit(page) == {"id:route"}


def test_communities_are_shown_on_demand(page: Page) -> None:
    assert page.evaluate("view.drawing.hulls().length") == 0
    page.get_by_role("button", name="Communities").click()
    assert page.evaluate("view.drawing.hulls().length") == 2
    colours = page.evaluate("view.model.order.map((node) => view.colour(node))")
    assert len(set(colours)) == 2
    page.locator(".legend .entry", has_text="East").click()
    assert shown(page) == ALL - {"id:route", "id:moscow", "id:hostile"}


# ---- selecting


def test_a_click_opens_the_facts_and_the_sentences(page: Page) -> None:
    click(page, "id:week")
    panel = page.locator(".panel")
    expect(panel.locator("h2")).to_have_text("Korea Week")
    expect(panel.locator(".kind")).to_have_text("Event")
    expect(panel.locator(".others")).to_have_text("韓國周 · 韩国周")
    expect(panel.locator("dt")).to_have_text(["takes place in", "involves"])
    expect(panel.locator("blockquote")).to_contain_text("瀋陽舉辦韓國周。")
    expect(panel.locator("blockquote mark")).to_have_text("韓國周")
    assert lit(page) == {"id:week", "id:shenyang", "id:korea"}


def test_more_facts_are_shown_on_demand(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab().page
    data = payload()
    [shenyang] = [node for node in data["nodes"] if node["id"] == "id:shenyang"]
    shenyang["facts"] = [
        {"property": "number", "value": f"no. {n}", "passages": ["shenyang-2024/10"]}
        for n in range(450)
    ]
    opened(page, tmp_path, data)
    click(page, "id:shenyang")
    rows = page.locator(".panel .fact-list > .rows > dd")
    expect(rows).to_have_count(200)
    page.locator(".panel .fact-list > button").click()
    expect(rows).to_have_count(400)
    assert page.evaluate("document.activeElement.closest('dd').textContent").startswith("no. 200")
    page.locator(".panel .fact-list > button").click()
    expect(page.locator(".panel .fact-list > button")).to_have_count(0)
    expect(rows.filter(has_text="no. 449")).to_have_count(1)


def test_the_words_of_a_fact_are_highlighted(page: Page) -> None:
    click(page, "id:shenyang")
    last = page.locator('.panel blockquote[data-passage="shenyang-2024/30"]')
    expect(last.locator("mark")).to_have_text("東北的重鎮")


def test_a_fact_of_the_gazetteer_is_marked(page: Page) -> None:
    click(page, "id:seoul")
    expect(page.locator(".panel dd")).to_have_text("South Korea gazetteer")


def test_an_incoming_link_is_marked_with_an_arrow(page: Page) -> None:
    click(page, "id:moscow")
    expect(page.locator(".panel dt")).to_have_text("← flies to")


def test_a_link_of_the_panel_selects_the_other_node(page: Page) -> None:
    click(page, "id:seoul")
    page.locator('.panel [data-node="id:korea"]').click()
    expect(page.locator(".panel h2")).to_have_text("South Korea")


def test_the_number_of_a_sentence_highlights_and_opens_it(page: Page) -> None:
    click(page, "id:route")
    page.locator(".panel dd .ref").first.click()
    expect(page.locator(".pointed")).to_contain_text("瀋陽開通直飛莫斯科的航線。")
    page.locator(".panel blockquote .ref").click()
    expect(page.locator(".panel [role=status]")).to_have_text("2 facts rest on these words")
    assert lit(page) == {"id:route", "id:shenyang", "id:moscow"}


def test_a_click_on_a_label_selects_the_node(page: Page) -> None:
    drawn(page)
    left, top, right, bottom = page.evaluate(
        "view.drawing.names.find((n) => n.id === 'id:japan').box"
    )
    box = page.locator(".drawing").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + (left + right) / 2, box["y"] + (top + bottom) / 2)
    assert state(page, "selected") == "id:japan"


def test_a_click_on_an_edge_opens_the_panel(page: Page) -> None:
    (ax, ay), (bx, by) = point(page, "id:seoul"), point(page, "id:korea")
    page.mouse.click(ax + (bx - ax) * 0.7, ay + (by - ay) * 0.7)
    expect(page.locator(".panel h2")).to_have_text("Seoul → South Korea")
    assert lit(page) == {"id:seoul", "id:korea"}


def test_a_click_on_the_background_closes_the_panel(page: Page) -> None:
    click(page, "id:week")
    page.mouse.click(500, 90)
    expect(page.locator(".panel")).to_be_hidden()
    assert lit(page) is None


def test_hovering_dims_the_other_nodes(page: Page) -> None:
    page.mouse.move(*point(page, "id:korea"))
    page.wait_for_function("() => view.drawing.lit")
    assert lit(page) == {"id:korea", "id:week", "id:seoul"}
    assert set(drawn(page)) == {"South Korea", "Korea Week", "Seoul"}
    page.mouse.move(640, 90)
    page.wait_for_function("() => !view.drawing.lit")


# ---- search


@pytest.mark.parametrize("typed", ["shenY", "瀋陽", "沈阳", "mukden"])
def test_search_takes_any_language_and_other_names(page: Page, typed: str) -> None:
    box = page.get_by_role("combobox")
    box.fill(typed)
    expect(page.get_by_role("option").first).to_contain_text("Shenyang")
    box.press("Enter")
    expect(page.locator(".panel h2")).to_have_text("Shenyang")


def test_search_works_by_keyboard(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("o")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    active = page.locator("[role=option][aria-selected=true]")
    expect(active).to_have_count(1)
    name = active.locator(".name").inner_text()
    assert page.get_by_role("combobox").get_attribute(
        "aria-activedescendant"
    ) == active.get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator(".panel h2")).to_have_text(name)


def test_search_says_when_there_is_nothing(page: Page) -> None:
    page.get_by_role("combobox").fill("xyzzy")
    expect(page.locator(".found")).to_have_text("No name matches")


def test_search_finds_what_the_legend_hides(page: Page) -> None:
    page.locator('.legend [data-id="sy:Country"]').click()
    page.get_by_role("combobox").fill("Japan")
    page.keyboard.press("Enter")
    assert "id:japan" in shown(page)
    assert state(page, "selected") == "id:japan"


# ---- neighbourhood, expanding and folding


def test_only_the_neighbourhood_is_shown_and_can_be_expanded(page: Page) -> None:
    click(page, "id:korea")
    page.locator("[data-act=surround]").click()
    assert shown(page) == {"id:korea", "id:week", "id:seoul"}
    page.locator('.panel [data-node="id:week"]').first.click()
    page.locator("[data-act=expand]").click()
    assert shown(page) == {"id:korea", "id:week", "id:seoul", "id:shenyang"}
    page.locator("[data-act=collapse]").click()
    assert shown(page) == {"id:korea", "id:week", "id:seoul"}
    page.locator("[data-act=all]").click()
    assert shown(page) == ALL


def test_a_double_click_shows_the_neighbourhood(page: Page) -> None:
    page.mouse.dblclick(*point(page, "id:route"))
    page.wait_for_function("() => view.state.only.length")
    assert shown(page) == {"id:route", "id:shenyang", "id:moscow"}


def test_dependent_nodes_can_be_folded_and_unfolded(page: Page) -> None:
    click(page, "id:shenyang")
    expect(page.locator("[data-act=collapse]")).to_have_text("Fold away dependent nodes (4)")
    page.locator("[data-act=collapse]").click()
    assert shown(page) == {"id:shenyang", "id:week", "id:korea", "id:seoul"}
    page.locator("[data-act=expand]").click()
    assert shown(page) == ALL


# ---- paths


def test_the_path_between_two_selected_nodes(page: Page) -> None:
    click(page, "id:seoul")
    page.locator("[data-act=path]").click()
    expect(page.locator(".pick")).to_have_text("Select the other end: click it or search for it")
    click(page, "id:moscow")
    expect(page.locator(".panel h2")).to_have_text("From Seoul to Moscow")
    expect(page.locator(".panel .kind")).to_have_text("The shortest, 5 steps")
    names = page.locator(".way .link").all_inner_texts()
    assert names == ["Seoul", "South Korea", "Korea Week", "Shenyang", "Moscow route", "Moscow"]
    assert lit(page) == ALL - {"id:japan", "id:hostile"}


def test_all_shortest_paths_are_found(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab().page
    data = payload()
    more = {**data["edges"][5], "id": "x", "from": "id:japan", "to": "id:moscow"}
    opened(page, tmp_path, payload(edges=[*data["edges"], more]))
    click(page, "id:shenyang")
    page.keyboard.press("p")
    click(page, "id:moscow")
    expect(page.locator(".panel .kind")).to_have_text("2 shortest, 2 steps")
    assert page.locator(".way").count() == 2
    assert lit(page) == {"id:shenyang", "id:route", "id:japan", "id:moscow"}


def test_the_panel_says_that_there_is_no_path(page: Page) -> None:
    page.locator('.legend [data-id="sy:Connection"]').click()
    click(page, "id:seoul")
    page.keyboard.press("p")
    click(page, "id:moscow")
    expect(page.locator(".panel")).to_contain_text("No visible path links the two.")


def test_a_path_reads_from_left_to_right_with_its_sentences(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    opened(page, tmp_path, kg.view().payload, "#path=id:katowice&path=id:taoxian-airport")
    names = page.locator(".way").first.locator("li > .link").all_inner_texts()
    assert [names[0], names[-1]] == ["Katowice", "Shenyang Taoxian International Airport"]
    way = page.evaluate("view.shown.ways[0].map((id) => view.drawing.place(id))")
    assert [at["x"] for at in way] == sorted(at["x"] for at in way)
    assert len({at["x"] for at in way}) == len(way) == len(names)
    assert shown(page) == set(page.evaluate("view.shown.ways.flat()"))
    expect(page.locator(".way blockquote").first).to_contain_text("卡托維茲")
    page.locator("[data-act=leave]").click()
    assert 40 <= len(shown(page)) <= 60


def test_a_statement_on_a_path_is_two_steps_as_on_the_command_line(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    data = kg.view(path=("Sapporo", "Chicago")).payload
    opened(page, tmp_path, data)
    assert shown(page) == {node["id"] for node in data["nodes"]}
    assert page.evaluate("view.shown.edges.size") == len(data["edges"])
    expect(page.locator(".panel .kind")).to_have_text("2 shortest, 2 steps")


# ---- time


def test_there_is_no_slider_for_one_date(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab().page
    nodes = [{**node, "firstDay": None, "lastDay": None} for node in payload()["nodes"]]
    nodes[1]["firstDay"] = nodes[1]["lastDay"] = "2024-09-01"
    opened(page, tmp_path, payload(nodes=nodes))
    expect(page.locator(".timeline")).to_be_hidden()


def test_the_slider_has_ticks_and_plays(page: Page) -> None:
    expect(page.locator(".timeline .years text")).to_have_text(["2021", "2023", "2024"])
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => view.state.until > '2021-06'")
    page.get_by_role("button", name="Pause").click()
    assert "id:week" not in shown(page)
    expect(page.locator(".timeline .status")).to_contain_text("Korea Week")


def test_the_slider_keeps_overlapping_and_undated_nodes(page: Page) -> None:
    start = page.get_by_role("slider", name="From")
    expect(start).to_have_attribute("aria-valuetext", "1 Jan 2021")
    start.focus()
    page.keyboard.press("ArrowRight")
    assert shown(page) == ALL
    page.keyboard.press("ArrowRight")
    assert state(page, "from") == "2023-05-01"
    assert shown(page) == ALL - {"id:hostile"}
    expect(page.locator(".timeline .status")).to_have_text(
        f"Hidden: 1 of 3 with a date ({HOSTILE}). 5 without a date stay."
    )
    page.get_by_role("slider", name="Until").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == ALL - {"id:hostile", "id:week"}


# ---- pictures


def test_the_svg_is_drawn_from_the_data(page: Page, tmp_path: Path) -> None:
    with page.expect_download() as download:
        act(page, "svg")
    assert download.value.suggested_filename == "A-small-network.svg"
    download.value.save_as(tmp_path / "picture.svg")
    root = ElementTree.parse(tmp_path / "picture.svg").getroot()
    assert root.tag == f"{SVG}svg"
    texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert {"A small network", "Shenyang", "Seoul", "takes place in", "City"} <= set(texts)
    assert len(list(root.iter(f"{SVG}line"))) == 7
    assert not list(root.iter(f"{SVG}image")) and not list(root.iter(f"{SVG}foreignObject"))
    assert len(list(root.iter(f"{SVG}polygon"))) >= 1  # the triangle of the route


def test_the_svg_shows_what_the_view_shows(page: Page, tmp_path: Path) -> None:
    page.locator('.legend [data-id="sy:Event"]').click()
    with page.expect_download() as download:
        act(page, "svg")
    text = download.value.path().read_text(encoding="utf-8")
    assert "Seoul" in text
    assert "Korea Week" not in text
    assert "Event" not in text


def test_a_picture_has_title_source_and_licence(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    opened(page, tmp_path, payload(source="A. Author: Ports", licence="Data: CC BY 4.0"))
    click(page, "id:week")
    roots = []
    for transparent in (False, True):
        page.locator(".menu summary").click()
        page.locator(".menu .transparent input").set_checked(transparent)
        with page.expect_download() as download:
            page.locator(".menu [data-act=svg]").click()
        roots.append(ElementTree.parse(download.value.path()).getroot())
    for root in roots:
        texts = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
        assert {"A small network", "Source: A. Author: Ports", "Data: CC BY 4.0"} <= set(texts)
    # What is not highlighted on the screen is pale in the picture too.
    assert [one for one in roots[0].iter() if one.get("opacity") == "0.2"]
    filled = [root.findall(f"{SVG}rect") for root in roots]
    assert [len(rects) for rects in filled] == [1, 0]


def test_the_png_is_valid(page: Page) -> None:
    with page.expect_download() as download:
        act(page, "png")
    assert download.value.suggested_filename == "A-small-network.png"
    data = download.value.path().read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    assert width > 1500
    assert height > 700


# ---- state in the URL


def test_a_link_restores_the_state(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    tab = open_tab()
    opened(tab.page, tmp_path, payload())
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.page.locator('.legend [data-id="sy:Country"]').click()
    click(tab.page, "id:route")
    tab.page.locator(".languages [lang=zh-Hans]").click()
    tab.page.keyboard.press("+")
    act(tab.page, "copy")
    expect(tab.page.locator(".notice")).to_have_text("已复制链接")
    address = tab.page.evaluate("navigator.clipboard.readText()")
    assert address.startswith("file:")

    other = open_tab().page
    other.goto(address)
    other.evaluate("void (window.view = document.getElementById('sy-view').view)")
    assert shown(other) == ALL - {"id:korea", "id:japan"}
    expect(other.locator(".panel h2")).to_have_text("莫斯科航线")
    assert other.evaluate("document.documentElement.lang") == "zh-Hans"
    assert other.evaluate("view.drawing.scale()") == pytest.approx(
        tab.page.evaluate("view.drawing.scale()"), rel=0.01
    )


def test_a_link_restores_sizes_links_of_hubs_moved_nodes_and_a_path_that_was_closed(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    state = """() => {
      const { scope, spokes, sized, moved, path, by, extra } = view.state;
      const places = [...view.shown.nodes].map((id) => [id, view.drawing.places.get(id)]);
      return JSON.stringify([scope, spokes, sized, [...moved], path, by, extra, places]);
    }"""
    page = open_tab().page
    opened(page, tmp_path, kg.view().payload)
    page.evaluate("view.set({ spokes: true, sized: 'betweenness', by: 'community' })")
    x, y = point(page, "id:japan")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y + 30, steps=4)
    page.mouse.up()
    expect(page).to_have_url(re.compile("moved=.*japan"))
    wanted, address = page.evaluate(state), page.url
    other = open_tab().page
    other.goto(address)
    other.evaluate("void (window.view = document.getElementById('sy-view').view)")
    assert other.evaluate(state) == wanted

    opened(page, tmp_path, kg.view(path=("Katowice", "Seoul")).payload)
    assert page.evaluate("view.state.path") == ["id:katowice", "id:seoul"]
    page.locator("[data-act=leave]").click()
    expect(page).to_have_url(re.compile("path=none"))
    page.reload()
    page.evaluate("void (window.view = document.getElementById('sy-view').view)")
    assert page.evaluate("view.state.path") is None


def test_the_url_follows_the_state(page: Page) -> None:
    click(page, "id:japan")
    expect(page).to_have_url(re.compile(r"\.html#selected=id%3Ajapan$"))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"\.html#?$"))


def test_the_state_follows_the_url(page: Page) -> None:
    page.locator('.legend [data-id="sy:Country"]').click()
    page.evaluate("void (location.hash = 'selected=id:moscow&lang=zh-Hant')")
    expect(page.locator(".panel h2")).to_have_text("莫斯科")
    assert shown(page) == ALL


def test_the_focus_stays_where_it_was(page: Page) -> None:
    click(page, "id:shenyang")
    page.locator("[data-act=collapse]").press("Enter")
    expect(page.locator(".panel")).to_be_focused()  # the button has gone: nothing hangs there now
    page.locator("[data-act=surround]").press("Enter")
    expect(page.locator("[data-act=surround]")).to_be_focused()
    page.locator(".panel .close").press("Enter")
    expect(page.locator(".drawing")).to_be_focused()


def test_a_large_network_measures_only_some_labels(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    small = payload()
    nodes = [
        {**small["nodes"][n % 7], "id": f"id:{n}", "rank": n, "x": n % 50 * 90, "y": n // 50 * 60}
        for n in range(2500)
    ]
    edges = [
        {**small["edges"][0], "id": str(n), "from": f"id:{n}", "to": f"id:{n * 7 % 2500}"}
        for n in range(1, 2500)
    ]
    page = open_tab().page
    opened(page, tmp_path, payload(nodes=nodes, edges=edges))
    assert 20 < len(drawn(page)) <= 300
    assert page.evaluate("view.drawing.wraps.size") < 1000
    assert page.evaluate("view.drawing.options().interaction.hideEdgesOnDrag")
    click(page, "id:1225")
    expect(page.locator(".panel h2")).to_be_visible()


@pytest.mark.parametrize(
    "fragment",
    [
        "#selected=id:nobody&edge=99&lang=xx&theme=pink&by=size&from=soon&only=id:none&at=a,b,c",
        "#%",
        "#path=id:seoul&path=id:nobody&path=3&passage=p:9",
    ],
)
def test_an_invalid_url_fragment_is_ignored(
    open_tab: Callable[..., Tab], tmp_path: Path, fragment: str
) -> None:
    page = open_tab().page
    opened(page, tmp_path, payload(), fragment)
    assert shown(page) == ALL
    expect(page.locator(".panel")).to_be_hidden()


# ---- language, light and dark, keyboard


def test_the_language_changes_in_the_page(page: Page) -> None:
    click(page, "id:week")
    page.locator(".languages [lang=zh-Hant]").click()
    expect(page.locator("h1")).to_have_text("小網絡")
    expect(page.locator(".panel h2")).to_have_text("韓國周")
    expect(page.locator(".legend .entry").first).to_contain_text("城市")
    expect(page.get_by_role("combobox")).to_have_attribute("placeholder", "搜尋名稱")
    assert page.evaluate("document.documentElement.lang") == "zh-Hant"
    assert "瀋陽" in drawn(page)
    page.locator(".languages [lang=zh-Hans]").click()
    expect(page.locator(".panel h2")).to_have_text("韩国周")


def test_the_user_interface_is_in_three_languages(page: Page) -> None:
    words = page.evaluate("sygraph.WORDS")
    assert words["en"].keys() == words["zh-Hant"].keys() == words["zh-Hans"].keys()
    for key, text in words["en"].items():
        if isinstance(text, str):
            for lang in ("zh-Hant", "zh-Hans"):
                places = [set(re.findall(r"\{\w+\}", t)) for t in (text, words[lang][key])]
                assert places[0] == places[1], key


def test_the_colour_theme_follows_the_system_until_the_user_chooses(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab(dark=True).page
    opened(page, tmp_path, payload())
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(20, 19, 16)"
    assert page.evaluate("view.drawing.colours.ground") == "rgb(20, 19, 16)"
    assert page.evaluate("view.tone('#10316b')") != "#10316b"
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(ground) == "rgb(246, 243, 236)"
    assert page.evaluate("view.drawing.colours.ground") == "rgb(246, 243, 236)"
    assert page.evaluate("view.tone('#10316b')") == "#10316b"


def test_the_arrow_keys_go_from_node_to_node(page: Page) -> None:
    page.locator(".drawing").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("view.hovered.node") == "id:shenyang"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("view.hovered.node") == "id:route"
    expect(page.locator(".notice")).to_have_text("Moscow route")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("view.hovered.node") == "id:week"
    page.keyboard.press("Enter")
    expect(page.locator(".panel h2")).to_have_text("Korea Week")
    expect(page.locator(".panel")).to_be_focused()


def test_the_list_reaches_everything_by_tab(page: Page) -> None:
    page.keyboard.press("l")
    expect(page.locator(".listing .link")).to_have_count(8)
    page.locator('.listing [data-node="id:japan"]').press("Enter")
    expect(page.locator(".panel h2")).to_have_text("Japan")


def test_keys_zoom_help_and_close(page: Page) -> None:
    scale = page.evaluate("view.drawing.scale()")
    page.keyboard.press("+")
    page.wait_for_function("(scale) => view.drawing.scale() > scale * 1.3", arg=scale)
    page.keyboard.press("-")
    page.keyboard.press("0")
    page.wait_for_function("(scale) => Math.abs(view.drawing.scale() - scale) < 0.01", arg=scale)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("go from one to the next")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    click(page, "id:week")
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()


def test_a_drag_moves_a_node_or_the_whole_drawing(page: Page) -> None:
    x, y = point(page, "id:japan")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y + 20, steps=4)
    page.mouse.up()
    assert point(page, "id:japan") == pytest.approx((x + 60, y + 20), abs=8)
    before = point(page, "id:shenyang")
    page.wait_for_timeout(100)  # vis-network takes two touches within 50 ms for one
    page.mouse.move(700, 650)
    page.mouse.down()
    page.mouse.move(740, 640, steps=4)
    page.mouse.up()
    assert point(page, "id:shenyang") == pytest.approx((before[0] + 40, before[1] - 10), abs=8)


# ---- hostile names


def test_a_hostile_name_is_text_everywhere(page: Page, tmp_path: Path) -> None:
    title = page.title()
    page.mouse.move(*point(page, "id:hostile"))
    click(page, "id:hostile")
    expect(page.locator(".panel h2")).to_have_text(HOSTILE)
    page.get_by_role("combobox").fill("onerror")
    expect(page.get_by_role("option")).to_contain_text("<img src=x")
    page.get_by_role("combobox").press("Escape")
    page.keyboard.press("l")
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        act(page, "svg")
    root = ElementTree.parse(download.value.path()).getroot()
    assert "</script><img" in "".join(root.itertext())
    assert page.locator("img").count() == 0
    assert page.title() == title


def test_only_http_urls_are_links_in_the_panel(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    data = payload()
    values = ["https://example.org/a", "javascript:alert(1)", "data:text/html,x", "see http://b"]
    data["nodes"][1]["facts"] = [
        {"property": "same as", "value": value, "passages": []} for value in values
    ]
    opened(page, tmp_path, data)
    click(page, "id:week")
    expect(page.locator(".panel dd")).to_contain_text([*values, "Shenyang", "South Korea"])
    assert [a.get_attribute("href") for a in page.locator(".panel a").all()] == values[:1]


@pytest.mark.parametrize("name", ["\u0000\u0001\ufffe", "x" * 4000, " ", "\u202e" * 50, "𠮷" * 300])
def test_odd_names_are_drawn_and_exported(
    open_tab: Callable[..., Tab], tmp_path: Path, name: str
) -> None:
    page = open_tab().page
    data = payload()
    data["nodes"][1]["labels"] = name
    opened(page, tmp_path, data)
    drawn(page)
    click(page, "id:week")
    with page.expect_download() as download:
        act(page, "svg")
    ElementTree.parse(download.value.path())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_empty_network_can_be_drawn(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab().page
    opened(page, tmp_path, payload(nodes=[], edges=[], families=[], communities=[], passages={}))
    expect(page.locator(".counts")).to_have_text("0 entities and statements, 0 links")


# ---- phone, print, accessibility


def test_on_a_phone_the_panel_is_a_sheet(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab(size=PHONE).page
    opened(page, tmp_path, payload())
    expect(page.locator(".legend")).not_to_have_attribute("open", "")
    expect(page.locator(".timeline")).not_to_have_attribute("open", "")
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("view.drawing.upright")  # a broad drawing is turned
    click(page, "id:shenyang")
    box = page.locator(".panel").bounding_box()
    assert box is not None
    assert box["width"] == 390
    assert box["y"] > 844 * 0.4
    x, y = point(page, "id:shenyang")
    assert 0 < x < 390
    assert y < box["y"]


def test_in_print_there_are_a_sharp_picture_and_the_facts_but_no_controls(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab(dark=True).page
    opened(page, tmp_path, payload())
    click(page, "id:week")
    page.emulate_media(media="print")
    page.evaluate("void dispatchEvent(new Event('beforeprint'))")
    for part in (".search", ".menu", ".stage", ".actions"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".printed svg")).to_be_visible()
    expect(page.locator(".printed rect").first).to_have_attribute("fill", "rgb(255, 255, 255)")
    expect(page.locator(".panel blockquote")).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("void dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("view.drawing.colours.ground") == "rgb(20, 19, 16)"
    expect(page.locator(".printed")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("keys", ["", "l", "?"])
def test_axe_finds_no_serious_fault(
    open_tab: Callable[..., Tab], tmp_path: Path, dark: bool, keys: str
) -> None:
    page = open_tab(dark=dark).page
    opened(page, tmp_path, payload(), "#selected=id:shenyang" if not keys else "")
    for key in keys:
        page.keyboard.press(key)
    found = Axe().run(page).response["violations"]
    serious = [v["id"] for v in found if v["impact"] in ("serious", "critical")]
    assert serious == [], found


# ---- embedded views


def test_expanding_loads_neighbours(open_tab: Callable[..., Tab], tmp_path: Path) -> None:
    page = open_tab().page
    whole = payload()
    part = payload(
        nodes=whole["nodes"][:6], edges=whole["edges"][:5], expand="http://localhost/{id}"
    )
    opened(page, tmp_path, part)
    # The policy of a page from disk forbids requests: the test removes it and serves the answer.
    file = tmp_path / "network.html"
    file.write_text(re.sub(r"<meta http-equiv[^>]*>", "", file.read_text(encoding="utf-8")))
    asked = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        # Each answer numbers its edges again.
        edges = [{**edge, "id": str(n)} for n, edge in enumerate(reversed(whole["edges"]))]
        route.fulfill(json={**whole, "edges": edges}, headers={"Access-Control-Allow-Origin": "*"})

    page.route("http://localhost/**", answer)
    page.reload()
    page.evaluate("void (window.view = document.getElementById('sy-view').view)")
    click(page, "id:shenyang")
    page.locator("[data-act=expand]").click()
    page.wait_for_function("() => view.shown.nodes.size === 8")
    assert page.evaluate("view.shown.edges.size") == 7
    expect(page.locator("[data-act=expand]")).to_have_count(0)
    assert asked == ["http://localhost/id%3Ashenyang"]
    page.locator('.panel [data-node="id:japan"]').click()
    expect(page.locator(".panel h2")).to_have_text("Japan")


def test_the_scripts_run_under_a_strict_policy(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    html = assemble_page(payload()).replace(
        "script-src 'unsafe-inline'; style-src 'unsafe-inline'", "X"
    )
    policy = "script-src file:; style-src file:"
    html = html.replace("; X;", f"; {policy};")
    for n, text in enumerate(re.findall(r"<script>(.*?)</script>", html, re.S)):
        (tmp_path / f"{n}.js").write_text(text, encoding="utf-8")
        html = html.replace(f"<script>{text}</script>", f'<script src="{n}.js"></script>')
    style = re.search(r"<style>(.*?)</style>", html, re.S)
    assert style is not None
    (tmp_path / "view.css").write_text(style[1], encoding="utf-8")
    html = html.replace(style[0], '<link rel="stylesheet" href="view.css">')
    (tmp_path / "strict.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "strict.html").as_uri())
    page.evaluate("void (window.view = document.getElementById('sy-view').view)")
    click(page, "id:week")
    expect(page.locator(".panel h2")).to_have_text("Korea Week")


def test_an_embedded_view_does_not_change_the_page(
    open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    html = assemble_page(payload()).replace(" data-whole", "").replace("sy-page", "other")
    html = html.replace("<title>A small network</title>", "<title>Another page</title>")
    (tmp_path / "other.html").write_text(html, encoding="utf-8")
    page.goto((tmp_path / "other.html").as_uri())
    page.evaluate("void (window.view = document.getElementById('sy-view').view)")
    click(page, "id:week")
    assert page.title() == "Another page"
    expect(page.locator("h1, .languages, .theme")).to_have_count(0)
    assert page.evaluate("location.hash") == ""
    # It becomes dark with the page.
    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function("() => view.drawing.colours.ground === 'rgb(20, 19, 16)'")


def test_a_space_between_two_sentences_stays(page: Page, tmp_path: Path) -> None:
    data: Any = payload(reading=True)
    last, text = data["passages"]["shenyang-2024/30"], data["article"]["text"]
    data["article"]["text"] = f"{text[: last['start']]} {text[last['start'] :]}"
    last |= {"start": last["start"] + 1, "end": last["end"] + 1}
    opened(page, tmp_path, data)
    assert "航線。 它是" in page.locator(".text").inner_text()


def test_it_works_in_the_iframe_of_a_notebook(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab().page
    frame = kg.view(about="Munich")._repr_html_()
    (tmp_path / "notebook.html").write_text(f"<!doctype html><body>{frame}", encoding="utf-8")
    page.goto((tmp_path / "notebook.html").as_uri())
    inside = page.frame_locator("iframe")
    inside.get_by_role("combobox").fill("Munich")
    inside.get_by_role("combobox").press("Enter")
    expect(inside.locator(".panel h2")).to_have_text("Munich")
    inside.locator(".panel .ref").first.click()


def test_axe_finds_no_serious_fault_in_the_whole_article_s_network(
    kg: KnowledgeGraph, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    page = open_tab(size=PHONE, dark=True).page
    opened(page, tmp_path, kg.view(lang="zh-Hant").payload, "#selected=id:route-los-angeles")
    found = Axe().run(page).response["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == [], found
