"""What networkx finds in the network, and the sentences that say what it means."""

from __future__ import annotations

import networkx as nx
import pytest

from sygraph.graph import KnowledgeGraph
from sygraph.network.metrics import Section, communities, entity_network, measures


def graph_of(**links: str) -> nx.MultiDiGraph[str]:
    """A network as the graph gives it: capital letters are entities, the others statements."""
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


def test_several_links_weigh_together() -> None:
    assert entity_network(graph_of(A="B", s="AB")).edges["A", "B"]["weight"] == 2


def test_the_most_linked_is_the_most_central() -> None:
    first, second, *_ = section(graph_of(A="BCD", B="C"), "centrality").findings

    assert (first.nodes, first.value) == (("A",), 3)
    assert first.sentence == "the A is linked to 3 of 3 others (100%)."
    assert (second.nodes, second.value) == (("B",), 2)


def test_a_broker_lies_between_others_and_may_be_all_that_joins_them() -> None:
    # A path A-B-C: the one connection that others have leads through B.
    [broker] = section(graph_of(A="B", B="C"), "brokers").findings

    assert (broker.nodes, broker.value) == (("B",), 1)
    assert broker.sentence == (
        "100.0% of the shortest connections between others lead through the B."
        " Without it, 1 would be cut off: the C."
    )


def test_communities_are_closer_among_themselves() -> None:
    graph = graph_of(A="BC", B="C", D="EF", E="F", C="D")

    assert sorted(map(sorted, communities(entity_network(graph)))) == [list("ABC"), list("DEF")]
    sentences = [finding.sentence for finding in section(graph, "communities").findings]
    assert sentences[0] == "3 around the A: the B, the C; 75% of their links stay among them."


def test_pieces_without_a_connection_are_components() -> None:
    graph = graph_of(A="B", B="C")
    graph.add_node("Z", label="the Z", classes=["sy:Entity"], superclasses=[])
    large, alone = section(graph, "components").findings

    assert large.sentence == (
        "3 of 4 hang together: any of them leads to any other in 2 steps or fewer."
    )
    assert (alone.nodes, alone.sentence) == (("Z",), "the Z is linked to nothing else.")


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [("en", "Shenyang is linked to"), ("zh-Hant", "瀋陽與"), ("zh-Hans", "沈阳与")],
)
def test_the_article_turns_on_shenyang(kg: KnowledgeGraph, lang: str, sentence: str) -> None:
    sections = kg.measures(lang=lang)

    assert [part.name for part in sections] == [
        "centrality",
        "brokers",
        "communities",
        "components",
    ]
    assert sections[0].findings[0].sentence.startswith(sentence)
    assert sections[1].findings[0].nodes == ("id:shenyang",)


def test_long_lists_of_names_are_cut(kg: KnowledgeGraph) -> None:
    largest = kg.measures()[2].findings[0]

    assert f"and {largest.value - 1 - 6} more" in largest.sentence
