"""Text, numbers, years, dates and languages from user input: checked and bounded in one place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sygraph.errors import BadParameter, nearest

__all__ = [
    "LANGUAGES",
    "LONGEST_TEXT",
    "MOST_DIGITS",
    "XSD_DECIMAL",
    "XSD_INTEGER",
    "YEARS",
    "decimal_of",
    "language",
    "match_language",
    "one_of",
    "read_date",
    "read_integer",
    "read_number",
    "read_text",
    "read_year",
    "shortened",
]

#: The languages of names.
LANGUAGES = ("en", "zh-Hant", "zh-Hans")

#: How long a text may be, in characters: a name, an IRI or words to search for.
LONGEST_TEXT = 2000
#: How many digits a number may have before or after the point. Every double-precision number
#: fits; a short text such as 1e500000000 does not become a huge number.
MOST_DIGITS = 400
#: The first and the last year.
YEARS = (1000, 9999)

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHOWN = 60

#: The forms of xsd:integer and xsd:decimal, which have no exponent, with 4,000 digits at most.
XSD_INTEGER = re.compile(r"[+-]?[0-9]{1,4000}")
XSD_DECIMAL = re.compile(r"[+-]?(?=\.?[0-9])[0-9]{0,4000}(?:\.[0-9]{0,4000})?")

# The language of tags that name it in another way.
_MEANT = {
    "zh": "zh-Hans",
    "zh-cn": "zh-Hans",
    "zh-sg": "zh-Hans",
    "zh-tw": "zh-Hant",
    "zh-hk": "zh-Hant",
    "zh-mo": "zh-Hant",
}


def read_text(value: object) -> str:
    """Return a value as text.

    Raises:
        ValueError: it is not Unicode, or too long.
    """
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else str(value)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"is longer than {LONGEST_TEXT:,} characters")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("is not Unicode text") from None
    return text


def read_integer(text: str, low: int | None = None, high: int | None = None) -> int:
    """Parse a whole number from `low` to `high`.

    Raises:
        ValueError: it is not a whole number, or not between these.
    """
    message = "is not a whole number"
    if low is not None and high is not None:
        message += f" from {low} to {high}"
    if not _INTEGER.fullmatch(text):
        raise ValueError(message)
    number = int(text)
    if (low is not None and number < low) or (high is not None and number > high):
        raise ValueError(message)
    return number


def read_number(text: str) -> Decimal:
    """Parse a number: 6180000, 6,180,000, 42.7 or 1e3.

    Raises:
        ValueError: it is not a number, or has too many digits.

    >>> read_number("6,180,000"), read_number("-1.5e2")
    (Decimal('6180000'), Decimal('-1.5E+2'))
    """
    text = text.strip()
    if len(text) > 2 * MOST_DIGITS:
        raise ValueError(f"has more than {MOST_DIGITS} digits")
    if not _NUMBER.fullmatch(text):
        if re.fullmatch(r"[+-]?[\d.,]+[eE][+-]?\d+", text):
            raise ValueError(f"has more than {MOST_DIGITS} digits")
        raise ValueError("is not a number such as 6180000, 6,180,000 or 42.7")
    number = Decimal(text.replace(",", ""))
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # infinity and NaN are not numbers to the expression
    if abs(number.adjusted()) > MOST_DIGITS or -exponent > 2 * MOST_DIGITS:
        raise ValueError(f"has more than {MOST_DIGITS} digits")
    return number


def read_year(text: str) -> int:
    """Parse a year.

    Raises:
        ValueError: it is not a year of four digits.
    """
    text = text.strip()
    if len(text) != 4 or not text.isdecimal() or not YEARS[0] <= int(text) <= YEARS[1]:
        raise ValueError(f"is not a year from {YEARS[0]} to {YEARS[1]}")
    return int(text)


def read_date(text: str) -> date:
    """Parse a day in the form YYYY-MM-DD.

    Raises:
        ValueError: it is not such a day.
    """
    try:
        if _DATE.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
    except ValueError:  # such as 30 February
        pass
    raise ValueError("is not a date such as 2024-10-29")


def decimal_of(lexical: str) -> Decimal:
    """Return the value of an xsd:decimal literal.

    Raises:
        ValueError: it is malformed, as 1E9 is, or has thousands of digits.
    """
    if not XSD_DECIMAL.fullmatch(lexical.strip()):
        raise ValueError("is not an xsd:decimal")
    return Decimal(lexical)


def match_language(tag: str) -> str | None:
    """Return the supported language that a language tag means, or None.

    >>> match_language("zh"), match_language("zh-TW"), match_language("en-GB"), match_language("fr")
    ('zh-Hans', 'zh-Hant', 'en', None)
    """
    tag = tag.strip().lower().replace("_", "-")[:_SHOWN]
    while tag:
        if tag in _MEANT:
            return _MEANT[tag]
        for lang in LANGUAGES:
            if lang.lower() == tag:
                return lang
        tag = tag.rpartition("-")[0]
    return None


def language(tag: str, name: str = "lang") -> str:
    """Return the supported language that a user's tag means.

    Raises:
        BadParameter: the language is not supported.

    >>> language("zh-hant"), language("zh")
    ('zh-Hant', 'zh-Hans')
    """
    found = match_language(tag)
    if found is None:
        message = f"{name} cannot be {shortened(tag)!r}"
        raise BadParameter(message, name=name, hint=f"one of {', '.join(LANGUAGES)}")
    return found


def shortened(value: object, most: int = _SHOWN) -> str:
    """Return a value for a message: valid Unicode, at most a line long."""
    try:
        text = str(value)
    except ValueError:  # an int of more digits than Python writes
        return "…"
    shown = text[: most + 1].encode("utf-8", "replace").decode()
    return shown if len(shown) <= most else f"{shown[:most]}…"


def one_of(allowed: Sequence[str], given: str) -> str:
    """Return a hint that lists the allowed values, the nearest first.

    >>> one_of(["csv", "json"], "jsn")
    'did you mean json? one of csv, json'
    """
    near = nearest(given, allowed)
    listed = f"one of {', '.join(allowed)}"
    return f"did you mean {' or '.join(near)}? {listed}" if near else listed
