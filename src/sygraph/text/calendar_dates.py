"""Lexical forms of years, months and days, as precise as they are known."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

__all__ = [
    "day_of",
    "month_of",
    "months_away",
    "quarter_away",
    "season_of",
    "week_away",
    "weekday_of",
    "year_of",
]

_DECEMBER = 12
_MARCH = 3


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


def week_away(reference: date | None, distance: int, days: tuple[int, int]) -> tuple[str, str]:
    """Return the first and last of some days of the week so many weeks after that of a date.

    >>> week_away(date(2026, 2, 10), -1, (0, 6))
    ('2026-02-02', '2026-02-08')
    """
    if reference is None:
        return "", ""
    monday = 7 * distance - reference.weekday()
    return day_of(reference, monday + days[0]), day_of(reference, monday + days[1])


def weekday_of(reference: date | None, weekday: int, *, after: bool) -> str:
    """Return the last such day of the week up to a date, or the first from it on.

    >>> weekday_of(date(2026, 2, 10), 0, after=False), weekday_of(date(2026, 2, 10), 0, after=True)
    ('2026-02-09', '2026-02-16')
    """
    if reference is None:
        return ""
    ahead = (weekday - reference.weekday()) % 7
    return day_of(reference, ahead if after or not ahead else ahead - 7)


def quarter_away(reference: date | None, distance: int) -> tuple[str, str]:
    """Return the first and the last month of the quarter so many quarters after that of a date.

    >>> quarter_away(date(2026, 2, 10), -1)
    ('2025-10', '2025-12')
    """
    if reference is None:
        return "", ""
    first = 3 * distance - (reference.month - 1) % 3
    return months_away(reference, first), months_away(reference, first + 2)


def season_of(reference: date | None, year: int, first: int) -> tuple[str, str]:
    """Return the first and the last month of a season of a year, by its first month.

    Args:
        year: The year, or how far it is from that of the reference date if it is less than 1000.
            A winter is of the year in which it begins; up to March this winter is the last one.

    >>> season_of(date(2026, 2, 10), 0, 12), season_of(date(2026, 2, 10), -1, 9)
    (('2025-12', '2026-02'), ('2025-09', '2025-11'))
    """
    if year < 1000:
        if reference is None:
            return "", ""
        last_winter = first == _DECEMBER and reference.month <= _MARCH and year == 0
        year += reference.year - last_winter
    start = date(year, first, 1)
    return months_away(start, 0), months_away(start, 2)
