"""Check each figure against its words: value, unit and bound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Node, decimal, name, names
from sygraph.data import read_toml
from sygraph.namespaces import sy
from sygraph.text.numerals import find_numerals

__all__ = ["Reading", "check_figures", "read_figures"]

# Expressions of the words before a numeral, and after it or its unit, with the bound they mean.
_BOUNDS = read_toml("text/languages/zh-Hant.toml")["bounds"]
_BEFORE = tuple((re.compile(f"(?:{row['before']})$"), row["bound"]) for row in _BOUNDS)
_AFTER = tuple((re.compile(row["after"]), row["bound"]) for row in _BOUNDS)
Problems = Iterator[tuple[str, str]]

# The properties that every figure must have besides its value.
_PARTS = tuple(map(sy, ("of", "measure", "unit", "bound", "statedAs")))


@dataclass(frozen=True)
class Reading:
    """A figure read from words: its number, the word of its unit ("" if unknown), its bound."""

    value: Decimal
    unit: str
    bound: str


def read_figures(
    text: str, units: Iterable[str], start: int = 0, end: int | None = None
) -> list[Reading]:
    """Read every figure whose numeral is between `start` and `end` of the text.

    The words around the span count too: a bound that the span leaves out is still a bound.

    >>> read_figures("貨物約9800噸", ["噸"])
    [Reading(value=Decimal('9800'), unit='噸', bound='approximate')]
    >>> read_figures("佔全省50%以上", ["%"])
    [Reading(value=Decimal('50'), unit='%', bound='atLeast')]
    """
    longest_first = sorted(units, key=len, reverse=True)
    stop = len(text) if end is None else end
    return [
        _read(text[: n.start], n.value, text[n.end :], longest_first)
        for n in find_numerals(text)
        if start <= n.start and n.end <= stop
    ]


def _read(before: str, value: Decimal, after: str, units: list[str]) -> Reading:
    bound = next((kind for pattern, kind in _BEFORE if pattern.search(before)), "")
    bound_after, after = _bound_after(after)
    unit = next((word for word in units if after.startswith(word)), "")
    last, _ = _bound_after(after[len(unit) :])
    return Reading(value, unit, bound or bound_after or last or "exact")


def _bound_after(after: str) -> tuple[str, str]:
    for pattern, kind in _AFTER:
        match = pattern.match(after)
        if match:
            return kind, after[match.end() :]
    return "", after


def check_figures(data: Dataset, report: Report) -> None:
    """Compare the value, unit and bound of each figure with the words that state it."""
    for passage in data.passages:
        for node in passage.facts.subjects():
            if passage.facts.all(node, sy("value")):
                report.count("figures")
                for problem, fix in _missing(passage, node):
                    report.fault("incomplete", passage.where(node), problem, fix)
                for problem, fix in _misread(data, passage, node):
                    report.fault("figure", passage.where(node), problem, fix)


def _missing(passage: Passage, node: Node) -> Problems:
    for part in _PARTS:
        if not passage.facts.all(node, part):
            yield (
                f"is a figure without {name(part)} in this passage",
                "write a figure whole in each passage that states it",
            )


def _misread(data: Dataset, passage: Passage, node: Node) -> Problems:
    facts = passage.facts
    unit_words = data.words("UnitCode")
    words = set().union(*unit_words.values())
    stated = "".join(facts.texts(node, sy("statedAs"))[:1])
    places = list(passage.spans(stated))
    if not places:  # another check reports a missing or wrong statedAs
        return
    value = decimal(facts.one(node, sy("value")))
    readings = [r for start, end in places for r in read_figures(passage.quote, words, start, end)]
    if not readings:
        yield f"“{stated}” contains no numeral", "widen sy:statedAs to bound, number and unit"
        return
    reading = next((r for r in readings if r.value == value), None)
    if reading is None:
        said = " or ".join(f"{r.value:f}" for r in dict.fromkeys(readings))
        yield f"sy:value is {value}, “{stated}” says {said}", f"state sy:value {said}"
        return
    unit = facts.one(node, sy("unit"))
    fitting = [u for u, forms in unit_words.items() if reading.unit in forms]
    if unit is not None and unit not in fitting:
        yield (
            f"sy:unit is {name(unit)}, “{stated}” says {reading.unit or 'no known unit'}",
            f"state {names(fitting) or 'a unit that has the word as sy:word'}",
        )
    bound = facts.one(node, sy("bound"))
    if bound is not None and bound != sy(reading.bound):
        yield (
            f"sy:bound is {name(bound)}, the words around “{stated}” say {reading.bound}",
            f"state sy:{reading.bound}",
        )
    if reading.bound != "exact" and reading not in read_figures(stated, words):
        yield (
            f"“{stated}” omits the word for its bound",
            "widen sy:statedAs to bound, number and unit",
        )
