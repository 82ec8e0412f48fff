"""Find the SHACL shapes that a graph may violate, much faster than pySHACL, but without a report.

Supports the features of SHACL that `ontology/shapes.ttl` uses. pySHACL then decides on the shapes
that are violated, and on those that use other features.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
    Store,
    Triple,
    Variable,
)

from sygraph.check.terms import Facts, Node, Term, Triples, decimal, is_well_formed
from sygraph.namespaces import PREFIXES, RDF_TYPE

__all__ = ["Validator", "facts_of", "suspect_shapes", "with_references"]

Values = frozenset[Term]
Test = Callable[[Term], bool]  # whether a value satisfies a constraint
Check = Callable[[Term, Values], bool]  # whether a focus node with its value nodes does
Path = Callable[[Term], Iterable[Term]]  # from a focus node to its value nodes

_SH, _XSD, _RDF = PREFIXES["sh"], PREFIXES["xsd"], PREFIXES["rdf"]
_FIRST, _REST, _NIL = (NamedNode(_RDF + end) for end in ("first", "rest", "nil"))
_SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
_CLASSES = {NamedNode(PREFIXES["rdfs"] + "Class"), NamedNode(PREFIXES["owl"] + "Class")}
_COMPONENT = NamedNode(_SH + "ConstraintComponent")
_ONTOLOGY = NamedNode(PREFIXES["owl"] + "Ontology")
# Whether a query names the node at fault.
_VALUE = re.compile(r"SELECT\b[^{]*\?value\b")
_TRUE = Literal(True)
_DATATYPES = {
    NamedNode(_XSD + kind) for kind in ("date", "gYear", "gYearMonth", "decimal", "string")
} | {NamedNode(_RDF + "langString")}
# Parameters that constrain nothing, or that belong to another parameter.
_PASSIVE = {"path", "severity", "message", "name", "description", "order", "group"}
_PASSIVE |= {"qualifiedMinCount"}
_SPARQL = {_SH + name for name in ("select", "prefixes", "message")}
_LIMITS = {"minInclusive": ge, "minExclusive": gt, "maxInclusive": le, "maxExclusive": lt}


# What a shape or a value that this module does not support raises; pySHACL then decides.
_UNSUPPORTED = (ValueError, TypeError, SyntaxError, OSError, re.error)


def suspect_shapes(triples: Iterable[Triple], shapes: Iterable[Triple]) -> list[Triple]:
    """Return the part of a shapes graph that the graph may violate: nothing if it conforms.

    Args:
        triples: The graph to validate, with the class hierarchy.
        shapes: The shapes graph.
    """
    shapes = list(shapes)
    try:
        validator = Validator(facts_of(triples), facts_of(shapes))
    except ValueError:
        return shapes
    return with_references(shapes, validator.suspects())


def with_references(shapes: list[Triple], roots: list[Node]) -> list[Triple]:
    """Return the triples of some shapes and of all nodes that they refer to."""
    about: dict[object, list[Triple]] = {}
    for triple in shapes:
        about.setdefault(triple.subject, []).append(triple)
    found: dict[Triple, None] = {}
    waiting: list[object] = list(roots)
    while waiting:
        for triple in about.pop(waiting.pop(), ()):
            found[triple] = None
            waiting.append(triple.object)
    return list(found)


class Validator:
    """Compiles each shape to a function and applies it to the focus nodes of the shape.

    Args:
        data: The graph to validate, with the class hierarchy.
        store: The same graph as the default graph of a store, if there is one.
        among: The nodes that may be at fault; None for all of them.

    Raises:
        ValueError: The shapes use what is not supported.
    """

    def __init__(
        self,
        data: Facts,
        shapes: Facts,
        store: Store | None = None,
        among: frozenset[Term] | None = None,
    ) -> None:
        self._data, self._shapes, self._among = data, shapes, among
        if any(o == _COMPONENT for _, _, o in self._shapes):
            raise ValueError("constraint components in SPARQL")
        self._compiled: dict[Node, Test | None] = {}
        self._inverse: dict[NamedNode, dict[Term, list[Term]]] = {}
        self._below: dict[Term, list[Node]] = {}
        for s, p, o in self._data:
            if p == _SUBCLASS:
                self._below.setdefault(o, []).append(s)
        self._members: dict[Term, set[Term]] = {}
        self._store = store

    def suspects(self) -> list[Node]:
        """Return the shapes that a focus node violates, or that are not supported."""
        return [shape for shape in self._shapes.subjects() if not self._holds(shape)]

    def _holds(self, shape: Node) -> bool:
        try:
            targets = set(self._targets(shape))
            if self._among is not None:
                # What an ontology is the target of looks at all nodes by a query.
                targets &= self._among | self._instances(_ONTOLOGY)
            return not targets or all(map(self._shape(shape), targets))
        except _UNSUPPORTED:
            return False

    # Targets

    def _targets(self, shape: Node) -> Iterator[Term]:
        about = self._shapes.about(shape)
        if not _CLASSES.isdisjoint(about.get(RDF_TYPE, ())):
            raise ValueError("a class as its own target")
        for prop, objects in about.items():
            for target in objects:
                match prop.value.removeprefix(_SH):
                    case "targetNode":
                        yield target
                    case "targetClass":
                        yield from self._instances(target)
                    case "targetSubjectsOf" if isinstance(target, NamedNode):
                        nodes = self._data.subjects() if self._among is None else self._among
                        yield from (node for node in nodes if self._objects(node, target))
                    case "targetObjectsOf" if isinstance(target, NamedNode):
                        yield from (o for _, p, o in self._data if p == target)
                    case name if name.startswith("target"):
                        raise ValueError(name)

    def _instances(self, cls: Term) -> set[Term]:
        """Return the nodes whose type is the class or a class below it."""
        if cls not in self._members:
            classes: set[Term] = set()
            waiting = [cls]
            while waiting:
                found = waiting.pop()
                if found not in classes:
                    classes.add(found)
                    waiting += self._below.get(found, ())
            typed = self._subjects_of(RDF_TYPE)
            self._members[cls] = {node for each in classes for node in typed.get(each, ())}
        return self._members[cls]

    def _subjects_of(self, prop: NamedNode) -> dict[Term, list[Term]]:
        """Return the subjects of a property by object."""
        if prop not in self._inverse:
            index = self._inverse[prop] = {}
            for s, p, o in self._data:
                if p == prop:
                    index.setdefault(o, []).append(s)
        return self._inverse[prop]

    # Shapes and paths

    def _shape(self, shape: Term) -> Test:
        if not isinstance(shape, NamedNode | BlankNode):
            raise ValueError(shape)
        if shape not in self._compiled:
            self._compiled[shape] = None
            self._compiled[shape] = self._compile(shape)
        test = self._compiled[shape]
        if test is None:
            raise ValueError("a shape that refers to itself")
        return test

    def _compile(self, shape: Node) -> Test:
        path = self._shapes.one(shape, NamedNode(_SH + "path"))
        walk = self._path(path) if path is not None else lambda focus: (focus,)
        checks = [
            self._check(shape, prop.value.removeprefix(_SH), argument)
            for prop, arguments in self._shapes.about(shape).items()
            if prop.value.startswith(_SH)
            for argument in arguments
        ]
        needed = [check for check in checks if check is not None]

        def test(focus: Term) -> bool:
            values = frozenset(walk(focus))
            return all(check(focus, values) for check in needed)

        return test

    def _path(self, path: Term) -> Path:
        if isinstance(path, NamedNode):
            return lambda focus: self._objects(focus, path)
        for prop, arguments in self._about(path).items():
            match prop.value.removeprefix(_SH):
                case "alternativePath":
                    ways = [self._path(part) for part in self._list(arguments[0])]
                    return lambda focus: (value for way in ways for value in way(focus))
                case "inversePath" if isinstance(inverse := arguments[0], NamedNode):
                    return lambda focus: self._subjects_of(inverse).get(focus, ())
                case _ if prop == _FIRST:
                    return self._sequence([self._path(part) for part in self._list(path)])
        raise ValueError(path)

    @staticmethod
    def _sequence(steps: list[Path]) -> Path:
        def walk(focus: Term) -> Iterable[Term]:
            values = {focus}
            for step in steps:
                values = {end for value in values for end in step(value)}
            return values

        return walk

    def _about(self, node: Term) -> dict[NamedNode, list[Term]]:
        return self._shapes.about(node) if isinstance(node, NamedNode | BlankNode) else {}

    def _objects(self, node: Term, prop: NamedNode) -> list[Term]:
        return self._data.all(node, prop) if isinstance(node, NamedNode | BlankNode) else []

    def _list(self, node: Term) -> list[Term]:
        items = []
        while node != _NIL:
            about = self._about(node)
            if not (_FIRST in about and _REST in about):
                raise ValueError("an incomplete list")
            items.append(about[_FIRST][0])
            node = about[_REST][0]
        return items

    # Constraints

    def _check(self, shape: Node, name: str, argument: Term) -> Check | None:
        """Compile one constraint of a shape, None for a parameter that constrains nothing."""
        if name in _PASSIVE or name.startswith("target"):
            return None
        match name:
            case "minCount":
                least = int(_text(argument))
                return lambda _, values: len(values) >= least
            case "maxCount":
                most = int(_text(argument))
                return lambda _, values: len(values) <= most
            case "hasValue":
                return lambda _, values: argument in values
            case "uniqueLang" if argument == _TRUE:
                return lambda _, values: _unique_languages(values)
            case "disjoint" if isinstance(argument, NamedNode):
                return lambda focus, values: values.isdisjoint(self._objects(focus, argument))
            case "lessThan" if isinstance(argument, NamedNode):
                return self._before(argument, lt)
            case "lessThanOrEquals" if isinstance(argument, NamedNode):
                return self._before(argument, le)
            case "qualifiedValueShape":
                qualified = self._shape(argument)
                count = int(_text(_single(self._shapes.about(shape), "qualifiedMinCount")))
                return lambda _, values: sum(map(qualified, values)) >= count
            case "sparql" if self._shapes.one(shape, NamedNode(_SH + "path")) is None:
                return self._query(argument)
        test = self._test(name, argument)
        return lambda _, values: all(map(test, values))

    def _test(self, name: str, argument: Term) -> Test:
        """Compile a constraint that each value node must satisfy alone."""
        match name:
            case "class":
                return lambda value: value in self._instances(argument)
            case "datatype" if argument in _DATATYPES:
                return lambda value: (
                    isinstance(value, Literal)
                    and value.datatype == argument
                    and is_well_formed(value)
                )
            case "nodeKind" if argument == NamedNode(_SH + "IRI"):
                return lambda value: isinstance(value, NamedNode)
            case "pattern" if isinstance(argument, Literal):
                pattern = re.compile(argument.value)
                return lambda value: (
                    isinstance(value, NamedNode | Literal)
                    and pattern.search(value.value) is not None
                )
            case "in":
                allowed = set(self._list(argument))
                return lambda value: value in allowed
            case "languageIn":
                ranges = [_text(tag).lower() for tag in self._list(argument)]
                return lambda value: any(_matches(value, tag) for tag in ranges)
            case "minInclusive" | "minExclusive" | "maxInclusive" | "maxExclusive":
                limit, compare = decimal(argument), _LIMITS[name]
                if limit is None:
                    raise ValueError(argument)
                return lambda value: (
                    (number := decimal(value)) is not None and compare(number, limit)
                )
            case "property" | "node":
                return self._shape(argument)
            case "not":
                negated = self._shape(argument)
                return lambda value: not negated(value)
            case "or":
                options = [self._shape(each) for each in self._list(argument)]
                return lambda value: any(option(value) for option in options)
            case "xone":
                choices = [self._shape(each) for each in self._list(argument)]
                return lambda value: sum(choice(value) for choice in choices) == 1
        raise ValueError(name)

    def _before(self, prop: NamedNode, compare: Callable[[Any, Any], bool]) -> Check:
        def check(focus: Term, values: Values) -> bool:
            later = [_comparable(other) for other in self._objects(focus, prop)]
            return all(compare(_comparable(value), other) for value in values for other in later)

        return check

    def _query(self, constraint: Term) -> Check:
        """Compile a SPARQL constraint: its query finds nothing for the focus node."""
        about = self._about(constraint)
        if not {prop.value for prop in about} <= _SPARQL:
            raise ValueError(constraint)
        ontologies = about.get(NamedNode(_SH + "prefixes"), [])
        query = "".join(map(self._prefixes, ontologies)) + _text(_single(about, "select"))
        if re.search(r"[$?](PATH|shapesGraph|currentShape)\b", query):
            raise ValueError(query)
        if self._store is None:
            self._store = Store()
            self._store.bulk_extend(Quad(s, p, o, DefaultGraph()) for s, p, o in self._data)
        store, this, value = self._store, Variable("this"), Variable("value")

        def finds(substitutions: dict[Variable, Term]) -> bool:
            rows = store.query(query, substitutions=substitutions)
            return not isinstance(rows, QuerySolutions) or next(rows, None) is not None

        def check(focus: Term, _: Values) -> bool:
            if self._among is None or not _VALUE.search(query):
                return not finds({this: focus})
            nodes = (node for node in self._among if isinstance(node, NamedNode))
            return not any(finds({this: focus, value: node}) for node in nodes)

        return check

    def _prefixes(self, ontology: Term) -> str:
        declared = self._about(ontology).get(NamedNode(_SH + "declare"), [])
        prefixes = []
        for node in declared:
            about = self._about(node)
            prefix, namespace = (_text(_single(about, key)) for key in ("prefix", "namespace"))
            prefixes.append(f"PREFIX {prefix}: <{namespace}>\n")
        return "".join(prefixes)


def facts_of(triples: Iterable[Triple]) -> Facts:
    """Return triples as facts. Raises ValueError for a triple about a triple."""
    found: Triples = []
    for s, p, o in triples:
        if isinstance(s, Triple) or isinstance(o, Triple):
            raise ValueError("a triple about a triple")
        found.append((s, p, o))
    return Facts(found)


def _single(about: dict[NamedNode, list[Term]], name: str) -> Term:
    """Return the only value of a parameter."""
    [value] = about.get(NamedNode(_SH + name), [])
    return value


def _text(term: Term) -> str:
    if not isinstance(term, Literal):
        raise ValueError(term)
    return term.value


def _unique_languages(values: Values) -> bool:
    tags = [v.language.lower() for v in values if isinstance(v, Literal) and v.language]
    return len(tags) == len(set(tags))


def _matches(value: Term, tag: str) -> bool:
    """Return whether a text's language is in a language range (basic filtering, RFC 4647)."""
    language = ((isinstance(value, Literal) and value.language) or "").lower()
    return language == tag or language.startswith(f"{tag}-")


def _comparable(value: Term) -> Decimal | date:
    number = decimal(value)
    if number is not None:
        return number
    if isinstance(value, Literal) and value.datatype.value == f"{_XSD}date":
        return date.fromisoformat(value.value)
    raise ValueError(value)
