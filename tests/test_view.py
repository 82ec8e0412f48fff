"""The page: whole in itself, still when opened, and proof against hostile labels."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sygraph
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.layout import arrange
from sygraph.view import FAMILIES, render

# What makes a browser fetch something, whatever the element.
LOADING = {"src", "href", "srcset", "data", "action", "poster", "background", "xlink:href"}


class Page(HTMLParser):
    """A page taken apart as a browser does: its elements, and the text in each kind of them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.feed(html)
        self.close()
        self.texts = {name: text.strip() for name, text in self.texts.items()}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements:
            tag, attributes = self.elements[-1]
            name = attributes.get("id") or tag
            self.texts[name] = self.texts.get(name, "") + data

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.texts["data"])
        return found


@pytest.fixture(scope="module")
def page(kg: KnowledgeGraph) -> Page:
    return Page(render(kg.network(), "瀋陽"))


def test_the_page_loads_nothing(page: Page) -> None:
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base")
        assert not LOADING & attributes.keys()
    assert set(re.findall(r"url\(.?(\w+)", page.texts["style"])) == {"data"}
    assert "@import" not in page.texts["style"]


def test_the_page_forbids_itself_to_load_anything(page: Page) -> None:
    [policy] = [
        attributes["content"]
        for tag, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_each_node_has_its_place_and_its_family(page: Page, kg: KnowledgeGraph) -> None:
    nodes = page.data["nodes"]
    assert len(nodes) == kg.network().number_of_nodes()
    families = {family["id"]: family["count"] for family in page.data["families"]}
    assert sum(families.values()) == len(nodes)
    assert list(families) == [f.cls for f in FAMILIES if f.cls in families]
    by_id = {node["id"]: node for node in nodes}
    assert by_id["id:seoul"]["family"] == "sy:City"
    assert by_id["id:korea-week-2024"]["family"] == "sy:Event"
    assert by_id["id:route-los-angeles-cargo"]["family"] == "sy:Observation"
    assert len({(node["x"], node["y"]) for node in nodes}) == len(nodes)


def test_the_page_opens_still(page: Page) -> None:
    assert "physics: false" in page.texts["script"]


def test_the_most_linked_are_the_largest(page: Page) -> None:
    nodes = {node["id"]: node for node in page.data["nodes"]}
    largest = max(nodes.values(), key=lambda node: node["font"]["size"])
    assert largest["id"] == "id:shenyang"
    assert nodes["id:china"]["size"] > nodes["id:poland"]["size"]


def test_several_properties_between_two_nodes_are_one_line(page: Page) -> None:
    [line] = [
        edge
        for edge in page.data["edges"]
        if (edge["from"], edge["to"]) == ("id:route-moscow", "id:shenyang")
    ]
    assert line["label"] == "was launched by · departs from"
    assert [fact["passages"] for fact in line["facts"]] == [["p:280"], ["p:280"]]


def test_the_sentences_are_in_the_page(page: Page) -> None:
    assert page.data["passages"]["p:280"].startswith("此外，瀋陽還積極開通瀋陽-莫斯科直飛")


@pytest.mark.parametrize(
    ("lang", "label", "legend"),
    [("en", "Munich", "City"), ("zh-Hant", "慕尼黑", "城市"), ("zh-Hans", "慕尼黑", "城市")],
)
def test_labels_and_legend_are_in_the_language(
    kg: KnowledgeGraph, lang: str, label: str, legend: str
) -> None:
    page = Page(render(kg.network("Munich", lang=lang), label))
    assert page.elements[0] == ("html", {"lang": lang})
    assert page.texts["title"] == label
    assert label in [node["label"] for node in page.data["nodes"]]
    assert legend in [family["label"] for family in page.data["families"]]


def test_english_readers_get_a_figure_s_number_and_others_its_wording(kg: KnowledgeGraph) -> None:
    for lang, label in (("en", "9,800 tonne"), ("zh-Hant", "約9800噸")):
        nodes = Page(render(kg.network("route-los-angeles", lang=lang), "")).data["nodes"]
        [cargo] = [node for node in nodes if node["id"] == "id:route-los-angeles-cargo"]
        assert cargo["label"] == label


HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<!--<script>",
    "{{js}} ${1} \u2028 \\u003c",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_stays_text(workspace: Files, label: str) -> None:
    text = workspace.gazetteer.read_text(encoding="utf-8")
    assert text.count('"Seoul"@en') == 1
    written = json.dumps(label)  # an escape of JSON is one of Turtle
    hostile = text.replace('"Seoul"@en', f"{written}@en")
    workspace.gazetteer.write_text(hostile, encoding="utf-8")
    kg = sygraph.open(workspace.root)
    page = Page(render(kg.network("seoul"), label))
    kinds = [tag for tag, _ in page.elements]
    assert kinds.count("script") == 3
    assert not {"img", "svg"} & set(kinds)
    assert page.texts["title"] == page.texts["h1"] == label
    [seoul] = [node for node in page.data["nodes"] if node["id"] == "id:seoul"]
    assert seoul["name"] == label


def test_text_is_never_written_as_markup() -> None:
    script = Path(sygraph.__file__).parent / "page" / "network.js"
    code = script.read_text(encoding="utf-8")
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert way not in code


boxes = st.lists(
    st.tuples(st.floats(4, 300, allow_nan=False), st.floats(4, 80, allow_nan=False)),
    min_size=2,
    max_size=40,
)


@settings(deadline=None, max_examples=25)
@given(boxes)
def test_no_label_lies_on_another(sizes: list[tuple[float, float]]) -> None:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph([("0", str(n)) for n in range(1, len(sizes))])
    places = arrange(graph, {str(n): size for n, size in enumerate(sizes)})
    for n, (width, height) in enumerate(sizes):
        for m in range(n):
            across = abs(places[str(n)][0] - places[str(m)][0]) >= (width + sizes[m][0]) / 2
            along = abs(places[str(n)][1] - places[str(m)][1]) >= (height + sizes[m][1]) / 2
            assert across or along


def test_the_same_graph_is_arranged_alike(kg: KnowledgeGraph) -> None:
    assert render(kg.network(), "瀋陽") == render(kg.network(), "瀋陽")


def test_one_node_alone_and_none_at_all() -> None:
    assert arrange(nx.MultiDiGraph(), {}) == {}
    alone: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    alone.add_node("a")
    assert arrange(alone, {"a": (1, 1)}) == {"a": (0.0, 0.0)}
