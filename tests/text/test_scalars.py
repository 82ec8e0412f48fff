"""Input becomes text, numbers, years, dates and languages within limits, in every interface."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyoxigraph as ox
import pytest

from sygraph.entities.wording import value
from sygraph.errors import BadParameter, SygraphError, UnknownEntity
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import PREFIXES
from sygraph.rdf.values import native
from sygraph.text.scalars import (
    LONGEST_TEXT,
    decimal_of,
    language,
    match_language,
    read_date,
    read_integer,
    read_number,
    read_text,
    read_year,
    shortened,
)

XSD = PREFIXES["xsd"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("6180000", Decimal(6180000)),
        ("6,180,000", Decimal(6180000)),
        (" 42.70 ", Decimal("42.70")),
        (".5", Decimal("0.5")),
        ("5.", Decimal(5)),
        ("-1e3", Decimal(-1000)),
        ("1E+300", Decimal("1E300")),
        ("1.7976931348623157e+308", Decimal("1.7976931348623157e308")),
        ("５０", Decimal(50)),
        ("9" * 400, Decimal("9" * 400)),
    ],
)
def test_a_number_is_read(text: str, number: Decimal) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "1e500000000", "1e-500000000", "1E+999", "9" * 402, "0." + "0" * 900 + "1", "1e99999999999",
        "1,5", "1,2,3", "12,34", "NaN", "-inf", "Infinity", "1_000", "0x10", "", ".", "e5", "many",
    ],
)  # fmt: skip
def test_text_that_is_not_a_number_or_too_long_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(ValueError, match=r"^(is not a number|has more than 400 digits)"):
        read_number(text)
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize("text", ["2023", " 2023 ", "２０２３"])
def test_a_year_is_read(text: str) -> None:
    assert read_year(text) == 2023


@pytest.mark.parametrize("text", ["23", "0999", "12023", "2023-01", "2e3", "²⁰²³", ""])
def test_text_that_is_not_a_year_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a year from 1000 to 9999"):
        read_year(text)


def test_a_date_is_read_as_it_is_stated() -> None:
    assert read_date("2024-10-29") == date(2024, 10, 29)
    for text in ("2024", "20241029", "2024-W44-2", "2024-02-30", "2024-10-29T00:00", "0000-01-01"):
        with pytest.raises(ValueError, match="is not a date such as"):
            read_date(text)


def test_a_whole_number_is_read_within_its_range() -> None:
    assert read_integer("5", 1, 10) == 5
    for text in ("0", "11", "5.0", "5_0", "٥", "9" * 5000, "many", ""):
        with pytest.raises(ValueError, match="is not a whole number from 1 to 10"):
            read_integer(text, 1, 10)


def test_text_is_unicode_of_a_bounded_length() -> None:
    assert read_text(42) == "42"
    assert read_text(datetime(2024, 10, 29, 8)) == "2024-10-29"
    with pytest.raises(ValueError, match="Unicode"):
        read_text("\udcff")
    with pytest.raises(ValueError, match="longer"):
        read_text("x" * (LONGEST_TEXT + 1))
    assert shortened("\udcff" * 1000).startswith("?") and len(shortened("x" * 1000)) < 70


@pytest.mark.parametrize(
    ("tag", "lang"),
    [
        ("en", "en"), ("EN", "en"), ("en-GB", "en"), ("zh", "zh-Hans"), ("zh_CN", "zh-Hans"),
        ("zh-hant", "zh-Hant"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"),
        ("zh-Hant-TW", "zh-Hant"),
    ],
)  # fmt: skip
def test_a_tag_selects_a_language(tag: str, lang: str) -> None:
    assert language(tag) == match_language(tag) == lang


@pytest.mark.parametrize("tag", ["fr", "", "*", "english", 'en" }', "x" * 100_000])
def test_an_unsupported_language_is_refused_with_the_supported_ones(tag: str) -> None:
    assert match_language(tag) is None
    with pytest.raises(BadParameter) as caught:
        language(tag)
    assert caught.value.hint == "one of en, zh-Hant, zh-Hans"


@pytest.mark.parametrize("text", ["1E900000", "NaN", "1_0", "", ".", "abc", "9" * 100_000])
def test_a_malformed_number_of_the_data_is_text(text: str) -> None:
    for kind in ("decimal", "integer"):
        literal = ox.Literal(text, datatype=ox.NamedNode(XSD + kind))
        assert native(literal) == text
        assert value(literal, {}, "en") == text
    with pytest.raises(ValueError, match="is not an xsd:decimal"):
        decimal_of(text)


def test_a_well_formed_number_of_the_data_is_a_number() -> None:
    assert decimal_of("-7.0") == Decimal("-7.0")
    assert native(ox.Literal("2024-W01-1", datatype=ox.NamedNode(XSD + "date"))) == "2024-W01-1"


# From Python

WRONG: dict[str, Callable[[KnowledgeGraph], object]] = {
    "show": lambda kg: kg.show("seoul", lang="fr"),
    "label": lambda kg: kg.label("seoul", "fr"),
    "search": lambda kg: kg.search("seoul", lang="fr"),
    "stats": lambda kg: kg.stats(lang="fr"),
    "choices": lambda kg: kg.choices("undertakings", "status", lang="fr"),
    "view": lambda kg: kg.view(theme="trade", lang="fr"),
    "to_networkx": lambda kg: kg.to_networkx(theme="trade", lang="fr"),
    "export": lambda kg: kg.export("gexf", theme="trade", lang="fr"),
    "query": lambda kg: kg.query("partner-cities", lang="fr"),
}


@pytest.mark.parametrize("call", WRONG.values(), ids=list(WRONG))
def test_an_unknown_language_is_refused_by_each_method(
    kg: KnowledgeGraph, call: Callable[[KnowledgeGraph], object]
) -> None:
    with pytest.raises(BadParameter) as caught:
        call(kg)
    said = f"{caught.value.message} {caught.value.hint}"
    assert caught.value.name == "lang" and "one of en, zh-Hant, zh-Hans" in said


def test_chinese_is_simplified_chinese(kg: KnowledgeGraph) -> None:
    def rows(lang: str) -> list[dict[str, object]]:
        return [dict(row) for row in kg.query("partner-cities", lang=lang)]

    assert rows("zh") == rows("zh-Hans") != rows("zh-TW") == rows("zh-Hant")
    assert kg.label("seoul", "zh") == "首尔"
    assert kg.show("seoul", lang="zh-TW").label == "首爾"


def test_very_long_input_is_refused_at_once(kg: KnowledgeGraph) -> None:
    began = time.process_time()
    for number in ("1e500000000", "9" * 1_000_000, 10**1000, 10**9000):
        with pytest.raises(BadParameter, match=r"^number: "):
            kg.query("where-stated", number=number)
    for name in ("x" * 1_000_000, "國" * 1_000_000):
        with pytest.raises(UnknownEntity) as caught:
            kg.resolve(name)
        assert len(caught.value.message) < 100
        with pytest.raises(SygraphError, match="longer"):
            kg.search(name)
        with pytest.raises(SygraphError):
            kg.query("partner-cities", country=name)
    assert time.process_time() - began < 5


# What may be given


def test_a_class_of_codes_is_a_closed_set(kg: KnowledgeGraph) -> None:
    assert [choice.text for choice in kg.choices("air-routes", "service")] == [
        "sy:cargo",
        "sy:passenger",
    ]
    assert kg.choices("is-sister-city", "city") == []  # which the ontology does not list


@pytest.mark.parametrize(
    ("query", "params", "says"),
    [
        ("air-routes", {"service": "passenger"}, "one of sy:cargo (cargo), sy:passenger"),
        ("air-routes", {"service": "Seoul"}, "one of sy:cargo (cargo), sy:passenger"),
        ("air-routes", {"service": ["cargo", "boat"]}, "one of sy:cargo (cargo), sy:passenger"),
        ("undertakings", {"status": "done"}, "sy:achieved (achieved)"),
        ("figures", {"measure": "weight"}, "one of "),
        ("figures-by-unit", {"unit": "pound"}, "one of "),
        ("classes", {"class": "sy:Cty"}, "did you mean city?"),
        ("partner-cities", {"country": "Atlantis"}, "id:japan (Japan)"),
        ("coordinates", {"country": "Atlantis"}, "a sy:Country, such as Australia"),
        ("coordinates", {"country": "Jpan"}, "did you mean Japan"),
    ],
)
def test_the_error_for_a_wrong_value_lists_the_allowed_values(
    kg: KnowledgeGraph, query: str, params: dict[str, Any], says: str
) -> None:
    with pytest.raises(SygraphError) as caught:
        kg.query(query, **params)
    assert says in (caught.value.hint or "")
