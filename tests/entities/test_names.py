"""Many names are looked up at once, in memory as in a store's index."""

from __future__ import annotations

import pytest

from sygraph.data import Files
from sygraph.entities.names import Names, names_of
from sygraph.entities.search import search
from sygraph.namespaces import ID
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.interface import OxigraphStore, Store


@pytest.fixture(scope="module", params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Store:
    if request.param == "memory":
        return OxigraphStore.bundled()
    folder = tmp_path_factory.mktemp("store")
    load(sources([Files.bundled().root]), folder)
    return DiskStore(folder)


@pytest.fixture(scope="module")
def names(store: Store) -> Names:
    return names_of(store)


def test_whole_names_are_found_and_no_parts(names: Names) -> None:
    found = names.whole(["seoul", "首尔", "seo", "沈阳市", "nowhere"])
    assert set(found) == {"seoul", "首尔", "沈阳市"}
    assert {iri for iri, _ in found["首尔"]} == {ID + "seoul"}
    assert {iri for iri, _ in found["沈阳市"]} == {ID + "shenyang"}


def test_names_with_a_text_in_them_come_the_shortest_first(names: Names) -> None:
    found = names.within("taoxian", 5)
    assert found[0] == (ID + "taoxian-airport", "Taoxian Airport")
    assert ID + "taoxian-airport" in [iri for iri, _ in names.within("airport taoxian", 5)]
    assert len(names.within("shenyang", 3)) == 3
    assert names.within("nowhere", 5) == []


def test_a_mistyped_name_is_near_the_right_one(names: Names) -> None:
    assert {iri for iri, _ in names.near("卡托维茨")} == {ID + "katowice"}
    assert names.near("完全没有") == []


def test_a_search_among_them_finds_what_a_search_of_the_store_finds(
    names: Names, store: Store
) -> None:
    for text in ("沈阳", "618萬單", "port of", "city"):
        assert search(store, text, among=names) == search(store, text)


def test_only_entities_have_names(names: Names) -> None:
    assert names.whole(["city", "航线"]) == {}
    assert all("/passage/" not in iri for iri, _ in names.within("沈阳", 30))
