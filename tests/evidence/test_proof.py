"""Each answer comes with just the words that support it, and says what could not be proved.

How each construct of SPARQL is traced is tested on a small graph in which every fact stands in a
passage of its own, named by a letter; what the article proves, on quotes read off it by hand.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.evidence.explain import explain
from sygraph.evidence.proof import Proof, triple_text
from sygraph.evidence.rewrite import Findings, analyse
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ARTICLE, DERIVED, ONTOLOGY, PASSAGE, PREFIXES, sy
from sygraph.queries.catalog import Catalog
from sygraph.queries.rows import Row
from sygraph.queries.run import run
from sygraph.sparql.algebra import Unreadable
from sygraph.sparql.parser import parse
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.limits import Results

HOME = ox.NamedNode(ARTICLE + "small")
SHOWN = [sy("quote"), sy("start"), sy("end")]

# What stands outside of a graph is in the article's.
SMALL = """
prefix sy: <https://w3id.org/sygraph/ontology#> prefix id: <https://w3id.org/sygraph/id/>
prefix q: <https://w3id.org/sygraph/passage/small/>
prefix graph: <https://w3id.org/sygraph/graph/>
prefix skos: <http://www.w3.org/2004/02/skos/core#>
prefix xsd: <http://www.w3.org/2001/XMLSchema#>
prefix qunit: <http://qudt.org/vocab/unit/>

q:a sy:quote "A" ; sy:start 100 ; sy:end 101 . q:a { id:x sy:among id:y }
q:b sy:quote "B" ; sy:start 20 ; sy:end 21 .   q:b { id:y sy:among id:z }
q:c sy:quote "C" ; sy:start 3 ; sy:end 4 .     q:c { id:z sy:among id:w . id:w sy:among id:v }
q:d sy:quote "D" ; sy:start 40 ; sy:end 41 .   q:d { id:x sy:scope id:m, id:n }
q:e sy:quote "E" ; sy:start 50 ; sy:end 51 .   q:e { id:m sy:value 1.0 }
q:f sy:quote "F" ; sy:start 60 ; sy:end 61 .   q:f { id:n sy:value 2.0 }
q:g sy:quote "G" ; sy:start 70 ; sy:end 71 .   q:g { id:m sy:unit qunit:CCY_CNY ; sy:value 1.0 }
q:h sy:quote "H" ; sy:start 80 ; sy:end 81 ; sy:readWith q:a .
q:h { id:x a sy:City }
q:i sy:quote "I" ; sy:start 90 ; sy:end 91 .   q:i { id:fair sy:date "2024"^^xsd:gYear }
q:j sy:quote "J" ; sy:start 95 ; sy:end 96 .   q:j { id:sales sy:of id:fair ; sy:value 7.0 }
q:k sy:quote "K" ; sy:start 97 ; sy:end 98 .   q:k { id:x sy:among id:o . id:o sy:among id:z }

