"""Explain an empty answer: unknown terms, patterns that never match, and near alternatives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import node
from sygraph.errors import nearest
from sygraph.evidence.nearby import NAMING, Nearby, listed
from sygraph.namespaces import MERGE, PREFIXES, XSD, is_passage
from sygraph.sparql.algebra import (
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
    element_sparql,
    term_text,
)
from sygraph.sparql.parser import parse
from sygraph.sparql.tokens import tokens, unescape
from sygraph.store.interface import Store

__all__ = ["explain", "unknown_terms"]

# How many of the values that a filter refuses, or of the graphs that state something, are shown.
_SAMPLES = 3
# How many graphs are looked at for those.
_GRAPHS = 50
# How many unknown IRIs are compared with those that exist.
_MOST_UNKNOWN = 8
# How much is shown of a long part of a query.
_LONGEST = 160

_SILENT = "All its terms are known: the article is silent on this."


def explain(store: Store, sparql: str) -> tuple[str, ...]:
    """Return sentences that say why a query that has no answer has none.

    >>> from sygraph.store.interface import OxigraphStore
    >>> store = OxigraphStore.bundled()
    >>> for sentence in explain(store, "ASK { ?x a sy:Facilities }"):
    ...     print(sentence)
    sy:Facilities is unknown to the ontology and the data; the nearest that exists is sy:Facility.
    """
    try:
        query = parse(sparql)
    except Unreadable as reason:
        return (f"This query cannot be taken apart to see why: {reason.message}.",)
    explainer = _Explainer(store, query, sparql)
    unknown = (*explainer.unknown_graphs(), *explainer.unknown_terms())
    return unknown or tuple(dict.fromkeys(explainer.search()))


def unknown_terms(store: Store, sparql: str) -> list[tuple[NamedNode, list[NamedNode]]]:
    """Return the first IRIs of a query that no triple has, each with the nearest that exist.

    Of a query that cannot be taken apart, there are none. In a large store, which has a full-text
    index, only terms of the vocabulary are compared: this takes no time that grows with the data.
    """
    try:
        query = parse(sparql)
    except Unreadable:
        return []
    explainer = _Explainer(store, query, sparql)
    large = store.index() is not None
    unknown = explainer.unstated() if large else explainer.unknown()
    near = explainer.near_in_vocabulary if large else explainer.near
    return [(term, near(term)) for term in unknown[:_MOST_UNKNOWN]]


class _Explainer:
    """Tries parts of one query on a store."""

    def __init__(self, store: Store, query: Query, sparql: str) -> None:
        self.store = store
        self.query = query
        self.sparql = sparql
        self.nearby = Nearby(store, query)

    # Names

    def unknown_graphs(self) -> Iterator[str]:
        """Say which graphs the query asks that do not exist."""
        sources = self.query.sources
        names = [] if sources is None else [*sources.default, *sources.named]
        names += [name for name in _graph_names(self.query.where) if name not in names]
        for name in dict.fromkeys(names):
            if not self.store.ask(f"ASK {{ GRAPH {name} {{ ?s ?p ?o }} }}"):
                rows = self.store.select(f"SELECT ?g {self.store.graphs}")
                near = self.named_like(name, [node(row["g"]) for row in rows])
                yield f"No graph is named {term_text(name)}{_nearest(near)}."

    def unknown_terms(self) -> Iterator[str]:
        """Say which IRIs of the query no triple has, and what was perhaps meant."""
        for term in self.unknown():
            sentence = f"{term_text(term)} is unknown to the ontology and the data"
            if term.value in NAMING and self.store.ask("ASK { ?x skos:prefLabel ?name }"):
                sentence += "; names are in skos:prefLabel and skos:altLabel"
            else:
                sentence += _nearest(self.near(term))
            yield sentence + "."

    def unknown(self) -> list[NamedNode]:
        """The IRIs of the query that no triple has."""
        terms = dict.fromkeys([*self.query.described, *_terms(self.query.where)])
        known = self.known(terms)
        return [term for term in terms if term not in known]

    def unstated(self) -> list[NamedNode]:
        """The IRIs of the query that no triple has, found by one triple of each other."""
        terms = dict.fromkeys([*self.query.described, *_terms(self.query.where)])
        return [
            term
            for term in terms
            if not term.value.startswith(XSD)
            and not self.store.ask(
                f"ASK {{ {{ {term} ?p ?o }} UNION {{ ?s {term} ?o }} UNION {{ ?s ?p {term} }}"
                f" UNION {{ GRAPH {term} {{ ?s ?p ?o }} }} }}"
            )
        ]

    def near_in_vocabulary(self, term: NamedNode) -> list[NamedNode]:
        """The nearest names of classes and properties."""
        rows = self.store.select(
            "SELECT DISTINCT ?t { VALUES ?type { owl:Class owl:ObjectProperty"
            " owl:DatatypeProperty } ?t a ?type FILTER(isIRI(?t)) }"
        )
        return self.named_like(term, [node(row["t"]) for row in rows])

    def known(self, terms: Iterable[NamedNode]) -> set[object]:
        """Those of the terms that some triple has, or that are datatypes."""
        found: set[object] = {
            term for term in terms if term.value.startswith(XSD)
        }  # the standard's own, whether a value has them or not
        for pattern in (
            "{ ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } UNION { GRAPH ?t { ?s ?p ?o } }",
            "GRAPH ?g { { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } }",
            "?s ?p ?o FILTER(DATATYPE(?o) = ?t)",
        ):
            if left := [str(term) for term in terms if term not in found]:
                rows = self.store.select(
                    f"SELECT DISTINCT ?t {{ VALUES ?t {{ {' '.join(left)} }} {pattern} }}"
                )
                found |= {row["t"] for row in rows}
        return found

    def near(self, term: NamedNode) -> list[NamedNode]:
        """The nearest names of the same namespace, or that name in another one."""
        base, local = _split(term)
        rows = self.store.select(
            "SELECT DISTINCT ?t { { ?t ?p ?o } UNION { ?s ?t ?o } UNION { ?s ?p ?t } "
            f"FILTER(isIRI(?t) && STRSTARTS(STR(?t), {Literal(base)})) }}"
        )
        found = self.named_like(term, [node(row["t"]) for row in rows])
        if found or not (base and local):
            return found
        spaces = [iri for prefix, iri in PREFIXES.items() if prefix != "xsd"]
        others = [NamedNode(namespace + local) for namespace in spaces]
        known = self.known(others)
        return [other for other in others if other in known][:_SAMPLES]

    def named_like(self, term: NamedNode, others: Iterable[NamedNode]) -> list[NamedNode]:
        """Those of the same namespace whose names are the nearest."""
        base, local = _split(term)
        iris = [other.value for other in others if other.value.startswith(base)]
        names = sorted(iri.removeprefix(base) for iri in iris if base)
        # Of sy:Country and sy:country, the one that is a class or none as this one is was meant.
        alike = [name for name in names if name[:1].isupper() == local[:1].isupper()]
        near = nearest(local, alike) or nearest(local, names)
        return [NamedNode(base + name) for name in near]

    # Patterns

    def search(self) -> Iterator[str]:
        """Add the elements of the query's group one by one; say which leaves no solution."""
        query = self.query
        values = () if query.values is None else (query.values,)
        found = False
        for sentence in self.grow((*values, *query.where.elements)):
            found = True
            yield sentence
        if query.form == "DESCRIBE":
            yield from self.described()
        elif not found and query.having:
            yield f"The pattern has solutions, but no group passes HAVING {query.having}."
        elif not found and query.form == "CONSTRUCT":
            yield "The pattern has solutions, but the template makes no triple of them."
        elif not found and any(token.is_word("LIMIT", "OFFSET") for token in tokens(self.sparql)):
            yield "The pattern has solutions, but LIMIT or OFFSET leaves none of them."
        elif not found:
            yield "The pattern has solutions now: what it asks changes each time that it runs."

    def described(self) -> Iterator[str]:
        for term in self.query.described:
            if not self.store.ask(f"ASK {self.query.dataset} {{ {term} ?p ?o }}"):
                place = self.place("", ()) or "the data"
                yield f"Nothing in {place} has {term_text(term)} as its subject."

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
            yield from self.apart(self.core(element, before, graph), graph)
        elif inner := _groups(element):
            sentences = [
                sentence
                for group, name in inner
                for sentence in self.grow(group.elements, name or graph)
            ]
            yield from sentences or self.apart([element], graph)
        else:
            yield from self.apart([element], graph)

    def core(self, element: Element, before: Sequence[Element], graph: str) -> list[Element]:
        """What an element does not go together with, and nothing that is not needed for it."""
        core = list(before)
        # Optional parts restrict least, so they are left out first.
        for other in sorted(before, key=lambda part: not isinstance(part, OptionalGroup)):
            fewer = [kept for kept in core if kept is not other]
            if not self.matches([*fewer, element], graph):
                core = fewer
        return [*core, element]

    def apart(self, core: Sequence[Element], graph: str) -> Iterator[str]:
        """Say that elements never match, where that is, and what is known instead."""
        if outside := self.outside(graph):
            yield outside
            return
        place = self.place(graph, core)
        narrow = bool(place) or any(isinstance(element, Graph) for element in core)
        if narrow and self.nearby.matches(core):
            yield _never(core, place)
            yield self.elsewhere(core)
            return
        yield _never(core, "")
        near = list(self.nearby.sentences(core))
        yield from near
        if not near and all(_is_plain(element) for element in core):
            yield _SILENT

    def outside(self, graph: str) -> str | None:
        """Say that GRAPH asks a graph that is not in the query's dataset."""
        sources = self.query.sources
        if not graph or sources is None:
            return None
        if not sources.named:
            return "The query has FROM and no FROM NAMED, so GRAPH matches nothing."
        name = _graph_name(graph)
        if name is not None and name not in sources.named:
            return f"{term_text(name)} is not among the graphs that FROM NAMED names."
        return None

    def place(self, graph: str, core: Sequence[Element]) -> str:
        """What of the data elements are asked of; nothing where that is all of it."""
        if graph:
            name = _graph_name(graph)
            if name is not None:
                return term_text(name)
            variable = graph.removeprefix("GRAPH ")
            if any(variable in _variables(element) for element in core):
                return f"the graph {variable}"
            return "one graph" if self.query.sources is None else "one graph of FROM NAMED"
        if self.query.sources is None:
            return ""
        names = [term_text(name) for name in self.query.sources.default]
        if not names:
            return "the default graph, which FROM NAMED leaves empty,"
        return listed(names) if len(names) <= _SAMPLES else "the graphs that FROM names"

    def elsewhere(self, core: Sequence[Element]) -> str:
        """Which graphs match what the graphs that the query asks do not."""
        if any(isinstance(element, Graph) for element in core):
            return "Without GRAPH they match together."
        rows = self.store.select(
            f"{self.query.prologue}\nSELECT DISTINCT ?{self.nearby.fresh} "
            f"{{ GRAPH ?{self.nearby.fresh} {self.nearby.pattern(core)} }} LIMIT {_GRAPHS}"
        )
        found = [row[0] for row in rows]
        graphs = sorted(
            (graph for graph in found if isinstance(graph, NamedNode) and graph != MERGE),
            key=_passages_first,
        )
        if found and not graphs:
            # For a subquery or a path of no steps, the engine does not say in which graph.
            return "Other graphs match."
        if not graphs:
            return "All graphs together match, and none of them alone: leave GRAPH or FROM out."
        names = [term_text(graph) for graph in graphs[:_SAMPLES]]
        names += ["others"] if len(graphs) > _SAMPLES else []
        if len(core) > 1:
            return f"Together they match in {listed(names)}."
        return f"{listed(names)} {'states' if len(names) == 1 else 'state'} it."

    def samples(self, element: Filter, before: Sequence[Element], graph: str) -> Iterator[str]:
        """Say which values the filter saw."""
        saw_things = False
        seen_literals: list[Literal] = []
        for name in sorted(element.expression.variables):
            rows = self.store.select(
                f"{self.query.prologue}\nSELECT DISTINCT ?{name} {self.query.dataset} "
                f"{self.pattern(before, graph)} LIMIT {_SAMPLES + 1}"
            )
            values = [row[0] for row in rows if row[0] is not None]
            saw_things |= any(isinstance(value, NamedNode) for value in values)
            seen_literals += [value for value in values if isinstance(value, Literal)]
            seen = [_shown(value) for value in values]
            if seen:
                more = ", …" if len(seen) > _SAMPLES else ""
                yield f"There ?{name} is {', '.join(seen[:_SAMPLES])}{more}."
        texts = list(_texts(element.text))
        if saw_things:
            for text in texts:
                yield from self.nearby.named(text)
        if any(token.is_word("LANG") for token in tokens(element.text)):
            yield from self.languages(texts, seen_literals)
        elif seen_literals:
            yield from self.other_literals(texts)

    def languages(self, texts: Sequence[str], seen: Sequence[Literal]) -> Iterator[str]:
        """Say that a language tag compares by langMatches, not by its letters."""
        tags = {value.language.lower() for value in seen if value.language}
        if any(tag.lower().startswith(text.lower()) for text in texts if text for tag in tags):
            yield "Language tags differ in case between engines: compare with langMatches."

    def other_literals(self, texts: Iterable[str]) -> Iterator[str]:
        """Say where the data has a text of an expression with a language."""
        for text in texts:
            rows = self.store.select(
                f"SELECT DISTINCT ?o {{ ?s ?p ?o FILTER(STR(?o) = {Literal(text)} "
                f"&& LANG(?o) != '') }} LIMIT {_SAMPLES}"
            )
            if found := [term_text(row["o"]) for row in rows]:
                yield (
                    f"The data has {listed(sorted(found))}: a text is equal only to one in the same"
                    " language; compare STR of it."
                )

    def matches(self, elements: Sequence[Element], graph: str) -> bool:
        query = self.query
        pattern = self.pattern(elements, graph)
        return self.store.ask(f"{query.prologue}\nASK {query.dataset} {pattern}")

    def pattern(self, elements: Sequence[Element], graph: str) -> str:
        return f"{{ {graph} {{ {' '.join(map(element_sparql, elements))} }} }}"


