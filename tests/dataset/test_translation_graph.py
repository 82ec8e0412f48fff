"""The translations: all there, in a graph of their own, and evidence of nothing."""

from __future__ import annotations

from io import BytesIO

import pyoxigraph as ox
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad

from sygraph.data import Files
from sygraph.entities.statistics import statistics
from sygraph.export import Part, export
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import TRANSLATION, TRANSLATIONS, is_passage
from sygraph.rdf.formats import Format
from sygraph.store.interface import OxigraphStore
from sygraph.store.load import build

HOME = NamedNode(TRANSLATIONS + "shenyang-2024")


def test_each_passage_has_one_in_the_graph_of_the_article_s_translations() -> None:
    store = build(Files.bundled())
    found = list(store.quads_for_pattern(None, TRANSLATION, None, None))
    homes = {quad.graph_name for quad in found}
    assert homes == {HOME, DefaultGraph()}
    passages = [q.subject for q in found if q.graph_name == HOME and is_passage(q.subject)]
    assert len(passages) == len(set(passages)) == 71


def test_the_graph_says_what_it_is_made_from(kg: KnowledgeGraph) -> None:
    assert kg.store.ask(
        f"ASK {{ GRAPH {HOME} {{ {HOME} prov:wasDerivedFrom art:shenyang-2024 ; "
        'dcterms:description ?said FILTER(LANGMATCHES(LANG(?said), "en")) } }'
    )


def test_it_adds_to_no_count_of_facts_or_statements(workspace: Files, kg: KnowledgeGraph) -> None:
    for _, path in workspace.translations():
        (workspace.root / path).unlink()
    without = {(c.of, c.name): c.count for c in statistics(OxigraphStore.from_files(workspace))}
    counted = {(c.of, c.name): c.count for c in statistics(kg.store)}
    differing = {name for name in counted if counted[name] != without[name]}
    assert differing == {("", "named graphs"), ("", "triples")}


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?words { p:420 sy:translation ?words }",
        "SELECT ?words { GRAPH ?g { p:420 sy:translation ?words } }",
        "SELECT ?p ?o { p:420 ?p ?o } ",
        "SELECT ?words { id:undertaking-transition sy:translation ?words }",
    ],
)
def test_no_proof_cites_it(query: str, kg: KnowledgeGraph) -> None:
    result = kg.query(query, evidence=True)
    assert len(result.rows)
    for row in result.rows:
        assert row.proof is not None
        cited = [triple for passage in row.proof.evidence for triple in passage.triples]
        stated = [triple.predicate for triple in [*cited, *row.proof.background]]
        assert TRANSLATION not in stated
    notes = {note for row in result.rows if row.proof for note in row.proof.notes}
    assert any(note.endswith("is made by this project: no evidence") for note in notes)


def test_no_named_query_rests_on_one(kg: KnowledgeGraph) -> None:
    for name, query in kg.queries.items():
        assert "sy:translation" not in query.sparql, name


def test_an_export_of_graphs_has_the_graph(kg: KnowledgeGraph) -> None:
    whole = set(build(Files.bundled()).quads_for_pattern(None, None, None, HOME))
    for part in (Part(), Part(graph="translations"), Part(graph="translations/shenyang-2024")):
        out = BytesIO()
        export(kg.store, Format.named("nquads"), out, part)
        quads = list(ox.parse(out.getvalue(), ox.RdfFormat.N_QUADS))
        stated = [quad for quad in quads if quad.graph_name == HOME]
        assert set(stated) == whole
        assert part.whole or quads == stated


def test_an_export_of_passages_has_none(kg: KnowledgeGraph) -> None:
    out = BytesIO()
    export(kg.store, Format.named("nquads"), out, Part(graph="passages"))
    assert b"ontology#translation" not in out.getvalue()


def test_every_quad_is_in_the_merge() -> None:
    store = build(Files.bundled())
    for quad in store.quads_for_pattern(None, None, None, HOME):
        assert Quad(*quad.triple) in store
