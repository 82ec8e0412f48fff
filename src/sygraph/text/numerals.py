"""Find numerals in a text and read their values; the grammars are in a module a language."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache

from sygraph.text.arabic import plain
from sygraph.text.chinese_numerals import ChineseNumerals
from sygraph.text.english_numerals import EnglishNumerals
from sygraph.text.language import language_of
from sygraph.text.readings import Numeral

__all__ = ["find_numerals"]


def find_numerals(text: str, language: str = "zh-Hant") -> list[Numeral]:
    """Return every numeral of the text in reading order.

    >>> [(n.words, int(n.value)) for n in find_numerals("貨約618萬單，三通道六口岸，東北首個")]
    [('618萬', 6180000), ('三', 3), ('六', 6), ('首', 1)]
    >>> [(n.words, int(n.value)) for n in find_numerals("3.1 billion yuan, the 34th fair", "en")]
    [('3.1 billion', 3100000000), ('34th', 34)]
    """
    return list(_found(text, language))


# A check reads the same sentence for its numerals, its quantities and its periods.
@lru_cache(maxsize=2000)
def _found(text: str, language: str) -> tuple[Numeral, ...]:
    known = language_of(language)
    return tuple(
        replace(
            numeral,
            words=text[numeral.start : numeral.end],
            low=plain(numeral.low),
            high=plain(numeral.high),
        )
        for numeral in _grammar(known.tag).find(known.fold(text))
    )


@cache
def _grammar(tag: str) -> ChineseNumerals | EnglishNumerals:
    known = language_of(tag)
    return ChineseNumerals(known) if known.is_chinese else EnglishNumerals(known)
