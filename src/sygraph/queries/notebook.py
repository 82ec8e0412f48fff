"""Write an answer as an HTML table for a notebook."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from sygraph.queries.text_table import cell_text
from sygraph.rdf.values import IRI, Value

__all__ = ["as_html"]

# The number of rows in the table; the result has all rows.
_MAX_ROWS = 100

# With these classes, notebooks do not read text between dollar signs as a formula.
_OPENING = '<table class="sygraph tex2jax_ignore mathjax_ignore">'
_CELL = "text-align: left; vertical-align: top; white-space: pre-line; unicode-bidi: isolate"
_NUMBER = "text-align: right; vertical-align: top"


def as_html(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> str:
    """Return a table with IRIs as CURIEs. All values are escaped.

    >>> print(as_html(["what"], [["<b>"]]))
    <table class="sygraph tex2jax_ignore mathjax_ignore">
    <thead><tr><th>what</th></tr></thead>
    <tbody>
    <tr><td style="text-align: left; vertical-align: top; white-space: pre-line; \
unicode-bidi: isolate">&lt;b&gt;</td></tr>
    </tbody>
    </table>
    <p>1 row</p>
    """
    heads = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = [f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows[:_MAX_ROWS]]
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}"
    if len(rows) > _MAX_ROWS:
        count += f", of which these are the first {_MAX_ROWS}"
    lines = [_OPENING, f"<thead><tr>{heads}</tr></thead>", "<tbody>", *body, "</tbody>"]
    return "\n".join([*lines, "</table>", f"<p>{count}</p>"])


def _cell(value: Value) -> str:
    number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    title = f' title="{escape(value)}"' if isinstance(value, IRI) else ""
    return f'<td{title} style="{_NUMBER if number else _CELL}">{escape(cell_text(value))}</td>'