graph:gazetteer { id:x skos:prefLabel "X"@en . id:y a sy:City ; skos:prefLabel "Y"@en }
graph:derived {
  id:fair sy:firstDay "2024-01-01"^^xsd:date . id:sales sy:firstDay "2024-01-01"^^xsd:date .
  id:x a sy:Place
}
"""  # fmt: skip


def small_store(extra: Iterable[ox.Quad] = ()) -> OxigraphStore:
    stated = [
        quad if quad.graph_name != ox.DefaultGraph() else placed(quad.triple, HOME)
        for quad in ox.parse(SMALL, format=ox.RdfFormat.TRIG)
    ]
    return merged([*stated, *extra])


def placed(triple: ox.Triple, graph: ox.NamedNode | ox.DefaultGraph) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def merged(quads: Iterable[ox.Quad]) -> OxigraphStore:
    """A store of these quads and, in the default graph, of their merge."""
    store = ox.Store()
    store.extend(quads)
    store.extend([placed(quad.triple, ox.DefaultGraph()) for quad in list(store)])
    return OxigraphStore(store)


@pytest.fixture(scope="module")
def store() -> OxigraphStore:
    return small_store()


def proofs(store: OxigraphStore, sparql: str) -> list[Proof]:
    sparql = f"PREFIX q: <{PASSAGE}small/> {sparql}" if "q:" in sparql else sparql
    rows = run(store, Catalog({}), sparql, evidence=True).rows
    return [row.proof for row in rows if row.proof is not None]


def cited(store: OxigraphStore, sparql: str) -> list[str]:
    """The passages that each row cites, by their letters, sorted."""
    return [
        "".join(sorted(evidence.quote for evidence in proof.evidence)).lower()
        for proof in proofs(store, sparql)
    ]


PATTERNS = [
    # Hidden variables, and each of their values.
    ("SELECT ?x { ?x sy:among ?y . ?y sy:among id:z } ORDER BY ?y", ["k", "ab"]),
    ("SELECT ?x { ?x sy:among ?y . ?y sy:among id:z } ORDER BY DESC(?y)", ["ab", "k"]),
    ("SELECT ?x { ?x sy:among ?y . ?y sy:among id:z } LIMIT 1", ["abk"]),
    ("SELECT DISTINCT ?x { ?x sy:among ?y . ?y sy:among id:z }", ["abk"]),
    ("SELECT DISTINCT ?x { ?x sy:scope ?m . ?m sy:value ?v }", ["defg"]),
    ("SELECT ?x ?m { ?x sy:scope ?m . ?m sy:value ?v } ORDER BY ?m", ["deg", "df"]),
    ("SELECT ?m { id:x sy:scope ?m . ?m sy:value ?v } ORDER BY DESC(?v) LIMIT 1", ["df"]),
    ("SELECT ?m { id:x sy:scope ?m . ?m sy:value ?v } ORDER BY ?v OFFSET 1", ["df"]),
    ("SELECT * { ?x sy:scope id:m }", ["d"]),
    ("SELECT ?p { id:m ?p qunit:CCY_CNY }", ["g"]),
    ("SELECT DISTINCT ?x { [] sy:scope [ sy:value ?v ] . ?x sy:unit ?u }", ["defg"]),
    # Only the branch that matched, even where another's triple exists.
    ("SELECT ?m ?u { id:x sy:scope ?m OPTIONAL { ?m sy:unit ?u } } ORDER BY ?m", ["dg", "d"]),
    ("SELECT ?m { id:x sy:scope ?m OPTIONAL { ?m sy:value ?v FILTER(?v > 1) } } ORDER BY ?m",
     ["d", "df"]),
    ("SELECT ?m { { id:x sy:scope ?m FILTER(?m = id:m) } UNION { ?m sy:value 2.0 } } ORDER BY ?m",
     ["d", "f"]),
    ("SELECT ?m { { ?m sy:value 1.0 . id:x sy:among ?o FILTER(1 > 2) } UNION { ?m sy:unit ?u } }",
     ["g"]),
    # Paths.
    ("ASK { id:x sy:among/sy:among id:z }", ["abk"]),
    ("ASK { id:z ^sy:among id:y }", ["b"]),
    ("ASK { id:m ^sy:scope/sy:among id:y }", ["ad"]),
    ("SELECT ?o { id:m sy:unit|sy:value ?o } ORDER BY ?o", ["g", "eg"]),
    ("ASK { id:x sy:among+ id:y }", ["a"]),
    ("ASK { id:x sy:among+ id:z }", ["abk"]),  # two ways, as short as each other
    ("ASK { id:x sy:among* id:v }", ["abck"]),
    ("ASK { id:x (sy:among/sy:among)+ id:w }", []),
    ("ASK { id:x (sy:among/sy:among)+ id:v }", ["abck"]),
    ("ASK { id:m (^sy:scope|sy:among)+ id:y }", ["ad"]),
    ("ASK { id:x sy:among? id:y }", ["a"]),
    ("SELECT ?z { id:y sy:among+ ?z } ORDER BY ?z", ["bc", "bc", "b"]),
    ("SELECT ?x { ?x sy:among+ id:z } ORDER BY ?x", ["k", "abk", "b"]),
    ("SELECT ?o { id:m !(sy:value|sy:date) ?o }", ["g"]),
    ("ASK { id:m !(sy:value|^sy:date) id:x }", ["d"]),
    ("ASK { GRAPH ?g { id:z sy:among+ id:v } }", ["c"]),
    ("ASK { id:x sy:among+/sy:among id:z }", ["abk"]),
    # Aggregates carry their group's.
    ("SELECT (SUM(?v) AS ?sum) { id:x sy:scope ?m . ?m sy:value ?v }", ["defg"]),
    ("SELECT ?m (COUNT(*) AS ?n) { ?m sy:value ?v } GROUP BY ?m ORDER BY ?m", ["eg", "f", "j"]),
    ("SELECT (MAX(?v) AS ?max) { ?m sy:value ?v } GROUP BY ?m ORDER BY ?max", ["eg", "f", "j"]),
    ("SELECT ?w (COUNT(*) AS ?n) { ?m sy:value ?v } GROUP BY (?v > 1 AS ?w) ORDER BY ?w",
     ["eg", "fj"]),
    ("SELECT (MIN(?v) AS ?min) { ?m sy:value ?v } GROUP BY (?v > 1) HAVING (COUNT(*) > 1)",
     ["fj"]),
    ("SELECT (?v * 2 AS ?w) { ?m sy:value ?v } ORDER BY ?w", ["eg", "f", "j"]),
    # Subqueries.
    ("SELECT ?x { ?x sy:scope ?m { SELECT ?m { ?m sy:value ?v } ORDER BY DESC(?v) LIMIT 2 } }",
     ["df"]),
    ("SELECT ?x ?n { ?x sy:among id:y { SELECT ?x (COUNT(?m) AS ?n) { ?x sy:scope ?m }"
     " GROUP BY ?x } }", ["ad"]),
    ("SELECT ?max { { SELECT (MAX(?s) AS ?max) { { SELECT (SUM(?v) AS ?s) { ?m sy:value ?v }"
     " GROUP BY ?m } } } }", ["efgj"]),
    ("SELECT ?x { ?x sy:among id:y { SELECT * { ?x sy:scope/sy:unit ?u } } }", ["adg"]),
    # Filters that ask whether something is there.
    ("SELECT ?m { id:x sy:scope ?m FILTER EXISTS { ?m sy:unit ?u } }", ["dg"]),
    ("SELECT ?m { id:x sy:scope ?m FILTER(?m = id:n || EXISTS { ?m sy:unit ?u }) } ORDER BY ?m",
     ["dg", "d"]),
    ("SELECT ?m { ?m sy:value ?v FILTER EXISTS { ?n sy:value ?w FILTER(?w = ?v + 5) } }", ["fj"]),
    ("SELECT (EXISTS { id:m sy:unit ?u } AS ?known) {}", ["g"]),
    # EXISTS sees what its own group gives a value, and an OPTIONAL's what comes before it.
    ("SELECT ?m { ?n sy:value 2.0 { ?m sy:value 7.0 FILTER EXISTS { ?n sy:unit ?u } } }", ["fgj"]),
    ("SELECT ?m { ?n sy:value 2.0 { SELECT ?m { ?m sy:value 7.0 FILTER EXISTS { ?n sy:unit ?u } } }"
     " }", ["fgj"]),
    ("SELECT ?m ?v { id:x sy:scope ?m OPTIONAL { ?n sy:value ?v FILTER EXISTS { ?m sy:unit ?u }"
     " FILTER(?v = 7) } } ORDER BY ?m", ["dgj", "d"]),
    ("SELECT ?m { ?m sy:value 2.0 FILTER EXISTS { { ?x sy:scope ?m FILTER EXISTS"
     " { ?x sy:scope ?m } } } }", ["df"]),
    # Named graphs: the passage that the query found, not others that state the same.
    ("SELECT ?g { GRAPH ?g { id:m sy:value 1.0 } } ORDER BY ?g", ["e", "g"]),
    ("SELECT ?w { GRAPH ?g { id:m sy:unit ?u } ?g sy:quote ?w }", ["g"]),
    ("SELECT ?n { GRAPH ?g { { SELECT (COUNT(*) AS ?n) { ?m sy:value ?v } } } ?g sy:quote 'E' }",
     ["e"]),
    ("SELECT ?g { GRAPH ?g { id:m sy:value ?v FILTER EXISTS { id:m sy:unit ?u } } }", ["g"]),
    ("SELECT ?g { ?g sy:quote 'B' }", ["b"]),
    # Values, bindings, and names that the rewriting would like to have itself.
    ("SELECT ?m { VALUES ?m { id:m UNDEF } ?m sy:unit ?u BIND(1 AS ?one) }", ["g", "g"]),
    ("SELECT ?m { ?m sy:value ?v } VALUES (?m ?v) { (id:n UNDEF) (id:z 1.0) }", ["f"]),
    ("SELECT ?step1 ?taken1 { id:x sy:among/sy:among ?step1 OPTIONAL { ?step1 sy:among ?taken1 }"
     " } LIMIT 1", ["abck"]),
    ("PREFIX id: <http://qudt.org/vocab/unit/> ASK { ?m sy:unit id:CCY_CNY }", ["g"]),
    ("BASE <https://w3id.org/sygraph/> ASK { ?m <ontology#unit> ?u }", ["g"]),
    # Days are computed from dates, their own or those of the event.
    ("ASK { id:fair sy:firstDay ?day }", ["i"]),
    ("ASK { id:sales sy:firstDay ?day }", ["ij"]),
    ("ASK { GRAPH ?g { id:sales sy:firstDay ?day } }", ["ij"]),
    # What CONSTRUCT and DESCRIBE give rests on what it was made of.
    ("CONSTRUCT { ?x sy:value ?v } { ?x sy:scope/sy:value ?v }", ["deg", "df"]),
    ("CONSTRUCT { ?x sy:of [ sy:value ?v ] } { ?x sy:scope/sy:value ?v FILTER(?v = 2) }",
     ["df", "df"]),
    ("CONSTRUCT WHERE { ?m sy:unit ?u }", ["g"]),
    # A blank node of a template is none of the pattern's, whatever their labels.
    ("CONSTRUCT { _:b sy:value ?v } { _:b sy:value ?v ; sy:unit ?u }", ["eg"]),
    ("CONSTRUCT { ?m sy:of _:b } { _:b sy:scope ?m . ?m sy:unit ?u }", ["dg"]),
    ("CONSTRUCT WHERE { _:b sy:unit ?u }", ["g"]),
    # Values that are others each time that the query runs.
    ("SELECT ?m (NOW() AS ?now) { ?m sy:unit ?u }", ["g"]),
    ("SELECT ?m (RAND() AS ?r) { id:x sy:scope ?m . ?m sy:value ?v } ORDER BY ?m", ["deg", "df"]),
    ("SELECT ?m ?year { BIND(NOW() AS ?now) ?m sy:unit ?u BIND(STR(?now) AS ?year) }", ["g"]),
    ("SELECT (STR(?now) AS ?s) { ?m sy:unit ?u { SELECT (UUID() AS ?now) { ?n sy:value 2.0 } } }",
     ["fg"]),
    ("CONSTRUCT { ?m sy:note ?now } { ?m sy:unit ?u BIND(NOW() AS ?now) }", ["g"]),
    ("CONSTRUCT { ?m sy:note ?now ; sy:of ?v } { ?m sy:value ?v BIND(NOW() AS ?now)"
     " FILTER(?v = 2) }", ["f", "f"]),
    # A query's own dataset: only the graphs that it asks.
    ("SELECT ?v FROM q:g { id:m sy:value ?v }", ["g"]),
    ("SELECT ?v FROM q:g FROM q:d { ?x sy:scope ?m . ?m sy:value ?v }", ["dg"]),
    ("SELECT ?v FROM q:e FROM NAMED q:g { ?m sy:value ?v GRAPH ?g { ?m sy:unit ?u } }", ["eg"]),
    ("ASK FROM q:e FROM q:f { id:m sy:value ?v }", ["e"]),
    ("CONSTRUCT { ?m sy:of ?v } FROM q:g { ?m sy:value ?v }", ["g"]),
    ("DESCRIBE id:m FROM q:g", ["g", "g"]),
    ("SELECT (COUNT(*) AS ?n) FROM q:e FROM q:f { ?m sy:value ?v }", ["ef"]),
    ("ASK FROM q:a FROM q:b FROM q:k { id:x sy:among+ id:z }", ["abk"]),
    # Comparisons without spaces, and IRIs against a base.
    ("SELECT ?m { ?m sy:value ?v FILTER(COALESCE(0<STRLEN(STR(?v)),2>1)&&?v>1&&?v<7) }", ["f"]),
    ("BASE <urn:x:> SELECT ?m { ?m sy:unit ?u FILTER(?m != <a>) }", ["g"]),
    ("BASE <https://w3id.org/x/y> SELECT ?m { ?m <../sygraph/ontology#unit> ?u }", ["g"]),
    ("DESCRIBE id:n", ["f"]),
]  # fmt: skip


@pytest.mark.parametrize(("sparql", "expected"), PATTERNS)
def test_cites_the_passages_of_the_solution(
    store: OxigraphStore, sparql: str, expected: list[str]
) -> None:
    if not expected:
        assert not run(store, Catalog({}), sparql)
    else:
        assert cited(store, sparql) == expected


def test_names_the_triples_for_which_a_passage_is_cited(store: OxigraphStore) -> None:
    [proof] = proofs(store, "SELECT ?v { id:x sy:scope ?m . ?m sy:unit ?u ; sy:value ?v }")
    assert [
        (evidence.passage.curie, evidence.quote, evidence.start, evidence.end)
        for evidence in proof.evidence
    ] == [
        (PASSAGE + "small/d", "D", 40, 41),
        (PASSAGE + "small/e", "E", 50, 51),
        (PASSAGE + "small/g", "G", 70, 71),
    ]
    assert [[*map(triple_text, evidence.triples)] for evidence in proof.evidence] == [
        ["id:x sy:scope id:m"],
        ["id:m sy:value 1.0"],
        ["id:m sy:unit qunit:CCY_CNY", "id:m sy:value 1.0"],
    ]


def test_is_in_reading_order(store: OxigraphStore) -> None:
    [proof] = proofs(store, "SELECT ?x { id:x sy:among/sy:among/sy:among ?x } LIMIT 1")
    assert [evidence.quote for evidence in proof.evidence] == ["C", "B", "K", "A"]


def test_passages_to_be_read_with_are_context_and_no_proof(store: OxigraphStore) -> None:
    [proof] = proofs(store, "ASK { id:x a sy:City }")
    assert [evidence.quote for evidence in proof.evidence] == ["H"]
    assert [(evidence.quote, evidence.triples) for evidence in proof.context] == [("A", ())]


def test_what_is_known_and_not_stated_is_background(store: OxigraphStore) -> None:
    [x, y] = proofs(store, "SELECT ?x { ?x a sy:City ; skos:prefLabel ?label } ORDER BY ?x")
    assert [*map(triple_text, x.background)] == ['id:x skos:prefLabel "X"@en']
    assert [evidence.quote for evidence in x.evidence] == ["H"]
    assert [*map(triple_text, y.background)] == [
        "id:y rdf:type sy:City",
        'id:y skos:prefLabel "Y"@en',
    ]
    assert (y.evidence, y.notes) == ((), ())


def test_inferred_types_are_background(store: OxigraphStore) -> None:
    [proof] = proofs(store, "ASK { id:x a sy:Place }")
    assert [*map(triple_text, proof.background)] == ["id:x rdf:type sy:Place"]


NOTES = [
    ("SELECT ?m { id:x sy:scope ?m MINUS { ?m sy:unit ?u } }", "d", [
        "that nothing matches MINUS { ?m sy:unit ?u } cannot be proved"]),
    ("SELECT ?m { id:x sy:scope ?m FILTER NOT EXISTS { ?m sy:unit ?u } }", "d", [
        "that nothing matches NOT EXISTS { ?m sy:unit ?u } cannot be proved"]),
    ("SELECT ?m { id:x sy:scope ?m FILTER(!EXISTS { ?m sy:unit ?u }) }", "d", [
        "that nothing matches EXISTS { ?m sy:unit ?u } cannot be proved"]),
    ("SELECT ?m { id:x sy:scope ?m OPTIONAL { ?m sy:unit ?u } FILTER(!BOUND(?u)) }", "d", [
        "that ?u has no value cannot be proved"]),
    ("SELECT (EXISTS { id:n sy:unit ?u } AS ?known) {}", "", [
        "that nothing matches EXISTS { id:n sy:unit ?u } cannot be proved"]),
    ("SELECT ?m { VALUES ?year { UNDEF } ?m sy:unit ?u FILTER(!BOUND(?year) || ?year = 1) }",
     "g", []),  # a parameter without a value claims nothing
    ("SELECT (COUNT(*) AS ?n) { ?x schema:author ?y }", "", [
        "nothing matched, and that nothing does cannot be proved"]),
    ("ASK { ?x schema:author ?y }", "", ["that nothing matches cannot be proved"]),
    ("ASK { id:x sy:among* id:x }", "", ["this rests on no triple"]),
    ("SELECT (1 + 1 AS ?two) {}", "", ["this rests on no triple"]),
    ("SELECT ?r { ?m sy:unit ?u } GROUP BY (RAND() AS ?r)", "", [
        "the evidence could not be determined, at least in part: "
        "its solutions could not be found again"]),
    ("SELECT (1 AS ?one) { OPTIONAL { ?x ?y <<( ?a ?b ?c )>> } }", "", [
        "this query cannot be taken apart, so nothing is traced: "
        "<< cannot be read as a term of SPARQL 1.1"]),
]  # fmt: skip


@pytest.mark.parametrize(("sparql", "quotes", "notes"), NOTES)
def test_says_what_it_cannot_prove(
    store: OxigraphStore, sparql: str, quotes: str, notes: list[str]
) -> None:
    [proof] = proofs(store, sparql)
    assert list(proof.notes) == notes
    assert [evidence.quote for evidence in proof.evidence] == list(quotes.upper())


def test_another_service_cannot_be_traced() -> None:
    plan = analyse(parse("SELECT ?x { SERVICE <http://x/sparql> { ?x sy:of ?y } }"), ["x"])
    findings = Findings()
    plan.visit({"x": ox.NamedNode("http://x/a")}, findings)
    assert list(findings.notes) == [
        "another service answers SERVICE <http://x/sparql> { ?x sy:of ?y }, which cannot be traced"
    ]
    assert not findings.triples


@pytest.mark.parametrize(
    "name", ["東京、大阪", "Cafe\u0301", "a·b", "%E7", r"\,\(\)", "\u0301x"[1:]]
)
def test_names_are_those_of_the_grammar(name: str) -> None:
    iri = ox.NamedNode(PREFIXES["id"] + name.replace("\\", ""))
    passage = ox.NamedNode(PASSAGE + "small/f")
    extra = ox.Quad(iri, sy("of"), iri, passage)
    for sparql in (f"ASK {{ id:{name} sy:of ?x }}", f"SELECT ?x {{ ?x sy:of id:{name} }}"):
        assert cited(small_store([extra]), sparql) == ["f"]


@pytest.mark.parametrize(
    ("stated", "asked"),
    [
        ('"NaN"^^xsd:double', '"NaN"^^xsd:double'),
        ('"INF"^^xsd:float', '"INF"^^xsd:float'),
        ("1.50", "1.5"),
        ("007", "7"),
        ("1.0e1", "10e0"),
        ('"1_000"^^xsd:decimal', '"1_000"^^xsd:decimal'),
        ('"sNaN"^^xsd:decimal', '"sNaN"^^xsd:decimal'),
        ('"1"^^xsd:boolean', "true"),
        ('"PT36H"^^xsd:duration', '"P1DT12H"^^xsd:duration'),
        ('"2024-01-01T00:00:00+00:00"^^xsd:dateTime', '"2024-01-01T00:00:00Z"^^xsd:dateTime'),
        ('"12345678901234567890123"^^xsd:integer', "12345678901234567890123"),
    ],
)
def test_a_literal_is_found_however_it_is_written(stated: str, asked: str) -> None:
    text = f"prefix xsd: <{PREFIXES['xsd']}> <{PASSAGE}small/f> {{ <urn:n> <urn:p> {stated} }}"
    extra = list(ox.parse(text, format=ox.RdfFormat.TRIG))
    store = small_store(extra)
    for path in ("<urn:p>", "<urn:p>+", "<urn:p>*", "(<urn:p>|<urn:q>)+"):
        query = f"SELECT ?n {{ ?n {path} {asked} FILTER(isIRI(?n)) }}"
        assert cited(store, query) == ["f"], path
    assert cited(store, "SELECT ?v { ?n <urn:p> ?v }") == ["f"]


def test_what_is_nested_too_deeply_to_be_taken_apart_says_so() -> None:
    with pytest.raises(Unreadable, match="nested too deeply"):
        parse("ASK " + "{" * 400 + "}" * 400)


@pytest.mark.parametrize(
    "pattern",
    [
        "{" * 96 + "?m sy:unit ?u" + "}" * 96,
        "OPTIONAL {" * 96 + "?m sy:unit ?u" + "}" * 96,
        "FILTER EXISTS {" * 96 + "?m sy:unit ?u" + "}" * 96,
        "FILTER(EXISTS {" * 48 + "?m sy:unit ?u" + "})" * 48,
        "{ SELECT * {" * 48 + "?m sy:unit ?u" + "}}" * 48,
        "GRAPH ?g {" * 96 + "?m sy:unit ?u" + "}" * 96,
        "?m " + "(" * 96 + "sy:unit" + ")" * 96 + " ?u",
        "?m " + "^" * 1 + "(^" * 48 + "sy:unit" + ")" * 48 + " ?u",
        "{ ?m sy:unit ?u } MINUS {" * 96 + "?m sy:of ?u" + "}" * 96,
    ],
)
def test_what_is_nested_less_deeply_is_taken_apart(store: OxigraphStore, pattern: str) -> None:
    result = run(store, Catalog({}), f"ASK {{ {pattern} }}", evidence=True)
    assert "taken apart" not in str([row.proof for row in result.rows])
    explain(store, f"SELECT * {{ ?m sy:unit sy:EUR . {pattern} }}")


def test_a_blank_node_cannot_be_looked_up() -> None:
    node, of = ox.BlankNode("b"), ox.NamedNode(PREFIXES["sy"] + "of")
    extra = ox.Quad(node, of, ox.NamedNode(PREFIXES["id"] + "x"), HOME)
    [proof] = proofs(small_store([extra]), "ASK { ?x sy:of id:x }")
    assert [note.partition(":")[0] for note in proof.notes] == ["a blank node cannot be looked up"]


def test_a_store_without_named_graphs_is_said_to_prove_nothing() -> None:
    store = ox.Store()
    store.add(ox.Quad(*(ox.NamedNode(PREFIXES["id"] + name) for name in "spo")))
    [proof] = proofs(OxigraphStore(store), "ASK { ?s ?p ?o }")
    assert proof.notes == ("no graph states id:s id:p id:o",)


def test_a_trace_that_stops_half_way_says_so(
    store: OxigraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sygraph.evidence.trace.MOST_SOLUTIONS", 2)
    [proof] = proofs(store, "SELECT (COUNT(*) AS ?n) { ?m sy:value ?v }")
    assert proof.notes == ("the query has more solutions than the 2 that were traced",)


class Counted(Store):
    """A store that counts how often it is asked."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.queries = 0

    def _answer(self, sparql: str) -> Results:
        self.queries += 1
        return self.store.query(sparql)


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?s ?o { ?s sy:reaches ?o }",
        "SELECT ?s { ?s sy:reaches+ id:chain0 }",
        "SELECT ?s { ?s sy:reaches ?o FILTER EXISTS { ?o ?p ?q } }",
    ],
)
def test_asks_as_few_queries_for_many_rows_as_their_facts_need(sparql: str) -> None:
    graph, reaches = ox.NamedNode(PASSAGE + "small/a"), ox.NamedNode(PREFIXES["sy"] + "reaches")
    nodes = [ox.NamedNode(f"{PREFIXES['id']}leaf{n}") for n in range(2000)]
    middle, end = (ox.NamedNode(f"{PREFIXES['id']}chain{n}") for n in (1, 0))
    links = [(node, middle) for node in nodes] + [(middle, end)]
    counted = Counted(small_store(ox.Quad(s, reaches, o, graph) for s, o in links))
    rows = run(counted, Catalog({}), sparql, evidence=True).rows
    assert len(rows) >= 2000
    assert all([evidence.quote for evidence in row.evidence] == ["A"] for row in rows)
    # 2,001 facts in batches of 500 are 5 look-ups; steps and inner rows come in batches as well.
    assert counted.queries <= 20


