"""Graphs are written in a fixed order with short names, and other parsers read them."""

from __future__ import annotations

import io
import json

import pyoxigraph as ox
import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from sygraph.namespaces import ARTICLE, ID, PREFIXES
from sygraph.rdf.formats import Format
from sygraph.rdf.graph_file import write_graph

DATA = """
PREFIX id: <https://w3id.org/sygraph/id/> PREFIX sy: <https://w3id.org/sygraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
id:seoul a sy:City ; skos:prefLabel "首爾"@zh-Hant , "Seoul"@en ; sy:country id:south-korea ;
  skos:exactMatch <https://sws.geonames.org/1835848/> ; skos:note "a \\"quote\\"\\nand a line" .
id:figure sy:value 42.7 ; sy:periodStart "2023"^^xsd:gYear ; sy:ongoing true ; sy:years 1 .
id:odd <http://example.org/p> <urn:x:sy:y> , "sy:City" .
"""
TRIPLES = [quad.triple for quad in ox.parse(DATA, format=ox.RdfFormat.TURTLE)]


def written(triples: list[ox.Triple], format: str) -> str:
    out = io.BytesIO()
    write_graph(out, triples, Format.named(format))
    return out.getvalue().decode("utf-8")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own use of it
@pytest.mark.parametrize(
    ("format", "rdflib_name"),
    [
        ("turtle", "turtle"),
        ("ntriples", "nt"),
        ("jsonld", "json-ld"),
        ("rdfxml", "xml"),
        ("n3", "n3"),
    ],
)
def test_rdflib_reads_the_same_graph(format: str, rdflib_name: str) -> None:
    expected = Graph().parse(data=DATA, format="turtle")
    found = Graph().parse(data=written(TRIPLES, format), format=rdflib_name)
    assert len(found) == len(TRIPLES)
    assert isomorphic(found, expected)


@pytest.mark.parametrize("format", Format.names(["graph"]))
def test_the_order_of_the_triples_does_not_change_the_file(format: str) -> None:
    assert written(TRIPLES[::-1] + TRIPLES, format) == written(TRIPLES, format)


def test_turtle_declares_the_prefixes_it_uses_and_no_others() -> None:
    lines = written(TRIPLES, "turtle").splitlines()
    declared = {line.split()[1] for line in lines if line.startswith("@prefix")}
    assert declared == {"id:", "sy:", "skos:", "rdf:", "xsd:"}


def test_json_ld_is_short_and_names_its_prefixes() -> None:
    triples = [t for t in TRIPLES if t.subject == ox.NamedNode(ID + "seoul")]
    document = json.loads(written(triples, "jsonld"))
    context = document["@context"]
    assert list(context)[:3] == ["sy", "id", "skos"]
    assert set(context) == {"sy", "id", "skos", "City", "country", "exactMatch", "prefLabel"}
    assert context["id"] == PREFIXES["id"]
    [seoul] = document["@graph"]
    assert (seoul["@id"], seoul["@type"]) == ("id:seoul", "City")
    assert seoul["country"] == "id:south-korea"
    assert seoul["prefLabel"] == {"en": "Seoul", "zh-Hant": "首爾"}
    assert seoul["skos:note"] == 'a "quote"\nand a line'


@pytest.mark.parametrize("format", Format.names(["graph"]))
def test_an_empty_graph_is_written_as_an_empty_graph(format: str) -> None:
    kind = ox.RdfFormat.from_media_type(Format.named(format).media_type)
    assert list(ox.parse(written([], format), format=kind)) == []


def test_an_iri_that_only_starts_like_a_prefix_stays_unchanged() -> None:
    title = ox.NamedNode(PREFIXES["dcterms"] + "title")
    triples = [ox.Triple(ox.NamedNode(ARTICLE), title, ox.Literal("x"))]
    assert json.loads(written(triples, "jsonld"))["@graph"][0]["@id"] == ARTICLE
