"""Compare two printed amounts of one quantity: same, rounded, within a bound, or contradictory."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal as Choice

from sygraph.text.numerals import find_numerals

__all__ = ["Agreement", "Amount", "agreement", "last_place"]

Agreement = Choice["same", "rounding", "bound", "contradiction"]

_DECIMALS = re.compile(r"[.．点點]([0-9０-９〇零一二三四五六七八九]+)")
# A share such as a third has no last digit; what is stated of it has.
_ENDLESS = -12


@dataclass(frozen=True)
class Amount:
    """A number or a range as printed.

    Attributes:
        bound: the local name of its bound: exact, approximate, atLeast, atMost, moreThan, lessThan.
        place: the power of ten of its last printed digit: 7 for 31.2億.
    """

    low: Decimal
    high: Decimal
    bound: str
    place: int

    @classmethod
    def printed(cls, low: Decimal, high: Decimal, bound: str, words: str, language: str) -> Amount:
        """Return an amount, as precise as its words.

        >>> trade = Decimal(3100000000)
        >>> Amount.printed(trade, trade, "exact", "31億元", "zh-Hant").place
        8
        """
        return cls(low, high, bound, last_place(low, bound == "approximate", words, language))

    @property
    def half(self) -> Decimal:
        """Half a unit of its last digit; none if it is a whole number printed to the unit."""
        whole = self.place <= 0 and self.low == self.low.to_integral_value()
        return (
            Decimal(0)
            if whole and self.bound != "approximate"
            else Decimal(5).scaleb(self.place - 1)
        )

    def limits(self) -> tuple[tuple[Decimal, bool], tuple[Decimal, bool]]:
        """Return what it can be at least and at most, and whether these are included."""
        endless = Decimal("Infinity")
        if self.bound in ("atLeast", "moreThan"):
            return (self.low, self.bound == "atLeast"), (endless, True)
        if self.bound in ("atMost", "lessThan"):
            return (-endless, True), (self.high, self.bound == "atMost")
        return (self.low - self.half, True), (self.high + self.half, not self.half)

    def rounded(self, number: Decimal) -> Decimal:
        """Return a number as precise as this amount."""
        return number.scaleb(-self.place).quantize(Decimal(1), ROUND_HALF_UP).scaleb(self.place)


def last_place(value: Decimal, approximate: bool, words: str, language: str) -> int:
    """Return the power of ten of the last digit that counts in the words of a number.

    The zeros at the end of an approximate number do not count.

    >>> last_place(Decimal(3100000000), False, "3.10 billion yuan", "en")
    7
    >>> [last_place(Decimal(1500), about, "1,500", "en") for about in (False, True)]
    [0, 2]
    >>> last_place(Decimal(40), False, "四成", "zh-Hant")
    1
    """
    place = _written_place(value, words, language)
    return max(place, _last_digit(value)) if approximate else place


def _written_place(value: Decimal, words: str, language: str) -> int:
    for numeral in find_numerals(words, language):
        if abs(value) in (abs(numeral.low), abs(numeral.high)):
            decimals = _DECIMALS.search(numeral.words)
            return numeral.scale.adjusted() - (len(decimals[1]) if decimals else 0)
    return _last_digit(value)


def _last_digit(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) and exponent > _ENDLESS else 0


def agreement(one: Amount, other: Amount) -> Agreement:
    """Return how two amounts of the same quantity, with the same unit and days, agree.

    "rounding": the less precise of the two is the other, rounded to as many digits. "bound": a
    bound or a range leaves room for both.

    >>> def amount(number: str, bound: str = "exact", place: int = 0) -> Amount:
    ...     return Amount(Decimal(number), Decimal(number), bound, place)
    >>> agreement(amount("211"), amount("211")), agreement(amount("211"), amount("212"))
    ('same', 'contradiction')
    >>> agreement(amount("3120", place=1), amount("3100", "approximate", 2))
    'rounding'
    >>> agreement(amount("215"), amount("200", "moreThan"))
    'bound'
    """
    if (one.low, one.high, one.bound) == (other.low, other.high, other.bound):
        return "same"
    if _is_rounded(*sorted((one, other), key=lambda amount: amount.place)):
        return "rounding"
    (low, from_low), (high, to_high) = one.limits()
    (other_low, from_other), (other_high, to_other) = other.limits()
    apart = (
        low > other_high
        or other_low > high
        or (low == other_high and not (from_low and to_other))
        or (other_low == high and not (from_other and to_high))
    )
    if apart or (one.bound == other.bound == "exact" and _is_number(one) and _is_number(other)):
        return "contradiction"
    return "bound"


def _is_rounded(precise: Amount, rough: Amount) -> bool:
    stated = {precise.bound, rough.bound} <= {"exact", "approximate"}
    if not stated or (precise.low, precise.high) == (rough.low, rough.high):
        return False
    return precise.place < rough.place and (
        rough.rounded(precise.low),
        rough.rounded(precise.high),
    ) == (
        rough.low,
        rough.high,
    )


def _is_number(amount: Amount) -> bool:
    return amount.low == amount.high
