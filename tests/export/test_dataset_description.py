"""The description of the dataset; another engine counts the numbers again."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from click.testing import CliRunner
from rdflib import DCAT, DCTERMS, OWL, RDF, VOID, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

import sygraph
from sygraph.cli.main import cli
from sygraph.data import Files
from sygraph.export.dataset_description import DATASET, Download, describe_dataset
from sygraph.export.dataset_jsonld import as_schema_org
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import BASE, ID, PREFIXES
from sygraph.rdf.formats import Format
from sygraph.store.interface import OxigraphStore
from sygraph.store.sources import dataset

BASE_URL = "https://example.org/kg/"
IT = URIRef(DATASET.value)
SCHEMA, SPDX, PROV = (Namespace(PREFIXES[name]) for name in ("schema", "spdx", "prov"))
LANGUAGES = {"en", "zh-hant", "zh-hans"}


def in_rdflib(triples: list[ox.Triple]) -> Graph:
    nt = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    return Graph().parse(data=nt, format="nt")


@pytest.fixture(scope="module")
def said(kg: KnowledgeGraph) -> Graph:
    return in_rdflib(describe_dataset(kg.store, BASE_URL, endpoint=True))


@pytest.fixture(scope="module")
def merge(kg: KnowledgeGraph) -> Graph:
    """The graph itself, to be counted."""
    return in_rdflib(list(kg.store.construct("CONSTRUCT WHERE { ?s ?p ?o }")))


def number(said: Graph, subject: Node, predicate: URIRef) -> int:
    value = said.value(subject, predicate)
    assert isinstance(value, Literal)
    return int(value)


# Statistics


def test_the_counts_match_the_graph(said: Graph, merge: Graph) -> None:
    assert number(said, IT, VOID.triples) == len(merge)
    assert number(said, IT, VOID.distinctSubjects) == len(set(merge.subjects()))
    assert number(said, IT, VOID.distinctObjects) == len(set(merge.objects()))
    assert number(said, IT, VOID.properties) == len(set(merge.predicates()))
    assert number(said, IT, VOID.classes) == len(set(merge.objects(None, RDF.type)))
    entities = {s for s in merge.subjects() if str(s).startswith(ID)}
    assert number(said, IT, VOID.entities) == len(entities)
    assert number(said, IT, VOID.documents) == 1


def test_each_class_and_property_is_counted(said: Graph, merge: Graph) -> None:
    classes = {said.value(part, VOID["class"]): part for part in said[IT : VOID.classPartition]}
    assert set(classes) == set(merge.objects(None, RDF.type))
    for kind, part in classes.items():
        assert number(said, part, VOID.entities) == len(set(merge.subjects(RDF.type, kind)))
    parts = {said.value(part, VOID.property): part for part in said[IT : VOID.propertyPartition]}
    assert set(parts) == set(merge.predicates())
    for predicate, part in parts.items():
        pairs = list(merge.subject_objects(predicate))
        assert number(said, part, VOID.triples) == len(pairs)
        assert number(said, part, VOID.distinctSubjects) == len({s for s, _ in pairs})
        assert number(said, part, VOID.distinctObjects) == len({o for _, o in pairs})


def test_the_vocabulary_of_each_term_is_listed(said: Graph, merge: Graph) -> None:
    vocabularies = tuple(str(v) for v in said[IT : VOID.vocabulary])
    used = set(merge.predicates()) | set(merge.objects(None, RDF.type))
    assert all(str(term).startswith(vocabularies) for term in used)
    assert PREFIXES["sy"] in vocabularies


def test_links_to_other_datasets_are_counted(said: Graph) -> None:
    gazetteer = Graph().parse(Files.bundled().gazetteer)
    for linkset in said.subjects(RDF.type, VOID.Linkset):
        predicate = said.value(linkset, VOID.linkPredicate)
        target = said.value(linkset, VOID.objectsTarget)
        space = str(said.value(target, VOID.uriSpace))
        links = [o for _, o in gazetteer.subject_objects(predicate) if str(o).startswith(space)]
        assert number(said, linkset, VOID.triples) == len(links) > 0
        assert (linkset, VOID.subjectsTarget, IT) in said
        assert (IT, VOID.subset, linkset) in said
    geonames = [o for o in gazetteer.objects(None, OWL.sameAs) if "geonames" in str(o)]
    counts = {str(said.value(t, DCTERMS.title)): t for t in said.objects(None, VOID.objectsTarget)}
    [linkset] = said.subjects(VOID.objectsTarget, counts["GeoNames"])
    assert number(said, linkset, VOID.triples) == len(geonames)
    assert said.value(counts["GeoNames"], DCTERMS.license)


def test_the_subsets_are_counted(kg: KnowledgeGraph, said: Graph) -> None:
    [row] = kg.store.select("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    parts = [p for p in said[IT : VOID.subset] if (p, RDF.type, VOID.Linkset) not in said]
    assert len(parts) == 5
    counted = sum(number(said, part, VOID.triples) for part in parts)
    assert counted == int(row["n"].value)


def test_translations_have_the_rights_of_the_articles(said: Graph) -> None:
    texts, others = URIRef(f"{IT}#translations"), URIRef(BASE + "graph/gazetteer")
    assert set(said[texts : DCTERMS.rights]) == set(said[URIRef(f"{IT}#articles") : DCTERMS.rights])
    assert not set(said[texts : DCTERMS.license])
    assert set(said[others : DCTERMS.license])


def test_the_sources_of_the_gazetteer_are_listed(said: Graph) -> None:
    gazetteer = Graph().parse(Files.bundled().gazetteer)
    part = URIRef(BASE + "graph/gazetteer")
    assert set(said[part : PROV.wasDerivedFrom]) == set(gazetteer.objects(None, DCTERMS.source))


# What it is


def test_the_description_has_the_properties_that_dcat_requires(said: Graph) -> None:
    for kind in (VOID.Dataset, DCAT.Dataset, SCHEMA.Dataset):
        assert (IT, RDF.type, kind) in said
    for predicate in (DCTERMS.title, DCTERMS.description, DCTERMS.rights, SCHEMA.name):
        languages = {v.language for v in said[IT:predicate] if isinstance(v, Literal)}
        assert languages == LANGUAGES, predicate
    for predicate in (
        *(DCTERMS.license, DCTERMS.creator, DCTERMS.publisher, DCTERMS.issued, DCTERMS.modified),
        *(DCTERMS.temporal, DCTERMS.spatial, DCTERMS.language, DCAT.landingPage, DCAT.keyword),
        *(SCHEMA.license, SCHEMA.creator, SCHEMA.url, SCHEMA.description, SCHEMA.distribution),
    ):
        assert list(said[IT:predicate]), predicate
    for text in said[IT : SCHEMA.description]:
        assert 50 < len(text) < 5000  # what search engines ask for


def test_the_version_matches_package_and_ontology(said: Graph) -> None:
    ontology = Graph().parse(Files.bundled().ontology)
    versions = {
        *said[IT : URIRef(PREFIXES["dcat"] + "version")],
        *ontology.objects(None, OWL.versionInfo),
    }
    assert versions == {Literal(sygraph.__version__)}


def test_its_nodes_are_all_described_and_not_blank(said: Graph) -> None:
    parts = {o for o in said.objects() if str(o).startswith(str(IT) + "#")}
    assert parts and parts <= set(said.subjects())
    assert not [n for triple in said for n in triple if isinstance(n, rdflib.BNode)]


def test_every_url_starts_with_the_base_url(said: Graph) -> None:
    dumps = {str(url) for url in said[IT : VOID.dataDump]}
    formats = [Format.named(name) for name in Format.names(["graph", "dataset"])]
    assert dumps == {f"{BASE_URL}download/sygraph{format.suffix}" for format in formats}
    for part in said[IT : DCAT.distribution]:
        assert str(said.value(part, DCAT.downloadURL)) in dumps
        media_type = str(said.value(part, DCAT.mediaType)).partition("media-types/")[2]
        assert media_type in {format.media_type for format in formats}
    assert set(said[IT : VOID.sparqlEndpoint]) == {URIRef(BASE_URL + "sparql")}
    [service] = said.subjects(RDF.type, DCAT.DataService)
    assert (service, DCAT.servesDataset, IT) in said


def test_without_an_endpoint_no_service_is_described(kg: KnowledgeGraph) -> None:
    said = in_rdflib(describe_dataset(kg.store))
    assert not list(said[IT : VOID.sparqlEndpoint])
    assert not list(said.subjects(RDF.type, DCAT.DataService))


def test_a_download_has_size_and_checksum(kg: KnowledgeGraph) -> None:
    file = Download("dump/sygraph.nt.gz", Format.named("ntriples"), 1234, "ab" * 32)
    said = in_rdflib(describe_dataset(kg.store, BASE_URL, files=[file]))
    [part] = said[IT : DCAT.distribution]
    assert number(said, part, DCAT.byteSize) == 1234
    assert str(said.value(part, DCAT.compressFormat)).endswith("application/gzip")
    checksum = said.value(part, SPDX.checksum)
    assert str(said.value(checksum, SPDX.checksumValue)) == "ab" * 32


def test_the_same_graph_has_the_same_description(kg: KnowledgeGraph) -> None:
    assert describe_dataset(kg.store) == describe_dataset(OxigraphStore.bundled())


def test_an_empty_store_is_described_too() -> None:
    said = in_rdflib(describe_dataset(OxigraphStore(ox.Store())))
    assert number(said, IT, VOID.triples) == 0


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_the_json_ld_for_search_engines_has_one_language(kg: KnowledgeGraph, lang: str) -> None:
    found = as_schema_org(describe_dataset(kg.store, BASE_URL), lang)
    assert isinstance(found["name"], str) and isinstance(found["description"], str)
    assert found["isAccessibleForFree"] is True
    assert found["temporalCoverage"] == "2021-01-01/2050-12-31"
    for file in found["distribution"]:
        assert file["@type"] == "DataDownload"
        assert file["contentUrl"].startswith(BASE_URL)
        assert file["encodingFormat"]
    json.dump(found, io.StringIO())


@pytest.mark.parametrize("name", Format.names(["graph", "dataset"]))
def test_the_description_can_be_exported(kg: KnowledgeGraph, tmp_path: Path, name: str) -> None:
    """In each format it says the same; where graphs have names, in one that is named as it is."""
    path = tmp_path / f"said{Format.named(name).suffix}"
    done = CliRunner().invoke(cli, ["export", name, "--graph", "dataset", "-o", str(path)])
    assert done.exit_code == 0, done.stderr
    found = dataset(path)
    held = ox.Store()
    held.extend(ox.Quad(t.subject, t.predicate, t.object) for t in describe_dataset(kg.store))
    assert {quad.triple for quad in found} == {quad.triple for quad in held}
    named = Format.named(name).kind == "dataset"
    assert [graph.value for graph in found.named_graphs()] == ([DATASET.value] if named else [])


def test_unusual_iris_are_described() -> None:
    """Predicates without a slash or in Chinese, classes and links that are no IRIs."""
    store = ox.Store()
    data = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <https://w3id.org/sygraph/graph/gazetteer> {
          <a:s> <urn:p> 1 ; a "text", _:b, <urn:x:C> ; <http://e.org/p> 1 ;
            <http://e.org/城市> 1 ; <http://e.org/港口> 1, 2 ;
            skos:exactMatch "text", _:b, <urn:isbn:1>, <javascript:alert(1)>, <mailto:a@b> ;
            skos:prefLabel "no tag", "x"@en . }
        _:g { <a:s> <urn:q> 1 }"""
    store.load(data.encode(), ox.RdfFormat.TRIG)
    store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    said = in_rdflib(describe_dataset(OxigraphStore(store)))
    vocabularies = set(said[IT : VOID.vocabulary])
    assert {URIRef("urn:"), URIRef("http://e.org/"), URIRef("urn:x:")} <= vocabularies
    assert set(map(str, said.objects(None, VOID.uriSpace))) > {
        "urn:isbn:",
        "javascript:",
        "mailto:",
    }
    parts = set(said[IT : VOID.propertyPartition])
    assert len(parts) == len(set(said.objects(None, VOID.property))) == 8
    [harbours] = said.subjects(VOID.property, URIRef("http://e.org/港口"))
    assert number(said, harbours, VOID.triples) == 2
