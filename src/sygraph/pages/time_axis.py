"""Time axis of the timeline: dates as text, and positions that give busy years more room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from sygraph.entities.timespans import stated_precision, timespan
from sygraph.pages.map_data import Cited

__all__ = ["Axis", "DatedItem", "YearTick", "bounds", "when"]

# The width of a year without starts or ends, and the greatest width of a year.
_EMPTY, _FULL = 0.16, 7.0
# The longest plausible duration of an event in days.
_SHORT = 10


@dataclass(frozen=True)
class DatedItem:
    """A dated item: from its first to its last day, both inclusive; one can be unknown.

    `group` is the class that it is listed under, as a CURIE; `lasts` says that it takes all that
    time, and not that it takes place some time in it; `deadline` says that something is to be done
    by its last day, and not that a count runs up to it.
    """

    iri: str | None
    label: str
    first: date | None
    last: date | None
    group: str = ""
    cited: tuple[Cited, ...] = ()
    lang: str | None = None
    lasts: bool = True
    deadline: bool = True

    @property
    def within(self) -> bool:
        """Whether only a period is known in which the item takes place."""
        return not self.lasts and (self.end - self.start).days > _SHORT

    @property
    def start(self) -> date:
        found = self.first or self.last
        assert found is not None
        return found

    @property
    def end(self) -> date:
        found = self.last or self.first
        assert found is not None
        return found


@dataclass(frozen=True)
class YearTick:
    """The start of a year on the axis; `crowded` if its label would touch the one before it,
    `tight` where it would on a phone."""

    year: int
    at: float
    crowded: bool
    tight: bool


class Axis:
    """The scale from years to per cent of the width.

    >>> axis = Axis([DatedItem(None, "a", date(2024, 1, 1), date(2024, 12, 31))])
    >>> axis.at(date(2024, 1, 1)), axis.at(date(2025, 1, 1))
    (0.0, 100.0)
    """

    def __init__(self, items: Sequence[DatedItem]) -> None:
        bounds = [day.year for item in items for day in (item.start, item.end)]
        self.first, self.last = min(bounds), max(bounds)
        busy = Counter(bounds)
        rooms = [
            min(_EMPTY + 0.9 * busy[year] ** 0.55, _FULL) if busy[year] else _EMPTY
            for year in range(self.first, self.last + 1)
        ]
        whole = sum(rooms)
        self._edges = [0.0, *(100 * edge / whole for edge in accumulate(rooms))]
        self._busy = busy

    def at(self, day: date) -> float:
        """Return the position of the start of a day."""
        year = min(max(day.year, self.first), self.last + 1)
        if year > self.last:
            return 100.0
        left, right = self._edges[year - self.first : year - self.first + 2]
        part = (day - date(year, 1, 1)).days / (366 if year % 4 == 0 else 365)
        return left + (right - left) * min(max(part, 0.0), 1.0)

    def span(self, item: DatedItem) -> tuple[float, float]:
        """Return the start and the width of an item."""
        left = self.at(item.start)
        right = self.at(min(item.end, date.max - timedelta(1)) + timedelta(1))
        left = min(left, right - 0.6)  # a day can be seen
        return left, right - left

    @property
    def ticks(self) -> list[YearTick]:
        """Return the labelled years: the first, and those in which an item starts or ends."""
        found: list[YearTick] = []
        free = -100.0
        for year in range(self.first, self.last + 1):
            at = self._edges[year - self.first]
            if year == self.first or self._busy[year]:
                crowded = at - free < 4.5
                found.append(YearTick(year, at, crowded, at - free < 12))
                free = free if crowded else at
        return found


def when(item: DatedItem, lang: str) -> str:
    """Return the dates of an item as text, no more precise than they are known.

    >>> when(DatedItem(None, "a", date(2024, 4, 1), date(2024, 4, 30)), "en")
    'Apr 2024'
    >>> when(DatedItem(None, "a", None, date(2035, 12, 31)), "zh-Hant")
    '到2035年'
    """
    first, last = stated_precision(item.first, item.last)
    return timespan(first, last, lang, deadline=item.deadline)


def bounds(items: Iterable[DatedItem]) -> tuple[int, int] | None:
    """Return the first and the last year of the items."""
    years = [day.year for item in items for day in (item.start, item.end)]
    return (min(years), max(years)) if years else None
