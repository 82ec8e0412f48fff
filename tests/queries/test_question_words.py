"""Different wordings of the same thing are the same words."""

from __future__ import annotations

from collections import Counter

import pytest

from sygraph.data import read_toml
from sygraph.queries.question_words import corrected, is_stop, normalised, stem, vocabulary, words
from sygraph.text.name_forms import fold


def texts(question: str) -> list[str]:
    return [word.text for word in words(normalised(question))]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sister cities", "a sister city"),
        ("twin towns", "Sister City"),
        ("the city's ports", "the ports of the city's"),
        ("foreign trade", "imports and exports"),
        ("友城有多少", "有多少友好城市"),
        ("外贸", "外貿"),
        ("How many routes?", "航線有幾條"),
        ("free-trade zone", "自貿區"),
    ],
)
def test_they_are_the_same(one: str, other: str) -> None:
    assert sorted(texts(one)) == sorted(texts(other))


def test_words_know_where_they_stand() -> None:
    text = normalised("「瀋陽」的 sister cities")
    for word in words(text):
        assert text[word.start : word.end] in {"沈阳", "sister cities"}


def test_stop_words_tell_nothing() -> None:
    assert texts("which are there, and what is it?") == []
    assert texts("有哪些？") == []
    assert is_stop("which") and is_stop("的") and not is_stop("which city")


def test_a_correction_leaves_the_rest_of_the_text() -> None:
    right = {"frieght": "freight"}
    text = corrected("the frieght, 3 routes of 沈阳", lambda word, last: right.get(word, word))
    assert text == "the freight, 3 routes of 沈阳"


def test_the_last_word_is_told_apart() -> None:
    assert corrected("one two", lambda word, last: word.upper() if last else word) == "one TWO"


def test_each_phrase_is_in_one_list() -> None:
    concepts = read_toml("queries/synonyms.toml")["concepts"]
    means: dict[object, set[str]] = {}
    for name, phrases in concepts.items():
        for phrase in phrases:
            folded = fold(phrase)
            key = tuple(map(stem, folded.split())) if folded.isascii() else folded
            means.setdefault(key, set()).add(name)
    assert {key: names for key, names in means.items() if len(names) > 1} == {}


def test_no_phrase_is_a_stop_word() -> None:
    data = read_toml("queries/synonyms.toml")
    stops = {*data["stop_words"]["en"], *data["stop_words"]["zh"]}
    phrases = [phrase for phrases in data["concepts"].values() for phrase in phrases]
    assert stops.isdisjoint(phrases)
    assert [phrase for phrase, count in Counter(phrases).items() if count > 1] == []


def test_the_weights_are_of_lists() -> None:
    data = read_toml("queries/synonyms.toml")
    assert set(data["weights"]) <= set(data["concepts"])


def test_the_vocabulary_has_the_words_of_phrases_and_stop_words() -> None:
    assert {"twin", "which", "korean", "september"} <= vocabulary()
