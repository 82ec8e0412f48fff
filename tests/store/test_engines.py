"""One graph, many engines: which is chosen, and that none can be told from the others."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from queries_support import Case
from query_cases import CASES
from servers import oxigraph, virtuoso
from sygraph.data import Files
from sygraph.errors import DataError, SygraphError
from sygraph.evidence.explain import explain
from sygraph.evidence.proof import Proof
from sygraph.export import export
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ARTICLE, ONTOLOGY, PASSAGE, PREFIXES, is_passage
from sygraph.network.themes import THEMES
from sygraph.queries.rows import Row
from sygraph.rdf.formats import Format
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.engines import choose
from sygraph.store.http_service import Service
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.load import build
from sygraph.store.rdflib_store import RdflibStore
from sygraph.store.remote import RemoteStore


@contextmanager
def on_disk(folder: Path) -> Iterator[Store]:
    load(sources([Files.bundled().root]), folder / "store")
    yield DiskStore(folder / "store")


@contextmanager
def in_rdflib(folder: Path) -> Iterator[Store]:
    yield RdflibStore.from_files(Files.bundled())


@contextmanager
def in_oxigraph(folder: Path) -> Iterator[Store]:
    with oxigraph(folder) as service:
        yield loaded(service)


@contextmanager
def in_virtuoso(folder: Path) -> Iterator[Store]:
    with virtuoso(folder) as service:
        yield loaded(service)


def loaded(service: Service) -> Store:
    """A service with the data of the package."""
    store = RemoteStore(service)
    store.load(q for q in build(Files.bundled()) if q.graph_name != ox.DefaultGraph())
    return store


ENGINES = [
    pytest.param(on_disk, marks=pytest.mark.slow),
    pytest.param(in_rdflib, marks=pytest.mark.slow),
    pytest.param(in_oxigraph, marks=pytest.mark.slow),
    pytest.param(in_virtuoso, marks=pytest.mark.virtuoso),
]


# Passages that state something of all that `PROGRAM` asks about.
PASSAGES = [
    ox.NamedNode(f"{PASSAGE}shenyang-2024/{number}")
    for number in (20, 110, 240, 260, 270, 280, 340, 420, 450, 560, 580, 670)
]


DEFINITIONS = [
    ox.NamedNode(PREFIXES["skos"] + name) for name in ("definition", "scopeNote", "example")
]


def a_slice() -> ox.Store:
    """What these passages state, what is known of all that they name, and the ontology's terms."""
    whole = build(Files.bundled())
    named: set[object] = {*PASSAGES}
    for graph in PASSAGES:
        for quad in whole.quads_for_pattern(None, None, None, graph):
            named |= {quad.subject, quad.object}
    part = ox.Store()
    for quad in whole:
        graph = quad.graph_name
        if graph == ox.DefaultGraph() or (is_passage(graph) and graph not in PASSAGES):
            continue
        # Definitions are long, and nothing here shows them.
        term = graph == ONTOLOGY and quad.predicate not in DEFINITIONS
        article = str(graph).startswith(f"<{ARTICLE}")
        if is_passage(graph) or term or article or quad.subject in named:
            part.extend([quad, ox.Quad(*quad.triple)])
    return part


@pytest.fixture(scope="module")
def pair(kg: KnowledgeGraph, other: KnowledgeGraph) -> tuple[KnowledgeGraph, KnowledgeGraph]:
    """The same graph in memory and on another engine: in rdflib, which is slow, a slice of it."""
    if not isinstance(other.store, RdflibStore):
        return kg, other
    part = a_slice()
    dataset = rdflib.Dataset()
    dataset.parse(data=part.dump(format=ox.RdfFormat.N_QUADS), format="nquads")
    stores = OxigraphStore(part), RdflibStore(dataset)
    return KnowledgeGraph(stores[0], kg.files), KnowledgeGraph(stores[1], kg.files)


@pytest.fixture(scope="module", params=ENGINES)
def other(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KnowledgeGraph]:
    """The bundled graph on another engine than the one in memory."""
    running: Callable[[Path], AbstractContextManager[Store]] = request.param
    with running(tmp_path_factory.mktemp(running.__name__)) as store:
        yield KnowledgeGraph(store, Files.bundled())


