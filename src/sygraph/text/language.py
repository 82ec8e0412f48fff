"""What the program knows of each language of articles: words from `text/languages/`, folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from sygraph.data import read_toml
from sygraph.text.scalars import language

__all__ = ["Language", "has_word", "language_of"]

# The file of each language. Simplified Chinese is read with the words for traditional Chinese.
_FILES = {"en": "en", "zh-Hant": "zh-Hant", "zh-Hans": "zh-Hant"}

# Code points that are read as another one: fullwidth forms, spaces, minus signs, apostrophes.
_FULLWIDTH = {0xFEE0 + code: code for code in (*range(0x30, 0x7F), *b"$%+-.")}
_ALIKE = {
    **{code: ord(" ") for code in (0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000)},
    **{0x2212: ord("-"), 0xFE63: ord("-"), 0xFFE5: ord("¥"), 0x2019: ord("'"), 0x2010: ord("-")},
    0x2011: ord("-"),
}
# A fullwidth colon ends a clause, as ； and ， do; it is no sign between two numbers.
_KEPT = {0xFEE0 + ord(mark) for mark in ":;<=>?@[]{}|^_`"}


@dataclass(frozen=True)
class Language:
    """A language: its tag, its words (folded), and the table that folds texts."""

    tag: str
    words: dict[str, Any]
    folding: dict[int, int]

    @property
    def is_chinese(self) -> bool:
        """Whether it is written without spaces between words."""
        return self.tag != "en"

    def fold(self, text: str) -> str:
        """Return a text as its words are compared: each code point is replaced by one.

        >>> language_of("zh-Hans").fold("31億元") == language_of("zh-Hant").fold("31亿元")
        True
        """
        return text.translate(self.folding)

    def nouns(self, name: str) -> list[str]:
        """Return the nouns in a name by which a text goes on to call what has it.

        >>> language_of("en").nouns("Gdansk Port Authority"), language_of("en").nouns("Haneul")
        (['port', 'authority'], [])
        """
        lasts = self.words["names"]["english" if self.is_chinese else "last"]
        if self.is_chinese:
            found = max((last for last in lasts if name.endswith(last)), key=len, default="")
            return [found] if found else []
        return [word.lower() for word in name.split()[1:] if word in lasts]

    def pattern(self, expression: str) -> re.Pattern[str]:
        """Compile a regular expression for folded texts of the language."""
        return re.compile(expression, 0 if self.is_chinese else re.IGNORECASE)


@cache
def language_of(tag: str) -> Language:
    """Return the language that a tag means.

    Raises:
        BadParameter: articles in that language cannot be read.

    >>> language_of("zh-TW").tag, language_of("en-GB").tag
    ('zh-Hant', 'en')
    """
    known = language(tag, "language")
    words = read_toml(f"text/languages/{_FILES[known]}.toml")
    script = words.get("script", {"traditional": "", "simplified": ""})
    table = {
        **{code: to for code, to in _FULLWIDTH.items() if code not in _KEPT},
        **_ALIKE,
        **dict(zip(map(ord, script["traditional"]), map(ord, script["simplified"]), strict=True)),
    }
    return Language(known, _folded(words, table), table)


def _folded(value: Any, table: dict[int, int]) -> Any:
    """Fold all texts of a table, keys included."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, list):
        return [_folded(item, table) for item in value]
    if isinstance(value, dict):
        return {key.translate(table): _folded(item, table) for key, item in value.items()}
    return value


def has_word(folded: str, word: str) -> bool:
    """Whether a folded text has a word; a Latin one as a whole, in small or capital letters.

    >>> has_word("Trade rose", "trade"), has_word("Traders", "trade"), has_word("进出口", "出口")
    (True, False, True)
    """
    if not word.isascii():
        return word in folded
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", folded, re.IGNORECASE) is not None
