"""Numerals are found at their places and read as the numbers they were written from."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.text.numerals import find_numerals, parse_numeral

DIGITS = "零一二三四五六七八九"


def below_myriad(n: int) -> str:
    """Write 1 to 9999 the way Chinese does: a gap is one 零, and ten alone is 十."""
    words, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, power)
        if not digit:
            gap = bool(words)
            continue
        words += ("零" if gap else "") + DIGITS[digit] + name
        gap = False
    return words.removeprefix("一") if words.startswith("一十") else words


def write_chinese(n: int) -> str:
    """Write a natural number below 10¹² in Chinese."""
    if n == 0:
        return "零"
    words = ""
    for power, name in ((10**8, "億"), (10**4, "萬"), (1, "")):
        part, n = divmod(n, power)
        if part:
            words += ("零" if words and part < 1000 else "") + below_myriad(part) + name
    return words


naturals = st.integers(0, 10**12 - 1)


@given(naturals)
def test_a_chinese_numeral_reads_back_to_its_number(n: int) -> None:
    assert parse_numeral(write_chinese(n)) == n


@given(naturals)
def test_the_capital_two_and_the_simplified_powers_read_alike(n: int) -> None:
    words = write_chinese(n)
    for traditional, other in (("二", "兩"), ("億", "亿"), ("萬", "万"), ("零", "〇")):
        assert parse_numeral(words.replace(traditional, other)) == n


@given(st.decimals(0, 99999, places=2), st.sampled_from(["", "萬", "億", "萬億", "百萬"]))
def test_an_arabic_numeral_keeps_its_power_of_ten(n: Decimal, powers: str) -> None:
    scale = {"": 1, "萬": 10**4, "億": 10**8, "萬億": 10**12, "百萬": 10**6}[powers]
    assert parse_numeral(f"{n}{powers}") == n * scale


@given(st.lists(naturals, max_size=6))
def test_every_numeral_of_a_text_is_found_at_its_place(numbers: list[int]) -> None:
    text = "、".join(write_chinese(n) if n % 2 else f"{n:,}個" for n in numbers)
    found = find_numerals(text)
    assert [n.value for n in found] == numbers
    assert all(text[n.start : n.end] == n.words for n in found)


@given(st.text(alphabet="瀋陽一二兩十百千萬億零第首個次年0123456789.,%", max_size=20))
def test_find_numerals_accepts_any_text(text: str) -> None:
    found = find_numerals(text)
    assert all(text[n.start : n.end] == n.words for n in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("同比增長42.7%", [("42.7", "42.7", False)]),
        ("跨境電商貨約618萬單", [("618萬", "6180000", False)]),
        ("項目簽約額達2613.6億元", [("2613.6億", "261360000000", False)]),
        ("「三通道六口岸」", [("三", "3", False), ("六", "6", False)]),
        ("足跡遍布五大洲", [("五", "5", False)]),
        ("第二屆「振興盃」", [("第二", "2", True)]),
        ("穩居東北第一", [("第一", "1", True)]),
        ("韓國首爾，東北首個", [("首", "1", True)]),
        ("新簽約億元以上項目3448個", [("億", "100000000", False), ("3448", "3448", False)]),
        ("國內國際雙循環", [("雙", "2", False)]),
        ("（2021—2035年）", [("2021", "2021", False), ("2035", "2035", False)]),
        ("瀋陽韓國周", []),
    ],
)
def test_the_articles_own_numerals(text: str, expected: list[tuple[str, str, bool]]) -> None:
    found = find_numerals(text)
    assert [(n.words, n.value, n.ordinal) for n in found] == [
        (words, Decimal(value), ordinal) for words, value, ordinal in expected
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("兩千三百", 2300),
        ("一萬二千億", 1_200_000_000_000),
        ("一億三千萬", 130_000_000),
        ("一億零十萬零一", 100_100_001),
        ("兩萬五", 25_000),
        ("三百五", 350),
        ("二十五", 25),
        ("一百零五", 105),
        ("二〇二四", 2024),
        ("億", 100_000_000),
    ],
)
def test_unusual_forms(words: str, value: int) -> None:
    assert parse_numeral(words) == value


@pytest.mark.parametrize("words", ["", "第", "瀋陽", "約三", "12年", "三x"])
def test_text_that_is_not_a_numeral_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="is not a numeral"):
        parse_numeral(words)
