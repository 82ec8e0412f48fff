"""Quantities are read with their units, bounds and directions, in three languages alike."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.text.name_forms import simplified
from sygraph.text.quantities import read_quantities
from sygraph.text.readings import Quantity
from sygraph.text.units import Units

# A text, the words of its quantity, its value or limits, its units, its bound and its direction.
CHINESE = [
    ("貨約618萬單", "約618萬單", "6180000", "ParcelDelivery", "approximate", ""),
    ("同比增長42.7%", "同比增長42.7%", "42.7", "PERCENT", "exact", "growth"),
    ("佔全省50%以上", "50%以上", "50", "PERCENT", "atLeast", ""),
    ("150餘人出席", "150餘人", "150", "Person", "atLeast", ""),
    ("20至30家", "20至30家", "20 to 30", "Company Zone", "exact", ""),
    ("3至5億元", "3至5億元", "300000000 to 500000000", "CCY_CNY", "exact", ""),
    ("20%至30%", "20%至30%", "20 to 30", "PERCENT", "exact", ""),
    ("三十多萬人", "三十多萬人", "300000", "Person", "atLeast", ""),
    ("一百二十餘家", "一百二十餘家", "120", "Company Zone", "atLeast", ""),
    ("四成", "四成", "40", "PERCENT", "exact", ""),
    ("近四成", "近四成", "40", "PERCENT", "approximate", ""),
    ("約四成以上", "約四成以上", "40", "PERCENT", "approximate", ""),
    ("同比下降2.4%", "同比下降2.4%", "-2.4", "PERCENT", "exact", "decline"),
    ("降幅超過2.4%", "降幅超過2.4%", "-2.4", "PERCENT", "lessThan", "decline"),
    ("上百家企業", "上百家", "100", "Company Zone", "atLeast", ""),
    ("增長到31億元", "31億元", "3100000000", "CCY_CNY", "exact", ""),
    ("不超過3小時", "不超過3小時", "3", "HR", "atMost", ""),
    ("30次以下", "30次以下", "30", "Event", "atMost", ""),
    ("一個半小時", "一個半小時", "1.5", "HR", "exact", ""),
    ("滿100班次", "100班次", "100", "Flight", "exact", ""),
    ("增長-2.4%", "增長-2.4%", "-2.4", "PERCENT", "exact", "decline"),
    ("減少30人", "減少30人", "-30", "Person", "exact", "decline"),
    ("五大洲", "五大洲", "5", "Continent", "exact", ""),
    ("增加2.4個百分點", "增加2.4個百分點", "2.4", "", "exact", "growth"),
    ("佔比三分之一", "三分之一", "33.3333", "PERCENT", "exact", ""),
    ("貨物約 9800 噸", "約 9800 噸", "9800", "TONNE", "approximate", ""),
    ("US$1.2億", "US$1.2億", "120000000", "CCY_USD", "exact", ""),
    ("31億美元", "31億美元", "3100000000", "CCY_USD", "exact", ""),
    ("不足百家", "不足百家", "100", "Company Zone", "lessThan", ""),
    ("45周年", "45周年", "45", "", "exact", ""),
    ("出口增長2.5倍", "增長2.5倍", "250", "PERCENT", "exact", "growth"),
    ("產量翻兩番", "翻兩番", "300", "PERCENT", "exact", "growth"),
    ("進口減半", "減半", "-50", "PERCENT", "exact", "decline"),
    ("佔比跌破四成", "跌破四成", "40", "PERCENT", "lessThan", ""),
    ("最多可裝卸50列", "最多可裝卸50列", "50", "", "atMost", ""),
    ("運價又漲了約6%", "漲了約6%", "6", "PERCENT", "approximate", "growth"),
    ("同比增4.6%", "同比增4.6%", "4.6", "PERCENT", "exact", "growth"),
    ("增加值31億元", "31億元", "3100000000", "CCY_CNY", "exact", ""),
    ("人民幣31億元", "人民幣31億元", "3100000000", "CCY_CNY", "exact", ""),
    ("下降到30家", "30家", "30", "Company Zone", "exact", ""),
    ("2023年，新增註冊企業1207家", "1207家", "1207", "Company Zone", "exact", ""),
    ("約四成的企業", "約四成", "40", "PERCENT", "approximate", ""),
    ("超過30個", "超過30個", "30", "Project City", "moreThan", ""),
    ("近30個", "近30個", "30", "Project City", "approximate", ""),
    ("30個左右", "30個左右", "30", "Project City", "approximate", ""),
    ("150多人", "150多人", "150", "Person", "atLeast", ""),
    ("負三成", "負三成", "-30", "PERCENT", "exact", ""),
    ("增長負百分之三十", "增長負百分之三十", "-30", "PERCENT", "exact", "decline"),
    ("2千3百萬元", "2千3百萬元", "23000000", "CCY_CNY", "exact", ""),
    ("3億2千5百萬元", "3億2千5百萬元", "325000000", "CCY_CNY", "exact", ""),
    ("出生率7‰", "7‰", "0.7", "PERCENT", "exact", ""),
    ("港幣5億元", "港幣5億元", "500000000", "", "exact", ""),
    ("5億港元", "5億港元", "500000000", "", "exact", ""),
    ("二十分鐘", "二十分鐘", "20", "", "exact", ""),
    ("三五個", "三五個", "3 to 5", "Project City", "exact", ""),
    ("三十分之一", "三十分之一", "3.33333", "PERCENT", "exact", ""),
    ("逾百人", "逾百人", "100", "Person", "moreThan", ""),
    ("突破1億美元", "突破1億美元", "100000000", "CCY_USD", "moreThan", ""),
    ("至少3天", "至少3天", "3", "DAY", "atLeast", ""),
    ("不到一半", "不到一半", "50", "PERCENT", "lessThan", ""),
    ("1.2億歐元", "1.2億歐元", "120000000", "CCY_EUR", "exact", ""),
    ("3000萬日圓", "3000萬日圓", "30000000", "CCY_JPY", "exact", ""),
    ("負增長2.4%", "負增長2.4%", "-2.4", "PERCENT", "exact", "decline"),
    ("同比上升3.5%", "同比上升3.5%", "3.5", "PERCENT", "exact", "growth"),
    ("環比下滑約1%", "環比下滑約1%", "-1", "PERCENT", "approximate", "decline"),
    ("下降到2.4%", "2.4%", "2.4", "PERCENT", "exact", ""),
    ("增幅達4.6%", "增幅達4.6%", "4.6", "PERCENT", "exact", "growth"),
    ("佔比超過三成", "超過三成", "30", "PERCENT", "moreThan", ""),
    ("數十家", "數十家", "20 to 90", "Company Zone", "exact", ""),
    ("十幾個城市", "十幾個", "11 to 19", "Project City", "exact", ""),
    ("30%至40%", "30%至40%", "30 to 40", "PERCENT", "exact", ""),
    ("5萬至8萬噸", "5萬至8萬噸", "50000 to 80000", "TONNE", "exact", ""),
    ("約2至3小時", "約2至3小時", "2 to 3", "HR", "approximate", ""),
    ("新增30家", "30家", "30", "Company Zone", "exact", ""),
    ("減少三成", "減少三成", "-30", "PERCENT", "exact", "decline"),
    ("貨物吞吐量１２００噸", "１２００噸", "1200", "TONNE", "exact", ""),
    ("共有一百二十三條航線", "一百二十三條", "123", "AirRoute", "exact", ""),
    ("萬餘人", "萬餘人", "10000", "Person", "atLeast", ""),
    ("簽約額不低於50億元", "不低於50億元", "5000000000", "CCY_CNY", "atLeast", ""),
    ("增速為5.2%", "增速為5.2%", "5.2", "PERCENT", "exact", "growth"),
]
ENGLISH = [
    ("300 million U.S. dollars", "300 million U.S. dollars", "300000000", "CCY_USD", "exact", ""),
    ("a birth rate of 7‰", "7‰", "0.7", "PERCENT", "exact", ""),
    ("prices from 20 to 30 yuan", "20 to 30 yuan", "20 to 30", "CCY_CNY", "exact", ""),
    ("1,500 companies", "1,500 companies", "1500", "Company", "exact", ""),
    ("3.1 billion yuan", "3.1 billion yuan", "3100000000", "CCY_CNY", "exact", ""),
    ("US$1.2bn", "US$1.2bn", "1200000000", "CCY_USD", "exact", ""),
    ("RMB 3.1 billion", "RMB 3.1 billion", "3100000000", "CCY_CNY", "exact", ""),
    ("RMB30bn", "RMB30bn", "30000000000", "CCY_CNY", "exact", ""),
    ("more than 150 people", "more than 150 people", "150", "Person", "moreThan", ""),
    ("two-fifths of the total", "two-fifths", "40", "PERCENT", "exact", ""),
    ("a third of its trade", "a third", "33.3333", "PERCENT", "exact", ""),
    ("dozens of companies", "dozens of companies", "24 to 108", "Company", "exact", ""),
    ("Trade fell 2.4%", "fell 2.4%", "-2.4", "PERCENT", "exact", "decline"),
    ("the 34th fair", "34th", "34", "", "exact", ""),
    ("twenty-one cities", "twenty-one cities", "21", "City", "exact", ""),
    ("33 key cooperation projects", "33 key cooperation projects", "33", "Project", "exact", ""),
    ("150 people attended events", "150 people", "150", "Person", "exact", ""),
    ("up 4.4 percent year on year", "up 4.4 percent", "4.4", "PERCENT", "exact", "growth"),
    ("rose by more than 4%", "rose by more than 4%", "4", "PERCENT", "moreThan", "growth"),
    ("a 2.4% drop", "2.4% drop", "-2.4", "PERCENT", "exact", "decline"),
    ("an increase of 2.4%", "increase of 2.4%", "2.4", "PERCENT", "exact", "growth"),
    ("set up 30 companies", "30 companies", "30", "Company", "exact", ""),
    ("up to 30 routes", "up to 30 routes", "30", "AirRoute", "atMost", ""),
    ("between 20 and 30 routes", "between 20 and 30 routes", "20 to 30", "AirRoute", "exact", ""),
    ("20 to 30 routes", "20 to 30 routes", "20 to 30", "AirRoute", "exact", ""),
    ("2% to 3%", "2% to 3%", "2 to 3", "PERCENT", "exact", ""),
    ("$1bn-$1.2bn", "$1bn-$1.2bn", "1000000000 to 1200000000", "CCY_USD", "exact", ""),
    ("accounted for 50% of the total", "50%", "50", "PERCENT", "exact", ""),
    ("fell 2 percentage points", "fell 2 percentage points", "-2", "", "exact", "decline"),
    ("exports nearly tripled", "nearly tripled", "200", "PERCENT", "approximate", "growth"),
    ("imports halved", "halved", "-50", "PERCENT", "exact", "decline"),
    ("fewer than one in four", "fewer than one in four", "25", "PERCENT", "lessThan", ""),
    ("three out of every five boxes", "three out of every five", "60", "PERCENT", "exact", ""),
    ("the yard lost 8% of its boxes", "lost 8%", "-8", "PERCENT", "exact", "decline"),
    ("2000 companies", "2000 companies", "2000", "Company", "exact", ""),
    ("at least 150-odd people", "at least 150-odd people", "150", "Person", "atLeast", ""),
    ("30+ routes", "30+ routes", "30", "AirRoute", "atLeast", ""),
    ("fell by 2 to 3 percent", "fell by 2 to 3 percent", "-3 to -2", "PERCENT", "exact", "decline"),
    ("about 9,800 tonnes of goods", "about 9,800 tonnes", "9800", "TONNE", "approximate", ""),
    ("no fewer than 30 routes", "no fewer than 30 routes", "30", "AirRoute", "atLeast", ""),
    ("In 2023, 211 routes", "211 routes", "211", "AirRoute", "exact", ""),
    ("within 3 hours", "within 3 hours", "3", "HR", "atMost", ""),
    ("HK$30 million", "HK$30 million", "30000000", "", "exact", ""),
    ("30m people", "30m people", "30000000", "Person", "exact", ""),
    ("over US$30m", "over US$30m", "30000000", "CCY_USD", "moreThan", ""),
    ("nearly half of the city's trade", "nearly half", "50", "PERCENT", "approximate", ""),
    ("150 or more people", "150 or more people", "150", "Person", "atLeast", ""),
    ("2.4% lower than", "2.4% lower than", "-2.4", "PERCENT", "exact", "decline"),
    ("almost 9,800 tonnes", "almost 9,800 tonnes", "9800", "TONNE", "approximate", ""),
    ("a growth of 4.6 percent", "growth of 4.6 percent", "4.6", "PERCENT", "exact", "growth"),
    (
        "decreased by 2.4 per cent",
        "decreased by 2.4 per cent",
        "-2.4",
        "PERCENT",
        "exact",
        "decline",
    ),
    ("no more than 3 days", "no more than 3 days", "3", "DAY", "atMost", ""),
    ("less than half of the total", "less than half", "50", "PERCENT", "lessThan", ""),
    ("under 100 companies", "under 100 companies", "100", "Company", "lessThan", ""),
    (
        "one hundred and twenty people",
        "one hundred and twenty people",
        "120",
        "Person",
        "exact",
        "",
    ),
    ("1.2 million parcels", "1.2 million parcels", "1200000", "ParcelDelivery", "exact", ""),
    (
        "3 to 5 billion yuan",
        "3 to 5 billion yuan",
        "3000000000 to 5000000000",
        "CCY_CNY",
        "exact",
        "",
    ),
    ("EUR 30 million", "EUR 30 million", "30000000", "CCY_EUR", "exact", ""),
    ("€30m", "€30m", "30000000", "CCY_EUR", "exact", ""),
    ("30 million euros", "30 million euros", "30000000", "CCY_EUR", "exact", ""),
    ("500 billion won", "500 billion won", "500000000000", "CCY_KRW", "exact", ""),
    ("two trillion yen", "two trillion yen", "2000000000000", "CCY_JPY", "exact", ""),
    ("exceeding 150 flights", "exceeding 150 flights", "150", "Flight", "moreThan", ""),
    ("roughly 30-odd cities", "roughly 30-odd cities", "30", "City", "approximate", ""),
    ("a 3-day trip", "3-day", "3", "DAY", "exact", ""),
    ("growth was 5.2 percent", "growth was 5.2 percent", "5.2", "PERCENT", "exact", "growth"),
    ("trade was down 2.4%", "was down 2.4%", "-2.4", "PERCENT", "exact", "decline"),
    ("plunged 12 percent", "plunged 12 percent", "-12", "PERCENT", "exact", "decline"),
    (
        "a 12 percent year-on-year increase",
        "12 percent year-on-year increase",
        "12",
        "PERCENT",
        "exact",
        "growth",
    ),
    (
        "211 domestic and international routes",
        "211 domestic and international routes",
        "211",
        "AirRoute",
        "exact",
        "",
    ),
    ("several hundred people", "several hundred people", "200 to 900", "Person", "exact", ""),
    (
        "tens of thousands of people",
        "tens of thousands of people",
        "20000 to 90000",
        "Person",
        "exact",
        "",
    ),
    ("three-quarters of its exports", "three-quarters", "75", "PERCENT", "exact", ""),
    ("at least US$2bn", "at least US$2bn", "2000000000", "CCY_USD", "atLeast", ""),
    ("some 40 percent", "some 40 percent", "40", "PERCENT", "approximate", ""),
    (
        "around 1,207 new enterprises",
        "around 1,207 new enterprises",
        "1207",
        "Company",
        "approximate",
        "",
    ),
]


def reading(quantity: Quantity) -> tuple[str, str, str, str, str]:
    ends = [
        f"{end:f}" if end == round(end, 9) else f"{end:f}"[:7]
        for end in (quantity.low, quantity.high)
    ]
    return (
        quantity.words,
        " to ".join(dict.fromkeys(ends)),
        " ".join(unit.rpartition("/")[2].rpartition("#")[2] for unit in quantity.units),
        quantity.bound,
        quantity.direction,
    )


@pytest.mark.parametrize(("text", "words", "value", "unit", "bound", "direction"), CHINESE)
def test_a_chinese_quantity_is_read_in_both_scripts(
    text: str, words: str, value: str, unit: str, bound: str, direction: str
) -> None:
    [quantity] = read_quantities(text)
    assert reading(quantity) == (words, value, unit, bound, direction)
    assert text[quantity.start : quantity.end] == words
    [same] = read_quantities(simplified(text), "zh-Hans")
    assert reading(same) == (simplified(words), value, unit, bound, direction)
    assert (same.start, same.end, same.number) == (quantity.start, quantity.end, quantity.number)


@pytest.mark.parametrize(("text", "words", "value", "unit", "bound", "direction"), ENGLISH)
def test_an_english_quantity_is_read(
    text: str, words: str, value: str, unit: str, bound: str, direction: str
) -> None:
    [quantity] = read_quantities(text, "en")
    assert reading(quantity) == (words, value, unit, bound, direction)
    assert text[quantity.start : quantity.end] == words


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("進出口總額74.71億元，同比增長44.4%", "zh-Hant", ["74.71億元", "同比增長44.4%"]),
        ("新簽約億元以上項目3448個", "zh-Hant", ["億元以上", "3448個"]),
        ("進出口同比分別增長4.6%和5.2%", "zh-Hant", ["同比分別增長4.6%", "5.2%"]),
        ("2024瀋陽韓國周，2023年9月12日", "zh-Hant", []),
        ("「十四五」期間，十五五規劃", "zh-Hant", []),
        ("grew 3.1% to 31 billion yuan", "en", ["grew 3.1%", "31 billion yuan"]),
        ("fell from 31 to 20 billion yuan", "en", ["31", "20 billion yuan"]),
        ("rose from $2bn to $3bn", "en", ["$2bn", "$3bn"]),
        ("增長3%至31億元", "zh-Hant", ["增長3%", "31億元"]),
        ("共1900小時", "zh-Hant", ["1900小時"]),
        ("rose to 30 billion yuan, up 4.4%", "en", ["30 billion yuan", "up 4.4%"]),
        ("39.4 billion yuan ($5.5 billion)", "en", ["39.4 billion yuan", "$5.5 billion"]),
        ("exports and imports rose 4% and 5%, respectively", "en", ["rose 4%", "5%"]),
        ("fell 3.4% to 182 billion yuan", "en", ["fell 3.4%", "182 billion yuan"]),
        ("rose from 2% to 3%", "en", ["2%", "3%"]),
        ("the 2024 Dalian fair, held on September 12, 2023", "en", []),
    ],
)
def test_several_quantities_or_none(text: str, language: str, words: list[str]) -> None:
    assert [q.words for q in read_quantities(text, language, date(2024, 10, 29))] == words


def test_the_second_of_two_growths_has_the_direction_of_the_first() -> None:
    found = read_quantities("出口、進口分別下降4.6%和5.2%")
    assert [str(q.value) for q in found] == ["-4.6", "-5.2"]
    assert {q.direction for q in found} == {"decline"}


@pytest.mark.parametrize(
    ("text", "language", "share"),
    [
        ("佔全省50%以上", "zh-Hant", True),
        ("同比增長50%", "zh-Hant", False),
        ("accounting for 50% of the total", "en", True),
        ("fell 50%", "en", False),
    ],
)
def test_a_share_is_told_from_growth(text: str, language: str, share: bool) -> None:
    [quantity] = read_quantities(text, language)
    assert quantity.share == share


def test_a_workspace_has_units_of_its_own() -> None:
    units = Units({"標箱": ["https://example.org/TEU"]}, "zh-Hant")
    [quantity] = read_quantities("吞吐量約500萬標箱", units=units)
    assert (quantity.unit, quantity.words) == ("https://example.org/TEU", "約500萬標箱")


def test_a_word_for_two_units_names_both() -> None:
    [quantity] = read_quantities("共4家")
    assert quantity.unit is None
    assert len(quantity.units) == 2


@given(
    st.integers(1, 10**9),
    st.sampled_from(["元", "噸", "人", "%", "次", "小時", "美元"]),
    st.sampled_from(["", "約", "逾", "不足", "至少", "不超過"]),
)
def test_a_chinese_quantity_reads_back(value: int, unit: str, before: str) -> None:
    bounds = {"": "exact", "約": "approximate", "逾": "moreThan", "不足": "lessThan"}
    bounds |= {"至少": "atLeast", "不超過": "atMost"}
    [quantity] = read_quantities(f"總計{before}{value}{unit}，")
    assert quantity.value == value
    assert (quantity.unit_word, quantity.bound) == (unit, bounds[before])


@given(
    st.integers(2, 10**9),
    st.sampled_from(["yuan", "tonnes", "people", "%", "hours", "US dollars", "cities"]),
    st.sampled_from(["", "about ", "more than ", "less than ", "at least ", "no more than "]),
)
def test_an_english_quantity_reads_back(value: int, unit: str, before: str) -> None:
    bounds = {"": "exact", "about ": "approximate", "more than ": "moreThan"}
    bounds |= {"less than ": "lessThan", "at least ": "atLeast", "no more than ": "atMost"}
    gap = "" if unit == "%" else " "
    [quantity] = read_quantities(f"It has {before}{value:,}{gap}{unit}.", "en")
    assert quantity.value == value
    assert (quantity.unit_word, quantity.bound) == (unit, bounds[before])


@given(st.decimals("0.1", "99.9", places=1), st.booleans(), st.sampled_from(["zh-Hant", "en"]))
def test_a_decline_is_a_negative_growth(size: Decimal, fell: bool, language: str) -> None:
    text = f"同比{'下降' if fell else '增長'}{size}%"
    if language == "en":
        text = f"Trade {'fell' if fell else 'rose'} by {size}% year on year."
    [quantity] = read_quantities(text, language)
    assert quantity.value == (-size if fell else size)


@pytest.mark.parametrize("text", ["下降超過2.4%", "fell by more than 2.4%"])
def test_the_bound_of_a_decline_is_that_of_its_negative_value(text: str) -> None:
    [quantity] = read_quantities(text, "en" if text.isascii() else "zh-Hant")
    assert (quantity.value, quantity.bound) == (Decimal("-2.4"), "lessThan")


@pytest.mark.parametrize("language", ["zh-Hant", "en"])
def test_reading_takes_a_time_linear_in_the_length(language: str) -> None:
    text = {
        "zh-Hant": "2023年進出口總額約1469.3億元，同比下降4.6%；新簽約20至30家，",
        "en": "In 2023 trade fell by about 4.6% to 146.9 billion yuan, with 20 to 30 new routes; ",
    }[language]

    def seconds(times: int) -> float:
        start = time.process_time()
        read_quantities(text * times, language)
        return time.process_time() - start

    seconds(10)
    short = min(seconds(50) for _ in range(3))
    assert seconds(1000) < 60 * short  # 20 times as long


@pytest.mark.parametrize(
    ("words", "language"),
    [
        *(
            (words, "zh-Hant")
            for words in ("0", "一", "億", "1萬", "1,", "三分之", "1至", "2023至")
        ),
        *((words, "en") for words in ("one ", "twenty-", "1,000 ", "million ", "1 thousand, ")),
    ],
)
def test_a_text_of_nothing_but_numerals_takes_no_longer(words: str, language: str) -> None:
    start = time.process_time()
    read_quantities(words * (16_000 // len(words)), language)
    assert time.process_time() - start < 5  # under 1 on the slowest machine at hand


@pytest.mark.parametrize(
    ("text", "language", "words", "counted"),
    [
        ("吞吐量550萬標箱", "zh-Hant", "550萬標箱", "TEU"),
        ("三十分钟", "zh-Hans", "三十分钟", "minute"),
        ("一個半月後", "zh-Hant", "一個半月", "month"),
        ("来自12个国家", "zh-Hans", "12个国家", "country"),
        ("about 2 million TEU", "en", "about 2 million TEU", "TEU"),
        ("4.5 km of track", "en", "4.5 km", "kilometre"),
        ("600 visitors", "en", "600 visitors", "person"),
        ("33個項目", "zh-Hant", "33個", "project"),
    ],
)
def test_a_unit_without_a_term_has_a_name(
    text: str, language: str, words: str, counted: str
) -> None:
    [quantity] = read_quantities(text, language)
    assert (quantity.words, quantity.counted) == (words, counted)


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("rose by 17.5% to 41.2 million", "en", [17.5, 41_200_000]),
        ("grew by 3 per cent to €7bn", "en", [3, 7_000_000_000]),
        ("增長5%至30萬噸", "zh-Hant", [5, 300_000]),
    ],
)
def test_a_growth_and_what_it_led_to_are_no_range(
    text: str, language: str, values: list[float]
) -> None:
    assert [float(q.value or 0) for q in read_quantities(text, language)] == values
