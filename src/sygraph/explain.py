"""Why an answer is empty: a term that nothing knows, a pattern that never matches, or silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Variable

from sygraph.errors import nearest
from sygraph.facts import node
from sygraph.parser import parse
from sygraph.pattern import (
    Alternative,
    Bind,
    Element,
    Filter,
    Graph,
    Group,
    Inverse,
    Minus,
    OptionalGroup,
    Path,
    Query,
    Repeat,
    Steps,
    SubSelect,
    TriplePattern,
    Union,
    Unreadable,
    Values,
    term_text,
)
from sygraph.store import Store

__all__ = ["explain"]

# How many of the values that a filter refuses are shown, and how many are compared with a literal.
_SAMPLES = 3
_VALUES = 10_000

_SILENT = "All its terms are known: the article is silent on this."


def explain(store: Store, sparql: str) -> tuple[str, ...]:
    """Return sentences that say why a query that has no answer has none.

    >>> from sygraph.store import OxigraphStore
    >>> store = OxigraphStore.bundled()
    >>> for sentence in explain(store, "ASK { ?x a sy:Facilities }"):
    ...     print(sentence)
    sy:Facilities is unknown to the ontology and the data; the nearest that exists is sy:Facility.
    """
    try:
        query = parse(sparql)
    except Unreadable as reason:
        return (f"This query cannot be taken apart to see why: {reason.message}.",)
    explainer = _Explainer(store, query)
    unknown = tuple(explainer.unknown())
    return unknown or tuple(dict.fromkeys(explainer.search()))


class _Explainer:
    """Tries parts of one query on a store."""

    def __init__(self, store: Store, query: Query) -> None:
        self.store = store
        self.query = query

    def unknown(self) -> Iterator[str]:
        """Say which IRIs of the query no triple has, and what was perhaps meant."""
        terms = dict.fromkeys([*self.query.described, *_terms(self.query.where)])
        known = self.known(terms)
        for term in terms:
            if term not in known:
                sentence = f"{term_text(term)} is unknown to the ontology and the data"
                near = [term_text(other) for other in self.near(term)]
                if near:
                    verb = "exists is" if len(near) == 1 else "exist are"
                    sentence += f"; the nearest that {verb} {_listed(near)}"
                yield sentence + "."

    def known(self, terms: Iterable[NamedNode]) -> set[object]:
        rows = self.store.select(
            f"SELECT DISTINCT ?t {{ VALUES ?t {{ {' '.join(map(str, terms))} }} "
            "{ ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } UNION { GRAPH ?t { ?s ?p ?o } } }"
        )
        return {row["t"] for row in rows}

    def near(self, term: NamedNode) -> list[NamedNode]:
        """The nearest names of the same namespace."""
        local = term.value[max(term.value.rfind("/"), term.value.rfind("#")) + 1 :]
        base = term.value.removesuffix(local)
        rows = self.store.select(
            "SELECT DISTINCT ?t { { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } "
            f"FILTER(isIRI(?t) && STRSTARTS(STR(?t), {Literal(base)})) }}"
        )
        names = sorted(node(row["t"]).value.removeprefix(base) for row in rows)
        # Of sy:Country and sy:country, the one that is a class or none as this one is was meant.
        alike = [name for name in names if name[:1].isupper() == local[:1].isupper()]
        return [NamedNode(base + name) for name in nearest(local, alike) or nearest(local, names)]

    def search(self) -> Iterator[str]:
        """Add the elements of the query's group one by one; say which leaves no solution."""
        query = self.query
        values = () if query.values is None else (query.values,)
        found = False
        for sentence in self.grow((*values, *query.where.elements)):
            found = True
            yield sentence
        if not found and query.having:
            yield f"The pattern has solutions, but no group passes HAVING {query.having}."
        elif not found and query.form == "CONSTRUCT":
            yield "The pattern has solutions, but the template makes no triple of them."
        elif not found and query.form != "DESCRIBE":
            yield "The pattern has solutions, but LIMIT or OFFSET leaves none of them."

    def grow(self, elements: Sequence[Element], graph: str = "") -> Iterator[str]:
        before: list[Element] = []
        for element in sorted(elements, key=lambda element: isinstance(element, Filter)):
            if not isinstance(element, OptionalGroup) and not self.matches(
                [*before, element], graph
            ):
                yield from self.blame(element, before, graph)
                return
            before.append(element)

    def blame(self, element: Element, before: Sequence[Element], graph: str) -> Iterator[str]:
        """Say why an element leaves none of the solutions of those before it."""
        if isinstance(element, Filter):
            yield f"There are solutions without it, but none passes {_line(element.text)}."
            yield from self.samples(element, before, graph)
        elif isinstance(element, Minus):
            yield f"There are solutions, but {_line(element.text)} takes every one away."
        elif self.matches([element], graph):
            yield self.conflict(element, before, graph)
            yield _SILENT
        elif inner := _groups(element):
            for group, name in inner:
                yield from self.grow(group.elements, name or graph)
        else:
            yield f"Nothing in the data matches {_line(element.text)}."
            if isinstance(element, TriplePattern) and isinstance(element.object, Literal):
                yield from self.literals(element, element.object, graph)
            else:
                yield _SILENT

    def conflict(self, element: Element, before: Sequence[Element], graph: str) -> str:
        """Name what an element does not go together with, and nothing that is not needed for it."""
        core = list(before)
        # What is optional says least, so it goes first.
        for other in sorted(before, key=lambda part: not isinstance(part, OptionalGroup)):
            fewer = [kept for kept in core if kept is not other]
            if not self.matches([*fewer, element], graph):
                core = fewer
        return f"{_listed([_said(part) for part in [*core, element]])} never match together."

    def samples(self, element: Filter, before: Sequence[Element], graph: str) -> Iterator[str]:
        """Say which values the filter saw."""
        for name in sorted(element.expression.variables):
            rows = self.store.select(
                f"{self.query.prologue}\nSELECT DISTINCT ?{name} {self.query.dataset} "
                f"{self.pattern(before, graph)} LIMIT {_SAMPLES + 1}"
            )
            seen = [_shown(row[0]) for row in rows if row[0] is not None]
            if seen:
                more = ", …" if len(seen) > _SAMPLES else ""
                yield f"There ?{name} is {', '.join(seen[:_SAMPLES])}{more}."

    def literals(self, element: TriplePattern, wanted: Literal, graph: str) -> Iterator[str]:
        """Say how the data writes what a literal in a triple pattern perhaps meant."""
        place = Variable("value")
        anything = TriplePattern(element.subject, element.path, place)
        rows = self.store.select(
            f"{self.query.prologue}\nSELECT DISTINCT {place} {self.query.dataset} "
            f"{self.pattern([anything], graph)} LIMIT {_VALUES}"
        )
        values = {row[0] for row in rows if isinstance(row[0], Literal)}
        same = [value for value in values if _number(value) == _number(wanted)]
        near = nearest(wanted.value, sorted({value.value for value in values}))
        if same:
            yield (
                f"The data has {_listed(sorted(map(_shown, same)))}: a literal in a pattern "
                "matches only with the same language or datatype."
            )
        elif near:
            yield f"The nearest values that exist are {_listed(near)}."
        else:
            yield _SILENT

    def matches(self, elements: Sequence[Element], graph: str) -> bool:
        query = self.query
        pattern = self.pattern(elements, graph)
        return self.store.ask(f"{query.prologue}\nASK {query.dataset} {pattern}")

    def pattern(self, elements: Sequence[Element], graph: str) -> str:
        return f"{{ {graph} {{ {' '.join(map(_sparql, elements))} }} }}"


