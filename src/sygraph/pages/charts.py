"""Charts: Vega-Lite specifications of answers that have numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sygraph.namespaces import curie
from sygraph.pages.columns import first_day, measures
from sygraph.queries.fields import Column, columns, label_column
from sygraph.rdf.values import IRI, Value

if TYPE_CHECKING:
    from sygraph.queries.results import Result
    from sygraph.queries.rows import Row

__all__ = ["Chart", "chart"]

# The number of bars that a reader can distinguish.
_BARS = 60
_UNITS = ("unitLabel", "unit")
_KINDS = ("date", "text", "iri")
# Height in pixels of a bar with its gap, and of a line chart.
_STEP, _HEIGHT = 22, 240


# Separates the name of a bar from its number, so that rows with one name are separate bars.
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
    lang: str = "en",
) -> Chart | None:
    """Return the chart of an answer, or None if it has no numbers.

    If the answer has a column of units, each unit gets a separate chart. Dates make a time axis.

    Args:
        names: the labels of the nodes in the answer, by IRI.
        x: the column of labels or dates; by default the one that distinguishes rows best.
        y: the column of numbers; by default the first.
        lang: the language of the axis labels.

    >>> import sygraph
    >>> drawn = chart(sygraph.open().query("trade-totals"))
    >>> drawn.y, [spec["mark"]["type"] for spec in drawn.specs]
    ('value', ['bar'])
    """
    found = columns(result.columns, result.rows)
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
    specs = tuple(
        draw(group, x, _Amount(y, key, lang), _names([r for _, r in group], x, found, names or {}))
        for key, group in groups.items()
    )
    return Chart(specs, x, y, tuple(xs), tuple(ys), max(0, len(rows) - _BARS))


def _best(found: Sequence[Column], names: tuple[str, ...], y: str) -> str | None:
    """Return the column that labels the numbers best: a name, then a date, then text."""
    others = [c for c in found if c.name != y]
    for name in names:
        if (label := label_column(names, name)) and any(c.name == label for c in others):
            return label
    for kind in ("date", "text", "iri", "mixed"):
        for column in others:
            if column.kind == kind and column.name not in _UNITS:
                return column.name
    return None


def _names(
    rows: Sequence[Row], x: str | None, found: Sequence[Column], names: Mapping[str, str]
) -> list[str]:
    """Return the name of each row; equal names get a value of another column too."""
    said = [_text(row[x], names) if x else "" for row in rows]
    for column in sorted(found, key=_distinction):
        if len(set(said)) == len(said):
            break
        if column.kind in ("number", "empty") or column.name in (x, *_UNITS):
            continue
        more = [_text(row[column.name], names) for row in rows]
        tried = [
            f"{name} · {other}" if said.count(name) > 1 and other not in name else name
            for name, other in zip(said, more, strict=True)
        ]
        said = tried if len(set(tried)) > len(set(said)) else said
    return said


def _distinction(column: Column) -> int:
    """Rank how well a column distinguishes rows, 0 best: names, then dates, then text."""
    if column.name.lower().endswith("label"):
        return 0
    return 1 + _KINDS.index(column.kind) if column.kind in _KINDS else 4


@dataclass(frozen=True)
class _Amount:
    """The measured quantity, its unit, and the language of its numbers."""

    name: str
    unit: str
    lang: str

    @property
    def title(self) -> str:
        return f"{self.name} ({self.unit})" if self.unit else self.name

    @property
    def labels(self) -> str:
        """The Vega expression for a number on the axis, in thousands or in ten thousands."""
        if self.lang == "en":
            return "replace(format(datum.value, '~s'), 'G', 'B')"
        many, few = ("億", "萬") if self.lang == "zh-Hant" else ("亿", "万")
        return (
            f"abs(datum.value) >= 1e8 ? format(datum.value / 1e8, ',~r') + '{many}' :"
            f" abs(datum.value) >= 1e4 ? format(datum.value / 1e4, ',~r') + '{few}' :"
            " format(datum.value, ',~r')"
        )


def _bars(
    rows: Sequence[tuple[int, Row]], x: str | None, amount: _Amount, said: Sequence[str]
) -> dict[str, Any]:
    data = []
    for (number, row), name in zip(rows, said, strict=True):
        point = {"x": f"{name}{_APART}{number}", "name": name, "y": _number(row[amount.name])}
        data.append(point)
    axis = {"labelExpr": f"split(datum.label, '{_APART}')[0]", "labelLimit": 280}
    bar = {"field": "x", "type": "nominal", "sort": None, "axis": axis, "title": None}
    return _spec(data, {"type": "bar", "cornerRadiusEnd": 2}, bar, x or "row", amount, "yx")


def _line(
    rows: Sequence[tuple[int, Row]], x: str | None, amount: _Amount, said: Sequence[str]
) -> dict[str, Any]:
    data = []
    for (_, row), name in zip(rows, said, strict=True):
        day = first_day(row[x]) if x else None
        if day is not None:
            data.append({"x": day.isoformat(), "name": name, "y": _number(row[amount.name])})
    time = {"field": "x", "type": "temporal", "title": x}
    return _spec(data, {"type": "line", "point": True}, time, x or "row", amount, "xy")


def _spec(
    data: list[dict[str, Any]],
    mark: dict[str, Any],
    by: dict[str, Any],
    x: str,
    amount: _Amount,
    axes: str,
) -> dict[str, Any]:
    title = amount.title
    axis = {"labelExpr": amount.labels}
    much = {"field": "y", "type": "quantitative", "title": title, "axis": axis}
    tooltip = [{"field": "name", "title": x}, {"field": "y", "title": title, "format": ",.12~g"}]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": f"{title} / {x}",
        "width": "container",
        "height": _HEIGHT if mark["type"] == "line" else _STEP * max(len(data), 1),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": data},
        "mark": mark,
        "encoding": {axes[0]: by, axes[1]: much, "tooltip": tooltip},
    }


def _text(value: Value, names: Mapping[str, str]) -> str:
    if isinstance(value, IRI):
        return names.get(str(value)) or curie(value)
    return "" if value is None else str(value)


def _number(value: Value) -> float | int | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    assert isinstance(value, int | float)
    return value if math.isfinite(value) else None
