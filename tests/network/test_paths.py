"""Paths between entities, and graphs for networkx."""

from __future__ import annotations

import pytest

from sygraph.entities.connections import in_words
from sygraph.entities.paths import Path, shortest_paths
from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie
from sygraph.network.networkx_graph import to_networkx


def routes(paths: list[Path]) -> list[list[str]]:
    return [[curie(iri.value).removeprefix("id:") for iri in path.nodes] for path in paths]


def test_a_path_leads_through_the_statement_that_links_both(kg: KnowledgeGraph) -> None:
    # 瀋陽-莫斯科直飛國際客運航線; 瀋陽-法蘭克福直飛國際客運航線
    [path] = kg.paths("Moscow", "Frankfurt")
    assert routes([path]) == [
        ["moscow", "route-moscow", "shenyang", "route-frankfurt", "frankfurt"]
    ]
    words = [[curie(fact.predicate.value) for fact in step.facts] for step in path.steps]
    assert words == [
        ["sy:destination"],
        ["sy:launchedBy", "sy:origin"],
        ["sy:launchedBy", "sy:origin"],
        ["sy:destination"],
    ]
    quotes = kg.show("route-moscow").passages.values()
    assert {fact.passages for step in path.steps for fact in step.facts} == {
        tuple(passage.iri for passage in quotes)
    }


def test_all_shortest_paths_are_found(kg: KnowledgeGraph) -> None:
    # A partnership links both, and so does an undertaking to extend it.
    assert sorted(routes(kg.paths("札幌", "芝加哥"))) == [
        ["sapporo", "shenyang-partner-cities", "chicago"],
        ["sapporo", "undertaking-sister-city-upgrade", "chicago"],
    ]


def test_a_path_is_the_same_in_the_other_direction(kg: KnowledgeGraph) -> None:
    there = routes(kg.paths("bmw-lydia-plant", "amazon"))
    back = routes(kg.paths("amazon", "bmw-lydia-plant"))
    assert sorted(there) == sorted(list(reversed(route)) for route in back)


def test_paths_of_passages_come_before_paths_of_the_gazetteer(
    kg: KnowledgeGraph,
) -> None:
    paths = kg.paths("seoul", "sapporo")
    unstated = [sum(not step.is_stated for step in path.steps) for path in paths]
    assert unstated == sorted(unstated)
    assert unstated[0] == 0
    assert len({tuple(path.nodes) for path in paths}) == len(paths)


def test_the_limit_of_paths(kg: KnowledgeGraph) -> None:
    assert len(kg.paths("seoul", "sapporo", limit=2)) == 2


def test_a_common_class_or_kind_is_not_a_path(kg: KnowledgeGraph) -> None:
    """A class does not link two cities, and a service does not link two routes."""
    for path in kg.paths("Katowice", "Yaoundé"):
        assert all("/id/" in iri.value for iri in path.nodes)
    [path] = kg.paths("route-moscow", "route-frankfurt")
    assert routes([path]) == [["route-moscow", "shenyang", "route-frankfurt"]]


def test_no_path_is_an_empty_list(kg: KnowledgeGraph) -> None:
    assert kg.paths("王藝橋", "瀋陽") == []


def test_the_ends_of_a_path_must_differ(kg: KnowledgeGraph) -> None:
    shenyang = kg.resolve("瀋陽")
    with pytest.raises(SygraphError, match="both ends are id:shenyang"):
        shortest_paths(kg.store, shenyang, shenyang)


def test_a_path_in_words_cites_each_passage_once(kg: KnowledgeGraph) -> None:
    description = in_words(kg.store, kg.paths("札幌", "芝加哥"), "zh-Hans")
    assert description.as_text().startswith("札幌\n  ← 包括 ─  [shenyang-2024/670]\n")
    assert (
        description.as_text().count("多措并举进一步推动与日本札幌、川崎、佐世保，") == 1
    )  # a label
    assert (
        description.as_text().count("多措並舉進一步推動與日本札幌、川崎、佐世保，") == 1
    )  # a quote
    plain = description.as_dict()
    assert [passage["curie"] for passage in plain["passages"]] == ["shenyang-2024/670"]
    assert plain["paths"][0]["steps"][0][0]["subject"]["label"] == "国际友城与友好合作关系城市"


def test_the_graph_has_each_entity_and_statement_once(kg: KnowledgeGraph) -> None:
    graph = kg.to_networkx()
    [row] = kg.query(
        "SELECT (COUNT(DISTINCT ?n) AS ?count) {"
        " VALUES ?class { sy:Entity sy:Statement schema:NewsArticle } ?n a ?class }"
    )
    assert graph.number_of_nodes() == row.count
    assert all(attributes["label"] for _, attributes in graph.nodes(data=True))
    assert all(attributes["classes"] for _, attributes in graph.nodes(data=True))


def test_edges_have_labels_and_passages(kg: KnowledgeGraph) -> None:
    graph = to_networkx(kg.store, lang="zh-Hant")
    edge = graph.edges["id:seoul", "id:south-korea", "sy:country"]
    assert edge == {"label": "所屬國家", "passages": ["shenyang-2024/580", "shenyang-2024/600"]}
    # The article does not state that Los Angeles is in the United States.
    edge = graph.edges["id:los-angeles", "id:united-states", "sy:country"]
    assert edge["passages"] == []
    assert graph.graph["passages"]["shenyang-2024/600"].startswith("特別是在韓國首爾站活動中，")


def test_a_figure_is_one_fact_with_unit_bound_and_period(kg: KnowledgeGraph) -> None:
    node = to_networkx(kg.store).nodes["id:route-los-angeles-cargo"]
    assert node["quantity"] == "about 9,800 tonnes"
    assert node["figure"] == "cargo throughput: about 9,800 tonnes, up to Apr 2024"
    assert [fact["value"] for fact in node["facts"]] == ["「約9800噸」", node["figure"]]
    assert node["superclasses"] == ["sy:Statement"]


def test_a_part_of_the_graph_has_only_edges_between_its_nodes(kg: KnowledgeGraph) -> None:
    graph = kg.to_networkx(about="Munich", depth=1)
    assert sorted(graph) == ["id:germany", "id:hello-munich", "id:munich"]
    assert sorted(graph.edges(keys=True)) == [
        ("id:hello-munich", "id:munich", "sy:inPlace"),
        ("id:munich", "id:germany", "sy:country"),
    ]
