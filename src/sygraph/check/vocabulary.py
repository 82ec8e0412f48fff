"""Vocabulary: every term used is defined, and used as its domain, range and class allow."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.check.dataset import Dataset
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, name
from sygraph.namespaces import DERIVED, ONTOLOGY, OWL, PASSAGE, PREFIXES, RDF_TYPE, RDFS, SY, XSD

__all__ = ["check_vocabulary"]

_DOMAIN, _RANGE = NamedNode(RDFS + "domain"), NamedNode(RDFS + "range")
_LITERAL, _CLASS = NamedNode(RDFS + "Literal"), NamedNode(OWL + "Class")
_PROPERTIES = {
    NamedNode(OWL + kind) for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
}
_THING = NamedNode(PREFIXES["schema"] + "Thing")


def check_vocabulary(data: Dataset, report: Report) -> None:
    """Check every term, domain, range and literal, wherever triples are authored.

    Disjoint classes are left to the shapes.
    """
    defined = {s for s, p, _ in data.ontology if p == RDF_TYPE}
    used: set[Term] = set()
    for graph, facts in data.graphs.items():
        if graph == DERIVED:
            continue
        for s, p, o in facts:
            where = _place(graph, s)
            terms: set[Term] = {
                t for t in (s, p, o) if isinstance(t, NamedNode) and t.value.startswith(SY)
            }
            for term in terms:
                if term not in defined:
                    report.fault(
                        "undefined",
                        where,
                        f"the ontology does not define {name(term)}",
                        "use a term that it defines, or define this one in ontology/sygraph.ttl",
                    )
            if graph != ONTOLOGY:
                used.update(terms)
            if not defined.issuperset(terms):
                continue
            for problem, mend in _misuses(data, s, p, o):
                report.fault("vocabulary", where, problem, mend)
    for where, message in _turned(data):
        report.fault("turned", where, message, "exchange subject and object")
    terms_defined = {t for t in defined if isinstance(t, NamedNode) and t.value.startswith(SY)}
    above = {cls for term in used for cls in data.superclasses.get(term, ())}
    report.count("terms", len(terms_defined))
    report.count("terms unused", len(terms_defined - used - above))


def _turned(data: Dataset) -> Iterator[tuple[str, str]]:
    """Links between two classes that the property elsewhere joins only the other way round."""
    links = [
        (p, passage.where(s), data.stated_types(s), data.stated_types(o))
        for passage in data.passages
        for s, p, o in passage.facts
        if isinstance(o, NamedNode) and p != RDF_TYPE
    ]
    starts: dict[Term, Counter[Term]] = defaultdict(Counter)
    ends: dict[Term, Counter[Term]] = defaultdict(Counter)
    for p, _, from_types, to_types in links:
        starts[p].update(from_types)
        ends[p].update(to_types)
    for p, where, from_types, to_types in links:
        if from_types and to_types and not from_types & to_types:
            alone = all(starts[p][t] == 1 for t in from_types) and all(
                ends[p][t] == 1 for t in to_types
            )
            other_way = any(ends[p][t] for t in from_types) and any(starts[p][t] for t in to_types)
            if alone and other_way:
                yield where, f"{name(p)} leads the other way between such things elsewhere"


def _place(graph: Node, subject: Node) -> str:
    if isinstance(graph, NamedNode) and graph.value.startswith(PASSAGE) and subject != graph:
        return f"{name(graph)} {name(subject)}"
    return name(subject)


def _misuses(data: Dataset, s: Node, p: NamedNode, o: Term) -> Iterator[tuple[str, str]]:
    if isinstance(o, Literal) and not _well_formed(o):
        yield f"{o} is not well-formed", "write the literal as its datatype demands"
    if p == RDF_TYPE:
        if isinstance(o, NamedNode) and o.value.startswith(SY) and not _is(data, o, {_CLASS}):
            yield f"{name(o)} is not a class", "type the node with a class"
        return
    if not p.value.startswith(SY):
        return
    if not _is(data, p, _PROPERTIES):
        yield f"{name(p)} is not a property", "use a property"
    for cls in data.ontology.all(p, _DOMAIN):
        if cls != _THING and cls not in data.types.get(s, ()):
            yield (
                f"{name(p)} is said of a {name(cls)}, which {name(s)} is not",
                "mend the subject, its type or the property",
            )
    for cls in data.ontology.all(p, _RANGE):
        if not _in_range(data, o, cls):
            yield (
                f"{name(p)} leads to a {name(cls)}, which {name(o)} is not",
                "mend the object, its type or the property",
            )


def _is(data: Dataset, term: NamedNode, kinds: set[NamedNode]) -> bool:
    return not kinds.isdisjoint(data.ontology.all(term, RDF_TYPE))


def _in_range(data: Dataset, o: Term, cls: Term) -> bool:
    if cls == _LITERAL:
        return isinstance(o, Literal)
    if isinstance(cls, NamedNode) and cls.value.startswith(XSD):
        return isinstance(o, Literal) and o.datatype == cls
    if isinstance(o, Literal | Triple):
        return False
    return cls == _THING or cls in data.types.get(o, ())


def _well_formed(literal: Literal) -> bool:
    kind, text = literal.datatype.value.removeprefix(XSD), literal.value
    try:
        if kind == "date":
            date.fromisoformat(text)
        elif kind == "gYearMonth":
            date.fromisoformat(text + "-01")
        elif kind == "gYear":
            return re.fullmatch(r"\d{4}", text) is not None
        elif kind == "decimal":
            Decimal(text)
        elif kind == "integer":
            int(text)
        elif kind == "boolean":
            return text in ("true", "false")
    except (ValueError, ArithmeticError):
        return False
    return True
