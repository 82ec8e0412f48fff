"""Write an answer as an aligned text table, with the evidence below it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

from sygraph.evidence.proof import triple_text
from sygraph.queries.rows import Row
from sygraph.rdf.safe_output import visible
from sygraph.rdf.values import IRI, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

__all__ = ["draw"]

# The width of a table that is not for a terminal.
_UNLIMITED = 100_000


def draw(form: str, columns: Sequence[str], rows: Sequence[Row], width: int | None = None) -> str:
    """Return an answer as a table: IRIs as CURIEs, numbers aligned to the right.

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
    from rich.console import Console

    out = StringIO()
    console = Console(file=out, width=width or _UNLIMITED, color_system=None, highlight=False)
    for part in [_answer(form, columns, rows), *_proof(rows)]:
        console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _answer(form: str, columns: Sequence[str], rows: Sequence[Row]) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    if form == "ask":
        return Text("true" if rows[0]["answer"] is True else "false")
    table = Table(box=SIMPLE_HEAD, pad_edge=True, show_edge=False)
    cells = [list(row.values()) for row in rows]
    numbered = any(row.proof for row in rows)
    if numbered:
        table.add_column("#", justify="right")
    for place, name in enumerate(columns):
        numeric = all(_is_number(row[place]) for row in cells)
        table.add_column(Text(_cell(name)), justify="right" if numeric else "left", overflow="fold")
    for number, row in enumerate(cells, 1):
        texts = [Text(cell_text(value)) for value in row]
        table.add_row(*([Text(str(number))] if numbered else []), *texts)
    return table


def _proof(rows: Sequence[Row]) -> Iterator[RenderableType]:
    """Yield the proof of each row: passages with their words, context, background and notes."""
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
            *((cited.passage.curie, cited.quote) for cited in row.proof.evidence),
            *((f"with {cited.passage.curie}", cited.quote) for cited in row.proof.context),
            *(("background", triple_text(triple)) for triple in row.proof.background),
            *(("note", note) for note in row.proof.notes),
        ]
        for place, (label, words) in enumerate(lines):
            cells = [str(number) if place == 0 else "", label, words]
            grid.add_row(*map(Text, map(_cell, cells)))
        yield Text("")
        yield grid


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
