"""Lines in order: what comes out is what went in, sorted, however little memory there is."""

from __future__ import annotations

import io
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.rdf.language_tags import TagCase, canonical_tag
from sygraph.rdf.order import LineStream, Sorter, canonical

LINES = st.lists(st.text('abc<>:"\\ é\U00020000', max_size=12).map(lambda t: t.encode() + b"\n"))


@given(LINES, st.integers(1, 40), st.integers(1, 9))
def test_lines_come_out_sorted_and_once(lines: list[bytes], budget: int, chunk: int) -> None:
    text = b"".join(lines)
    with Sorter(budget=budget) as sorter:
        for start in range(0, len(text), chunk):
            sorter.write(text[start : start + chunk])
        assert b"".join(sorter.blocks()) == b"".join(sorted(set(lines)))


@given(LINES, st.integers(1, 40))
def test_reading_order_changes_the_order_and_nothing_else(lines: list[bytes], budget: int) -> None:
    more = [b"<s> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <o> .\n", b"<s> <a> <o> .\n"]
    more += [b"<x/passage/y/%d> <p> <o> .\n" % number for number in (100, 90)]
    with Sorter(reading=True, budget=budget) as sorter:
        sorter.write(b"".join([*lines, *more]))
        found = b"".join(sorter.blocks()).splitlines(keepends=True)
    assert sorted(found) == sorted({*lines, *more})
    assert found.index(more[0]) < found.index(more[1])
    assert found.index(more[3]) < found.index(more[2])


def test_more_runs_than_a_process_may_open_are_merged_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sygraph.rdf.order.RUNS", 3)
    lines = [b"%d\n" % (number * 7919 % 1000) for number in range(1500)]
    with Sorter(budget=50) as sorter:
        for line in lines:
            sorter.write(line)
        assert b"".join(sorter.blocks()) == b"".join(sorted(set(lines)))


def test_what_is_said_of_a_subject_is_in_order_however_it_is_cut() -> None:
    lines = [b"<s> <p> <o%05d> .\n" % (number * 7919 % 997) for number in range(997)]
    lines += [b"<r> <p> <o> .\n", b"<t> <p> <o> .\n"]
    with Sorter(budget=1000, distinct=False) as sorter:
        for line in lines:
            sorter.write(line)
        assert b"".join(sorter.blocks()) == b"".join(sorted(lines))


def test_lines_end_as_they_are_to_and_a_sorter_can_be_used_again() -> None:
    with Sorter(budget=100, distinct=False) as sorter:
        for graph, count in ((b"<g>", 30), (b"<h>", 2), (b"<i>", 30)):
            sorter.end = b" " + graph + b" .\n"
            for number in range(count, 0, -1):
                sorter.write(b"<s> <p> <o%d> .\n<r%d> <p> <o> .\n" % (number, number))
            lines = b"".join(sorter.blocks()).splitlines()
            assert lines == sorted(lines) and len(lines) == 2 * count
            assert all(line.endswith(b"> " + graph + b" .") for line in lines)


def test_whether_there_are_blank_nodes_is_known_before_lines_are_given_back() -> None:
    with Sorter(budget=20) as sorter:
        sorter.write(b'<a:s> <a:p> "_:x" .\n')
        assert not sorter.finish()
        assert b"".join(sorter.blocks()) == b'<a:s> <a:p> "_:x" .\n'
        sorter.write(b"<a:s> <a:p> _:x .\n")
        assert sorter.finish()


def test_memory_does_not_grow_with_the_lines() -> None:
    chance = random.Random(1)

    def peak(count: int) -> int:
        tracemalloc.start()
        with Sorter(budget=100_000) as sorter:
            for _ in range(count):
                sorter.write(
                    b"<http://example.org/%016x> <http://p> <http://o> .\n" % chance.getrandbits(64)
                )
            assert sum(block.count(b"\n") for block in sorter.blocks()) == count
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(40_000) < 2 * peak(10_000)


def test_blank_nodes_are_told_from_what_only_looks_like_them() -> None:
    lines = b'<a:s> <a:p> "_:x \\" _:y" .\n_:q <a:p> <a:_:z> .\n'
    with Sorter() as sorter:
        sorter.write(lines)
        found = b"".join(sorter.blocks())
    assert b'"_:x \\" _:y"' in found and b"<a:_:z>" in found and b"_:c14n0 <a:p>" in found


def test_blank_nodes_are_named_by_what_is_said_of_them() -> None:
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
def test_tags_are_mended_wherever_a_line_is_cut(size: int) -> None:
    text = b'<a:s> <a:p> "\\"@zh-hant \\\\"@zh-hant , "@en-us" ; <b> "x"@en-us .\n' * 3
    out = io.BytesIO()
    stream = TagCase(out)
    for start in range(0, len(text), size):
        stream.write(text[start : start + size])
    stream.flush()
    line = '<a:s> <a:p> "\\"@zh-hant \\\\"@zh-Hant , "@en-us" ; <b> "x"@en-US .\n'
    assert out.getvalue().decode() == line * 3
