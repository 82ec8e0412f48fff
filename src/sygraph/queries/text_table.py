"""Write an answer as text: an aligned table or, where that is too wide, a record for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from sygraph.entities.wording import translation_line
from sygraph.evidence.proof import background_lines
from sygraph.queries.rows import Row
from sygraph.rdf.safe_output import visible
from sygraph.rdf.values import IRI, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pyoxigraph import NamedNode
    from rich.console import RenderableType

    from sygraph.evidence.proof import Evidence

__all__ = ["draw", "draw_fields"]

# The width of a table that is not for a terminal.
_UNLIMITED = 100_000
# Words are wrapped to no less than this width; numbers never.
_LEAST = 12
# The space around a column.
_PADDING = 2


@dataclass(frozen=True)
class _Lane:
    """A column of a table: `fixed` texts are not wrapped, numbers are aligned to the right."""

    heading: str
    texts: list[str]
    fixed: bool = False
    number: bool = False

    @property
    def title(self) -> str:
        """The heading, wrapped where it is wider than what is below it."""
        from textwrap import wrap

        from rich.cells import cell_len

        widest = max(map(cell_len, self.texts), default=0)
        return "\n".join(wrap(self.heading, max(widest, _LEAST))) or self.heading

    def least_width(self) -> int:
        """The width below which a number would be broken, or words into too many lines."""
        from rich.cells import cell_len

        longest = max(map(cell_len, [*self.title.split("\n"), *self.texts]))
        return longest if self.fixed else min(longest, _LEAST)


def draw(
    form: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    width: int | None = None,
    lang: str = "en",
) -> str:
    """Return an answer with its columns as they are: IRIs as CURIEs, numbers to the right.

    >>> from sygraph.queries.results import Result
    >>> from sygraph.store.interface import OxigraphStore
    >>> query = "SELECT ?m ?value { id:route-los-angeles-cargo sy:measure ?m ; sy:value ?value }"
    >>> result = Result(query, OxigraphStore.bundled().query)
    >>> print(draw(result.form, result.columns, result.rows))
     m                    value
    ────────────────────────────
     sy:cargoThroughput    9800
    <BLANKLINE>
    """
    lanes = [
        _Lane(_cell(name), [cell_text(row[name]) for row in rows], numeric, numeric)
        for name in columns
        for numeric in [_is_numeric(rows, name)]
    ]
    return _drawn(form, lanes, rows, lang, width)


def draw_fields(
    columns: Sequence[str],
    rows: Sequence[Row],
    words: Mapping[NamedNode, str],
    lang: str,
    width: int | None = None,
) -> str:
    """Return the answer of a named query for a reader: names, amounts and periods in a language.

    >>> import sygraph
    >>> kg = sygraph.open()
    >>> answer = kg.query("trade-totals", subject="瀋陽")
    >>> print(draw_fields(answer.columns, answer.rows, {}, "en"))
     subject            value   period
    ─────────────────────────────────────────
     Shenyang   CNY 146.93 bn   2023
     Shenyang   CNY 110.91 bn   Jan–Sep 2024
    <BLANKLINE>
    """
    from sygraph.queries.fields import heading, table

    found = table(columns, rows, words, lang)
    lanes = []
    for place, one in enumerate(found.fields):
        cells = [row[place] for row in found.cells]
        number = one.kind == "amount" or (one.kind == "value" and _is_numeric(rows, one.name))
        texts = [_cell(cell.text) for cell in cells]
        lanes.append(_Lane(found.headings[place], texts, number or one.kind == "period", number))
        if any(cell.aside for cell in cells):
            lanes.append(_Lane(heading("period", lang), [cell.aside for cell in cells], True))
    return _drawn("select", lanes, rows, lang, width)


def _is_numeric(rows: Sequence[Row], name: str) -> bool:
    return all(_is_number(row[name]) for row in rows)


def _drawn(
    form: str, lanes: Sequence[_Lane], rows: Sequence[Row], lang: str, width: int | None
) -> str:
    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(file=out, width=width or _UNLIMITED, color_system=None, highlight=False)
    numbered = any(row.proof for row in rows)
    parts: list[RenderableType] = []
    if form == "ask":
        parts.append(Text("true" if rows[0]["answer"] is True else "false"))
    elif width and _least_width(lanes, len(rows) if numbered else 0) > width:
        parts += _records(lanes, len(rows))
    else:
        parts.append(_table(lanes, len(rows), numbered))
    for part in [*parts, *_proof(rows, lang)]:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _least_width(lanes: Sequence[_Lane], numbers: int) -> int:
    """The least width of a table, with a column of row numbers up to `numbers`, if any."""
    widths = [lane.least_width() for lane in lanes] + ([len(str(numbers))] if numbers else [])
    return sum(widths) + _PADDING * len(widths) + len(widths) - 1


def _table(lanes: Sequence[_Lane], rows: int, numbered: bool) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=True, show_edge=False)
    if numbered:
        table.add_column("#", justify="right", no_wrap=True)
    for lane in lanes:
        table.add_column(
            Text(lane.title),
            justify="right" if lane.number else "left",
            overflow="fold",
            no_wrap=lane.fixed,
        )
    for place in range(rows):
        number = [Text(str(place + 1))] if numbered else []
        table.add_row(*number, *(Text(lane.texts[place]) for lane in lanes))
    return table


def _records(lanes: Sequence[_Lane], rows: int) -> Iterator[RenderableType]:
    """Yield each row as a list of its values, a line for each heading."""
    from rich.table import Table
    from rich.text import Text

    for place in range(rows):
        record = Table.grid(padding=(0, 2))
        record.add_column(justify="right", no_wrap=True)
        record.add_column(max_width=_LEAST * 2)
        record.add_column(overflow="fold")
        said = [lane for lane in lanes if lane.texts[place]]
        for line, lane in enumerate(said):
            number = str(place + 1) if line == 0 else ""
            record.add_row(*map(Text, (number, lane.heading, lane.texts[place])))
        if place:
            yield Text("")
        yield record


def _proof(rows: Sequence[Row], lang: str) -> Iterator[RenderableType]:
    """Yield the proof of each row: passages with their words, context, background and notes.

    The translation of a passage for readers of the language is below its words.
    """
    from rich.table import Table
    from rich.text import Text

    for number, row in enumerate(rows, 1):
        if row.proof is None:
            continue
        grid = Table.grid(padding=(0, 2))
        grid.add_column(justify="right")
        grid.add_column()
        grid.add_column(overflow="fold")
        lines = [
            *(line for cited in row.proof.evidence for line in _cited(cited, "", lang)),
            *(line for cited in row.proof.context for line in _cited(cited, "with ", lang)),
            *(("background", line) for line in background_lines(row.proof)),
            *(("note", note) for note in row.proof.notes),
        ]
        for place, (label, words) in enumerate(lines):
            cells = [str(number) if place == 0 else "", label, words]
            grid.add_row(*map(Text, map(_cell, cells)))
        yield Text("")
        yield grid


def _cited(cited: Evidence, how: str, lang: str) -> Iterator[tuple[str, str]]:
    yield f"{how}{cited.passage.curie}", cited.quote
    if translation := cited.translations.into(lang):
        yield "", translation_line(translation, lang)


def cell_text(value: Value) -> str:
    """Return a value as text for a cell."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case IRI():
            return _cell(value.curie)
        case Decimal():
            return f"{value.normalize():f}"
        case date():
            return value.isoformat()
    return _cell(str(value))


def _cell(text: str) -> str:
    """Return visible text for a cell, without tabs."""
    return visible(text).replace("\t", "\ufffd")


def _is_number(value: Value) -> bool:
    numeric = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return value is None or numeric
