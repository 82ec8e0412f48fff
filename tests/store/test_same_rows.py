"""Random queries with ORDER BY, aggregates and evidence have the same answers on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pyoxigraph as ox
import pytest
import rdflib

from live import live
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES, sy
from sygraph.queries.catalog import Catalog
from sygraph.queries.run import run
from sygraph.store.disk import DiskStore, next_generation
from sygraph.store.http_service import Service
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.rdflib_store import RdflibStore
from sygraph.store.remote import RemoteStore

SEEDS = 20
NUMBERS = [ox.NamedNode(PREFIXES["xsd"] + name) for name in ("integer", "decimal", "double")]
TIME = ox.NamedNode(PREFIXES["xsd"] + "dateTime")
GRAPHS = [f"<urn:graph:{letter}>" for letter in "abc"]
VALUES = [
    *("1", "2", "10", "9.5", "-3", "1e1", '"10"', '"9"', '"b"@en', '"a"@en-GB', '"瀋陽"@zh-Hant'),
    *('"2024"^^xsd:gYear', '"2023-05"^^xsd:gYearMonth', '"2023-01-01"^^xsd:date', "true", "false"),
    *('"2024-01-01T00:00:00Z"^^xsd:dateTime', '"PT36H"^^xsd:duration', '"x"^^<urn:type>', '""'),
    *("<urn:n:1>", "<urn:n:2>", "<urn:n:10>"),
]

PROLOGUE = f"PREFIX sy: <{sy('').value}> PREFIX xsd: <{PREFIXES['xsd']}> "


def dataset() -> str:
    """TriG of three graphs, and of their merge in the default graph."""
    rng = Random(14)
    stated = [
        (graph, f"<urn:s:{rng.randrange(8)}> <urn:p:{rng.randrange(3)}> {rng.choice(VALUES)} .")
        for graph in GRAPHS
        for _ in range(30)
    ]
    merge = sorted({triple for _, triple in stated})
    named = [
        f"{graph} {{ {' '.join(sorted({t for g, t in stated if g == graph}))} }}"
        for graph in GRAPHS
    ]
    prefixes = f"@prefix xsd: <{PREFIXES['xsd']}> ."
    return "\n".join([prefixes, *merge, *named])


class Writer:
    """Writes a query that has one answer, in one order, by the standard and docs/engines.md."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)

    def query(self) -> str:
        rng = self.rng
        where = self.where()
        variables = sorted({"?s", "?x", *(["?y"] if "?y" in where else [])} | self.graph(where))
        match rng.randrange(5):
            case 0:
                key = rng.choice(variables)
                what = rng.choice(["COUNT(*)", "COUNT(?x)", "COUNT(DISTINCT ?x)", "COUNT(?s)"])
                having = rng.choice(["", " HAVING (COUNT(*) > 1)"])
                end = f"GROUP BY {key}{having} ORDER BY {key}"
                return f"SELECT {key} ({what} AS ?n) {{ {where} }} {end}"
            case 1:
                direction = rng.choice(["", "DESC"])
                inner = f"SELECT ?x {{ {where} }} GROUP BY ?x ORDER BY {direction}(?x) LIMIT 5"
                return f"SELECT ?s ?x {{ {{ {inner} }} ?s <urn:p:1> ?x }} ORDER BY ?x ?s"
            case 2:
                chosen = " ".join(variables[: rng.randint(1, 3)])
                return f"SELECT DISTINCT {chosen} {{ {where} }} ORDER BY {chosen}"
            case 3:
                name = rng.choice(variables)
                what = rng.choice(["MIN", "MAX", "SUM", "AVG"])
                numbers = f"{{ {where} FILTER(isNumeric(?x)) }}"
                end = f"GROUP BY {name} ORDER BY {name}"
                return f"SELECT {name} ({what}(xsd:decimal(?x)) AS ?n) {numbers} {end}"
        order = " ".join(f"{rng.choice(['ASC', 'DESC'])}({name})" for name in variables)
        cut = rng.choice(["", f" LIMIT {rng.randint(1, 9)}", f" OFFSET {rng.randint(1, 9)}"])
        return f"SELECT {' '.join(variables)} {{ {where} }} ORDER BY {order}{cut}"

    def graph(self, where: str) -> set[str]:
        return {"?g"} if "?g" in where else set()

    def where(self) -> str:
        rng = self.rng
        pattern = f"?s <urn:p:{rng.randrange(3)}> ?x ."
        if rng.random() < 0.4:
            pattern = f"GRAPH {rng.choice(['?g', rng.choice(GRAPHS)])} {{ {pattern} }}"
        other = f"?s <urn:p:{rng.randrange(3)}> ?y"
        return pattern + rng.choice(
            [
                "",
                f" {other} .",
                f" OPTIONAL {{ {other} FILTER(isLiteral(?y)) }}",
                f" MINUS {{ {other.replace('?y', '?other')} }}",
                f" FILTER NOT EXISTS {{ {other.replace('?y', '?x')} }}",
                f" {{ {other} }} UNION {{ BIND(STR(?x) AS ?y) }}",
                " FILTER(isLiteral(?x) && ?x != <urn:n:1>)",
                " FILTER(?x IN (<urn:n:10>, <urn:n:1>))",
                " FILTER(isNumeric(?x) && ?x > 2)",
                " FILTER(LANGMATCHES(LANG(?x), '*'))",
            ]
        )


