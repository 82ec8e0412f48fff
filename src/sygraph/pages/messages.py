"""Messages of errors, hints and empty answers in the reader's language."""

from __future__ import annotations

import re
from functools import cache

from sygraph.data import read_toml
from sygraph.pages.view_models import Text
from sygraph.text.name_forms import simplified

__all__ = ["message"]

_PLACE = re.compile(r"\{(\w+)\}")
# The words that join a list, in Traditional Chinese.
_JOINTS = (
    *(("one of ", ""), (", ", "、"), (" or ", "或"), (" and ", "和"), ("the end", "結尾")),
    *(("a variable", "變數"), ("an IRI", "IRI"), ("a string", "字串"), ("a number", "數字")),
    *(("a value", "值"), ("a function", "函數"), ("an operator", "運算子")),
)
# Places that stand for a list.
_LISTS = ("names", "values", "expected")


def message(text: str, lang: str) -> Text:
    """Return a message in a language; what has no translation is marked as English.

    >>> message("unknown entity: Nowhere", "zh-Hant").text
    '沒有這個實體：Nowhere'
    >>> message("did you mean Seoul or Sapporo?", "zh-Hans").text
    '您是否要找 Seoul或Sapporo？'
    >>> message("no such message", "zh-Hant").lang
    'en'
    """
    if lang == "en":
        return Text(text)
    for pattern, wording in _patterns():
        found = pattern.fullmatch(text)
        if found:
            places = {name: _said(name, said) for name, said in found.groupdict().items()}
            return Text(
                wording.format_map(places) if lang == "zh-Hant" else _simple(wording, places)
            )
    return Text(text, lang="en")


def _simple(wording: str, places: dict[str, str]) -> str:
    """A wording in Simplified Chinese; the places keep the characters that they have."""
    return simplified(wording).format_map(places)


def _said(name: str, text: str) -> str:
    """What stands in a place: itself a message, or a list with its joints translated."""
    if name in _LISTS:
        for english, chinese in _JOINTS:
            text = text.replace(english, chinese)
        return text
    inner = message(text, "zh-Hant") if name in ("hint", "reason", "place") else None
    return inner.text if inner and not inner.lang else text


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The English texts as patterns, those that say most themselves first."""
    wordings: dict[str, str] = read_toml("locales/messages.toml")
    order = sorted(wordings, key=lambda text: -len(_PLACE.sub("", text)))
    return [(_pattern(text), wordings[text]) for text in order]


def _pattern(text: str) -> re.Pattern[str]:
    pieces = _PLACE.split(text)
    return re.compile(
        "".join(
            f"(?P<{piece}>.+?)" if place % 2 else re.escape(piece)
            for place, piece in enumerate(pieces)
        ),
        re.DOTALL,
    )
