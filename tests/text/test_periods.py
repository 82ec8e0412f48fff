"""Expressions of time are read as precisely as printed, in three languages alike."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.text.name_forms import simplified
from sygraph.text.periods import read_periods

REFERENCE = date(2024, 10, 29)

# A text, the words of its period, its first and its last year, month or day, and how it is
# meant; "" for none.
CHINESE = [
    ("前11個月", "前11個月", "2023-01", "2023-11", "in"),
    ("1至11月", "1至11月", "2023-01", "2023-11", "in"),
    ("今年1至11月", "今年1至11月", "2024-01", "2024-11", "in"),
    ("下半年", "下半年", "2024-07", "2024-12", "in"),
    ("截至12月底", "截至12月底", "2023-12", "2023-12", "asOf"),
    ("11月以來", "11月以來", "2023-11", "2023-11", "since"),
    ("2023年，", "2023年", "2023", "2023", "in"),
    ("2023年以來", "2023年以來", "2023", "2023", "since"),
    ("今年以來", "今年以來", "2024", "2024", "since"),
    ("今年9月，", "今年9月", "2024-09", "2024-09", "in"),
    ("今年1—9月", "今年1—9月", "2024-01", "2024-09", "in"),
    ("10月29日召開", "10月29日", "2024-10-29", "2024-10-29", "in"),
    ("（2021—2035年）", "2021—2035年", "2021", "2035", "in"),
    ("到2035年，", "到2035年", "2035", "2035", "by"),
    ("2024瀋陽韓國周", "2024", "2024", "2024", "title"),
    ("目前，", "目前", "2024-10-29", "2024-10-29", "now"),
    ("截至目前", "截至目前", "2024-10-29", "2024-10-29", "now"),
    ("今年1至9月", "今年1至9月", "2024-01", "2024-09", "in"),
    ("前三季度", "前三季度", "2024-01", "2024-09", "in"),
    ("上半年", "上半年", "2024-01", "2024-06", "in"),
    ("2023年前三季度", "2023年前三季度", "2023-01", "2023-09", "in"),
    ("去年同期", "去年同期", "", "", "base"),
    ("截至2023年底", "截至2023年底", "2023", "2023", "asOf"),
    ("到2023年底", "到2023年底", "2023", "2023", "asOf"),
    ("二〇二三年九月", "二〇二三年九月", "2023-09", "2023-09", "in"),
    ("九月", "九月", "2024-09", "2024-09", "in"),
    ("1月至9月", "1月至9月", "2024-01", "2024-09", "in"),
    ("2021年至2025年", "2021年至2025年", "2021", "2025", "in"),
    ("自2013年", "自2013年", "2013", "2013", "since"),
    ("2013年起", "2013年起", "2013", "2013", "since"),
    ("近年來", "", "", "", ""),
    ("45周年", "", "", "", ""),
    ("連續三年", "", "", "", ""),
    ("2241次", "", "", "", ""),
    ("2023億元", "", "", "", ""),
    ("1953個", "", "", "", ""),
    ("今年6月前", "今年6月前", "2024-06", "2024-06", "asOf"),
    ("2030年前", "2030年前", "2030", "2030", "by"),
    ("2024年9月12日至15日", "2024年9月12日至15日", "2024-09-12", "2024-09-15", "in"),
    ("9月12日—15日", "9月12日—15日", "2024-09-12", "2024-09-15", "in"),
    ("2023年1月至2024年9月", "2023年1月至2024年9月", "2023-01", "2024-09", "in"),
    ("上月", "上月", "2024-09", "2024-09", "in"),
    ("本月5日", "本月5日", "2024-10-05", "2024-10-05", "in"),
    ("2000年歷史", "", "", "", ""),
    ("2023 年 9 月", "2023 年 9 月", "2023-09", "2023-09", "in"),
    ("前9個月", "前9個月", "2024-01", "2024-09", "in"),
    ("今年三季度", "今年三季度", "2024-07", "2024-09", "in"),
    ("3個月", "", "", "", ""),
    ("四季度", "四季度", "2024-10", "2024-12", "in"),
    ("昨日", "昨日", "2024-10-28", "2024-10-28", "in"),
    ("比去年增長", "比去年", "", "", "base"),
    ("年底", "年底", "2024", "2024", "in"),
    ("到今年底", "到今年底", "2024", "2024", "by"),
    ("3月", "3月", "2024-03", "2024-03", "in"),
    ("1-9月份", "1-9月份", "2024-01", "2024-09", "in"),
    ("2023年累計", "2023年", "2023", "2023", "in"),
    ("今年上半年", "今年上半年", "2024-01", "2024-06", "in"),
    ("三十年", "", "", "", ""),
    ("三月三日", "三月三日", "2024-03-03", "2024-03-03", "in"),
    ("到2025年底前", "到2025年底前", "2025", "2025", "by"),
    ("較上年同期", "較上年同期", "", "", "base"),
    ("2026年年中", "2026年年中", "2026", "2026", "in"),
    ("今年6月", "今年6月", "2024-06", "2024-06", "in"),
    ("擬於今年6月開通", "今年6月", "2024-06", "2024-06", "in"),
    ("二〇二四年一月", "二〇二四年一月", "2024-01", "2024-01", "in"),
    ("2024年第一季度", "2024年第一季", "2024-01", "2024-03", "in"),
    ("第三季度", "第三季", "2024-07", "2024-09", "in"),
    ("首季", "首季", "2024-01", "2024-03", "in"),
    ("去年底", "去年底", "2023", "2023", "in"),
    ("2023年末", "2023年末", "2023", "2023", "in"),
    ("前年", "前年", "2022", "2022", "in"),
    ("後年", "後年", "2026", "2026", "in"),
    ("2024年1月1日起", "2024年1月1日起", "2024-01-01", "2024-01-01", "since"),
    ("從2021年至2023年", "2021年至2023年", "2021", "2023", "in"),
    ("2019至2023年", "2019至2023年", "2019", "2023", "in"),
    ("截至9月底", "截至9月底", "2024-09", "2024-09", "asOf"),
    ("9月12日上午", "9月12日", "2024-09-12", "2024-09-12", "in"),
    ("2025年之前", "2025年之前", "2025", "2025", "by"),
    ("12月份", "12月份", "2024-12", "2024-12", "in"),
    ("在2024年10月", "2024年10月", "2024-10", "2024-10", "in"),
]
ENGLISH = [
    ("It runs until 15 May.", "until 15 May", "2024-05-15", "2024-05-15", "asOf"),
    ("as of 30 Sept. 2024", "as of 30 Sept. 2024", "2024-09-30", "2024-09-30", "asOf"),
    ("in the first eleven months", "the first eleven months", "2023-01", "2023-11", "in"),
    ("from January to November", "from January to November", "2023-01", "2023-11", "in"),
    ("in November this year", "November this year", "2024-11", "2024-11", "in"),
    ("the year to September 2024", "the year to September 2024", "2023-10", "2024-09", "in"),
    ("nine months ended June", "nine months ended June", "2023-10", "2024-06", "in"),
    ("as of December", "as of December", "2023-12", "2023-12", "asOf"),
    ("since November 5", "since November 5", "2023-11-05", "2023-11-05", "since"),
    ("in 2023,", "2023", "2023", "2023", "in"),
    ("since 2013", "since 2013", "2013", "2013", "since"),
    ("in the first nine months", "the first nine months", "2024-01", "2024-09", "in"),
    ("by mid-2026", "by mid-2026", "2026", "2026", "by"),
    ("last year", "last year", "2023", "2023", "in"),
    ("from January to September", "from January to September", "2024-01", "2024-09", "in"),
    ("the first half of 2024", "the first half of 2024", "2024-01", "2024-06", "in"),
    ("by the end of 2026", "by the end of 2026", "2026", "2026", "by"),
    ("Q3", "Q3", "2024-07", "2024-09", "in"),
    ("the third quarter of 2023", "the third quarter of 2023", "2023-07", "2023-09", "in"),
    ("as of September 2024", "as of September 2024", "2024-09", "2024-09", "asOf"),
    (
        "by the end of September, the zone had",
        "by the end of September",
        "2024-09",
        "2024-09",
        "asOf",
    ),
    ("September 12, 2024", "September 12, 2024", "2024-09-12", "2024-09-12", "in"),
    ("on 12 September", "12 September", "2024-09-12", "2024-09-12", "in"),
    ("Sept. 12-15", "Sept. 12-15", "2024-09-12", "2024-09-15", "in"),
    ("between 2021 and 2025", "between 2021 and 2025", "2021", "2025", "in"),
    ("2021-2025", "2021-2025", "2021", "2025", "in"),
    ("from 2021 to 2025", "from 2021 to 2025", "2021", "2025", "in"),
    ("from 2025 onwards", "from 2025 onwards", "2025", "2025", "since"),
    ("a year earlier", "a year earlier", "", "", "base"),
    ("year on year", "year on year", "", "", "base"),
    ("up 4% from 2022", "from 2022", "2022", "2022", "base"),
    ("compared with last year", "compared with last year", "2023", "2023", "base"),
    ("the 2024 Dalian fair", "2024", "2024", "2024", "title"),
    ("so far this year", "so far this year", "2024", "2024", "since"),
    ("currently", "currently", "2024-10-29", "2024-10-29", "now"),
    ("It may open in May", "May", "2024-05", "2024-05", "in"),
    ("May 2025", "May 2025", "2025-05", "2025-05", "in"),
    ("last September", "last September", "2024-09", "2024-09", "in"),
    ("January-September", "January-September", "2024-01", "2024-09", "in"),
    (
        "in January through March this year",
        "January through March this year",
        "2024-01",
        "2024-03",
        "in",
    ),
    ("2,023 people", "", "", "", ""),
    ("the 2010s", "the 2010s", "2010", "2019", "in"),
    ("until 2030", "until 2030", "2030", "2030", "by"),
    ("before June 2026", "before June 2026", "2026-06", "2026-06", "by"),
    ("the same period last year", "the same period last year", "", "", "base"),
    ("next year", "next year", "2025", "2025", "in"),
    ("in early 2025", "early 2025", "2025", "2025", "in"),
    ("By 2035, the city", "By 2035", "2035", "2035", "by"),
    ("first quarter", "first quarter", "2024-01", "2024-03", "in"),
    ("H1 2024", "H1 2024", "2024-01", "2024-06", "in"),
    ("the first half", "the first half", "2024-01", "2024-06", "in"),
    ("2024's", "2024", "2024", "2024", "in"),
    ("1999 routes", "1999", "1999", "1999", "title"),
    ("in 1,999", "", "", "", ""),
    ("$2000", "", "", "", ""),
    ("2000 companies", "2000", "2000", "2000", "title"),
    ("on October 29", "October 29", "2024-10-29", "2024-10-29", "in"),
    ("this year", "this year", "2024", "2024", "in"),
    (
        "the first three quarters of last year",
        "the first three quarters of last year",
        "2023-01",
        "2023-09",
        "in",
    ),
    ("Jan. 5", "Jan. 5", "2024-01-05", "2024-01-05", "in"),
    ("Since last year", "Since last year", "2023", "2023", "since"),
    ("in March", "March", "2024-03", "2024-03", "in"),
    ("end of 2025", "end of 2025", "2025", "2025", "in"),
    ("by year-end 2025", "by year-end 2025", "2025", "2025", "by"),
    ("in mid 2024", "mid 2024", "2024", "2024", "in"),
    ("2021-25", "2021-25", "2021", "2025", "in"),
    ("until the end of 2025", "until the end of 2025", "2025", "2025", "by"),
    ("no later than June 2026", "no later than June 2026", "2026-06", "2026-06", "by"),
    ("early this year", "early this year", "2024", "2024", "in"),
    ("late 2023", "late 2023", "2023", "2023", "in"),
    ("in the second half of last year", "the second half of last year", "2023-07", "2023-12", "in"),
    ("next month", "next month", "2024-11", "2024-11", "in"),
    ("last month", "last month", "2024-09", "2024-09", "in"),
    ("as of now", "as of now", "2024-10-29", "2024-10-29", "now"),
    ("to date", "to date", "2024-10-29", "2024-10-29", "now"),
    ("1 January 2025", "1 January 2025", "2025-01-01", "2025-01-01", "in"),
    ("Jan 2024", "Jan 2024", "2024-01", "2024-01", "in"),
    ("the fourth quarter", "the fourth quarter", "2024-10", "2024-12", "in"),
    (
        "up to the end of September 2024",
        "up to the end of September 2024",
        "2024-09",
        "2024-09",
        "asOf",
    ),
    ("throughout 2023", "2023", "2023", "2023", "in"),
    ("the full year 2023", "the full year 2023", "2023", "2023", "in"),
    ("since January", "since January", "2024-01", "2024-01", "since"),
    ("1999-2003", "1999-2003", "1999", "2003", "in"),
    ("in the 1990s", "the 1990s", "1990", "1999", "in"),
    ("starting from 2025", "starting from 2025", "2025", "2025", "since"),
    ("over 2022", "over 2022", "2022", "2022", "base"),
]


def check(text: str, language: str, expected: tuple[str, str, str, str]) -> None:
    found = read_periods(text, language, REFERENCE)
    readings = [(p.words, p.first, p.last, p.how) for p in found]
    assert readings == ([expected] if expected[0] else [])
    assert all(text[p.start : p.end] == p.words for p in found)


@pytest.mark.parametrize(("text", "words", "first", "last", "how"), CHINESE)
def test_a_chinese_period_is_read_in_both_scripts(
    text: str, words: str, first: str, last: str, how: str
) -> None:
    check(text, "zh-Hant", (words, first, last, how))
    check(simplified(text), "zh-Hans", (simplified(words), first, last, how))


@pytest.mark.parametrize(("text", "words", "first", "last", "how"), ENGLISH)
def test_an_english_period_is_read(text: str, words: str, first: str, last: str, how: str) -> None:
    check(text, "en", (words, first, last, how))


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 28))
def test_a_full_date_reads_back(year: int, month: int, day: int) -> None:
    wanted = date(year, month, day)
    [period] = read_periods(f"於{year}年{month}月{day}日舉行", "zh-Hans", REFERENCE)
    assert period.first == period.last == wanted.isoformat()
    for form in ("on %B {day}, %Y", "on {day} %B %Y", "on %b. {day}, %Y"):
        text = wanted.strftime(form).format(day=day)
        [period] = read_periods(text, "en", REFERENCE)
        assert period.first == period.last == wanted.isoformat()


@given(st.integers(2000, 2099), st.integers(1, 11))
def test_months_to_months_read_back(year: int, month: int) -> None:
    for text in (f"{year}年{month}至12月", f"{year}年{month}月—12月"):
        [period] = read_periods(text, "zh-Hant", REFERENCE)
        assert (period.first, period.last) == (f"{year}-{month:02}", f"{year}-12")
    name = date(year, month, 1).strftime("%B")
    [period] = read_periods(f"from {name} to December {year}", "en", REFERENCE)
    assert (period.first, period.last) == (f"{year}-{month:02}", f"{year}-12")


def test_a_deadline_is_one_by_which_something_is_to_be_done() -> None:
    [period] = read_periods("到2026年6月", "zh-Hant", REFERENCE)
    assert (period.deadline, period.relative) == ("2026-06", False)
    [period] = read_periods("by June", "en", date(2024, 1, 1))
    assert (period.deadline, period.relative) == ("2024-06", True)
    [period] = read_periods("by the end of 2023", "en", REFERENCE)  # past: up to its end
    assert (period.deadline, period.how) == ("", "asOf")


@pytest.mark.parametrize(
    ("text", "language"), [("去年", "zh-Hant"), ("今年1—9月", "zh-Hans"), ("last year", "en")]
)
def test_without_a_reference_date_a_relative_period_has_no_days(text: str, language: str) -> None:
    [period] = read_periods(text, language)
    assert (period.first, period.last, period.relative) == ("", "", True)


@given(st.text(alphabet="今去年前上半度季至到月日以來截底0123456789一二十九—", max_size=24))
def test_any_text_is_accepted(text: str) -> None:
    found = read_periods(text, "zh-Hant", REFERENCE)
    assert all(text[p.start : p.end] == p.words for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
