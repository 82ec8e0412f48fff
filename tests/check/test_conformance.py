"""The fast validator of shapes agrees with pySHACL, and says no where it supports too little."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, parse

from sygraph.check.conformance import conforms
from sygraph.check.shapes import read_shapes, violations
from sygraph.check.terms import Term
from sygraph.data import Files
from sygraph.namespaces import ID, PREFIXES, SY, sy
from sygraph.store.load import assemble

DAYS = {sy("firstDay"), sy("lastDay")}
SHAPES = "https://w3id.org/sygraph/shapes#"


@pytest.fixture(scope="module")
def merge() -> list[Triple]:
    quads = assemble(Files.bundled())
    return [quad.triple for quad in quads if isinstance(quad.graph_name, DefaultGraph)]


@pytest.fixture(scope="module")
def shapes() -> list[Triple]:
    return read_shapes(Files.bundled().shapes)


def with_target(shapes: list[Triple]) -> set[Term]:
    """The shapes that choose their own focus nodes."""
    return {t.subject for t in shapes if t.predicate.value.startswith(f"{PREFIXES['sh']}target")}


def only(shapes: list[Triple], shape: Term) -> list[Triple]:
    """A shape and all that it refers to."""
    about: dict[Term, list[Triple]] = {}
    for triple in shapes:
        about.setdefault(triple.subject, []).append(triple)
    found: list[Triple] = []
    seen: set[Term] = set()
    waiting = [shape]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            found += about.get(node, [])
            waiting += [triple.object for triple in about.get(node, [])]
    return found


def damaged(merge: list[Triple], seed: int) -> list[Triple]:
    """The graph with some hundred triples removed, added or changed."""
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


def broken_by_pyshacl(merge: list[Triple], shapes: list[Triple]) -> set[str]:
    """The local names of the shapes that pySHACL reports."""
    problems = [problem for _, problem, _ in violations(merge, shapes)]
    return {match[1] for p in problems if (match := re.match(r"breaks (\w+)", p))}


def test_the_bundled_data_conforms(merge: list[Triple], shapes: list[Triple]) -> None:
    assert conforms(merge, shapes)


@pytest.mark.parametrize("seed", [1, 3])
def test_both_validators_find_the_same_shapes_broken(
    seed: int, merge: list[Triple], shapes: list[Triple]
) -> None:
    wrong = damaged(merge, seed)
    reported = broken_by_pyshacl(wrong, shapes)
    assert len(reported) > 30
    for shape in with_target(shapes):
        part = only(shapes, shape)
        names = {str(t.subject)[1:-1].removeprefix(SHAPES) for t in part}
        assert conforms(wrong, part) == names.isdisjoint(reported), shape


UNSUPPORTED = [
    "sh:targetClass ex:Thing ; sh:closed true",
    "sh:targetClass ex:Thing ; sh:property [ sh:path [ sh:zeroOrMorePath ex:p ] ; sh:minCount 0 ]",
    "sh:targetClass ex:Thing ; sh:datatype xsd:anyURI",
    "sh:targetClass ex:Thing ; sh:node ex:shape",
    "sh:targetClass ex:Thing ; sh:sparql [ sh:select 'SELECT $this WHERE { $this ' ]",
    "sh:target [ a sh:SPARQLTarget ; sh:select 'SELECT ?this WHERE { ?this a ex:Thing }' ]",
]
DATA = "ex:a a ex:Thing ; ex:p 1 ."


@pytest.mark.parametrize("shape", UNSUPPORTED)
def test_an_unsupported_shape_is_left_to_pyshacl(shape: str) -> None:
    assert not conforms(turtle(DATA), turtle(f"ex:shape a sh:NodeShape ; {shape} ."))


def test_a_triple_about_a_triple_is_left_to_pyshacl(shapes: list[Triple]) -> None:
    assert not conforms(turtle("ex:a ex:p <<( ex:a ex:p 1 )>> ."), shapes)


def turtle(text: str) -> Iterator[Triple]:
    prefixes = "".join(f"PREFIX {p}: <{PREFIXES[p]}> " for p in ("sh", "xsd"))
    text = f"{prefixes} PREFIX ex: <http://example.org/> {text}"
    return (quad.triple for quad in parse(text, RdfFormat.TURTLE))
