"""Charts: the Vega-Lite specification of an answer with numbers in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sygraph.names import curie
from sygraph.pages.columns import Column, columns, first_day, label_column, measures
from sygraph.results import IRI, Value

if TYPE_CHECKING:
    from sygraph.results import Result, Row

__all__ = ["Chart", "chart"]

# As many bars as can be told apart.
_BARS = 60
_UNITS = ("unitLabel", "unit")


# Between a bar's name and its number: two rows with the same name are two bars.
_APART = "\u241f"


@dataclass(frozen=True)
class Chart:
    """A chart of one column of numbers by another column.

    `specs` are Vega-Lite without colours, which are those of the page: one, or one for each unit.
    `x` and `y` are the columns that are drawn, `xs` and `ys` those that may be. `left_out` counts
    the rows beyond the first.
    """

    specs: tuple[dict[str, Any], ...]
    x: str | None
    y: str
    xs: tuple[str, ...]
    ys: tuple[str, ...]
    left_out: int = 0


def chart(
    result: Result,
    names: Mapping[str, str] | None = None,
    x: str | None = None,
    y: str | None = None,
) -> Chart | None:
    """Return the chart of an answer, or None where it has no numbers.

    Numbers of different units are no bars of one axis: where the answer has a column of units,
    each unit has a chart of its own. Days are an axis of time.

    Args:
        names: what the nodes in the answer are called, by IRI.
        x: the column to draw by; a good one if it is not given, or cannot be.
        y: the column of numbers to draw, likewise.

    >>> import sygraph
    >>> drawn = chart(sygraph.open().query("trade-totals"))
    >>> drawn.y, [spec["mark"]["type"] for spec in drawn.specs]
    ('value', ['bar'])
    """
    found = columns(result)
    ys = measures(found)
    if not ys:
        return None
    y = y if y in ys else ys[0]
    xs = [c.name for c in found if c.name != y and c.kind != "empty"]
    x = x if x in xs else _best(found, result.columns, y)
    kinds = {c.name: c.kind for c in found}
    unit = next((name for name in _UNITS if name in kinds and name != x), None)
    rows = [row for row in result.rows if row[y] is not None]
    groups: dict[str, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows[:_BARS], 1):
        key = _text(row[unit], names or {}) if unit else ""
        groups.setdefault(key, []).append((number, row))
    timed = x is not None and kinds[x] == "date"
    draw = _line if timed else _bars
    specs = tuple(draw(group, x, y, key, names or {}) for key, group in groups.items())
    return Chart(specs, x, y, tuple(xs), tuple(ys), max(0, len(rows) - _BARS))


def _best(found: Sequence[Column], names: tuple[str, ...], y: str) -> str | None:
    """The column that says best what a number is of: a name, then days, then words."""
    others = [c for c in found if c.name != y]
    for name in names:
        if (label := label_column(names, name)) and any(c.name == label for c in others):
            return label
    for kind in ("date", "text", "iri", "mixed"):
        for column in others:
            if column.kind == kind and column.name not in _UNITS:
                return column.name
    return None


def _bars(
    rows: Sequence[tuple[int, Row]], x: str | None, y: str, unit: str, names: Mapping[str, str]
) -> dict[str, Any]:
    data = []
    for number, row in rows:
        name = _text(row[x], names) if x else str(number)
        data.append({"x": f"{name}{_APART}{number}", "name": name, "y": _number(row[y])})
    axis = {"labelExpr": f"split(datum.label, '{_APART}')[0]", "labelLimit": 280}
    bar = {"field": "x", "type": "nominal", "sort": None, "axis": axis, "title": None}
    return _spec(data, {"type": "bar", "cornerRadiusEnd": 2}, bar, x or "row", y, unit, "yx")


def _line(
    rows: Sequence[tuple[int, Row]], x: str | None, y: str, unit: str, names: Mapping[str, str]
) -> dict[str, Any]:
    data = []
    for _, row in rows:
        day = first_day(row[x]) if x else None
        if x and day is not None:
            data.append({"x": day.isoformat(), "name": str(row[x]), "y": _number(row[y])})
    time = {"field": "x", "type": "temporal", "title": x}
    return _spec(data, {"type": "line", "point": True}, time, x or "row", y, unit, "xy")


def _spec(
    data: list[dict[str, Any]],
    mark: dict[str, Any],
    by: dict[str, Any],
    x: str,
    y: str,
    unit: str,
    axes: str,
) -> dict[str, Any]:
    title = f"{y} ({unit})" if unit else y
    amount = {"field": "y", "type": "quantitative", "title": title}
    told = {"field": "name", "title": x}, {"field": "y", "title": title, "format": ",.12~g"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "description": f"{title} / {x}",
        "width": "container",
        "data": {"values": data},
        "mark": mark,
        "encoding": {axes[0]: by, axes[1]: amount, "tooltip": list(told)},
    }


def _text(value: Value, names: Mapping[str, str]) -> str:
    if isinstance(value, IRI):
        return names.get(str(value)) or curie(value)
    return "" if value is None else str(value)


def _number(value: Value) -> float | int:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    assert isinstance(value, int | float)
    return value
