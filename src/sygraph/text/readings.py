"""What is read from a text: numerals, quantities and periods, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal as Choice

__all__ = ["TURNED", "Bound", "Direction", "How", "Numeral", "Period", "Quantity"]

# "word" is a numeral in a word that counts nothing by itself, as 雙 in 雙循環.
Kind = Choice["cardinal", "ordinal", "share", "word"]
Bound = Choice["exact", "approximate", "atLeast", "atMost", "moreThan", "lessThan"]
Direction = Choice["", "growth", "decline"]
# How a period is meant: "in" it; "since" it (以來: open-ended); "by" it (到2035年: a deadline);
# "asOf" it (截至2023年底: up to its end); "now", the reference date; "base", what growth is
# measured against (去年同期); "title", a bare year, as in the names of events.
How = Choice["in", "since", "by", "asOf", "now", "base", "title"]

#: The bounds of a negative growth: a decline by at least 2 is a growth of at most -2.
TURNED: dict[Bound, Bound] = {
    "atLeast": "atMost",
    "atMost": "atLeast",
    "moreThan": "lessThan",
    "lessThan": "moreThan",
}


@dataclass(frozen=True)
class Numeral:
    """A numeral as printed, at code points `start` to `end` (exclusive).

    Attributes:
        low: Its value; the least one if it is a range, as 三四十 and "dozens" are.
        high: Its value, or the greatest one.
        kind: A share is in percent: 四成 is 40.
        bound: "atLeast" for a numeral that includes its bound: 三十多萬.
        scale: What a number before it without a power of its own is multiplied by in a range:
            10,000 in 5萬 for 3至5萬.
        vague: Whether the words name no limits, as 數十 and "dozens of" do.
        lone: Whether it is a power alone, as 百 in 上百家.
        change: Whether it tells by itself that something grew or fell: doubled, 減半.
    """

    words: str
    start: int
    end: int
    low: Decimal
    high: Decimal
    kind: Kind = "cardinal"
    bound: str = ""
    scale: Decimal = Decimal(1)
    vague: bool = False
    lone: bool = False
    change: Direction = ""

    @property
    def value(self) -> Decimal:
        """Its value, or the least one."""
        return self.low

    @property
    def ordinal(self) -> bool:
        """Whether it tells a place in an order."""
        return self.kind == "ordinal"


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, bound and direction, at code points `start` to `end` (exclusive).

    Attributes:
        words: The shortest stretch with direction, bound, currency, numeral and unit.
        number: Where its numeral is; of a range, from the first numeral to the last.
        low: Its value, or the least one of a range. A decline is a negative growth.
        high: Its value, or the greatest one.
        units: The IRIs of the units that its word may mean, in order; none if it has no known one.
        counted: The short name of what it counts, if its words say more than their IRIs, or have
            none: TEU, minute, company.
        usual: What its classifier mostly counts; it counts for less than any other word.
        article: Whether its numeral is 一 or "one" before what is counted, and says no number.
        unit_word: The word for the unit, as printed.
        bound: How the value bounds the true one.
        direction: Whether it tells how much something grew or fell.
        kind: Ordinal, share (in percent), or cardinal.
        share: Whether it is said to be a part of a whole: 佔50%.
        vague: Whether its words name no limits, as 數十 and "dozens of" do.
    """

    words: str
    start: int
    end: int
    number: tuple[int, int]
    low: Decimal
    high: Decimal
    units: tuple[str, ...] = ()
    counted: str = ""
    usual: str = ""
    article: bool = False
    unit_word: str = ""
    bound: Bound = "exact"
    direction: Direction = ""
    kind: Kind = "cardinal"
    share: bool = False
    vague: bool = False

    @property
    def value(self) -> Decimal | None:
        """Its value; None for a range."""
        return self.low if self.low == self.high else None

    @property
    def unit(self) -> str | None:
        """The IRI of its unit, if its word means only one."""
        return self.units[0] if len(self.units) == 1 else None

    @property
    def currency(self) -> str | None:
        """The ISO 4217 code of its unit, if that is a currency."""
        _, currency, code = (self.unit or "").rpartition("/CCY_")
        named = len(self.counted) == 3 and self.counted.isupper() and self.counted != "TEU"
        return code if currency else self.counted if named else None

    @property
    def printed_bound(self) -> Bound:
        """Its bound as the words have it: "fell by more than 2%" is a growth of less than -2."""
        declined = self.direction == "decline" and self.high < 0
        return TURNED.get(self.bound, self.bound) if declined else self.bound

    def states(self, value: Decimal) -> bool:
        """Whether a decimal states it: is equal, or, of a third and its like, is rounded from it.

        >>> third = Quantity("三分之一", 0, 4, (0, 4), Decimal(100) / 3, Decimal(100) / 3)
        >>> third.states(Decimal("33.3")), third.states(Decimal("33.4"))
        (True, False)
        """
        if self.value is None:
            return False
        exponent = self.value.as_tuple().exponent
        if isinstance(exponent, int) and exponent < -12:
            return len(value.as_tuple().digits) > 1 and self.value.quantize(value) == value
        return self.value == value


@dataclass(frozen=True)
class Period:
    """A period as printed, at code points `start` to `end` (exclusive).

    `first` and `last` are the lexical forms of its first and last xsd:gYear, gYearMonth or date,
    as precise as printed; "" if they depend on a reference date that is not known. `relative` tells
    whether they depend on it, `yearless` whether the words leave open in which year they are.
    """

    words: str
    start: int
    end: int
    first: str
    last: str
    how: How
    relative: bool = False
    yearless: bool = False

    @property
    def deadline(self) -> str:
        """The year, month or day by which something is to be done, or ""."""
        return self.last if self.how == "by" else ""
