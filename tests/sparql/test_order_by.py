"""ORDER BY over values of several kinds has one order and never ends the process."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib

from servers import oxigraph
from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES
from sygraph.rdf.values import native
from sygraph.sparql.kinds import MIXED, kinds_in
from sygraph.sparql.order_by import with_total_order
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.load import build
from sygraph.store.rdflib_store import RdflibStore
from sygraph.store.remote import RemoteStore
from sygraph.store.updates import Update, apply_update

# In the order that they are to have; None is no value.
ORDERED = [
    None,
    "<http://example.org/a>",
    "-1",
    "1e0",
    "9",
    "9.5",
    "10",
    '"INF"^^xsd:double',
    '"NaN"^^xsd:double',
    '"2023"^^xsd:gYear',
    '"2024-01-01T05:00:00+06:00"^^xsd:dateTime',
    '"2024-01-01"^^xsd:date',
    '"2024-01-01T01:00:00Z"^^xsd:dateTime',
    '"2024-03"^^xsd:gYearMonth',
    '"-P1D"^^xsd:dayTimeDuration',
    '"PT9M"^^xsd:duration',
    '"PT10M"^^xsd:duration',
    '"P1M2DT3H"^^xsd:duration',
    '"P1Y2M"^^xsd:yearMonthDuration',
    '"1a"',
    '"9z"',
    '"b"@en',
    '"b"@fr',
    '"b"',
    '"no date"^^xsd:date',
    "true",
    '"瀋"',
]


def _rdflib() -> Store:
    return RdflibStore(rdflib.Dataset().parse(data="<a:s> <a:p> 1 .", format="turtle"))


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    graph = rdflib.Dataset().parse(data="<a:s> <a:p> 1 .", format="turtle")
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as service:
        yield {
            "embedded": OxigraphStore(ox.Store()),
            "rdflib": RdflibStore(graph),
            "service": RemoteStore(service),
        }


@pytest.mark.parametrize("engine", ["embedded", "rdflib", "service"])
@pytest.mark.parametrize("direction", ["", "DESC"])
def test_values_of_all_kinds_have_one_order(
    engines: dict[str, Store], engine: str, direction: str
) -> None:
    numbered = list(enumerate(ORDERED))
    random.Random(7).shuffle(numbered)
    rows = " ".join(f"({value or 'UNDEF'} {number})" for number, value in numbered)
    query = f"SELECT ?n {{ VALUES (?x ?n) {{ {rows} }} }} ORDER BY {direction}(?x)"
    found = [native(row[0]) for row in engines[engine].select(query)]
    expected = list(range(len(ORDERED)))
    assert found == (expected[::-1] if direction else expected)


QUERIES = [
    "SELECT ?p ?x { GRAPH ?g { ?s ?p ?x } } ORDER BY ?x",
    "SELECT * { ?s ?p ?x } ORDER BY DESC(?x) ?s",
    "SELECT * { { SELECT ?x { ?s ?p ?x } ORDER BY ?x LIMIT 2000 } ?t ?q ?x }",
    "SELECT ?p (MAX(?x) AS ?m) { ?s ?p ?x } GROUP BY ?p ORDER BY ?m",
    "SELECT ?x (SAMPLE(?s) AS ?m) { ?s ?p ?x } GROUP BY ?x ORDER BY MAX(?x)",
    "SELECT * { ?s ?p ?x } ORDER BY (COALESCE(?x + 1, ?x))",
    "SELECT * { ?s ?p ?y BIND(IF(isNumeric(?y), ?y, STR(?y)) AS ?x) } ORDER BY ?x",
    "SELECT * { ?s ?p ?x } ORDER BY RAND()",
    "SELECT ?s ?x { ?s ?p ?x } ORDER BY DESC(UUID()) ?s",
    "SELECT ?p (COUNT(?x) AS ?n) { ?s ?p ?x } GROUP BY ?p ORDER BY RAND()",
    "SELECT ?s { ?s (sy:of|sy:value)* ?x } ORDER BY ?x",
    "CONSTRUCT { ?s ?p ?x } { ?s ?p ?x } ORDER BY ?x LIMIT 2000",
    "DESCRIBE ?s { ?s ?p ?x } ORDER BY ?x LIMIT 5",
    "ASK { { SELECT ?x { ?s ?p ?x } ORDER BY ?x LIMIT 2000 } }",
]


def test_order_by_never_ends_the_process() -> None:
    code = f"""
import sygraph

store = sygraph.open().store
for query in {QUERIES!r}:
    answer = store.query(query)
    if type(answer).__name__ != "QueryBoolean":
        assert any(True for _ in answer), query
print("done")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr


def test_mixed_values_of_one_property_change_the_wording() -> None:
    store = ox.Store()
    store.update('INSERT DATA { <a:s> <a:p> 10, "1a", 9 ; <a:q> "b", "a"@en }')
    ours = OxigraphStore(store).settle()
    mixed, text = (f"SELECT ?x {{ ?s <a:{p}> ?x }} ORDER BY ?x" for p in "pq")
    assert [row[0].value for row in ours.select(mixed)] == ["9", "10", "1a"]
    assert ours.worded(mixed) != mixed
    assert ours.worded(text) == text
    ours.engine.update("INSERT DATA { <a:s> <a:q> 5 }")
    assert ours.worded(text) != text


def test_named_queries_have_the_same_rows_as_before(kg: KnowledgeGraph) -> None:
    plain = build(kg.files)
    store = OxigraphStore(plain).settle()
    for name in kg.queries:
        try:
            text = kg.query(name).sparql
        except SygraphError:
            continue  # a parameter is missing
        answer = plain.query(text, prefixes=PREFIXES)
        if isinstance(answer, ox.QuerySolutions) and name != "passage-facts":
            assert list(map(str, store.select(text))) == list(map(str, answer)), name


