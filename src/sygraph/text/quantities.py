"""Read quantities: numerals with their units, currencies, bounds and directions.

>>> [fell] = read_quantities("進出口同比下降約2.4%")
>>> str(fell.value), fell.unit, fell.bound, fell.direction
('-2.4', 'http://qudt.org/vocab/unit/PERCENT', 'approximate', 'decline')
>>> [cost] = read_quantities("It cost more than US$1.2bn.", "en")
>>> cost.words, f"{cost.value:f}", cost.currency, cost.bound
('more than US$1.2bn', '1200000000', 'USD', 'moreThan')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, cast

from sygraph.text.arabic import plain
from sygraph.text.language import Language, language_of
from sygraph.text.numerals import find_numerals
from sygraph.text.periods import read_periods
from sygraph.text.readings import TURNED, Bound, Direction, Numeral, Period, Quantity
from sygraph.text.units import Units, UnitWord, packaged_units

__all__ = ["read_quantities"]

PERCENT = "http://qudt.org/vocab/unit/PERCENT"
# How many characters before a numeral, and after it, are searched for the words around it.
_WINDOW = 32
# How many characters before a range are searched for what says that it is a change.
_CLAUSE = 60
_PER_MILLE = "‰"
_YUAN = "元"
_HALF = Decimal("0.5")
# What the Chinese 度 counts: above this many it is electricity.
_DEGREE, _KILOWATT_HOUR, _HOTTEST = "degreeCelsius", "kilowattHour", 1000
_CURRENCY = "http://qudt.org/vocab/unit/CCY_"
_BOUNDS: tuple[Bound, ...] = ("atMost", "lessThan", "moreThan", "atLeast", "approximate")


def read_quantities(
    text: str,
    language: str = "zh-Hant",
    reference_date: date | None = None,
    units: Units | None = None,
) -> list[Quantity]:
    """Return the quantities of a text in reading order, without the numbers of its dates.

    Args:
        text: A text, or a sentence of it.
        language: The language of the text.
        reference_date: The day that "last year" is counted from; it changes no quantity.
        units: The units and their words; those of the package by default.
    """
    known = language_of(language)
    reader = _reader(known.tag)
    periods = read_periods(text, known.tag, reference_date)
    return reader.read(text, periods, units or packaged_units(known.tag))


def _per_mille(folded: str, place: int) -> UnitWord | None:
    if not folded.startswith(_PER_MILLE, place):
        return None
    return UnitWord(place, place + 1, (PERCENT,), measured=True)


def _is_point(word: UnitWord | None) -> bool:
    """Whether a unit is one of changes: percentage points."""
    return word is not None and word.name in ("percentagePoint", "basisPoint")


@cache
def _reader(tag: str) -> _Reader:
    return _Reader(language_of(tag))


@dataclass(frozen=True)
class _Around:
    """What the words around a numeral say, and how far they reach."""

    start: int
    end: int
    bound: Bound | None
    direction: Direction


class _Reader:
    """Reads the words around numerals in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        words = language.words
        bounds, growth = words["bounds"], words["growth"]
        edge = "" if language.is_chinese else r"(?<![\w'])"
        gap = " ?"
        compiled = language.pattern
        self._bounds_before = [
            (compiled(rf"{edge}(?:{bounds[name]['before']}){bounds['link']}{gap}$"), name)
            for name in _BOUNDS
        ]
        self._bounds_after = [
            (compiled(rf"{gap}(?:{bounds[name]['after']})"), name)
            for name in _BOUNDS
            if bounds[name]["after"]
        ]
        self._lone = compiled(rf"(?:{bounds['lone']})$")
        self._directions = [
            (self._direction(growth, f"{name}{strength}", link), name, percent)
            for name in ("decline", "growth")
            for strength, link, percent in (
                ("", "link", False),
                ("", "percent_link", True),
                ("_percent", "percent_link", True),
            )
        ]
        lead = "" if language.is_chinese else " "
        self._directions_after = [
            (compiled(rf"{lead}(?:{growth[f'after_{name}{strength}']})"), name, bool(strength))
            for name in ("decline", "growth")
            for strength in ("", "_percent")
            if growth[f"after_{name}{strength}"]
        ]
        self._times: str = growth["times"]
        self._times_after = compiled(growth["times_after"])
        self._article: str = words["numerals"]["article"]
        self._no_article = compiled(words["numerals"]["no_article"])
        self._half: str = words["numerals"].get("and_a_half", "")
        self._each, self._joined = growth["each"], compiled(rf"(?:{growth['joined']})")
        self._joined_other = compiled(growth["joined_other"])
        self._cents: dict[str, str] = words["units"].get("cents", {})
        shares = words["shares"]
        self._share_before = compiled(rf"(?:{shares['before']}).{{0,8}}$")
        self._share_after = compiled(rf" ?(?:{shares['after']})")
        to = words["periods"]["to"] if not language.is_chinese else f"[{words['numerals']['to']}]"
        self._range = compiled(rf" ?(?:{to}) ?")
        moved = "|".join(growth[name] for name in ("growth", "decline", "changed"))
        self._changed = compiled(rf"(?:{moved})\b[^.;,]*\bfrom (?:\w+ )?[$€£¥]?$")
        self._or = compiled(r" (?:or|and) ") if not language.is_chinese else compiled(r"$^")
        self._between = compiled(r"\bbetween (?:about )?(?:[A-Z]{2,3}|[$€£¥])*\s?$")

    def _direction(self, words: dict[str, str], name: str, link: str) -> re.Pattern[str]:
        prefix = f"(?:{words['prefix']})?" if words["prefix"] else ""
        edge = r"" if self.language.is_chinese or name.endswith("percent") else r"\b"
        return self.language.pattern(rf"{prefix}{edge}(?:{words[name]}){words[link]} ?$")

    def read(self, text: str, periods: list[Period], units: Units) -> list[Quantity]:
        folded = self.language.fold(text)
        numerals = list(
            self._outside(find_numerals(text, self.language.tag), periods, folded, units)
        )
        found: list[Quantity] = []
        number = 0
        while number < len(numerals):
            first = numerals[number]
            if found and first.start < found[-1].end:  # the half of "an hour and a half"
                number += 1
                continue
            ranged = self._ranged(folded, numerals[number : number + 2], units)
            number += 2 if ranged else 1
            found.append(self._quantity(text, folded, ranged or first, units, found))
        return found

    def _outside(
        self, numerals: list[Numeral], periods: list[Period], folded: str, units: Units
    ) -> Iterator[Numeral]:
        """Yield the numerals that are no part of a period, and count something."""
        taken = iter(periods)
        period = next(taken, None)
        for numeral in numerals:
            while period and period.end <= numeral.start:
                period = next(taken, None)
            dated = period is not None and period.start < numeral.end
            if dated and period and period.how == "title":
                # 1900小時, 2000 companies: a number; 2024韓國周, the 2024 fair: a year.
                word = units.after(folded, numeral.end)
                dated = word is None or not word.known or word.start > numeral.end + 1
            if not dated and numeral.kind != "word":
                yield numeral

    def _ranged(self, folded: str, pair: list[Numeral], units: Units) -> Numeral | None:
        """Return the range that two numerals make: 20至30家, 3至5億元, 2% to 3%."""
        if len(pair) < 2 or any(n.ordinal or n.change or n.low != n.high for n in pair):
            return None
        first, last = pair
        place = first.end
        unit = units.after(folded, place, several=False)
        own = unit is not None and unit.start <= place + 1 and unit.end < last.start
        if unit and own:
            place = unit.end
            then = units.after(folded, last.end) or units.before(folded, last.start)
            if then is None or not unit.may_be(then):  # fell 3.4% to 182 billion yuan
                return None
        sign = units.before(folded, last.start)
        stop = sign.start if sign and sign.start >= place else last.start
        between = folded[place:stop]
        joined = self._range.fullmatch(between) or (
            self._or.fullmatch(between)
            and (between == " or " or self._between.search(folded[: first.start][-20:]))
        )
        if not joined or self._changed.search(folded[: first.start][-_CLAUSE:]):
            return None
        if sign and self._is_change(folded, first, between, units):
            return None  # fell $1.20 to $68
        after = units.after(folded, last.end)
        if unit and own and not (after and after.may_be(unit)):
            return None  # 17.5% to 41.2 million
        low = first.low
        if first.scale == 1 and last.scale != 1 and low * last.scale < last.high:
            low *= last.scale
        if not low < last.high:
            return None
        return replace(last, start=first.start, low=low)

    def _is_change(self, folded: str, first: Numeral, between: str, units: Units) -> bool:
        """Whether "to" between two amounts of money says what the first change led to."""
        sign = units.before(folded, first.start)
        if sign is None or between.strip() != "to":
            return False
        moved, _ = self._moved(folded[max(0, sign.start - _WINDOW) : sign.start], True)
        return moved is not None and not moved[0].rstrip().endswith(" by")

    def _quantity(
        self, text: str, folded: str, numeral: Numeral, units: Units, before: list[Quantity]
    ) -> Quantity:
        start, end = numeral.start, numeral.end
        sign = units.before(folded, start)
        early, end = self._bound_after(folded, end)
        several = numeral.high != 1
        of = 3 if numeral.vague and folded.startswith(" of ", end) else 0  # dozens of companies
        match = _per_mille(folded, end) or units.after(folded, end + of, several=several)
        if numeral.kind in ("share", "ordinal"):
            word: UnitWord | None = None
        elif sign and not (match and (match.may_be(sign) or PERCENT in match.units)):
            word, start = sign, sign.start
            if folded.startswith(_YUAN, end) and sign.name:  # 港幣5億元
                end += 1
        else:
            word = match
            if sign and match and match.may_be(sign):
                start = sign.start
        if word and word is match:
            end = word.end
        late, end = self._bound_after(folded, end)
        measured = units.after(folded, end) if late and word and not word.measured else None
        if measured and measured.measured:  # 4個多小時
            word, end = measured, measured.end
        elif word and word is match and not word.measured:
            word = units.counted(folded, word, end, start)
            end = max(end, word.end)
        low, high = numeral.low, numeral.high
        if word and word.measured and self._half and folded.startswith(self._half, end):
            low, high, end = low + _HALF, high + _HALF, end + len(self._half)
            late, end = self._bound_after(folded, end)
        if word and word.name == _DEGREE and low >= _HOTTEST:  # 86萬度 of electricity
            word = replace(word, name=_KILOWATT_HOUR)
        codes = (PERCENT,) if numeral.kind == "share" else word.units if word else ()
        percent = PERCENT in codes
        strong = (
            percent or any(_CURRENCY in code for code in codes) or _is_point(word) or word is None
        )
        if low_between := self._between.search(folded[max(0, start - 20) : start]):
            start = (
                max(0, start - 20) + low_between.start() if numeral.low != numeral.high else start
            )
        around = self._around(folded, start, end, strong, numeral.lone)
        bound = around.bound or early or late or cast("Bound", numeral.bound) or "exact"
        if word and folded[word.start : word.end] == _PER_MILLE:
            low, high = low / 10, high / 10
        direction = numeral.change or around.direction
        times = direction == "growth" and folded.startswith(self._times, end)
        if times and self._times_after.search(folded[around.start : numeral.start]):
            end += len(self._times)  # 增長1.3倍 is a growth of 130 %
            late, end = self._bound_after(folded, end)
            bound = late or bound
            around = replace(around, end=end)
            low, high, codes = plain(100 * low), plain(100 * high), (PERCENT,)
        counted = word.name if word else ""
        if word is None and numeral.kind == "cardinal":
            counted = units.uncounted(folded, around.start, end)
        direction = direction or self._inherited(folded, start, codes, before)
        if direction == "decline" and low >= 0:
            low, high, bound = -high, -low, TURNED.get(bound, bound)
        elif direction == "growth" and high < 0:
            direction = "decline"
        if word and (cents := self._cents.get(folded[word.start : word.end].lower())):
            low, high = plain(low / 100), plain(high / 100)
            codes, counted = self._currency(cents, before)
        return Quantity(
            words=text[around.start : around.end],
            start=around.start,
            end=around.end,
            number=(numeral.start, numeral.end),
            low=low,
            high=high,
            units=codes,
            counted=counted,
            usual=word.usual if word else "",
            article=bound == "exact" and not direction and self._is_article(folded, numeral, word),
            unit_word=text[word.start : word.end] if word else "",
            bound=bound,
            direction=direction,
            kind=numeral.kind,
            share=self._is_share(folded, around, percent),
            vague=numeral.vague,
        )

    def _is_article(self, folded: str, numeral: Numeral, word: UnitWord | None) -> bool:
        """Whether a numeral is 一 or "one", and no number: 一列班列, one of the ports."""
        if numeral.kind != "cardinal" or (word and word.measured):
            return False
        place = numeral.start
        before = folded[max(0, place - 8) : place]
        alone = folded[place : numeral.end].lower() == self._article
        return alone and self._no_article.search(before) is None

    def _currency(self, cents: str, before: list[Quantity]) -> tuple[tuple[str, ...], str]:
        """Return the currency that cents are of: the last one before them, or the usual one."""
        for quantity in reversed(before):
            if quantity.currency:
                return quantity.units, quantity.counted
        return (f"{_CURRENCY}{cents}",), ""

    def _bound_after(self, folded: str, place: int) -> tuple[Bound | None, int]:
        for pattern, name in self._bounds_after:
            match = pattern.match(folded, place)
            if match and match.end() > place:
                return name, match.end()
        return None, place

    def _around(self, folded: str, start: int, end: int, percent: bool, lone: bool) -> _Around:
        """Read the direction and the bound before a numeral, in either order."""
        bound: Bound | None = None
        direction: Direction = ""
        if lone and self._lone.search(folded[max(0, start - 1) : start]):
            start, bound = start - 1, "atLeast"
        while True:
            before = folded[max(0, start - _WINDOW) : start]
            match = None
            if bound is None:
                match, name = self._last(before, self._bounds_before)
                bound = cast("Bound | None", name)
            if match is None and not direction:
                match, name = self._moved(before, percent)
                direction = cast("Direction", name or "")
            if match is None:
                break
            start -= len(before) - match.start()
            while folded.startswith((" ", ",", "("), start):
                start += 1
        if not direction:
            for pattern, name, only in self._directions_after:
                match = pattern.match(folded, end) if percent or not only else None
                if match:
                    direction, end = cast("Direction", name), match.end()
                    break
        return _Around(start, end, bound, direction)

    def _last(
        self, before: str, patterns: list[tuple[re.Pattern[str], Any]]
    ) -> tuple[re.Match[str] | None, str | None]:
        """Return the longest match at the end of the words before a numeral."""
        found = [(match, name) for pattern, name in patterns if (match := pattern.search(before))]
        if not found:
            return None, None
        return min(found, key=lambda item: item[0].start())

    def _moved(self, before: str, percent: bool) -> tuple[re.Match[str] | None, str | None]:
        return self._last(
            before,
            [(pattern, name) for pattern, name, only in self._directions if percent or not only],
        )

    def _inherited(
        self, folded: str, start: int, codes: tuple[str, ...], before: list[Quantity]
    ) -> Direction:
        """Return the direction that 同比分別增長4.6%和5.2% gives to the second number."""
        if not before or not before[-1].direction or before[-1].units != codes:
            return ""
        last = before[-1]
        joined = self._joined.fullmatch(folded, last.end, start)
        if not joined and not self._joined_other.fullmatch(folded, last.end, start):
            return ""
        near = folded[max(0, last.start - 4) : start + 4 * _WINDOW]
        alike = self._each in near or self._joined_other.fullmatch(folded, last.end, start)
        return last.direction if alike else ""

    def _is_share(self, folded: str, around: _Around, percent: bool) -> bool:
        if not percent:
            return False
        before = folded[max(0, around.start - _WINDOW) : around.start]
        return bool(
            self._share_before.search(before) or self._share_after.match(folded, around.end)
        )