def _sparql(element: Element) -> str:
    match element:
        case TriplePattern():
            return element.sparql
        case SubSelect():
            return f"{{ {element.text} }}"
    return element.text


def _groups(element: Element) -> list[tuple[Group, str]]:
    """The groups inside an element one of which must match, with the graph that they are of."""
    match element:
        case Group():
            return [(element, "")]
        case Graph():
            return [(element.group, f"GRAPH {element.name}")]
        case Union():
            return [(branch, "") for branch in element.branches]
        case SubSelect() if not element.query.aggregated:
            return [(element.query.where, "")]
    return []


def _terms(group: Group) -> Iterator[NamedNode]:
    """The IRIs that a group's patterns, data and conditions name."""
    for element in group.elements:
        match element:
            case TriplePattern():
                yield from _nodes(element.subject, element.object)
                yield from _predicates(element.path)
            case Values():
                yield from _nodes(*element.terms)
            case Filter() | Bind():
                yield from element.expression.terms
            case Graph():
                yield from _nodes(element.name)
                yield from _terms(element.group)
            case OptionalGroup() | Minus():
                yield from _terms(element.group)
            case Union():
                for branch in element.branches:
                    yield from _terms(branch)
            case SubSelect():
                yield from _terms(element.query.where)
            case Group():
                yield from _terms(element)


def _nodes(*terms: object) -> Iterator[NamedNode]:
    for term in terms:
        if isinstance(term, NamedNode):
            yield term


def _predicates(path: Path) -> Iterator[NamedNode]:
    match path:
        case Inverse() | Repeat():
            yield from _predicates(path.path)
        case Steps():
            for step in path.steps:
                yield from _predicates(step)
        case Alternative():
            for option in path.options:
                yield from _predicates(option)
        case NamedNode():
            yield path


def _number(literal: Literal) -> object:
    """What a literal says, whatever its datatype and language: 3100000000 is 3100000000.0."""
    try:
        return Decimal(literal.value)
    except ArithmeticError:
        return literal.value


def _shown(term: object) -> str:
    return term_text(term) if isinstance(term, NamedNode | Literal) else str(term)


def _said(element: Element) -> str:
    """An element as a person would write it; a bound parameter stands in the query in full."""
    if isinstance(element, Values) and len(element.variables) == 1 and element.terms:
        return f"?{element.variables[0]} = {' or '.join(map(_shown, element.terms))}"
    return _line(element.text)


def _listed(texts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def _line(text: str) -> str:
    return " ".join(text.split())
