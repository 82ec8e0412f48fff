"""What a graph knows that is close to a pattern which it never matches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice, pairwise

from pyoxigraph import Literal, NamedNode, Variable

from sygraph.entities.facts import node
from sygraph.entities.paths import shortest_paths
from sygraph.entities.resolve import resolve
from sygraph.errors import AmbiguousEntity, SygraphError, nearest
from sygraph.namespaces import PREFIXES, RDF_TYPE, RDFS, curie, expand
from sygraph.sparql.algebra import (
    Element,
    Expression,
    Filter,
    Graph,
    Group,
    OptionalGroup,
    Query,
    SubSelect,
    Term,
    TriplePattern,
    Union,
    Values,
    element_sparql,
    term_text,
)
from sygraph.store.interface import Store

__all__ = ["NAMING", "Nearby", "listed"]

# Properties that exist elsewhere, or that one expects here, with the meaning of skos:prefLabel.
NAMING = frozenset(
    (
        RDFS + "label",
        PREFIXES["schema"] + "name",
        "http://schema.org/name",
        PREFIXES["gn"] + "name",
        PREFIXES["dcterms"] + "title",
        "http://purl.org/dc/elements/1.1/title",
        "http://xmlns.com/foaf/0.1/name",
        PREFIXES["sy"] + "label",
        PREFIXES["sy"] + "name",
        PREFIXES["skos"] + "label",
        PREFIXES["dcterms"] + "name",
    )
)
_TIES = "rdfs:subPropertyOf|owl:equivalentProperty|skos:exactMatch|skos:closeMatch"
_CLASS_TIES = "rdfs:subClassOf|owl:equivalentClass|skos:exactMatch|skos:closeMatch"

_LINK = f"<{PREFIXES['sy']}LinkProperty>"

# How many sentences are said, and how many things each names.
_MOST = 3
# How many values are compared with a literal.
_VALUES = 10_000


class Nearby:
    """Looks for what is known in place of elements of a query that never match."""

    def __init__(self, store: Store, query: Query) -> None:
        self.store = store
        self.query = query
        names = ("near", *(f"near{number}" for number in range(len(query.names) + 1)))
        self.fresh = next(name for name in names if not any(name in other for other in query.names))

    def sentences(self, core: Sequence[Element]) -> Iterator[str]:
        """Say what is known near by, if anything is; of all kinds, the first that is."""
        if links := list(self.linked(core)):
            yield from links
            return
        for kind in (
            self.subjects,
            self.literals,
            self.strings,
            self.unused,
            self.turned,
            self.other_properties,
            self.other_classes,
            self.one_step,
        ):
            if found := list(islice(kind(core), _MOST)):
                yield from found
                return
        yield from self.connected(core)

    def matches(self, elements: Sequence[Element]) -> bool:
        """Whether all graphs together match elements."""
        return self.store.ask(f"{self.query.prologue}\nASK {self.pattern(elements)}")

    def pattern(self, elements: Sequence[Element]) -> str:
        """Elements as they are asked of all graphs together."""
        return f"{{ {' '.join(element_sparql(part, graphs=False) for part in elements)} }}"

    def values(self, name: str, pattern: str, most: int = _MOST + 1) -> list[object]:
        rows = self.store.select(
            f"{self.query.prologue}\nSELECT DISTINCT ?{name} {pattern} LIMIT {most}"
        )
        return [row[0] for row in rows if row[0] is not None]

    # Literals

    def subjects(self, core: Sequence[Element]) -> Iterator[str]:
        """Texts that stand where only a thing can."""
        for element in _triples(core) if len(core) == 1 else ():
            if isinstance(element.subject, Literal):
                said = f"{term_text(element.subject)} is a text, and only things have properties."
                yield from self.named(element.subject.value) or [said]

    def literals(self, core: Sequence[Element]) -> Iterator[str]:
        """How the data writes what a literal in a triple pattern perhaps means."""
        for element in _triples(core) if len(core) == 1 else ():
            wanted = element.object
            if isinstance(wanted, Literal):
                anything = replace(element, object=Variable(self.fresh))
                values = self.values(self.fresh, self.pattern([anything]), _VALUES)
                literals = {value for value in values if isinstance(value, Literal)}
                same = [value for value in literals if _number(value) == _number(wanted)]
                near = nearest(wanted.value, sorted({value.value for value in literals}))
                if same:
                    yield (
                        f"The data has {listed(sorted(map(term_text, same)))}: a literal in a "
                        "pattern matches only with the same language or datatype."
                    )
                elif near:
                    yield f"The nearest values that exist are {listed(near)}."
                elif any(isinstance(value, NamedNode) for value in values):
                    yield from self.named(wanted.value) or self.examples(values)

    def examples(self, values: Iterable[object]) -> Iterator[str]:
        things = [value for value in values if isinstance(value, NamedNode)]
        yield f"Its values are IRIs, not text: {_some(sorted(things, key=str))}."

    def named(self, text: str) -> list[str]:
        """Say which thing a text names, where an IRI belongs."""
        try:
            things = [resolve(self.store, text)]
        except AmbiguousEntity as error:
            things = [NamedNode(expand(name) or name) for name in error.candidates]
        except SygraphError:
            return []
        names = listed(list(map(term_text, things[:_MOST])))
        return [f"A text is not equal to an IRI: {term_text(Literal(text))} names {names}."]

    def strings(self, core: Sequence[Element]) -> Iterator[str]:
        """Strings in VALUES that stand for a thing."""
        for element in core if len(core) > 1 else ():
            for term in element.terms if isinstance(element, Values) else ():
                if isinstance(term, Literal):
                    yield from self.named(term.value)

    # Properties and classes

    def unused(self, core: Sequence[Element]) -> Iterator[str]:
        """Properties and classes that the ontology knows and no statement has."""
        for element in _triples(core) if len(core) == 1 else ():
            path, value = element.path, element.object
            if path == RDF_TYPE and isinstance(value, NamedNode):
                if not self.store.ask(f"ASK {{ ?s a {value} }}"):
                    used = self.tied(value, _CLASS_TIES, "?s a ?tied")
                    yield f"Nothing is of the class {term_text(value)}{_instead(used)}."
            elif isinstance(path, NamedNode) and not self.store.ask(f"ASK {{ ?s {path} ?o }}"):
                used = self.tied(path, _TIES, "?s ?tied ?o")
                uses = [] if used else self.values(self.fresh, f"{{ ?s ?{self.fresh} {path} }}")
                place = f"; it is a value of {_some(sorted(uses, key=str))}" if uses else ""
                yield f"No statement has the property {term_text(path)}{_instead(used)}{place}."

    def tied(self, term: NamedNode, ties: str, pattern: str) -> list[NamedNode]:
        """The terms that the ontology ties to a term, and that statements have."""
        rows = self.store.select(
            f"SELECT DISTINCT ?tied {{ {{ ?tied {ties} {term} }} UNION {{ {term} {ties} ?tied }} "
            f"FILTER(isIRI(?tied) && ?tied != {term}) FILTER EXISTS {{ {pattern} }} }}"
        )
        return sorted((node(row[0]) for row in rows), key=str)

    def turned(self, core: Sequence[Element]) -> Iterator[str]:
        """Triple patterns that match the other way round."""
        for element in _triples(core) if _simple(core) else ():
            if not isinstance(element.object, Literal) and element.path != RDF_TYPE:
                turned = replace(element, subject=element.object, object=element.subject)
                if self.matches([turned if part is element else part for part in core]):
                    yield f"The other way round it matches: {turned.text}."

    def other_properties(self, core: Sequence[Element]) -> Iterator[str]:
        """Properties with which a pattern matches, to a thing of the same class."""
        for element in _triples(core) if _simple(core) else ():
            path, value = element.path, element.object
            if not isinstance(path, NamedNode) or path == RDF_TYPE or isinstance(value, Literal):
                continue
            rest = [part for part in core if part is not element]
            subject = element.subject
            if rest and isinstance(subject, Variable) and subject not in _ends(rest):
                continue  # anything would do for a subject of which nothing else is asked
            if isinstance(value, NamedNode):
                alike = ""
            elif _triples(rest):
                cls = f"?class{self.fresh}"
                alike = f"{path} <{PREFIXES['rdfs']}range> {cls} . {value} a {cls} ."
            else:
                continue  # anything would match
            other = Variable(self.fresh)
            asked = self.pattern([*rest, replace(element, path=other)])
            pattern = f"{{ {asked} {alike} FILTER({other} != {RDF_TYPE}) }}"
            found = sorted(term_text(node(value)) for value in self.values(self.fresh, pattern, 50))
            if found:
                near = nearest(term_text(path), found, _MOST)
                best = [*near, *(name for name in found if name not in near)][:_MOST]
                yield f"In place of {term_text(path)} it matches with {listed(best)}."

    # Things

    def other_classes(self, core: Sequence[Element]) -> Iterator[str]:
        """What passages state of a thing that the query names when it may be of any class."""
        named = self.things(core) if _simple(core) else []
        for element in _triples(core) if named else ():
            rest = [part for part in core if part is not element]
            about = element.subject
            if element.path != RDF_TYPE or not isinstance(about, Variable) or not _joined(rest):
                continue
            values = self.values(about.value, self.stated(rest, about))
            if set(_things(rest)) & set(named) and values:
                yield f"Without {element.text} it matches: {about} is {_some(values)}."

    def stated(self, core: Sequence[Element], about: Variable) -> str:
        """The pattern of elements of which a passage states something about a variable."""
        graph = f"?graph{self.fresh}"
        stated = " UNION ".join(
            f"{{ GRAPH {graph} {{ {element.sparql} }} }}"
            for element in _triples(core)
            if about in (element.subject, element.object)
        )
        quoted = f"{graph} <{PREFIXES['sy']}quote> ?quote{self.fresh} ."
        return f"{{ {self.pattern(core)} {{ {stated} }} {quoted} }}"

    def one_step(self, core: Sequence[Element]) -> Iterator[str]:
        """Things that are linked to one that the query names, and match in its place."""
        for thing in self.things(core) if _simple(core) else ():
            near = Variable(self.fresh)
            link = f"?link{self.fresh}"
            asked = self.pattern([_replaced(part, thing, near) for part in core])
            pattern = (
                f"{{ {link} a {_LINK} . {{ {thing} {link} {near} }} UNION "
                f"{{ {near} {link} {thing} }} {asked} FILTER({near} != {thing}) }}"
            )
            if values := self.values(self.fresh, pattern):
                name = term_text(thing)
                yield f"In place of {name} it matches with what is linked to it: {_some(values)}."

    def linked(self, core: Sequence[Element]) -> Iterator[str]:
        """How the things are connected that a query names, where it asks for any connection."""
        if not _simple(core) or any(isinstance(part.path, Variable) for part in _triples(core)):
            yield from self.connected(core)

    def connected(self, core: Sequence[Element]) -> Iterator[str]:
        """How the first two things are connected that elements name."""
        things = self.things(core)
        for start, end in pairwise(things[:2]):
            try:
                paths = shortest_paths(self.store, start, end, limit=1)
            except SygraphError:
                return
            for path in paths:
                between = [term_text(passed) for passed in path.nodes[1:-1]]
                way = f"connected through {listed(between)}" if between else "linked"
                names = f"{term_text(start)} and {term_text(end)}"
                command = f"sygraph path {curie(start.value)} {curie(end.value)}"
                yield f"{names} are {way}: see {command}."

    def things(self, core: Sequence[Element]) -> list[NamedNode]:
        """The things that elements name, of which statements link something to something."""
        named = dict.fromkeys(_things(core))
        if not named:
            return []
        rows = self.store.select(
            f"SELECT DISTINCT ?t {{ VALUES ?t {{ {' '.join(map(str, named))} }} "
            f"?link a {_LINK} {{ ?t ?link ?o }} UNION {{ ?s ?link ?t }} }}"
        )
        linked = {row[0] for row in rows}
        return [thing for thing in named if thing in linked]


def listed(texts: Sequence[str]) -> str:
    """Join texts as a sentence does: A, B and C."""
    return " and ".join(filter(None, [", ".join(texts[:-1]), *texts[-1:]]))


def _some(values: Sequence[object]) -> str:
    """A few of the values that a query found."""
    texts = [
        term_text(value) if isinstance(value, NamedNode | Literal) else str(value)
        for value in values[:_MOST]
    ]
    return ", ".join(texts) + (", …" if len(values) > _MOST else "")


def _instead(used: Sequence[NamedNode]) -> str:
    return f"; the data has {listed(list(map(term_text, used[:_MOST])))}" if used else ""


def _number(literal: Literal) -> object:
    """Return the value of a literal without datatype and language: 3100000000 is 3100000000.0."""
    try:
        number = Decimal(literal.value)
    except ArithmeticError:
        return literal.value
    return number if number.is_finite() else literal.value


def _simple(core: Sequence[Element]) -> bool:
    return all(isinstance(element, TriplePattern | Values) for element in core)


def _triples(elements: Sequence[Element]) -> list[TriplePattern]:
    return [element for element in elements if isinstance(element, TriplePattern)]


def _ends(elements: Iterable[Element]) -> set[Term]:
    """The variables and IRIs that stand at the ends of triple patterns or in VALUES."""
    ends: set[Term] = set()
    for element in elements:
        match element:
            case TriplePattern():
                ends |= {element.subject, *([] if element.path == RDF_TYPE else [element.object])}
            case Values():
                ends |= {*map(Variable, element.variables), *element.terms}
    return {end for end in ends if not isinstance(end, Literal)}


def _joined(elements: Sequence[Element]) -> bool:
    """Whether triple patterns, with VALUES, hang together."""
    if not _triples(elements):
        return False
    reached = _ends(elements[:1])
    left = list(elements[1:])
    while near := [element for element in left if _ends([element]) & reached]:
        reached |= _ends(near)
        left = [element for element in left if element not in near]
    return not left


def _things(elements: Iterable[Element]) -> Iterator[NamedNode]:
    """The IRIs that elements name other than as properties and classes."""
    for element in elements:
        match element:
            case TriplePattern():
                ends = [element.subject, *([] if element.path == RDF_TYPE else [element.object])]
                yield from (end for end in ends if isinstance(end, NamedNode))
            case Values():
                yield from (term for term in element.terms if isinstance(term, NamedNode))
            case Graph() | OptionalGroup():
                yield from _things(element.group.elements)
            case Union():
                for branch in element.branches:
                    yield from _things(branch.elements)
            case SubSelect():
                yield from _things(element.query.where.elements)
            case Group():
                yield from _things(element.elements)


def _replaced(element: Element, thing: NamedNode, by: Variable) -> Element:
    """An element with a variable in the place of a thing."""
    match element:
        case TriplePattern():
            subject = by if element.subject == thing else element.subject
            value = by if element.object == thing else element.object
            return replace(element, subject=subject, object=value)
        case Values() if element.terms == (thing,):
            return Filter(f"FILTER(?{element.variables[0]} = {by})", Expression())
    return element
