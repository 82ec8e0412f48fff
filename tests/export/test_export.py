"""Exports: deterministic, complete, and read back by other parsers than the one that wrote them."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import warnings

import pyoxigraph as ox
import pytest
import rdflib

from sygraph.data import Files
from sygraph.export import Part, export
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PREFIXES, sy
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.order import canonical
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.load import build
from sygraph.store.rdflib_store import RdflibStore

GRAPH_FORMATS = Format.names(["graph"])
DATASET_FORMATS = Format.names(["dataset"])
LINKED_DATA = Format.names(["graph", "dataset", "annotated"])
READ_BY_PYOXIGRAPH = {name for name in LINKED_DATA if name != "hextuples"}
CALLED_BY_RDFLIB = {
    "jsonld": "json-ld",
    "ntriples": "nt",
    "rdfxml": "xml",
    "hextuples": "hext",
    "turtle": "turtle",
    "n3": "n3",
    "trig": "trig",
    "nquads": "nquads",
}


def exported(store: Store | KnowledgeGraph, name: str, part: Part | None = None) -> bytes:
    out = io.BytesIO()
    store = store.store if isinstance(store, KnowledgeGraph) else store
    export(store, Format.named(name), out, part)
    return out.getvalue()


def by_pyoxigraph(content: bytes, name: str) -> bytes:
    kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    lines = ox.serialize(ox.parse(content, format=kind), format=ox.RdfFormat.N_QUADS)
    return sorted_lines(canonical(lines or b""))


def by_rdflib(content: bytes, name: str) -> bytes:
    kind = CALLED_BY_RDFLIB[name]
    dataset = rdflib.Dataset()
    default = dataset.graph(rdflib.graph.DATASET_DEFAULT_GRAPH_ID)
    target = dataset if name in (*DATASET_FORMATS, "jsonld") else default
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what rdflib itself still calls
        target.parse(data=content.decode(), format=kind)
        lines = dataset.serialize(format="nquads", encoding="utf-8")
    return sorted_lines(canonical(lines.replace(b" <urn:x-rdflib:default> .", b" .")))


def sorted_lines(lines: bytes) -> bytes:
    return b"".join(sorted(lines.splitlines(keepends=True)))


@pytest.fixture(scope="module")
def whole() -> ox.Store:
    return build(Files.bundled())


@pytest.fixture(scope="module")
def merge(whole: ox.Store) -> bytes:
    lines = whole.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return sorted_lines(canonical(lines or b""))


@pytest.fixture(scope="module")
def named(whole: ox.Store) -> bytes:
    quads = [quad for quad in whole if quad.graph_name != ox.DefaultGraph()]
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    return sorted_lines(canonical(lines or b""))


@pytest.mark.slow
@pytest.mark.parametrize("name", GRAPH_FORMATS)
def test_a_graph_is_the_merge(kg: KnowledgeGraph, name: str, merge: bytes) -> None:
    content = exported(kg, name)
    assert by_pyoxigraph(content, name) == merge
    assert by_rdflib(content, name) == merge


@pytest.mark.slow
@pytest.mark.parametrize("name", DATASET_FORMATS)
def test_a_dataset_is_the_named_graphs(kg: KnowledgeGraph, name: str, named: bytes) -> None:
    content = exported(kg, name)
    if name in READ_BY_PYOXIGRAPH:
        assert by_pyoxigraph(content, name) == named
    assert by_rdflib(content, name) == named


def test_a_hextuple_a_line_is_the_quad_that_n_quads_has(kg: KnowledgeGraph) -> None:
    found = set()
    for line in exported(kg, "hextuples").splitlines():
        subject, predicate, value, kind, language, graph = json.loads(line)
        term = (
            ox.NamedNode(value)
            if kind == "globalId"
            else ox.Literal(
                value, **({"language": language} if language else {"datatype": ox.NamedNode(kind)})
            )
        )
        found.add(
            ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), term, ox.NamedNode(graph))
        )
    assert found == set(ox.parse(exported(kg, "nquads"), ox.RdfFormat.N_QUADS))


@pytest.mark.slow
@pytest.mark.parametrize("name", LINKED_DATA)
def test_another_process_writes_the_same_bytes(kg: KnowledgeGraph, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sygraph", "export", name],
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert done.stdout == exported(kg, name)


@pytest.mark.slow
@pytest.mark.parametrize("name", LINKED_DATA)
def test_another_order_of_the_same_graph_gives_the_same_bytes(
    kg: KnowledgeGraph, whole: ox.Store, name: str
) -> None:
    turned = ox.Store()
    turned.extend(sorted(whole, key=str, reverse=True))
    assert exported(OxigraphStore(turned), name) == exported(kg, name)


@pytest.mark.parametrize("name", ["turtle", "nquads", "turtle12"])
def test_another_engine_gives_the_same_bytes(name: str) -> None:
    turtle = f"""
        @prefix sy: <{PREFIXES["sy"]}> . @prefix id: <{ID}> . @prefix p: <{PREFIXES["p"]}> .
        @prefix skos: <{PREFIXES["skos"]}> .
        p:90 {{ id:seoul sy:country id:south-korea }} p:100 {{ id:seoul a sy:City }}
        <http://example.org/g> {{
            id:seoul skos:prefLabel "首爾"@zh-Hant, "Seoul"@en ; sy:value 1.5
        }}
    """
    assert_same_from_another_engine(turtle, name)


@pytest.mark.parametrize("name", ["nquads", "trig"])
def test_graphs_with_blank_nodes_come_in_their_places(name: str) -> None:
    turtle = f"""
        @prefix sy: <{PREFIXES["sy"]}> . @prefix id: <{ID}> . @prefix p: <{PREFIXES["p"]}> .
        @prefix a: <http://example.org/> . @prefix z: <https://z.example/> .
        p:90 {{ id:seoul sy:country id:south-korea }}
        p:100 {{ id:seoul a sy:City . id:busan sy:note _:one , "no _:one" . id:a sy:b id:c }}
        p:110 {{ id:seoul a sy:Port }}
        z:g {{ _:one a sy:Note . a:x sy:note [ a:y a:z ] }}
    """
    found = assert_same_from_another_engine(turtle, name)
    assert found.index(b"busan") < found.index(b"_:c14n") < found.index(b"Port")


def assert_same_from_another_engine(turtle: str, name: str) -> bytes:
    memory = ox.Store()
    memory.load(turtle.encode(), format=ox.RdfFormat.TRIG)
    memory.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    dataset = rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of what rdflib itself still calls
        dataset.parse(data=turtle, format="trig")
    found = exported(OxigraphStore(memory), name)
    assert exported(RdflibStore(dataset), name) == found
    return found


def test_passages_stand_in_reading_order(kg: KnowledgeGraph) -> None:
    lines = exported(kg, "trig").decode().splitlines()
    opened = [line.removesuffix(" {") for line in lines if line.endswith(" {")]
    numbers = [int(name.removeprefix("p:")) for name in opened if name.startswith("p:")]
    assert opened[:3] == ["graph:ontology", "graph:gazetteer", "art:shenyang-2024"]
    assert numbers == sorted(set(numbers))
    assert len(numbers) == 71
    assert opened[-1] == "graph:derived"


def test_graphs_come_in_the_order_of_their_names_as_one_counts() -> None:
    names = ["a:g", "a:g1", "a:g1/x", "a:g2", "a:g10", "a:g10/2", "a:g10/10", "a:gx"]
    store = ox.Store()
    node = ox.NamedNode("a:s")
    store.extend([ox.Quad(node, node, node, ox.NamedNode(name)) for name in names[::-1]])
    found = exported(OxigraphStore(store), "nquads").decode().splitlines()
    assert [line.split()[3] for line in found] == [f"<{name}>" for name in names]


def test_a_subject_s_class_comes_first_and_its_passages_in_order(kg: KnowledgeGraph) -> None:
    text = exported(kg, "trig", Part(graph="passages")).decode()
    assert "\tp:20 a sy:Passage" in text
    assert text.index("\tp:90 a ") < text.index("\tp:100 a ")


def test_n_quads_and_n_triples_are_in_canonical_order(kg: KnowledgeGraph, merge: bytes) -> None:
    lines = exported(kg, "ntriples")
    assert lines == sorted_lines(lines)
    assert lines.lower() == merge.lower()


@pytest.mark.parametrize("name", LINKED_DATA)
def test_language_tags_are_as_authored(kg: KnowledgeGraph, name: str) -> None:
    text = exported(kg, name).decode()
    assert "zh-Hant" in text and "zh-Hans" in text
    assert "zh-hant" not in text.replace("id:zh-hant", "")


def test_names_are_short_and_chinese_is_readable(kg: KnowledgeGraph) -> None:
    assert 'sy:statedAs "約9800噸"' in exported(kg, "turtle").decode()
    assert '"statedAs": "約9800噸"' in exported(kg, "jsonld").decode()


@pytest.mark.parametrize("graph", ["passages", "gazetteer", "ontology", "derived"])
def test_a_graph_can_be_had_alone(kg: KnowledgeGraph, whole: ox.Store, graph: str) -> None:
    quads = list(ox.parse(exported(kg, "nquads", Part(graph=graph)), ox.RdfFormat.N_QUADS))
    places = {str(quad.graph_name)[1:-1].removeprefix(PREFIXES["graph"]) for quad in quads}
    if graph == "passages":
        assert len(places) == 72  # the article's own graph describes its 71 passages
    else:
        assert places == {graph}
    triples = list(ox.parse(exported(kg, "turtle", Part(graph=graph)), ox.RdfFormat.TURTLE))
    assert {quad.triple for quad in triples} == {quad.triple for quad in quads}


def test_what_is_about_an_entity_comes_with_its_figures_and_their_words(
    kg: KnowledgeGraph,
) -> None:
    part = Part(about=ox.NamedNode(ID + "route-los-angeles"))
    text = exported(kg, "trig", part).decode()
    assert 'sy:statedAs "約9800噸"' in text
    assert 'skos:prefLabel "Los Angeles"@en' in text
    assert "\tp:240 a sy:Passage" in text
    assert "sy:quote" in text
    assert "id:katowice" not in text
    merged = exported(kg, "turtle", part)
    assert len(list(ox.parse(merged, ox.RdfFormat.TURTLE))) < 500


@pytest.mark.parametrize("name", ["turtle", "trig", "jsonld", "rdfxml", "hextuples"])
def test_the_answer_to_a_query_is_a_part(kg: KnowledgeGraph, name: str) -> None:
    query = "CONSTRUCT { ?c a sy:City } WHERE { ?c a sy:City ; sy:country id:japan }"
    text = exported(kg, name, Part(query=query)).decode()
    assert {place for place in ("sapporo", "kawasaki", "seoul") if place in text} == {
        "sapporo",
        "kawasaki",
    }


def test_an_answer_that_repeats_a_triple_is_written_once(kg: KnowledgeGraph) -> None:
    query = "CONSTRUCT { id:japan a sy:Country } WHERE { ?c sy:country id:japan }"
    assert exported(kg, "ntriples", Part(query=query)).count(b"\n") == 1


def test_blank_nodes_get_the_names_of_the_standard_in_every_graph() -> None:
    lines = b'_:%s <http://a/p> "x" .\n<http://a/s> <http://a/p> _:%s <http://a/g> .\n'
    found = set()
    for name in (b"q", b"z9"):
        store = ox.Store()
        store.load(lines % (name, name), format=ox.RdfFormat.N_QUADS)
        store.update("INSERT { GRAPH <http://a/g> { ?s ?p ?o } } WHERE { ?s ?p ?o }")
        found.add(exported(OxigraphStore(store), "nquads"))
    assert len(found) == 1
    text = found.pop().decode()
    assert text.count("_:c14n0") == 2


def test_an_export_of_nothing_is_a_file_that_states_nothing() -> None:
    for name in sorted(READ_BY_PYOXIGRAPH):
        assert by_pyoxigraph(exported(OxigraphStore(ox.Store()), name), name) == b""


@pytest.mark.parametrize(
    ("name", "turtle", "said"),
    [
        ("rdfxml", '<a:s> <a:p> "\\u0001" .', "XML does not allow"),
        ("rdfxml", '<a:s> <http://a/p/12> "x" .', "<http://a/p/12>: this property has no XML name"),
        ("rdfxml", '<a:s> <http://a/> "x" .', "no XML name"),
        (
            "rdfxml",
            '<a:s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#li> "x" .',
            "no XML name",
        ),
        ("rdfxml", '<a:s> <http://a/p> "x"@ar--rtl .', "no direction"),
        ("hextuples", '<a:s> <http://a/p> "x"@ar--rtl .', "no direction"),
        ("n3", '<a:s> <http://a/p> "x"@ar--rtl .', "no direction"),
        ("jsonld", '<a:s> <http://a/p> "x"@ar--rtl .', "direction"),
        ("jsonld", "<a:s> <http://a/p> <<( <a:s> <a:p> <a:o> )>> .", "no triple terms"),
        ("rdfxml", "<a:s> <http://a/p> <<( <a:s> <a:p> <a:o> )>> .", "no triple terms"),
        ("n3", "<a:s> <http://a/p> <<( <a:s> <a:p> <a:o> )>> .", "no triple terms"),
        ("hextuples", "<a:s> <http://a/p> <<( <a:s> <a:p> <a:o> )>> .", "no triple terms"),
        ("jsonld", "<sy:a//b> <http://a/p> <a:o> .", "sy: is a prefix"),
    ],
)
def test_what_a_format_cannot_say_is_named(name: str, turtle: str, said: str) -> None:
    store = ox.Store()
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    store.update("INSERT { GRAPH <http://a/g> { ?s ?p ?o } } WHERE { ?s ?p ?o }")
    with pytest.raises(Inexpressible, match=said):
        exported(OxigraphStore(store), name)


@pytest.mark.parametrize("name", ["turtle", "ntriples", "trig", "nquads"])
def test_what_turtle_and_its_kin_can_say_is_kept(name: str) -> None:
    store = ox.Store()
    turtle = '<a:s> <a:p> "x"@ar--rtl, "\\u0001\\\\\\"@zh-hant", <<( <a:s> <a:p> "y"@en-gb )>> .'
    store.load(turtle.encode(), format=ox.RdfFormat.TURTLE)
    store.update("INSERT { GRAPH <http://a/g> { ?s ?p ?o } } WHERE { ?s ?p ?o }")
    content = exported(OxigraphStore(store), name)
    kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
    assert {quad.triple for quad in ox.parse(content, kind)} == {quad.triple for quad in store}
    assert b"@en-GB" in content and b'\\"@zh-hant"' in content


def test_the_terms_of_the_passages_hold_in_rdf_1_2(kg: KnowledgeGraph) -> None:
    reifies = ox.NamedNode(PREFIXES["rdf"] + "reifies")
    for name in Format.names(["annotated"]):
        content = exported(kg, name)
        kind = ox.RdfFormat.from_media_type(Format.named(name).media_type)
        found = [quad.triple for quad in ox.parse(content, kind)]
        stated = {(t.subject, t.object) for t in found if t.predicate == reifies}
        passages = [q for q in build(Files.bundled()) if "/passage/" in str(q.graph_name)]
        assert stated == {(quad.graph_name, quad.triple) for quad in passages}
        assert ox.Triple(
            ox.NamedNode(ID + "seoul"), sy("country"), ox.NamedNode(ID + "south-korea")
        ) in set(found)
