"""Find expressions of time in a text and the days that they mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from sygraph.text.chinese_periods import ChinesePeriods
from sygraph.text.english_periods import EnglishPeriods
from sygraph.text.language import Language, language_of
from sygraph.text.readings import Period

__all__ = ["read_periods"]

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
    found = []
    for period in _grammar(known.tag).find(folded, reference_date):
        named = any(year in folded[period.start : period.end].lower() for year in _years(known))
        period = replace(period, words=text[period.start : period.end])
        found.append(period if named else _past(period, reference_date))
    return found


def _years(language: Language) -> list[str]:
    """The words that name a year from the reference date."""
    return [word.lower() for word in language.words["periods"]["years"]]


def _past(period: Period, reference: date | None) -> Period:
    """Return a period that names no year, and must be over, in the year in which it is.

    In March 截至9月底 and "the first nine months" are of the year before. "The first half" and
    "September" may be still to come.

    >>> read_periods("as of September 30", "en", date(2026, 3, 1))[0].last
    '2025-09-30'
    """
    today = reference.isoformat() if reference else ""
    day = period.first
    if period.how == "in":
        months = period.first[4:], period.last[4:]
        day = period.last if months[0] == "-01" and months[1] in _RUNNING else ""
    if not period.relative or len(day) <= len("2026") or day <= today[: len(day)]:
        return period
    if period.how not in ("in", "asOf", "since"):
        return period
    first, last = (f"{int(day[:4]) - 1:04}{day[4:]}" for day in (period.first, period.last))
    return replace(period, first=first, last=last)


@cache
def _grammar(tag: str) -> ChinesePeriods | EnglishPeriods:
    known = language_of(tag)
    return ChinesePeriods(known) if known.is_chinese else EnglishPeriods(known)
