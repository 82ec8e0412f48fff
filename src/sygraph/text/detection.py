"""Detect the language of a text: English, traditional or simplified Chinese."""

from __future__ import annotations

import re
from functools import cache

from sygraph.errors import SygraphError
from sygraph.text.name_forms import simplified

__all__ = ["language_of_text"]

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]+")
# Kana, Hangul, Cyrillic, Arabic: no text in a language that is read has more than a few.
_OTHER = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff]")

# Words that every English text has: of a text of some length, at least this share.
_ENGLISH = frozenset("the of and to for with by that is was from at it".split())
_SOME_LENGTH, _SHARE = 20, 1 / 25
_READ = "articles are in English or Chinese"


def language_of_text(text: str) -> str:
    """Return the language of a text: en, zh-Hant or zh-Hans.

    Raises:
        SygraphError: It is in none of them.

    >>> [language_of_text(text) for text in ("港口增長", "港口增长", "The port grew.")]
    ['zh-Hant', 'zh-Hans', 'en']
    """
    words = _LATIN.findall(text)
    chinese, latin = len(_CHINESE.findall(text)), len(words)
    if not chinese + latin or len(_OTHER.findall(text)) > (chinese + latin) / 4:
        raise SygraphError("the text is in no language that is read", hint=_READ)
    if chinese < latin:
        if latin >= _SOME_LENGTH and sum(w.lower() in _ENGLISH for w in words) < latin * _SHARE:
            raise SygraphError("the text is in no language that is read", hint=_READ)
        return "en"
    traditional = sum(a != b for a, b in zip(text, _simple(text), strict=True))
    return "zh-Hant" if traditional > _only_simplified(text) else "zh-Hans"


@cache
def _simple(text: str) -> str:
    return "".join(map(_simple_character, text))


@cache
def _simple_character(character: str) -> str:
    found = simplified(character) if _CHINESE.match(character) else character
    return found if len(found) == 1 else character


def _only_simplified(text: str) -> int:
    """Return how many characters have another, traditional form."""
    from opencc import OpenCC

    return sum(a != b for a, b in zip(text, OpenCC("s2t").convert(text), strict=False))
