"""Arabic numerals, which the grammars of all languages share."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["AFTER", "ARABIC", "BEFORE", "arabic", "plain"]

ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"

# A numeral is not part of a word (A350, 5G), of another number or of a time of day (10:30). The
# code of a currency may be before it, and a Latin unit after it.
BEFORE = r"(?:(?<![A-Za-z\d])(?<!\d[.:])(?<![A-Za-z]-)|(?<=RMB|CNY|USD|EUR|JPY|KRW|RUB|HKD|GBP))"
AFTER = (
    r"(?![\d:]*:\d)(?!\.?\d)"
    r"(?:(?![A-Za-z])|(?=(?-i:[kcm]?m|[km]?g|t|ha|[kMGT]?Wh?|kV|TEUs?|C|kph|kmh|dwt|bpd|ft|lbs?|GB|TB|Mbps|RMB|CNY"
    r"|USD|EUR)(?![A-Za-z])))"
)


def arabic(words: str) -> Decimal:
    """Return the value of an Arabic numeral.

    >>> arabic("1,469.3")
    Decimal('1469.3')
    """
    return Decimal(words.replace(",", ""))


def plain(value: Decimal) -> Decimal:
    """Return a value without zeros that its multiplication has left.

    >>> plain(Decimal("74.71") * 10**8), plain(Decimal("4.60")), plain(Decimal("1E+3"))
    (Decimal('7471000000'), Decimal('4.6'), Decimal('1000'))
    """
    whole = value.to_integral_value()
    return Decimal(int(whole)) if value == whole else value.normalize()
