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

__all__ = ["Ranking", "communities", "most_important", "rank", "without_isolated"]


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


def most_important(network: CollapsedNetwork, ranking: Ranking, limit: int) -> CollapsedNetwork:
    """Return a network with at most `limit` nodes.

    It grows from the most important node to the most important neighbour of what it has, so it is
    as connected as the whole network is.
    """
    if len(network.nodes) <= limit:
        return network
    position = {iri: number for number, iri in enumerate(ranking.order)}
    kept: set[NamedNode] = set()
    waiting: list[tuple[int, str, NamedNode]] = []
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
