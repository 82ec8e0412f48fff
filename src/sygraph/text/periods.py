"""Find expressions of time in Chinese text and the days that they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sygraph.data import read_toml

__all__ = ["Period", "find_periods"]

_WORDS = read_toml("text/languages/zh-Hant.toml")["periods"]
_RELATIVE: dict[str, int] = _WORDS["years"]
_THIS_YEAR = next(word for word, distance in _RELATIVE.items() if distance == 0)
_YEAR: str = _WORDS["year"]

_ANY_YEAR = "|".join([rf"\d{{4}}{_YEAR}", *_RELATIVE])
_TO = f"[{_WORDS['to']}]"
_PERIOD = re.compile(
    rf"(?P<by>{_WORDS['by']})?"
    rf"(?:(?P<from>\d{{4}}){_TO}(?P<to>\d{{4}}){_YEAR}"
    rf"|(?P<year>{_ANY_YEAR})?"
    rf"(?P<month>\d{{1,2}})(?:{_TO}(?P<until>\d{{1,2}}))?{_WORDS['month']}"
    rf"(?:(?P<day>\d{{1,2}})[{_WORDS['day']}])?"
    rf"|(?P<alone>{_ANY_YEAR})"
    rf"|(?P<title>(?:19|20)\d{{2}})(?![{_WORDS['not_after_year']}]))"
    rf"(?P<since>{'|'.join(_WORDS['since'])})?"
    rf"|(?P<now>{_WORDS['now']})"
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
    """Return the expressions of time in reading order; 今年 is the year of the reference date.

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
        year = _year(part["year"] or part["alone"] or part["title"] or _THIS_YEAR, reference)
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
    return words.removesuffix(_YEAR)
