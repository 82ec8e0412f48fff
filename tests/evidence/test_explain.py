"""An empty answer says why: what is unknown, what never matches, or that the article is silent."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.evidence.explain import explain, unknown_terms
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, sy
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.rdflib_store import RdflibStore

SILENT = "All its terms are known: the article is silent on this."

CASES = [
    # Terms that nothing knows.
    ("ASK { ?x sy:contry ?y }",
     ["sy:contry is unknown to the ontology and the data; the nearest that exists is sy:country."]),
    ("ASK { ?x a sy:Facilities ; sy:locatedIn id:shenyng }",
     ["sy:Facilities is unknown to the ontology and the data; the nearest that exists is"
      " sy:Facility.",
      "id:shenyng is unknown to the ontology and the data; the nearest that exist are id:shenyang,"
      " id:ftz-shenyang and id:shenyang-etdz."]),
    ("ASK { ?x ^(dcterms:hasPart/sy:scoppe+)|sy:of ?y FILTER(?y = id:nowhere-at-all) }",
     ["sy:scoppe is unknown to the ontology and the data; the nearest that exists is sy:scope.",
      "id:nowhere-at-all is unknown to the ontology and the data."]),
    ("ASK { OPTIONAL { ?x sy:contry ?y } { GRAPH ?g { ?x a ?y } } UNION"
     " { ?x a ?y MINUS { ?x a ?z } } VALUES ?y { <http://example.org/x> }"
     " { SELECT ?x { ?x a ?y } } FILTER(?z > '1'^^xsd:int) }",
     ["sy:contry is unknown to the ontology and the data; the nearest that exists is sy:country.",
      "<http://example.org/x> is unknown to the ontology and the data."]),
    ("DESCRIBE id:shenyan", ["id:shenyan is unknown to the ontology and the data; the nearest that"
                             " exist are id:shenyang, id:ftz-shenyang and id:shenyang-etdz."]),
    # Patterns that never match.
    ("SELECT * { ?x schema:iataCode ?code . ?x a sy:Country }",
     ["?x schema:iataCode ?code and ?x rdf:type sy:Country never match together.", SILENT]),
    ("ASK { id:shenyang sy:country+ id:japan }",
     ["Nothing in the data matches id:shenyang sy:country+ id:japan.",
      "id:shenyang and id:japan are connected through id:"]),
    ("ASK { id:katowice sy:partner id:shenyang }",
     ["Nothing in the data matches id:katowice sy:partner id:shenyang.",
      "id:katowice and id:shenyang are connected through id:katowice-live-stream-2024: see"
      " sygraph path id:katowice id:shenyang."]),
    ("SELECT * { id:ftz-shenyang sy:tradeTotal ?v }",
     ["Nothing in the data matches id:ftz-shenyang sy:tradeTotal ?v.",
      "No statement has the property sy:tradeTotal; it is a value of sy:measure."]),
    ("SELECT * { ?x sy:planned ?v }",
     ["Nothing in the data matches ?x sy:planned ?v.",
      "No statement has the property sy:planned; it is a value of sy:status."]),
    ("SELECT * { 'Tokyo' ?p ?o }",
     ['Nothing in the data matches "Tokyo" ?p ?o.',
      'A text is not equal to an IRI: "Tokyo" names id:tokyo.']),
    ("SELECT * { 7 ?p ?o }",
     ["Nothing in the data matches 7 ?p ?o.",
      "7 is a text, and only things have properties."]),
    ("SELECT * { ?x skos:prefLabel ?l FILTER(LANG(?l) = 'zh-Hant') }",
     ["There are solutions without it, but none passes FILTER(LANG(?l) = 'zh-Hant').",
      "There ?l is ",
      "Language tags differ in case between engines: compare with langMatches."]),
    ("SELECT * { ?x skos:prefLabel ?l FILTER(?l = 'Katowice') }",
     ["There are solutions without it, but none passes FILTER(?l = 'Katowice').",
      "There ?l is ",
      'The data has "Katowice"@en: a text is equal only to one in the same language; compare STR of'
      " it."]),
    ("SELECT * { ?x sy:label ?l }",
     ["sy:label is unknown to the ontology and the data; names are in skos:prefLabel and"
      " skos:altLabel."]),
    ("SELECT * { ?x a sy:City OPTIONAL { ?x schema:iataCode ?i } VALUES ?x { id:japan } }",
     ["?x rdf:type sy:City and ?x = id:japan never match together.", SILENT]),
    ("SELECT * { ?x a sy:City } VALUES ?x { id:japan }",
     ["?x = id:japan and ?x rdf:type sy:City never match together.", SILENT]),
    ("SELECT * { ?x a sy:City { ?y sy:value ?v FILTER(?v < 0) } }",
     ["There are solutions without it, but none passes FILTER(?v < 0).",
      "There ?v is "]),
    ("SELECT * { GRAPH p:240 { ?x sy:value 7.0 } }",
     ["Nothing in the data matches ?x sy:value 7.0.", SILENT]),
    ("SELECT * { { SELECT ?x { ?x a sy:City ; a sy:Country } } }",
     ["?x rdf:type sy:City and ?x rdf:type sy:Country never match together.", SILENT]),
    ("ASK { { ?x a sy:City ; a sy:Country } UNION { ?x schema:position 5 } }",
     ["?x rdf:type sy:City and ?x rdf:type sy:Country never match together.", SILENT,
      "Nothing in the data matches ?x schema:position 5."]),
    # Filters, and what they saw.
    ("SELECT * { id:route-los-angeles-cargo sy:value ?v FILTER(?v > 10000) }",
     ["There are solutions without it, but none passes FILTER(?v > 10000).",
      "There ?v is 9800.0."]),
    ("SELECT * { FILTER(?v > 10000) id:route-los-angeles-cargo sy:value ?v }",
     ["There are solutions without it, but none passes FILTER(?v > 10000).",
      "There ?v is 9800.0."]),
    ("SELECT * { ?x a sy:City FILTER NOT EXISTS { ?x a ?any } }",
     ["There are solutions without it, but none passes FILTER NOT EXISTS { ?x a ?any }.",
      "There ?x is "]),
    ("SELECT * { ?x a sy:City MINUS { ?x a ?any } }",
     ["There are solutions, but MINUS { ?x a ?any } takes every one away."]),
    # Literals that are written in another way.
    ("SELECT * { ?x skos:prefLabel '瀋陽' }",
     ['Nothing in the data matches ?x skos:prefLabel "瀋陽".',
      'The data has "瀋陽"@zh-Hant: a literal in a pattern matches only with the same language or'
      " datatype."]),
    ("SELECT * { ?x sy:value 9800 }",
     ["Nothing in the data matches ?x sy:value 9800.",
      "The data has 9800.0: a literal in a pattern matches only with the same language or datatype."
      ]),
    ("SELECT * { ?x sy:statedAs '約9800頓' }",
     ['Nothing in the data matches ?x sy:statedAs "約9800頓".',
      "The nearest values that exist are 約9800噸."]),
    # What comes after the pattern.
    ("SELECT ?x { ?x a sy:City } LIMIT 0",
     ["The pattern has solutions, but LIMIT or OFFSET leaves none of them."]),
    ("SELECT ?x { ?x a sy:City } GROUP BY ?x HAVING (COUNT(*) > 9)",
     ["The pattern has solutions, but no group passes HAVING (COUNT(*) > 9)."]),
    ("CONSTRUCT { ?x sy:of ?y } { ?x a sy:City }",
     ["The pattern has solutions, but the template makes no triple of them."]),
    # What is known near by, of which the article is not silent.
    ("SELECT * { ?a sy:country 'Japan' }",
     ['Nothing in the data matches ?a sy:country "Japan".',
      'A text is not equal to an IRI: "Japan" names id:japan.']),
    ("SELECT * { VALUES ?c { '日本'@zh-Hant } ?a sy:country ?c }",
     ["?c = ", 'A text is not equal to an IRI: "日本" names id:japan.']),
    ("SELECT * { ?a sy:country ?c FILTER(?c = 'id:japan') }",
     ["There are solutions without it, but none passes FILTER(?c = 'id:japan').",
      "There ?c is id:",
      'A text is not equal to an IRI: "id:japan" names id:japan.']),
    ("SELECT * { ?a sy:country 'Narnia' }",
     ['Nothing in the data matches ?a sy:country "Narnia".',
      "Its values are IRIs, not text: id:"]),
    ("SELECT * { ?e a schema:Event ; schema:location ?place }",
     ["Nothing in the data matches ?e schema:location ?place.",
      "No statement has the property schema:location; the data has sy:inPlace."]),
    ("SELECT * { ?e schema:superEvent ?series }",
     ["Nothing in the data matches ?e schema:superEvent ?series.",
      "No statement has the property schema:superEvent; the data has sy:inSeries and"
      " sy:subEventOf."]),
    ("SELECT * { ?e a schema:Event ; sy:locatedIn ?place }",
     ["?e rdf:type schema:Event and ?e sy:locatedIn ?place never match together.",
      "In place of sy:locatedIn it matches with schema:attendee, schema:organizer and"
      " sy:inPlace."]),
    ("SELECT * { id:japan sy:country ?city }",
     ["Nothing in the data matches id:japan sy:country ?city.",
      "The other way round it matches: ?city sy:country id:japan."]),
    ("SELECT * { id:shenyang schema:iataCode ?code }",
     ["Nothing in the data matches id:shenyang schema:iataCode ?code.",
      "In place of id:shenyang it matches with what is linked to it: id:taoxian-airport."]),
    ("SELECT * { VALUES ?f { id:people-to-people-exchange }"
     " ?e a schema:Event ; dcterms:subject ?f }",
     ["?f = id:people-to-people-exchange, ?e rdf:type schema:Event and ?e dcterms:subject ?f"
      " never match together.",
      "Without ?e rdf:type schema:Event it matches: ?e is id:cultural-exchanges-2024."]),
    ("SELECT * { id:katowice ?link id:brisbane }",
     ["Nothing in the data matches id:katowice ?link id:brisbane.",
      "id:katowice and id:brisbane are connected through id:katowice-live-stream-2024, id:shenyang"
      " and id:partnership-brisbane: see sygraph path id:katowice id:brisbane."]),
    # Names in other vocabularies.
    ("SELECT * { id:shenyang rdfs:label ?name }",
     ["rdfs:label is unknown to the ontology and the data; names are in skos:prefLabel and"
      " skos:altLabel."]),
    ("SELECT * { id:shenyang schema:name ?name }",
     ["schema:name is unknown to the ontology and the data; names are in skos:prefLabel and"
      " skos:altLabel."]),
    ("PREFIX f: <http://xmlns.com/foaf/0.1/> SELECT * { id:shenyang f:name ?name }",
     ["<http://xmlns.com/foaf/0.1/name> is unknown to the ontology and the data; names are in"
      " skos:prefLabel and skos:altLabel."]),
    ("PREFIX s: <http://schema.org/> SELECT * { ?e s:location ?place }",
     ["<http://schema.org/location> is unknown to the ontology and the data; the nearest that"
      " exists is schema:location."]),
    ("BASE <urn:x:> SELECT * { ?e ?p <a> }",
     ["<urn:a> is unknown to the ontology and the data."]),
    # Graphs: what one does not state, others may.
    ("SELECT * { GRAPH p:240 { id:territorial-plan sy:of ?x } }",
     ["Nothing in p:240 matches id:territorial-plan sy:of ?x.", "p:20, p:100 and p:160 state it."]),
    ("SELECT * FROM p:240 FROM p:250 { id:territorial-plan sy:of ?x }",
     ["Nothing in p:240 and p:250 matches id:territorial-plan sy:of ?x.",
      "p:20, p:100 and p:160 state it."]),
    ("SELECT * FROM NAMED p:240 { id:territorial-plan sy:of ?x }",
     ["Nothing in the default graph, which FROM NAMED leaves empty, matches id:territorial-plan"
      " sy:of ?x.", "p:20, p:100 and p:160 state it."]),
    ("SELECT * FROM NAMED p:240 { GRAPH ?g { id:territorial-plan sy:of ?x } }",
     ["No graph of FROM NAMED by itself matches id:territorial-plan sy:of ?x.",
      "p:20, p:100 and p:160 state it."]),
    ("SELECT * FROM NAMED p:240 { GRAPH p:20 { id:territorial-plan sy:of ?x } }",
     ["p:20 is not among the graphs that FROM NAMED names."]),
    ("SELECT * FROM p:20 { GRAPH p:20 { id:territorial-plan sy:of ?x } }",
     ["The query has FROM and no FROM NAMED, so GRAPH matches nothing."]),
    ("SELECT * { GRAPH ?g { ?x sy:of ?y . ?y sy:country ?z } }",
     ["?x sy:of ?y and ?y sy:country ?z never match together in one graph.",
      "All graphs together match, and none of them alone: leave GRAPH or FROM out."]),
    ("SELECT * { GRAPH p:240 { ?x a sy:City ; sy:country id:japan } }",
     ["Nothing in p:240 matches ?x rdf:type sy:City.", ""]),
    ("SELECT * FROM <http://nope/> { ?s ?p ?o }", ["No graph is named <http://nope/>."]),
    ("SELECT * FROM id:shenyang { ?s ?p ?o }", ["No graph is named id:shenyang."]),
    ("SELECT * { GRAPH p:2400 { ?s ?p ?o } }",
     ["No graph is named p:2400; the nearest that exist"]),
    ("DESCRIBE id:shenyang FROM p:690", ["Nothing in p:690 has id:shenyang as its subject."]),
    # Datatypes are known, whether the data has them or not.
    ("SELECT * { ?x sy:periodStart ?v FILTER(datatype(?v) = xsd:dateTime) }",
     ["There are solutions without it, but none passes FILTER(datatype(?v) = xsd:dateTime).",
      "There ?v is "]),
    ("SELECT * { ?x sy:value ?v FILTER(datatype(?v) = xsd:gYearMonth) }",
     ["There are solutions without it, but none passes FILTER(datatype(?v) = xsd:gYearMonth).",
      "There ?v is "]),
    # Parts that hold no triple pattern are not the article's silence.
    ("SELECT * { VALUES ?x { } ?x a sy:City }", ["VALUES ?x { } lists no value."]),
    ("SELECT ?x { ?x a sy:City { SELECT ?x { ?x a sy:City } LIMIT 0 } }",
     ["Nothing in the data matches SELECT ?x { ?x a sy:City } LIMIT 0."]),
    ("SELECT * { BIND('x' AS ?y) ?x sy:value ?y }",
     ["BIND('x' AS ?y) and ?x sy:value ?y never match together."]),
    # Prefixes of the query's own.
    ("PREFIX x: <https://w3id.org/sygraph/ontology#> SELECT * { ?x a x:City , x:Country }",
     ["?x rdf:type sy:City and ?x rdf:type sy:Country never match together.", SILENT]),
]  # fmt: skip


@pytest.mark.parametrize(("sparql", "expected"), CASES)
def test_says_why(kg: KnowledgeGraph, sparql: str, expected: list[str]) -> None:
    assert not kg.query(sparql)
    sentences = explain(kg.store, sparql)
    # An expected sentence that breaks off stands for any that begins so.
    assert len(sentences) == len(expected)
    for sentence, start in zip(sentences, expected, strict=True):
        assert sentence == start if start.endswith(".") else sentence.startswith(start)


def test_shows_no_more_than_three_of_the_values_that_a_filter_saw(kg: KnowledgeGraph) -> None:
    [_, seen] = explain(kg.store, "ASK { ?x sy:value ?v FILTER(?v < 0) }")
    assert seen.endswith(", ….")
    assert len(seen.split(", ")) == 4


def test_says_when_it_cannot_tell(kg: KnowledgeGraph) -> None:
    [sentence] = explain(kg.store, "SELECT * { ?x ?y <<( ?a ?b ?c )>> }")
    assert sentence.startswith("This query cannot be taken apart to see why: << ")


def test_a_named_query_without_an_answer_names_its_parameter(kg: KnowledgeGraph) -> None:
    result = kg.query("partner-cities", country="法國")
    assert not result
    sentences = explain(kg.store, result.sparql)
    assert sentences[0].startswith("?country = id:france, ")
    assert sentences[-1] == SILENT


def test_what_connects_two_things_is_told_where_a_query_does_not_reach(kg: KnowledgeGraph) -> None:
    result = kg.query("connections", a="Katowice", b="Brisbane")
    assert not result
    sentences = explain(kg.store, result.sparql)
    assert sentences[-1].startswith("id:katowice and id:brisbane are connected through ")
    assert SILENT not in sentences


def test_a_field_of_what_is_not_an_event_is_told(kg: KnowledgeGraph) -> None:
    result = kg.query("events-by-field", field="People-to-people exchange")
    assert not result
    sentences = explain(kg.store, result.sparql)
    assert sentences[-1].endswith("?event is id:cultural-exchanges-2024.")
    assert SILENT not in sentences


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT * { ?x ?y 'nothing of the kind' }", "Nothing in the data matches"),
        ("SELECT * { ?x ?p ?o FILTER(isBlank(?p)) }", "There are solutions without it"),
        ("SELECT * { VALUES ?x { 1 2 } FILTER(?x > 2) }", "There are solutions without it"),
        ("ASK { FILTER(1 > 2) }", "There are solutions without it"),
    ],
)
def test_rdflib_explains_an_answer_without_iris(sparql: str, expected: str) -> None:
    store = RdflibStore.from_files(Files.bundled())
    assert explain(store, sparql)[0].startswith(expected)


def test_unknown_terms_and_the_nearest_in_memory_and_on_disk(
    kg: KnowledgeGraph, tmp_path: Path
) -> None:
    sparql = "SELECT * { ?x a sy:Citty ; sy:country id:japn , id:japan }"
    japan = NamedNode(ID + "japan")
    [(first, near), (second, close)] = unknown_terms(kg.store, sparql)
    assert (first, near[0]) == (sy("Citty"), sy("City"))
    assert second == NamedNode(ID + "japn") and japan in close
    # A large store compares terms of the vocabulary only.
    load(sources([Files.bundled().root]), str(tmp_path / "store"))
    found = dict(unknown_terms(DiskStore(tmp_path / "store"), sparql))
    assert found[sy("Citty")][0] == sy("City") and found[NamedNode(ID + "japn")] == []
    assert unknown_terms(kg.store, "SELECT nonsense") == []
