"""Charts of answers: bars in SVG, one chart for each measure and unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from pyoxigraph import NamedNode

from sygraph.entities.amounts import number_text, unit_text
from sygraph.entities.wording import capital
from sygraph.namespaces import sy
from sygraph.queries.fields import ORDINALS, Field, Table, term_of
from sygraph.rdf.values import Value
from sygraph.text.name_forms import has_chinese

if TYPE_CHECKING:
    from sygraph.queries.rows import Row

__all__ = ["Bar", "Chart", "Panel", "Tick", "chart", "ticks"]

# The most bars that a reader can distinguish.
_BARS = 60
# Bars take this share of the width, in per cent; the rest is for the values beside them.
_ROOM = 60
# Heights in pixels: of the title and the axis, of a line of a name, of a bar with its gaps.
_TOP, _LINE, _STEP, _BOTTOM = 64, 17, 30, 30
# Height in pixels of a line of the title.
_TITLE = 21
# A name and a title are wrapped to so many columns; a Chinese character takes two.
_COLUMNS, _TITLE_COLUMNS = 44, 38
_MOST_TICKS = 4

Bound = Literal["exact", "about", "least", "most"]
_BOUNDS: dict[NamedNode, Bound] = {
    sy("approximate"): "about",
    sy("atLeast"): "least",
    sy("moreThan"): "least",
    sy("atMost"): "most",
    sy("lessThan"): "most",
}


@dataclass(frozen=True)
class Bar:
    """A bar: its name in lines, its value as text, its place in per cent of the width, and how
    the value bounds the true one. `row` is the number of its row, from 1."""

    name: tuple[str, ...]
    value: str
    left: float
    width: float
    bound: Bound
    row: int
    top: int

    @property
    def end(self) -> float:
        """Where the value stands."""
        return self.left + self.width


@dataclass(frozen=True)
class Tick:
    """A labelled place on the axis, in per cent of the width."""

    at: float
    label: str


@dataclass(frozen=True)
class Panel:
    """The chart of one measure in one unit, with the bounds that its bars have.

    `lines` are those of the title; what is below the first ones is `shift` pixels lower.
    """

    title: str
    axis: str
    ticks: tuple[Tick, ...]
    bars: tuple[Bar, ...]
    height: int
    bounds: tuple[Bound, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines of the title."""
        return _lines(self.title, _TITLE_COLUMNS)

    @property
    def shift(self) -> int:
        """How much lower everything is under a title of several lines."""
        return _TITLE * (len(self.lines) - 1)


@dataclass(frozen=True)
class Chart:
    """The charts of one field of numbers, named by another field.

    `x` and `y` are the fields that are drawn; `xs` and `ys` those that may be, with their
    headings. `left_out` counts the rows beyond the first.
    """

    panels: tuple[Panel, ...]
    x: str | None
    y: str
    xs: tuple[tuple[str, str], ...]
    ys: tuple[tuple[str, str], ...]
    left_out: int = 0

    @property
    def compares(self) -> bool:
        """Whether a chart has bars to compare."""
        return any(len(panel.bars) > 1 for panel in self.panels)


def chart(
    found: Table,
    rows: Sequence[Row],
    words: Mapping[NamedNode, str],
    x: str | None = None,
    y: str | None = None,
    lang: str = "en",
    title: str = "",
) -> Chart | None:
    """Return the charts of an answer, or None if it has no numbers.

    Args:
        words: the labels of the nodes in the answer.
        x: the field that names the bars; by default the first.
        y: the field of numbers; by default the first.
        title: what the charts are called unless the rows say what they measure.

    A chart of one bar is left out if there are others: nothing compares with it.

    >>> import sygraph
    >>> from sygraph.queries.fields import table
    >>> answer = sygraph.open().query("trade-totals")
    >>> found = table(answer.columns, answer.rows, {}, "en")
    >>> [panel] = chart(found, answer.rows, {}).panels
    >>> panel.bars[2].name, panel.bars[2].value
    (('Shenyang · 2023',), 'CNY 146.93 bn')
    >>> [tick.label for tick in panel.ticks]
    ['0', '50 bn', '100 bn', '150 bn']
    """
    titles = dict(zip((one.name for one in found.fields), found.headings, strict=True))
    ys = [one for one in found.fields if _is_quantity(one, rows)]
    if not ys:
        return None
    drawn = next((one for one in ys if one.name == y), ys[0])
    xs = [one for one in found.fields if one not in ys]
    by = next((one for one in xs if one.name == x), xs[0] if xs else None)
    draw = _Drawing(found, rows, words, lang, drawn, by, title)
    shown = [place for place, row in enumerate(rows) if row[drawn.name] is not None]
    groups: dict[tuple[str, str], list[int]] = {}
    for place in shown[:_BARS]:
        groups.setdefault(draw.group(place), []).append(place)
    compared = {key: places for key, places in groups.items() if len(places) > 1} or groups
    panels = tuple(draw.panel(title, axis, some) for (title, axis), some in compared.items())
    return Chart(
        panels,
        by.name if by else None,
        drawn.name,
        tuple((one.name, titles[one.name]) for one in xs),
        tuple((one.name, titles[one.name]) for one in ys),
        len(shown) - sum(len(panel.bars) for panel in panels),
    )


