"""The views that the columns of an answer allow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.queries.fields import ORDINALS, Column, columns, fields
from sygraph.rdf.values import PartialDate, Value

if TYPE_CHECKING:
    from sygraph.queries.results import Result

__all__ = [
    "VIEWS",
    "first_day",
    "last_day",
    "measures",
    "period",
    "place_columns",
    "views",
]

#: The views of an answer, in the order of their tabs.
VIEWS = ("table", "chart", "network", "map", "timeline")

_LATITUDE = ("latitude", "lat")
_LONGITUDE = ("longitude", "long", "lon", "lng")
_STARTS = ("firstday", "start", "from", "begin", "periodstart", "notbefore", "date")
_ENDS = ("lastday", "end", "to", "until", "deadline", "periodend", "notafter")


def views(result: Result, coordinates: Mapping[NamedNode, object]) -> tuple[str, ...]:
    """Return the views that say more than the table: a map of one place or a chart of one bar
    does not, nor does a timeline of figures, which are counted over a period.

    Args:
        coordinates: the nodes of the answer that have coordinates.
    """
    if result.form == "ask" or not result.rows:
        return ("table",)
    found = columns(result.columns, result.rows)
    shown = fields(result.columns, result.rows)
    where = place_columns(found)
    places = len(result.rows) if where else len(coordinates)
    amounts = any(one.kind == "amount" and one.span.columns for one in shown)
    nodes = sum(one.kind == "node" for one in shown)
    fits = {
        "table": True,
        "chart": bool(measures(found)) and len(result.rows) > 1,
        "network": result.form == "graph" or (nodes > 1 and len(result.rows) > 1),
        "map": places > 1,
        "timeline": period(found) is not None and not amounts and len(result.rows) > 1,
    }
    return tuple(view for view in VIEWS if fits[view])


def measures(found: list[Column]) -> list[str]:
    """Return the columns of quantities: numbers that are no coordinates, years or ranks."""
    others = {*_LATITUDE, *_LONGITUDE, *map(str.lower, ORDINALS)}
    return [c.name for c in found if c.kind == "number" and c.name.lower() not in others]


def place_columns(found: list[Column]) -> tuple[str, str] | None:
    """Return the columns of latitude and longitude, or None."""
    numbers = {c.name.lower(): c.name for c in found if c.kind == "number"}
    latitude = next((numbers[name] for name in _LATITUDE if name in numbers), None)
    longitude = next((numbers[name] for name in _LONGITUDE if name in numbers), None)
    return (latitude, longitude) if latitude and longitude else None


def period(found: list[Column]) -> tuple[str | None, str | None] | None:
    """Return the columns of the first and the last day; one of them can be None."""
    days = [c.name for c in found if c.kind == "date"]
    if not days:
        return None
    start = next((name for name in days if name.lower() in _STARTS), None)
    end = next((name for name in days if name.lower() in _ENDS), None)
    if start is None and end is None:
        return days[0], days[1] if len(days) > 1 else days[0]
    return start, end


def first_day(value: Value) -> date | None:
    """Return the first day of a date, a month or a year.

    >>> first_day(PartialDate(2024, 2)), last_day(PartialDate(2024, 2))
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case PartialDate() if 0 < value.year < 9999:
            return date(value.year, value.month or 1, 1)
    return None


def last_day(value: Value) -> date | None:
    """Return the last day of a date, a month or a year."""
    first = first_day(value)
    if first is None or not isinstance(value, PartialDate):
        return first
    if value.month is None or value.month == 12:
        return date(first.year, 12, 31)
    return date.fromordinal(date(first.year, first.month + 1, 1).toordinal() - 1)
