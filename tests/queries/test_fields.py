"""The columns of an answer, folded into what a reader needs."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sygraph.data import read_toml
from sygraph.entities.resolve import labels
from sygraph.graph import KnowledgeGraph
from sygraph.queries.fields import Table, fields, heading, named_nodes, table
from sygraph.queries.results import Result


def read(kg: KnowledgeGraph, result: Result, lang: str = "en") -> Table:
    words = labels(kg.store, named_nodes(result.rows), lang)
    return table(result.columns, result.rows, words, lang)


def lines(found: Table) -> list[str]:
    return [" | ".join(map(str, row)) for row in found.cells]


def headings(kg: KnowledgeGraph, name: str, lang: str = "en") -> tuple[str, ...]:
    return read(kg, kg.query(name, lang=lang), lang).headings


def test_value_unit_bound_and_period_are_one_cell(kg: KnowledgeGraph) -> None:
    found = read(kg, kg.query("trade-totals"))
    assert found.headings == ("subject", "value")
    assert "Shenyang–Los Angeles cargo route | about CNY 3.1 bn, up to Apr 2024" in lines(found)
    assert "Shenyang | CNY 146.93 bn, 2023" in lines(found)


def test_each_value_has_its_own_period(kg: KnowledgeGraph) -> None:
    [row] = lines(read(kg, kg.query("changes-over-time")))
    assert row == (
        "Shenyang | total trade | CNY 146.93 bn, 2023 | CNY 110.91 bn, Jan–Sep 2024 | "
        "CNY 12.24 bn | CNY 12.32 bn | 0.65%"
    )


def test_what_is_computed_is_rounded_and_keeps_its_exact_value(kg: KnowledgeGraph) -> None:
    found = read(kg, kg.query("changes-over-time"))
    cells = dict(zip(found.headings, found.cells[0], strict=True))
    assert cells["earlier monthly average"].exact == "CNY 12,244,166,667"
    assert cells["earlier value"].exact is None


def test_in_chinese_the_headings_and_the_amounts_are_chinese(kg: KnowledgeGraph) -> None:
    found = read(kg, kg.query("trade-totals", lang="zh-Hant"), "zh-Hant")
    assert found.headings == ("主體", "數值")
    assert "瀋陽 | 1,109.1億元, 2024年1—9月" in lines(found)
    assert headings(kg, "trade-totals", "zh-Hans") == ("主体", "数值")


def test_a_statement_is_the_link_of_its_wording(kg: KnowledgeGraph) -> None:
    result = kg.query("undertakings")
    by_name = {one.name: one for one in fields(result.columns, result.rows)}
    assert "undertaking" not in by_name
    assert by_name["statedAs"].statement == "undertaking"


def test_empty_columns_and_repeated_wordings_are_left_out(kg: KnowledgeGraph) -> None:
    assert headings(kg, "coordinates") == ("place", "country", "latitude", "longitude")
    assert headings(kg, "rail-corridors") == ("corridor", "part", "value")
    assert "object status" not in headings(kg, "hub-plans")


def test_truth_values_and_passages_are_words(kg: KnowledgeGraph) -> None:
    routes = read(kg, kg.query("air-routes"))
    assert {row[routes.headings.index("direct")].text for row in routes.cells} == {"yes"}
    assert lines(read(kg, kg.query("SELECT ?p { VALUES ?p { p:40 } }"))) == ["sentence 40"]


def test_sparql_keeps_the_names_of_its_variables(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?monthlyAverage { VALUES ?monthlyAverage { 12 } }")
    assert table(result.columns, result.rows, {}, "zh-Hant", named=False).headings == (
        "monthlyAverage",
    )


def test_all_columns_are_there_when_asked(kg: KnowledgeGraph) -> None:
    result = kg.query("trade-totals")
    found = table(result.columns, result.rows, {}, "en", all_columns=True)
    assert tuple(one.name for one in found.fields) == result.columns


def select_queries(kg: KnowledgeGraph) -> Sequence[tuple[str, Result]]:
    found = ((name, kg.query(name)) for name in kg.queries)
    return [(name, result) for name, result in found if result.form == "select"]


def test_every_column_of_the_named_queries_has_a_heading_in_chinese(kg: KnowledgeGraph) -> None:
    known = {
        *read_toml("queries/columns.toml")["zh-Hant"],
        *read_toml("queries/topics.toml")["parameters"],
    }
    for name, result in select_queries(kg):
        for column in result.columns:
            if not column.endswith("Label"):
                assert column in known, f"{name}: {column} has no heading in queries/columns.toml"
                assert heading(column, "zh-Hant") != heading(column, "en")


def test_no_field_loses_a_value(kg: KnowledgeGraph) -> None:
    """Each column with values is in a field, or is one that `columns.toml` folds."""
    folded = {
        name for names in read_toml("queries/columns.toml")["folded"].values() for name in names
    }
    folded.add("article")  # of one article, which is the same in all rows
    for name, result in select_queries(kg):
        shown = {column for one in fields(result.columns, result.rows) for column in one.columns}
        for column in result.columns:
            if column in folded or any(column == f"{name}Label" for name in shown):
                continue
            assert column in shown or all(row[column] is None for row in result), (name, column)


@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_no_cell_shows_an_iri(kg: KnowledgeGraph, lang: str) -> None:
    for name, result in select_queries(kg):
        for line in lines(read(kg, result, lang)):
            assert "qunit:" not in line and "sy:" not in line, (name, line)
