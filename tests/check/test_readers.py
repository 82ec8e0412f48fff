"""The readers that the checks rest on: figures with unit and bound, and expressions of time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.check.figures import Reading, read_figures
from sygraph.text.periods import find_periods

UNITS = ["元", "噸", "個", "人", "%", "次", "大洲", "小時"]
REFERENCE = date(2024, 10, 29)


@pytest.mark.parametrize(
    ("words", "value", "unit", "bound"),
    [
        ("簽約額達2613.6億元", "261360000000", "元", "exact"),
        ("約9800噸", "9800", "噸", "approximate"),
        ("150餘人", "150", "人", "atLeast"),
        ("150多人", "150", "人", "atLeast"),
        ("佔全省50%以上", "50", "%", "atLeast"),
        ("億元以上", "100000000", "元", "atLeast"),
        ("超過30個", "30", "個", "atLeast"),
        ("近30個", "30", "個", "approximate"),
        ("30個左右", "30", "個", "approximate"),
        ("不超過3小時", "3", "小時", "atMost"),
        ("30次以下", "30", "次", "atMost"),
        ("足跡遍布五大洲", "5", "大洲", "exact"),
        ("已達23個", "23", "個", "exact"),
        ("30輛", "30", "", "exact"),
    ],
)
def test_a_figure_is_read_with_unit_and_bound(
    words: str, value: str, unit: str, bound: str
) -> None:
    assert read_figures(words, UNITS) == [Reading(Decimal(value), unit, bound)]


def test_a_bound_outside_the_span_counts() -> None:
    text = "吞吐量約9800噸"
    assert read_figures(text, UNITS, start=4) == [Reading(Decimal(9800), "噸", "approximate")]


@given(st.integers(1, 10**9), st.sampled_from(UNITS), st.sampled_from(["", "約", "逾"]))
def test_a_figure_reads_back(value: int, unit: str, before: str) -> None:
    bound = {"": "exact", "約": "approximate", "逾": "atLeast"}[before]
    assert read_figures(f"總計{before}{value}{unit}，", UNITS) == [
        Reading(Decimal(value), unit, bound)
    ]


@pytest.mark.parametrize(
    ("text", "first", "last", "how"),
    [
        ("2023年，", "2023", "2023", "in"),
        ("2023年以來", "2023", "2023", "since"),
        ("今年以來", "2024", "2024", "since"),
        ("去年以來", "2023", "2023", "since"),
        ("今年9月，", "2024-09", "2024-09", "in"),
        ("今年1—9月", "2024-01", "2024-09", "in"),
        ("10月29日召開", "2024-10-29", "2024-10-29", "in"),
        ("（2021—2035年）", "2021", "2035", "in"),
        ("到2035年，", "2035", "2035", "by"),
        ("2024瀋陽韓國周", "2024", "2024", "title"),
        ("目前，", "2024-10-29", "2024-10-29", "now"),
    ],
)
def test_a_period_is_read_as_precisely_as_printed(
    text: str, first: str, last: str, how: str
) -> None:
    (period,) = find_periods(text, REFERENCE)
    assert (period.first, period.last, period.how) == (first, last, how)
    assert text[period.start : period.end] == period.words


@pytest.mark.parametrize("text", ["近年來", "45周年", "連續三年", "2241次", "2023億元", "1953個"])
def test_words_that_are_not_a_period_are_not_read_as_one(text: str) -> None:
    assert find_periods(text, REFERENCE) == []


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(1, 28))
def test_a_full_date_reads_back(year: int, month: int, day: int) -> None:
    (period,) = find_periods(f"於{year}年{month}月{day}日舉行", REFERENCE)
    assert period.first == period.last == date(year, month, day).isoformat()
