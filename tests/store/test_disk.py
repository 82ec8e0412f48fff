"""A store on disk: who may open it, what a load replaces, and what it leaves alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from sygraph.store.disk import DiskStore, StoreError, next_generation

COUNT = "SELECT ?s { ?s ?p ?o }"


def add(folder: Path, name: str) -> None:
    """Make the next generation of a store, with one more triple."""
    with next_generation(folder) as generation:
        node = ox.NamedNode(f"urn:{name}")
        generation.open().bulk_extend([ox.Quad(node, node, node)])


def names(store: DiskStore) -> set[str]:
    found = {row["s"] for row in store.select(COUNT)}
    return {node.value.removeprefix("urn:") for node in found if isinstance(node, ox.NamedNode)}


def contents(folder: Path) -> dict[str, bytes]:
    """All the files below a folder, by their paths in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_what_is_added_comes_to_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "store"
    add(folder, "a")
    add(folder, "b")
    assert names(DiskStore(folder)) == {"a", "b"}


def test_who_asks_sees_the_store_as_it_was_opened(tmp_path: Path) -> None:
    add(tmp_path, "a")
    before = DiskStore(tmp_path)
    add(tmp_path, "b")
    add(tmp_path, "c")
    assert names(before) == {"a"}
    assert names(DiskStore(tmp_path)) == {"a", "b", "c"}


def test_what_nobody_asks_any_more_is_removed_by_the_next_load(tmp_path: Path) -> None:
    add(tmp_path, "a")
    reader = DiskStore(tmp_path)
    add(tmp_path, "b")
    add(tmp_path, "c")
    assert {name for name in os.listdir(tmp_path) if name.isdecimal()} == {"1", "3"}
    del reader
    add(tmp_path, "d")
    assert {name for name in os.listdir(tmp_path) if name.isdecimal()} == {"4"}


def test_several_processes_may_ask_at_once(tmp_path: Path) -> None:
    add(tmp_path, "a")
    here = DiskStore(tmp_path)
    program = f"""
from sygraph.store.disk import DiskStore
print(len(list(DiskStore({str(tmp_path)!r}).select({COUNT!r}))))
"""
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (there.stdout, there.stderr) == ("1\n", "")
    assert names(here) == {"a"}


def test_asking_changes_nothing(tmp_path: Path) -> None:
    add(tmp_path, "a")
    before = contents(tmp_path)
    assert names(DiskStore(tmp_path)) == {"a"}
    assert contents(tmp_path) == before


def test_a_failure_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    add(tmp_path, "a")
    before = contents(tmp_path)

    def fail() -> None:
        with next_generation(tmp_path) as generation:
            node = ox.NamedNode("urn:b")
            generation.open().add(ox.Quad(node, node, node))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert contents(tmp_path) == before


@pytest.mark.parametrize("there", [True, False])
def test_a_failure_leaves_no_store_where_there_was_none(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "store"
    if there:
        folder.mkdir()
    with pytest.raises(ZeroDivisionError), next_generation(folder):
        raise ZeroDivisionError
    assert folder.exists() == there
    assert not there or not os.listdir(folder)


def test_a_load_that_was_killed_is_cleared_away(tmp_path: Path) -> None:
    add(tmp_path, "a")
    left = tmp_path / "2"
    left.mkdir()
    (left / "CURRENT").write_text("half")
    assert names(DiskStore(tmp_path)) == {"a"}
    add(tmp_path, "b")
    assert names(DiskStore(tmp_path)) == {"a", "b"}


def test_a_second_load_at_once_is_refused(tmp_path: Path) -> None:
    add(tmp_path, "a")
    with (
        next_generation(tmp_path),
        pytest.raises(StoreError, match=r"another load is writing to ") as caught,
        next_generation(tmp_path),
    ):
        pass
    assert (caught.value.folder, caught.value.exit_code) == (str(tmp_path), 2)
    add(tmp_path, "b")
    assert names(DiskStore(tmp_path)) == {"a", "b"}


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is not there$") as caught:
        DiskStore(tmp_path / "none")
    assert caught.value.hint == f"make one: sygraph load FILES --store {tmp_path / 'none'}"


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"is not a folder$"):
        DiskStore(tmp_path / "file")
    with (
        pytest.raises(StoreError, match=r"cannot write to .*: "),
        next_generation(tmp_path / "file"),
    ):
        pass


def test_an_empty_folder_is_a_store_to_be(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is empty$"):
        DiskStore(tmp_path)
    add(tmp_path, "a")
    assert names(DiskStore(tmp_path)) == {"a"}


def test_a_first_load_that_has_not_ended(tmp_path: Path) -> None:
    with (
        next_generation(tmp_path),
        pytest.raises(StoreError, match=r"its first load has not ended$"),
    ):
        DiskStore(tmp_path)


def test_other_people_s_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("all my work")
    before = contents(tmp_path)
    with pytest.raises(StoreError, match=r"holds no store of sygraph's$") as caught:
        DiskStore(tmp_path)
    assert caught.value.hint == "name another folder"
    with (
        pytest.raises(StoreError, match=r"holds no store of sygraph's$"),
        next_generation(tmp_path),
    ):
        pass
    assert contents(tmp_path) == before


def test_a_bare_database_of_oxigraph_s_is_no_store(tmp_path: Path) -> None:
    ox.Store(str(tmp_path / "bare"))
    with pytest.raises(StoreError) as caught:
        DiskStore(tmp_path / "bare")
    assert caught.value.hint and "load a dump of it" in caught.value.hint


def test_a_damaged_store_says_so(tmp_path: Path) -> None:
    add(tmp_path, "a")
    (tmp_path / "1" / "CURRENT").write_text("MANIFEST-9")
    with pytest.raises(StoreError, match=r"^cannot open "):
        DiskStore(tmp_path)
    with pytest.raises(StoreError, match=r"^cannot open "):
        add(tmp_path, "b")
    assert (tmp_path / "1" / "CURRENT").read_text() == "MANIFEST-9"


def test_a_lost_generation_says_so(tmp_path: Path) -> None:
    add(tmp_path, "a")
    (tmp_path / "1").rename(tmp_path / "elsewhere")
    with pytest.raises(StoreError, match=r"has lost its generation 1$"):
        DiskStore(tmp_path)
