"""Sentences of two versions: the same, moved, changed, lost and added."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sygraph.author.alignment import Pair, align

SENTENCES = st.lists(
    st.sampled_from(["A is 1.", "B is 2.", "B is 3.", "Something else.", "瀋陽。"])
)


@given(SENTENCES, SENTENCES)
def test_each_sentence_has_one_place_and_only_the_same_words_are_kept(
    old: list[str], new: list[str]
) -> None:
    pairs = align(old, new)
    assert sorted(p.old for p in pairs if p.old is not None) == list(range(len(old)))
    assert [p.new for p in pairs if p.new is not None] == list(range(len(new)))
    for pair in pairs:
        assert (pair.old is None) == (pair.status == "added")
        assert (pair.new is None) == (pair.status == "lost")
        if pair.old is not None and pair.new is not None:
            same = old[pair.old] == new[pair.new]
            assert same == (pair.status in ("kept", "moved"))


@given(SENTENCES, SENTENCES)
def test_kept_and_changed_sentences_are_in_the_old_order(old: list[str], new: list[str]) -> None:
    places = [p.old for p in align(old, new) if p.status in ("kept", "changed")]
    assert places == sorted(p for p in places if p is not None)


def test_a_lost_sentence_is_listed_where_it_was() -> None:
    assert align(["A is 1.", "Nothing is like it.", "B is 2."], ["A is 1.", "B is 2."]) == [
        Pair("kept", 0, 0),
        Pair("lost", 1, None),
        Pair("kept", 2, 1),
    ]


def test_a_sentence_with_little_in_common_is_another_one() -> None:
    pairs = align(["Trade was 3 billion yuan."], ["港口昨日開放。"])
    assert [pair.status for pair in pairs] == ["lost", "added"]
