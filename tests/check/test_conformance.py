"""The fast validator of shapes finds what pySHACL finds, and leaves other features to it."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, parse

from sygraph.check.conformance import suspect_shapes
from sygraph.check.shapes import read_shapes, violations
from sygraph.check.terms import Term
from sygraph.data import Files
from sygraph.namespaces import ID, PREFIXES, SY, sy
from sygraph.store.load import build

DAYS = {sy("firstDay"), sy("lastDay")}
SH = PREFIXES["sh"]


@pytest.fixture(scope="module")
def merge() -> list[Triple]:
    quads = build(Files.bundled())
    return [quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)]


@pytest.fixture(scope="module")
def shapes() -> list[Triple]:
    return read_shapes(Files.bundled().shapes)


def damaged(merge: list[Triple], seed: int) -> list[Triple]:
    """The graph with 250 triples removed, added or changed."""
    chance = random.Random(seed)
    facts = [t for t in merge if isinstance(t.subject, NamedNode) and is_data(t.subject)]
    # Days are exchanged for days only: rdflib compares a day with anything, unlike SPARQL.
    days = [t for t in facts if t.predicate in DAYS]
    others = [t for t in facts if t.predicate not in DAYS]
    kept = dict.fromkeys(merge)
    for old in chance.sample(facts, 250):
        other = chance.choice(days if old.predicate in DAYS else others)
        match chance.randrange(4):
            case 0:
                del kept[old]
            case 1:
                kept[Triple(old.subject, old.predicate, other.object)] = None
            case 2:
                kept[Triple(other.subject, old.predicate, old.object)] = None
            case 3:
                kept[Triple(old.subject, other.predicate, other.object)] = None
    return list(kept)


def is_data(node: NamedNode) -> bool:
    return node.value.startswith((ID, SY, "https://w3id.org/sygraph/passage/"))


def test_the_bundled_data_conforms(merge: list[Triple], shapes: list[Triple]) -> None:
    assert suspect_shapes(merge, shapes) == []


@pytest.mark.slow
def test_no_violation_is_missed_in_a_damaged_graph(
    merge: list[Triple], shapes: list[Triple]
) -> None:
    wrong = damaged(merge, seed=1)
    reported = set(violations(wrong, shapes))
    assert len(reported) > 100
    suspects = suspect_shapes(wrong, shapes)
    assert set(violations(wrong, suspects)) == reported
    # pySHACL reports each suspect shape, or one of its property shapes.
    broken = {problem.split()[1] for _, problem, _ in reported}
    parts: dict[str, set[str]] = {}
    for triple in suspects:
        if triple.predicate.value.startswith(f"{SH}target"):
            parts.setdefault(local(triple.subject), set()).add(local(triple.subject))
    for triple in suspects:
        if triple.predicate.value == f"{SH}property" and local(triple.subject) in parts:
            parts[local(triple.subject)].add(local(triple.object))
    assert [shape for shape, names in parts.items() if names.isdisjoint(broken)] == []


def local(node: Term) -> str:
    return str(node).rpartition("#")[2].rstrip(">")


UNSUPPORTED = [
    "sh:targetClass ex:Thing ; sh:closed true",
    "sh:targetClass ex:Thing ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:minCount 0 ]",
    "sh:targetClass ex:Thing ; sh:datatype xsd:anyURI",
    "sh:targetClass ex:Thing ; sh:node ex:shape",
    "sh:targetClass ex:Thing ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ' ]",
    "sh:targetClass ex:Thing ; sh:sparql [ sh:select "
    "'SELECT $this { GRAPH $shapesGraph { $currentShape sh:severity sh:Info } }' ]",
    "sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:qualifiedMaxCount 1 ;"
    " sh:qualifiedValueShape [ sh:class ex:X ] ]",
    "sh:targetClass ex:Thing ; sh:property [ sh:path ex:p ; sh:lessThan ex:q ]",
    "sh:targetClass ex:Thing ; sh:pattern '('",
    "sh:targetClass ex:Thing ; sh:pattern 'A' ; sh:flags 'i'",
    "sh:targetClass ex:Thing ; sh:deactivated true",
    "a <http://www.w3.org/2000/01/rdf-schema#Class> ; sh:nodeKind sh:IRI",
    "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this WHERE { ?this a ex:Thing }' ]",
]
DATA = "ex:a a ex:Thing ; ex:p 1 ; ex:q '2024-01-01'^^xsd:date ."
SUPPORTED = "ex:other a sh:NodeShape ; sh:targetClass ex:Thing ; sh:nodeKind sh:IRI ."


@pytest.mark.parametrize("shape", UNSUPPORTED)
def test_an_unsupported_shape_is_left_to_pyshacl(shape: str) -> None:
    shapes = list(turtle(f"ex:shape a sh:NodeShape ; {shape} . {SUPPORTED}"))
    suspects = {str(triple.subject) for triple in suspect_shapes(turtle(DATA), shapes)}
    assert "<http://example.org/shape>" in suspects
    assert "<http://example.org/other>" not in suspects


def test_a_triple_about_a_triple_is_left_to_pyshacl(shapes: list[Triple]) -> None:
    assert suspect_shapes(turtle("ex:a ex:p <<( ex:a ex:p 1 )>> ."), shapes) == shapes


def turtle(text: str) -> Iterator[Triple]:
    prefixes = "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in ("sh", "xsd"))
    text = f"{prefixes} PREFIX ex: <http://example.org/> {text}"
    return (quad.triple for quad in parse(text, RdfFormat.TURTLE))
