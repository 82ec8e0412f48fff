"""Profiles: the same statements in the terms of other vocabularies, by the rules of these."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from pyld import jsonld
from rdflib.namespace import PROV, SDO

import sygraph
from sygraph.data import ArticleFiles, Files
from sygraph.errors import UnknownFormat
from sygraph.export.profiles import PROFILES, write_profile
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PASSAGE, PREFIXES
from sygraph.rdf.formats import Format
from sygraph.rdf.order import canonical

FORMATS = {name: "trig" if name == "nanopub" else "turtle" for name in PROFILES}


def written(
    kg: KnowledgeGraph, profile: str, format: str, about: ox.NamedNode | None = None
) -> bytes:
    out = io.BytesIO()
    write_profile(kg, profile, Format.named(format), out, about)
    return out.getvalue()


def parsed(content: bytes, format: str) -> ox.Store:
    store = ox.Store()
    store.load(content, format=ox.RdfFormat.from_media_type(Format.named(format).media_type))
    return store


def sorted_canonical(lines: bytes) -> list[bytes]:
    return sorted(canonical(lines).splitlines())


@pytest.mark.slow
@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_is_deterministic_and_read_by_both_parsers(
    kg: KnowledgeGraph, profile: str
) -> None:
    format = FORMATS[profile]
    content = written(kg, profile, format)
    assert content == written(kg, profile, format)
    kind = ox.RdfFormat.from_media_type(Format.named(format).media_type)
    stated = ox.serialize(ox.parse(content, kind), format=ox.RdfFormat.N_QUADS)
    ours = sorted_canonical(stated or b"")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what rdflib itself still calls
        dataset = rdflib.Dataset()
        dataset.parse(data=content.decode(), format=format)
        lines = dataset.serialize(format="nquads", encoding="utf-8")
    lines = lines.replace(b" <urn:x-rdflib:default> .", b" .")
    assert sorted_canonical(lines) == ours
    assert len(ours) > 100


@pytest.mark.parametrize("profile", PROFILES)
def test_each_profile_can_be_exported_for_one_entity(kg: KnowledgeGraph, profile: str) -> None:
    whole = written(kg, profile, "nquads")
    part = written(kg, profile, "nquads", ox.NamedNode(ID + "route-los-angeles"))
    assert 0 < len(part) < len(whole) / 2
    assert b"route-los-angeles" in part


def test_a_profile_lists_its_formats(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownFormat) as caught:
        written(kg, "nanopub", "turtle")
    assert str(caught.value.hint) == "nanopub comes as one of trig, nquads, hextuples"


# Web Annotation

# How the published context of Web Annotation maps the terms that we use, in our words.
ANNOTATION_CONTEXT = {
    "oa": PREFIXES["oa"],
    "as": "https://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": PREFIXES["dcterms"],
    "dctypes": "http://purl.org/dc/dcmitype/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": PREFIXES["xsd"],
    "id": "@id",
    "type": "@type",
    "Annotation": "oa:Annotation",
    "SpecificResource": "oa:SpecificResource",
    "TextualBody": "oa:TextualBody",
    "value": {"@id": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"},
    "commenting": "oa:commenting",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "Dataset": "dctypes:Dataset",
    "Text": "dctypes:Text",
    "Software": "as:Application",
    "describing": "oa:describing",
    "identifying": "oa:identifying",
    "body": {"@id": "oa:hasBody", "@type": "@id"},
    "target": {"@id": "oa:hasTarget", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"},
    "selector": {"@id": "oa:hasSelector", "@type": "@id"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
    "rights": {"@id": "dcterms:rights", "@type": "@id"},
    "generator": {"@id": "as:generator", "@type": "@id"},
    "name": "foaf:name",
    "format": "dc:format",
    "language": "dc:language",
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
}
MOTIVATIONS = {"assessing", "bookmarking", "classifying", "commenting", "describing", "editing"}
MOTIVATIONS |= {"highlighting", "identifying", "linking", "moderating", "questioning", "replying"}
MOTIVATIONS |= {"tagging"}


@pytest.fixture(scope="module")
def collection(kg: KnowledgeGraph) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(kg, "web-annotation", "jsonld"))
    return found


def test_the_annotations_form_a_collection(collection: dict[str, Any]) -> None:
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert collection["type"] == "AnnotationCollection"
    page = collection["first"]
    assert page["type"] == "AnnotationPage"
    assert page["partOf"] == collection["id"]
    assert len(page["items"]) == collection["total"] == 71


def test_each_annotation_keeps_the_rules_of_the_model(collection: dict[str, Any]) -> None:
    ids = [annotation["id"] for annotation in collection["first"]["items"]]
    assert len(set(ids)) == len(ids)
    for annotation in collection["first"]["items"]:
        assert annotation["type"] == "Annotation"
        assert annotation["id"].startswith("https://")
        assert set(as_list(annotation["motivation"])) <= MOTIVATIONS
        assert set(annotation) <= {
            *("id", "type", "motivation", "rights", "generator", "body", "target")
        }
        *bodies, comment = annotation["body"]
        for body in bodies:
            assert body["type"] == "SpecificResource"
            assert body["purpose"] in MOTIVATIONS
            assert body["source"]
        assert comment["type"] == "TextualBody"
        assert (comment["purpose"], comment["language"]) == ("commenting", "en")
        assert comment["value"].isascii() or "“" in comment["value"] or "–" in comment["value"]
        target = annotation["target"]
        assert target["type"] == "SpecificResource"
        assert target["source"]["id"].startswith("https://")
        quote, position = target["selector"]
        assert quote["type"] == "TextQuoteSelector"
        assert isinstance(quote["exact"], str) and quote["exact"]
        assert position["type"] == "TextPositionSelector"
        assert 0 <= position["start"] < position["end"]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_each_selector_selects_its_passage_and_nothing_else(
    kg: KnowledgeGraph, collection: dict[str, Any]
) -> None:
    text = kg.files.seed.read_bytes().decode()
    for annotation in collection["first"]["items"]:
        quote, position = annotation["target"]["selector"]
        assert text[position["start"] : position["end"]] == quote["exact"]
        around = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
        assert text.count(around) == 1
        assert text.index(around) + len(quote.get("prefix", "")) == position["start"]


def test_annotations_in_json_and_rdf_are_equal(
    kg: KnowledgeGraph, collection: dict[str, Any]
) -> None:
    document = {"@context": ANNOTATION_CONTEXT, "@graph": collection["first"]["items"]}
    lines = jsonld.to_rdf(document, {"format": "application/n-quads"}).encode()
    ours = written(kg, "web-annotation", "ntriples")
    assert sorted_canonical(lines) == sorted_canonical(ours)


# schema.org


def test_schema_org_defines_every_type_and_property(kg: KnowledgeGraph) -> None:
    document = json.loads(written(kg, "schema.org", "jsonld"))
    assert document["@context"] == "https://schema.org"
    known = {str(term).removeprefix(PREFIXES["schema"]) for term in dir(SDO)}
    known.add("observationAbout")  # which is younger than rdflib's list
    for item in every_item(document["@graph"]):
        assert item["@type"] in known
        names = {key for key in item if not key.startswith("@")}
        assert names <= known, names - known


def every_item(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value:
            yield from every_item(one)
    elif isinstance(value, dict) and "@value" not in value:
        if "@type" in value:
            yield value
        for one in value.values():
            yield from every_item(one)


def test_a_search_engine_finds_the_article_places_events_and_figures(kg: KnowledgeGraph) -> None:
    document = json.loads(written(kg, "schema.org", "jsonld"))
    items = {item["@id"]: item for item in document["@graph"]}
    [article] = [item for item in items.values() if item["@type"] == "NewsArticle"]
    assert article["headline"] == "瀋陽打造東北亞對外開放新前沿"
    assert {"@language": "zh-Hant", "@value": "王藝橋"} in as_list(article["author"]["name"])
    shenyang = items[ID + "shenyang"]
    assert shenyang["@type"] == "City"
    assert shenyang["sameAs"] == "https://sws.geonames.org/2034937/"
    assert shenyang["geo"]["latitude"] == 41.79222
    assert {"@id": ID + "china"} in as_list(shenyang["containedInPlace"])
    messe = items[ID + "hannover-messe-2024"]
    assert (messe["@type"], messe["startDate"]) == ("Event", "2024")
    cargo = items[ID + "route-los-angeles-cargo"]
    assert (cargo["value"], cargo["unitText"], cargo["name"]) == (9800, "tonne", "約9800噸")
    assert items[PASSAGE + "shenyang-2024/240"]["@type"] == "Quotation"


def test_schema_org_in_json_and_rdf_is_equal(kg: KnowledgeGraph) -> None:
    document = json.loads(written(kg, "schema.org", "jsonld"))
    document["@context"] = {
        "@vocab": "https://schema.org/",
        "sameAs": {"@type": "@id"},
        "latitude": {"@type": "http://www.w3.org/2001/XMLSchema#decimal"},
        "longitude": {"@type": "http://www.w3.org/2001/XMLSchema#decimal"},
    }
    text = json.dumps(document)
    # A fraction is no xsd:decimal of JSON's, so that it must be spelled out for this comparison.
    spelled = json.loads(text, parse_float=str)
    for item in every_item(spelled["@graph"]):
        if item["@type"] == "Observation" and isinstance(item["value"], str):
            item["value"] = {"@value": item["value"], "@type": PREFIXES["xsd"] + "decimal"}
    lines = jsonld.to_rdf(spelled, {"format": "application/n-quads"}).encode()
    ours = written(kg, "schema.org", "ntriples")
    assert sorted_canonical(lines.lower()) == sorted_canonical(ours.lower())


# PROV-O


def test_prov_o_defines_every_term_and_no_activity_is_an_entity(kg: KnowledgeGraph) -> None:
    store = parsed(written(kg, "prov", "turtle"), "turtle")
    known = set(map(str, dir(PROV)))
    for quad in store:
        for term in (quad.predicate, quad.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(PREFIXES["prov"]):
                assert term.value in known
    prov = {"prov": PREFIXES["prov"]}
    for one, other in (("Entity", "Activity"), ("Agent", "Activity")):
        clash = f"ASK {{ ?x a prov:{one}, prov:{other} }}"
        assert not bool(store.query(clash, prefixes=prov))


@pytest.mark.parametrize(
    ("property", "subject", "object"),
    [
        ("wasQuotedFrom", "Entity", "Entity"),
        ("wasDerivedFrom", "Entity", "Entity"),
        ("hadPrimarySource", "Entity", "Entity"),
        ("wasGeneratedBy", "Entity", "Activity"),
        ("used", "Activity", "Entity"),
        ("hadMember", "Collection", "Entity"),
    ],
)
def test_each_prov_relation_keeps_domain_and_range(
    kg: KnowledgeGraph, property: str, subject: str, object: str
) -> None:
    store = parsed(written(kg, "prov", "turtle"), "turtle")
    prov = {"prov": PREFIXES["prov"]}
    for variable, cls in (("?s", subject), ("?o", object)):
        wrong = (
            f"ASK {{ ?s prov:{property} ?o FILTER NOT EXISTS {{ {variable} a prov:{cls} }}"
            f" FILTER NOT EXISTS {{ {variable} a prov:Collection }} }}"
        )
        assert not bool(store.query(wrong, prefixes=prov)), variable


def test_the_words_of_a_figure_are_attributed_to_their_author(kg: KnowledgeGraph) -> None:
    store = parsed(written(kg, "prov", "turtle"), "turtle")
    question = f"""ASK {{ <{ID}route-los-angeles-cargo> prov:wasDerivedFrom ?passage .
        ?passage prov:value ?words ; prov:wasQuotedFrom ?article .
        ?article prov:wasAttributedTo <{ID}wang-yiqiao> FILTER(CONTAINS(?words, "約9800噸")) }}"""
    assert bool(store.query(question, prefixes={"prov": PREFIXES["prov"]}))


# Nanopublications


@pytest.mark.slow
def test_each_passage_is_a_nanopublication_that_the_package_accepts(kg: KnowledgeGraph) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the package and rdflib still call
        from nanopub.nanopub import Nanopub

        quads = list(parsed(written(kg, "nanopub", "trig"), "trig"))
        groups: dict[str, list[ox.Quad]] = {}
        for quad in quads:
            groups.setdefault(str(quad.graph_name).partition("#")[0], []).append(quad)
        assert len(groups) == 71
        for name, group in groups.items():
            graph = rdflib.ConjunctiveGraph()
            lines = ox.serialize(group, format=ox.RdfFormat.N_QUADS) or b""
            graph.parse(data=lines.decode(), format="nquads")
            publication = Nanopub(rdf=graph)
            assert publication.is_valid, name


def test_an_assertion_is_the_graph_of_a_passage(kg: KnowledgeGraph) -> None:
    store = parsed(written(kg, "nanopub", "trig"), "trig")
    base = PREFIXES["p"].replace("/passage/", "/nanopub/")
    assertion = ox.NamedNode(base + "240#assertion")
    said = {quad.triple for quad in store.quads_for_pattern(None, None, None, assertion)}
    stated = kg.store.construct("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH p:240 { ?s ?p ?o } }")
    assert said == set(stated)


def test_an_article_is_exported_in_its_own_language(
    news: Files, add: Callable[..., ArticleFiles]
) -> None:
    add("The port of Dalian handled 320,000 tonnes in May.\n")
    english = sygraph.open(news)
    graph = json.loads(written(english, "schema.org", "jsonld"))["@graph"]
    said = [item["inLanguage"] for item in graph if item["@type"] in ("NewsArticle", "Quotation")]
    assert said == ["en", "en"]
    [annotation] = json.loads(written(english, "web-annotation", "jsonld"))["first"]["items"]
    assert annotation["target"]["source"]["language"] == "en"
    assert b'"zh-Hant"' not in written(english, "web-annotation", "ntriples")
