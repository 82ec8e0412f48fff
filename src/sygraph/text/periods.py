"""Find expressions of time in a text and the days that they mean."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

from sygraph.text.chinese_periods import ChinesePeriods
from sygraph.text.english_periods import EnglishPeriods
from sygraph.text.language import Language, language_of
from sygraph.text.readings import Period

__all__ = ["read_periods"]

_YEAR_OF_MONTHS = 12
# How far from a period the words of its sentence are searched.
_LONGEST_SENTENCE = 120
# The last months of what is counted from January on, without a quarter and a half of a year.
_RUNNING = ("-02", "-04", "-05", "-07", "-08", "-09", "-10", "-11")


def read_periods(
    text: str, language: str = "zh-Hant", reference_date: date | None = None
) -> list[Period]:
    """Return the expressions of time in reading order; 今年 is the year of the reference date.

    >>> for period in read_periods("截至2023年底；今年6月前", "zh-Hant", date(2024, 3, 1)):
    ...     print(period.words, period.first, period.last, period.how)
    截至2023年底 2023 2023 asOf
    今年6月前 2024-06 2024-06 by
    """
    known = language_of(language)
    folded = known.fold(text)
    found: list[Period] = []
    tenses = _tenses(known.tag)
    for period in _grammar(known.tag).find(folded, reference_date):
        period = replace(period, words=text[period.start : period.end])
        if period.yearless and reference_date:
            since = tenses.is_past(folded[period.start : period.end])
            period = _past(period, reference_date, since)
            period = _in_its_year(period, reference_date, tenses.of(folded, period))
        found.append(period)
    return found


class _Tenses:
    """Whether clauses of a language tell of what is to come, or of what is over."""

    def __init__(self, language: Language) -> None:
        words = language.words
        status = words["status"]
        self._future = language.pattern(f"{status['planned']}|{status['sought']}")
        self._past = language.pattern(words["periods"]["past"])
        self._since = language.pattern(words["periods"]["since_past"])
        self._clause = re.compile(r"[,;:，；：]|(?:[.!?](?= |$)|[。！？\n])")
        self._sentence = re.compile(r"[.!?](?= |$)|[。！？\n]")

    def is_past(self, words: str) -> bool:
        """Whether the words of a period tell that it is not to come: 以來."""
        return self._since.search(words) is not None

    def of(self, folded: str, period: Period) -> int:
        """Return 1 for what is to come, -1 for what is over, 0 if no word tells."""
        for border in (self._clause, self._sentence):
            left, right = self._around(folded, period, border)
            clause = f"{folded[left : period.start]} {folded[period.end : right]}"
            if self._future.search(clause):
                return 1
            if self._past.search(clause):
                return -1
        return 0

    def _around(self, folded: str, period: Period, border: re.Pattern[str]) -> tuple[int, int]:
        """Return where the clause or sentence of a period begins and ends."""
        earliest = max(0, period.start - _LONGEST_SENTENCE)
        left = earliest
        for match in border.finditer(folded, earliest, period.start):
            left = match.end()
        last = border.search(folded, period.end, period.end + _LONGEST_SENTENCE)
        return left, last.start() if last else min(len(folded), period.end + _LONGEST_SENTENCE)


def _in_its_year(period: Period, reference: date, tense: int) -> Period:
    """Return a period whose words leave the year open in the year that its sentence means.

    What is over was last before the reference date, what is to come is next after it. If no word
    tells, it is in the year of the reference date, or in the one before if that is nearer.

    >>> [p.first for p in read_periods("It rose in May.", "en", date(2026, 2, 10))]
    ['2025-05']
    >>> [p.first for p in read_periods("It will open in January.", "en", date(2026, 2, 10))]
    ['2027-01']
    """
    today = reference.isoformat()
    year = 0
    if period.first > today[: len(period.first)]:
        ahead = int(period.first[5:7]) - reference.month
        nearer = period.how in ("in", "since") and ahead > _YEAR_OF_MONTHS / 2
        year = -1 if tense < 0 or (tense == 0 and nearer) else 0
    elif period.last < today[: len(period.last)]:
        year = 1 if tense > 0 and period.how in ("in", "by") else 0
    if not year:
        return period
    first, last = (f"{int(day[:4]) + year:04}{day[4:]}" for day in (period.first, period.last))
    return replace(period, first=first, last=last)


@cache
def _tenses(tag: str) -> _Tenses:
    return _Tenses(language_of(tag))


def _past(period: Period, reference: date, since: bool) -> Period:
    """Return a period that names no year, and must be over, in the year in which it is.

    In March 截至9月底 and "the first nine months" are of the year before. "The first half" and
    "September" may be still to come.

    >>> read_periods("as of September 30", "en", date(2026, 3, 1))[0].last
    '2025-09-30'
    """
    today = reference.isoformat()
    day = period.first
    if period.how == "in":
        months = period.first[4:], period.last[4:]
        day = period.last if months[0] == "-01" and months[1] in _RUNNING else ""
    if len(day) <= len("2026") or day <= today[: len(day)]:
        return period
    if period.how not in ("in", "asOf") and not (period.how == "since" and since):
        return period
    first, last = (f"{int(day[:4]) - 1:04}{day[4:]}" for day in (period.first, period.last))
    return replace(period, first=first, last=last)


@cache
def _grammar(tag: str) -> ChinesePeriods | EnglishPeriods:
    known = language_of(tag)
    return ChinesePeriods(known) if known.is_chinese else EnglishPeriods(known)
