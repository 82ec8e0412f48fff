"""Expressions of time in running Chinese text: where they stand, which days they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["Period", "find_periods"]

_RELATIVE = {"前年": -2, "去年": -1, "今年": 0, "明年": 1}
_PERIOD = re.compile(
    r"(?P<by>到)?"
    r"(?:(?P<from>\d{4})[—–~至-](?P<to>\d{4})年"
    r"|(?P<year>\d{4}年|前年|去年|今年|明年)?"
    r"(?P<month>\d{1,2})(?:[—–~至-](?P<until>\d{1,2}))?月(?:(?P<day>\d{1,2})[日號号])?"
    r"|(?P<alone>\d{4}年|前年|去年|今年|明年)"
    r"|(?P<title>(?:19|20)\d{2})(?![\d.%年萬万億亿個个家條条次人噸吨單单項项]))"
    r"(?P<since>以來|以来|起)?"
    r"|(?P<now>目前)"
)


@dataclass(frozen=True)
class Period:
    """A period as printed, at code points `start` to `end` (exclusive).

    `first` and `last` are the lexical forms of its first and last xsd:gYear, gYearMonth or date,
    as precise as printed. `how` is "in", "since" (以來: open-ended), "by" (到2035年: a deadline),
    "title" (a bare year, as in the names of events) or "now" (目前: the reference date).
    """

    words: str
    start: int
    end: int
    first: str
    last: str
    how: str


def find_periods(text: str, reference: date) -> list[Period]:
    """Return the expressions of time in reading order, 今年 being the reference date's year.

    >>> for period in find_periods("去年以來，今年1—9月，到2035年", date(2024, 10, 29)):
    ...     print(period.words, period.first, period.last, period.how)
    去年以來 2023 2023 since
    今年1—9月 2024-01 2024-09 in
    到2035年 2035 2035 by
    """
    return [_read(match, reference) for match in _PERIOD.finditer(text)]


def _read(match: re.Match[str], reference: date) -> Period:
    part = match.groupdict()
    if part["now"]:
        first = last = reference.isoformat()
    elif part["from"]:
        first, last = part["from"], part["to"]
    else:
        year = _year(part["year"] or part["alone"] or part["title"] or "今年", reference)
        first = last = year
        if part["month"]:
            first = last = f"{year}-{int(part['month']):02}"
        if part["until"]:
            last = f"{year}-{int(part['until']):02}"
        if part["day"]:
            first = last = f"{first}-{int(part['day']):02}"
    how = next((name for name in ("now", "since", "by", "title") if part[name]), "in")
    return Period(match[0], match.start(), match.end(), first, last, how)


def _year(words: str, reference: date) -> str:
    if words in _RELATIVE:
        return f"{reference.year + _RELATIVE[words]:04}"
    return words.removesuffix("年")
