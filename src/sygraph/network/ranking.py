"""Rank the nodes of a network, group them into communities, and leave out the least important.

The importance of a node grows with the number of its neighbours; of two nodes with as many
neighbours, the one that more passages mention ranks first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from math import sqrt
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.network.collapse import CollapsedNetwork

if TYPE_CHECKING:
    import networkx as nx

__all__ = [
    "Ranking",
    "betweenness",
    "communities",
    "most_important",
    "rank",
    "story",
    "without_isolated",
]

# A network with more nodes opens on a story: so many of its most important nodes.
LEGIBLE, STORY = 60, 50
# Betweenness follows the shortest paths from so many nodes that all their steps stay below this.
STEPS = 50_000


@dataclass(frozen=True)
class Ranking:
    """The importance of nodes.

    Attributes:
        importance: a number from 0 to 1 for each node.
        order: the nodes, the most important first.
        neighbours: the nodes next to each node.
    """

    importance: dict[NamedNode, float]
    order: list[NamedNode]
    neighbours: dict[NamedNode, set[NamedNode]]


def rank(network: CollapsedNetwork, first: Iterable[NamedNode] = ()) -> Ranking:
    """Rank the nodes of a network.

    Args:
        first: nodes that rank before all others, with the importance 1.
    """
    neighbours: dict[NamedNode, set[NamedNode]] = {iri: set() for iri in network.nodes}
    cited: dict[NamedNode, set[NamedNode]] = {
        iri: {passage for row in node.rows for passage in row.passages}
        for iri, node in network.nodes.items()
    }
    for edge in network.edges:
        neighbours[edge.start].add(edge.end)
        neighbours[edge.end].add(edge.start)
        cited[edge.start].update(edge.passages)
        cited[edge.end].update(edge.passages)
    leading = set(first)
    order = sorted(
        neighbours,
        key=lambda iri: (iri not in leading, -len(neighbours[iri]), -len(cited[iri]), iri.value),
    )
    most = max((len(ends) for ends in neighbours.values()), default=0) or 1
    importance = {iri: round(sqrt(len(ends) / most), 3) for iri, ends in neighbours.items()}
    importance.update(dict.fromkeys(leading & importance.keys(), 1.0))
    return Ranking(importance, order, neighbours)


def without_isolated(network: CollapsedNetwork, core: Collection[NamedNode]) -> CollapsedNetwork:
    """Return a network without the nodes that have no edge and are not core nodes."""
    ends = {end for edge in network.edges for end in (edge.start, edge.end)}
    kept = {iri: node for iri, node in network.nodes.items() if iri in ends or iri in core}
    return CollapsedNetwork(kept, network.edges)


def most_important(
    network: CollapsedNetwork, ranking: Ranking, limit: int, first: Iterable[NamedNode] = ()
) -> CollapsedNetwork:
    """Return a network with at most `limit` nodes.

    It grows from the most important node to the most important neighbour of what it has, so it is
    as connected as the whole network is.

    Args:
        first: nodes from which it grows too.
    """
    if len(network.nodes) <= limit:
        return network
    position = {iri: number for number, iri in enumerate(ranking.order)}
    kept: set[NamedNode] = set()
    waiting = sorted((position[iri], iri.value, iri) for iri in first)
    seeds = iter(ranking.order)
    while len(kept) < limit:
        if not waiting:
            seed = next(iri for iri in seeds if iri not in kept)
            heappush(waiting, (position[seed], seed.value, seed))
        iri = heappop(waiting)[2]
        if iri not in kept:
            kept.add(iri)
            for other in ranking.neighbours[iri] - kept:
                heappush(waiting, (position[other], other.value, other))
    nodes = {iri: node for iri, node in network.nodes.items() if iri in kept}
    return CollapsedNetwork(nodes, [e for e in network.edges if e.start in kept and e.end in kept])


def story(
    network: CollapsedNetwork,
    ranking: Ranking,
    first: Collection[NamedNode] = (),
    *,
    statements: bool = True,
) -> CollapsedNetwork | None:
    """Return the part that a large network opens on, or None if the network is legible as a whole.

    Args:
        first: nodes that it has before others, each with its most important neighbour, such as the
            figures of a theme.
        statements: whether it has statements, whose names are sentences.
    """
    if len(network.nodes) <= LEGIBLE:
        return None
    position = {iri: number for number, iri in enumerate(ranking.order)}
    leading = {next(iri for iri in ranking.order if iri in network.nodes), *first}
    for iri in first:
        near = ranking.neighbours[iri] & network.nodes.keys()
        leading.update(sorted(near, key=position.__getitem__)[:1])
    nodes = {
        iri: node
        for iri, node in network.nodes.items()
        if statements or iri in leading or not node.is_statement
    }
    among = CollapsedNetwork(
        nodes, [edge for edge in network.edges if edge.start in nodes and edge.end in nodes]
    )
    order = sorted(
        (iri for iri in ranking.order if iri in nodes), key=lambda iri: iri not in leading
    )
    inside = {iri: ranking.neighbours[iri] & nodes.keys() for iri in order}
    return most_important(among, Ranking(ranking.importance, order, inside), STORY, leading)


def betweenness(network: CollapsedNetwork, ranking: Ranking) -> dict[NamedNode, float]:
    """Return the share of shortest paths that lead through each node, the greatest being 1.

    In a large network, the paths from a sample of the nodes stand for all.
    """
    import networkx as nx

    position = {iri: number for number, iri in enumerate(ranking.order) if iri in network.nodes}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(position.values())
    graph.add_edges_from((position[edge.start], position[edge.end]) for edge in network.edges)
    sample = max(8, STEPS // (len(position) + len(network.edges) + 1))
    some = sample if sample < len(position) else None
    found = nx.betweenness_centrality(graph, k=some, seed=1, normalized=False)
    most = max(found.values(), default=0) or 1
    return {iri: round(found[number] / most, 3) for iri, number in position.items()}


def communities(network: CollapsedNetwork, ranking: Ranking) -> list[list[NamedNode]]:
    """Return groups of closely linked nodes, the largest group first.

    The method is Louvain's, with a fixed seed. In each group the most important node is first. A
    node without edges is in no group.
    """
    import networkx as nx

    # Integers, because a set of them always has the same order.
    shown = [iri for iri in ranking.order if iri in network.nodes and ranking.neighbours[iri]]
    position = {iri: number for number, iri in enumerate(shown)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(position.values())
    for edge in network.edges:
        if edge.start != edge.end:
            graph.add_edge(position[edge.start], position[edge.end])
    found = [sorted(members) for members in nx.community.louvain_communities(graph, seed=1)]
    found.sort(key=lambda members: (-len(members), members))
    return [[shown[number] for number in members] for members in found if len(members) > 1]
