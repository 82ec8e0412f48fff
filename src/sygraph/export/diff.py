"""Compare two versions of a graph: facts added, removed, changed, or stated elsewhere.

Computed statements are left out, since they follow from the others. If one of the versions has no
named graphs, the complete merges are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal as Choice
from typing import cast

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, Literal, NamedNode, Triple

from sygraph.namespaces import DERIVED, MERGE, curie, sy
from sygraph.rdf.natural_order import natural
from sygraph.sparql.algebra import term_text

__all__ = ["KINDS", "Change", "Difference", "StatingGraph", "Term", "compare"]

Kind = Choice["added", "removed", "changed", "restated"]
Subject = NamedNode | ox.BlankNode | Triple
Term = Subject | Literal

KINDS: tuple[Kind, ...] = ("added", "removed", "changed", "restated")

_QUOTE = sy("quote")
_DEFAULT = DefaultGraph()
_COMPUTED = (DERIVED, MERGE)


@dataclass(frozen=True)
class StatingGraph:
    """A graph that states a fact: a passage with its quote, or a graph such as the gazetteer."""

    graph: NamedNode
    quote: str | None = None


@dataclass(frozen=True)
class Change:
    """A property of a subject whose values differ.

    Attributes:
        kind: `added` or `removed` if only one version has values that the other lacks; `changed`
            if both do; `restated` if both have the value, from different passages.
        old, new: The values that only the old or only the new version has.
        was, now: The graphs that state these values.
    """

    kind: Kind
    subject: Subject
    predicate: NamedNode
    old: tuple[Term, ...] = ()
    new: tuple[Term, ...] = ()
    was: tuple[StatingGraph, ...] = ()
    now: tuple[StatingGraph, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All changes, by subject and property, and the number of statements in each version."""

    changes: tuple[Change, ...]
    old: int
    new: int

    def count(self, kind: Kind) -> int:
        """Return the number of changes of a kind."""
        return sum(1 for change in self.changes if change.kind == kind)

    def __bool__(self) -> bool:
        return bool(self.changes)


def compare(old: ox.Store, new: ox.Store) -> Difference:
    """Return what changed from one version to another; see `sygraph.store.sources.dataset`.

    Blank nodes are the same if they are in the same statements; their labels do not matter.

    >>> def version(text: str) -> ox.Store:
    ...     held = ox.Store()
    ...     held.load(text, ox.RdfFormat.TURTLE)
    ...     return held
    >>> had = version("<http://e/seoul> <http://e/height> 38 .")
    >>> [change] = compare(had, version("<http://e/seoul> <http://e/height> 40 .")).changes
    >>> change.kind, [value.value for value in change.old], [value.value for value in change.new]
    ('changed', ['38'], ['40'])
    """
    named = all(_has_graphs(version) for version in (old, new))
    sides = [_Version(_canonical(version), named) for version in (old, new)]
    before, after = sides
    values: dict[tuple[Subject, NamedNode], tuple[set[Term], set[Term]]] = {}
    for side, other, position in ((before, after, 0), (after, before, 1)):
        for triple in side.triples():
            if not other.states(triple):
                key = (triple.subject, triple.predicate)
                values.setdefault(key, (set(), set()))[position].add(triple.object)
    changes = [_change(*key, *found, before, after) for key, found in values.items()]
    changes += _restated(before, after)
    changes.sort(key=_order)
    return Difference(tuple(changes), before.size(), after.size())


class _Version:
    """A version's facts: triples of its named graphs, or of its merge."""

    def __init__(self, store: ox.Store, named: bool) -> None:
        self._store = store
        self._named = named

    def triples(self) -> Iterator[Triple]:
        """Yield each fact, once for each graph that states it."""
        for quad in self._store:
            if self._counts(quad):
                yield quad.triple

    def states(self, triple: Triple) -> bool:
        quads = self._quads(triple)
        return any(self._counts(quad) for quad in quads)

    def size(self) -> int:
        """Return the number of different facts."""
        return len(set(self.triples()))

    def graphs(self, triple: Triple) -> frozenset[NamedNode]:
        """Return the graphs that state a fact."""
        quads = self._quads(triple)
        return frozenset(
            quad.graph_name
            for quad in quads
            if quad.graph_name not in _COMPUTED and isinstance(quad.graph_name, NamedNode)
        )

    def sources(self, triples: Iterable[Triple]) -> tuple[StatingGraph, ...]:
        """Return the graphs that state facts, with the quotes of the passages."""
        graphs = {graph for triple in triples for graph in self.graphs(triple)}
        return tuple(StatingGraph(g, self._quote(g)) for g in sorted(graphs, key=_natural_term))

    def _quads(self, triple: Triple, graph: NamedNode | None = None) -> Iterator[ox.Quad]:
        """Return the quads of a triple."""
        s, p, o = triple.subject, triple.predicate, triple.object
        return self._store.quads_for_pattern(s, p, o, graph)

    def _quote(self, graph: NamedNode) -> str | None:
        for quad in self._store.quads_for_pattern(graph, _QUOTE, None, None):
            if isinstance(quad.object, Literal):
                return quad.object.value
        return None

    def _counts(self, quad: ox.Quad) -> bool:
        if not self._named or quad.graph_name != _DEFAULT:
            return quad.graph_name not in (_COMPUTED if self._named else (MERGE,))
        # A dump may also contain the merge, with computed statements.
        computed = self._quads(quad.triple, DERIVED)
        return not any(computed)


def _change(
    subject: Subject,
    predicate: NamedNode,
    removed: set[Term],
    added: set[Term],
    before: _Version,
    after: _Version,
) -> Change:
    kind: Kind = "changed" if removed and added else "removed" if removed else "added"

    def stated(values: Iterable[Term]) -> list[Triple]:
        return [Triple(subject, predicate, value) for value in values]

    return Change(
        kind,
        subject,
        predicate,
        tuple(sorted(removed, key=_natural_term)),
        tuple(sorted(added, key=_natural_term)),
        before.sources(stated(removed)),
        after.sources(stated(added)),
    )


def _restated(before: _Version, after: _Version) -> list[Change]:
    """Return the facts that both versions have, but from different graphs."""
    found = []
    seen: set[Triple] = set()
    for triple in before.triples():
        if triple in seen:
            continue
        had, has = before.graphs(triple), after.graphs(triple)
        if len(had) > 1:
            seen.add(triple)
        if had and has and had != has:
            seen.add(triple)
            value = (triple.object,)
            was, now = before.sources([triple]), after.sources([triple])
            found.append(
                Change("restated", triple.subject, triple.predicate, value, value, was, now)
            )
    return found


def _canonical(store: ox.Store) -> ox.Store:
    """Return the store with canonical labels of its blank nodes."""
    if not any(
        isinstance(part, ox.BlankNode | Triple)
        for quad in store
        for part in (quad.subject, quad.object, quad.graph_name)
    ):
        return store
    graphs = ox.Dataset(store)
    graphs.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    held = ox.Store()
    held.extend(graphs)
    return held


def _has_graphs(store: ox.Store) -> bool:
    return any(graph not in _COMPUTED for graph in store.named_graphs())


def _order(change: Change) -> tuple[object, ...]:
    return (
        natural(_name(change.subject)),
        natural(curie(change.predicate.value)),
        KINDS.index(change.kind),
        [_natural_term(value) for value in change.old + change.new],
    )


def _name(subject: object) -> str:
    return curie(subject.value) if isinstance(subject, NamedNode) else str(subject)


def _natural_term(value: object) -> str:
    return natural(term_text(cast(NamedNode, value)))
