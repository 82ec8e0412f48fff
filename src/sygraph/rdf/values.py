"""Convert RDF terms to Python and JSON values."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from sygraph.namespaces import XSD, curie
from sygraph.text.scalars import XSD_DECIMAL, XSD_INTEGER

__all__ = ["IRI", "PartialDate", "Term", "Value", "json_value", "native"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class IRI(str):
    """An IRI, as a string.

    >>> IRI("https://w3id.org/sygraph/id/shenyang").curie
    'id:shenyang'
    """

    __slots__ = ()

    @property
    def curie(self) -> str:
        """The short form, or the IRI itself where no prefix fits."""
        return curie(self)


@dataclass(frozen=True)
class PartialDate:
    """A year, or a month of a year, with the precision of the source.

    >>> str(PartialDate(2024, 4)), str(PartialDate(2023))
    ('2024-04', '2023')
    """

    year: int
    month: int | None = None

    def __str__(self) -> str:
        return f"{self.year:04}" if self.month is None else f"{self.year:04}-{self.month:02}"


Value = IRI | str | int | Decimal | float | bool | date | datetime | PartialDate | None


def _partial_date(text: str) -> PartialDate:
    year, _, month = text.partition("-")
    return PartialDate(int(year), int(month) if month else None)


# The smallest and the greatest value of each integer type; None is no limit.
_INTEGERS: dict[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}


class _Reader(NamedTuple):
    """How the values of a datatype are written, and how to read one."""

    form: re.Pattern[str]
    read: Callable[[str], Value]


# Python reads more than XML Schema: 1_000, ٣, 20240101, infinity.
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|[+-]?INF|NaN")
_ZONE = r"(Z|[+-][0-9]{2}:[0-9]{2})?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"


# A longer decimal stays text: written out as a number it could take all memory.
_LONGEST_DECIMAL = 1_000


def _decimal(text: str) -> Decimal:
    if len(text) > _LONGEST_DECIMAL:
        raise ValueError(text)
    return Decimal(text)


def _integer(least: int | None, most: int | None) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text)
        if (least is not None and number < least) or (most is not None and number > most):
            raise ValueError(text)
        return number

    return read


_READERS: dict[str, _Reader] = {
    **{XSD + name: _Reader(XSD_INTEGER, _integer(*bounds)) for name, bounds in _INTEGERS.items()},
    XSD + "decimal": _Reader(XSD_DECIMAL, Decimal),
    XSD + "double": _Reader(_FLOAT, float),
    XSD + "float": _Reader(_FLOAT, float),
    XSD + "boolean": _Reader(re.compile("true|false|1|0"), lambda text: text in ("true", "1")),
    XSD + "date": _Reader(re.compile(_DAY), date.fromisoformat),
    XSD + "dateTime": _Reader(
        re.compile(rf"{_DAY}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]+)?{_ZONE}"),
        datetime.fromisoformat,
    ),
    XSD + "gYear": _Reader(re.compile("[0-9]{4}"), _partial_date),
    XSD + "gYearMonth": _Reader(re.compile("[0-9]{4}-(0[1-9]|1[0-2])"), _partial_date),
}


def native(term: Term | None) -> Value:
    """Return the Python value of an RDF term.

    An IRI becomes an `IRI`, a number an int, Decimal or float, a day a date, a year or a month a
    `PartialDate`, anything else, a malformed literal included, a str.

    >>> native(ox.Literal("7471000000.0", datatype=ox.NamedNode(XSD + "decimal")))
    Decimal('7471000000.0')
    """
    match term:
        case None:
            return None
        case ox.NamedNode():
            return IRI(term.value)
        case ox.Literal():
            reader = _READERS.get(term.datatype.value)
            if reader is None or not reader.form.fullmatch(term.value):
                return term.value
            try:
                return reader.read(term.value)
            except (ValueError, ArithmeticError):
                return term.value  # beyond its type, or a day that no month has
    return str(term)


# Beyond this many digits a number of JSON is text: readers and Python itself refuse longer ones.
_DIGITS = 300


def json_value(term: Term | None) -> str | int | float | bool | None:
    """Return a term as a JSON value: a number, a boolean, or text.

    >>> json_value(ox.Literal("1.50", datatype=ox.NamedNode(XSD + "decimal")))
    1.5
    >>> json_value(ox.Literal("NaN", datatype=ox.NamedNode(XSD + "double")))
    'NaN'
    """
    match native(term):
        case None | bool() as value:
            return value
        case int() | Decimal() as number if _is_short(Decimal(number)):
            return int(number) if number == int(number) else float(number)
        case float() as number if math.isfinite(number):
            return number
    return term.value if isinstance(term, ox.Literal | ox.NamedNode) else str(term)


def _is_short(number: Decimal) -> bool:
    return number.is_finite() and number.adjusted() < _DIGITS
