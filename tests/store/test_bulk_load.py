"""Loading files into a store on disk: what comes of them, and what does not when it fails."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from itertools import permutations
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

from child_processes import running
from sygraph.data import Files
from sygraph.errors import DataError, UnknownFormat
from sygraph.namespaces import DERIVED, PREFIXES
from sygraph.store.bulk_load import Progress, load, sources
from sygraph.store.disk import DiskStore, Generation, StoreError
from sygraph.store.load import build

PREFIX_LINES = "".join(f"@prefix {name}: <{base}> .\n" for name, base in PREFIXES.items())
A, B, G = (NamedNode(f"http://example.org/{name}") for name in "abg")


def dataset(folder: Path) -> set[Quad]:
    """All that a store holds."""
    store = DiskStore(folder)
    default = store.select("SELECT ?s ?p ?o { ?s ?p ?o }")
    named = store.select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
    return {Quad(*row) for row in [*default, *named]}


def put(folder: Path, *paths: Path, graph: NamedNode | None = None) -> set[Quad]:
    """Load files at once; return all that the store holds then."""
    load(sources(paths, graph), folder)
    return dataset(folder)


def merged(quads: Iterable[Quad]) -> set[Quad]:
    """Quads of named graphs, with the default graph that goes with them."""
    named = set(quads)
    return named | {Quad(quad.subject, quad.predicate, quad.object) for quad in named}


def test_the_project_s_folder_makes_the_dataset_that_is_made_in_memory(tmp_path: Path) -> None:
    files = Files.bundled()
    assert put(tmp_path, files.root) == set(build(files))


@pytest.mark.slow
def test_loading_again_changes_nothing(tmp_path: Path) -> None:
    files = Files.bundled()
    put(tmp_path, files.root)
    assert put(tmp_path, files.root) == set(build(files))


@pytest.mark.slow
def test_the_layers_of_a_large_load_are_merged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = Files.bundled()
    small = tmp_path / "small.nt"
    small.write_text(f"{A} {B} {A} .\n")
    merges: list[str] = []
    opened = Generation.open

    def observed(generation: Generation) -> ox.Store:
        # Only what merges opens a generation after it has been filled.
        merges.append("opened")
        return opened(generation)

    monkeypatch.setattr(Generation, "open", observed)
    monkeypatch.setattr("sygraph.store.bulk_load.LAYERED", 0)
    assert put(tmp_path / "store", files.root) == set(build(files))
    assert len(merges) == 2
    # Little that comes to much is left a layer of its own.
    put(tmp_path / "store", small)
    assert len(merges) == 3


@pytest.mark.slow
def test_files_may_come_one_by_one_in_any_order(tmp_path: Path) -> None:
    files = Files.bundled()
    expected = set(build(files))
    paths = [files.ontology, files.gazetteer, files.articles[0].path]
    [translations] = [Path(path) for _, path in files.translations()]
    for number, order in enumerate(permutations(paths)):
        for path in [*order, translations] if number % 2 else [translations, *order]:
            put(tmp_path / str(number), path)
        assert dataset(tmp_path / str(number)) == expected


def test_without_the_ontology_nothing_is_typed_up(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("""
        @prefix : <http://example.org/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        :a a :City . :City rdfs:subClassOf :Place .
    """)
    home = NamedNode(path.as_uri())
    assert put(tmp_path / "store", path) == merged(
        Quad(quad.subject, quad.predicate, quad.object, home) for quad in ox.parse(path=path)
    )


ONTOLOGY = """
sy:City rdfs:subClassOf sy:Place . sy:Place rdfs:subClassOf schema:Place .
sy:Fair rdfs:subClassOf sy:Event . sy:Event rdfs:subClassOf sem:Event .
"""
SEED = "瀋陽是城市。會展在4月舉行。"
FACTS = [
    "id:shenyang a sy:City .",
    "id:shenyang a sy:Place .",
    "id:shenyang a schema:Place .",
    "id:fair a sy:Fair .",
    "id:fair a sy:Event .",
    "id:fair sy:date '2024'^^xsd:gYear .",
    "id:fair sy:date '2024-04'^^xsd:gYearMonth .",
    "id:fair sy:notBefore '2023'^^xsd:gYear .",
    "id:value a sy:Observation .",
    "id:value sy:of id:fair .",
    "id:value sy:periodEnd '2024-04'^^xsd:gYearMonth .",
    "id:value sy:ongoing true .",
    "id:fair sy:ongoing false .",
]


def write_folder(root: Path, gazetteer: str, articles: Sequence[str]) -> Files:
    """Data files laid out as the project's."""
    for name in ("ontology", "graph", "seeds"):
        (root / name).mkdir()
    files = Files.at(root)
    files.ontology.write_text(PREFIX_LINES + ONTOLOGY, encoding="utf-8")
    files.gazetteer.write_text(PREFIX_LINES + gazetteer, encoding="utf-8")
    for number, facts in enumerate(articles):
        passage = f"<https://w3id.org/sygraph/passage/x{number}/10>"
        (root / "graph" / f"x{number}.trig").write_text(
            f"""{PREFIX_LINES}
            art:x{number} sy:referenceDate "2024-1{number}-29"^^xsd:date .
            {passage} a sy:Passage ; sy:quote "瀋陽是城市。" . {passage} {{ {facts} }}
            """,
            encoding="utf-8",
        )
        (root / "seeds" / f"x{number}.txt").write_text(SEED, encoding="utf-8")
    return files