@pytest.mark.parametrize("engine", ["embedded", "rdflib", "service"])
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("LANG(?x) DESC(?n)", [0, 1, 2]),
        ("DESC(STRLEN(?x)) ?n", [2, 0, 1]),
        ("DATATYPE(?x)", [0, 2, 1]),
        ("(COALESCE(?x + 1, ?x))", [0, 1, 2]),
        ("IF(?n < 1, IF(isIRI(?x), COALESCE(1 / 0, ?n), 7), ?x)", [0, 1, 2]),
    ],
)
def test_an_expression_that_fails_on_a_row_orders_it_first(
    engines: dict[str, Store], engine: str, condition: str, expected: list[int]
) -> None:
    rows = "(<a:b> 0) (1 1) ('a'@en 2)"
    query = f"SELECT ?n {{ VALUES (?x ?n) {{ {rows} }} }} ORDER BY {condition}"
    assert [native(row[0]) for row in engines[engine].select(query)] == expected


def test_a_random_part_of_an_expression_is_refused() -> None:
    with pytest.raises(SygraphError, match="random part"):
        OxigraphStore(ox.Store()).query("SELECT * { ?s ?p ?o } ORDER BY (RAND() * 2)")


def test_an_update_may_order_values_of_several_kinds() -> None:
    store, values = ox.Store(), " ".join(f'{n} "{n}a"' for n in range(300))
    update = (
        "INSERT { <a:first> <a:is> ?x } WHERE"
        f" {{ {{ SELECT ?x {{ VALUES ?x {{ {values} }} }} ORDER BY DESC(?x) LIMIT 1 }} }}"
    )
    apply_update(store, ox.Store(), Update(update))
    [quad] = store.quads_for_pattern(ox.NamedNode("a:first"), None, None, ox.DefaultGraph())
    assert quad.object == ox.Literal("9a")


def test_the_text_around_an_order_stays_unchanged() -> None:
    text = 'SELECT * { ?s ?p ?o FILTER(?o != " ORDER BY ?x") } ORDER # by\nBY ASC ( ?o ) OFFSET 1'
    worded = with_total_order(text, lambda _: MIXED)
    assert worded.startswith(
        'SELECT * { ?s ?p ?o FILTER(?o != " ORDER BY ?x") } ORDER # by\nBY ASC('
    )
    assert worded.endswith(" OFFSET 1")


@pytest.mark.parametrize(
    ("where", "kinds"),
    [
        ("?s <a:number> ?x", {"exact"}),
        ("?s <a:number>|<a:text> ?x", {"exact", "text"}),
        ("?s <a:text>/<a:number> ?x", {"exact"}),
        ("?x ^<a:text> ?s", {"text"}),
        ("?s a ?t ; <a:number>? ?x", {"", "exact"}),
        ("?s <a:number>? ?x", {"", "exact", "?"}),
        ("?s ?p ?x", {"?"}),
        ("?s !a ?x", {"?"}),
        ("?s ?p ?x . ?x a ?t", {""}),
        ("?s ?p ?x OPTIONAL { ?x a ?t }", {"?"}),
        ("?s ?p ?x FILTER(isIRI(?x))", {""}),
        ("?s ?p ?x FILTER(!isIRI(?x))", {"?"}),
        ("?s ?p ?x VALUES ?p { <a:number> }", {"exact"}),
        ("?s ?p ?x VALUES ?p { <a:number> UNDEF }", {"?"}),
        ("{ ?s <a:number> ?x } UNION { ?x a ?t }", {"", "exact"}),
        ('VALUES ?x { 1 "a" }', {"exact", "text"}),
        ("GRAPH ?x { }", {""}),
        ("?s <a:number> ?y BIND(STR(?y) AS ?x)", {"text"}),
        ("?s <a:number> ?y BIND(?y * 2 AS ?x)", {"exact"}),
        ("?s <a:text> ?y BIND(?y * 2 AS ?x)", {"?"}),
        ("?s <a:number> ?y BIND(COALESCE(?y, 'none') AS ?x)", {"exact", "text"}),
        ("{ SELECT (COUNT(*) AS ?x) { ?s ?p ?o } }", {"exact"}),
        ("{ SELECT (MAX(?o) AS ?x) { ?s ?p ?o } }", {"?"}),
        ("SERVICE <http://x/> { ?s ?p ?x }", {"?"}),
        ("?s <<( ?a ?b ?c )>> ?x", {"?"}),
    ],
)
def test_kinds_follow_from_the_query(where: str, kinds: set[str]) -> None:
    known = {"a:number": frozenset(["exact"]), "a:text": frozenset(["text"])}
    found = kinds_in(f"SELECT * {{ {where} }}", lambda p: known.get(p.value, frozenset([""])))
    assert found("?x") == kinds


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s ?x { ?s skos:prefLabel ?x } ORDER BY ?x ?s",
        "SELECT ?s ?x { ?s sy:value ?x } ORDER BY DESC(?x)",
        "SELECT ?s ?p { ?s ?p ?x } ORDER BY ?s ?p",
        "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t ORDER BY DESC(?n) DESC(COUNT(?s))",
    ],
)
def test_an_order_of_one_kind_stays_unchanged(kg: KnowledgeGraph, query: str) -> None:
    store = OxigraphStore(build(kg.files)).settle()
    assert store.worded(query) is query


def test_the_command_answers() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sygraph", "query", QUERIES[0], "-f", "csv"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 1000
