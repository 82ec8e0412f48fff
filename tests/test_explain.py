"""An empty answer says why: what is unknown, what never matches, or that the article is silent."""

from __future__ import annotations

import pytest

from sygraph.explain import explain
from sygraph.graph import KnowledgeGraph

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
     ["Nothing in the data matches id:shenyang sy:country+ id:japan.", SILENT]),
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
      'The data has "瀋陽"@zh-hant: a literal in a pattern matches only with the same language or'
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
