"""Rules derive types and days, for all nodes or for some."""

from __future__ import annotations

import pyoxigraph as ox
from pyoxigraph import NamedNode, Quad

from sygraph.data import Files
from sygraph.namespaces import DERIVED, ID, ONTOLOGY, PREFIXES, sy
from sygraph.store.inference import Touched, derive_again, inferred, rules, with_merge
from sygraph.store.load import build

A = NamedNode(PREFIXES["rdf"] + "type")
SUBCLASS = NamedNode(PREFIXES["rdfs"] + "subClassOf")
FAIR, SEOUL = NamedNode(ID + "fair"), NamedNode(ID + "seoul")


def derived(store: ox.Store) -> set[Quad]:
    return set(store.quads_for_pattern(None, None, None, DERIVED))


def test_each_rule_has_a_header_and_builds_triples() -> None:
    assert len(rules()) == len(list((Files.bundled().root / "ontology" / "rules").iterdir()))
    for rule in rules():
        assert rule.startswith("#+ summary: ")
        assert "VALUES ?node { UNDEF }" in rule
        assert isinstance(ox.Store().query(rule), ox.QueryTriples)


def test_rules_for_some_nodes_derive_what_rules_for_all_do_of_these() -> None:
    everything = derived(build(Files.bundled()))
    store = build(Files.bundled())
    nodes = sorted({quad.subject for quad in everything if quad.predicate == A}, key=str)[:700]
    offsets = {sy("start"), sy("end")}
    for quad in everything:
        if quad.subject in nodes and quad.predicate not in offsets:
            store.remove(quad)
            store.remove(Quad(*quad.triple))
    assert len(derived(store)) < len(everything)
    for rule in rules():
        store.extend(list(with_merge(inferred(store, rule, nodes))))
    assert derived(store) == everything


class Plain:
    """A change of a store in which no graph but the derived one matters."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    def insert(self, quad: Quad) -> None:
        self.store.extend([quad, Quad(*quad.triple)])

    def delete(self, quad: Quad) -> None:
        self.store.remove(quad)
        self.store.remove(Quad(*quad.triple))


def test_what_a_change_touches() -> None:
    touched = Touched()
    touched.note(Quad(FAIR, sy("date"), ox.Literal("2024"), NamedNode(ID + "graph")))
    touched.note(Quad(SEOUL, sy("country"), FAIR, NamedNode(ID + "graph")))
    touched.note(Quad(SEOUL, A, FAIR, DERIVED))
    assert touched.nodes == {FAIR}
    touched.note(Quad(FAIR, SUBCLASS, SEOUL, ONTOLOGY))
    assert touched.nodes is None


def test_a_figure_follows_its_event() -> None:
    store = build(Files.bundled())
    home = NamedNode(ID + "graph")
    figure = NamedNode(ID + "figure")
    for quad in (
        Quad(FAIR, A, sy("Event"), home),
        Quad(figure, A, sy("Observation"), home),
        Quad(figure, sy("of"), FAIR, home),
        Quad(FAIR, sy("date"), ox.Literal("2024-02"), home),
    ):
        store.extend([quad, Quad(*quad.triple)])
    derive_again(Plain(store), {FAIR})
    [day] = store.quads_for_pattern(figure, sy("lastDay"), None, DERIVED)
    assert str(day.object) == f'"2024-02-29"^^<{PREFIXES["xsd"]}date>'
