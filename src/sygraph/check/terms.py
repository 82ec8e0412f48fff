"""RDF terms and triples for the checks: an index, names for reports, literal values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import TypeGuard

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from sygraph.namespaces import XSD, curie

__all__ = [
    "Facts",
    "Node",
    "Term",
    "Triples",
    "decimal",
    "is_date",
    "is_well_formed",
    "name",
    "names",
]

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
Triples = list[tuple[Node, NamedNode, Term]]

_NUMERIC = {XSD + kind for kind in ("decimal", "integer", "double", "float")}
# The lexical form of each datatype, and what completes a month to a date.
_LEXICAL = {
    "date": r"\d{4}-\d\d-\d\d",
    "gYearMonth": r"\d{4}-\d\d",
    "gYear": r"\d{4}",
    "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
    "integer": r"[+-]?\d+",
    "boolean": r"true|false",
}
_COMPLETED = {"date": "", "gYearMonth": "-01"}
_DATES = {XSD + kind for kind in ("date", "gYearMonth", "gYear")}


class Facts:
    """Triples, looked up by subject and property."""

    def __init__(self, triples: Triples) -> None:
        self.triples = triples
        self._index: dict[Node, dict[NamedNode, list[Term]]] = {}
        for s, p, o in triples:
            self._index.setdefault(s, {}).setdefault(p, []).append(o)

    def adding(self, triples: Triples) -> Facts:
        """Return these triples and others, those already here once; this object stays as it is."""
        found = Facts([])
        found._index = dict(self._index)
        new = [t for t in dict.fromkeys(triples) if t[2] not in self.all(t[0], t[1])]
        for subject in {s for s, _, _ in new}:
            found._index[subject] = {p: list(o) for p, o in self.about(subject).items()}
        for s, p, o in new:
            found._index[s].setdefault(p, []).append(o)
        found.triples = [*self.triples, *new]
        return found

    def __iter__(self) -> Iterator[tuple[Node, NamedNode, Term]]:
        return iter(self.triples)

    def __len__(self) -> int:
        return len(self.triples)

    def __contains__(self, subject: Node) -> bool:
        return subject in self._index

    def subjects(self) -> Iterable[Node]:
        """All subjects, each once."""
        return self._index.keys()

    def about(self, subject: Node) -> dict[NamedNode, list[Term]]:
        """Return the objects of a subject by property."""
        return self._index.get(subject, {})

    def all(self, subject: Node, prop: NamedNode) -> list[Term]:
        """All objects of a subject's property."""
        return self.about(subject).get(prop, [])

    def one(self, subject: Node, prop: NamedNode) -> Term | None:
        """The first object of a subject's property."""
        return next(iter(self.all(subject, prop)), None)

    def texts(self, subject: Node, prop: NamedNode) -> list[str]:
        """The literals of a subject's property, as text."""
        return [o.value for o in self.all(subject, prop) if isinstance(o, Literal)]


def name(node: Term) -> str:
    """Return a node as reports print it: a CURIE if possible."""
    if isinstance(node, NamedNode):
        return curie(node.value)
    return str(node)


def names(nodes: Iterable[Term]) -> str:
    """Return several nodes as reports print them."""
    return ", ".join(sorted(map(name, nodes)))


def decimal(term: Term | None) -> Decimal | None:
    """Return the number of a numeric literal, or None."""
    if isinstance(term, Literal) and term.datatype.value in _NUMERIC:
        try:
            return Decimal(term.value)
        except ArithmeticError:
            return None
    return None


def is_date(term: Term) -> TypeGuard[Literal]:
    """Whether a term is a date, a month or a year."""
    return isinstance(term, Literal) and term.datatype.value in _DATES


def is_well_formed(literal: Literal) -> bool:
    """Whether a literal is written as its XSD datatype demands; true for other datatypes.

    >>> is_well_formed(Literal("2024-02-30", datatype=NamedNode(XSD + "date")))
    False
    """
    kind, text = literal.datatype.value.removeprefix(XSD), literal.value
    if kind in _LEXICAL and not re.fullmatch(_LEXICAL[kind], text, re.ASCII):
        return False
    try:
        if kind in _COMPLETED:
            date.fromisoformat(text + _COMPLETED[kind])
    except ValueError:
        return False
    return True
