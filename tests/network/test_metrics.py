"""Metrics of the network, and the sentences about them."""

from __future__ import annotations

import networkx as nx
import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.network.metrics import Section, communities, entity_network, measures


def graph_of(**links: str) -> nx.MultiDiGraph[str]:
    """Return a network in which capital letters are entities and other letters statements."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(lang="en")
    for start, ends in links.items():
        for name in start + ends:
            kind = "sy:Entity" if name.isupper() else "sy:Statement"
            graph.add_node(name, label=f"the {name}", classes=[], superclasses=[kind])
        graph.add_edges_from((start, end) for end in ends)
    return graph


def section(graph: nx.MultiDiGraph[str], name: str) -> Section:
    [found] = [part for part in measures(entity_network(graph)) if part.name == name]
    return found


def test_entities_are_linked_by_facts_and_by_statements_about_both() -> None:
    network = entity_network(graph_of(A="B", s="BCD"))

    assert {frozenset(edge) for edge in network.edges} == {
        frozenset(pair) for pair in ("AB", "BC", "CD", "BD")
    }
    assert network.edges["A", "B"]["weight"] == 1
    assert network.edges["B", "C"]["weight"] == 0.5


def test_weights_of_several_links_add_up() -> None:
    assert entity_network(graph_of(A="B", s="AB")).edges["A", "B"]["weight"] == 2


def test_the_node_with_the_most_links_is_the_most_central() -> None:
    first, second, *_ = section(graph_of(A="BCD", B="C"), "centrality").findings

    assert (first.nodes, first.value) == (("A",), 3)
    assert first.sentence == "the A is linked to 3 of 3 others (100%)."
    assert (second.nodes, second.value) == (("B",), 2)


def test_a_broker_is_on_the_paths_between_others() -> None:
    # In A-B-C, the only path between other nodes leads through B.
    [broker] = section(graph_of(A="B", B="C"), "brokers").findings

    assert (broker.nodes, broker.value) == (("B",), 1)
    assert broker.sentence == (
        "100.0% of the shortest connections between others lead through the B."
        " Without it, 1 would be cut off: the C."
    )


def test_communities_have_more_links_inside_than_outside() -> None:
    graph = graph_of(A="BC", B="C", D="EF", E="F", C="D")

    assert sorted(map(sorted, communities(entity_network(graph)))) == [list("ABC"), list("DEF")]
    sentences = [finding.sentence for finding in section(graph, "communities").findings]
    assert sentences[0] == "3 around the A: the B, the C; 75% of their links stay among them."


def test_parts_without_a_path_between_them_are_components() -> None:
    graph = graph_of(A="B", B="C")
    graph.add_node("Z", label="the Z", classes=["sy:Entity"], superclasses=[])
    large, alone = section(graph, "components").findings

    assert large.sentence == (
        "3 of 4 hang together: any of them leads to any other in 2 steps or fewer."
    )
    assert (alone.nodes, alone.sentence) == (("Z",), "the Z is linked to nothing else.")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "Shenyang is linked to"), ("zh-Hant", "瀋陽與"), ("zh-Hans", "沈阳与")],
)
def test_shenyang_is_the_most_central_entity(kg: KnowledgeGraph, lang: str, sentence: str) -> None:
    sections = kg.measures(lang=lang)

    assert [part.name for part in sections] == [
        "centrality",
        "brokers",
        "communities",
        "components",
    ]
    assert sections[0].findings[0].sentence.startswith(sentence)
    assert sections[1].findings[0].nodes == ("id:shenyang",)


def test_long_lists_of_names_are_cut_off(kg: KnowledgeGraph) -> None:
    largest = kg.measures()[2].findings[0]

    assert f"and {largest.value - 1 - 6} more" in largest.sentence
