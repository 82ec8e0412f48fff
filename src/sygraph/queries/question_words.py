"""The words of a question, in a form in which different wordings of the same thing are equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sygraph.data import read_toml
from sygraph.text.name_forms import fold, simplified

__all__ = [
    "ADJECTIVES",
    "CJK",
    "WEIGHTS",
    "Word",
    "corrected",
    "is_stop",
    "normalised",
    "plain_words",
    "stem",
    "synonyms",
    "vocabulary",
    "words",
]

_DATA: Mapping[str, Any] = read_toml("queries/synonyms.toml")

_MONTHS: Mapping[str, int] = read_toml("text/languages/en.toml")["periods"]["months"]

#: How much more than others the words tell that ask for a kind of answer.
WEIGHTS: Mapping[str, float] = {f"#{name}": more for name, more in _DATA["weights"].items()}

#: The country of each adjective.
ADJECTIVES: Mapping[str, str] = _DATA["adjectives"]

#: A Chinese character, as in a regular expression's brackets.
CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# A number, a Latin word without a possessive ending, or a run of Chinese characters.
_PIECE = re.compile(rf"(\d+(?:[.,]\d+)*)|([^\W\d_{CJK}]+)(?:['\"]s\b)?|([{CJK}]+)")
_CHINESE_MONTH = re.compile("(十[一二]|[一二三四五六七八九十])(?=月)")
_DIGITS = "〇一二三四五六七八九十"


@dataclass(frozen=True)
class Word:
    """A word, and its first and last position in the normalised text.

    `text` is a stem, a number, a pair of Chinese characters or, with a # before it, the name of a
    list of synonyms.
    """

    text: str
    start: int
    end: int


def normalised(text: str) -> str:
    """Return a text folded as for a search, with the months of Chinese dates in digits.

    >>> normalised("「瀋陽」2024年十二月")
    '"沈阳"2024年12月'
    """

    def digits(match: re.Match[str]) -> str:
        numeral = match[0]
        return str(10 + _DIGITS.index(numeral[1])) if numeral[1:] else str(_DIGITS.index(numeral))

    return _CHINESE_MONTH.sub(digits, fold(text))


def corrected(text: str, correct: Callable[[str, bool], str]) -> str:
    """Return a normalised text with each Latin word replaced by the one that was meant.

    Args:
        correct: returns that word; its second argument says whether the text ends with it.
    """

    def meant(piece: re.Match[str]) -> str:
        word = piece[2]
        if not word:
            return piece[0]
        return correct(word, piece.end() == len(text)) + piece[0][len(word) :]

    return _PIECE.sub(meant, text)


def is_stop(text: str) -> bool:
    """Whether a normalised text has only words that tell nothing: `is_stop("which")`."""
    pieces = [piece[0] for piece in _PIECE.finditer(text)]
    return all(piece in _DATA["stop_words"]["en"] for piece in pieces) or not words(text)


def words(text: str) -> list[Word]:
    """Return the words of a normalised text that tell what it is about.

    >>> [word.text for word in words("which twin towns")]
    ['#partner', '#city']
    >>> words("the imports and exports") == [Word("#trade", 4, 23)]
    True
    >>> [word.text for word in words(normalised("瀋陽機場飛幾條航線？"))]
    ['沈阳', '#airport', '#air-route', '#quantity', '#air-route']
    """
    found: list[Word] = []
    latin: list[Word] = []
    for piece in _PIECE.finditer(text):
        if piece[2]:
            latin.append(Word(piece[2], piece.start(), piece.end(2)))
            continue
        found += _latin(latin)
        latin = []
        if piece[1]:
            found.append(Word(piece[1].replace(",", ""), piece.start(), piece.end()))
        else:
            found += _chinese(piece[3], piece.start())
    found += _latin(latin)
    return found


def plain_words(text: str) -> Iterable[str]:
    """Return the Latin words of a normalised text as they are.

    >>> list(plain_words("the airport's 3 routes"))
    ['the', 'airport', 'routes']
    """
    return (piece[2] for piece in _PIECE.finditer(text) if piece[2])


@cache
def stem(word: str) -> str:
    """Return the stem of an English word.

    >>> stem("cities"), stem("enterprise")
    ('citi', 'enterpris')
    """
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


def _latin(pieces: list[Word]) -> Iterable[Word]:
    """Yield the words of a run of Latin words: the longest phrases, and stems."""
    phrases, stops = _english()
    stems = [stem(piece.text) for piece in pieces]
    at = 0
    while at < len(pieces):
        for phrase, concepts in phrases.get(stems[at], ()):
            if tuple(stems[at : at + len(phrase)]) == phrase:
                start, end = pieces[at].start, pieces[at + len(phrase) - 1].end
                yield from (Word(concept, start, end) for concept in concepts)
                at += len(phrase)
                break
        else:
            if pieces[at].text not in stops and len(pieces[at].text) > 1:
                yield Word(stems[at], pieces[at].start, pieces[at].end)
            at += 1


def _chinese(run: str, start: int) -> Iterable[Word]:
    """Yield the words of a run of Chinese characters: the longest phrases, and pairs between."""
    pattern, concepts = _phrases()
    last = 0
    for match in [*pattern.finditer(run), None]:
        between = run[last : match.start() if match else len(run)]
        for at in range(max(1, len(between) - 1) if between else 0):
            first = start + last + at
            yield Word(between[at : at + 2], first, first + len(between[at : at + 2]))
        if match:
            for concept in concepts.get(match[0], ()):
                yield Word(concept, start + match.start(), start + match.end())
            last = match.end()


@cache
def vocabulary() -> frozenset[str]:
    """Return the English words of the lists."""
    texts = [text for text, _ in _lists()]
    texts += [*_DATA["stop_words"]["en"], *ADJECTIVES, *_MONTHS]
    return frozenset(word for text in texts for word in plain_words(text))


_Concepts = tuple[str, ...]


@cache
def _english() -> tuple[dict[str, list[tuple[tuple[str, ...], _Concepts]]], frozenset[str]]:
    """Return the phrases by their first stem, the longest first, and the stop words."""
    phrases: dict[str, list[tuple[tuple[str, ...], _Concepts]]] = {}
    for text, concepts in _lists():
        if stems := tuple(map(stem, plain_words(fold(text)))):
            phrases.setdefault(stems[0], []).append((stems, concepts))
    for known in phrases.values():
        known.sort(key=lambda phrase: -len(phrase[0]))
    return phrases, frozenset(_DATA["stop_words"]["en"])


@cache
def _phrases() -> tuple[re.Pattern[str], dict[str, _Concepts]]:
    """Return an expression that finds Chinese phrases and stop words, and the concepts."""
    found = {fold(text): concepts for text, concepts in _lists() if re.match(rf"[{CJK}]", text)}
    every = sorted({*found, *map(fold, _DATA["stop_words"]["zh"])}, key=len, reverse=True)
    return re.compile("|".join(every)), found


def _lists() -> Iterator[tuple[str, _Concepts]]:
    """Yield each phrase with what it means."""
    for name, texts in _DATA["concepts"].items():
        concepts = tuple(f"#{part}" for part in name.split("+"))
        yield from ((text, concepts) for text in texts)


def synonyms(lang: str) -> dict[str, str]:
    """Return words that people use for things, with the words that labels use.

    >>> synonyms("en")["sister city"], synonyms("en")["korean"]
    ('partner city', 'South Korea')
    >>> synonyms("zh-Hant")["友城"]
    '夥伴 城市'
    """
    found: dict[str, str] = {} if lang != "en" else dict(ADJECTIVES)
    concepts: Mapping[str, list[str]] = _DATA["concepts"]
    for name, phrases in concepts.items():
        usual = [_usual(concepts, part, lang) for part in name.split("+")]
        if all(usual):
            found |= {phrase: " ".join(usual) for phrase in phrases if phrase not in found}
    if lang == "zh-Hans":
        return {simplified(phrase): simplified(usual) for phrase, usual in found.items()}
    return found


def _usual(concepts: Mapping[str, list[str]], name: str, lang: str) -> str:
    """The usual words for a concept in a language, or an empty text."""
    if lang == "en":
        return name.replace("-", " ")
    return next((phrase for phrase in concepts.get(name, ()) if phrase[:1] >= "\u3400"), "")