NAMED = Catalog.load(Files.bundled())


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMED)
def test_the_proof_of_a_row_is_enough_to_find_the_row_again(kg: KnowledgeGraph, name: str) -> None:
    result = kg.query(name, evidence=True)
    # Figures of different articles are not in a graph of one.
    assert result.form == "ask" or len(result) or name == "same-quantity"
    for row in result:
        store = only_proved(kg, row)
        if result.form == "ask":
            assert store.ask(result.sparql)
        else:
            assert row.terms in {tuple(found) for found in store.query(result.sparql)}  # type: ignore[union-attr]


def only_proved(kg: KnowledgeGraph, row: Row) -> OxigraphStore:
    """A store of nothing but what a row's proof shows, and the days that loading computes of it."""
    assert row.proof is not None
    quads = [
        placed(triple, HOME if triple.predicate in SHOWN else ox.NamedNode(evidence.passage))
        for evidence in row.evidence
        for triple in evidence.triples
    ]
    quads += [placed(triple, ONTOLOGY) for triple in row.proof.background]
    subjects = " ".join({str(quad.subject) for quad in quads})
    days = kg.store.construct(
        f"CONSTRUCT {{ ?s ?day ?d }} {{ VALUES ?s {{ {subjects} }} "
        "VALUES ?day { sy:firstDay sy:lastDay } ?s ?day ?d }"
    )
    return merged([*quads, *(placed(day, DERIVED) for day in days)])


