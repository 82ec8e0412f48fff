"""Updates on graphs with unusual names: what is acknowledged is done, on every engine."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sygraph.data import Files
from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES
from sygraph.server.app import application
from sygraph.server.settings import Settings
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.rdflib_store import RdflibStore
from sygraph.store.updates import Update, apply_update

BASE = "http://testserver/sparql"
DEFAULT = ox.DefaultGraph()
YAOUNDE = unicodedata.normalize("NFD", "Yaoundé")
DECLARED = "PREFIX e: <http://e.org/> PREFIX é.x: <http://e.org/é/> BASE <http://e.org/base/>\n"
# Graphs' names as an update writes them.
NAMES = [
    f"e:{YAOUNDE}",
    "e:Yaoundé",
    "e:हिन्दी",  # with vowel signs, which are marks
    "e:ภาษาไทย",
    "e:東京.大阪",
    "e:a·b‿c",
    "e:%20%C3%A9",
    r"e:a\,b\(c\)\~",
    r"e:\%41",
    "e:a:b:",
    "e:_-x",
    "e:0.1",
    "e:",
    "é.x:y",
    "<http://e.org/東京、大阪>",
    "<http://e.org/a/../b>",
    r"<\u0061\U00000062>",
    "<rel/ative#x>",
    "<urn:x:a%7Bb>",
    "<http://e.org/?q=a;b&c='d'>",
    "<#>",
]
# Text around names that has misled readers of updates.
OPERATIONS = [
    "INSERT DATA {{ GRAPH {a} {{ e:s e:p {n} }} }}",
    "INSERT DATA {{ GRAPH {a}{{ e:s e:p '}} # ' }} GRAPH {b} {{ e:s e:p {n} . }} }}",
    "DELETE DATA {{ GRAPH {a} {{ e:s e:p {n} }} }}",
    "WITH {a} INSERT {{ e:s e:p {n} }} WHERE {{}}",
    "WITH {a} DELETE {{ ?s ?p {n} }} INSERT {{ GRAPH {b} {{ ?s ?p 9 }} }} WHERE {{ ?s ?p {n} }}",
    "INSERT {{ GRAPH {a} {{ {b} e:p {n} }} GRAPH {b}{{e:s e:in {a}}} }} WHERE {{}}",
    "INSERT {{ GRAPH {b} {{ ?s ?p ?o }} }} USING {a} WHERE {{ ?s ?p ?o FILTER(?o<5&&?o>=0) }}",
    "INSERT {{ GRAPH ?g {{ ?g e:is ?g }} }} WHERE {{ VALUES ?g {{ {a} {b} }} }}",
    "INSERT {{ GRAPH ?e\u0301 {{ {b} e:p {n} }} }} WHERE {{ VALUES ?e\u0301 {{ {a} }} }}",
    "DELETE WHERE {{ GRAPH ?हिन्दी {{ ?s ?p {n} }} }}",
    "DELETE WHERE {{ GRAPH {a} {{ ?s ?p {n} }} }}",
    "DELETE {{ GRAPH ?g {{ ?s ?p {n} }} }} WHERE {{ GRAPH ?g {{ ?s ?p {n} }} FILTER(?g != {a}) }}",
    "ADD {a} TO {b}",
    "COPY GRAPH {a} TO {b}",
    "MOVE SILENT {a} TO GRAPH {b}",
    "CLEAR SILENT GRAPH {a}",
    "DROP SILENT GRAPH {a}",
    "CREATE SILENT GRAPH {a}",
]

UPDATES = st.lists(
    st.builds(
        lambda text, a, b, n: text.format(a=a, b=b, n=n),
        st.sampled_from(OPERATIONS),
        st.sampled_from(NAMES),
        st.sampled_from(NAMES),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=8,
).map(lambda operations: DECLARED + " ;\n".join(operations))


def directly(store: ox.Store, text: str) -> set[ox.Quad]:
    """What the named graphs state when the engine carries out the update by itself."""
    store.update(text, base_iri=BASE, prefixes=PREFIXES)
    return {quad for quad in store if quad.graph_name != DEFAULT}


def named(store: Store) -> set[ox.Quad]:
    rows = store.select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
    return {ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in rows}


@pytest.mark.slow
@given(UPDATES)
@settings(max_examples=300, deadline=None, derandomize=True)
def test_an_update_does_what_the_engine_does(text: str) -> None:
    store = ox.Store()
    expected = directly(ox.Store(), text)
    apply_update(store, ox.Store(), Update(text, BASE))
    assert {quad for quad in store if quad.graph_name != DEFAULT} == expected


# rdflib leaves the backslash of an escape in a name, and reads <#> otherwise.
@pytest.mark.parametrize("name", [n for n in NAMES if "\\" not in n and n != "<#>"])
def test_rdflib_finds_the_same_graphs(name: str) -> None:
    text = f"{DECLARED} INSERT DATA {{ GRAPH {name} {{ e:s e:p 1 }} }}"
    other = rdflib.Dataset()
    other.update(text)
    store = ox.Store()
    apply_update(store, ox.Store(), Update(text, BASE))
    expected = {str(graph.identifier) for graph in other.graphs() if len(graph)}
    assert {graph.value for graph in store.named_graphs()} == expected


@pytest.fixture(scope="module", params=["memory", "disk"])
def web(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    store: Store = OxigraphStore(ox.Store())
    if request.param == "disk":
        folder = tmp_path_factory.mktemp("store") / "it"
        start = folder.with_suffix(".nq")
        start.write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n")
        load(sources([start]), folder)
        store = DiskStore(folder)
    yield from served(store)


@given(text=UPDATES)
@settings(max_examples=12, deadline=None, derandomize=True)
def test_over_http_a_204_says_that_it_is_done(web: TestClient, text: str) -> None:
    expected = directly(ox.Store(), text)
    assert post(web, f"DROP ALL ;\n{text}") == 204
    assert graphs(web) == expected


def test_an_engine_that_takes_no_updates_acknowledges_none() -> None:
    dataset = rdflib.Dataset()
    for web in served(RdflibStore(dataset)):
        for name in NAMES[:3]:
            text = f"{DECLARED} INSERT DATA {{ GRAPH {name} {{ e:s e:p 1 }} }}"
            assert post(web, text) >= 400
    assert len(dataset) == 0


def served(store: Store) -> Iterator[TestClient]:
    kg = KnowledgeGraph(store, Files.bundled())
    with TestClient(application(kg, Settings(writable=True, token="t", timeout=20))) as client:
        yield client


def post(web: TestClient, text: str) -> int:
    headers = {"Authorization": "Bearer t", "Content-Type": "application/sparql-update"}
    return web.post("/sparql", content=text.encode(), headers=headers).status_code


def graphs(web: TestClient) -> set[ox.Quad]:
    query = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"
    answer = web.get("/sparql", params={"query": query, "format": "json"})
    found = ox.parse_query_results(answer.content, ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    return {ox.Quad(row["s"], row["p"], row["o"], row["g"]) for row in found}


@pytest.mark.parametrize(
    "text",
    [
        "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH ?g { ?s ?p 3 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "INSERT { GRAPH <urn:h> { ?s ?p 3 } } WHERE { GRAPH ?g { ?s ?p ?o } }",
        "DELETE { GRAPH ?g { ?s ?p ?o } } INSERT { GRAPH ?g { ?o ?p ?s } GRAPH ?o { ?s ?p 4 } }"
        " WHERE { GRAPH ?g { ?s ?p ?o } }",
        'VERSION "1.2" INSERT DATA { GRAPH <urn:h> { <urn:s> <urn:p> 1 } }',
        "DROP NAMED",
    ],
)
def test_a_graph_named_by_a_blank_node(text: str) -> None:
    data = "_:g { <urn:a> <urn:p> <urn:b> . <urn:c> <urn:p> 'd' } _:h { <urn:a> <urn:p> 1 }"
    here, there = ox.Store(), ox.Store()
    for store in (here, there):
        store.extend(ox.parse(data, ox.RdfFormat.TRIG))
    here.extend([ox.Quad(*quad.triple) for quad in here])
    apply_update(here, ox.Store(), Update(text, BASE))
    assert {quad for quad in here if quad.graph_name != DEFAULT} == directly(there, text)


@pytest.mark.parametrize(
    "text",
    [
        "WITH:g INSERT { :a :b :c } WHERE {}",
        "INSERT { GRAPH:g { :a :b :c } } WHERE {}",
        "INSERT DATA { GRAPH:g { :a :b :c } }",
        "CREATE GRAPH:g",
        "COPY:a TO :b",
        "COPY :a TO:b",
        "COPY graph:a TO :b",  # the engine reads GRAPH :a, though graph: is a prefix
    ],
)
def test_what_may_be_read_in_two_ways_is_refused(text: str) -> None:
    store = ox.Store()
    with pytest.raises(SygraphError) as caught:
        apply_update(store, ox.Store(), Update(f"PREFIX : <urn:d:> {text}", BASE))
    assert caught.value.status == 400
    assert len(store) == 0


def test_an_escape_in_the_name_of_a_graph_is_decoded() -> None:
    store = ox.Store()
    text = r"PREFIX : <urn:d:> WITH :\u0061 INSERT { :a :b :c } WHERE {}"
    apply_update(store, ox.Store(), Update(text, BASE))
    assert list(store.named_graphs()) == [ox.NamedNode("urn:d:a")]


class TestBlankNodes:
    """A label names one blank node, of one operation."""

    @pytest.mark.parametrize(
        "text",
        [
            "INSERT DATA { _:b1 <urn:p> 1 } ; INSERT DATA { _:b1 <urn:p> 1 }",
            "INSERT DATA { _:b1 <urn:p> 1 } ; CLEAR DEFAULT ;"
            " INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> _:b1 } }",
            "DELETE { ?s ?p 1 } WHERE { ?s ?p _:b } ; DELETE { ?s ?p 2 } WHERE { ?s ?p _:b }",
        ],
    )
    def test_shared_by_two_operations(self, text: str) -> None:
        with pytest.raises(QuerySyntaxError, match="is used in two operations") as caught:
            apply_update(ox.Store(), ox.Store(), Update(text, BASE))
        assert caught.value.column == text.rindex("_:b") + 1

    @pytest.mark.parametrize(
        "text",
        [
            "INSERT DATA { GRAPH <urn:g> { _:b <urn:p> 1 } GRAPH <urn:h> { _:b <urn:p> 1 } }",
            "INSERT DATA { _:b <urn:p> 1 } ; INSERT { _:b <urn:p> 2 } WHERE {}",
            "INSERT { _:b <urn:p> 1 } WHERE {} ; INSERT { _:b <urn:p> 1 } WHERE {}",
            "INSERT DATA { _:b <urn:p> 1 } ; INSERT { ?s <urn:q> 2 } WHERE { ?s <urn:p> _:b }",
            "INSERT DATA { <urn:s> <urn:p> '_:b1' } ; INSERT DATA { _:b1 <urn:p> '_:b1' }",
        ],
    )
    def test_in_one_operation_or_in_templates(self, text: str) -> None:
        assert apply_update(ox.Store(), ox.Store(), Update(text, BASE)).added
