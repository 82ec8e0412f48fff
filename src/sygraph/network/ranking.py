"""What of a drawing matters most, what belongs together, and what to leave out of a large one.

A node is the more important the more others it is joined to; among equals, the more passages speak
of it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from math import sqrt
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.network.collapse import Drawn

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Weights", "communities", "joined", "most_important", "weights"]


@dataclass(frozen=True)
class Weights:
    """The importance of each node, from 0 to 1, and the nodes in its order, the first first."""

    importance: dict[NamedNode, float]
    order: list[NamedNode]
    near: dict[NamedNode, set[NamedNode]]


def weights(drawn: Drawn, first: Iterable[NamedNode] = ()) -> Weights:
    """Weigh the nodes of a drawing.

    Args:
        first: what the drawing is about, which comes before all else.
    """
    near: dict[NamedNode, set[NamedNode]] = {iri: set() for iri in drawn.nodes}
    cited: dict[NamedNode, set[NamedNode]] = {
        iri: {passage for row in node.rows for passage in row.passages}
        for iri, node in drawn.nodes.items()
    }
    for edge in drawn.edges:
        near[edge.start].add(edge.end)
        near[edge.end].add(edge.start)
        cited[edge.start].update(edge.passages)
        cited[edge.end].update(edge.passages)
    leading = set(first)
    order = sorted(
        near, key=lambda iri: (iri not in leading, -len(near[iri]), -len(cited[iri]), iri.value)
    )
    most = max((len(ends) for ends in near.values()), default=0) or 1
    importance = {iri: round(sqrt(len(ends) / most), 3) for iri, ends in near.items()}
    importance.update(dict.fromkeys(leading & importance.keys(), 1.0))
    return Weights(importance, order, near)


def joined(drawn: Drawn, core: Collection[NamedNode]) -> Drawn:
    """Return a drawing without what nothing leads to, unless it is the drawing's own matter."""
    ends = {end for edge in drawn.edges for end in (edge.start, edge.end)}
    kept = {iri: node for iri, node in drawn.nodes.items() if iri in ends or iri in core}
    return Drawn(kept, drawn.edges)


def most_important(drawn: Drawn, weights: Weights, limit: int) -> Drawn:
    """Return at most so many nodes: from the most important on to the most important next to them.

    So what is left hangs together, as far as the whole does.
    """
    if len(drawn.nodes) <= limit:
        return drawn
    rank = {iri: number for number, iri in enumerate(weights.order)}
    kept: set[NamedNode] = set()
    waiting: list[tuple[int, str, NamedNode]] = []
    seeds = iter(weights.order)
    while len(kept) < limit:
        if not waiting:
            seed = next(iri for iri in seeds if iri not in kept)
            heappush(waiting, (rank[seed], seed.value, seed))
        iri = heappop(waiting)[2]
        if iri not in kept:
            kept.add(iri)
            for other in weights.near[iri] - kept:
                heappush(waiting, (rank[other], other.value, other))
    nodes = {iri: node for iri, node in drawn.nodes.items() if iri in kept}
    return Drawn(nodes, [e for e in drawn.edges if e.start in kept and e.end in kept])


def communities(drawn: Drawn, weights: Weights) -> list[list[NamedNode]]:
    """Return what is more closely joined among itself than with the rest, the largest first.

    The method is Louvain's, with a fixed seed; in each the most important comes first. What is
    joined to nothing is in none.
    """
    import networkx as nx

    # Numbers, whose order in a set is always the same.
    shown = [iri for iri in weights.order if iri in drawn.nodes and weights.near[iri]]
    rank = {iri: number for number, iri in enumerate(shown)}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(rank.values())
    for edge in drawn.edges:
        if edge.start != edge.end:
            graph.add_edge(rank[edge.start], rank[edge.end])
    found = [sorted(members) for members in nx.community.louvain_communities(graph, seed=1)]
    found.sort(key=lambda members: (-len(members), members))
    return [[shown[number] for number in members] for members in found if len(members) > 1]
