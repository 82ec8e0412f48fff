"""The parts of a SPARQL query: groups, triple patterns, filters, with their text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Variable

from sygraph.namespaces import XSD, compact
from sygraph.rdf.language_tags import canonical_tag
from sygraph.sparql.tokens import Unreadable

__all__ = [
    "Alternative",
    "Bind",
    "Element",
    "Exists",
    "Expression",
    "Filter",
    "Graph",
    "Group",
    "Inverse",
    "Minus",
    "Negated",
    "OptionalGroup",
    "Path",
    "Projected",
    "Query",
    "Repeat",
    "Service",
    "Sources",
    "Steps",
    "SubSelect",
    "Term",
    "TriplePattern",
    "Union",
    "Unreadable",
    "Values",
    "element_sparql",
    "path_text",
    "term_text",
]

Term = NamedNode | Literal | Variable

# Literals that SPARQL writes without their datatypes, by what their text looks like.
_PLAIN = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
# The endings of decimals and doubles that engines leave out.
_ENDINGS = {XSD + "decimal": ".0", XSD + "double": "e0"}


# Property paths


@dataclass(frozen=True)
class Inverse:
    path: Path


@dataclass(frozen=True)
class Steps:
    steps: tuple[Path, ...]


@dataclass(frozen=True)
class Alternative:
    options: tuple[Path, ...]


@dataclass(frozen=True)
class Repeat:
    path: Path
    mark: str  # ? * or +


@dataclass(frozen=True)
class Negated:
    """Any predicate except these, forward and backward; None excludes a direction."""

    forward: tuple[NamedNode, ...] | None
    backward: tuple[NamedNode, ...] | None


Path = NamedNode | Variable | Inverse | Steps | Alternative | Repeat | Negated


# Elements of a group. `text` is the text in the query.


@dataclass(frozen=True)
class TriplePattern:
    subject: Term
    path: Path
    object: Term

    @property
    def text(self) -> str:
        parts = term_text(self.subject), path_text(self.path), term_text(self.object)
        return " ".join(parts)

    @property
    def sparql(self) -> str:
        """The pattern with full IRIs, because a query may declare other prefixes."""
        return f"{self.subject} {path_text(self.path, str)} {self.object} ."


@dataclass(frozen=True)
class Exists:
    """An EXISTS in an expression; negated if a solution requires it to be false."""

    group: Group
    negated: bool
    text: str


@dataclass(frozen=True)
class Expression:
    """The parts of an expression that matter for tracing."""

    exists: tuple[Exists, ...] = ()
    unbound: tuple[str, ...] = ()  # variables that must have no value
    terms: tuple[NamedNode, ...] = ()  # datatypes and functions apart
    variables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Filter:
    text: str
    expression: Expression


@dataclass(frozen=True)
class Bind:
    text: str
    variable: str
    expression: Expression


@dataclass(frozen=True)
class Values:
    text: str
    variables: tuple[str, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class OptionalGroup:
    group: Group
    text: str


@dataclass(frozen=True)
class Minus:
    group: Group
    text: str


@dataclass(frozen=True)
class Graph:
    name: Term
    group: Group
    text: str


@dataclass(frozen=True)
class Service:
    text: str
    variables: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Union:
    branches: tuple[Group, ...]
    text: str


@dataclass(frozen=True)
class SubSelect:
    query: Query
    text: str


@dataclass(frozen=True)
class Group:
    elements: tuple[Element, ...]
    text: str
    variables: frozenset[str]  # all variables in it, without their marks


Element = (
    TriplePattern
    | Filter
    | Bind
    | Values
    | OptionalGroup
    | Minus
    | Graph
    | Service
    | Union
    | SubSelect
    | Group
)


@dataclass(frozen=True)
class Projected:
    """A variable that SELECT or GROUP BY names, with the expression that gives its value."""

    name: str | None
    text: str | None = None
    expression: Expression = Expression()


@dataclass(frozen=True)
class Sources:
    """The graphs that FROM and FROM NAMED name."""

    default: tuple[NamedNode, ...]
    named: tuple[NamedNode, ...]


@dataclass(frozen=True)
class Query:
    """A parsed query. `projection` is None for SELECT * and for forms without one."""

    form: str  # SELECT, ASK, CONSTRUCT or DESCRIBE
    prologue: str
    dataset: str
    where: Group
    projection: tuple[Projected, ...] | None = None
    template: tuple[TriplePattern, ...] = ()
    described: tuple[NamedNode, ...] = ()
    selection: str = ""  # the text between SELECT and the dataset or WHERE
    group_by: tuple[Projected, ...] = ()
    aggregated: bool = False
    having: str = ""
    order: str = ""
    distinct: bool = False  # DISTINCT or REDUCED: a row may combine several solutions
    values: Values | None = None
    sources: Sources | None = None
    changing: frozenset[str] = frozenset()  # variables with another value at each run
    names: frozenset[str] = field(default=frozenset(), compare=False)  # every variable


def element_sparql(element: Element, graphs: bool = True) -> str:
    """Return an element as SPARQL, its IRIs in full where a triple pattern has any.

    Args:
        graphs: whether to keep GRAPH; without it, its content applies to the default graph.
    """
    match element:
        case TriplePattern():
            return element.sparql
        case SubSelect():
            return f"{{ {element.text} }}"
    if graphs:
        return element.text

    def inner(group: Group) -> str:
        return f"{{ {' '.join(element_sparql(part, graphs) for part in group.elements)} }}"

    match element:
        case Group():
            return inner(element)
        case Graph():
            return inner(element.group)
        case Union():
            return " UNION ".join(map(inner, element.branches))
        case OptionalGroup():
            return f"OPTIONAL {inner(element.group)}"
        case Minus():
            return f"MINUS {inner(element.group)}"
    return element.text


def term_text(term: Term) -> str:
    """Return the short form of a term in SPARQL.

    >>> term_text(Literal("3100000000", datatype=NamedNode(XSD + "decimal")))
    '3100000000.0'
    """
    match term:
        case NamedNode():
            short = compact(term.value)
            return short if short != term.value else str(term)
        case Literal() if plain := _plain(term):
            return plain
        case Literal() if term.language:
            return f"{Literal(term.value)}@{canonical_tag(term.language)}"
        case Literal() if term.datatype.value != XSD + "string":
            return f"{Literal(term.value)}^^{term_text(term.datatype)}"
    return str(term)


def _plain(literal: Literal) -> str | None:
    """A number or a boolean without its datatype, or None if it needs the datatype."""
    kind = literal.datatype.value
    for text in (literal.value, literal.value + _ENDINGS.get(kind, "")):
        if kind in _PLAIN and _PLAIN[kind].fullmatch(text):
            return text
    return None


def path_text(path: Path, write: Callable[[Term], str] = term_text) -> str:
    """Return a path as SPARQL, with predicates in the form that `write` returns."""

    def inner(part: Path) -> str:
        text = path_text(part, write)
        return text if isinstance(part, NamedNode | Variable) else f"({text})"

    match path:
        case Inverse():
            return f"^{inner(path.path)}"
        case Repeat():
            return f"{inner(path.path)}{path.mark}"
        case Steps():
            return "/".join(map(inner, path.steps))
        case Alternative():
            return "|".join(map(inner, path.options))
        case Negated():
            forward = [write(predicate) for predicate in path.forward or ()]
            backward = [f"^{write(predicate)}" for predicate in path.backward or ()]
            return f"!({'|'.join(forward + backward)})"
    return write(path)