ARTICLE_ANSWERS = [
    (
        "SELECT ?tonnes { ?f sy:measure sy:cargoThroughput ; sy:value ?tonnes }",
        {9800: ["今年4月，伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛"]},
    ),
    (
        # The share's base is in the same sentence; what the fairs are is in others.
        "SELECT ?share { ?f sy:measure sy:share ; sy:value ?share ; sy:shareOf/sy:value ?base }",
        {50: ["2023年遼洽會、韓國周期間項目簽約額達2613.6億元，佔全省50%以上"]},
    ),
    (
        "SELECT ?cities { ?f sy:of id:shenyang-sister-cities ; sy:value ?cities }",
        {23: ["目前，瀋陽的國際友城已達23個，友好合作關係城市79個。"]},
    ),
    (
        "SELECT (SUM(?n) AS ?all) { VALUES ?m { sy:signedProjects sy:landedProjects }"
        " ?f sy:of id:shenyang ; sy:measure ?m ; sy:value ?n }",
        {3448 + 1953: ["新簽約億元以上項目3448個，新落地1953個。"]},
    ),
]


@pytest.mark.parametrize(("sparql", "expected"), ARTICLE_ANSWERS)
def test_the_article_proves_it_with_these_words(
    kg: KnowledgeGraph, sparql: str, expected: dict[int, list[str]]
) -> None:
    rows = kg.query(sparql, evidence=True)
    assert [row.terms[0].value for row in rows] == [str(value) for value in expected]  # type: ignore[union-attr]
    text = Files.bundled().seed.read_text("utf-8")
    for row, quotes in zip(rows, expected.values(), strict=True):
        assert len(row.evidence) == len(quotes)
        for evidence, quote in zip(row.evidence, quotes, strict=True):
            assert quote in evidence.quote
            assert text[evidence.start : evidence.end].replace("\n", "") == evidence.quote
