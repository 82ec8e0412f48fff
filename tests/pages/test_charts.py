"""Charts: one for each measure and unit, with round ticks, named bars, and bounds as they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sygraph.entities.resolve import labels
from sygraph.graph import KnowledgeGraph
from sygraph.pages.charts import Chart, chart, ticks
from sygraph.queries.fields import named_nodes, table


def drawn(kg: KnowledgeGraph, query: str, lang: str = "en", **chosen: str) -> Chart:
    result = kg.query(query, lang=lang) if query in kg.queries else kg.query(query)
    words = labels(kg.store, named_nodes(result.rows), lang)
    found = table(result.columns, result.rows, words, lang)
    made = chart(found, result.rows, words, lang=lang, **chosen)
    assert made is not None
    return made


def test_each_measure_and_unit_has_a_chart_of_its_own(kg: KnowledgeGraph) -> None:
    panels = {(panel.title, panel.axis) for panel in drawn(kg, "figures").panels}
    assert {
        ("Total trade", "CNY"),
        ("Value of signed projects", "CNY"),
        ("Number", "cities"),
    } <= panels


def test_a_figure_without_another_to_compare_is_left_to_the_table(kg: KnowledgeGraph) -> None:
    found = drawn(kg, "figures")
    assert all(len(panel.bars) > 1 for panel in found.panels)
    assert found.left_out == 30 - sum(len(panel.bars) for panel in found.panels) > 0


def test_rows_of_one_name_are_named_apart(kg: KnowledgeGraph) -> None:
    [panel] = drawn(kg, "trade-totals").panels
    names = [" ".join(bar.name) for bar in panel.bars]
    assert len(set(names)) == len(names) == 4
    assert "Shenyang · 2023" in names and "Shenyang · Jan–Sep 2024" in names


def test_each_bar_has_its_value_and_says_what_is_about(kg: KnowledgeGraph) -> None:
    [panel] = drawn(kg, "trade-totals").panels
    assert [(bar.value, bar.bound) for bar in panel.bars][:2] == [
        ("CNY 7.471 bn", "exact"),
        ("about CNY 3.1 bn", "about"),
    ]
    assert panel.bounds == ("about",)
    assert [bar.row for bar in panel.bars] == [1, 2, 3, 4]


def test_bars_are_as_long_as_their_values(kg: KnowledgeGraph) -> None:
    [panel] = drawn(kg, "trade-totals").panels
    small, large = panel.bars[1], panel.bars[2]
    assert small.width / large.width == pytest.approx(3.1 / 146.93, rel=0.01)
    assert [bar.left for bar in panel.bars] == [0, 0, 0, 0]


def test_the_axis_is_in_the_words_of_the_language(kg: KnowledgeGraph) -> None:
    [panel] = drawn(kg, "trade-totals", "zh-Hant").panels
    assert [tick.label for tick in panel.ticks] == ["0", "500億", "1,000億", "1,500億"]
    assert panel.axis == "元"


def test_less_than_nothing_is_left_of_zero(kg: KnowledgeGraph) -> None:
    [panel] = drawn(kg, "SELECT ?x ?n { VALUES (?x ?n) { ('a' -2) ('b' 4) } }").panels
    down, up = panel.bars
    assert down.left + down.width == pytest.approx(up.left) and down.left < up.left
    assert [tick.label for tick in panel.ticks] == ["-2", "0", "2", "4"]


def test_what_no_chart_can_draw_leaves_a_gap(kg: KnowledgeGraph) -> None:
    numbers = '"INF"^^xsd:double 1e0 "NaN"^^xsd:double'
    [panel] = drawn(kg, f"SELECT ?n {{ VALUES ?n {{ {numbers} }} }}").panels
    assert [bar.width > 0 for bar in panel.bars] == [False, True, False]


def test_huge_numbers_are_drawn_too(kg: KnowledgeGraph) -> None:
    huge = "1" + "0" * 400
    [panel] = drawn(kg, f"SELECT ?n {{ VALUES ?n {{ {huge} 1 }} }}").panels
    assert panel.bars[0].width == 60


@pytest.mark.parametrize(
    ("least", "most", "expected"),
    [
        ("0", "1", "0 0.5 1"),
        ("0", "0", "0 1"),
        ("0", "0.0001", "0 0.00005 0.0001"),
        ("-7", "-3", "-10 -5 0"),
        ("-0.2", "0.65", "-0.5 0 0.5 1"),
        ("5", "211", "0 100 200 300"),
    ],
)
def test_ticks_are_round_and_few(least: str, most: str, expected: str) -> None:
    assert ticks(Decimal(least), Decimal(most)) == list(map(Decimal, expected.split()))


def test_the_reader_chooses_what_is_drawn_and_by_what(kg: KnowledgeGraph) -> None:
    found = drawn(kg, "trade-pace", y="monthlyAverage")
    assert found.y == "monthlyAverage"
    assert [name for name, _ in found.ys] == ["value", "monthlyAverage"]
    assert dict(found.xs) == {"subject": "subject"}
