"""Check that every term is defined, and used as domain, range and class allow."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.check.dataset import Dataset
from sygraph.check.report import Report
from sygraph.check.terms import Node, Term, is_well_formed, name
from sygraph.errors import nearest
from sygraph.namespaces import (
    DERIVED,
    ONTOLOGY,
    OWL,
    PREFIXES,
    RDF_TYPE,
    RDFS,
    SY,
    XSD,
    is_passage,
)

__all__ = ["check_vocabulary"]

_DOMAIN, _RANGE = NamedNode(RDFS + "domain"), NamedNode(RDFS + "range")
_LITERAL, _CLASS = NamedNode(RDFS + "Literal"), NamedNode(OWL + "Class")
_PROPERTIES = {
    NamedNode(OWL + kind) for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
}
_THING = NamedNode(PREFIXES["schema"] + "Thing")


def check_vocabulary(data: Dataset, report: Report) -> None:
    """Check terms, domains, ranges and literals in all graphs but the derived one.

    The shapes check disjoint classes.
    """
    defined = data.defined
    used: set[Term] = set()
    for graph, facts in data.graphs.items():
        if graph == DERIVED:
            continue
        for s, p, o in facts:
            terms: set[Term] = {
                t for t in (s, p, o) if isinstance(t, NamedNode) and t.value.startswith(SY)
            }
            for term in terms:
                if term not in defined:
                    report.fault(
                        "undefined",
                        _place(graph, s),
                        f"the ontology does not define {name(term)}",
                        _in_place_of(term, defined),
                    )
            if graph != ONTOLOGY:
                used.update(terms)
            if not defined.issuperset(terms):
                continue
            for problem, fix in _misuses(data, s, p, o):
                report.fault("vocabulary", _place(graph, s), problem, fix)
    for where, message in _reversed(data):
        report.fault("reversed", where, message, "exchange subject and object")
    terms_defined = {t for t in defined if isinstance(t, NamedNode) and t.value.startswith(SY)}
    above = {cls for term in used for cls in data.superclasses.get(term, ())}
    report.count("terms", len(terms_defined))
    report.count("terms unused", len(terms_defined - used - above))


def _in_place_of(term: Term, defined: AbstractSet[Node]) -> str:
    """How to correct a term that is not defined: the nearest that is, or a new one."""
    near = nearest(name(term), [name(known) for known in defined], 2)
    such = f", such as {' or '.join(near)}" if near else ""
    return f"use a term that it defines{such}, or define one in ontology/sygraph.ttl"


def _reversed(data: Dataset) -> Iterator[tuple[str, str]]:
    """Yield links between two classes that elsewhere have the opposite direction only."""
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
                yield where, f"{name(p)} has the opposite direction between such classes elsewhere"


def _place(graph: Node, subject: Node) -> str:
    if is_passage(graph) and subject != graph:
        return f"{name(graph)} {name(subject)}"
    return name(subject)


def _misuses(data: Dataset, s: Node, p: NamedNode, o: Term) -> Iterator[tuple[str, str]]:
    if isinstance(o, Literal) and not is_well_formed(o):
        yield f"{o} is not well-formed", "write the literal as its datatype requires"
    if p == RDF_TYPE:
        if isinstance(o, NamedNode) and o.value.startswith(SY) and not _is(data, o, {_CLASS}):
            yield f"{name(o)} is not a class", "type the node with a class"
        return
    if p not in data.ontology:
        return
    if not _is(data, p, _PROPERTIES):
        yield f"{name(p)} is not a property", "use a property"
    for cls in data.ontology.all(p, _DOMAIN):
        if cls != _THING and cls not in data.types.get(s, ()):
            yield (
                f"{name(p)} needs a {name(cls)} as its subject, which {name(s)} is not",
                "correct the subject, its type or the property",
            )
    for cls in data.ontology.all(p, _RANGE):
        if not _in_range(data, o, cls):
            yield (
                f"{name(p)} needs a {name(cls)} as its object, which {name(o)} is not",
                "correct the object, its type or the property",
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