def _is_quantity(one: Field, rows: Sequence[Row]) -> bool:
    if one.kind not in ("amount", "value") or one.name in ORDINALS:
        return False
    values = [row[one.name] for row in rows if row[one.name] is not None]
    return bool(values) and all(map(_is_number, values))


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@dataclass(frozen=True)
class _Drawing:
    """Draws the numbers of one field, named by another."""

    found: Table
    rows: Sequence[Row]
    words: Mapping[NamedNode, str]
    lang: str
    drawn: Field
    by: Field | None
    title: str

    def cell(self, place: int, one: Field) -> str:
        return self.found.cells[place][self.found.fields.index(one)].text

    def group(self, place: int) -> tuple[str, str]:
        """The title of the chart that a row is in, and the name of its axis."""
        name = self.found.headings[self.found.fields.index(self.drawn)]
        title = self.title or name
        for one in self.found.fields:
            if one.name == "measure" and self.drawn.name == "value" and one is not self.by:
                title = self.cell(place, one) or title
        unit = term_of(self.drawn.unit, self.rows[place])
        parts = [name] if self.drawn.name != "value" and name != title else []
        parts += [unit_text(unit, self.words, self.lang)] if unit else []
        return capital(title), ", ".join(parts)

    def panel(self, title: str, axis: str, places: Sequence[int]) -> Panel:
        names = self.names(places)
        numbers = [_finite(self.rows[place][self.drawn.name]) for place in places]
        known = [number for number in numbers if number is not None] or [Decimal(0)]
        scale = ticks(min(known), max(known))
        low, high = scale[0], scale[-1]
        bars, top = [], _TOP
        for place, name, number in zip(places, names, numbers, strict=True):
            lines = _lines(name)
            left, end = (_at(n, low, high) for n in sorted((number or Decimal(0), Decimal(0))))
            said = self.cell(place, self.drawn)
            bound = _BOUNDS.get(term_of(self.drawn.bound, self.rows[place]) or sy("exact"), "exact")
            bars.append(Bar(lines, said, left, end - left, bound, place + 1, top))
            top += _STEP + _LINE * len(lines)
        return Panel(
            title,
            axis,
            tuple(Tick(_at(n, low, high), label) for n, label in self.labels(scale)),
            tuple(bars),
            top + _BOTTOM,
            tuple(dict.fromkeys(bar.bound for bar in bars if bar.bound != "exact")),
        )

    def labels(self, scale: Sequence[Decimal]) -> Iterator[tuple[Decimal, str]]:
        for number in scale:
            yield number, number_text(number, self.lang)

    def names(self, places: Sequence[int]) -> list[str]:
        """The name of each bar; equal names get a period or another text of their row too."""
        names = [self.cell(place, self.by) if self.by else "" for place in places]
        number = self.found.fields.index(self.drawn)
        more: list[Callable[[int], str]] = [lambda place: self.found.cells[place][number].aside]
        others = (one for one in self.found.fields if one not in (self.by, self.drawn))
        more += [lambda place, one=one: self.cell(place, one) for one in others]  # type: ignore[misc]
        for text in more:
            if len(set(names)) == len(names):
                break
            tried = [
                " · ".join(filter(None, (name, text(place)))) if names.count(name) > 1 else name
                for name, place in zip(names, places, strict=True)
            ]
            names = tried if len(set(tried)) > len(set(names)) else names
        return names


def _finite(value: Value) -> Decimal | None:
    assert isinstance(value, int | float | Decimal)
    number = Decimal(value)
    return number if number.is_finite() else None


def _at(number: Decimal, low: Decimal, high: Decimal) -> float:
    """The place of a number, in per cent of the width."""
    return round(_ROOM * float((number - low) / (high - low)), 2)


def _lines(name: str, most: int = _COLUMNS) -> tuple[str, ...]:
    wide = has_chinese(name)
    return tuple(wrap(name, most // 2 if wide else most)) or ("",)


def ticks(least: Decimal, most: Decimal) -> list[Decimal]:
    """Return round numbers from zero or below to the greatest number or above.

    >>> [int(tick) for tick in ticks(Decimal(3), Decimal(211))]
    [0, 100, 200, 300]
    """
    low, high = min(least, Decimal(0)), max(most, Decimal(0))
    if low == high:
        return [Decimal(0), Decimal(1)]
    with localcontext() as context:
        context.prec = 50
        power = Decimal(10) ** ((high - low).adjusted() - 1)
        steps = (n * power for n in (1, 2, 5, 10, 20, 50, 100))
        for step in steps:
            first = (low / step).to_integral_value("ROUND_FLOOR")
            last = (high / step).to_integral_value("ROUND_CEILING")
            if last - first < _MOST_TICKS:
                break
        return [n * step for n in range(int(first), int(last) + 1)]