some_facts = st.lists(st.sampled_from(FACTS), max_size=6, unique=True).map(" ".join)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    gazetteer=st.lists(st.sampled_from(FACTS[:5]), max_size=3, unique=True).map(" ".join),
    articles=st.tuples(some_facts, some_facts),
    order=st.permutations(range(4)),
    cuts=st.sets(st.integers(1, 3)),
)
def test_any_files_in_any_loads_make_the_dataset_that_is_made_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    gazetteer: str,
    articles: tuple[str, str],
    order: list[int],
    cuts: set[int],
) -> None:
    root = tmp_path_factory.mktemp("data")
    files = write_folder(root, gazetteer, articles)
    paths = [files.ontology, files.gazetteer, *(article.path for article in files.articles)]
    start = 0
    for end in [*sorted(cuts), 4]:
        load(sources([paths[number] for number in order[start:end]]), root / "store")
        start = end
    assert dataset(root / "store") == set(build(files))
    shutil.rmtree(root)


TRIPLES = "<http://example.org/a> <http://example.org/b> <http://example.org/a> .\n"
JSONLD = (
    '[{"@id": "http://example.org/a", "http://example.org/b": {"@id": "http://example.org/a"}}]'
)
RDFXML = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://example.org/"><rdf:Description rdf:about="http://example.org/a">
  <b rdf:resource="http://example.org/a"/></rdf:Description></rdf:RDF>"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.ttl", TRIPLES),
        ("x.nt", TRIPLES),
        ("x.trig", TRIPLES),
        ("x.nq", TRIPLES),
        ("x.n3", TRIPLES),
        ("x.rdf", RDFXML),
        ("x.jsonld", JSONLD),
    ],
)
@pytest.mark.parametrize(
    ("suffix", "pack"),
    [
        ("", lambda data: data),
        (".gz", gzip.compress),
        (".bz2", bz2.compress),
        (".xz", lzma.compress),
    ],
)
def test_every_serialisation_packed_or_not(
    tmp_path: Path, name: str, text: str, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / (name + suffix)
    path.write_bytes(pack(text.encode()))
    home = NamedNode(path.as_uri())
    assert put(tmp_path / "store", path) == merged([Quad(A, B, A, home)])


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.nq", f"{A} {B} {A} {G} .\n{A} {B} {B} .\n"),
        ("x.trig", f"{G} {{ {A} {B} {A} }} {A} {B} {B} .\n"),
        (
            "x.jsonld",
            f'[{{"@id": "{G.value}", "@graph": [{{"@id": "{A.value}", "{B.value}":'
            f' {{"@id": "{A.value}"}}}}]}}, {{"@id": "{A.value}", "{B.value}":'
            f' {{"@id": "{B.value}"}}}}]',
        ),
    ],
)
def test_named_graphs_are_kept_and_the_rest_finds_a_home(
    tmp_path: Path, name: str, text: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    own = NamedNode(path.as_uri())
    assert put(tmp_path / "a", path) == merged([Quad(A, B, A, G), Quad(A, B, B, own)])
    given = NamedNode("http://example.org/given")
    assert put(tmp_path / "b", path, graph=given) == merged(
        [Quad(A, B, A, G), Quad(A, B, B, given)]
    )


def test_with_a_graph_given_the_project_s_files_are_files_like_any(tmp_path: Path) -> None:
    files = Files.bundled()
    quads = put(tmp_path, files.articles[0].path, graph=G)
    assert {quad.graph_name for quad in quads} >= {G, DefaultGraph()}
    assert DERIVED not in {quad.graph_name for quad in quads}


def test_a_triple_of_many_graphs_is_one_of_the_merge(tmp_path: Path) -> None:
    path = tmp_path / "x.nq"
    graphs = [NamedNode(f"http://example.org/{number}") for number in range(5)]
    path.write_text("".join(f"{A} {B} {A} {graph} .\n" for graph in graphs))
    assert put(tmp_path / "store", path) == merged(Quad(A, B, A, graph) for graph in graphs)
    assert len(dataset(tmp_path / "store")) == 6


def test_blank_nodes_are_one_in_a_file_and_two_in_two(tmp_path: Path) -> None:
    for name in ("x.ttl", "y.ttl"):
        (tmp_path / name).write_text(f"_:n {B} {A} . {A} {B} _:n .")
    quads = put(tmp_path / "store", tmp_path / "x.ttl", tmp_path / "y.ttl")
    nodes = {quad.subject for quad in quads} - {A}
    assert len(nodes) == 2
    named = [quad for quad in quads if quad.graph_name != DefaultGraph()]
    assert quads == merged(named)
    for node in nodes:
        [home] = {quad.graph_name for quad in named if quad.subject == node}
        assert {quad.graph_name for quad in named if quad.object == node} == {home}


def test_names_are_relative_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text(f"<#a> {B} <y> .")
    here = tmp_path.as_uri()
    assert put(tmp_path / "store", path) == merged(
        [Quad(NamedNode(f"{here}/x.ttl#a"), B, NamedNode(f"{here}/y"), NamedNode(path.as_uri()))]
    )


def test_progress_is_told_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sygraph.store.bulk_load.STRIDE", 1000)
    paths = [tmp_path / "x.nt", tmp_path / "y.nt.gz"]
    lines = "".join(f"{A} {B} <urn:{number}> .\n" for number in range(5000)).encode()
    paths[0].write_bytes(lines)
    paths[1].write_bytes(gzip.compress(lines))
    told: list[Progress] = []
    assert load(sources(paths), tmp_path / "store", told.append) == 10_000
    assert told == sorted(told, key=lambda progress: (progress.bytes, progress.statements))
    assert len(told) == 12
    size = sum(path.stat().st_size for path in paths)
    assert told[-1] == Progress(size, size, 10_000)


@pytest.mark.parametrize(
    ("name", "content", "line", "reason"),
    [
        ("x.ttl", b"<a:a> <a:b> <a:c> .\n<a:a> <a:b> .\n", 2, ". is not a valid RDF object"),
        ("x.nq", b"\n\n<a:a> <a:b> .\n", 3, "The object of a triple must be "),
        ("x.nt", b'<a:a> <a:b> "\xff" .\n', 1, "Invalid UTF-8"),
        ("x.rdf", b"<x", 1, "tag not closed"),
        ("x.jsonld", b'[\n{"@id": 1}]', 2, "@id value must be a string"),
        ("x.nt.gz", b"no gzip", None, "cannot "),
        ("x.nt.gz", gzip.compress(TRIPLES.encode() * 99, mtime=0)[:-20], None, "cannot unpack: "),
        ("x.nt.bz2", bz2.compress(TRIPLES.encode() * 99)[:-20], None, "cannot unpack: "),
        ("x.nt.xz", b"no xz", None, "cannot unpack: "),
    ],
)
def test_a_broken_file_names_its_place_and_nothing_is_loaded(
    tmp_path: Path, name: str, content: bytes, line: int | None, reason: str
) -> None:
    good, bad = tmp_path / "good.nt", tmp_path / name
    good.write_text(TRIPLES)
    bad.write_bytes(content)
    with pytest.raises(DataError) as caught:
        put(tmp_path / "store", good, bad)
    assert (caught.value.path, caught.value.line) == (str(bad), line)
    place = f"{bad}:{line}: " if line else f"{bad}: "
    assert str(caught.value).startswith(place + reason)
    assert not (tmp_path / "store").exists()


def test_a_quote_that_the_article_does_not_print_loads_nothing(workspace: Files) -> None:
    folder = workspace.root / "store"
    before = put(folder, workspace.ontology)
    path = workspace.articles[0].path
    path.write_text(path.read_text(encoding="utf-8").replace("瀋陽", "大連"), encoding="utf-8")
    with pytest.raises(DataError, match=r"the article prints "):
        put(folder, path)
    assert dataset(folder) == before


def test_what_cannot_be_loaded_is_said_before_anything_is(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"cannot read: no such file$"):
        sources([tmp_path / "none.ttl"])
    with pytest.raises(UnknownFormat) as caught:
        sources([tmp_path / "x.docx"])
    assert caught.value.hint and ".ttl" in caught.value.hint and ".gz" in caught.value.hint
    with pytest.raises(DataError, match=r"no data folder"):
        sources([tmp_path])


def test_an_article_in_a_folder_comes_with_its_text(workspace: Files) -> None:
    workspace.seed.unlink()
    with pytest.raises(DataError, match=r"no such file$") as caught:
        sources([workspace.root])
    assert caught.value.path == str(workspace.seed)


def child(program: str, *arguments: object) -> AbstractContextManager[subprocess.Popen[str]]:
    """Another process that runs a program."""
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    return running([sys.executable, "-c", program, *map(str, arguments)], **pipes)


# Loads and kills itself as nobody can prevent: SIGKILL. The place is a number of statements, `end`
# for all of them, or what Python asks of the file system next: an event and its path.
KILLED = """
import os, re, signal, sys
from sygraph.store import bulk_load as bulk

paths, folder, place, after = sys.argv[1].split(":"), *sys.argv[2:]
bulk.STRIDE = 100
armed = not after

def die():
    os.kill(os.getpid(), signal.SIGKILL)

def report(progress):
    if place.isdecimal() and progress.statements >= int(place):
        die()
    if place == "end" and progress.bytes == progress.of and progress.statements > 3000:
        die()

def watch(event, arguments):
    global armed
    if arguments and str(arguments[0]).startswith(folder):
        step = f"{event} {arguments[0]}"
        if armed and not place.isdecimal() and re.search(place, step):
            die()
        armed = armed or bool(re.search(after, step))

sys.addaudithook(watch)
bulk.load(bulk.sources(paths), folder, report)
"""
# The steps of a load on the file system, in their order.
CLONING = "^os.link .*/1/[^/]*$"
SETTLING = r"^open .*/\d+$"
NAMING = "^open .*/current-generation.new$"
REPLACING = "^os.rename .*/current-generation.new$"
SWEEPING = "^os.rename .*/1$"


@pytest.mark.slow
@pytest.mark.parametrize("there", [True, False])
@pytest.mark.parametrize(
    "place",
    [CLONING, "100", "3000", "end", SETTLING, NAMING, REPLACING],
    ids=["cloning", "100", "3000", "end", "settling", "naming", "replacing"],
)
def test_a_killed_load_leaves_the_store_as_it_was(tmp_path: Path, place: str, there: bool) -> None:
    files, folder = Files.bundled(), tmp_path / "store"
    before = put(folder, files.ontology) if there else set()
    with child(KILLED, f"{files.gazetteer}:{files.articles[0].trig}", folder, place, "") as process:
        _, errors = process.communicate(timeout=60)
    if place == CLONING and not there:
        assert (process.returncode, errors) == (0, "")  # there is nothing to clone
        return
    assert (process.returncode, errors) == (-signal.SIGKILL, "")
    if there:
        assert dataset(folder) == before
    else:
        with pytest.raises(StoreError, match=r"first load has not ended$"):
            DiskStore(folder)
    assert put(folder, files.root) == set(build(files))
    assert len([name for name in os.listdir(folder) if name.isdecimal()]) == 1


@pytest.mark.slow
def test_a_load_that_is_killed_when_it_is_done_is_done(tmp_path: Path) -> None:
    files = Files.bundled()
    put(tmp_path, files.ontology)
    translations = [path for _, path in files.translations()]
    paths = ":".join(map(str, [files.gazetteer, files.articles[0].trig, *translations]))
    with child(KILLED, paths, tmp_path, SWEEPING, REPLACING) as process:
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (-signal.SIGKILL, "")
    assert dataset(tmp_path) == set(build(files))
    assert put(tmp_path, files.root) == set(build(files))


WAITING = """
import sys
from sygraph.store import bulk_load as bulk
bulk.STRIDE = 1
def wait(progress):
    print("loading", flush=True)
    sys.stdin.read()
bulk.load(bulk.sources([sys.argv[1]]), sys.argv[2], wait)
"""


def test_of_two_loads_at_once_the_second_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text(TRIPLES)
    with child(WAITING, path, tmp_path / "store") as process:
        assert process.stdout and process.stdout.readline() == "loading\n"
        with pytest.raises(StoreError, match=r"another load is writing to "):
            put(tmp_path / "store", path)
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, "")
    assert len(dataset(tmp_path / "store")) == 2


FULL = """
import resource, sys
from sygraph.store import bulk_load as bulk
from sygraph.errors import SygraphError
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    bulk.load(bulk.sources([sys.argv[1]]), sys.argv[2])
except SygraphError as error:
    print(error)
    sys.exit(error.exit_code)
"""


@pytest.mark.slow
@pytest.mark.parametrize("there", [True, False])
def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path, there: bool) -> None:
    path, folder = tmp_path / "x.nt", tmp_path / "store"
    path.write_text(TRIPLES)
    if there:
        put(folder, path)
    lines = (f"{A} {B} <urn:{number * 7919}> .\n" for number in range(50_000))
    path.write_text("".join(lines))
    with child(FULL, path, folder) as process:
        told, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (2, "")
    assert told.startswith(f"cannot write to {folder}: ")
    if there:
        assert len(dataset(folder)) == 2
    assert folder.exists() == there


def test_what_is_exported_can_be_loaded(tmp_path: Path) -> None:
    files = Files.bundled()
    path = tmp_path / "all.nq"
    named = [quad for quad in build(files) if quad.graph_name != DefaultGraph()]
    ox.serialize(named, path, RdfFormat.N_QUADS)
    assert put(tmp_path / "store", path) == set(build(files))
