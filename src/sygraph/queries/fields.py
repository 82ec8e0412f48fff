"""The columns of an answer as a reader needs them: names, units, bounds and periods folded in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.entities.amounts import amount, number_text
from sygraph.entities.timespans import moment, stated_precision, timespan
from sygraph.entities.wording import Words, node_name, yes_or_no
from sygraph.namespaces import expand, is_article, local_name, one_article
from sygraph.queries.rows import Row
from sygraph.queries.topics import NAMES
from sygraph.rdf.values import IRI, PartialDate, Value
from sygraph.text.name_forms import simplified

__all__ = [
    "ORDINALS",
    "Column",
    "Field",
    "Kind",
    "Shown",
    "Span",
    "Table",
    "columns",
    "fields",
    "heading",
    "label_column",
    "named_nodes",
    "shown",
    "table",
    "term_of",
]

_FILE = "queries/columns.toml"

#: Columns of numbers that are no quantities.
ORDINALS: frozenset[str] = frozenset(read_toml(_FILE)["folded"]["ordinals"])

# The columns that an amount takes in; see `Field`.
_PARTS = ("least", "most", "unit", "bound", "words", "statement")

Kind = Literal["iri", "number", "date", "text", "mixed", "empty"]


@dataclass(frozen=True)
class Column:
    """A column and the common type of its values."""

    name: str
    kind: Kind


@dataclass(frozen=True)
class Span:
    """The columns of a period."""

    first: str | None = None
    last: str | None = None
    ongoing: str | None = None
    deadline: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.first, self.last, self.ongoing, self.deadline)))


@dataclass(frozen=True)
class Field:
    """What a reader sees of one or several columns.

    Attributes:
        name: the column that it shows.
        label: the column with the names of its nodes.
        least, most: the columns with the ends of a range, which has no single number.
        unit: the column with the unit of its numbers, or the unit; likewise `bound`.
        words: the column with the wording of its numbers.
        statement: the column with the statement that it is about.
        span: the columns of its period.
        digits: to how many significant digits its numbers are rounded.
    """

    name: str
    kind: Literal["node", "amount", "period", "value"]
    label: str | None = None
    least: str | None = None
    most: str | None = None
    unit: str | None = None
    bound: str | None = None
    words: str | None = None
    statement: str | None = None
    span: Span = field(default=Span())
    digits: int | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it has taken in, its own first."""
        own = () if self.kind == "period" else (self.name,)
        taken = (self.label, self.least, self.most, self.unit, self.bound, self.words)
        return (*own, *filter(None, (*taken, self.statement)), *self.span.columns)


@dataclass(frozen=True)
class Shown:
    """A cell: what it says, the period beside it, and the exact value if it is rounded."""

    text: str
    aside: str = ""
    exact: str | None = None

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.text, self.aside)))


@dataclass(frozen=True)
class Table:
    """An answer as a reader sees it: a heading for each field, and a cell for each row."""

    fields: tuple[Field, ...]
    headings: tuple[str, ...]
    cells: tuple[tuple[Shown, ...], ...]


def table(
    names: Sequence[str],
    rows: Sequence[Row],
    words: Words,
    lang: str,
    *,
    named: bool = True,
    all_columns: bool = False,
) -> Table:
    """Return an answer as a table of fields.

    Args:
        words: the labels of the nodes in the answer; see `named_nodes`.
        named: whether a named query gave the answer, so that its columns have headings.
        all_columns: keep each column as a field of its own.
    """
    found = fields(names, rows, all_columns)
    cells = [[shown(one, row, words, lang) for row in rows] for one in found]
    wordings = read_toml(_FILE)["folded"]["wordings"]
    kept = [
        place
        for place, one in enumerate(found)
        if all_columns or one.name not in wordings or not _repeats(cells, place)
    ]
    return Table(
        tuple(found[n] for n in kept),
        tuple(heading(found[n].name, lang) if named else found[n].name for n in kept),
        tuple(tuple(cells[n][place] for n in kept) for place in range(len(rows))),
    )


def _repeats(cells: Sequence[Sequence[Shown]], place: int) -> bool:
    """Whether a wording says in no row more than a field before it."""
    said = [one.text for one in cells[place]]
    return any(
        all(text in ("", other.text) for text, other in zip(said, before, strict=True))
        for before in cells[:place]
    )


def columns(names: Sequence[str], rows: Iterable[Row]) -> list[Column]:
    """Return the columns of an answer with their types.

    >>> import sygraph
    >>> answer = sygraph.open().query("coordinates")
    >>> [column.kind for column in columns(answer.columns, answer.rows)]
    ['iri', 'text', 'iri', 'number', 'number', 'empty', 'empty']
    """
    values = [list(row.values()) for row in rows]
    return [Column(name, _common(row[place] for row in values)) for place, name in enumerate(names)]


