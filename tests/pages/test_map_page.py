"""The map: where places lie in it, what it says of them, and that its labels keep apart."""

from __future__ import annotations

import re

import pytest

import sygraph
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.network.selection import Selection
from sygraph.network.view import view_payload
from sygraph.pages.addresses import ServerLinks
from sygraph.pages.geography import (
    Azimuthal,
    Box,
    distance,
    ems,
    great_circle,
    land,
    place_labels,
)
from sygraph.pages.map_data import article_atlas
from sygraph.pages.map_page import draw_map, locator, map_page
from sygraph.pages.network_page import network_page
from sygraph.pages.query_page import Ask, query_page
from sygraph.pages.render import Site
from sygraph.pages.timeline_page import timeline_page

SHENYANG, SYDNEY, FRANKFURT = (41.792, 123.433), (-33.868, 151.207), (50.116, 8.684)


def _site(kg: KnowledgeGraph, lang: str = "en") -> Site:
    return Site(kg, lang, ServerLinks("/", "/map"))


@pytest.mark.parametrize(
    ("a", "b", "km"),
    [
        (SHENYANG, FRANKFURT, 7990),  # as great-circle calculators have it
        (SHENYANG, SYDNEY, 8880),
        (SHENYANG, SHENYANG, 0),
        ((0, 0), (0, 180), 20015),  # half the way around
    ],
)
def test_distances_are_those_on_the_globe(
    a: tuple[float, float], b: tuple[float, float], km: float
) -> None:
    assert distance(a, b) == pytest.approx(km, rel=0.003, abs=1)


def test_from_the_middle_the_shortest_way_is_straight() -> None:
    seen = Azimuthal(*SHENYANG)
    x, y = seen.project(*FRANKFURT)
    for point in great_circle(SHENYANG, FRANKFURT):
        along = seen.project(*point)
        assert abs(along[0] * y - along[1] * x) / 8000 < 1  # km off the line


def test_the_shortest_way_from_japan_to_germany_leads_over_the_north() -> None:
    way = great_circle((35.69, 139.69), FRANKFURT)
    assert way[0] == pytest.approx((35.69, 139.69))
    assert way[-1] == pytest.approx(FRANKFURT)
    assert max(latitude for latitude, _ in way) > 65


@pytest.mark.parametrize(
    ("point", "on_land"),
    [(SHENYANG, True), ((36.0, 104.0), True), ((38.5, 135.0), False), ((0.0, -160.0), False)],
)
def test_cities_lie_on_land_and_the_sea_is_sea(point: tuple[float, float], on_land: bool) -> None:
    ground, _ = land(Azimuthal(*SHENYANG), 12_600.0, 25.0)
    assert _inside(ground, *Azimuthal(*SHENYANG).project(*point)) is on_land


def test_labels_neither_overlap_each_other_nor_leave_the_frame() -> None:
    points = [(50.0 + 7 * n % 90, 40.0 + 11 * n % 60, f"Place {n}") for n in range(40)]
    frame = Box(0, 0, 200, 150)
    placed = place_labels(points, 10, 4, frame)
    boxes = []
    for (x, y, text), label in zip(points, placed, strict=True):
        if label is None:
            continue
        dx, dy, anchor = label
        width = ems(text) * 10
        left = x + dx - {"start": 0, "middle": width / 2, "end": width}[anchor]
        boxes.append(Box(left, y + dy - 10, left + width, y + dy + 2))
    assert 5 < len(boxes) < 40
    for number, box in enumerate(boxes):
        assert box.left >= 0 and box.right <= 200
        assert not any(box.meets(other) for other in boxes[:number])


def test_the_article_s_links_are_read_off_the_graph_with_their_sentences(
    kg: KnowledgeGraph,
) -> None:
    atlas = article_atlas(kg.store, "en")
    by_name = {place.label: place for place in atlas.places}
    assert atlas.places[0].label == "Shenyang"
    assert {place.label for place in atlas.of_layer("air")} >= {
        "Moscow", "Frankfurt", "Los Angeles"
    }  # fmt: skip
    assert {place.label for place in atlas.of_layer("promotion")} >= {"Paris", "Seoul", "Sydney"}
    [link] = by_name["Sapporo"].links
    assert (link.layer, by_name["Sapporo"].country) == ("partner", "Japan")
    assert any("札幌" in cited.quote for cited in link.cited)
    assert sum(line.layer == "partner" for line in atlas.lines) == len(
        [p for p in atlas.of_layer("partner") if p.label != "Shenyang"]
    )


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_the_page_says_in_words_what_the_map_shows(kg: KnowledgeGraph, lang: str) -> None:
    page = map_page(_site(kg, lang))
    for place in article_atlas(kg.store, lang).places:
        name = place.iri.value.rpartition("/")[2]
        assert f'href="#place-{name}"' in page
        assert f'id="place-{name}"' in page
        assert f">{place.label}</a>" in page
    assert " style=" not in page and "onclick" not in page  # as the policy wants it


def test_the_map_of_the_world_holds_all_its_places(kg: KnowledgeGraph) -> None:
    svg = str(draw_map(_site(kg), article_atlas(kg.store, "en"), "world"))
    x, y, width, height = map(float, re.findall(r'viewBox="([^"]+)"', svg)[0].split())
    points = re.findall(r'class="map-place[^"]*"[^>]*translate\((-?\d+) (-?\d+)\)', svg)
    assert len(points) > 20
    assert all(x < float(px) < x + width and y < float(py) < y + height for px, py in points)


def test_a_locator_is_small_and_names_its_place(kg: KnowledgeGraph) -> None:
    svg = locator(_site(kg), 37.566, 126.978, "Seoul <b>")
    assert "Seoul &lt;b&gt;" in svg and "<b>" not in svg
    assert len(svg) < 40_000


def _inside(path: str, x: float, y: float) -> bool:
    """Whether a point lies in a path of relative lines, by counting what a ray crosses."""
    inside = False
    for shape in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", shape)]
        px, py = numbers[:2]
        points = [(px, py)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            px, py = px + dx, py + dy
            points.append((px, py))
        for (ax, ay), (bx, by) in zip(points, points[1:] + points[:1], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


def test_a_hostile_label_stays_text_wherever_it_is_drawn(workspace: Files) -> None:
    hostile = "</script><img src=x onerror=alert(1)>"
    text = workspace.gazetteer.read_text("utf-8")
    for name in ("Sapporo", "Press conference on the new plan"):
        assert f'"{name}"@en' in text
        text = text.replace(f'"{name}"@en', f'"{hostile}"@en')
    workspace.gazetteer.write_text(text, "utf-8")
    site = _site(sygraph.open(workspace.root))
    pages = [
        map_page(site),
        timeline_page(site),
        network_page(site, Selection(), view_payload(site.kg, Selection(about="id:sapporo"))),
        *(
            query_page(site, Ask("partner-cities", view=view)).html
            for view in ("table", "map", "network", "timeline")
        ),
        query_page(site, Ask("trade-totals", view="chart")).html,
        str(locator(site, 0, 0, hostile)),
    ]
    assert any("&lt;img" in page for page in pages)
    assert [page for page in pages if "<img" in page] == []


@pytest.mark.parametrize(("lang", "around"), [("en", "Around Shenyang"), ("zh-Hans", "沈阳周边")])
def test_the_near_view_is_called_after_its_centre(
    kg: KnowledgeGraph, lang: str, around: str
) -> None:
    assert around in map_page(_site(kg, lang))
