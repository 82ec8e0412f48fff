"""What is derived from statements, kept right when these change: types, and first and last days.

Loading derives for all there is (see `sygraph.store.load`); here it is done again for what
an update has touched: a node whose types or dates have changed, the observations of an event whose
days have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

import pyoxigraph as ox
from pyoxigraph import DefaultGraph, NamedNode, Quad

from sygraph.namespaces import DERIVED, PREFIXES, sy
from sygraph.store.load import Days, Subject, add_days, dates, day_quads, narrowed

__all__ = ["Derivation", "Work"]

_DEFAULT = DefaultGraph()
_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_ARTICLE, _OF, _QUOTE, _REFERENCE = sy("article"), sy("of"), sy("quote"), sy("referenceDate")
_DAYS = (sy("firstDay"), sy("lastDay"))
_OFFSETS = (sy("start"), sy("end"))


class Work(Protocol):
    """A store that is being changed, its merge kept."""

    store: ox.Store
    explicit: ox.Store

    def insert(self, quad: Quad) -> None: ...
    def delete(self, quad: Quad) -> None: ...


class Derivation:
    """What follows from the statements of a store that is being changed."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._store = work.store

    def follow(self, changed: Iterable[Quad]) -> None:
        """Derive anew what depends on statements that have come or gone."""
        typed: set[Subject] = set()
        dated: set[Subject] = set()
        unquoted: set[Subject] = set()
        everything = redated = False
        for quad in list(changed):
            if quad.graph_name == DERIVED:
                continue
            if quad.predicate == _SUBCLASS:
                everything = True
            elif quad.predicate == _REFERENCE:
                redated = True
            elif quad.predicate == _QUOTE:
                unquoted.add(quad.subject)
            elif quad.predicate == _TYPE:
                typed.add(quad.subject)
            elif dates(quad) or quad.predicate == _OF:
                dated.add(quad.subject)
        if everything:
            typed.update(quad.subject for quad in self._merge(None, _TYPE, None))
        if redated:
            dated.update(quad.subject for quad in self._merge(None, None, None) if dates(quad))
        for node in typed:
            self._replace(node, (_TYPE,), self._types(node))
        for node in unquoted:
            if not any(self._merge(node, _QUOTE, None)):
                self._replace(node, _OFFSETS, set())
        self._date(dated | typed)

    def _merge(
        self, subject: Subject | None, predicate: NamedNode | None, value: NamedNode | None
    ) -> Iterator[Quad]:
        return self._store.quads_for_pattern(subject, predicate, value, _DEFAULT)

    def _stated(self, subject: Subject, predicate: NamedNode | None) -> Iterator[Quad]:
        """What is said of a node, by graphs or by itself, but for what is derived."""
        for quad in self._store.quads_for_pattern(subject, predicate, None):
            if quad.graph_name not in (_DEFAULT, DERIVED):
                yield quad
        yield from self._work.explicit.quads_for_pattern(subject, predicate, None)

    def _replace(self, node: Subject, names: Iterable[NamedNode], right: set[Quad]) -> None:
        """Have the derived graph say this of a node, and nothing else, with some properties."""
        there = {
            quad
            for name in names
            for quad in self._store.quads_for_pattern(node, name, None, DERIVED)
        }
        for quad in there - right:
            self._work.delete(quad)
        for quad in right - there:
            self._work.insert(quad)

    # Types

    def _types(self, node: Subject) -> set[Quad]:
        """The types of a node up the class hierarchy, but for those that are stated."""
        stated = {quad.object for quad in self._stated(node, _TYPE)}
        found = set(stated)
        waiting = list(stated)
        while waiting:
            cls = waiting.pop()
            if not isinstance(cls, NamedNode | ox.BlankNode):
                continue
            for quad in self._merge(cls, _SUBCLASS, None):
                if isinstance(quad.object, NamedNode) and quad.object not in found:
                    found.add(quad.object)
                    waiting.append(quad.object)
        return {Quad(node, _TYPE, cls, DERIVED) for cls in found - stated}

    # Days

    def _date(self, nodes: set[Subject]) -> None:
        """Derive the days of nodes, and of the observations that have those of an event."""
        borrowers = {
            quad.subject
            for node in nodes
            if isinstance(node, NamedNode)
            for quad in self._merge(None, _OF, node)
        }
        for node in [*nodes, *(borrowers - nodes)]:
            days = self._own_days(node) or self._lent_days(node)
            self._replace(node, _DAYS, set(day_quads({node: days} if days else {})))

    def _own_days(self, node: Subject) -> Days | None:
        """The days that the articles give a node, each with its own reference date."""
        by_article: dict[object, list[Quad]] = {}
        for quad in self._stated(node, None):
            if dates(quad):
                by_article.setdefault(self._article(quad), []).append(quad)
        days: Days | None = None
        for article, quads in by_article.items():
            found: dict[Subject, Days] = {}
            add_days([*quads, *self._references(article)], found, "the update")
            if node in found:
                days = narrowed(days, found[node])
        return days

    def _article(self, quad: Quad) -> object:
        """The article in which something is said: that of the passage, or the graph itself."""
        graph = quad.graph_name
        if isinstance(graph, NamedNode):
            for tie in self._merge(graph, _ARTICLE, None):
                return tie.object
        return graph

    def _references(self, article: object) -> Iterator[Quad]:
        if isinstance(article, NamedNode):
            yield from self._merge(article, _REFERENCE, None)

    def _lent_days(self, node: Subject) -> Days | None:
        """The days of the event that an observation is of."""
        if Quad(node, _TYPE, sy("Observation")) not in self._store:
            return None
        for quad in self._merge(node, _OF, None):
            event = quad.object
            if isinstance(event, NamedNode) and Quad(event, _TYPE, sy("Event")) in self._store:
                days = self._own_days(event)
                if days:
                    return days
        return None
