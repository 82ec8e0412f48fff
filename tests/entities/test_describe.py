"""All that is known of a node: both directions, in words, with the passages."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyoxigraph import DefaultGraph, NamedNode

from sygraph.entities.describe import Description, describe, page_size
from sygraph.entities.paths import shortest_paths
from sygraph.entities.search import search
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PREFIXES, RDF_TYPE, curie, expand, sy
from sygraph.pages.node_data import node_quads
from sygraph.store.interface import OxigraphStore
from sygraph.store.rdflib_store import RdflibStore

# The sentence that states the airport's figures, and the two on its cargo route.
ROUTES = "在空中通道上，瀋陽桃仙國際機場作為東北亞重要的航空樞紐，已開通國際國內航線211條"
CHARTER = "今年4月，伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛"
USERS = "其中，瀋陽至洛杉磯的貨運航線穩定運行，成為拏多多、亞馬遜等頭部電商平台"


def quotes(shown: Description) -> list[str]:
    return [passage.quote for passage in shown.passages.values()]


def stated(plain: dict[str, Any], name: str) -> list[Any]:
    """The values of a property among the facts of a node in JSON, literals as they are."""
    return [
        fact["value"]["curie"] if isinstance(fact["value"], dict) else fact["value"]
        for fact in plain["facts"]
        if fact["property"]["curie"] == name
    ]


@pytest.mark.parametrize("name", ["taoxian-airport", "沈阳桃仙国际机场", "Taoxian Airport"])
def test_an_entity_is_shown_by_any_name(kg: KnowledgeGraph, name: str) -> None:
    shown = kg.show(name)
    assert shown.label == "Shenyang Taoxian International Airport"
    assert shown.names["zh-Hant"][0] == "瀋陽桃仙國際機場"
    assert shown.names["zh-Hans"][0] == "沈阳桃仙国际机场"
    assert [curie(cls.value) for cls in shown.classes] == ["sy:Airport"]


def test_the_passages_are_those_that_speak_of_it(kg: KnowledgeGraph) -> None:
    shown = quotes(kg.show("taoxian-airport"))
    assert len(shown) == 3
    for quote, start in zip(shown, [CHARTER, ROUTES, USERS], strict=True):
        assert quote.startswith(start)


def test_figures_are_told_whole(kg: KnowledgeGraph) -> None:
    text = kg.show("taoxian-airport").as_text()
    assert "Observation (2)\n" in text
    for figure, wording in (
        ("number: 119 cities, at present", "達到119個"),
        ("number: 211 air routes, at present", "211條"),
    ):
        assert f"  {figure}  [shenyang-2024/260]\n      sy:statedAs  wording: 「{wording}」" in text


def test_a_route_is_unfolded_where_it_mentions_the_airport(kg: KnowledgeGraph) -> None:
    plain = kg.show("taoxian-airport").as_dict()
    [route] = [
        mention["subject"]
        for mention in plain["mentions"]
        if mention["property"]["curie"] == "sy:of"
        and mention["subject"]["curie"] == "id:route-los-angeles"
    ]
    assert stated(route, "sy:destination") == ["id:los-angeles"]
    assert stated(route, "sy:service") == ["sy:cargo"]
    assert stated(route, "sy:direct") == [True]
    assert sorted(stated(route, "sy:serves")) == [
        "id:amazon",
        "id:domestic-smes",
        "id:liaoshen-region",
        "id:north-america",
        "id:pinduoduo",
    ]


def test_a_fact_carries_its_passages_and_its_background(kg: KnowledgeGraph) -> None:
    facts = kg.show("seoul").as_dict()["facts"]
    [country] = [fact for fact in facts if fact["property"]["curie"] == "sy:country"]
    assert country["value"]["label"] == "South Korea"
    # 韓國首爾 stands in two sentences; the gazetteer has it too.
    assert country["passages"] == ["shenyang-2024/580", "shenyang-2024/600"]
    assert country["background"] == ["graph:gazetteer"]
    text = kg.show("seoul").as_text()
    assert "is in or from the country: South Korea  [shenyang-2024/580, shenyang-2024/600]" in text
    assert "latitude: 37.566  [gazetteer]" in text.partition("\nBackground\n")[2]


def test_a_property_stands_with_the_name_that_a_query_calls_it_by(kg: KnowledgeGraph) -> None:
    text = kg.show("katowice").as_text()
    assert "\nsy:country  is in or from the country: Poland  [shenyang-2024/690]\n" in text
    assert "\nsy:involves  … involves Katowice\n" in text
    assert "; schema:organizer  is organized by: Shenyang" in text
    assert "  geo:lat  latitude: 50.2597  [gazetteer]\n" in text
    stated = kg.show("shenyang-2024/490", lang="zh-Hant").as_text()
    assert "sy:statedAs  " in stated
    metro = kg.show("shenyang-metro-area").as_text()
    assert "\nsy:scope  Target: … covers the area of Shenyang metropolitan area (1)\n" in metro


def test_an_event_is_unfolded_passage_by_passage(kg: KnowledgeGraph) -> None:
    text = kg.show("首爾", lang="zh-Hant").as_text()
    assert (
        "… 舉辦地 首爾\n  「你好，瀋陽」全球推介（首爾站）活動"
        "  [shenyang-2024/580, shenyang-2024/600]\n" in text
    )
    assert "不早於: 2023  [shenyang-2024/580]" in text
    assert "「凸顯了瀋陽的國際合作潛力」" in text


def test_a_target_says_when_and_for_where(kg: KnowledgeGraph) -> None:
    text = kg.show("shenyang-metro-area").as_text()
    assert "passenger travel time: 1 hour, by 2035  [shenyang-2024/190]" in text
    assert "wording: 「都市圈1小時通勤」" in text


def test_a_period_with_an_open_end(kg: KnowledgeGraph) -> None:
    text = kg.show("瀋陽").as_text()
    assert "newly registered foreign-funded enterprises: 317 companies, since 2023" in text
    assert "total trade: CNY 146.93 bn, 2023" in text
    assert "total trade: CNY 110.91 bn, Jan–Sep 2024" in text
    groups = kg.show("shenyang-sister-cities").as_text()
    assert "number: 23 cities, at present" in groups


def test_numbers_in_json_are_numbers(kg: KnowledgeGraph) -> None:
    growth = kg.show("ftz-shenyang").as_dict()["mentions"]
    values = {
        value
        for mention in growth
        if "class" in mention["subject"]
        for value in stated(mention["subject"], "sy:value")
    }
    # 1207家，同比增長42.7%；74.71億元，同比增長44.4%
    assert {1207, 42.7, 7471000000, 44.4} <= values


def test_a_passage_shows_what_it_states(kg: KnowledgeGraph) -> None:
    shown = kg.show("shenyang-2024/490")
    plain = shown.as_dict()
    assert {state["subject"]["curie"] for state in plain["states"]} >= {
        "id:fairs-2023",
        "id:korea-week-2023",
    }
    text = shown.as_text()
    assert "2023年遼洽會、韓國周期間項目簽約額達2613.6億元，佔全省50%以上。" in text
    assert "value of signed projects: CNY 261.36 bn, 2023" in text
    assert "share: at least 50%, 2023" in text


def test_a_class_shows_its_definition_and_what_is_of_it(kg: KnowledgeGraph) -> None:
    text = kg.show("sy:AirRoute").as_text()
    assert "A route flown between two cities" in text.partition("sy:AirRoute  <")[0]
    for name in ("Los Angeles", "Moscow", "Frankfurt"):
        assert name in text.partition("… is of the class air route\n")[2]


def test_a_property_shows_its_uses(kg: KnowledgeGraph) -> None:
    text = kg.show("sy:destination").as_text()
    assert (
        "Shenyang–Los Angeles cargo route → Los Angeles  [shenyang-2024/240, shenyang-2024/270]"
        in text
    )


def test_a_definition_is_shown_in_one_language(kg: KnowledgeGraph) -> None:
    text = kg.show("sy:City", lang="zh-Hans").as_text()
    assert "definition" not in text
    assert "A city" not in text


def test_the_style_is_given_to_headings_and_marks(kg: KnowledgeGraph) -> None:
    text = kg.show("taoxian-airport").as_text(lambda text, role: f"<{role}>{text}</>")
    assert text.startswith("<title>Shenyang Taoxian International Airport</>  airport\n")
    assert "<heading>Passages</>" in text
    assert "<mark>[shenyang-2024/260]</>" in text


def test_a_node_that_very_many_mention_is_described_by_some_of_them(kg: KnowledgeGraph) -> None:
    shenyang = kg.resolve("Shenyang")
    whole = describe(kg.store, shenyang)
    some = describe(kg.store, shenyang, most=3)
    assert set(some.mentions) < set(whole.mentions)
    counts = Counter(fact.predicate for fact in some.mentions)
    assert max(counts.values()) == 3
    everything = Counter(fact.predicate for fact in whole.mentions)
    assert set(some.more) == {predicate for predicate, n in everything.items() if n > 3}
    assert some.facts == whole.facts


def test_so_many_mentions_are_shown_at_most(kg: KnowledgeGraph) -> None:
    germany = kg.resolve("Germany")
    whole = Counter(fact.predicate for fact in describe(kg.store, germany).mentions)
    limit = max(whole.values()) - 1
    assert whole.total() < 5 * limit
    some = describe(kg.store, germany, most=limit)
    assert max(Counter(fact.predicate for fact in some.mentions).values()) == limit
    assert set(some.more) == {predicate for predicate, n in whole.items() if n > limit}
    assert describe(kg.store, germany, most=limit + 1).more == ()


def test_a_hub_is_shown_in_part() -> None:
    hub, places = NamedNode(ID + "hub"), [NamedNode(f"{ID}place-{n}") for n in range(1000)]
    graphs = [NamedNode(f"{PREFIXES['p']}{n}") for n in range(30)]
    data = ox.Store()
    data.extend(ox.Quad(place, sy("locatedIn"), hub, graphs[0]) for place in places)
    data.extend(ox.Quad(hub, sy("partner"), place, graphs[0]) for place in places[:20])
    data.extend(ox.Quad(hub, sy("country"), places[0], graph) for graph in graphs)
    ontology = NamedNode("https://w3id.org/sygraph/graph/ontology")
    kind = NamedNode("http://www.w3.org/2002/07/owl#ObjectProperty")
    data.add(ox.Quad(sy("locatedIn"), RDF_TYPE, kind, ontology))
    data.extend([ox.Quad(*quad.triple) for quad in data])
    store = OxigraphStore(data)
    size = page_size(store, hub)
    found = describe(store, hub, most=size)
    assert size == 10
    assert page_size(store, places[0]) is None
    assert len(found.mentions) == 10
    assert set(found.more) == {sy("locatedIn"), sy("partner")}
    [country] = [fact for fact in found.facts if fact.predicate == sy("country")]
    assert len(country.graphs) == 10
    assert country.cut
    assert "…]" in found.as_text()
    assert len(describe(store, hub).mentions) == 1000


DEFAULT_ONLY = (
    'id:atlantis a sy:City ; skos:prefLabel "Atlantis"@en ; sy:country id:japan, [ sy:of id:japan ]'
)


def test_what_stands_only_in_the_default_graph_is_found_described_and_written() -> None:
    store = OxigraphStore.bundled()
    store.engine.update(f"INSERT DATA {{ {DEFAULT_ONLY} }}", prefixes=PREFIXES)
    atlantis = NamedNode(ID + "atlantis")
    [hit] = search(store, "Atlantis")
    assert (hit.iri, hit.classes) == (atlantis, ("city",))
    text = describe(store, atlantis).as_text()
    assert "Atlantis  city" in text
    assert "sy:country  is in or from the country: Japan  [default graph]" in text
    assert "  Atlantis  [default graph]" in describe(store, NamedNode(ID + "japan")).as_text()
    [path] = shortest_paths(store, atlantis, NamedNode(ID + "japan"))
    assert [fact.graphs for step in path.steps for fact in step.facts] == [()]
    stated = {
        (q.predicate, q.graph_name) for q in node_quads(store, atlantis) if q.subject == atlantis
    }
    assert stated == {
        (NamedNode(expand(name) or ""), DefaultGraph())
        for name in ("rdf:type", "skos:prefLabel", "sy:country")
    }


def test_a_graph_of_rdflib_without_named_graphs_is_described() -> None:
    graph = rdflib.Graph()
    graph.update(f"INSERT DATA {{ {DEFAULT_ONLY} }}", initNs=PREFIXES)
    store = RdflibStore(graph)
    assert "Atlantis  sy:City" in describe(store, NamedNode(ID + "atlantis")).as_text()
