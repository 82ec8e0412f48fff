"""A pyvis network has the nodes, styles and labels of the view, and can be changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.network.pyvis_network import to_pyvis


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_nodes_and_edges_are_those_of_the_view(kg: KnowledgeGraph, lang: str) -> None:
    payload = kg.view(theme="transport", lang=lang).payload
    network = kg.to_pyvis(theme="transport", lang=lang)
    assert [node["id"] for node in network.nodes] == [node["id"] for node in payload["nodes"]]
    assert len(network.edges) == len(payload["edges"])
    colours = {family["id"]: family["colour"] for family in payload["families"]}
    for drawn, given in zip(network.nodes, payload["nodes"], strict=True):
        assert drawn["color"] == colours[given["family"]]
        assert (drawn["x"], drawn["y"], drawn["size"]) == (given["x"], given["y"], given["size"])


def test_labels_are_in_the_requested_language(kg: KnowledgeGraph) -> None:
    assert kg.to_pyvis(theme="trade", lang="zh-Hans").get_node("id:shenyang")["label"] == "沈阳"


def test_tooltips_quote_the_article(kg: KnowledgeGraph) -> None:
    [edge] = kg.to_pyvis(path=("Moscow", "Shenyang")).edges
    assert "開通瀋陽-莫斯科直飛國際客運航線" in edge["title"]


def test_a_user_can_add_nodes_and_write_the_page(kg: KnowledgeGraph, tmp_path: Path) -> None:
    network = kg.to_pyvis(query="partner-cities", params={"country": "日本"}, height="300px")
    network.add_node("mine", label="my own node")
    network.add_edge("mine", "id:sapporo")
    page = tmp_path / "mine.html"
    network.write_html(str(page))
    text = page.read_text(encoding="utf-8")
    assert "my own node" in text
    assert "height: 300px" in text


def test_tooltips_are_escaped(kg: KnowledgeGraph) -> None:
    payload = kg.view(path=("Moscow", "Shenyang")).payload
    for passage in payload["passages"].values():
        passage["quote"] = "<img src=x onerror=alert(1) href=y>"
    network = to_pyvis(payload)
    titles = [item["title"] for item in [*network.nodes, *network.edges]]
    assert any("&lt;img" in title for title in titles)
    assert not any("<" in title for title in titles)