def _split(term: NamedNode) -> tuple[str, str]:
    """The namespace and the local name of an IRI."""
    end = max(term.value.rfind("/"), term.value.rfind("#")) + 1
    return term.value[:end], term.value[end:]


def _nearest(near: Sequence[NamedNode]) -> str:
    verb = "exists is" if len(near) == 1 else "exist are"
    return f"; the nearest that {verb} {listed(list(map(term_text, near)))}" if near else ""


def _texts(expression: str) -> Iterator[str]:
    """The strings of an expression."""
    for token in tokens(expression):
        if token.kind == "string":
            quotes = 3 if token.text[:3] in ('"""', "'''") else 1
            yield unescape(token.text[quotes:-quotes])


def _never(core: Sequence[Element], place: str) -> str:
    """That elements never match, in words."""
    if len(core) > 1:
        together = f" in {place.removesuffix(',')}" if place else ""
        return f"{listed(list(map(_said, core)))} never match together{together}."
    if isinstance(core[0], Values) and not core[0].terms:
        return f"{_line(core[0].text)} lists no value."
    if place.startswith("one graph"):
        return f"No{place.removeprefix('one')} by itself matches {_said(core[0])}."
    return f"Nothing in {place or 'the data'} matches {_said(core[0])}."


def _passages_first(graph: NamedNode) -> tuple[bool, str, int, str]:
    """Passages in order, then other graphs."""
    base, number = _split(graph)
    return not is_passage(graph), base, int(number) if number.isdecimal() else 0, number


