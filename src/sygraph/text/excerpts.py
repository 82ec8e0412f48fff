"""Excerpts of a text, which never begin or end inside a number or a Latin word."""

from __future__ import annotations

import re

__all__ = ["around", "shortened_text"]

_LATIN = r"(?:[^\W_\u2e80-\uffef]|[０-９])"
_SCALE = "十百千萬億万亿"
# A Latin word or a number with its scale, as 1,469.3億 and 60%; and a Chinese numeral.
_WHOLE = re.compile(
    rf"{_LATIN}+(?:[.,:/'’&+\-–]{_LATIN}+)*(?:\s?[%％‰]|[{_SCALE}]+)?"
    rf"|[〇零一二三四五六七八九兩两{_SCALE}]+"
)
# How many characters a word may add at one end of an excerpt; a longer word is left out.
_LONGEST_WORD = 40


def around(text: str, span: tuple[int, int], before: int, after: int) -> tuple[int, int]:
    """Return the start and end of an excerpt with some characters on both sides of a span.

    >>> text = "2023年進出口總額1469.3億元，同比增長"
    >>> text[slice(*around(text, (10, 11), 1, 3))]
    '額1469.3億'
    """
    start, end = span
    first, last = max(0, start - before), min(len(text), end + after)
    for word in _WHOLE.finditer(text):
        if word.start() < first < word.end():
            near = first - word.start() <= _LONGEST_WORD
            first = word.start() if near else min(word.end(), start)
        if word.start() < last < word.end():
            near = word.end() - last <= _LONGEST_WORD
            last = word.end() if near else max(word.start(), end)
    return first, last


def shortened_text(text: str, length: int) -> str:
    """Return the first characters of a text, about so many, with … where there are more.

    >>> shortened_text("約618萬單，進出口貿易額約31億元", 3)
    '約618萬…'
    >>> shortened_text("short", 10)
    'short'
    """
    if len(text) <= length:
        return text
    _, last = around(text, (0, 0), 0, length)
    return text[:last] + "…" if last < len(text) else text