def _common(values: Iterable[Value]) -> Kind:
    kinds = {_kind(value) for value in values if value is not None}
    if not kinds:
        return "empty"
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _kind(value: Value) -> Kind:
    match value:
        case IRI():
            return "iri"
        case bool():
            return "text"
        case int() | Decimal() | float():
            return "number"
        case date() | datetime() | PartialDate():
            return "date"
    return "text"


def label_column(names: Sequence[str], name: str) -> str | None:
    """Return the column with the names for another column: `cityLabel`, or a next `label`.

    >>> label_column(("city", "label", "country", "countryLabel"), "country")
    'countryLabel'
    >>> label_column(("city", "label", "country", "countryLabel"), "city")
    'label'
    """
    if f"{name}Label" in names:
        return f"{name}Label"
    after = names[names.index(name) + 1 :][:1]
    return "label" if tuple(after) == ("label",) else None


def fields(names: Sequence[str], rows: Sequence[Row], all_columns: bool = False) -> list[Field]:
    """Return the columns of an answer as fields.

    Args:
        all_columns: keep each column as a field of its own.

    >>> import sygraph
    >>> answer = sygraph.open().query("trade-totals")
    >>> [(field.name, field.unit) for field in fields(answer.columns, answer.rows)]
    [('subject', None), ('value', 'unit')]
    """
    if all_columns:
        return [Field(name, "value") for name in names]
    found = _Folding(names, columns(names, rows)).fields()
    return [one for one in found if one.name != "article" or not one_article()]


def named_nodes(rows: Iterable[Row]) -> list[NamedNode]:
    """Return the nodes in an answer, which may need names, and the units of its columns."""
    fixed = [
        NamedNode(iri)
        for known in read_toml(_FILE)["amounts"].values()
        for name in (known.get("unit"), known.get("bound"))
        if name and (iri := expand(name))
    ]
    found = [term for row in rows for term in row.terms if isinstance(term, NamedNode)]
    return list(dict.fromkeys([*found, *fixed]))


def heading(name: str, lang: str) -> str:
    """Return the heading of a column in a language.

    >>> heading("monthlyAverage", "en"), heading("subject", "zh-Hant"), heading("city", "zh-Hans")
    ('monthly average', '主體', '城市')
    """
    file = read_toml(_FILE)
    if lang == "en":
        found: str = file["en"].get(name) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
        return found
    if name.endswith("Label"):
        return heading(name.removesuffix("Label"), lang) + heading("label", lang)
    traditional = file["zh-Hant"].get(name) or NAMES.get(name, {}).get("zh-Hant")
    if traditional is None:
        return heading(name, "en")
    return traditional if lang == "zh-Hant" else simplified(traditional)


class _Folding:
    """Folds columns into fields."""

    def __init__(self, names: Sequence[str], found: Sequence[Column]) -> None:
        self.names = names
        self.kinds = {column.name: column.kind for column in found}
        self.known: dict[str, Any] = read_toml(_FILE)
        self.taken: set[str] = set()

    def fields(self) -> list[Field]:
        made = {one.name: one for one in self.amounts()}
        self.give_spans(made)
        self.give_statement(made)
        for name in self.names:
            if name not in self.taken and name not in made:
                made[name] = self.plain(name)
                self.taken |= {*made[name].columns} - {name}
        order = [*self.names]
        shown = [one for one in made.values() if one.name not in self.taken and self.says(one)]
        return sorted(shown, key=lambda one: order.index(one.columns[0])) or [
            Field(name, "value") for name in self.names
        ]

    def says(self, one: Field) -> bool:
        """Whether a reader needs it: it has values, and is no detail."""
        if one.name in self.known["folded"]["always"] and len(self.names) > 1:
            return False
        return any(self.kinds[name] != "empty" for name in one.columns)

    def amounts(self) -> list[Field]:
        """The numbers with units, bounds and wordings."""
        made = []
        for name in self.names:
            known = self.known["amounts"].get(name)
            if known is None:
                continue
            parts = {part: self.part(known.get(part)) for part in _PARTS}
            kinds = {self.kinds.get(column or "", "empty") for column in (name, parts["least"])}
            if "number" not in kinds or kinds - {"number", "empty"}:
                continue
            span = Span(self.part(known.get("first")), self.part(known.get("last")))
            one = Field(name, "amount", span=span, digits=known.get("digits"), **parts)
            made.append(one)
            for part in one.columns[1:]:
                self.taken |= {part, f"{part}Label"}
        return made

    def part(self, known: str | list[str] | None) -> str | None:
        """The first of the columns that the answer has, or a term of the vocabulary."""
        names = known if isinstance(known, list) else [known] if known else []
        return next((name for name in names if ":" in name or name in self.names), None)

    def give_spans(self, made: dict[str, Field]) -> None:
        """Put a period into the cell of the value that it belongs to, or into one of its own."""
        for known in self.known["periods"]:
            span = Span(**{part: name for part, name in known.items() if self.free(name)})
            if not span.columns or (span.ongoing and len(span.columns) == 1):
                continue
            self.taken |= {*span.columns}
            if "value" in made and not made["value"].span.columns:
                made["value"] = replace(made["value"], span=span)
            elif len(span.columns) > 1:
                made["period"] = Field("period", "period", span=span)
            else:  # a single date keeps its heading
                [name] = span.columns
                made[name] = Field(name, "period", span=span)
                self.taken.discard(name)

    def free(self, name: str) -> bool:
        return name in self.names and name not in self.taken and self.kinds[name] != "empty"

    def give_statement(self, made: dict[str, Field]) -> None:
        """Link the value, or else the wording, to the statement that the row is about."""
        folded = self.known["folded"]
        statement = next((n for n in folded["statements"] if self.kinds.get(n) == "iri"), None)
        if statement is None:
            return
        wording = next((n for n in folded["wordings"] if n in self.names), None)
        if "value" in made:
            made["value"] = replace(made["value"], statement=statement)
        elif wording and wording not in self.taken and not label_column(self.names, statement):
            made[wording] = Field(wording, "value", statement=statement)
        else:
            return
        self.taken.add(statement)

    def plain(self, name: str) -> Field:
        label = label_column(self.names, name)
        kind = self.kinds[name]
        # An empty column is merged with its column of names if that is empty too.
        if kind in ("iri", "mixed") or (kind == "empty" and label and self.kinds[label] == "empty"):
            return Field(name, "node", label=label)
        return Field(name, "value")


