"""The payload of a network view, and its page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from IPython.core.formatters import HTMLFormatter

import sygraph
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.network.payload import EdgeData, NodeData, Payload
from sygraph.network.selection import Selection
from sygraph.network.styles import FAMILIES
from sygraph.network.view import View, fragment, render, view_payload

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
        found: dict[str, Any] = json.loads(self.texts["sy-data"])
        return found


@pytest.fixture(scope="module")
def payload(kg: KnowledgeGraph) -> Payload:
    return view_payload(kg)


@pytest.fixture(scope="module")
def nodes(payload: Payload) -> dict[str, NodeData]:
    return {node["id"]: node for node in payload["nodes"]}


@pytest.fixture(scope="module")
def page(payload: Payload) -> Page:
    return Page(render(payload))


def between(payload: Payload, start: str, end: str) -> list[EdgeData]:
    return [e for e in payload["edges"] if (e["from"], e["to"]) == (f"id:{start}", f"id:{end}")]


# The file


def test_the_page_loads_nothing(page: Page) -> None:
    for tag, attributes in page.elements:
        assert tag not in ("link", "iframe", "img", "object", "embed", "base")
        assert not LOADING & attributes.keys()
    assert "url(" not in page.texts["style"]
    assert "@import" not in page.texts["style"]


def test_the_policy_of_the_page_forbids_to_load_anything(page: Page) -> None:
    [policy] = [
        attributes["content"]
        for tag, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "http" not in policy


def test_the_page_contains_the_payload(page: Page, payload: Payload) -> None:
    assert page.data == payload
    assert page.texts["title"] == "Shenyang builds a new frontier of opening-up in Northeast Asia"


def test_the_same_graph_gives_the_same_page(kg: KnowledgeGraph, payload: Payload) -> None:
    assert render(view_payload(kg)) == render(payload)


HOSTILE = [
    "</script><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "<!--<script>",
    "{{scripts}} ${1} \u2028 \\u003c",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_stays_text(workspace: Files, label: str) -> None:
    text = workspace.gazetteer.read_text(encoding="utf-8")
    assert text.count('"Seoul"@en') == 1
    written = json.dumps(label)  # an escape of JSON is one of Turtle
    workspace.gazetteer.write_text(text.replace('"Seoul"@en', f"{written}@en"), encoding="utf-8")
    payload = view_payload(sygraph.open(workspace.root), Selection(about="首爾", depth=1))
    plain, hostile = Page(render(payload | {"title": "Seoul"})), Page(render(payload))
    assert [tag for tag, _ in hostile.elements] == [tag for tag, _ in plain.elements]
    assert hostile.texts["title"] == label
    [seoul] = [node for node in hostile.data["nodes"] if node["id"] == "id:seoul"]
    assert seoul["labels"]["en"] == label


def test_a_fragment_has_no_inline_scripts(payload: Payload) -> None:
    made = Page(fragment(payload, "/static/{}".format))
    scripts = [its for tag, its in made.elements if tag == "script"]
    assert [its.get("type") for its in scripts][:1] == ["application/json"]
    assert scripts[1]["src"] == "/static/vis-network.min.js"
    assert all(its["src"] for its in scripts[1:])
    assert json.loads(made.texts["sy-view-data"]) == payload
    assert made.elements[-len(scripts) - 1][1]["data-payload"] == "sy-view-data"


def test_a_notebook_displays_a_view_and_a_user_saves_it(kg: KnowledgeGraph, tmp_path: Path) -> None:
    view = kg.view(about="Munich", depth=1)
    view.save(tmp_path / "munich.html")
    saved = (tmp_path / "munich.html").read_text(encoding="utf-8")
    assert saved == view.html
    shown = HTMLFormatter()(view)  # as a notebook asks for it
    assert shown is not None
    frame = Page(shown)
    assert [tag for tag, _ in frame.elements] == ["iframe"]
    assert frame.elements[0][1]["srcdoc"] == saved
    assert frame.elements[0][1]["sandbox"] == "allow-scripts allow-downloads allow-popups"


def test_a_reading_view_has_the_article(kg: KnowledgeGraph, payload: Payload) -> None:
    assert payload["article"] is None
    reading = View(kg, Selection(theme="zones"), reading=True).payload
    assert reading["article"] is not None
    text = reading["article"]["text"]
    assert len(reading["passages"]) == 71
    passage = reading["passages"]["shenyang-2024/420"]
    assert text[passage["start"] : passage["end"]] == passage["quote"]


# Nodes


def test_each_node_has_a_position_a_family_and_a_size(
    payload: Payload, nodes: dict[str, NodeData]
) -> None:
    families = {family["id"]: family for family in payload["families"]}
    assert sum(family["count"] for family in families.values()) == len(nodes)
    assert list(families) == [f.id for f in FAMILIES if f.id in families]
    assert nodes["id:seoul"]["family"] == "sy:City"
    assert nodes["id:korea-week-2024"]["family"] == "sy:Event"
    assert nodes["id:ftz-shenyang"]["family"] == "sy:Place"
    assert len({(node["x"], node["y"]) for node in nodes.values()}) == len(nodes)


def test_nodes_with_the_most_links_are_first_and_largest(nodes: dict[str, NodeData]) -> None:
    ranked = sorted(nodes.values(), key=lambda node: node["rank"])
    assert [node["id"] for node in ranked[:3]] == [
        "id:shenyang",
        "id:china",
        "id:territorial-plan",
    ]
    assert ranked[0]["importance"] == 1
    assert nodes["id:china"]["size"] > nodes["id:poland"]["size"]
    assert max(node["font"] for node in ranked) == ranked[0]["font"]


def test_labels_are_in_three_languages(payload: Payload, nodes: dict[str, NodeData]) -> None:
    munich = nodes["id:munich"]
    assert munich["labels"] == {"en": "Munich", "zh-Hant": "慕尼黑", "zh-Hans": "慕尼黑"}
    assert munich["kind"] == {"en": "city", "zh-Hant": "城市", "zh-Hans": "城市"}
    assert payload["families"][0]["label"] == {
        "en": "Cities",
        "zh-Hant": "城市",
        "zh-Hans": "城市",
    }
    assert "瀋陽市" in nodes["id:shenyang"]["aliases"]


def test_dated_nodes_have_days(nodes: dict[str, NodeData]) -> None:
    milestone = nodes["id:route-los-angeles-milestone"]
    assert (milestone["firstDay"], milestone["lastDay"]) == ("2024-04-01", "2024-04-30")
    assert nodes["id:shenyang"]["firstDay"] is None


def test_every_node_is_in_a_community_with_a_label(
    payload: Payload, nodes: dict[str, NodeData]
) -> None:
    groups = {group["id"]: group for group in payload["communities"]}
    members = [node["community"] for node in nodes.values()]
    assert {id: members.count(id) for id in groups} == {
        id: group["count"] for id, group in groups.items()
    }
    shenyang, moscow = nodes["id:wang-yiqiao"], nodes["art:shenyang-2024"]
    assert shenyang["community"] == moscow["community"]
    assert len(groups) > 5


# Statements and routes


def test_a_figure_is_a_row_of_its_subject(nodes: dict[str, NodeData]) -> None:
    assert not [node for node in nodes.values() if "sy:Observation" in node["classes"]]
    [cargo] = [
        fact
        for fact in nodes["id:route-los-angeles"]["facts"]
        if isinstance(fact["property"], dict) and fact["property"]["en"] == "cargo throughput"
    ]
    assert cargo["value"] == {
        "en": "about 9,800 tonnes, up to Apr 2024",
        "zh-Hant": "約9,800噸，截至2024年4月",
        "zh-Hans": "约9,800吨，截至2024年4月",
    }
    assert cargo["passages"] == ["shenyang-2024/240"]
    assert cargo["words"] == ["約9800噸"]


def test_a_growth_figure_names_the_measure(nodes: dict[str, NodeData]) -> None:
    properties = [fact["property"] for fact in nodes["id:ftz-shenyang"]["facts"]]
    assert "growth over the year before (total trade)" in [
        label["en"] for label in properties if isinstance(label, dict)
    ]


def test_a_partnership_of_two_is_one_edge_without_direction(payload: Payload) -> None:
    [edge] = between(payload, "sapporo", "shenyang")
    assert edge["label"] == {
        "en": "partner city, kind not stated",
        "zh-Hant": "友城（未說明類別）",
        "zh-Hans": "友城（未说明类别）",
    }
    assert edge["both"]
    assert edge["via"] == "id:partnership-sapporo"
    assert edge["passages"] == ["shenyang-2024/670"]


def test_a_partnership_of_three_stays_a_small_node(
    payload: Payload, nodes: dict[str, NodeData]
) -> None:
    ports = nodes["id:partnership-ports"]
    assert ports["size"] < nodes["id:dalian-port"]["size"] + 6
    ends = {edge["to"] for edge in payload["edges"] if edge["from"] == "id:partnership-ports"}
    assert {"id:shenyang", "id:dalian-port", "id:yingkou-port"} < ends


def test_an_undertaking_leads_from_its_actor_to_its_object(payload: Payload) -> None:
    [edge] = between(payload, "shenyang", "china-europe-assembly-center")
    assert edge["label"] == {
        "en": "Actively striving for a national China-Europe Railway Express (Shenyang)"
        " assembly centre",
        "zh-Hant": "積極爭創國家中歐班列（瀋陽）集結中心",
        "zh-Hans": "积极争创国家中欧班列（沈阳）集结中心",
    }
    words = [fact.get("words") for fact in edge["facts"]]
    assert ["積極爭創國家中歐班列（瀋陽）集結中心"] in words


def test_a_statement_about_one_node_is_a_row_of_it(nodes: dict[str, NodeData]) -> None:
    park = nodes["id:ftz-ecommerce-park"]
    [title] = [
        fact
        for fact in park["facts"]
        if fact.get("words") and "shenyang-2024/350" in fact["passages"]
    ][:1]
    assert title["property"] == {
        "en": "designation",
        "zh-Hant": "稱號與定位",
        "zh-Hans": "称号与定位",
    }


def test_a_target_is_drawn_with_what_it_measures_and_its_value(nodes: dict[str, NodeData]) -> None:
    assert nodes["id:target-2035-commute"]["short"] == {
        "en": "Passenger travel time: 1 hour, by 2035",
        "zh-Hant": "客運時間：1小時，到2035年",
        "zh-Hans": "客运时间：1小时，到2035年",
    }


def test_other_statements_are_drawn_with_their_wording_or_its_translation(
    nodes: dict[str, NodeData],
) -> None:
    found = nodes["id:undertaking-hub-upgrade"]
    assert "short" not in found
    assert isinstance(found["labels"], dict)
    assert found["labels"]["en"].startswith("Upgrading the building of an international air hub")
    assert found["labels"]["zh-Hant"] == "提級建設國際空港和國際陸港"


def test_several_properties_between_two_nodes_are_one_edge(kg: KnowledgeGraph) -> None:
    [edge] = between(view_payload(kg), "route-moscow", "shenyang")
    assert isinstance(edge["label"], dict)
    assert edge["label"]["en"] == "was launched by · departs from"
    assert [fact["passages"] for fact in edge["facts"]] == [
        ["shenyang-2024/280"],
        ["shenyang-2024/280"],
    ]


def test_a_route_between_two_cities_is_an_edge_with_details(kg: KnowledgeGraph) -> None:
    payload = view_payload(kg, Selection(path=("Shenyang", "Moscow")))
    assert [node["id"] for node in payload["nodes"]] == ["id:shenyang", "id:moscow"]
    [edge] = payload["edges"]
    assert edge["label"] == {
        "en": "air route: passengers",
        "zh-Hant": "航線：客運",
        "zh-Hans": "航线：客运",
    }
    assert (edge["from"], edge["via"]) == ("id:shenyang", "id:route-moscow")


def test_an_edge_has_the_same_id_in_every_view(kg: KnowledgeGraph, payload: Payload) -> None:
    """A page that loads more nodes recognises the edges that it has."""
    whole = {edge["id"]: (edge["from"], edge["to"]) for edge in payload["edges"]}
    assert len(whole) == len(payload["edges"])
    for edge in view_payload(kg, Selection(about="Sapporo", depth=1))["edges"]:
        assert whole.get(edge["id"], (edge["from"], edge["to"])) == (edge["from"], edge["to"])


def test_the_payload_has_every_cited_passage(payload: Payload) -> None:
    rows = [fact for node in payload["nodes"] for fact in node["facts"]]
    cited = {name for row in rows for name in row["passages"]}
    cited |= {name for edge in payload["edges"] for name in edge["passages"]}
    assert cited == payload["passages"].keys()
    assert payload["passages"]["shenyang-2024/280"]["quote"].startswith(
        "此外，瀋陽還積極開通瀋陽-莫斯科直飛"
    )
    starts = [passage["start"] or 0 for passage in payload["passages"].values()]
    assert starts == sorted(starts)


# Large networks


def test_a_limited_view_shows_the_most_important_nodes_as_one_component(kg: KnowledgeGraph) -> None:
    payload = view_payload(kg, limit=20)
    assert payload["cut"] == {"shown": 20, "total": 239}
    near: dict[str, set[str]] = {node["id"]: set() for node in payload["nodes"]}
    for edge in payload["edges"]:
        near[edge["from"]].add(edge["to"])
        near[edge["to"]].add(edge["from"])
    reached, waiting = set(), ["id:shenyang"]
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting += near[name] - reached
    assert reached == near.keys()


def test_nodes_have_urls_of_pages_and_the_view_can_expand(kg: KnowledgeGraph) -> None:
    payload = view_payload(
        kg,
        Selection(about="seoul", depth=1),
        href=lambda iri: "/" + iri.rpartition("sygraph/")[2],
        expand="/network.json?about={id}",
    )
    [seoul] = [node for node in payload["nodes"] if node["id"] == "id:seoul"]
    assert seoul["href"] == "/id/seoul"
    assert payload["expand"] == "/network.json?about={id}"


def test_positions_are_finite_numbers(page: Page) -> None:
    assert not re.search(r"\b(NaN|Infinity)\b", page.texts["sy-data"])


def test_a_sentence_comes_with_its_translation(payload: Payload) -> None:
    sentence = payload["passages"]["shenyang-2024/670"]
    assert sentence["quote"].startswith("多措並舉")
    assert sentence["translation"]["en"].startswith(
        "A variety of measures have been taken together"
    )
