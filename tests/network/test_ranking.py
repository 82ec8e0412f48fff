"""Ranking, communities, and reduction of large networks."""

from __future__ import annotations

from pyoxigraph import NamedNode

from sygraph.namespaces import sy
from sygraph.network.collapse import CollapsedNetwork, Edge, Node
from sygraph.network.ranking import (
    LEGIBLE,
    STORY,
    betweenness,
    communities,
    most_important,
    rank,
    story,
    without_isolated,
)


def iri(name: str) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def drawing(*lines: str, alone: str = "") -> CollapsedNetwork:
    names = sorted({*"".join(lines), *alone})
    edges = [Edge(iri(line[0]), iri(line[1]), "to", []) for line in lines]
    return CollapsedNetwork({iri(name): Node(iri(name)) for name in names}, edges)


def named(nodes: list[NamedNode] | dict[NamedNode, Node]) -> str:
    return "".join(node.value[-1] for node in nodes)


def test_importance_grows_with_the_number_of_links() -> None:
    found = rank(drawing("ab", "ac", "ad", "bc"))
    assert named(found.order) == "abcd"
    assert found.importance[iri("a")] == 1
    assert found.importance[iri("d")] == 0.577


def test_given_nodes_rank_first() -> None:
    assert named(rank(drawing("ab", "ac", "ad"), [iri("d")]).order) == "dabc"


def test_two_edges_between_the_same_nodes_count_once() -> None:
    found = rank(drawing("ab", "ba", "ac", "cd", "ce"))
    assert found.order[0] == iri("c")


def test_the_most_important_part_is_connected() -> None:
    # c and g have three links each, and only b links them.
    whole = drawing("ca", "cb", "cd", "bg", "gh", "gi")
    part = most_important(whole, rank(whole), 3)
    assert named(part.nodes) == "bcg"
    assert len(part.edges) == 2
    assert most_important(whole, rank(whole), 100) is whole


def test_the_limit_can_include_several_components() -> None:
    whole = drawing("ab", "ac", "xy", alone="z")
    assert named(most_important(whole, rank(whole), 5).nodes) == "abcxy"


def test_communities_are_closely_linked_nodes() -> None:
    whole = drawing("ab", "bc", "ca", "cx", "xy", "yz", "zx", alone="q")
    assert [named(group) for group in communities(whole, rank(whole))] == ["cab", "xyz"]


def test_isolated_nodes_are_removed_unless_they_are_core_nodes() -> None:
    whole = drawing("ab", alone="yz")
    assert named(without_isolated(whole, {iri("z")}).nodes) == "abz"


def test_a_small_network_is_its_own_story() -> None:
    network = drawing("ab", "ac", "bc")
    assert story(network, rank(network)) is None


def test_the_story_of_a_large_network_is_connected_and_has_what_comes_first() -> None:
    nodes = {iri(f"n{n}"): Node(iri(f"n{n}")) for n in range(3 * LEGIBLE)}
    edges = [Edge(iri(f"n{n}"), iri(f"n{n // 3}"), "to", []) for n in range(1, len(nodes))]
    network = CollapsedNetwork(nodes, edges)
    last = iri(f"n{len(nodes) - 1}")
    told = story(network, rank(network), [last])
    assert told is not None
    assert len(told.nodes) == STORY
    parents = {edge.start: edge.end for edge in edges}
    apart = [node for node in told.nodes if parents.get(node) not in told.nodes]
    assert last in told.nodes and len(apart) <= 2  # the root, and what was asked for


def test_the_story_of_everything_has_no_statements() -> None:
    network = drawing(*(f"a{chr(n)}" for n in range(0x4E00, 0x4E00 + LEGIBLE + 30)))
    for number, node in enumerate(network.nodes.values()):
        if number > LEGIBLE - 5:
            node.all_classes.add(sy("Statement"))
    told = story(network, rank(network), statements=False)
    assert told is not None
    assert not any(node.is_statement for node in told.nodes.values())


def test_what_lies_between_others_has_the_most_shortest_paths() -> None:
    network = drawing("ab", "bc", "cd", "de")
    found = betweenness(network, rank(network))
    assert {named([node]): share for node, share in found.items()} == {
        "a": 0,
        "b": 0.75,
        "c": 1,
        "d": 0.75,
        "e": 0,
    }
