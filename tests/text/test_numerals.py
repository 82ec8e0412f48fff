"""Numerals are found at their places and read as the numbers they were written from."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.text.name_forms import simplified
from sygraph.text.numerals import find_numerals
from sygraph.text.readings import Numeral

DIGITS = "零一二三四五六七八九"
ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
ONES += " fifteen sixteen seventeen eighteen nineteen"
ENGLISH_WORDS = "a one two twenty hundred million and half third of 3 1,500 2.5 bn - %"
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety"


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


def write_mixed(n: int) -> str:
    """Write a natural number in Arabic numerals with powers: 3萬4000."""
    words = ""
    for power, name in ((10**8, "億"), (10**4, "萬")):
        part, n = divmod(n, power)
        if part:
            words += f"{part}{name}"
    return words + (f"{n}" if n or not words else "")


def write_english(n: int, link: str = " and ") -> str:
    """Write a natural number below 10¹² in English."""
    if n < 20:
        return ONES.split()[n]
    if n < 100:
        tens, ones = divmod(n, 10)
        return TENS.split()[tens] + (f"-{write_english(ones)}" if ones else "")
    for power, name, join in (
        (10**9, "billion", ", "),
        (10**6, "million", ", "),
        (10**3, "thousand", ", "),
        (100, "hundred", link),
    ):
        if n >= power:
            count, rest = divmod(n, power)
            if name != "hundred" and rest < 100:
                join = " and "
            tail = join + write_english(rest, link) if rest else ""
            return f"{write_english(count, link)} {name}{tail}"
    raise AssertionError(n)


def values(text: str, language: str = "zh-Hant") -> list[Decimal]:
    return [n.value for n in find_numerals(text, language)]


naturals = st.integers(1, 10**9)


@given(naturals)
def test_a_chinese_numeral_reads_back_to_its_number(n: int) -> None:
    for words in {write_chinese(n), write_chinese(n).replace("二千", "兩千")}:
        if words in ("百", "千", "萬", "億"):
            continue
        assert values(f"共{words}個") == [n]
        assert values(simplified(f"共{words}個"), "zh-Hans") == [n]


@given(naturals)
def test_an_arabic_or_mixed_numeral_reads_back(n: int) -> None:
    last = n % 10**4 if n > 10**4 else 10
    mixed = [] if 0 < last < 10 else [write_mixed(n)]  # 3萬5 is short for 3萬5千
    for words in (f"{n}", f"{n:,}", *mixed):
        assert values(f"共{words}個") == [n]
        assert values(simplified(f"共{words}個"), "zh-Hans") == [n]
    assert values(f"with {n:,} people", "en") == values(f"with {n} people", "en") == [n]


@given(naturals)
def test_an_english_numeral_in_words_reads_back(n: int) -> None:
    for words in (write_english(n), write_english(n, " "), write_english(n).capitalize()):
        assert values(f"{words} people", "en") == [n]


@given(st.integers(1, 9999), st.sampled_from(["million", "billion", "bn", "trillion", "mn"]))
def test_an_english_power_multiplies(n: int, power: str) -> None:
    scale = {"million": 6, "mn": 6, "billion": 9, "bn": 9, "trillion": 12}[power]
    words = f"{Decimal(n) / 10} {power}"
    assert values(f"worth {words}.", "en") == [Decimal(n) * 10 ** (scale - 1)]


@given(st.decimals(0, 99999, places=2), st.sampled_from(["", "萬", "億", "萬億", "百萬"]))
def test_an_arabic_numeral_keeps_its_power_of_ten(n: Decimal, powers: str) -> None:
    scale = {"": 1, "萬": 10**4, "億": 10**8, "萬億": 10**12, "百萬": 10**6}[powers]
    assert values(f"{n}{powers}元") == [n * scale]


@given(st.lists(naturals, max_size=6))
def test_every_numeral_of_a_text_is_found_at_its_place(numbers: list[int]) -> None:
    text = "、".join(f"{write_chinese(n)}個" if n % 2 else f"{n:,}個" for n in numbers)
    found = find_numerals(text)
    assert [n.value for n in found] == numbers
    assert all(text[n.start : n.end] == n.words for n in found)


@given(st.text(alphabet="瀋陽一二兩十百千萬億零第首個次年負成分之半多0123456789.,%-", max_size=20))
def test_any_chinese_text_is_accepted(text: str) -> None:
    check_places(text, find_numerals(text))


@given(st.lists(st.sampled_from(ENGLISH_WORDS.split()), max_size=12))
def test_any_english_text_is_accepted(words: list[str]) -> None:
    text = " ".join(words)
    check_places(text, find_numerals(text, "en"))


def check_places(text: str, found: list[Numeral]) -> None:
    assert all(text[n.start : n.end] == n.words for n in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert all(n.low <= n.high for n in found)


CHINESE = [
    ("同比增長42.7%", [("42.7", "42.7", "cardinal")]),
    ("跨境電商貨約618萬單", [("618萬", "6180000", "cardinal")]),
    ("「三通道六口岸」", [("三", "3", "cardinal"), ("六", "6", "cardinal")]),
    ("第二屆「振興盃」", [("第二", "2", "ordinal")]),
    ("東北首個", [("首", "1", "ordinal")]),
    ("新簽約億元以上項目3448個", [("億", "100000000", "cardinal"), ("3448", "3448", "cardinal")]),
    ("國內國際雙循環", [("雙", "2", "word")]),
    ("三萬四千", [("三萬四千", "34000", "cardinal")]),
    ("3萬4000人", [("3萬4000", "34000", "cardinal")]),
    ("25萬6千人", [("25萬6千", "256000", "cardinal")]),
    ("一萬二千億", [("一萬二千億", "1200000000000", "cardinal")]),
    ("一億零十萬零一", [("一億零十萬零一", "100100001", "cardinal")]),
    ("兩萬五", [("兩萬五", "25000", "cardinal")]),
    ("三百五", [("三百五", "350", "cardinal")]),
    ("二〇二四", [("二〇二四", "2024", "cardinal")]),
    ("壹佰元", [("壹佰", "100", "cardinal")]),
    ("叁拾貳萬", [("叁拾貳萬", "320000", "cardinal")]),
    ("廿五", [("廿五", "25", "cardinal")]),
    ("三點五億", [("三點五億", "350000000", "cardinal")]),
    ("四成", [("四成", "40", "share")]),
    ("兩成半", [("兩成半", "25", "share")]),
    ("四成五", [("四成五", "45", "share")]),
    ("三分之二強", [("三分之二", str(Decimal(200) / 3), "share")]),
    ("百分之三十", [("百分之三十", "30", "share")]),
    ("百分之三點五", [("百分之三點五", "3.5", "share")]),
    ("千分之五", [("千分之五", "0.5", "share")]),
    ("一半", [("一半", "50", "share")]),
    ("負2.4%", [("負2.4", "-2.4", "cardinal")]),
    ("一個半小時", [("一個半", "1.5", "cardinal")]),
    ("３５０億", [("３５０億", "35000000000", "cardinal")]),
    ("12 萬", [("12 萬", "120000", "cardinal")]),
    ("空客A350與5G", []),
    ("10:30開幕", []),
    ("進一步、一系列、一帶一路、百姓、零售", []),
    ("一成立就", [("一", "1", "cardinal")]),
    ("肩負三項", [("三", "3", "cardinal")]),
    ("大陸、陸續、參加", []),
]
ENGLISH = [
    ("1,500 companies", [("1,500", "1500", "cardinal")]),
    ("3.1 billion.", [("3.1 billion", "3100000000", "cardinal")]),
    ("US$1.2bn", [("1.2bn", "1200000000", "cardinal")]),
    ("RMB30bn", [("30bn", "30000000000", "cardinal")]),
    ("$30m", [("30m", "30000000", "cardinal")]),
    ("a 30m tower", [("30", "30", "cardinal")]),
    ("30m long", [("30", "30", "cardinal")]),
    ("two-fifths", [("two-fifths", "40", "share")]),
    ("a third of its trade", [("a third", str(Decimal(100) / 3), "share")]),
    ("a third airport", [("third", "3", "ordinal")]),
    ("three quarters", [("three quarters", "75", "share")]),
    ("half of it", [("half", "50", "share")]),
    ("half a million", [("half a million", "500000", "cardinal")]),
    ("one and a half million", [("one and a half million", "1500000", "cardinal")]),
    ("a dozen", [("a dozen", "12", "cardinal")]),
    ("two dozen", [("two dozen", "24", "cardinal")]),
    ("the 34th fair", [("34th", "34", "ordinal")]),
    ("its twenty-first year", [("twenty-first", "21", "ordinal")]),
    ("one hundred and twenty-first", [("one hundred and twenty-first", "121", "ordinal")]),
    ("No. 3", [("No. 3", "3", "ordinal")]),
    ("minus 3 degrees", [("minus 3", "-3", "cardinal")]),
    ("-2.4%", [("-2.4", "-2.4", "cardinal")]),
    ("twenty two", [("twenty two", "22", "cardinal")]),
    ("two and three", [("two", "2", "cardinal"), ("three", "3", "cardinal")]),
    ("one of the cities", []),
    ("an A350, 5G and COVID-19", []),
    ("at 10:30", []),
]


def readings(text: str, language: str) -> list[tuple[str, Decimal, str]]:
    return [(n.words, n.value, n.kind) for n in find_numerals(text, language)]


@pytest.mark.parametrize(("text", "expected"), CHINESE)
def test_chinese_numerals(text: str, expected: list[tuple[str, str, str]]) -> None:
    wanted = [(words, Decimal(value), kind) for words, value, kind in expected]
    assert readings(text, "zh-Hant") == wanted
    assert readings(simplified(text), "zh-Hans") == [
        (simplified(words), value, kind) for words, value, kind in wanted
    ]


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_numerals(text: str, expected: list[tuple[str, str, str]]) -> None:
    wanted = [(words, Decimal(value), kind) for words, value, kind in expected]
    assert readings(text, "en") == wanted


@pytest.mark.parametrize(
    ("text", "language", "low", "high"),
    [
        ("三四十人", "zh-Hant", 30, 40),
        ("十七八個", "zh-Hant", 17, 18),
        ("兩三百家", "zh-Hant", 200, 300),
        ("十幾萬", "zh-Hant", 110_000, 190_000),
        ("數百家", "zh-Hant", 200, 900),
        ("dozens of people", "en", 24, 108),
        ("hundreds of thousands of people", "en", 200_000, 900_000),
        ("several hundred people", "en", 200, 900),
    ],
)
def test_a_numeral_without_one_value_is_a_range(
    text: str, language: str, low: int, high: int
) -> None:
    [numeral] = find_numerals(text, language)
    assert (int(numeral.low), int(numeral.high)) == (low, high)
    assert numeral.vague == (high - low > low / 2)


def test_a_language_that_cannot_be_read_is_named() -> None:
    from sygraph.errors import BadParameter

    with pytest.raises(BadParameter, match="language cannot be 'fr'"):
        find_numerals("deux", "fr")
