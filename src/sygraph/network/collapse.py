"""The network as it is drawn: what stands between two things is a line, what is said of one a row.

Statements and routes are nodes in the graph, but a drawing of them all is a thicket. Here a figure
becomes a row of what it is of, a statement that is about one thing a row of that thing, one that
joins two things a line with details. Only what joins three or more stays a small node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import Fact, Term
from sygraph.entities.resolve import LANGUAGES
from sygraph.namespaces import DERIVED, LABELS, PREFIXES, RDF_TYPE, SKOS, XSD, sy
from sygraph.network.multilingual import Spoken, caption

if TYPE_CHECKING:
    from sygraph.network.payload import Labels

__all__ = ["Drawn", "Edge", "Node", "Row", "drawn"]

# What may be folded into a line, whatever is of one of these classes, and into a row: a route has a
# name, a statement none.
_STATEMENT = sy("Statement")
_FOLDED = {_STATEMENT, sy("AirRoute")}
_OBSERVATION, _PARTNERSHIP = sy("Observation"), sy("Partnership")
_OF, _GROWTH_OF, _MEASURE = map(sy, ("of", "growthOf", "measure"))
# At which end a folded line begins: where the first of these leads that there is.
_STARTS = tuple(map(sy, ("origin", "of", "actor", "partner")))
_FIRST, _LAST = sy("firstDay"), sy("lastDay")
_ALIAS = LABELS[1:]
# Names are labels, and where an entry comes from is not said of what it names.
_UNSAID = {
    RDF_TYPE,
    *_ALIAS,
    *(NamedNode(SKOS + name) for name in ("prefLabel", "definition")),
    NamedNode(PREFIXES["dcterms"] + "source"),
}
_XSD_STRING = XSD + "string"
# How many figures of one thing become rows.
_ROWS = 100


@dataclass(frozen=True)
class Row:
    """What a property says, and where; without a value it leads along the edge it belongs to."""

    label: Labels
    value: Labels | None
    passages: tuple[NamedNode, ...]
    words: tuple[str, ...] = ()
    back: bool = False


@dataclass
class Node:
    """A thing in the drawing."""

    iri: NamedNode
    classes: list[NamedNode] = field(default_factory=list)
    above: set[NamedNode] = field(default_factory=set)
    aliases: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    short: Labels | None = None
    first: str | None = None
    last: str | None = None


@dataclass
class Edge:
    """A line in the drawing; `via` is the statement or route that it stands for, if it does."""

    start: NamedNode
    end: NamedNode
    label: Labels
    rows: list[Row]
    via: NamedNode | None = None
    kind: Labels | None = None
    both: bool = False
    first: str | None = None
    last: str | None = None

    @property
    def passages(self) -> tuple[NamedNode, ...]:
        """The passages that state anything of it, each once."""
        return tuple(dict.fromkeys(p for row in self.rows for p in row.passages))


@dataclass(frozen=True)
class Drawn:
    """A drawing without places."""

    nodes: dict[NamedNode, Node]
    edges: list[Edge]


def drawn(
    nodes: Iterable[NamedNode],
    facts: Iterable[Fact],
    spoken: Spoken,
    keep: Iterable[NamedNode] = (),
) -> Drawn:
    """Fold statements and routes into lines and rows.

    Args:
        nodes: what is to be drawn; figures of these become rows even if they are not among them.
        facts: what is stated of the nodes and figures.
        spoken: the words for it.
        keep: what is to stay a node, whatever it is.
    """
    return _Folding(list(nodes), list(facts), spoken, set(keep)).drawn()


class _Folding:
    def __init__(
        self, nodes: list[NamedNode], facts: list[Fact], spoken: Spoken, keep: set[NamedNode]
    ) -> None:
        self.spoken = spoken
        self.keep = keep
        self.nodes = {iri: Node(iri) for iri in nodes}
        self.figures: dict[NamedNode, Node] = {}
        self.own: dict[NamedNode, list[Fact]] = {}
        self.out: dict[NamedNode, list[Fact]] = {}
        self.into: dict[NamedNode, list[Fact]] = {}
        self.edges: list[Edge] = []
        self.ends: set[NamedNode] = set()  # what a folded line leads to, and so cannot go
        self._read(facts)

    def drawn(self) -> Drawn:
        self._fold_figures()
        for iri in sorted(self.nodes, key=str):
            if self.nodes[iri].above & _FOLDED and iri not in self.keep | self.ends:
                self._fold(iri)
        for iri, node in self.nodes.items():
            node.rows += self._said(iri)
            if _STATEMENT in node.above:
                node.short = self._short(node)
        self.edges += self._lines()
        return Drawn(self.nodes, self.edges)

    def _read(self, facts: list[Fact]) -> None:
        for fact in facts:
            subject = fact.subject
            if subject not in self.nodes and subject not in self.figures:
                self.figures[subject] = Node(subject)
            self._note(self.nodes.get(subject) or self.figures[subject], fact)
        for fact in facts:
            if fact.predicate in _UNSAID:
                continue
            linked = fact.object in self.nodes and fact.subject in self.nodes
            if linked and fact.object != fact.subject:
                assert isinstance(fact.object, NamedNode)
                self.out.setdefault(fact.subject, []).append(fact)
                self.into.setdefault(fact.object, []).append(fact)
            elif fact.graphs != (DERIVED,):
                self.own.setdefault(fact.subject, []).append(fact)

    def _note(self, node: Node, fact: Fact) -> None:
        """What a fact says of the node as such: its class, another name of it, its days."""
        if fact.predicate == RDF_TYPE and isinstance(fact.object, NamedNode):
            node.above.add(fact.object)
            if fact.graphs != (DERIVED,):
                node.classes.append(fact.object)
        elif fact.predicate in _ALIAS:
            node.aliases.append(fact.object.value)
        elif fact.predicate == _FIRST:
            node.first = fact.object.value
        elif fact.predicate == _LAST:
            node.last = fact.object.value

    # ---- figures

    def _fold_figures(self) -> None:
        """A figure becomes a row of what it is of, if that is drawn."""
        known = {**self.figures, **self.nodes}
        folded: list[NamedNode] = []
        for iri, node in sorted(known.items(), key=lambda item: item[0].value):
            if _OBSERVATION in node.above and iri not in self.keep:
                of = self._subject(iri)
                if of in self.nodes and of != iri:
                    assert of is not None
                    folded.append(iri)
                    if len(self.nodes[of].rows) < _ROWS:
                        self.nodes[of].rows.append(self._figure(iri))
        for iri in folded:
            self.nodes.pop(iri, None)

    def _subject(self, iri: NamedNode) -> NamedNode | None:
        for fact in [*self.out.get(iri, ()), *self.own.get(iri, ())]:
            if fact.predicate == _OF and isinstance(fact.object, NamedNode):
                return fact.object
        return None

    def _figure(self, iri: NamedNode) -> Row:
        facts = self._all(iri)
        label, value = self.spoken.figure(facts, self._grown(facts))
        return Row(label, value, _passages(facts), _wording(facts))

    def _grown(self, facts: Iterable[Fact]) -> NamedNode | None:
        """The measure of the figure whose growth a figure is."""
        for fact in facts:
            if fact.predicate == _GROWTH_OF and isinstance(fact.object, NamedNode):
                for other in self._all(fact.object):
                    if other.predicate == _MEASURE and isinstance(other.object, NamedNode):
                        return other.object
        return None

    # ---- statements and routes

    def _fold(self, iri: NamedNode) -> None:
        ends = list(dict.fromkeys(_other(fact, iri) for fact in self._links(iri)))
        # What another statement says of it, such as that it is to be deepened, is no third end.
        things = [end for end in ends if _STATEMENT not in self.nodes[end].above]
        if len(things) == 2:
            ends = things
        if len(ends) == 1 and _STATEMENT in self.nodes[iri].above:
            self.nodes[ends[0]].rows.append(self._as_row(iri))
            self.nodes[ends[0]].rows.extend(self.nodes[iri].rows)
        elif len(ends) == 2:
            self.edges.append(self._as_edge(iri, ends))
            self.ends.update(ends)
        else:
            return
        del self.nodes[iri]

    def _as_row(self, iri: NamedNode) -> Row:
        node, facts = self.nodes[iri], self._all(iri)
        stated = [*facts, *self.into.get(iri, ())]
        label = caption(self.spoken, node.classes, facts)
        return Row(label, self.spoken.name(iri), _passages(stated), _wording(facts))

    def _as_edge(self, iri: NamedNode, ends: list[NamedNode]) -> Edge:
        node, facts = self.nodes[iri], self._all(iri)
        start, end = self._directed(iri, ends)
        rows = [*self._said(iri), *node.rows]
        covered = {passage for row in rows for passage in row.passages}
        for fact in self._links(iri):
            if not rows or not covered.issuperset(fact.passages):
                rows.append(self._link_row(fact, iri))
        both = _PARTNERSHIP in node.above
        kind = self.spoken.name(node.classes[0]) if node.classes else ""
        label = caption(self.spoken, node.classes, facts)
        return Edge(start, end, label, rows, iri, kind, both, node.first, node.last)

    def _link_row(self, fact: Fact, iri: NamedNode) -> Row:
        far = self.spoken.name(_other(fact, iri))
        return Row(self.spoken.name(fact.predicate), far, fact.passages)

    def _directed(self, iri: NamedNode, ends: list[NamedNode]) -> tuple[NamedNode, NamedNode]:
        """Both ends, first the one that the line begins at."""
        for predicate in _STARTS:
            for fact in self._links(iri):
                if fact.predicate == predicate and fact.subject == iri:
                    start = _other(fact, iri)
                    return start, ends[1] if start == ends[0] else ends[0]
        return ends[0], ends[1]

    def _links(self, iri: NamedNode) -> list[Fact]:
        """What links a thing to others in the drawing, in either direction."""
        found = [*self.out.get(iri, ()), *self.into.get(iri, ())]
        return [fact for fact in found if _other(fact, iri) in self.nodes]

    # ---- words

    def _all(self, iri: NamedNode) -> list[Fact]:
        return [*self.own.get(iri, ()), *self.out.get(iri, ())]

    def _said(self, iri: NamedNode) -> Iterator[Row]:
        """What is stated of a thing itself, a figure's value, unit, bound and period in one."""
        facts = self.own.get(iri, [])
        whole = self.spoken.quantity(facts)
        for fact in facts:
            if whole and self.spoken.in_figure(fact):
                continue
            label, value = self.spoken.name(fact.predicate), self.spoken.value(fact.object)
            yield Row(label, value, fact.passages, _words(fact.object))
        if whole:
            label, value = self.spoken.figure(facts)
            yield Row(label, value, _passages(facts), ())

    def _short(self, node: Node) -> Labels:
        """What a statement is called on the drawing: its wording is Chinese, and may be long."""
        facts = self._all(node.iri)
        told = caption(self.spoken, node.classes, facts)
        name = self.spoken.name(node.iri)
        if isinstance(told, str) or (isinstance(name, dict) and name["en"] != name["zh-Hant"]):
            return name
        named = name if isinstance(name, dict) else dict.fromkeys(LANGUAGES, name)
        return {**named, "en": told["en"]}

    def _lines(self) -> Iterator[Edge]:
        """One line from a thing to another, however many properties lead there."""
        found: dict[tuple[NamedNode, NamedNode], list[Fact]] = {}
        for iri in self.nodes:
            for fact in self.out.get(iri, ()):
                if (other := _other(fact, iri)) in self.nodes:
                    found.setdefault((iri, other), []).append(fact)
        for (start, end), facts in found.items():
            rows = [Row(self.spoken.name(f.predicate), None, f.passages) for f in facts]
            yield Edge(start, end, self.spoken.joined([row.label for row in rows]), rows)


def _other(fact: Fact, iri: NamedNode) -> NamedNode:
    other = fact.object if fact.subject == iri else fact.subject
    assert isinstance(other, NamedNode)
    return other


def _passages(facts: Iterable[Fact]) -> tuple[NamedNode, ...]:
    return tuple(dict.fromkeys(passage for fact in facts for passage in fact.passages))


def _wording(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for fact in facts for word in _words(fact.object)))


def _words(term: Term) -> tuple[str, ...]:
    """The article's own words, which are plain strings."""
    if isinstance(term, Literal) and term.datatype.value == _XSD_STRING and not term.language:
        return (term.value,)
    return ()
