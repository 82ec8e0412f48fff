"""Names that a draft finds in invented sentences: how many of all, and some of them exactly."""

from __future__ import annotations

import pytest
from name_lists import Found, articles, compare

from sygraph.author.chinese_names import chinese_names
from sygraph.author.english_names import english_names
from sygraph.data import Files

# At least so many percent: names found whole, class right, proposed names right, sure links right.
LEAST = {
    "zh-Hant": (95, 98, 95, 98),
    "zh-Hans": (95, 98, 95, 98),
    "en": (97, 95, 96, 98),
}


@pytest.mark.parametrize("language", LEAST)
def test_most_names_are_found_whole_with_their_class(news: Files, language: str) -> None:
    total = Found()
    for number, (text, names) in enumerate(articles(language)):
        total += compare(news, f"{language}-{number}".lower(), language, text, names)
    assert total.names > 150
    shares = total.shares()
    least = LEAST[language]
    assert all(a >= b for a, b in zip(shares, least, strict=True)), (shares, total.misses)


@pytest.mark.parametrize(
    ("quote", "names"),
    [
        ("他們訪問東江機械集團。", ["東江機械集團 Company"]),
        ("他訪問了德國公司和日本企業。", ["德國 Country", "日本 Country"]),
        ("長湖市文化和旅游局局长林海说", ["長湖市文化和旅游局 Organization", "林海 Person"]),
        ("建成第三座深水碼頭，擴建線路。", []),
        ("第三屆北港國際水產博覽會開幕。", ["第三屆北港國際水產博覽會 Event"]),
        ("沿海地區的合作中心成立。", []),
        ("內河港口和邊境口岸增長。", []),
        ("根據《北港市發展規劃（2026年）》", ["《北港市發展規劃（2026年）》 Plan"]),
        ("借道俄羅斯扎魯比諾港出海", ["俄羅斯 Country", "扎魯比諾港 Port"]),
    ],
)
def test_a_chinese_name_begins_where_its_words_do(quote: str, names: list[str]) -> None:
    assert [f"{name.words} {name.kind}" for name in chinese_names(quote)] == names


@pytest.mark.parametrize(
    ("quote", "names"),
    [
        ("The Ministry of Trade and Industry met Ann Hill.", [
            "Ministry of Trade and Industry Organization", "Ann Hill Person",
        ]),
        ("Trains and ships go to Estonia, Latvia and Lithuania.", [
            "Estonia Country", "Latvia Country", "Lithuania Country",
        ]),
        ("The Felding Freight Office (FFO) is shut.", [
            "Felding Freight Office Organization", "FFO Organization",
        ]),
        ("OSLO, 14 Oct — Cargo rose to PLN 2 million, according to Statistics Norway.", [
            "OSLO City", "Statistics Norway Organization",
        ]),
        ("Rivals Audi and BMW sell Chinese cars.", ["Audi Company", "BMW Company"]),
        ("OSAKA — Visitors came on Monday for US$5.", ["OSAKA City"]),
        ("Prime Minister Elina Salo spoke at St Mary's School.", [
            "Elina Salo Person", "St Mary's School Organization",
        ]),
        ("Under the Felding Port Plan 2035 it grows.", ["Felding Port Plan 2035 Plan"]),
    ],
)  # fmt: skip
def test_an_english_name_ends_where_its_words_do(quote: str, names: list[str]) -> None:
    assert [f"{name.words} {name.kind}" for name in english_names("", quote)] == names