def plain(term: object) -> object:
    """What a term says, however an engine writes it: 1.0 or 1, true or 1, zh-Hant or zh-hant."""
    if not isinstance(term, ox.Literal):
        return term
    kind = term.datatype.value.rpartition("#")[2]
    if kind in ("integer", "decimal", "double"):
        return Decimal(term.value)
    if kind == "boolean":
        return term.value in ("true", "1")
    return term.value, (term.language or kind).lower()


def answers(kg: KnowledgeGraph, case: Case) -> tuple[list[tuple[object, ...]], list[Any]]:
    """The rows of an answer, in their order where they have one, and the proof of each."""
    result = kg.query(case.query, evidence=True, **case.params)
    found = [(tuple(map(plain, row.terms)), proof(row)) for row in result]
    if result.form == "graph":
        found.sort(key=repr)
    return [row for row, _ in found], [shown for _, shown in found]


def proof(row: Row) -> object:
    found = row.proof or Proof()
    evidence = [(e.passage, e.quote, e.start, e.end, len(e.triples)) for e in found.evidence]
    return evidence, [e.passage for e in found.context], len(found.background), found.notes


# The named queries that Virtuoso 7 answers wrongly: see docs/engines.md.
WRONG_IN_VIRTUOSO = {
    *("caption-only", "connections", "event-organizers", "event-programme", "events-by-field"),
    *("event-figures", "events-in-country", "parts-of", "place-roles"),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_named_query_has_the_same_answers_with_the_same_proof(
    kg: KnowledgeGraph, other: KnowledgeGraph, case: Case, request: pytest.FixtureRequest
) -> None:
    if "in_virtuoso" in request.node.name and case.query in WRONG_IN_VIRTUOSO:
        listed = (Files.bundled().root / "docs" / "engines.md").read_text("utf-8")
        assert f"`{case.query}`" in listed
        return
    expected, found = answers(kg, case), answers(other, case)
    assert found[0] == expected[0]
    assert found[1] == expected[1]


PROGRAM: dict[str, Callable[[KnowledgeGraph], object]] = {
    "search in simplified characters": lambda kg: kg.search("沈阳", limit=20),
    "search in the words": lambda kg: kg.search("618万单"),
    "show an entity": lambda kg: kg.show("shenyang").as_text(),
    "show a passage": lambda kg: kg.show("shenyang-2024/340", lang="zh-Hant").as_text(),
    "show a statement": lambda kg: kg.show("ftz-trade-2023").as_text(),
    "find paths": lambda kg: [path.steps for path in kg.paths("莫斯科", "Shenyang")],
    "draw the network": lambda kg: sorted(kg.to_networkx(about="taoxian-airport", depth=1).edges),
    "draw everything": lambda kg: kg.view().payload,
    "draw what is around an entity": lambda kg: kg.view(about="Munich").payload,
    "draw paths": lambda kg: kg.view(path=("Sapporo", "Chicago")).payload,
    "draw a query's graph": lambda kg: kg.view(query="partner-graph").payload,
    "draw a query's rows": lambda kg: kg.view(query="partner-cities").payload,
    "draw the themes": lambda kg: [kg.view(theme=name).payload for name in THEMES],
    "count": lambda kg: kg.stats(),
    "list the values of a parameter": lambda kg: kg.choices("partner-cities", "country"),
    "explain an empty answer": lambda kg: list(
        explain(kg.store, "SELECT * { ?s a sy:City ; sy:contry id:japan }")
    ),
}


@pytest.mark.parametrize("job", PROGRAM.values(), ids=list(PROGRAM))
def test_the_program_works_alike(
    pair: tuple[KnowledgeGraph, KnowledgeGraph], job: Callable[[KnowledgeGraph], object]
) -> None:
    in_memory, other = pair
    expected = job(in_memory)
    assert expected
    assert repr(job(other)) == repr(expected)


@pytest.mark.parametrize("name", ["turtle", "nquads"])
def test_an_export_has_the_same_statements(
    kg: KnowledgeGraph, other: KnowledgeGraph, name: str
) -> None:
    def statements(kg: KnowledgeGraph) -> set[tuple[object, ...]]:
        stream = io.BytesIO()
        format = Format.named(name)
        export(kg.store, format, stream)
        parsed = ox.parse(stream.getvalue(), ox.RdfFormat.from_media_type(format.media_type))
        return {(q.subject, q.predicate, plain(q.object), q.graph_name) for q in parsed}

    assert statements(other) == statements(kg)


# Which engine is chosen


def test_nothing_said_is_the_engine_in_memory() -> None:
    assert type(choose(Files.bundled(), environ={})) is OxigraphStore


def test_a_store_on_disk_is_opened(tmp_path: Path) -> None:
    folder = str(tmp_path / "store")
    load(sources([Files.bundled().gazetteer]), folder)
    for chosen in (
        choose(Files.bundled(), store=folder, environ={"SYGRAPH_ENDPOINT": "http://host/"}),
        choose(Files.bundled(), environ={"SYGRAPH_STORE": folder}),
    ):
        assert isinstance(chosen, DiskStore)
        assert chosen.ask("ASK { id:seoul sy:country id:south-korea }")


SERVICE = {
    "SYGRAPH_ENDPOINT": "http://host/query",
    "SYGRAPH_UPDATE_ENDPOINT": "http://host/update",
    "SYGRAPH_GRAPH_STORE": "http://host/data",
    "SYGRAPH_ENDPOINT_TIMEOUT": "2.5",
    "SYGRAPH_ENDPOINT_USER": "me",
    "SYGRAPH_ENDPOINT_PASSWORD": "secret",
}


def service_of(store: Store) -> Service:
    assert isinstance(store, RemoteStore)
    return store.service


def test_a_service_is_that_of_the_environment() -> None:
    service = service_of(choose(Files.bundled(), environ=SERVICE))
    assert (service.endpoint, service.update_endpoint, service.graph_store) == (
        "http://host/query",
        "http://host/update",
        "http://host/data",
    )
    assert (service.timeout, service.credentials.user) == (2.5, "me")


def test_a_service_that_is_named_is_not_written_to_elsewhere() -> None:
    service = service_of(choose(Files.bundled(), endpoint="http://other/", environ=SERVICE))
    assert (service.endpoint, service.update_endpoint) == ("http://other/", "http://other/")
    assert service.graph_store is None
    given = choose(
        Files.bundled(), endpoint="http://a/", update_endpoint="http://b/", environ=SERVICE
    )
    assert service_of(given).update_endpoint == "http://b/"


@pytest.mark.parametrize(
    ("options", "environ", "complaint"),
    [
        ({"store": "x", "endpoint": "http://host/"}, {}, "two engines"),
        ({}, {"SYGRAPH_STORE": "x", "SYGRAPH_ENDPOINT": "http://host/"}, "two engines"),
        ({"update_endpoint": "http://host/"}, {}, "is that of a service"),
        ({"endpoint": "host"}, {}, "is not the address"),
        ({"endpoint": "http://me:pass@host/"}, {}, "user or password"),
        ({}, SERVICE | {"SYGRAPH_ENDPOINT_TIMEOUT": "soon"}, "is not a number of seconds"),
        ({}, SERVICE | {"SYGRAPH_ENDPOINT_TIMEOUT": "-1"}, "is not a number of seconds"),
        ({}, SERVICE | {"SYGRAPH_ENDPOINT_TOKEN": "t"}, "not both"),
        ({"store": "/nowhere/at/all"}, {}, "/nowhere/at/all"),
    ],
)
def test_a_choice_that_cannot_be_is_explained(
    options: dict[str, Any], environ: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SygraphError, match=complaint):
        choose(Files.bundled(), **options, environ=environ)


def test_files_are_read_only_for_the_engine_in_memory(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        choose(Files.at(tmp_path), environ={})
    service_of(choose(Files.at(tmp_path), environ=SERVICE))
