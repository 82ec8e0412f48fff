"""The grammar of expressions of time in English."""

from __future__ import annotations

import re
from datetime import date, timedelta

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

__all__ = ["EnglishPeriods"]

_YEAR = r"(?:1[5-9]|20|21)\d\d"
# A year as a number with a sign or a thousand's mark, or a part of a longer one, is none.
_LONGEST_CLAUSE = 80
# The groups of the year of a period; of two days that of the last.
_OWN_YEAR = (1, 3, 4, 5, 7, 8, 9, 10, 11, 13, 15, 16)
# The parts of an expression that name a month, and may leave its year open.
_YEARLESS = {
    "m2",
    "m4",
    "m5",
    "m7",
    "m11",
    "m12",
    "m14",
    "first_day",
    "part",
    "count",
    "last_count",
    "m10",
}
_NO_YEAR = r"(?![\d%]|[.,]\d|-\d{3})"


def _any(words: dict[str, int] | dict[str, list[int]]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


class EnglishPeriods:
    """Expressions of time in folded English texts.

    >>> from sygraph.text.language import language_of
    >>> grammar = EnglishPeriods(language_of("en"))
    >>> for period in grammar.find("in the first nine months, by mid-2026", date(2024, 10, 29)):
    ...     print(period.words, period.first, period.last, period.how)
    the first nine months 2024-01 2024-09 in
    by mid-2026 2026 2026 by
    """

    def __init__(self, language: Language) -> None:
        words = language.words["periods"]
        numerals = language.words["numerals"]
        self._counts: dict[str, int] = numerals["ones"] | numerals["teens"]
        self._months: dict[str, int] = words["months"]
        self._years: dict[str, int] = words["years"]
        self._month_words: dict[str, int] = words["month_words"]
        self._days: dict[str, int] = words["days"]
        self._parts = {name.lower(): months for name, months in words["parts"].items()}
        self._this: dict[str, int] = words["this"]
        self._weekdays: dict[str, int] = words["weekdays"]
        self._weeks: dict[str, list[int]] = words["weeks"]
        self._quarters: dict[str, int] = words["quarters"]
        self._seasons: dict[str, int] = words["seasons"]
        status = language.words["status"]
        self._past = language.pattern(words["past"])
        self._future = language.pattern(f"{status['planned']}|{status['sought']}|{words['future']}")
        self._pattern = language.pattern(self._expression(words))
        self._by = language.pattern(words["by"])
        self._base = language.pattern(words["base_before"])
        self._year_after = language.pattern(rf"(?:{words['year_after']})\s*$")
        self._follows = language.pattern(r"\b(?:in|of|since|by|until|from|to|and|through)\s*$")

    def _expression(self, words: dict[str, str]) -> str:
        # Months begin with a capital, so that may and march are not months.
        # The full stop of "Sept." is part of it, that after "15 May" ends the sentence.
        short = {m for m in self._months for o in self._months if o != m and o.startswith(m)}
        whole, cut = (
            "|".join(m.capitalize() for m in self._months if (m in short) == is_short)
            for is_short in (False, True)
        )
        month = rf"(?-i:(?:{whole})\b(?:\.(?= \d))?|(?:{cut})\b\.?)"
        year = rf"(?:{_YEAR}{_NO_YEAR}|{_any(self._years)})"
        of = r"(?:,? (?:of |in )?)"
        day = r"\d{1,2}(?:st|nd|rd|th)?"
        to = rf" ?(?:{words['to']}) ?"
        within = [rf"(?:(?P<within{n}>{words['within']}) ?)?" for n in range(4)]
        weekday = "|".join(day.capitalize() for day in self._weekdays)
        season = _any(self._seasons)
        counts = _any(self._counts)
        leading = [words["base_before"], words["as_of"], words["by"], words["since"], "between"]
        return (
            rf"\b(?P<base>{words['base']})\b"
            rf"|\b(?P<so_far>{words['so_far']})\b"
            rf"|\b(?P<now>{words['now']})\b"
            rf"|\b(?:(?P<lead>{'|'.join(leading)}) )?(?:the )?(?:"
            rf"(?P<iso>(?:19|20)\d\d[-/.][01]\d[-/.][0-3]\d)(?!\d)"
            rf"|(?P<first_day>{month}) (?P<day_from>{day}){to}(?P<day_to>{day})\b(?! {month})"
            rf"(?:{of}(?P<y1>{year}))?"
            rf"|(?<![\d.,$€£])(?P<day_since>{day})(?: ?(?:{words['to']}) ?| {words['and']} )"
            rf"(?P<day_until>{day}) (?:of )?(?P<m11>{month})(?:{of}(?P<y11>{year}))?"
            rf"|(?P<d12>{day}) (?P<m12>{month})(?:{of}(?P<y12>{year}))?{to}"
            rf"(?P<d13>{day}) (?P<m13>{month})(?:{of}(?P<y13>{year}))?"
            rf"|(?P<m14>{month}) (?P<d14>{day})\b(?:{of}(?P<y14>{year}))?{to}"
            rf"(?P<m15>{month}) (?P<d15>{day})\b(?:{of}(?P<y15>{year}))?"
            rf"|(?:year|(?P<months>{counts}|\d{{1,2}}) months) (?:{words['ending']})"
            rf" (?:the end of |end-)?(?P<m10>{month})(?:{of}(?P<y10>{year}))?"
            rf"|(?P<m2>{month})(?:{of}(?P<y2>{year}))?"
            rf"(?: ?(?:{words['to']}) ?| {words['and']} )(?P<until>{month})(?:{of}(?P<y3>{year}))?"
            rf"|(?P<m4>{month}) (?P<d4>{day})\b(?!,\d|%| (?:million|billion|percent))"
            rf"(?:{of}(?P<y4>{year}))?"
            rf"|(?P<d5>{day}) (?:of )?(?P<m5>{month})(?:{of}(?P<y5>{year}))?"
            rf"|(?:(?P<this>{_any(self._this)}) )(?P<m6>{month})"
            rf"|{within[0]}(?P<m7>{month})(?:{of}(?P<y7>{year}))?"
            rf"|(?P<part>{_any(self._parts)})\b(?:{of}(?:the )?(?P<y8>{year}))?"
            rf"|(?:first|opening) (?P<count>{counts}|\d{{1,2}}) months"
            rf"(?:{of}(?:the )?(?P<y9>{year}))?"
            rf"|(?:last|final|closing) (?P<last_count>{counts}|\d{{1,2}}) months"
            rf"{of}(?:the )?(?P<y16>{year}|year\b)"
            rf"|(?P<season_this>{_any(self._this)}) (?P<season>{season})\b"
            rf"|(?P<season_of>{season})(?: of| in)? (?P<y17>{_YEAR}{_NO_YEAR}|{_any(self._years)})"
            rf"|(?:(?P<which>{_any(self._this)}) )?(?-i:(?P<weekday>{weekday})s?\b)"
            rf"(?!,? (?:{month} \d|\d{{1,2}} (?:of )?{month}))"
            rf"|(?P<week>{_any(self._weeks)})\b"
            rf"|(?<!the )(?P<quarter>{_any(self._quarters)})\b(?! of)"
            rf"|(?:fiscal(?: year)?|financial year|FY) ?(?P<fiscal>(?:19|20)\d\d){_NO_YEAR}"
            rf"|(?:{words['within']}) ?(?P<whole>{words['whole']})\b"
            rf"|(?P<year_end>{words['year_end']})(?! \d)\b"
            rf"|(?P<from>{_YEAR}){to}(?P<to>{_YEAR}|\d\d){_NO_YEAR}"
            rf"|(?<=between )(?P<from2>{_YEAR}) {words['and']} (?P<to2>{_YEAR}){_NO_YEAR}"
            rf"|(?P<decade>{_YEAR[:-2]})0s\b"
            rf"|{within[3]}(?P<month_word>{_any(self._month_words)})\b|(?P<day_word>{_any(self._days)})\b"
            rf"|{within[1]}(?P<alone>{_any(self._years)})\b"
            rf"|{within[2]}(?P<year>(?<![\d.,$€£¥#A-Za-z]){_YEAR}{_NO_YEAR}))"
            rf"(?: (?P<onward>{words['onward']}))?"
        )

    def find(self, folded: str, reference: date | None) -> list[Period]:
        """Return the expressions of time in reading order; "this year" is the reference's."""
        found = (self._read(match, reference) for match in self._pattern.finditer(folded))
        return [period for period in found if period is not None]

    def _read(self, match: re.Match[str], reference: date | None) -> Period | None:
        part = {name: words for name, words in match.groupdict().items() if words}
        if "m7" in part and not self._is_month(match, part):
            return None
        relative, first, last = self._days_of(match, part, reference)
        if not relative and not first:
            return None
        how = self._how(match, part, last, reference)
        start = match.start()
        if how == "title":  # in "the 2024 fair" only the year is read
            start = match.start("year")
        words = match.string[start : match.end()]
        yearless = relative and bool(_YEARLESS & part.keys())
        yearless = yearless and not any(part.get(f"y{n}", "year") != "year" for n in range(1, 18))
        return Period(words, start, match.end(), first, last, how, relative, yearless)

    def _is_month(self, match: re.Match[str], part: dict[str, str]) -> bool:
        """Whether "May" or "March" is a month here, and not a verb at the start of a sentence."""
        if part["m7"] not in ("May", "March") or {"y7", "lead", "within0"} & part.keys():
            return True
        return bool(self._follows.search(match.string[max(0, match.start() - 9) : match.start()]))

    def _days_of(
        self, match: re.Match[str], part: dict[str, str], reference: date | None
    ) -> tuple[bool, str, str]:
        """Return whether a period depends on the reference date, its first and its last day."""
        if "iso" in part:
            day = re.sub("[/.]", "-", part["iso"])
            return False, day, day
        if "fiscal" in part:
            return False, part["fiscal"], part["fiscal"]
        if "weekday" in part:
            day = self._weekday(match, part, reference)
            return True, day, day
        if "week" in part:
            distance, *days = self._weeks[part["week"].lower()]
            return True, *week_away(reference, distance, (days[0], days[1]))
        if "quarter" in part:
            return True, *quarter_away(reference, self._quarters[part["quarter"].lower()])
        if "season" in part or "season_of" in part:
            return self._season(part, reference)
        if "whole" in part and part["whole"].lower().endswith("month"):
            month = months_away(reference, 0)
            return True, month, month
        if "whole" in part or "year_end" in part:
            year = year_of(reference, 0)
            return True, year, year
        if "base" in part:
            return True, "", ""
        if "now" in part or "day_word" in part:
            day = day_of(reference, self._days.get(part.get("day_word", "").lower(), 0))
            return True, day, day
        if "so_far" in part:
            year = year_of(reference, 0)
            return True, year, year
        if "month_word" in part:
            month = months_away(reference, self._month_words[part["month_word"].lower()])
            return True, month, month
        if "from" in part or "from2" in part:
            first, last = part.get("from") or part["from2"], part.get("to") or part["to2"]
            return False, first, first[: 4 - len(last)] + last
        if "decade" in part:
            return False, f"{part['decade']}0", f"{part['decade']}9"
        return self._months_of(part, reference)

    def _months_of(self, part: dict[str, str], reference: date | None) -> tuple[bool, str, str]:
        named = next((part[name] for name in ("alone", "year") if name in part), "")
        if named:
            year, relative = self._year_of(named, reference)
            return relative, year, year
        words = next((part[f"y{n}"] for n in _OWN_YEAR if f"y{n}" in part), "")
        year, relative = self._year_of(words, reference)
        if "part" in part or "count" in part:
            first, last = self._parts.get(part.get("part", "").lower(), [1, 0])
            last = last or self._count(part["count"])
            return relative, month_of(year, first), month_of(year, last)
        if "last_count" in part:
            first = month_of(year, 13 - self._count(part["last_count"]))
            return relative, first, month_of(year, 12)
        if "day_since" in part:
            whole = self._month(year, part["m11"])
            return (
                relative,
                self._day(whole, part["day_since"]),
                self._day(whole, part["day_until"]),
            )
        if "m13" in part or "m15" in part:
            n = 12 if "m13" in part else 14
            start = self._year_of(part[f"y{n}"], reference)[0] if f"y{n}" in part else year
            first, last = (
                self._day(self._month(y, part[f"m{at}"]), part[f"d{at}"])
                for y, at in ((start, n), (year, n + 1))
            )
            if f"y{n}" not in part and first > last and start:
                first = f"{int(start) - 1:04}{first[4:]}"  # 29 December to 3 January 2026
            return relative, first, last
        if "m10" in part:
            last = self._month(year, part["m10"])
            count = self._count(part["months"]) if "months" in part else 12
            end = date.fromisoformat(f"{last}-01") if last else None
            return relative, months_away(end, 1 - count), last
        if "until" in part:
            start = self._year_of(part["y2"], reference)[0] if "y2" in part else year
            return relative, self._month(start, part["m2"]), self._month(year, part["until"])
        if "this" in part:
            month = self._nearest(part["m6"], part["this"].lower(), reference)
            return True, month, month
        month = next(part[name] for name in ("first_day", "m4", "m5", "m7") if name in part)
        whole = self._month(year, month)
        if "first_day" in part:
            return relative, self._day(whole, part["day_from"]), self._day(whole, part["day_to"])
        day = self._day(whole, part.get("d4") or part.get("d5") or "")
        return relative, day, day

    def _year_of(self, words: str, reference: date | None) -> tuple[str, bool]:
        """Return a year, "" if it is not known, and whether it depends on the reference date."""
        if words.isdecimal():
            return words, False
        return year_of(reference, self._years.get(words.lower(), 0)), True

    def _month(self, year: str, name: str) -> str:
        return month_of(year, self._months[name.lower().rstrip(".")])

    def _day(self, month: str, words: str) -> str:
        return month_of(month, int("".join(c for c in words if c.isdigit()) or 0))

    def _count(self, words: str) -> int:
        return int(words) if words.isdecimal() else self._counts[words.lower()]

    def _weekday(self, match: re.Match[str], part: dict[str, str], reference: date | None) -> str:
        """Return the last such day of the week or, after "next" or in a plan, the next one."""
        weekday, this = self._weekdays[part["weekday"].lower()], part.get("which", "").lower()
        if reference is None:
            return ""
        if this:
            distance = self._this[this]
            if not distance:
                return week_away(reference, 0, (weekday, weekday))[0]
            beside = reference + timedelta(days=distance)
            return weekday_of(beside, weekday, after=distance > 0)
        text, place = match.string, match.start()
        left = max(text.rfind(mark, max(0, place - _LONGEST_CLAUSE), place) for mark in ".,;")
        clause = re.split(r"[.;](?: |$)", text[place : place + _LONGEST_CLAUSE])[0]
        before = text[max(left, place - _LONGEST_CLAUSE, 0) : place]
        planned = self._future.search(before)
        if not planned and not self._past.search(before):
            own, *others = re.split(", ", clause)
            next_one = others[0] if others and own == match[0] else ""
            planned = self._future.search(own) or self._future.search(next_one)
        return weekday_of(reference, weekday, after=planned is not None)

    def _season(self, part: dict[str, str], reference: date | None) -> tuple[bool, str, str]:
        if "season_of" in part:
            first = self._seasons[part["season_of"].lower()]
            year, relative = self._year_of(part["y17"], reference)
            return relative, *(season_of(None, int(year), first) if year else ("", ""))
        first = self._seasons[part["season"].lower()]
        distance = self._this[part["season_this"].lower()]
        if reference is None or distance == 0:
            return True, *season_of(reference, 0, first)
        options = [season_of(reference, reference.year + n, first) for n in (-2, -1, 0, 1)]
        today = reference.isoformat()[:7]
        if distance < 0:
            return True, *[season for season in options if season[1] < today][-1]
        return True, *next(season for season in options if season[0] > today)

    def _nearest(self, name: str, this: str, reference: date | None) -> str:
        """Return last September or next May: the nearest before or after the reference date."""
        if reference is None:
            return ""
        month = self._months[name.lower().rstrip(".")]
        distance = self._this[this]
        passed = month - reference.month
        year = reference.year
        if distance < 0 and passed >= 0:
            year -= 1
        elif distance > 0 and passed <= 0:
            year += 1
        return month_of(f"{year:04}", month)

    def _how(
        self, match: re.Match[str], part: dict[str, str], last: str, reference: date | None
    ) -> How:
        lead = part.get("lead", "")
        spans = {"from", "from2", "until", "first_day", "day_since", "m13", "m15"}
        span = spans & part.keys()
        if "base" in part:
            return "base"
        if "now" in part:
            return "now"
        if "so_far" in part or "onward" in part:
            return "since"
        if lead and not span:
            lowered = lead.lower()
            if lowered == "from" and ("year" in part or "alone" in part):
                return "base"
            if self._by.fullmatch(lead):
                past = reference is not None and last < reference.isoformat()[: len(last)]
                return "asOf" if past else "by"
            if lowered.startswith(("as ", "up ")):
                return "asOf"
            if lowered.startswith(("since", "start", "begin", "from")):
                return "since"
            if self._base.fullmatch(lead) and {"year", "alone"} & part.keys():
                return "base"
        if "year" in part and "within2" not in part and not lead:
            before = match.string[max(0, match.start() - 12) : match.start()]
            possessive = match.string.startswith("'s", match.end())
            return "in" if possessive or self._year_after.search(before) else "title"
        return "in"
