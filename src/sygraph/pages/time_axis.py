"""Time axis of the timeline: dates as text, and positions that give busy years more room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, pairwise

from sygraph.entities.timespans import stated_precision, timespan
from sygraph.pages.map_data import Cited

__all__ = ["Axis", "DatedItem", "YearBreak", "YearTick", "bounds", "when"]

# The width of years in a row without starts or ends, together, and the least and the greatest
# width of another year.
_BREAK, _LEAST, _FULL = 0.7, 0.6, 7.0
# In per cent of the width, how near labels stand to each other at most, and on a phone.
_NEAR, _NEAR_ON_PHONES = 7.0, 14.0
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
    """A year on the axis, by its start and its middle, where its label stands; `crowded` if its
    label would touch the one before it, `tight` where it would on a phone."""

    year: int
    at: float
    middle: float
    crowded: bool
    tight: bool


@dataclass(frozen=True)
class YearBreak:
    """Years without dates that the axis leaves out, by the place where they would stand."""

    first: int
    last: int
    left: float
    right: float

    @property
    def middle(self) -> float:
        """The place of the mark."""
        return (self.left + self.right) / 2


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
            min(_LEAST + 0.9 * busy[year] ** 0.55, _FULL) if busy[year] else 0.0
            for year in range(self.first, self.last + 1)
        ]
        self._gaps = list(_gaps(sorted(busy)))
        for first, last in self._gaps:
            for year in range(first, last + 1):
                rooms[year - self.first] = _BREAK / (last - first + 1)
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
        """Return the years in which an item starts or ends."""
        found: list[YearTick] = []
        free = -100.0
        for year in sorted(self._busy):
            left, right = self._edges[year - self.first : year - self.first + 2]
            middle = (left + right) / 2
            crowded = middle - free < _NEAR
            found.append(YearTick(year, left, middle, crowded, middle - free < _NEAR_ON_PHONES))
            free = free if crowded else middle
        return found

    @property
    def breaks(self) -> list[YearBreak]:
        """Return the years that are left out."""
        return [
            YearBreak(
                first, last, self._edges[first - self.first], self._edges[last - self.first + 1]
            )
            for first, last in self._gaps
        ]


def _gaps(years: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last of the years that are missing between others.

    >>> list(_gaps([2021, 2023, 2024, 2035]))
    [(2022, 2022), (2025, 2034)]
    """
    for before, after in pairwise(years):
        if after - before > 1:
            yield before + 1, after - 1


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
