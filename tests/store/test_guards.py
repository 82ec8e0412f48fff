"""What keeps the program fast, counted and not timed: queries sent, rows read, quads written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.entities import paths
from sygraph.entities.describe import describe
from sygraph.entities.paths import shortest_paths
from sygraph.entities.resolve import resolve
from sygraph.entities.search import search
from sygraph.errors import SygraphError
from sygraph.namespaces import ID, PASSAGE, PREFIXES, SY, sy
from sygraph.store import fulltext
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore, Generation
from sygraph.store.fulltext import add_forms
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.limits import Results
from sygraph.text import name_forms as forms

SHENYANG = ox.NamedNode(ID + "shenyang")
MOSCOW = ox.NamedNode(ID + "moscow")


class Counted(Store):
    """A store that counts what it is asked, each of which a service would be sent as a request."""

    def __init__(self, store: OxigraphStore) -> None:
        self.store = store
        self.asked = 0
        self.rows = 0

    def _answer(self, sparql: str) -> Results:
        self.asked += 1
        results = self.store.query(sparql)
        if not isinstance(results, ox.QuerySolutions):
            return results
        kind = ox.QueryResultsFormat.JSON
        data = results.serialize(format=kind)
        counted = ox.parse_query_results(data, kind)
        assert isinstance(counted, ox.QuerySolutions)
        self.rows += len(list(counted))
        return ox.parse_query_results(data, kind)


@pytest.fixture(scope="module")
def bundled() -> OxigraphStore:
    return OxigraphStore.bundled()


@pytest.mark.parametrize(
    ("command", "most"),
    [
        (lambda store: resolve(store, "Moscow"), 2),
        (lambda store: search(store, "莫斯科", limit=20), 7),
        (lambda store: describe(store, MOSCOW), 12),
        # Of whom most is told: as many as of anybody else, but for batches.
        (lambda store: describe(store, SHENYANG), 14),
        (lambda store: shortest_paths(store, MOSCOW, SHENYANG), 5),
    ],
    ids=["a name", "search", "show", "show much", "path"],
)
def test_a_command_asks_a_service_so_many_times(
    bundled: OxigraphStore, command: Callable[[Store], object], most: int
) -> None:
    counted = Counted(bundled)
    command(counted)
    assert 0 < counted.asked <= most


def hub(spokes: int) -> OxigraphStore:
    """A store of a hub to which many things are linked, and one at the end of a chain to it."""
    node = [ox.NamedNode(f"{ID}{name}") for name in ("hub", "middle", "end")]
    link = sy("partner")
    triples = [(link, ox.NamedNode(PREFIXES["rdf"] + "type"), sy("LinkProperty"))]
    triples += [(node[1], link, node[0]), (node[2], link, node[1])]
    triples += [(ox.NamedNode(f"{ID}spoke-{n}"), link, node[0]) for n in range(spokes)]
    store = ox.Store()
    for triple in triples:
        store.extend([ox.Quad(*triple), ox.Quad(*triple, ox.NamedNode(PASSAGE + "x/10"))])
    return OxigraphStore(store)


def test_a_path_from_a_hub_reads_no_more_where_more_is_linked_to_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paths, "WIDE", 20)
    rows = []
    for spokes in (100, 1000):
        counted = Counted(hub(spokes))
        [path] = shortest_paths(counted, ox.NamedNode(ID + "hub"), ox.NamedNode(ID + "end"))
        assert [iri.value.removeprefix(ID) for iri in path.nodes] == ["hub", "middle", "end"]
        rows.append(counted.rows)
    assert rows[0] == rows[1]


def test_a_path_between_two_hubs_is_refused_where_it_would_take_all_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(paths, "WIDE", 20)
    monkeypatch.setattr(paths, "MOST", 50)
    store = hub(100)
    hubs = [ox.NamedNode(ID + name) for name in ("hub", "other")]
    for n in range(100):
        triple = ox.NamedNode(f"{ID}ray-{n}"), sy("partner"), hubs[1]
        store.engine.add(ox.Quad(*triple))
    with pytest.raises(SygraphError, match="more than 50 links"):
        shortest_paths(store, *hubs)


def test_a_search_reads_no_more_where_more_has_the_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = 0
    usual = forms.found_in

    def counting(sought: str, iri: str, form: str) -> forms.Found | None:
        nonlocal compared
        compared += 1
        return usual(sought, iri, form)

    monkeypatch.setattr(fulltext, "found_in", counting)
    read = []
    for passages in (200, 2000):
        folder = tmp_path / str(passages)
        folder.mkdir()
        add_forms(str(folder), [(f"{PASSAGE}x/{n}", f"瀋陽第{n}段") for n in range(passages)])
        compared = 0
        found = fulltext.Index(str(folder)).find(forms.fold("瀋陽"))
        assert [iri for _, _, iri, _ in (next(found), next(found))] == [
            f"{PASSAGE}x/0",
            f"{PASSAGE}x/1",
        ]
        read.append(compared)
    assert read[0] == read[1] <= 3


def test_a_store_on_disk_is_never_read_whole_for_a_search(tmp_path: Path) -> None:
    load(sources([Files.bundled().root]), tmp_path)
    asked: list[str] = []

    class Noting(DiskStore):
        def query(self, sparql: str) -> Results:
            asked.append(sparql)
            return super().query(sparql)

    store = Noting(tmp_path)
    assert search(store, "瀋陽", limit=3)
    assert resolve(store, "瀋陽") == SHENYANG
    assert asked
    # Whatever is asked is asked of certain nodes.
    assert [sparql for sparql in asked if "VALUES ?" not in sparql] == []


def test_loading_writes_each_statement_twice_and_reads_it_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stated = 200
    path = tmp_path / "data.nq"
    path.write_text(
        "".join(f'<a:{n}> <{SY}value> "{n}" <{PASSAGE}x/{n}> .\n' for n in range(stated))
    )
    written = 0
    usual = Generation.open

    class Counting:
        def __init__(self, generation: Generation) -> None:
            self.store = usual(generation)

        def bulk_extend(self, quads: Iterable[ox.Quad]) -> None:
            def counted() -> Iterator[ox.Quad]:
                nonlocal written
                for quad in quads:
                    written += 1
                    yield quad

            self.store.bulk_extend(counted())

        def __getattr__(self, name: str) -> object:
            return getattr(self.store, name)

    monkeypatch.setattr(Generation, "open", lambda generation: Counting(generation))
    assert load(sources([path]), tmp_path / "store") == stated
    assert written == 2 * stated
