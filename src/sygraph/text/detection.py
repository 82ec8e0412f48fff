"""Detect the language of a text: English, traditional or simplified Chinese."""

from __future__ import annotations

import re

from sygraph.errors import SygraphError

__all__ = ["chinese_script", "language_of_text"]

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
    traditional, simplified = _counts(text)
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def chinese_script(text: str) -> str:
    """Return the script of a few Chinese words; Traditional where they are the same in both.

    >>> [chinese_script(text) for text in ("瀋陽", "沈阳", "上海")]
    ['zh-Hant', 'zh-Hans', 'zh-Hant']
    """
    traditional, simplified = _counts(text)
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def _counts(text: str) -> tuple[int, int]:
    """Return how many characters are only Traditional, and how many only Simplified.

    The old national character sets tell, so no table of conversions is read, which takes longer
    than the rest of a check.
    """
    signs = _CHINESE.findall(text)
    sets = [(_is_in("big5", sign), _is_in("gb2312", sign)) for sign in signs]
    return sets.count((True, False)), sets.count((False, True))


def _is_in(charset: str, sign: str) -> bool:
    return bool(sign.encode(charset, "ignore"))
