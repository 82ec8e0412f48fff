"""Figures and periods as a reader of each language expects them."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import Fact, facts
from sygraph.entities.resolve import labels
from sygraph.entities.wording import figure, period, quantity
from sygraph.namespaces import ID, PREFIXES, sy
from sygraph.store.interface import OxigraphStore

STORE = OxigraphStore.bundled()


def told(name: str, lang: str) -> str | None:
    found = facts(STORE, "s", [NamedNode(ID + name)])
    iris = [f.object for f in found if isinstance(f.object, NamedNode)]
    return figure(found, labels(STORE, iris, lang), lang)


@pytest.mark.parametrize(
    ("name", "lang", "words"),
    [
        (
            "route-los-angeles-cargo",
            "en",
            "cargo throughput: about 9,800 tonnes, up to Apr 2024",
        ),
        ("route-los-angeles-cargo", "zh-Hant", "貨物吞吐量：約9,800噸，截至2024年4月"),
        ("ftz-trade-2023-growth", "zh-Hans", "同比增长：44.4%，2023年"),
        (
            "shenyang-landed-projects-since-2023",
            "zh-Hant",
            "落地項目數：1,953個項目，2023年以來",
        ),
        ("shenyang-trade-2023", "zh-Hant", "進出口總額：1,469.3億元，2023年"),
        ("shenyang-trade-2023", "en", "total trade: CNY 146.93 bn, 2023"),
        ("shenyang-friendly-cities-count", "en", "number: 79 cities, at present"),
        ("hello-munich-attendance", "en", "number: at least 150 people"),
        ("hello-munich-attendance", "zh-Hans", "数目：至少150人"),
        ("target-2035-commute", "zh-Hant", "客運時間：1小時，到2035年"),
        ("seoul", "en", None),
    ],
)
def test_a_figure_is_told_as_its_readers_write(name: str, lang: str, words: str | None) -> None:
    assert told(name, lang) == words


def fact(name: str, value: str) -> Fact:
    return Fact(NamedNode(ID + "x"), sy(name), Literal(value), ())


@pytest.mark.parametrize(
    ("said", "en", "zh"),
    [
        ([("date", "2024-10-29")], "29 Oct 2024", "2024年10月29日"),
        ([("periodStart", "2024-01"), ("periodEnd", "2024-09")], "Jan–Sep 2024",
         "2024年1—9月"),
        ([("periodStart", "2023"), ("periodEnd", "2023")], "2023", "2023年"),
        ([("notBefore", "2024")], "since 2024", "2024年以來"),
        ([("ongoing", "true")], "at present", "目前"),
        ([("deadline", "2050")], "by 2050", "到2050年"),
        ([("date", "spring")], "spring", "spring"),
        ([], "", ""),
    ],
)  # fmt: skip
def test_a_period_is_as_precise_as_it_is_stated(
    said: list[tuple[str, str]], en: str, zh: str
) -> None:
    stated = [fact(*one) for one in said]
    assert (period(stated, "en"), period(stated, "zh-Hant")) == (en, zh)


def test_a_value_without_a_unit_stands_alone() -> None:
    decimal = NamedNode(PREFIXES["xsd"] + "decimal")
    bare = [Fact(NamedNode(ID + "x"), sy("value"), Literal("1200.0", datatype=decimal), ())]
    assert quantity(bare, {}, "en") == "1,200"
    assert quantity([], {}, "en") is None


@pytest.mark.parametrize("true", ["true", "1"])
def test_what_holds_at_present_is_told_however_an_engine_writes_true(true: str) -> None:
    boolean = NamedNode(PREFIXES["xsd"] + "boolean")
    fact = Fact(NamedNode(ID + "x"), sy("ongoing"), Literal(true, datatype=boolean), ())
    assert (period([fact], "en"), period([fact], "zh-Hans")) == ("at present", "目前")


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "about 20 to 30"), ("zh-Hant", "約20至30"), ("zh-Hans", "约20至30")]
)
def test_a_range_is_written_with_both_ends(lang: str, words: str) -> None:
    x, schema = NamedNode(ID + "x"), PREFIXES["schema"]
    ends = [("minValue", "20.0"), ("maxValue", "30.0")]
    found = [Fact(x, NamedNode(schema + name), Literal(end), ()) for name, end in ends]
    found.append(Fact(x, sy("bound"), sy("approximate"), ()))
    assert quantity(found, {}, lang) == words
