"""Lexical forms of years, months and days, as precise as they are known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

__all__ = ["day_of", "month_of", "months_away", "year_of"]


def year_of(reference: date | None, distance: int) -> str:
    """Return the year so many years after a date, or "" without a date.

    >>> year_of(date(2024, 10, 29), -1)
    '2023'
    """
    return f"{reference.year + distance:04}" if reference else ""


def months_away(reference: date | None, distance: int) -> str:
    """Return the month so many months after a date, or "".

    >>> months_away(date(2024, 1, 29), -1)
    '2023-12'
    """
    if reference is None:
        return ""
    year, month = divmod(reference.year * 12 + reference.month - 1 + distance, 12)
    return f"{year:04}-{month + 1:02}"


def day_of(reference: date | None, distance: int) -> str:
    """Return the day so many days after a date, or ""."""
    return (reference + timedelta(days=distance)).isoformat() if reference else ""


def month_of(period: str, number: int) -> str:
    """Return a month of a year, or a day of a month; the period itself if there is no such one.

    >>> month_of("2024", 9), month_of("2024-09", 31), month_of("2024", 0), month_of("", 9)
    ('2024-09', '2024-09', '2024', '')
    """
    most = 12
    if len(period) == len("2024-09"):
        most = monthrange(int(period[:4]), int(period[5:]))[1]
    return f"{period}-{number:02}" if period and 0 < number <= most else period
