"""Find expressions of time in a text and the days that they mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from sygraph.text.chinese_periods import ChinesePeriods
from sygraph.text.english_periods import EnglishPeriods
from sygraph.text.language import language_of
from sygraph.text.readings import Period

__all__ = ["read_periods"]


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
    found = _grammar(known.tag).find(known.fold(text), reference_date)
    return [
        _past(replace(period, words=text[period.start : period.end]), reference_date)
        for period in found
    ]


def _past(period: Period, reference: date | None) -> Period:
    """Return a period without its year which is over, as 截至9月底 in March is, in the year before.

    >>> read_periods("as of September 30", "en", date(2026, 3, 1))[0].last
    '2025-09-30'
    """
    today = reference.isoformat() if reference else ""
    over = period.relative and period.how in ("asOf", "since") and len(period.first) > len("2026")
    if not over or period.first <= today[: len(period.first)]:
        return period
    first, last = (f"{int(day[:4]) - 1:04}{day[4:]}" for day in (period.first, period.last))
    return replace(period, first=first, last=last)


@cache
def _grammar(tag: str) -> ChinesePeriods | EnglishPeriods:
    known = language_of(tag)
    return ChinesePeriods(known) if known.is_chinese else EnglishPeriods(known)
