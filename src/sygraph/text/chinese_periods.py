"""The grammar of expressions of time in Chinese."""

from __future__ import annotations

import re
from datetime import date

from sygraph.text.calendar_dates import (
    day_of,
    month_of,
    months_away,
    quarter_away,
    season_of,
    week_away,
    weekday_of,
    year_of,
)
from sygraph.text.language import Language
from sygraph.text.readings import How, Period

__all__ = ["ChinesePeriods"]


_LONGEST_CLAUSE = 40


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
        self._weeks: dict[str, int] = words["weeks"]
        self._weekdays: dict[str, int] = words["weekdays"]
        self._quarters: dict[str, int] = words["quarters"]
        self._seasons: dict[str, int] = words["seasons"]
        self._season_years: dict[str, int] = words["season_years"]
        self._spans: dict[str, list[int]] = words["spans"]
        self._same: dict[str, list[int]] = words["same"]
        self._prior: list[str] = words["prior"]
        self._year = words["year"]
        status = language.words["status"]
        self._past = re.compile(words["past"])
        self._future = re.compile(f"{status['planned']}|{status['sought']}|{words['future']}")
        self._pattern = re.compile(self._expression(words))

    def _expression(self, words: dict[str, str]) -> str:
        digits = "".join(self._digits)
        to = rf" ?[{words['to']}] ?"
        year = rf"(?:(?:[12]\d{{3}}|[{digits}]{{4}}) ?{words['year']}|{'|'.join(self._years)})"
        count = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
        month = rf"{count}(?= ?{words['month']})"
        months = words["month"]
        season = "|".join(self._seasons)
        week = "|".join(sorted(self._weeks, key=len, reverse=True))
        weekday = "".join(self._weekdays)
        return (
            rf"(?!{words['never']})(?:(?P<base>{words['base']})"
            rf"|(?P<now>{words['now']})"
            rf"|(?:(?P<as_of>{words['as_of']})|(?P<by>{words['by']})|(?P<from>{words['from']}))? ?"
            rf"(?:(?P<iso>(?:19|20)\d\d[-/.][01]\d[-/.][0-3]\d)(?!\d)"
            rf"|(?P<republic>{words['republic']}) ?(?P<its_year>\d{{2,3}}) ?{words['year']}"
            rf"|(?P<plan>十[一二三四五六七]五)[」”』\"]?(?={words['plan_after']})(?:{words['plan']})?"
            rf"|(?P<century>{words['century']})(?P<decade>\d0|[一二三四五六七八九]十)年代"
            rf"|(?P<fiscal>[12]\d{{3}})(?:{words['fiscal']})"
            rf"|(?P<spans>{'|'.join(self._spans)})"
            rf"|(?P<season_year>{year}|{'|'.join(self._season_years)})的?(?P<season>{season})(?:{words['season']})"
            rf"|(?P<quarter>{'|'.join(self._quarters)})"
            rf"|(?:(?P<which_week>{week})|(?<!{words['not_before_weekday']})(?:{words['week']}))(?P<weekday>[{weekday}])(?!{words['not_after_weekday']})"
            rf"|(?P<week>{week})(?P<weekend>{words['weekend']})?"
            rf"|(?P<same>{'|'.join(self._same)})"
            rf"|(?P<day_alone>(?<!{words['not_before_day']})(?:(?<![\d.])\d{{1,2}}|[一二三]?十[一二三四五六七八九]?))"
            rf" ?[{words['day']}](?!{words['not_after_day']})"
            rf"|(?P<first>[12]\d{{3}}){words['year']}?{to}(?P<last>[12]\d{{3}}) ?{words['year']}"
            rf"|(?P<year>{year})?[的 ]*(?:"
            rf"(?P<part>{'|'.join(sorted(self._parts, key=len, reverse=True))})"
            rf"|(?:{words['first_months']})(?P<months>{count})个?{months}(?!{words['not_after_months']})"
            rf"|(?P<months_range>(?P<one>{count})(?: ?{months}份?)?(?:{to}|{words['joined']})"
            rf"(?:(?P<end_year>{year}) ?)?(?P<until>{count}) ?{months}份?(?!\d))"
            rf"|(?P<month>{month}) ?{months}份?(?: ?(?P<day_from>{count}) ?[{words['day']}]?{to}"
            rf"(?:(?:(?P<last_year>{year}) ?)?(?P<end_month>{count}) ?{months})?"
            rf"(?P<day_to>{count}) ?[{words['day']}]"
            rf"| ?(?P<day>{count}) ?[{words['day']}])?)"
            rf"|(?P<month_word>{'|'.join(sorted(self._months, key=len, reverse=True))})"
            rf"(?:(?P<its_day>{count}) ?[{words['day']}])?"
            rf"|(?P<day_word>{'|'.join(self._days)})"
            rf"|(?P<alone>{year})(?:{words['whole']})?"
            rf"|(?P<title>(?:19|20)\d\d)(?![{words['not_after_year']}])(?<![\d.,A-Za-z]\d{{4}}))"
            rf"(?!{words['not_after']})"
            rf"(?P<within>{'|'.join(words['within'])})?"
            rf"(?:(?P<since>{'|'.join(words['since'])})|(?P<before>{words['before']}))?)"
        )

    def find(self, folded: str, reference: date | None) -> list[Period]:
        """Return the expressions of time in reading order; 今年 is the year of the reference."""
        found: list[Period] = []
        for match in self._pattern.finditer(folded):
            earlier = next((one for one in reversed(found) if one.first), None)
            period = self._read(match, reference, earlier)
            if period is not None:
                found.append(period)
        return found

    def _read(
        self, match: re.Match[str], reference: date | None, earlier: Period | None
    ) -> Period | None:
        part = {name: words for name, words in match.groupdict().items() if words}
        if "same" in part:
            relative, (first, last) = True, self._beside(part["same"], earlier)
            if not first:
                return None
        elif part.get("alone") in self._prior and earlier and "base" not in part:
            year = f"{int(earlier.first[:4]) - 1:04}"  # 2025年…上年
            relative, first, last = True, year, year
        elif "weekday" in part:
            first = last = self._weekday(match, part, reference)
            relative = True
        else:
            relative, first, last = self._days_of(part, reference)
        if not relative and not first:
            return None
        how = self._how(part, last, reference)
        yearless = bool({"part", "months", "months_range", "month"} & part.keys())
        yearless = yearless and not {"year", "end_year", "last_year"} & part.keys()
        return Period(match[0], *match.span(), first, last, how, relative, relative and yearless)

    def _weekday(self, match: re.Match[str], part: dict[str, str], reference: date | None) -> str:
        """Return the day of the week of 上周四 or, of 周四, the last one or a planned next one."""
        weekday = self._weekdays[part["weekday"]]
        if "which_week" in part:
            return week_away(reference, self._weeks[part["which_week"]], (weekday, weekday))[0]
        text, place = match.string, match.start()
        before = re.split("[，。；,;]", text[max(0, place - _LONGEST_CLAUSE) : place])[-1]
        after = re.split("[。；;]", text[place : place + _LONGEST_CLAUSE])[0]
        planned = self._future.search(before)
        if not planned and not self._past.search(before):
            own, *others = re.split("[，,]", after)
            next_one = others[0] if others and own == match[0] else ""
            planned = self._future.search(own) or self._future.search(next_one)
        return weekday_of(reference, weekday, after=planned is not None)

    def _beside(self, words: str, earlier: Period | None) -> tuple[str, str]:
        """Return the day, month or year of 當日, 次年 and the like: that of the period before."""
        length, distance = self._same[words]
        if earlier is None or len(earlier.last) < length:
            return "", ""
        if length == len("2026"):
            day = f"{int(earlier.last[:4]) + distance:04}"
        elif length == len("2026-01"):
            day = months_away(date.fromisoformat(f"{earlier.last[:7]}-01"), distance)
        else:
            day = day_of(date.fromisoformat(earlier.last), distance)
        return day, day

    def _days_of(self, part: dict[str, str], reference: date | None) -> tuple[bool, str, str]:
        """Return whether a period depends on the reference date, its first and its last day."""
        if "base" in part:
            return True, "", ""
        if "now" in part or "day_word" in part:
            day = day_of(reference, self._days.get(part.get("day_word", ""), 0))
            return True, day, day
        if "iso" in part:
            day = re.sub("[/.]", "-", part["iso"])
            return False, day, day
        if "republic" in part:
            year = f"{int(part['its_year']) + 1911:04}"
            return False, year, year
        if "plan" in part:  # 十四五 is from 2021 to 2025
            start = 1951 + 5 * self._number(part["plan"][:2])
            return False, str(start), str(start + 4)
        if "fiscal" in part:
            return False, part["fiscal"], part["fiscal"]
        if "decade" in part:
            digit = part["decade"][0]
            tens = 10 * (int(digit) if digit.isdecimal() else self._digits[digit])
            century = part["century"]
            tens += 100 * (int(century[:2]) - 1) if century[:2].isdecimal() else 1900
            return False, str(tens), str(tens + 9)
        if "spans" in part:
            distances = self._spans[part["spans"]]
            return True, year_of(reference, distances[0]), year_of(reference, distances[1])
        if "quarter" in part:
            return True, *quarter_away(reference, self._quarters[part["quarter"]])
        if "season" in part:
            named, first = part["season_year"], self._seasons[part["season"]]
            distance = (self._season_years | self._years).get(named)
            if distance is not None:
                return True, *season_of(reference, distance, first)
            return False, *season_of(None, int(self._year_of(named, reference)[0]), first)
        if "week" in part:
            days = (5, 6) if "weekend" in part else (0, 6)
            return True, *week_away(reference, self._weeks[part["week"]], days)
        if "day_alone" in part:
            return True, *self._day_alone(self._number(part["day_alone"]), reference)
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
            in_year = (
                self._year_of(part["last_year"], reference)[0] if "last_year" in part else year
            )
            end = (
                month_of(in_year, self._number(part["end_month"])) if "end_month" in part else month
            )
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

    def _day_alone(self, day: int, reference: date | None) -> tuple[str, str]:
        """Return the last such day of a month up to the reference date: 12日."""
        if reference is None or not 0 < day <= 31:
            return "", ""
        month = months_away(reference, 0 if day <= reference.day else -1)
        found = month_of(month, day)
        return (found, found) if len(found) > len(month) else ("", "")

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
