"""What matters most, what belongs together, and what is left out of much."""

from __future__ import annotations

from pyoxigraph import NamedNode

from sygraph.network.collapse import CollapsedNetwork, Edge, Node
from sygraph.network.ranking import communities, most_important, rank, without_isolated


def iri(name: str) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def drawing(*lines: str, alone: str = "") -> CollapsedNetwork:
    names = sorted({*"".join(lines), *alone})
    edges = [Edge(iri(line[0]), iri(line[1]), "to", []) for line in lines]
    return CollapsedNetwork({iri(name): Node(iri(name)) for name in names}, edges)


def named(nodes: list[NamedNode] | dict[NamedNode, Node]) -> str:
    return "".join(node.value[-1] for node in nodes)


def test_the_more_links_the_more_important() -> None:
    found = rank(drawing("ab", "ac", "ad", "bc"))
    assert named(found.order) == "abcd"
    assert found.importance[iri("a")] == 1
    assert found.importance[iri("d")] == 0.577


def test_what_a_drawing_is_about_comes_first() -> None:
    assert named(rank(drawing("ab", "ac", "ad"), [iri("d")]).order) == "dabc"


def test_two_lines_to_the_same_thing_are_one_link() -> None:
    found = rank(drawing("ab", "ba", "ac", "cd", "ce"))
    assert found.order[0] == iri("c")


def test_the_most_important_part_hangs_together() -> None:
    # c and g have three links each, and only b leads from the one to the other.
    whole = drawing("ca", "cb", "cd", "bg", "gh", "gi")
    part = most_important(whole, rank(whole), 3)
    assert named(part.nodes) == "bcg"
    assert len(part.edges) == 2
    assert most_important(whole, rank(whole), 100) is whole


def test_when_a_piece_is_used_up_the_next_is_taken() -> None:
    whole = drawing("ab", "ac", "xy", alone="z")
    assert named(most_important(whole, rank(whole), 5).nodes) == "abcxy"


def test_communities_are_what_is_closely_joined() -> None:
    whole = drawing("ab", "bc", "ca", "cx", "xy", "yz", "zx", alone="q")
    assert [named(group) for group in communities(whole, rank(whole))] == ["cab", "xyz"]


def test_what_nothing_leads_to_goes_unless_it_is_the_matter_itself() -> None:
    whole = drawing("ab", alone="yz")
    assert named(without_isolated(whole, {iri("z")}).nodes) == "abz"
