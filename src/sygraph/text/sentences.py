"""Divide a text into sentences and clauses, by its language."""

from __future__ import annotations

import re
from functools import cache

from sygraph.text.language import Language, language_of
from sygraph.text.marks import CLOSING, FINAL

__all__ = ["clause_around", "sentence_spans"]

# A clause in a text without marks is searched no further than this from its figure.
_LONGEST_CLAUSE = 600


def sentence_spans(text: str, language: str = "zh-Hant") -> list[tuple[int, int]]:
    """Return the start and end of each sentence; a line without an end is one of its own.

    >>> text = "Trade with the U.S. rose to 3.1 billion. No. 5 opened."
    >>> [text[start:end] for start, end in sentence_spans(text, "en")]
    ['Trade with the U.S. rose to 3.1 billion.', 'No. 5 opened.']
    """
    known = language_of(language)
    return _segmenter(known.tag).spans(text)


def clause_around(text: str, start: int, end: int, language: str = "zh-Hant") -> tuple[int, int]:
    """Widen a span to its clause, from comma to comma.

    >>> clause_around("進出口31億元，同比增長4.6%。", 13, 17)
    (8, 17)
    """
    stops = _clause_ends(language_of(language).tag)
    left, left_edge = start, max(0, start - _LONGEST_CLAUSE)
    ends = [stop.end() for stop in stops.finditer(text, left_edge, start)]
    left = ends[-1] if ends else left_edge
    while left < start and text[left] == " ":
        left += 1
    stop = stops.search(text, end)
    return left, stop.start() if stop else len(text)


@cache
def _clause_ends(tag: str) -> re.Pattern[str]:
    known = language_of(tag)
    words = known.words["sentences"]["clause_ends"]
    return re.compile(f"[{words}{FINAL[tag]}]" if known.is_chinese else words)


@cache
def _segmenter(tag: str) -> _Chinese | _English:
    known = language_of(tag)
    return _Chinese(tag) if known.is_chinese else _English(known)


class _Chinese:
    """Sentences end with 。！？ and what closes after them; …… also occurs inside one."""

    def __init__(self, tag: str) -> None:
        final, closing = FINAL[tag], CLOSING[tag]
        self._unit = re.compile(rf"[^{final}\n]*[{final}]+[{closing}]*|[^{final}\n]+")

    def spans(self, text: str) -> list[tuple[int, int]]:
        return [match.span() for match in self._unit.finditer(text) if match[0].strip()]


class _English:
    """Sentences end with .!? before a space, unless the full stop is that of an abbreviation."""

    def __init__(self, language: Language) -> None:
        words = language.words["sentences"]
        final, closing = FINAL["en"], re.escape(CLOSING["en"])
        self._end = re.compile(rf"[{re.escape(final)}…]+[{closing}]*(?=\s|$)|\n")
        self._titles = {word.lower() for word in words["titles"]}
        self._abbreviations = {word.lower() for word in words["abbreviations"]}
        self._starters = frozenset(words["starters"])
        self._before = re.compile(r"[\w.&']+$")
        self._next = re.compile(rf"[ \t]+[{closing}“‘(\[]*([\w'’-]+|\S)")

    def spans(self, text: str) -> list[tuple[int, int]]:
        found = []
        start = 0
        for match in self._end.finditer(text):
            if match[0] != "\n" and not self._ends(text, match):
                continue
            stop = match.start() if match[0] == "\n" else match.end()
            found.append((start, stop))
            start = match.end()
        found.append((start, len(text)))
        return [_stripped(text, *span) for span in found if text[slice(*span)].strip()]

    def _ends(self, text: str, match: re.Match[str]) -> bool:
        following = self._next.match(text, match.end())
        if following is None:  # the end of a line
            return True
        word = following[1]
        if match[0] != ".":
            return not word[0].islower()
        before = self._before.search(text, max(0, match.start() - 24), match.start())
        last = before[0].lower() if before else ""
        if word[0].islower() or last in self._titles:
            # Not after "No." before its number, but after the answer "No."
            return last == "no" and not word[0].isdigit() and not word[0].islower()
        initial = len(last) == 1 and last.isalpha()
        if initial or last in self._abbreviations or re.fullmatch(r"(?:[a-z]\.)+[a-z]", last):
            return word in self._starters and not (initial and last != "i")
        return True


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
