"""Shortest connections between entities, found by SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from pyoxigraph import NamedNode

from sygraph.entities.facts import (
    Fact,
    batches,
    facts_between,
    node,
    values,
)
from sygraph.errors import SygraphError
from sygraph.namespaces import curie
from sygraph.store.interface import Store

__all__ = ["Path", "Step", "neighbours", "shortest_paths"]

# With more links than this, a step starts from a hub, and the search continues from the other end;
# and the most links that a step may find.
WIDE, MOST = 2_000, 200_000

# The most connections of the same length that are compared.
_WEIGHED = 1000


@dataclass(frozen=True)
class Step:
    """One step of a connection: two nodes and the facts that link them, in either direction."""

    start: NamedNode
    end: NamedNode
    facts: tuple[Fact, ...]

    @property
    def is_stated(self) -> bool:
        """Whether a passage states it."""
        return any(fact.passages for fact in self.facts)


@dataclass(frozen=True)
class Path:
    """A connection, step by step."""

    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[NamedNode, ...]:
        """The nodes along it, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps))


def shortest_paths(
    store: Store, start: NamedNode, end: NamedNode, *, limit: int | None = None
) -> list[Path]:
    """Find the shortest connections between two nodes; none if they are not connected.

    Only properties that the ontology marks as links are followed, in either direction. What the
    passages state comes before what only the gazetteer knows.

    Args:
        limit: how many to return at most.

    Only what lies near the two is looked at, from the side where less does, so a large graph takes
    no more memory than a small one.

    Raises:
        SygraphError: both are the same node, or so much lies around either that it cannot be
            weighed.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> moscow, shenyang = NamedNode(ID + "moscow"), NamedNode(ID + "shenyang")
    >>> for path in shortest_paths(OxigraphStore.bundled(), moscow, shenyang):
    ...     print(*(curie(iri.value) for iri in path.nodes))
    id:moscow id:route-moscow id:shenyang
    """
    if start == end:
        raise SygraphError(f"both ends are {curie(start.value)}", hint="name two entities")
    found = list(islice(_chains(store, start, end), _WEIGHED))
    links = _links(store, {pair for chain in found for pair in pairwise(chain)})
    paths = [Path(tuple(Step(*pair, links[pair]) for pair in pairwise(chain))) for chain in found]
    paths.sort(key=lambda path: sum(not step.is_stated for step in path.steps))
    return paths[:limit]


def _chains(store: Store, start: NamedNode, end: NamedNode) -> Iterator[list[NamedNode]]:
    """The nodes of each shortest connection, searched from both ends at once, in a fixed order."""
    # For each end: from every node reached, the nodes before it, one step nearer to that end.
    before: list[dict[NamedNode, list[NamedNode]]] = [{start: []}, {end: []}]
    frontiers: list[list[NamedNode]] = [[start], [end]]
    while all(frontiers):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        steps = _steps(store, frontiers[side], WIDE)
        if steps is None:  # a hub: perhaps less lies around the other end
            other = _steps(store, frontiers[1 - side], MOST)
            side, steps = (side, None) if other is None else (1 - side, other)
        if steps is None:
            steps = _steps(store, frontiers[side], MOST)
        if steps is None:
            raise SygraphError(
                f"more than {MOST:,} links lie around either end",
                hint="name something that fewer are linked to",
            )
        reached: dict[NamedNode, list[NamedNode]] = {}
        for near, far in steps:
            if far not in before[side]:
                reached.setdefault(far, []).append(near)
        before[side].update(reached)
        frontiers[side] = list(reached)
        met = sorted((iri for iri in reached if iri in before[1 - side]), key=str)
        if met:
            for middle in met:
                for head in _back(middle, before[0]):
                    for tail in _back(middle, before[1]):
                        yield [*reversed(head), middle, *tail]
            return


def _back(middle: NamedNode, before: dict[NamedNode, list[NamedNode]]) -> Iterator[list[NamedNode]]:
    """Each way back from a node to the end it was reached from, without the node itself."""
    if not before[middle]:
        yield []
    for previous in sorted(before[middle], key=str):
        for rest in _back(previous, before):
            yield [previous, *rest]


def _steps(
    store: Store, nodes: Iterable[NamedNode], most: int
) -> list[tuple[NamedNode, NamedNode]] | None:
    """Each node with each of those that a link joins to it; None where these are too many."""
    found: list[tuple[NamedNode, NamedNode]] = []
    for batch in batches(nodes):
        found += neighbours(store, batch, most - len(found) + 1)
        if len(found) > most:
            return None
    return found


def neighbours(
    store: Store, nodes: Iterable[NamedNode], most: int | None = None
) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Each node with each of those that a link joins to it, in either direction."""
    limit = "" if most is None else f" LIMIT {most}"
    for batch in batches(nodes):
        for row in store.select(
            f"SELECT DISTINCT ?near ?far {{ {values('near', batch)} ?link a sy:LinkProperty"
            f" {{ ?near ?link ?far }} UNION {{ ?far ?link ?near }} FILTER(ISIRI(?far)) }}{limit}"
        ):
            yield node(row["near"]), node(row["far"])


def _links(
    store: Store, pairs: Iterable[tuple[NamedNode, NamedNode]]
) -> dict[tuple[NamedNode, NamedNode], tuple[Fact, ...]]:
    """The facts that link the nodes of each pair, in either direction."""
    found: dict[tuple[NamedNode, NamedNode], list[Fact]] = {pair: [] for pair in pairs}
    predicates = {
        node(row["link"]) for row in store.select("SELECT ?link { ?link a sy:LinkProperty }")
    }
    for fact in facts_between(store, sorted(found, key=str)):
        if fact.predicate in predicates:
            for pair in ((fact.subject, fact.object), (fact.object, fact.subject)):
                if pair in found and isinstance(pair[0], NamedNode):
                    found[pair].append(fact)
    return {pair: tuple(group) for pair, group in found.items()}
