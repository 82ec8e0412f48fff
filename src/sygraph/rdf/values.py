"""RDF terms as native Python values, and back to short text."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES, curie
from sygraph.text.scalars import decimal_of, integer_of, read_date

__all__ = ["IRI", "PartialDate", "Term", "Value", "json_value", "native"]

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD = PREFIXES["xsd"]


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
    """A year, or a month of a year, as precise as it was stated and no more.

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


_INTEGERS = (
    "integer long int short byte nonNegativeInteger positiveInteger nonPositiveInteger "
    "negativeInteger unsignedLong unsignedInt unsignedShort unsignedByte"
)
_READERS: dict[str, Callable[[str], Value]] = {
    **{_XSD + name: integer_of for name in _INTEGERS.split()},
    _XSD + "decimal": decimal_of,
    _XSD + "double": float,
    _XSD + "float": float,
    _XSD + "boolean": lambda text: {"true": True, "1": True, "false": False, "0": False}[text],
    _XSD + "date": read_date,
    _XSD + "dateTime": datetime.fromisoformat,
    _XSD + "gYear": _partial_date,
    _XSD + "gYearMonth": _partial_date,
}


def native(term: Term | None) -> Value:
    """Return the Python value of an RDF term.

    An IRI becomes an `IRI`, a number an int, Decimal or float, a day a date, a year or a month a
    `PartialDate`, anything else, a malformed literal included, a str.

    >>> native(ox.Literal("7471000000.0", datatype=ox.NamedNode(_XSD + "decimal")))
    Decimal('7471000000.0')
    """
    match term:
        case None:
            return None
        case ox.NamedNode():
            return IRI(term.value)
        case ox.Literal():
            reader = _READERS.get(term.datatype.value)
            try:
                return reader(term.value) if reader else term.value
            except (ValueError, ArithmeticError, KeyError):
                return term.value
    return str(term)


# Beyond this many digits a number of JSON is text: readers and Python itself refuse longer ones.
_DIGITS = 300


def json_value(term: Term | None) -> str | int | float | bool | None:
    """Return a term as JSON has it: a number or truth value as such, anything else as text.

    >>> json_value(ox.Literal("1.50", datatype=ox.NamedNode(_XSD + "decimal")))
    1.5
    >>> json_value(ox.Literal("NaN", datatype=ox.NamedNode(_XSD + "double")))
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
