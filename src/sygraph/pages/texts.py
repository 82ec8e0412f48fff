"""Texts of the pages in three languages, from the TOML files in `sygraph/locales`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from sygraph.data import read_toml
from sygraph.namespaces import one_article
from sygraph.text.name_forms import simplified

__all__ = ["texts", "words"]


@cache
def texts(lang: str) -> Mapping[str, str]:
    """Return the texts of the pages in a language, by key.

    Simplified Chinese is derived from traditional Chinese. Its own file has only the texts that
    differ in more than the form of the characters.

    >>> texts("zh-Hans")["map"]
    '地图'
    """
    table = read_toml(f"locales/{lang}.toml")
    if lang != "zh-Hans":
        return table
    derived = {key: simplified(text) for key, text in texts("zh-Hant").items()}
    return derived | table


@cache
def words(lang: str) -> Callable[..., str]:
    """Return the function that gives the text of a key, with values for its placeholders.

    Where several articles are open, it is the text of `key.many`, if there is one.

    >>> words("zh-Hant")("passage", number=10)
    '第 10 句'
    """
    table = texts(lang)

    def word(key: str, **values: object) -> str:
        text = table[key] if one_article() else table.get(f"{key}.many", table[key])
        return text.format(**values)

    return word
