"""Convert answers to data frames of pandas and polars, which are imported when needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

from sygraph.errors import MissingPackage
from sygraph.rdf.values import IRI, PartialDate, Value

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

__all__ = ["to_pandas", "to_polars"]

Kind = Literal[
    "empty", "text", "truth", "integer", "decimal", "float", "day", "time", "instant", "mixed"
]

# The range of a 64-bit integer, and the number of digits of a polars decimal.
_INTEGERS = range(-(2**63), 2**63)
_DIGITS = 38


def to_pandas(
    columns: Sequence[str], rows: Sequence[Sequence[Value]], curies: bool = False
) -> pd.DataFrame:
    """Return rows as a pandas data frame; see `Result.to_pandas`."""
    _require("pandas")
    import pandas as pd

    types = {
        "text": "string",
        "truth": "boolean",
        "integer": "Int64",
        "float": "Float64",
        "day": "datetime64[s]",
        "time": "datetime64[us]",
        "instant": "datetime64[us, UTC]",
    }
    series = []
    for place, name in enumerate(columns):
        kind, values = _column([row[place] for row in rows], curies)
        series.append(pd.Series(values, dtype=types.get(kind, "object"), name=name))
    # Not from a dict, because two columns can have the same name.
    return pd.concat(series, axis="columns") if series else pd.DataFrame(index=range(len(rows)))


def to_polars(
    columns: Sequence[str], rows: Sequence[Sequence[Value]], curies: bool = False
) -> pl.DataFrame:
    """Return rows as a polars data frame; see `Result.to_polars`."""
    _require("polars")
    import polars as pl

    types: dict[str, pl.DataType | type[pl.DataType]] = {
        "empty": pl.Null,
        "truth": pl.Boolean,
        "integer": pl.Int64,
        "float": pl.Float64,
        "day": pl.Date,
        "time": pl.Datetime("us"),
        "instant": pl.Datetime("us", "UTC"),
    }
    series = []
    for place, name in enumerate(columns):
        kind, values = _column([row[place] for row in rows], curies)
        if kind == "decimal" and (scale := _scale(values)) is not None:
            series.append(pl.Series(name, values, pl.Decimal(_DIGITS, scale)))
        elif kind in types:
            series.append(pl.Series(name, values, types[kind]))
        else:
            texts = [None if value is None else _text(value) for value in values]
            series.append(pl.Series(name, texts, pl.String))
    return pl.DataFrame(series)


def _require(name: str) -> None:
    try:
        import_module(name)
    except ImportError as error:
        raise MissingPackage(name, hint=f"pip install 'sygraph[{name}]'") from error


def _column(values: Sequence[Value], curies: bool) -> tuple[Kind, list[Value]]:
    """Return the type of a column, and its values converted to that type."""
    present = [value for value in values if value is not None]
    kinds = {_kind(value) for value in present}
    kind: Kind = "empty"
    convert: Callable[[Any], Value] = _same
    if kinds == {"text"}:
        kind, convert = "text", _curie if curies else str
    elif kinds == {"integer"}:
        kind = "integer"
    elif kinds in ({"decimal"}, {"decimal", "integer"}, {"large"}, {"large", "integer"}):
        kind, convert = "decimal", Decimal
    elif "float" in kinds and kinds <= {"float", "decimal", "integer", "large"}:
        kind, convert = "float", float
    elif len(kinds) == 1:
        [kind] = kinds  # type: ignore[assignment]
    elif kinds:
        kind, convert = "mixed", _curie if curies else _same
    return kind, [None if value is None else convert(value) for value in values]


def _kind(value: Value) -> str:
    match value:
        case str():
            return "text"
        case bool():
            return "truth"
        case int():
            return "integer" if value in _INTEGERS else "large"
        case Decimal():
            return "decimal"
        case float():
            return "float"
        case datetime():
            return "time" if value.tzinfo is None else "instant"
        case date():
            return "day"
    return "mixed"  # a partial date


def _scale(values: Sequence[Value]) -> int | None:
    """Return the number of decimal places, or None if polars does not have enough digits."""
    whole = places = 0
    for value in values:
        if isinstance(value, Decimal):
            exponent = int(value.as_tuple().exponent)
            places = max(places, -exponent)
            whole = max(whole, value.adjusted() + 1)
    return places if whole + places <= _DIGITS else None


def _same(value: Value) -> Value:
    return value


def _curie(value: Value) -> Value:
    return value.curie if isinstance(value, IRI) else value


def _text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case PartialDate() | str():
            return str(value)
        case date():
            return value.isoformat()
    return str(value)
