"""A search of a store on disk goes by its index, and finds what reading everything would."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.entities.search import search, similar
from sygraph.errors import SygraphError
from sygraph.namespaces import ID, PASSAGE, PREFIXES
from sygraph.store import fulltext
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore, current_index, next_generation
from sygraph.store.fulltext import Index, Indexing, add_forms
from sygraph.store.interface import OxigraphStore

LABEL = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
HOME = ox.NamedNode(ID + "home")


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> DiskStore:
    folder = tmp_path_factory.mktemp("store")
    load(sources([Files.bundled().root]), folder)
    return DiskStore(folder)


@pytest.fixture(scope="module")
def memory() -> OxigraphStore:
    return OxigraphStore.bundled()


def name(folder: Path, slug: str, label: str, *, gone: str | None = None) -> None:
    """Make the next generation of a store, in which something is so called, and not otherwise."""
    node = ox.NamedNode(ID + slug)
    with next_generation(folder) as generation, Indexing(generation.path) as index:
        store = generation.open()
        for graph in (HOME, ox.DefaultGraph()):
            store.add(ox.Quad(node, LABEL, ox.Literal(label, language="en"), graph))
            if gone:
                store.remove(ox.Quad(node, LABEL, ox.Literal(gone, language="en"), graph))
        index.add(node.value, label)
        del store


def found(folder: Path, text: str) -> list[str]:
    return [hit.text for hit in search(DiskStore(folder), text)]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "瀋",
            "沈阳",
            "中歐班列",
            "穩居東北第一",
            "卡托维兹 喀麦隆",
            "a",
            "SH",
            "air route",
            "e n",
        ),
        *("618萬單", "廣州", '" OR names', "*", "\\", "'", "?s", "\x00", "「外事+」"),
    ],
)
@pytest.mark.parametrize("limit", [None, 1, 20])
def test_the_index_finds_what_reading_everything_does(
    disk: DiskStore, memory: OxigraphStore, text: str, limit: int | None
) -> None:
    assert disk.index()
    assert search(disk, text, limit=limit) == search(memory, text, limit=limit)


def test_a_mistyped_name_is_guessed_by_the_index(disk: DiskStore, memory: OxigraphStore) -> None:
    assert similar(disk, "Frankfort") == similar(memory, "Frankfort") != []


def test_what_comes_later_is_found_and_what_goes_is_not(tmp_path: Path) -> None:
    name(tmp_path, "a", "Old Harbour")
    name(tmp_path, "b", "Harbour Bridge")
    assert found(tmp_path, "harbour") == ["Harbour Bridge", "Old Harbour"]
    name(tmp_path, "a", "New Quay", gone="Old Harbour")
    assert found(tmp_path, "harbour") == ["Harbour Bridge"]
    assert found(tmp_path, "quay") == ["New Quay"]


def test_a_load_links_the_index_there_is_and_adds_a_file(tmp_path: Path) -> None:
    name(tmp_path, "a", "Old Harbour")
    first = (tmp_path / "1" / "forms-1.fts").stat()
    name(tmp_path, "b", "Harbour Bridge")
    assert (tmp_path / "2" / "forms-1.fts").stat().st_ino == first.st_ino
    assert (tmp_path / "2" / "forms-2.fts").exists()


def test_many_small_files_are_joined(tmp_path: Path) -> None:
    for number in range(30):
        add_forms(str(tmp_path), [(f"{ID}{number:02}", f"pier {number:02}")])
    assert len(list(tmp_path.iterdir())) <= 9
    piers = [form for _, _, _, form in Index(str(tmp_path)).find("pier")]
    assert piers == [f"pier {number:02}" for number in range(30)]


def test_many_forms_are_indexed_by_a_process_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "CHUNK", 10)
    monkeypatch.setattr(fulltext, "ALONE", 10)
    with Indexing(str(tmp_path)) as index:
        for number in range(25):
            index.add(f"{PASSAGE}x/{number}", f"第{number}段")
    assert len(list(tmp_path.iterdir())) == 3
    # Passages come in the order of their numbers, wherever they are indexed.
    assert [iri.rpartition("/")[2] for _, _, iri, _ in Index(str(tmp_path)).find("段")] == [
        str(number) for number in range(25)
    ]


def test_a_process_that_cannot_index_fails_the_load(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fulltext, "ALONE", 0)
    with (
        pytest.raises(SygraphError, match="could not be made"),
        Indexing(str(tmp_path / "not there")) as index,
    ):
        index.add(ID + "a", "a")
    assert "FileNotFoundError" in capfd.readouterr().err


def test_a_mark_that_is_very_common_is_found_by_reading_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fulltext, "WIDE", 2)
    add_forms(str(tmp_path), [(f"{ID}{a}{b}", f"x{a}{b}") for a in "abc" for b in "abc"])
    add_forms(str(tmp_path), [(f"{PASSAGE}y/{n}", f"{n}x") for n in range(3)])
    assert len(list(Index(str(tmp_path)).find("x"))) == 12


def test_a_store_of_old_has_no_index_and_is_read(tmp_path: Path) -> None:
    node = ox.NamedNode(ID + "a")
    with next_generation(tmp_path) as generation:
        generation.open().add(ox.Quad(node, LABEL, ox.Literal("Quay", language="en")))
    assert DiskStore(tmp_path).index() is None
    assert current_index(tmp_path) is None
    assert found(tmp_path, "quay") == ["Quay"]