@pytest.fixture(scope="module")
def engines(
    kg: KnowledgeGraph, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Store]]:
    trig = dataset()
    memory = ox.Store()
    memory.load(trig.encode(), ox.RdfFormat.TRIG)
    quads = memory.dump(format=ox.RdfFormat.N_QUADS)
    folder = tmp_path_factory.mktemp("same")
    with next_generation(folder) as generation:
        generation.open().load(trig.encode(), ox.RdfFormat.TRIG)
    own = KnowledgeGraph(OxigraphStore(memory), kg.files)
    with live(own) as address:
        yield {
            "memory": OxigraphStore(memory),
            "disk": DiskStore(folder),
            "rdflib": RdflibStore(rdflib.Dataset().parse(data=quads, format="nquads")),
            "service": RemoteStore(Service(f"{address}sparql")),
        }


def rows(store: Store, sparql: str) -> list[tuple[object, ...]]:
    """The rows, with literals by their values, not by how an engine writes them."""
    return [tuple(map(plain, row)) for row in store.select(sparql)]


def plain(term: object) -> object:
    if isinstance(term, ox.Literal) and term.datatype in NUMBERS:
        return round(float(term.value), 9)
    if isinstance(term, ox.Literal) and term.datatype == TIME:
        return ox.Literal(term.value.replace("+00:00", "Z"), datatype=TIME)
    if isinstance(term, ox.Literal) and term.language:
        return ox.Literal(term.value, language=term.language.lower())
    return term


@pytest.mark.parametrize("engine", ["disk", "rdflib", "service"])
def test_rows_and_their_order_are_those_of_the_engine_in_memory(
    engines: dict[str, Store], engine: str
) -> None:
    answered = 0
    for seed in range(SEEDS):
        sparql = PROLOGUE + Writer(seed).query()
        expected = rows(engines["memory"], sparql)
        assert rows(engines[engine], sparql) == expected, (seed, sparql)
        answered += bool(expected)
    assert answered > SEEDS / 2


@pytest.mark.parametrize("engine", ["disk", "rdflib", "service"])
def test_rows_have_the_same_evidence(engines: dict[str, Store], engine: str) -> None:
    for seed in range(0, SEEDS, 4):
        sparql = PROLOGUE + Writer(seed).query()
        proofs = [
            [
                (
                    sorted(str([*map(plain, triple)]) for triple in row.proof.background),
                    row.proof.notes,
                    row.proof.evidence,
                )
                for row in run(store, Catalog({}), sparql, evidence=True).rows
                if row.proof
            ]
            for store in (engines["memory"], engines[engine])
        ]
        assert proofs[0] == proofs[1], (seed, sparql)
