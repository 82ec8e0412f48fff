"""Lines come out sorted, each once, or are refused where they exceed the budget."""

from __future__ import annotations

import io

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.rdf.language_tags import TagCase, canonical_tag
from sygraph.rdf.order import LineStream, Sorter, TooLarge, canonical

LINES = st.lists(st.text('abc<>:"\\ é\U00020000', max_size=12).map(lambda t: t.encode() + b"\n"))


@given(LINES, st.integers(1, 9))
def test_lines_come_out_sorted_and_once(lines: list[bytes], chunk: int) -> None:
    text = b"".join(lines)
    sorter = Sorter()
    for start in range(0, len(text), chunk):
        sorter.write(text[start : start + chunk])
    assert b"".join(sorter.blocks()) == b"".join(sorted(set(lines)))


def test_a_line_that_ends_one_block_and_begins_the_next_comes_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sygraph.rdf.order._BLOCK", 3)
    lines = [b"<s> <p> <o%d> .\n" % (number % 7) for number in range(40)]
    sorter = Sorter()
    for line in lines:
        sorter.write(line)
    assert b"".join(sorter.blocks()) == b"".join(sorted(set(lines)))


@given(LINES)
def test_reading_order_changes_the_order_and_nothing_else(lines: list[bytes]) -> None:
    more = [b"<s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <o> .\n", b"<s> <a> <o> .\n"]
    more += [b"<x/passage/y/%d> <p> <o> .\n" % number for number in (100, 90)]
    sorter = Sorter(reading=True)
    sorter.write(b"".join([*lines, *more]))
    found = b"".join(sorter.blocks()).splitlines(keepends=True)
    assert sorted(found) == sorted({*lines, *more})
    assert found.index(more[0]) < found.index(more[1])
    assert found.index(more[3]) < found.index(more[2])


def test_more_lines_than_the_budget_are_refused_with_what_to_do_instead() -> None:
    sorter = Sorter(budget=1 << 20)
    lines = b"".join(b"<a:s> <a:p> <a:%d> .\n" % number for number in range(100_000))
    with pytest.raises(TooLarge, match="take more than 1 MiB") as caught:
        sorter.write(lines)
    assert "--unordered" in (caught.value.hint or "")


def test_graphs_that_are_returned_one_by_one_share_no_budget() -> None:
    sorter = Sorter(budget=2000)
    for _ in range(10):
        sorter.write(b"".join(b"<a:s> <a:p> <a:%d> .\n" % number for number in range(50)))
        assert b"".join(sorter.blocks()).count(b"\n") == 50


def test_lines_of_graphs_come_graph_by_graph_and_those_without_a_graph_first() -> None:
    sorter = Sorter(graph_order=lambda graph: graph.value)
    for name in ("a:h", None, "a:g"):
        sorter.into(ox.NamedNode(name) if name else None)
        sorter.write(b"<a:b> <a:p> <a:o> .\n<a:a> <a:p> <a:o> .\n")
    assert b"".join(sorter.blocks()).decode().splitlines() == [
        "<a:a> <a:p> <a:o> .",
        "<a:b> <a:p> <a:o> .",
        "<a:a> <a:p> <a:o> <a:g> .",
        "<a:b> <a:p> <a:o> <a:g> .",
        "<a:a> <a:p> <a:o> <a:h> .",
        "<a:b> <a:p> <a:o> <a:h> .",
    ]


def test_quads_come_in_their_graphs() -> None:
    node, graph = ox.NamedNode("a:x"), ox.BlankNode("g")
    sorter = Sorter(graph_order=lambda graph: graph.value)
    sorter.write_quads([ox.Quad(node, node, node, graph), ox.Quad(node, node, node)])
    found = b"".join(sorter.blocks())
    assert found == b"<a:x> <a:x> <a:x> .\n<a:x> <a:x> <a:x> _:c14n0 .\n"


def test_blank_nodes_are_noticed_before_lines_are_returned() -> None:
    sorter = Sorter()
    sorter.write(b'<a:s> <a:p> "_:x" .\n')
    assert not sorter.has_blank_nodes
    assert b"".join(sorter.blocks()) == b'<a:s> <a:p> "_:x" .\n'
    sorter.write(b"<a:s> <a:p> _:x .\n")
    assert sorter.has_blank_nodes


def test_text_that_looks_like_a_blank_node_is_not_one() -> None:
    lines = b'<a:s> <a:p> "_:x \\" _:y" .\n_:q <a:p> <a:_:z> .\n'
    sorter = Sorter()
    sorter.write(lines)
    found = b"".join(sorter.blocks())
    assert b'"_:x \\" _:y"' in found and b"<a:_:z>" in found and b"_:c14n0 <a:p>" in found


def test_blank_nodes_get_the_names_of_rdfc() -> None:
    one = b'_:a <a:p> _:b .\n_:b <a:q> "x" .\n'
    other = b'_:b <a:p> _:a .\n_:a <a:q> "x" .\n'
    assert sorted(canonical(one).splitlines()) == sorted(canonical(other).splitlines())


@given(st.lists(st.binary(max_size=9)), st.lists(st.integers(0, 7), min_size=1))
def test_blocks_are_read_as_one_file(blocks: list[bytes], sizes: list[int]) -> None:
    stream = LineStream(iter(blocks))
    found = [stream.read(size) for size in sizes]
    assert b"".join(found) + stream.read() == b"".join(blocks)


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("zh-hant", "zh-Hant"),
        ("ZH-HANT-tw", "zh-Hant-TW"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("en-us", "en-US"),
        ("de-1996", "de-1996"),
        ("en-u-ca-gregory", "en-u-ca-gregory"),
        ("x-hant", "x-hant"),
    ],
)
def test_a_tag_has_the_case_of_bcp_47(tag: str, written: str) -> None:
    assert canonical_tag(tag) == written


@given(st.integers(1, 30))
def test_language_tags_are_corrected_wherever_a_line_is_cut(size: int) -> None:
    text = b'<a:s> <a:p> "\\"@zh-hant \\\\"@zh-hant , "@en-us" ; <b> "x"@en-us .\n' * 3
    out = io.BytesIO()
    stream = TagCase(out)
    for start in range(0, len(text), size):
        stream.write(text[start : start + size])
    stream.flush()
    line = '<a:s> <a:p> "\\"@zh-hant \\\\"@zh-Hant , "@en-us" ; <b> "x"@en-US .\n'
    assert out.getvalue().decode() == line * 3
