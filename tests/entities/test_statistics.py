"""What there is, counted."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.entities.statistics import statistics
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PASSAGE
from sygraph.store.bulk_load import load, sources
from sygraph.store.counts import tally
from sygraph.store.disk import DiskStore, next_generation
from sygraph.store.load import build


def test_passages_and_their_roles(kg: KnowledgeGraph) -> None:
    counts = {(count.of, count.name): count.count for count in statistics(kg.store)}
    assert counts["", "passages"] == 71
    assert counts["passages", "headline"] == 1  # 瀋陽打造東北亞對外開放新前沿
    assert counts["passages", "byline"] == 1  # 王藝橋
    # 獲賦兩項…; 「空陸海網」…; 平台創新…; 「外事+」…
    assert counts["passages", "heading"] == 4
    # 城市風光; 中歐班列; 簽約儀式; 友好之夜; 漢諾威; 慕尼黑站; 里達工廠
    assert counts["passages", "caption"] == 7
    # Nothing but the roles of passages, though partnerships have a kind too.
    assert sum(count for (of, _), count in counts.items() if of == "passages") == 71


def test_classes_by_number(kg: KnowledgeGraph) -> None:
    counts = {count.name: count.count for count in statistics(kg.store) if count.of == "entities"}
    assert counts["air route"] == 3  # 洛杉磯, 莫斯科, 法蘭克福
    assert counts["port"] == 3  # 大連港, 營口港, 佐世保港
    assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_facts_and_triples_are_counted_once(kg: KnowledgeGraph) -> None:
    counts = {count.name: count.count for count in statistics(kg.store) if not count.of}
    quads = list(build(Files.bundled()))
    graphs = {quad.graph_name for quad in quads} - {ox.DefaultGraph()}
    assert counts["triples"] == len({quad.triple for quad in quads})
    assert counts["named graphs"] == len(graphs)
    stated = {quad.triple for quad in quads if str(quad.graph_name)[1:].startswith(PASSAGE)}
    assert counts["facts"] == len(stated)


def test_kinds_come_in_the_language_asked_for(kg: KnowledgeGraph) -> None:
    assert "航線" in {count.name for count in statistics(kg.store, "zh-Hant")}


def test_loading_counts_a_store_once_for_all(kg: KnowledgeGraph, tmp_path: Path) -> None:
    load(sources([Files.bundled().root]), tmp_path)
    store = DiskStore(tmp_path)
    assert store.tally() == tally(kg.store)
    assert statistics(store, "zh-Hant") == statistics(kg.store, "zh-Hant")


def test_what_is_added_is_counted_too(tmp_path: Path) -> None:
    load(sources([Files.bundled().root]), tmp_path)
    more = tmp_path.with_name("more.ttl")
    more.write_text("<a:s> <a:p> <a:o> .")
    before = DiskStore(tmp_path).tally()
    load(sources([more]), tmp_path)
    after = DiskStore(tmp_path).tally()
    assert before and after
    assert after["triples"] == before["triples"] + 1  # type: ignore[operator]


def test_a_store_that_has_changed_otherwise_is_counted_when_asked(tmp_path: Path) -> None:
    load(sources([Files.bundled().root]), tmp_path)
    with next_generation(tmp_path) as generation:
        generation.open().add(ox.Quad(ox.NamedNode("a:s"), ox.NamedNode("a:p"), ox.Literal("x")))
    store = DiskStore(tmp_path)
    assert store.tally() is None
    assert {count.name: count.count for count in statistics(store)}["passages"] == 71