def _is_plain(element: Element) -> bool:
    """Whether a pattern asks for statements and nothing else."""
    if isinstance(element, Values):
        return bool(element.terms)
    return isinstance(element, TriplePattern)


def _variables(element: Element) -> set[str]:
    return {
        f"?{token.text[1:]}"
        for token in tokens(element_sparql(element))
        if token.kind == "variable"
    }


def _graph_name(graph: str) -> NamedNode | None:
    """The IRI in `GRAPH <…>`, None where a variable stands there."""
    name = graph.removeprefix("GRAPH ")
    return NamedNode(name[1:-1]) if name.startswith("<") else None


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


def _inner(element: Element) -> Iterator[Group]:
    """The groups that an element has, those of its conditions apart."""
    match element:
        case Graph() | OptionalGroup() | Minus():
            yield element.group
        case Union():
            yield from element.branches
        case SubSelect():
            yield element.query.where
        case Group():
            yield element


def _graph_names(group: Group) -> Iterator[NamedNode]:
    """The graphs that GRAPH names in a group."""
    for element in group.elements:
        if isinstance(element, Graph):
            yield from _nodes(element.name)
        for inner in _inner(element):
            yield from _graph_names(inner)


def _terms(group: Group) -> Iterator[NamedNode]:
    """The IRIs that a group's patterns, data and conditions name; those of graphs apart."""
    for element in group.elements:
        match element:
            case TriplePattern():
                yield from _nodes(element.subject, element.object)
                yield from _predicates(element.path)
            case Values():
                yield from _nodes(*element.terms)
            case Filter() | Bind():
                yield from element.expression.terms
        for inner in _inner(element):
            yield from _terms(inner)


def _nodes(*terms: object) -> Iterator[NamedNode]:
    for term in terms:
        if isinstance(term, NamedNode):
            yield term


def _predicates(path: Path) -> Iterator[NamedNode]:
    """The properties that a path follows."""
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


def _shown(term: object) -> str:
    return term_text(term) if isinstance(term, NamedNode | Literal) else str(term)


def _said(element: Element) -> str:
    """An element as a person would write it; a bound parameter stands in the query in full."""
    if isinstance(element, Values) and len(element.variables) == 1 and element.terms:
        return f"?{element.variables[0]} = {' or '.join(map(_shown, element.terms))}"
    return _line(element.text)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
