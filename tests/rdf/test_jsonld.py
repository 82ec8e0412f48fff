"""JSON-LD with the published context, checked by another processor."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from pyld import jsonld

from sygraph.data import Files
from sygraph.export import Part, export
from sygraph.export.framed import documents
from sygraph.export.job import ExportRequest, run_export
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PASSAGE, PREFIXES, RDF_TYPE, sy
from sygraph.rdf.context import context_document, published_context
from sygraph.rdf.formats import Format
from sygraph.rdf.order import canonical
from sygraph.rdf.safe_output import UnsafeName
from sygraph.store.interface import OxigraphStore


def by_pyld(document: Any) -> bytes:
    lines: str = jsonld.to_rdf(document, {"format": "application/n-quads"})
    return b"".join(sorted(canonical(lines.encode()).splitlines(keepends=True)))


def exported(kg: KnowledgeGraph, part: Part, name: str = "jsonld") -> bytes:
    out = io.BytesIO()
    export(kg.store, Format.named(name), out, part)
    return out.getvalue()


def test_the_published_context_is_that_of_the_ontology() -> None:
    files = Files.bundled()
    with open(files.file("ontology", "context.jsonld"), "rb") as stream:
        assert stream.read() == context_document(files)


def test_the_context_names_each_class_and_property_of_ours(kg: KnowledgeGraph) -> None:
    context = published_context()
    names = kg.query(
        "SELECT ?t { ?t a ?kind VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty }"
        " FILTER(STRSTARTS(STR(?t), STR(sy:))) }"
    )
    for row in names:
        name = str(row.t).removeprefix("sy:").removeprefix(PREFIXES["sy"])
        definition = context[name]
        assert (definition if isinstance(definition, str) else definition["@id"]) == f"sy:{name}"
    assert context["country"]["@type"] == "@id"
    assert context["value"]["@type"] == "xsd:decimal"


@pytest.mark.parametrize("graph", ["passages", "gazetteer", "derived"])
def test_pyld_reads_the_same_graph(kg: KnowledgeGraph, graph: str) -> None:
    document = json.loads(exported(kg, Part(graph=graph)))
    lines = exported(kg, Part(graph=graph), "ntriples")
    assert by_pyld(document).lower() == lines.lower()


def test_compacting_again_changes_nothing(kg: KnowledgeGraph) -> None:
    """What pyld makes of the expanded document with our context is what we wrote."""
    document = json.loads(exported(kg, Part(about=ox.NamedNode(ID + "seoul"))))
    again = jsonld.compact(jsonld.expand(document), {"@context": document["@context"]})
    ours = {node["@id"]: node for node in document["@graph"]}
    theirs = {node["@id"]: node for node in again["@graph"]}
    assert ours.keys() == theirs.keys()
    seoul = ours["id:seoul"]
    lowered = {tag.lower(): word for tag, word in seoul["prefLabel"].items()}  # as pyld has tags
    assert lowered == theirs["id:seoul"]["prefLabel"]
    assert seoul["country"] == theirs["id:seoul"]["country"] == "id:south-korea"
    assert seoul["sameAs"] == theirs["id:seoul"]["sameAs"]
    assert set(seoul["@type"]) == set(theirs["id:seoul"]["@type"])


def test_a_document_an_entity_holds_its_figures_and_their_words(kg: KnowledgeGraph) -> None:
    [(slug, content)] = documents(kg.store, ox.NamedNode(ID + "route-los-angeles"))
    document = json.loads(content)
    assert slug == "route-los-angeles"
    assert document["@id"] == "id:route-los-angeles"
    figures = {figure["statedAs"] for figure in document["@reverse"]["of"]}
    assert "約9800噸" in figures
    assert [
        passage["@id"] == PASSAGE + "shenyang-2024/240" for passage in document["@included"]
    ].count(True) == 1
    assert "of" not in document["@reverse"]["of"][0]


def test_framing_a_document_gives_the_entity_with_its_figures_inside(kg: KnowledgeGraph) -> None:
    [(_, content)] = documents(kg.store, ox.NamedNode(ID + "route-los-angeles"))
    document = json.loads(content)
    frame = {"@context": document["@context"], "@id": "id:route-los-angeles", "@embed": "@once"}
    frame["@context"] = document["@context"] | {"figures": {"@reverse": "sy:of"}}
    frame["figures"] = {}
    framed = jsonld.frame(document, frame)
    assert framed["@id"] == "id:route-los-angeles"
    assert len(framed["figures"]) == len(document["@reverse"]["of"])


def test_a_document_has_the_triples_of_the_graph(kg: KnowledgeGraph) -> None:
    for _, content in documents(kg.store, ox.NamedNode(ID + "partnership-sapporo")):
        stated = set(ox.parse(by_pyld(json.loads(content)), ox.RdfFormat.N_TRIPLES))
        assert stated
        lines = exported(kg, Part(), "ntriples")
        assert {quad.triple for quad in stated} <= {
            quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES)
        }


def test_each_entity_has_its_document(kg: KnowledgeGraph) -> None:
    slugs = [slug for slug, _ in documents(kg.store)]
    assert slugs == sorted(slugs)
    count = kg.query("SELECT (COUNT(DISTINCT ?e) AS ?n) { ?e a sy:Entity }")[0].n
    assert len(slugs) == count


def test_numbers_and_booleans_are_json_values(kg: KnowledgeGraph) -> None:
    document = json.loads(exported(kg, Part()))
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert nodes[PASSAGE + "shenyang-2024/240"]["start"] == 1127
    assert any(node.get("ongoing") is True for node in nodes.values())
    assert nodes["id:route-los-angeles-cargo"]["value"] in ("9800.0", "9800")
    assert nodes["id:route-los-angeles-cargo"]["periodEnd"] == {
        "@type": "xsd:gYearMonth",
        "@value": "2024-04",
    }


@pytest.mark.parametrize(
    "slug", ["../../../evil9", "../../vict/config", "a/../../../x", "x//y", "x" * 300]
)
def test_no_entity_names_a_file_outside_of_the_folder(slug: str, tmp_path: Path) -> None:
    kg = with_entity(ID + slug)
    place = tmp_path / "a" / "out"
    place.parent.mkdir()
    with pytest.raises(UnsafeName, match="cannot name a file"):
        run_export(kg, ExportRequest("jsonld", framed=True), place)
    assert list(tmp_path.rglob("*")) == [place.parent]
    # One document a line needs no file names.
    run_export(kg, ExportRequest("jsonld", framed=True), place.with_suffix(".jsonl"))


def test_an_entity_elsewhere_is_one_file(tmp_path: Path) -> None:
    run_export(
        with_entity("http://e.org/../x"), ExportRequest("jsonld", framed=True), tmp_path / "out"
    )
    [file] = (tmp_path / "out").iterdir()
    assert file.name == "http%3A%2F%2Fe.org%2F..%2Fx.jsonld"
    assert json.loads(file.read_text("utf-8"))["@id"] == "http://e.org/../x"


def with_entity(iri: str) -> KnowledgeGraph:
    store = ox.Store()
    label = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
    for predicate, value in ((RDF_TYPE, sy("Entity")), (label, ox.Literal("x", language="en"))):
        for graph in (ox.DefaultGraph(), ox.NamedNode("urn:g")):
            store.add(ox.Quad(ox.NamedNode(iri), predicate, value, graph))
    return KnowledgeGraph(OxigraphStore(store), Files.bundled())
