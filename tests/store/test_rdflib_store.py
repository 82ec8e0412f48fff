"""The graph in rdflib: whatever Graph or Dataset a user holds, asked as any other store."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from rdflib import Dataset, Graph, Literal, URIRef

import sygraph
from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.namespaces import PREFIXES
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.rdflib_store import RdflibStore

A, B, P = URIRef("urn:a"), URIRef("urn:b"), URIRef("urn:p")
G, H = URIRef("urn:g"), URIRef("urn:h")
PLAIN = "SELECT ?s ?p ?o { ?s ?p ?o }"
STATED = "SELECT ?g { GRAPH ?g { ?s ?p ?o } }"


def asked(store: RdflibStore, query: str) -> list[tuple[str, ...]]:
    return sorted(tuple(map(str, row)) for row in store.select(query))


def stated_twice() -> Dataset:
    dataset = Dataset()
    for graph in (G, H):
        dataset.graph(graph).add((A, P, B))
    return dataset


FACT = ("<urn:a>", "<urn:p>", "<urn:b>")


def test_a_graph_has_no_graphs_in_it() -> None:
    store = RdflibStore(Graph().add((A, P, B)))
    assert asked(store, PLAIN) == [FACT]
    assert asked(store, STATED) == []


def test_a_graph_of_a_dataset_is_asked_alone() -> None:
    dataset = stated_twice()
    dataset.graph(H).add((B, P, A))
    store = RdflibStore(dataset.graph(G))
    assert asked(store, PLAIN) == [FACT]
    assert asked(store, STATED) == asked(store, "SELECT * { GRAPH <urn:h> { ?s ?p ?o } }") == []


def test_a_graph_in_any_store_is_asked() -> None:
    assert asked(RdflibStore(Graph("SimpleMemory").add((A, P, B))), PLAIN) == [FACT]


def test_the_default_graph_is_asked_where_there_is_one() -> None:
    dataset = stated_twice()
    dataset.add((A, P, Literal("merge")))
    store = RdflibStore(dataset)
    assert asked(store, PLAIN) == [("<urn:a>", "<urn:p>", '"merge"')]
    assert asked(store, STATED) == [("<urn:g>",), ("<urn:h>",)]


@pytest.mark.parametrize("union", [False, True])
def test_without_one_a_fact_stated_twice_is_one_fact(union: bool) -> None:
    dataset = stated_twice()
    dataset.default_union = union
    store = RdflibStore(dataset)
    assert asked(store, PLAIN) == [FACT]
    assert asked(store, STATED) == [("<urn:g>",), ("<urn:h>",)]
    assert asked(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")[0][0].startswith('"1"')
    assert dataset.default_union is union, "the user's own Dataset stays as it was"


def test_what_the_user_adds_later_is_seen() -> None:
    graph = Graph()
    store = RdflibStore(graph)
    graph.add((A, P, B))
    assert store.ask("ASK { <urn:a> <urn:p> <urn:b> }")


def test_each_form_of_query_has_its_answer() -> None:
    store = RdflibStore(Graph().add((A, P, B)))
    assert store.ask("ASK { ?s ?p <urn:a> }") is False
    turned = list(store.construct("CONSTRUCT { ?o ?p ?s } { ?s ?p ?o }"))
    assert turned == [ox.Triple(*map(ox.NamedNode, ("urn:b", "urn:p", "urn:a")))]
    assert len(list(store.construct("DESCRIBE <urn:a>"))) == 1
    assert [row["x"] for row in store.select("SELECT ?x { OPTIONAL { ?x <urn:none> ?y } }")] == [
        None
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Literal(0), ox.Literal(0)),
        (Literal(False), ox.Literal(False)),
        (Literal(""), ox.Literal("")),
        (Literal(' a\r\n\t"瀋" '), ox.Literal(' a\r\n\t"瀋" ')),
        (Literal("瀋陽", lang="zh-Hant"), ox.Literal("瀋陽", language="zh-hant")),
        (
            Literal("2024-04", datatype=URIRef(PREFIXES["xsd"] + "gYearMonth")),
            ox.Literal("2024-04", datatype=ox.NamedNode(PREFIXES["xsd"] + "gYearMonth")),
        ),
    ],
)
def test_a_value_is_that_of_the_embedded_engine(value: Literal, expected: ox.Literal) -> None:
    store = RdflibStore(Graph().add((A, P, value)))
    triples = list(store.construct("CONSTRUCT WHERE { ?s ?p ?o }"))
    assert [row["o"] for row in store.select("SELECT ?o { ?s ?p ?o }")] == [expected]
    assert [triple.object for triple in triples] == [expected]


def test_a_mistake_is_the_query_s() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        RdflibStore(Graph()).query("SELECT ?x\nWHERE { ?x sy:country }")
    assert caught.value.line == 2


def test_what_rdflib_cannot_do_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise NotImplementedError("no such thing")

    monkeypatch.setattr(Graph, "query", fail)
    with pytest.raises(SygraphError, match=r"rdflib cannot answer this: .*: no such thing"):
        RdflibStore(Graph()).query("SELECT * {}")


def test_the_user_s_own_prefixes_are_known() -> None:
    graph = Graph().add((A, P, B))
    graph.bind("mine", "urn:")
    assert RdflibStore(graph).ask("ASK { mine:a mine:p mine:b }")


def test_the_front_door_takes_a_graph() -> None:
    turtle = """
        PREFIX id: <https://w3id.org/sygraph/id/>
        PREFIX sy: <https://w3id.org/sygraph/ontology#>
        PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        id:kyoto a sy:City ; skos:prefLabel "Kyoto"@en , "京都"@zh-Hant .
    """
    kg = sygraph.open(store=Graph().parse(data=turtle, format="turtle"))
    assert kg.label("京都") == "Kyoto"
    assert [row.city for row in kg.query("SELECT ?city { ?city a sy:City }")] == [
        "https://w3id.org/sygraph/id/kyoto"
    ]


def test_the_front_door_takes_a_store() -> None:
    store = OxigraphStore(ox.Store())
    store.services = ("example.org",)
    assert sygraph.open(store=store).store is store
    assert store.services == ("example.org",)


def test_a_graph_in_this_process_is_not_stopped() -> None:
    for wish in ({"timeout": 1.0}, {"endpoint": "http://host/"}):
        with pytest.raises(SygraphError, match="a graph in this process"):
            sygraph.open(store=Graph(), **wish)


@pytest.mark.filterwarnings("ignore")  # rdflib warns of it too
@pytest.mark.parametrize("query", ["SELECT ?s { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_what_is_no_iri_is_named(query: str) -> None:
    graph = Graph()
    for name in ("a", "b c"):
        graph.add((URIRef(f"http://x/{name}"), URIRef("http://x/p"), Literal("x")))
    with pytest.raises(SygraphError, match=r"<http://x/b c>: this is not an IRI"):
        RdflibStore(graph).query(query)


OWN_WAYS = [
    # What docs/engines.md says of rdflib: the query, its rows on rdflib, and in memory.
    (
        'SELECT ?n { VALUES (?x ?n) { ("2024"^^xsd:gYear 3) ("-0044"^^xsd:gYear 1)'
        ' ("12024"^^xsd:gYear 4) ("0001"^^xsd:gYear 2) } } ORDER BY ?x',
        ["2", "3", "1", "4"],
        ["1", "2", "3", "4"],
    ),
    (
        "SELECT ?n { VALUES (?x ?n) { (2.0 3) (1.12345678901234567890 2) (1.1 1) } } ORDER BY ?x",
        ["1", "2", "3"],
        ["1", "3", "2"],
    ),
    ('SELECT ?n { VALUES ?n { "9" } FILTER(?n > 2) }', ["9"], []),
    ("SELECT (1e1 IN (10) AS ?n) {}", ["false"], ["true"]),
    ('SELECT (AVG(?x) AS ?n) { VALUES ?x { 1 3 "z" } }', ["2"], [None]),
]


@pytest.mark.parametrize(("sparql", "own", "others"), OWN_WAYS)
def test_rdflib_s_own_ways_are_those_of_the_documentation(
    sparql: str, own: list[str | None], others: list[str | None]
) -> None:
    def found(store: Store) -> list[str | None]:
        return [row[0] and row[0].value for row in store.select(sparql)]

    assert found(RdflibStore(Graph())) == own
    assert found(OxigraphStore(ox.Store())) == others


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s (COUNT(*) AS ?n) { ?s <a:q> ?x } GROUP BY ?s",
        "SELECT ?s (COUNT(*) AS ?n) { ?s <a:q> ?x } GROUP BY ?s HAVING (COUNT(*) < 9) LIMIT 3",
        "SELECT * { { SELECT ?x { ?s <a:q> ?x } GROUP BY ?x STR(?s) ORDER BY ?x } ?s ?p ?x }",
    ],
)
def test_no_solutions_make_no_group(query: str) -> None:
    graph = Graph().parse(data="<a:s> <a:p> 1 .", format="turtle")
    assert list(RdflibStore(graph).select(query)) == []
    assert len(list(RdflibStore(graph).select(query.replace("<a:q>", "<a:p>")))) == 1
    [row] = RdflibStore(graph).select("SELECT (COUNT(*) AS ?n) { ?s <a:q> ?x }")
    assert row[0] == ox.Literal(0)


def test_a_named_expression_is_counted_alike() -> None:
    """As docs/engines.md says: engines differ where an expression that is counted fails."""
    values = 'VALUES ?x { 1 2 "a" }'
    engines = RdflibStore(Graph()), OxigraphStore(ox.Store())
    for sparql, counts in (
        (f"SELECT (COUNT(1 / ?x) AS ?n) {{ {values} }}", ["3", None]),
        (f"SELECT (COUNT(?y) AS ?n) {{ {values} BIND(1 / ?x AS ?y) }}", ["2", "2"]),
    ):
        rows = [list(store.select(sparql)) for store in engines]
        assert [row[0] and row[0].value for [row] in rows] == counts