def shown(one: Field, row: Row, words: Words, lang: str) -> Shown:
    """Return the cell of a field in a row.

    Args:
        words: the labels of the nodes in the answer; see `named_nodes`.

    >>> import sygraph
    >>> kg = sygraph.open()
    >>> answer = kg.query("trade-totals", subject="瀋陽")
    >>> value = fields(answer.columns, answer.rows)[-1]
    >>> str(shown(value, answer[0], {}, "en"))
    'CNY 146.93 bn, 2023'
    """
    when = _period(one.span, row, lang)
    if one.kind == "period":
        return Shown(when)
    value = row[one.name]
    if one.kind == "amount" and (text := _amount(one, row, words, lang)):
        return replace(text, aside=when)
    if one.statement and lang == "en" and isinstance(iri := row[one.statement], IRI):
        return Shown(words.get(NamedNode(iri)) or str(value or ""))
    if isinstance(value, IRI):
        if is_article(NamedNode(value)):
            return Shown(local_name(value))
        given = row[one.label] if one.label else None
        return Shown(str(given) if given else node_name(NamedNode(value), words, lang))
    return Shown(_text(value, lang))


def _amount(one: Field, row: Row, words: Words, lang: str) -> Shown | None:
    """Return a number or a range with unit and bound; None where the row has neither."""
    ends = [row[name] if name else None for name in (one.least, one.most)]
    value, *most = [row[one.name]] if row[one.name] is not None else ends
    if not isinstance(value, int | Decimal | float):
        return None
    [end] = most or [None]
    upper = Decimal(end) if isinstance(end, int | Decimal | float) else None
    unit, bound = (term_of(name, row) for name in (one.unit, one.bound))
    text = amount(Decimal(value), unit, words, lang, bound, one.digits, upper)
    exact = amount(Decimal(value), unit, words, lang, bound, most=upper)
    return Shown(text, exact=exact if exact != text else None)


def term_of(name: str | None, row: Row) -> NamedNode | None:
    """Return the term in a column of a row, or the term of a CURIE."""
    if name is None:
        return None
    iri = expand(name) if ":" in name else row[name]
    return NamedNode(iri) if isinstance(iri, str) else None


def _period(span: Span, row: Row, lang: str) -> str:
    first, last, deadline = (
        row[name] if name else None for name in (span.first, span.last, span.deadline)
    )
    if deadline is not None:
        return timespan(None, str(deadline), lang, deadline=True)
    if all(value is None or type(value) is date for value in (first, last)):
        start, end = stated_precision(first, last)  # type: ignore[arg-type]
    else:
        start, end = (None if value is None else str(value) for value in (first, last))
    return timespan(start, end, lang, ongoing=bool(span.ongoing and row[span.ongoing] is True))


def _text(value: Value, lang: str) -> str:
    match value:
        case None:
            return ""
        case bool():
            return yes_or_no(value, lang)
        case int() | Decimal():
            return number_text(Decimal(value), lang, bare=True)
        case float():
            return f"{value:,.12g}"
        case date() | PartialDate() if not isinstance(value, datetime):
            return moment(str(value), lang)
    return str(value)
