"""The grammar of expressions of time in Chinese."""

from __future__ import annotations

import re
from datetime import date

from sygraph.text.calendar_dates import day_of, month_of, months_away, year_of
from sygraph.text.language import Language
from sygraph.text.readings import How, Period

__all__ = ["ChinesePeriods"]


class ChinesePeriods:
    """Expressions of time in folded Chinese texts.

    >>> from sygraph.text.language import language_of
    >>> grammar = ChinesePeriods(language_of("zh-Hant"))
    >>> for period in grammar.find("去年以来，今年1—9月，到2035年", date(2024, 10, 29)):
    ...     print(period.words, period.first, period.last, period.how)
    去年以来 2023 2023 since
    今年1—9月 2024-01 2024-09 in
    到2035年 2035 2035 by
    """

    def __init__(self, language: Language) -> None:
        words = language.words["periods"]
        self._digits: dict[str, int] = language.words["numerals"]["digits"]
        self._years: dict[str, int] = words["years"]
        self._months: dict[str, int] = words["months"]
        self._days: dict[str, int] = words["days"]
        self._parts: dict[str, list[int]] = words["parts"]
        self._year = words["year"]
        self._pattern = re.compile(self._expression(words))

    def _expression(self, words: dict[str, str]) -> str:
        digits = "".join(self._digits)
        to = rf" ?[{words['to']}] ?"
        year = rf"(?:(?:[12]\d{{3}}|[{digits}]{{4}}) ?{words['year']}|{'|'.join(self._years)})"
        count = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
        month = rf"{count}(?= ?{words['month']})"
        months = words["month"]
        return (
            rf"(?P<base>{words['base']})"
            rf"|(?P<now>{words['now']})"
            rf"|(?:(?P<as_of>{words['as_of']})|(?P<by>{words['by']})|(?P<from>{words['from']}))? ?"
            rf"(?:(?P<first>[12]\d{{3}}){words['year']}?{to}(?P<last>[12]\d{{3}}) ?{words['year']}"
            rf"|(?P<year>{year})?[的 ]*(?:"
            rf"(?P<part>{'|'.join(sorted(self._parts, key=len, reverse=True))})"
            rf"|(?:{words['first_months']})(?P<months>{count})个?{months}"
            rf"|(?P<months_range>(?P<one>{count})(?: ?{months}份?)?{to}"
            rf"(?:(?P<end_year>{year}) ?)?(?P<until>{count}) ?{months}份?(?!\d))"
            rf"|(?P<month>{month}) ?{months}份?(?: ?(?P<day_from>{count}) ?[{words['day']}]?{to}"
            rf"(?:(?P<end_month>{count}) ?{months})?(?P<day_to>{count}) ?[{words['day']}]"
            rf"| ?(?P<day>{count}) ?[{words['day']}])?)"
            rf"|(?P<month_word>{'|'.join(sorted(self._months, key=len, reverse=True))})"
            rf"(?:(?P<its_day>{count}) ?[{words['day']}])?"
            rf"|(?P<day_word>{'|'.join(self._days)})"
            rf"|(?P<alone>{year})"
            rf"|(?P<title>(?:19|20)\d\d)(?![{words['not_after_year']}])(?<![\d.,A-Za-z]\d{{4}}))"
            rf"(?!{words['not_after']})"
            rf"(?P<within>{'|'.join(words['within'])})?"
            rf"(?:(?P<since>{'|'.join(words['since'])})|(?P<before>{words['before']}))?"
        )

    def find(self, folded: str, reference: date | None) -> list[Period]:
        """Return the expressions of time in reading order; 今年 is the year of the reference."""
        found = (self._read(match, reference) for match in self._pattern.finditer(folded))
        return [period for period in found if period is not None]

    def _read(self, match: re.Match[str], reference: date | None) -> Period | None:
        part = {name: words for name, words in match.groupdict().items() if words}
        relative, first, last = self._days_of(part, reference)
        if not relative and not first:
            return None
        how = self._how(part, last, reference)
        return Period(match[0], *match.span(), first, last, how, relative)

    def _days_of(self, part: dict[str, str], reference: date | None) -> tuple[bool, str, str]:
        """Return whether a period depends on the reference date, its first and its last day."""
        if "base" in part:
            return True, "", ""
        if "now" in part or "day_word" in part:
            day = day_of(reference, self._days.get(part.get("day_word", ""), 0))
            return True, day, day
        if "first" in part:
            return False, part["first"], part["last"]
        if "title" in part:
            return False, part["title"], part["title"]
        if "month_word" in part:
            month = months_away(reference, self._months[part["month_word"]])
            day = month_of(month, self._number(part.get("its_day", "")))
            return True, day, day
        words = part.get("year") or part.get("alone") or ""
        year, relative = self._year_of(words, reference)
        if "alone" in part:
            return relative, year, year
        return relative, *self._months_of(part, year, reference)

    def _months_of(
        self, part: dict[str, str], year: str, reference: date | None
    ) -> tuple[str, str]:
        if "part" in part or "months" in part:
            first, last = self._parts.get(part.get("part", ""), [1, 0])
            last = last or self._number(part["months"])
            return month_of(year, first), month_of(year, last)
        if "months_range" in part:
            end = self._year_of(part["end_year"], reference)[0] if "end_year" in part else year
            first, last = self._number(part["one"]), self._number(part["until"])
            return month_of(year, first), month_of(end, last)
        month = month_of(year, self._number(part["month"]))
        if "day_from" in part:
            first, last = self._number(part["day_from"]), self._number(part["day_to"])
            end = month_of(year, self._number(part["end_month"])) if "end_month" in part else month
            return month_of(month, first), month_of(end, last)
        day = month_of(month, self._number(part.get("day", "")))
        return day, day

    def _year_of(self, words: str, reference: date | None) -> tuple[str, bool]:
        """Return a year, "" if it is not known, and whether it depends on the reference date."""
        bare = words.removesuffix(self._year).strip()
        if bare.isdecimal() and bare.isascii():
            return bare, False
        if bare and all(c in self._digits for c in bare):
            return "".join(str(self._digits[c]) for c in bare), False
        return year_of(reference, self._years.get(words, 0)), True

    def _number(self, words: str) -> int:
        """Read the number of a month or day: 9, 九, 十二, 二十九; 0 for none."""
        if not words or words.isascii():
            return int(words or 0)
        tens, ten, ones = words.rpartition("十")
        value = self._digits.get(ones, 0)
        return value + 10 * (self._digits.get(tens, 1) if ten else 0)

    def _how(self, part: dict[str, str], last: str, reference: date | None) -> How:
        if "base" in part:
            return "base"
        if "now" in part:
            return "now"
        if "since" in part or ("from" in part and "first" not in part and "until" not in part):
            return "since"
        if "as_of" in part:
            return "asOf"
        if "by" in part or "before" in part:
            # What was to be reached by a day that is past has an end, and no deadline.
            past = reference is not None and last < reference.isoformat()[: len(last)]
            return "asOf" if past else "by"
        return "title" if "title" in part else "in"
