"""Collapse statements and routes into edges and rows, so that a drawing has fewer nodes.

Statements and routes are nodes in the graph. Here a figure becomes a row of its subject. A
statement about one node becomes a row of that node; a statement or route between two nodes becomes
an edge with details. One that links three or more nodes stays a node.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import Fact, Term
from sygraph.namespaces import DERIVED, LABELS, PREFIXES, RDF_TYPE, SKOS, XSD, sy, vocab
from sygraph.network.multilingual import Multilingual, caption

if TYPE_CHECKING:
    from sygraph.network.payload import Labels

__all__ = ["CollapsedNetwork", "Edge", "FactRow", "Node", "collapse"]

# The classes of nodes that can become an edge. A route cannot become a row, as it has a name.
_STATEMENT = sy("Statement")
_COLLAPSIBLE = {_STATEMENT, sy("AirRoute")}
_OBSERVATION, _PARTNERSHIP = sy("Observation"), sy("Partnership")
_OF, _GROWTH_OF, _MEASURE = map(sy, ("of", "growthOf", "measure"))
# The edge starts at the object of the first of these properties that the statement has.
_STARTS = tuple(map(vocab, ("origin", "of", "schema:agent", "partner")))
_FIRST, _LAST = sy("firstDay"), sy("lastDay")
_ALIASES = LABELS[1:]
#: Properties that are not shown as facts: labels, and the source of an entry.
LABEL_PROPERTIES = frozenset(
    (*LABELS, NamedNode(SKOS + "definition"), NamedNode(PREFIXES["dcterms"] + "source"))
)
_XSD_STRING = XSD + "string"
# At most so many figures of one node become rows.
_MAX_FIGURES = 100


@dataclass(frozen=True)
class FactRow:
    """A fact in words, with the passages that state it.

    A row of an edge without a value names a property that links both ends. `words` are the words
    of the article for the value.
    """

    label: Labels
    value: Labels | None
    passages: tuple[NamedNode, ...]
    words: tuple[str, ...] = ()


@dataclass
class Node:
    """A node to draw.

    Attributes:
        classes: the stated classes.
        all_classes: the stated and the derived classes.
        aliases: other names of the node.
        short: a text to draw instead of the label: of a figure or target, what it measures.
        first: the first day that the node is dated to, as an ISO date.
        last: the last day.
    """

    iri: NamedNode
    classes: list[NamedNode] = field(default_factory=list)
    all_classes: set[NamedNode] = field(default_factory=set)
    aliases: list[str] = field(default_factory=list)
    rows: list[FactRow] = field(default_factory=list)
    short: Labels | None = None
    first: str | None = None
    last: str | None = None

    @property
    def is_statement(self) -> bool:
        """Whether the node is a statement, not an entity."""
        return _STATEMENT in self.all_classes


@dataclass
class Edge:
    """An edge to draw.

    Attributes:
        via: the statement or route that became this edge, if one did.
        kind: the class of `via` in words.
        both: whether the edge has no direction.
    """

    start: NamedNode
    end: NamedNode
    label: Labels
    rows: list[FactRow]
    via: NamedNode | None = None
    kind: Labels | None = None
    both: bool = False
    first: str | None = None
    last: str | None = None

    @property
    def passages(self) -> tuple[NamedNode, ...]:
        """The passages of all rows, without repetition."""
        return tuple(dict.fromkeys(p for row in self.rows for p in row.passages))


@dataclass(frozen=True)
class CollapsedNetwork:
    """Nodes and edges to draw, without positions."""

    nodes: dict[NamedNode, Node]
    edges: list[Edge]


def collapse(
    nodes: Iterable[NamedNode],
    facts: Iterable[Fact],
    texts: Multilingual,
    keep: Iterable[NamedNode] = (),
) -> CollapsedNetwork:
    """Collapse statements and routes into edges and rows.

    Args:
        nodes: the nodes to draw. Figures about them become rows even if they are not in this list.
        facts: the facts about the nodes and figures.
        texts: the labels of all nodes in the facts.
        keep: nodes that stay nodes even if they are statements.
    """
    return _Collapser(list(nodes), list(facts), texts, set(keep)).result()


class _Collapser:
    def __init__(
        self, nodes: list[NamedNode], facts: list[Fact], texts: Multilingual, keep: set[NamedNode]
    ) -> None:
        self.texts = texts
        self.keep = keep
        self.nodes = {iri: Node(iri) for iri in nodes}
        self.figures: dict[NamedNode, Node] = {}
        self.own: dict[NamedNode, list[Fact]] = {}
        self.out: dict[NamedNode, list[Fact]] = {}
        self.into: dict[NamedNode, list[Fact]] = {}
        self.edges: list[Edge] = []
        self.ends: set[NamedNode] = set()  # ends of new edges, which must stay nodes
        self._read(facts)

    def result(self) -> CollapsedNetwork:
        self._collapse_figures()
        for iri in sorted(self.nodes, key=str):
            if self.nodes[iri].all_classes & _COLLAPSIBLE and iri not in self.keep | self.ends:
                self._collapse(iri)
        for iri, node in self.nodes.items():
            node.rows += self._rows(iri)
            if node.is_statement:
                node.short = self.texts.measured(self._all(iri))
        self.edges += self._plain_edges()
        return CollapsedNetwork(self.nodes, self.edges)

    def _read(self, facts: list[Fact]) -> None:
        for fact in facts:
            subject = fact.subject
            if subject not in self.nodes and subject not in self.figures:
                self.figures[subject] = Node(subject)
            self._set_attribute(self.nodes.get(subject) or self.figures[subject], fact)
        for fact in facts:
            if fact.predicate in (RDF_TYPE, *LABEL_PROPERTIES) or fact.graphs == (DERIVED,):
                continue
            linked = fact.object in self.nodes and fact.subject in self.nodes
            if linked and fact.object != fact.subject:
                assert isinstance(fact.object, NamedNode)
                self.out.setdefault(fact.subject, []).append(fact)
                self.into.setdefault(fact.object, []).append(fact)
            else:
                self.own.setdefault(fact.subject, []).append(fact)

    def _set_attribute(self, node: Node, fact: Fact) -> None:
        """Store a fact that is an attribute of the node: class, alias, first or last day."""
        if fact.predicate == RDF_TYPE and isinstance(fact.object, NamedNode):
            node.all_classes.add(fact.object)
            if fact.graphs != (DERIVED,):
                node.classes.append(fact.object)
        elif fact.predicate in _ALIASES:
            node.aliases.append(fact.object.value)
        elif fact.predicate == _FIRST:
            node.first = fact.object.value
        elif fact.predicate == _LAST:
            node.last = fact.object.value

    # ---- figures

    def _collapse_figures(self) -> None:
        """Turn each figure into a row of its subject, if the subject is drawn."""
        known = {**self.figures, **self.nodes}
        collapsed: list[NamedNode] = []
        for iri, node in sorted(known.items(), key=lambda item: item[0].value):
            if _OBSERVATION in node.all_classes and iri not in self.keep:
                of = self._subject(iri)
                if of in self.nodes and of != iri:
                    assert of is not None
                    collapsed.append(iri)
                    if len(self.nodes[of].rows) < _MAX_FIGURES:
                        self.nodes[of].rows.append(self._figure(iri))
        for iri in collapsed:
            self.nodes.pop(iri, None)

    def _subject(self, iri: NamedNode) -> NamedNode | None:
        for fact in [*self.out.get(iri, ()), *self.own.get(iri, ())]:
            if fact.predicate == _OF and isinstance(fact.object, NamedNode):
                return fact.object
        return None

    def _figure(self, iri: NamedNode) -> FactRow:
        facts = self._all(iri)
        label, value = self.texts.figure(facts, self._grown_measure(facts))
        return FactRow(label, value, _passages(facts), _wording(facts))

    def _grown_measure(self, facts: Iterable[Fact]) -> NamedNode | None:
        """Return the measure whose growth a figure states."""
        for fact in facts:
            if fact.predicate == _GROWTH_OF and isinstance(fact.object, NamedNode):
                for other in self._all(fact.object):
                    if other.predicate == _MEASURE and isinstance(other.object, NamedNode):
                        return other.object
        return None

    # ---- statements and routes

    def _collapse(self, iri: NamedNode) -> None:
        ends = list(dict.fromkeys(_other(fact, iri) for fact in self._links(iri)))
        # Another statement about this one, such as a plan to extend it, does not count as an end.
        entities = [end for end in ends if not self.nodes[end].is_statement]
        if len(entities) == 2:
            ends = entities
        if len(ends) == 1 and self.nodes[iri].is_statement:
            self.nodes[ends[0]].rows.append(self._as_row(iri))
            self.nodes[ends[0]].rows.extend(self.nodes[iri].rows)
        elif len(ends) == 2:
            self.edges.append(self._as_edge(iri, ends))
            self.ends.update(ends)
        else:
            return
        del self.nodes[iri]

    def _as_row(self, iri: NamedNode) -> FactRow:
        node, facts = self.nodes[iri], self._all(iri)
        stated = [*facts, *self.into.get(iri, ())]
        label = caption(self.texts, node.classes, facts)
        return FactRow(label, self.texts.name(iri), _passages(stated), _wording(facts))

    def _as_edge(self, iri: NamedNode, ends: list[NamedNode]) -> Edge:
        node, facts = self.nodes[iri], self._all(iri)
        start, end = self._directed(iri, ends)
        rows = [*self._rows(iri), *node.rows]
        covered = {passage for row in rows for passage in row.passages}
        for fact in self._links(iri):
            if not rows or not covered.issuperset(fact.passages):
                rows.append(self._link_row(fact, iri))
        both = _PARTNERSHIP in node.all_classes
        kind = self.texts.name(node.classes[0]) if node.classes else ""
        label = self._wording_of(iri, node, facts)
        return Edge(start, end, label, rows, iri, kind, both, node.first, node.last)

    def _wording_of(self, iri: NamedNode, node: Node, facts: list[Fact]) -> Labels:
        """Return the label of an edge: what the statement says; of others, their kind."""
        if not node.is_statement or _PARTNERSHIP in node.classes:
            return caption(self.texts, node.classes, facts)
        return self.texts.measured(facts) or self.texts.name(iri)

    def _link_row(self, fact: Fact, iri: NamedNode) -> FactRow:
        far = self.texts.name(_other(fact, iri))
        return FactRow(self.texts.name(fact.predicate), far, fact.passages)

    def _directed(self, iri: NamedNode, ends: list[NamedNode]) -> tuple[NamedNode, NamedNode]:
        """Return both ends, the start of the edge first."""
        for predicate in _STARTS:
            for fact in self._links(iri):
                if fact.predicate == predicate and fact.subject == iri:
                    start = _other(fact, iri)
                    return start, ends[1] if start == ends[0] else ends[0]
        return ends[0], ends[1]

    def _links(self, iri: NamedNode) -> list[Fact]:
        """Return the links between a node and others that are drawn, in either direction."""
        found = [*self.out.get(iri, ()), *self.into.get(iri, ())]
        return [fact for fact in found if _other(fact, iri) in self.nodes]

    # ---- words

    def _all(self, iri: NamedNode) -> list[Fact]:
        return [*self.own.get(iri, ()), *self.out.get(iri, ())]

    def _rows(self, iri: NamedNode) -> Iterator[FactRow]:
        """Yield the facts of a node in words; a figure is one row with its unit and period."""
        facts = self.own.get(iri, [])
        whole = self.texts.quantity(facts)
        for fact in facts:
            if whole and self.texts.in_figure(fact):
                continue
            label, value = self.texts.name(fact.predicate), self.texts.value(fact.object)
            yield FactRow(label, value, fact.passages, _words(fact.object))
        if whole:
            label, value = self.texts.figure(facts)
            yield FactRow(label, value, _passages(facts), ())

    def _plain_edges(self) -> Iterator[Edge]:
        """Yield one edge from a node to another for all properties that link them."""
        found: dict[tuple[NamedNode, NamedNode], list[Fact]] = {}
        for iri in self.nodes:
            for fact in self.out.get(iri, ()):
                if (other := _other(fact, iri)) in self.nodes:
                    found.setdefault((iri, other), []).append(fact)
        for (start, end), facts in found.items():
            rows = [FactRow(self.texts.name(f.predicate), None, f.passages) for f in facts]
            yield Edge(start, end, self.texts.join_labels([row.label for row in rows]), rows)


def _other(fact: Fact, iri: NamedNode) -> NamedNode:
    other = fact.object if fact.subject == iri else fact.subject
    assert isinstance(other, NamedNode)
    return other


def _passages(facts: Iterable[Fact]) -> tuple[NamedNode, ...]:
    return tuple(dict.fromkeys(passage for fact in facts for passage in fact.passages))


def _wording(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for fact in facts for word in _words(fact.object)))


def _words(term: Term) -> tuple[str, ...]:
    """Return the words of the article: a literal that is a plain string."""
    if isinstance(term, Literal) and term.datatype.value == _XSD_STRING and not term.language:
        return (term.value,)
    return ()
