"""Selections: neighbourhoods, paths, answers and themes, and invalid arguments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
import rdflib
from pyoxigraph import NamedNode

import sygraph
from sygraph.errors import (
    BadParameter,
    NotFound,
    QuerySyntaxError,
    SygraphError,
    UnknownEntity,
    UnknownQuery,
)
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie
from sygraph.network.multilingual import in_language
from sygraph.network.payload import EdgeData, Payload
from sygraph.network.selection import Selection, select
from sygraph.network.themes import THEMES
from sygraph.network.view import view_payload


def slugs(nodes: Iterable[NamedNode]) -> set[str]:
    return {curie(iri.value).removeprefix("id:") for iri in nodes}


def shown(payload: Payload) -> set[str]:
    return {node["id"].removeprefix("id:") for node in payload["nodes"]}


def labelled(edge: EdgeData) -> tuple[str, str, str]:
    label = edge["label"]
    words = label if isinstance(label, str) else label["en"]
    return edge["from"].removeprefix("id:"), words, edge["to"].removeprefix("id:")


# Neighbourhoods


def test_the_neighbourhood_grows_with_the_depth(kg: KnowledgeGraph) -> None:
    near = slugs(select(kg, Selection(about="Munich", depth=1)).nodes)
    assert near == {"munich", "germany", "hello-munich"}
    assert near < slugs(select(kg, Selection(about="慕尼黑")).nodes)


def test_a_statement_between_two_nodes_does_not_count_as_a_step(kg: KnowledgeGraph) -> None:
    """A partnership becomes an edge, so a partner city is a neighbour of Shenyang."""
    near = shown(view_payload(kg, Selection(about="Geoje", depth=1)))
    assert "shenyang" in near
    assert "partnership-geoje" not in near


def test_a_selected_statement_stays_a_node(kg: KnowledgeGraph) -> None:
    about = Selection(about="route-los-angeles-cargo", depth=1)
    payload = view_payload(kg, about)
    assert shown(payload) == {"route-los-angeles-cargo", "route-los-angeles"}
    assert payload["nodes"][0]["id"] == "id:route-los-angeles-cargo"


# Paths


def test_a_view_of_a_path_shows_all_shortest_paths_only(kg: KnowledgeGraph) -> None:
    payload = view_payload(kg, Selection(path=("Chicago", "札幌")))
    assert payload["title"] == {
        "en": "Chicago – Sapporo",
        "zh-Hant": "芝加哥 – 札幌",
        "zh-Hans": "芝加哥 – 札幌",
    }
    assert shown(payload) == {"chicago", "sapporo", "shenyang-partner-cities"}
    assert ("shenyang-partner-cities", "includes", "chicago") in map(labelled, payload["edges"])
    words = [words for _, words, _ in map(labelled, payload["edges"])]
    assert any(text.startswith("Further promoting, by a variety of measures") for text in words)


def test_no_path_is_an_error(kg: KnowledgeGraph) -> None:
    with pytest.raises(NotFound, match="nothing connects Wang Yiqiao and Shenyang"):
        select(kg, Selection(path=("王藝橋", "瀋陽")))


# Answers


def test_a_select_draws_entities_and_lists_other_cells_as_details(kg: KnowledgeGraph) -> None:
    query = """SELECT ?route ?city ?service { ?route sy:destination ?city ; sy:service ?service }"""
    payload = view_payload(kg, Selection(query=query))
    assert shown(payload) == {
        "route-moscow",
        "moscow",
        "route-frankfurt",
        "frankfurt",
        "route-los-angeles",
        "los-angeles",
    }
    [edge] = [edge for edge in payload["edges"] if edge["to"] == "id:moscow"]
    assert labelled(edge) == ("route-moscow", "city", "moscow")
    assert edge["facts"][1]["label"] == "service"
    assert edge["facts"][1].get("value") == {
        "en": "passengers",
        "zh-Hant": "客運",
        "zh-Hans": "客运",
    }
    assert edge["passages"] == ["shenyang-2024/280"]


def test_the_article_of_a_row_is_not_drawn(kg: KnowledgeGraph) -> None:
    query = """SELECT ?city ?country ?article
        { ?city sy:country ?country . ?article a schema:NewsArticle }"""
    payload = view_payload(kg, Selection(query=query))
    assert not [node for node in payload["nodes"] if node["id"].startswith("art:")]
    only = "SELECT ?article { ?article a schema:NewsArticle }"
    assert [node["id"] for node in view_payload(kg, Selection(query=only))["nodes"]] == [
        "art:shenyang-2024"
    ]


def test_rows_with_one_entity_have_their_details_on_the_node(kg: KnowledgeGraph) -> None:
    query = (
        "SELECT ?zone ?value { ?figure sy:of ?zone ; sy:value ?value . ?zone a sy:FreeTradeZone }"
    )
    payload = view_payload(kg, Selection(query=query))
    [zone] = payload["nodes"]
    values = {str(fact["value"]) for fact in zone["facts"] if fact["property"] == "value"}
    assert values == {"1,207", "42.7", "44.4", "7,471,000,000"}
    assert {"property": "value", "value": "1,207", "passages": ["shenyang-2024/420"]} in zone[
        "facts"
    ]


def test_a_construct_draws_its_triples(kg: KnowledgeGraph) -> None:
    query = """CONSTRUCT { ?a <https://example.org/meets> ?b }
        { ?event sy:inPlace ?a . ?a sy:country ?b }"""
    payload = view_payload(kg, Selection(query=query))
    assert ("seoul", "meets", "south-korea") in map(labelled, payload["edges"])
    assert {words for _, words, _ in map(labelled, payload["edges"])} == {"meets"}


def test_a_named_query_takes_parameters_and_is_the_title(kg: KnowledgeGraph) -> None:
    chosen = Selection(query="partner-cities", params={"country": "日本"})
    payload = view_payload(kg, chosen)
    assert {"kawasaki", "sapporo", "sasebo"} <= shown(payload)
    assert "chicago" not in shown(payload)
    assert isinstance(payload["title"], dict)
    assert payload["title"]["en"] == kg.queries["partner-cities"].summary


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("ASK {}", SygraphError, "yes or no"),
        ("SELECT ?n { ?s sy:value ?n }", SygraphError, "no column of the answer holds entities"),
        ("SELECT ?s { ?s a sy:Facility ; sy:of ?x }", NotFound, "the answer is empty"),
        ("CONSTRUCT { sy:City a ?t } { sy:City a ?t }", SygraphError, "no entity to draw"),
        ("SELECT { }", QuerySyntaxError, "syntax error"),
        ("partner-citys", UnknownQuery, "unknown query"),
    ],
)
def test_the_error_says_why_an_answer_cannot_be_drawn(
    kg: KnowledgeGraph, query: str, error: type[SygraphError], words: str
) -> None:
    with pytest.raises(error, match=words):
        view_payload(kg, Selection(query=query))


def test_a_graph_in_another_vocabulary_can_be_drawn_by_a_query() -> None:
    graph = rdflib.Graph()
    graph.parse(
        format="turtle",
        data="""@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix ex: <http://example.org/> .
            ex:ann a foaf:Person ; foaf:age 40 ; foaf:knows ex:ben . ex:ben a foaf:Person .""",
    )
    payload = view_payload(sygraph.open(store=graph), Selection(query="CONSTRUCT WHERE {?s ?p ?o}"))
    assert [node["labels"] for node in payload["nodes"]] == ["ann", "ben"]
    assert [node["kind"] for node in payload["nodes"]] == ["Person", "Person"]
    assert payload["nodes"][0]["facts"] == [{"property": "age", "value": "40", "passages": []}]
    assert payload["edges"][0]["label"] == "knows"


# Themes


@pytest.mark.parametrize(
    ("theme", "there", "not_there"),
    [
        (
            "transport",
            {"route-moscow", "moscow", "taoxian-airport", "sea-corridor"},
            {"korea-week"},
        ),
        ("partners", {"sapporo", "shenyang", "partnership-ports"}, {"partnership-sapporo"}),
        ("events", {"hello-seoul", "korea-week", "seoul", "south-korea"}, {"territorial-plan"}),
        ("zones", {"ftz-shenyang", "four-zones", "northeast-china"}, {"four-zones-ranking"}),
        ("trade", {"shenyang", "ftz-shenyang", "shenyang-trade-2023"}, {"partnership-sapporo"}),
        ("plan", {"territorial-plan", "target-2035-commute", "state-council"}, {"seoul"}),
    ],
)
def test_a_theme_shows_its_entities_and_links(
    kg: KnowledgeGraph, theme: str, there: set[str], not_there: set[str]
) -> None:
    payload = view_payload(kg, Selection(theme=theme))
    assert there <= shown(payload)
    assert not not_there & shown(payload)
    assert payload["title"] == THEMES[theme].labels
    # The network is small enough to read, and few nodes are statements.
    assert 20 < len(payload["nodes"]) < 90
    others = {"sy:Observation", "sy:Target", "sy:Plan", "sy:Initiative", "schema:NewsArticle"}
    found = [n for n in payload["nodes"] if n["family"] == "sy:Statement"]
    assert len([n for n in found if not others & set(n["classes"])]) <= 12


def test_the_theme_of_trade_shows_its_figures(kg: KnowledgeGraph) -> None:
    payload = view_payload(kg, Selection(theme="trade"))
    nodes = {node["id"]: node for node in payload["nodes"]}
    assert in_language(nodes["id:shenyang-trade-2023"]["short"], "en") == (
        "Total trade: CNY 146.93 bn, 2023"
    )
    assert "story" in nodes["id:shenyang-trade-2023"]
    assert ("shenyang-trade-2023", "is about", "shenyang") in map(labelled, payload["edges"])


# Invalid arguments


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"about": "seoul", "theme": "plan"}, "about and theme cannot be combined"),
        ({"path": ("a", "b"), "query": "zones"}, "path and query cannot be combined"),
        ({"depth": 2}, "depth needs about"),
        ({"about": "seoul", "depth": 0}, "must be at least 1"),
        ({"theme": "plan", "params": {"a": 1}}, "parameters need a query"),
    ],
)
def test_arguments_that_exclude_each_other_are_an_error(
    arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(SygraphError, match=words):
        Selection(**arguments)


def test_a_misspelt_theme_or_entity_gets_a_hint(kg: KnowledgeGraph) -> None:
    with pytest.raises(BadParameter) as caught:
        Selection(theme="trad")
    assert caught.value.hint == "did you mean trade?"
    with pytest.raises(BadParameter) as caught:
        Selection(theme="xyz")
    assert caught.value.hint == "the themes are transport, partners, events, zones, trade, plan"
    with pytest.raises(UnknownEntity):
        kg.view(about="Atlantis").payload  # noqa: B018


def test_networkx_graphs_of_selections(kg: KnowledgeGraph) -> None:
    whole = kg.to_networkx()
    assert "id:route-los-angeles-cargo" in whole
    graph = kg.to_networkx(theme="partners", lang="zh-Hant")
    assert "id:partnership-sapporo" in graph
    assert set(graph) < set(whole)
    assert graph.nodes["id:sapporo"]["label"] == "札幌"
    assert {key for *_, key in graph.edges(keys=True)} <= {
        "sy:partner",
        "schema:agent",
        "dcterms:subject",
        "sy:country",
        "sy:locatedIn",
        "dcterms:hasPart",
        "^dcterms:hasPart",
    }


def test_a_very_large_graph_is_reduced_to_the_nodes_with_the_most_links(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sygraph.network.selection.MAX_NODES", 80)
    part = select(kg, Selection())
    assert slugs(part.nodes[:2]) == {"shenyang", "china"}
    assert len(part.nodes) <= 40
    payload = view_payload(kg)
    assert payload["cut"] == {"shown": len(payload["nodes"]), "total": 300}
    near = select(kg, Selection(about="Shenyang", depth=3))
    assert len(near.nodes) == 80
