"""Write days and periods in a language, as precisely as they are known."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sygraph.data import read_toml

__all__ = ["moment", "stated_precision", "timespan"]

_PARTIAL = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def timespan(
    first: str | None, last: str | None, lang: str, *, deadline: bool = False, ongoing: bool = False
) -> str:
    """Return a period: a year, a month or a day on each side, or an open side.

    Args:
        deadline: whether the last day is when something is to be done, not how far a count runs.
        ongoing: whether it holds now.

    >>> timespan("2024-01", "2024-09", "en"), timespan("2024-01", "2024-09", "zh-Hant")
    ('Jan–Sep 2024', '2024年1—9月')
    >>> timespan("2023", None, "en"), timespan(None, "2024-04", "en")
    ('since 2023', 'up to Apr 2024')
    >>> timespan(None, "2035", "en", deadline=True), timespan(None, None, "en", ongoing=True)
    ('by 2035', 'at present')
    """
    if first and last:
        return moment(first, lang) if first == last else _range(first, last, lang)
    if last:
        return _phrase("by" if deadline else "until", moment(last, lang), lang)
    if first:
        return _phrase("since", moment(first, lang), lang)
    return _phrase("now", "", lang) if ongoing else ""


def moment(text: str, lang: str) -> str:
    """Return a year, a month or a day in the language; other text as it is.

    >>> moment("2024-04", "en"), moment("2024-04-30", "zh-Hans"), moment("spring", "en")
    ('Apr 2024', '2024年4月30日', 'spring')
    """
    parts = _parts(text)
    return _written(parts, lang) if parts else text


def stated_precision(first: date | None, last: date | None) -> tuple[str | None, str | None]:
    """Return the first and the last day as years or months where they are whole.

    >>> stated_precision(date(2024, 1, 1), date(2024, 9, 30))
    ('2024-01', '2024-09')
    >>> stated_precision(date(2023, 1, 1), date(2024, 10, 29))
    ('2023', '2024-10-29')
    >>> stated_precision(None, date(2035, 12, 31))
    (None, '2035')
    """
    if first and last and first.day == 1 and _ends_month(last):
        length = 4 if first.month == 1 and last.month == 12 else 7
        return first.isoformat()[:length], last.isoformat()[:length]
    start = end = None
    if first:
        whole = (first.month, first.day) == (1, 1) and not (last and first.year == last.year)
        start = first.isoformat()[: 4 if whole else 10]
    if last:
        end = last.isoformat()[: 10 if first else _precision(last)]
    return start, end


def _precision(last: date) -> int:
    """How much of the ISO form of a last day says when it is: a year, a month or a day."""
    if not _ends_month(last):
        return 10
    return 4 if last.month == 12 else 7


def _ends_month(day: date) -> bool:
    return day == date.max or (day + timedelta(1)).day == 1


def _parts(text: str) -> list[int] | None:
    """The year, the month and the day of a partial date, as far as it has them."""
    found = _PARTIAL.fullmatch(text)
    return [int(part) for part in found.groups() if part] if found else None


def _written(parts: list[int], lang: str) -> str:
    if lang == "en":
        year, *rest = parts
        words = [str(year), *(_MONTHS[month - 1] for month in rest[:1]), *map(str, rest[1:])]
        return " ".join(reversed(words))
    return "".join(f"{part}{mark}" for part, mark in zip(parts, "年月日", strict=False))


def _range(first: str, last: str, lang: str) -> str:
    """Return two moments as a range; what both have in common is written once."""
    start, end = _parts(first), _parts(last)
    if not start or not end:
        return f"{moment(first, lang)} – {moment(last, lang)}"
    if len(start) != len(end):
        return f"{_written(start, lang)} – {_written(end, lang)}"
    common = next(n for n, pair in enumerate(zip(start, end, strict=True)) if pair[0] != pair[1])
    tight = common == len(start) - 1  # only the last part differs
    if lang == "en":
        shared = _written(start[:common], lang) if common else ""
        whole = _written(start, lang)
        short = whole.removesuffix(shared).rstrip()
        return f"{short}{'–' if tight else ' – '}{_written(end, lang)}"
    later = "".join(
        f"{part}{mark}"
        for place, (part, mark) in enumerate(zip(end, "年月日", strict=False))
        if place >= common
    )
    earlier = _written(start, lang)
    return f"{earlier[:-1] if tight else earlier}—{later}"


def _phrase(name: str, what: str, lang: str) -> str:
    pattern: str = read_toml("entities/words.toml")["phrases"][name][lang]
    return pattern.format(what)
