"""Numbers and dates of invented sentences are read as a person reads them, in three languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sygraph.text.periods import read_periods
from sygraph.text.quantities import read_quantities
from sygraph.text.readings import Quantity

HERE = Path(__file__).parent
LANGUAGES = ("zh-Hant", "zh-Hans", "en")
MARK = re.compile(r"\{([nd]) ([^|]*)\|([^{}]*)\}")
BOUNDS = {
    "~": "approximate",
    ">=": "atLeast",
    "<=": "atMost",
    ">": "moreThan",
    "<": "lessThan",
}
DIRECTIONS = {"+": "growth", "-": "decline"}
# The short names of units that have an IRI, by its last part.
NAMES = {
    "PERCENT": "percent",
    "TONNE": "tonne",
    "HR": "hour",
    "DAY": "day",
    "AirRoute": "route",
    "Event": "event",
    "Person": "person",
    "Company": "company",
    "City": "city",
    "Project": "project",
    "Flight": "flight",
    "ParcelDelivery": "parcel",
}


@dataclass(frozen=True)
class Reading:
    """A number or date at a place of a sentence; `values` are its amounts or its days."""

    start: int
    end: int
    kind: str
    values: tuple[Any, ...]
    unit: str = ""
    bound: str = "exact"
    direction: str = ""

    def fits(self, other: Reading) -> bool:
        """Whether two readings share words."""
        same_kind = self.kind == other.kind
        return same_kind and self.start < other.end and other.start < self.end

    def told(self) -> tuple[Any, ...]:
        return self.values, self.unit, self.bound, self.direction


def marked(line: str) -> tuple[str, list[Reading]]:
    """Return the text of a marked line and its readings."""
    text, place, found = "", 0, []
    for match in MARK.finditer(line):
        text += line[place : match.start()]
        kind, spec, words = match[1], match[2].split(), match[3]
        start, place = len(text), match.end()
        text += words
        values: tuple[Any, ...]
        if kind == "n":
            values = tuple(float(one) for one in spec[0].split(".."))
        else:
            first, _, last = spec[0].partition("/")
            values = (first, last or first, "r" in spec)
        unit = next((part[1:] for part in spec if part.startswith("#")), "")
        bound = next((BOUNDS[part] for part in spec if part in BOUNDS), "exact")
        direction = next((DIRECTIONS[part] for part in spec if part in DIRECTIONS), "")
        found.append(Reading(start, len(text), kind, values, unit, bound, direction))
    return text + line[place:], found


def number(quantity: Quantity) -> Reading:
    """Return a quantity as a reading; a decline has a positive value."""
    values = {abs(float(quantity.low)), abs(float(quantity.high))}
    return Reading(
        quantity.start,
        quantity.end,
        "n",
        tuple(round(one, 1) if one % 1 > 0 and one > 30 else one for one in sorted(values)),
        unit(quantity),
        quantity.printed_bound,
        quantity.direction,
    )


def unit(quantity: Quantity) -> str:
    """Return the short name of the unit of a quantity, as drafts have it."""
    if quantity.counted or not quantity.unit:
        return quantity.counted or quantity.usual
    local = re.split("[/#]", quantity.unit)[-1]
    return quantity.currency or NAMES.get(local, local)


def read(text: str, language: str, day: date) -> Iterator[Reading]:
    """Yield the numbers and dates that are read in a sentence."""
    for quantity in read_quantities(text, language, day):
        if quantity.kind != "ordinal" and not quantity.article:
            yield number(quantity)
    for period in read_periods(text, language, day):
        if period.how not in ("base", "now"):
            days = (period.first, period.last, period.relative)
            yield Reading(period.start, period.end, "d", days)


def faults(line: str, language: str, day: date) -> list[str]:
    """Return what is read in a marked line otherwise than it is marked."""
    text, right = marked(line)
    found = list(read(text, language, day))
    missed = []
    for one in right:
        words = text[one.start : one.end]
        same = next((other for other in found if other.fits(one)), None)
        if same is None:
            missed.append(f"{words}: not found")
            continue
        found.remove(same)
        if not one.unit:
            same = Reading(**{**same.__dict__, "unit": ""})
        if same.told() != one.told():
            read_as = text[same.start : same.end]
            missed.append(f"{words}: read as {read_as} {same.told()}, not {one.told()}")
    extra = [f"{text[one.start : one.end]}: is not one, {one.told()}" for one in found]
    return missed + extra


def cases(part: str) -> Iterator[Any]:
    for language in LANGUAGES:
        table = tomllib.loads((HERE / f"readings_{language}.toml").read_text("utf-8"))
        for line in table[part].strip().splitlines():
            yield pytest.param(line, language, table["date"], id=f"{language} {marked(line)[0]}")


@pytest.mark.parametrize(("line", "language", "day"), [*cases("tuned")])
def test_a_sentence_is_read_as_marked(line: str, language: str, day: date) -> None:
    assert faults(line, language, day) == []


@pytest.mark.parametrize(("line", "language", "day"), [*cases("held")])
def test_a_sentence_set_aside_is_read_as_marked(line: str, language: str, day: date) -> None:
    assert faults(line, language, day) == []


# A text, the value of its only number, its unit, its bound and its direction: what grew so many
# times, and what is so many times another.
TIMES = [
    ("產量翻一番", 100, "percent", "exact", "growth"),
    ("產量翻兩番", 300, "percent", "exact", "growth"),
    ("產量翻了近一番", 100, "percent", "approximate", "growth"),
    ("產量增長兩倍", 200, "percent", "exact", "growth"),
    ("產量增長一倍多", 100, "percent", "atLeast", "growth"),
    ("產量增加近兩倍", 200, "percent", "approximate", "growth"),
    ("價格翻了一倍", 100, "percent", "exact", "growth"),
    ("為去年的兩倍", 2, "", "exact", ""),
    ("增至三倍", 3, "", "exact", ""),
    ("擴大到1.5倍", 1.5, "", "exact", ""),
    ("縮小一半", -50, "percent", "exact", "decline"),
    ("減至一半", 50, "percent", "exact", ""),
    ("sales doubled", 100, "percent", "exact", "growth"),
    ("a threefold rise", 200, "percent", "exact", "growth"),
    ("grew by 2.5 times", 250, "percent", "exact", "growth"),
    ("twice the number", 2, "", "exact", ""),
    ("nearly double the figure", 2, "", "approximate", ""),
    ("three times as many", 3, "", "exact", ""),
    ("output halved", -50, "percent", "exact", "decline"),
    ("cut in half", -50, "percent", "exact", "decline"),
    ("half as much", 50, "percent", "exact", ""),
]


@pytest.mark.parametrize(("text", "value", "name", "bound", "direction"), TIMES)
def test_growth_by_times_is_told_from_a_multiple(
    text: str, value: float, name: str, bound: str, direction: str
) -> None:
    [quantity] = read_quantities(text, "en" if text.isascii() else "zh-Hant")
    assert (float(quantity.low), unit(quantity)) == (value, name)
    assert (quantity.bound, quantity.direction) == (bound, direction)


if __name__ == "__main__":
    import sys

    shown = sys.argv[1:]
    for part in ("tuned", "held"):
        for language in LANGUAGES:
            table = tomllib.loads((HERE / f"readings_{language}.toml").read_text("utf-8"))
            count = right = 0
            for line in table[part].strip().splitlines():
                count += 1
                problems = faults(line, language, table["date"])
                right += not problems
                if part in shown and problems and (len(shown) == 1 or language in shown):
                    print("  ", marked(line)[0], *problems, sep="\n      ")
            print(part, language, right, "of", count)
