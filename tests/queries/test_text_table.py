"""Text tables are aligned, also with Chinese text, and cannot control the terminal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from rich.cells import cell_len

from sygraph.entities.resolve import labels
from sygraph.graph import KnowledgeGraph
from sygraph.queries.fields import named_nodes, table
from sygraph.queries.results import Result
from sygraph.queries.text_table import cell_text, draw, draw_fields


def shown(result: Result, width: int | None = None) -> str:
    return draw(result.form, result.columns, result.rows, width)


def drawn(kg: KnowledgeGraph, sparql: str, width: int | None = None) -> list[str]:
    return shown(Result(sparql, kg.store.query), width).rstrip("\n").split("\n")


def test_columns_line_up_whatever_the_script(kg: KnowledgeGraph) -> None:
    lines = drawn(
        kg,
        "SELECT ?name ?n { VALUES (?name ?n) { ('瀋陽' 1.50) ('Frankfurt' 12345) (UNDEF 7) } }",
    )
    assert lines == [
        " name            n",
        "───────────────────",
        " 瀋陽          1.5",
        " Frankfurt   12345",
        "                 7",
    ]


def test_iris_are_short_and_dates_as_printed(kg: KnowledgeGraph) -> None:
    lines = drawn(
        kg,
        "SELECT * { VALUES (?a ?b ?c ?d) {"
        " (id:seoul '2024-04'^^xsd:gYearMonth '2024-10-29'^^xsd:date true) } }",
    )
    assert lines[2].split() == ["id:seoul", "2024-04", "2024-10-29", "true"]


@pytest.mark.parametrize("width", [40, 60, 80])
def test_long_words_wrap_within_the_terminal(kg: KnowledgeGraph, width: int) -> None:
    lines = drawn(kg, "SELECT ?p ?words { ?p sy:quote ?words } ORDER BY ?p LIMIT 5", width)
    assert max(map(cell_len, lines)) <= width
    assert len(lines) > 7


def test_without_a_terminal_nothing_is_wrapped(kg: KnowledgeGraph) -> None:
    lines = drawn(kg, "SELECT ?p ?words { ?p sy:quote ?words } ORDER BY ?p LIMIT 5")
    assert len(lines) == 7


def test_no_value_controls_the_terminal_or_the_markup(kg: KnowledgeGraph) -> None:
    text = "\n".join(drawn(kg, r"SELECT ('[bold]x[/]\u001B[31m\u0007\r\u009Bz' AS ?x) {}"))
    assert "[bold]x[/]\ufffd[31m\ufffd\ufffd\ufffdz" in text


def test_the_evidence_is_below_the_table(kg: KnowledgeGraph) -> None:
    result = kg.query(
        "SELECT ?value { id:route-los-angeles-cargo a sy:Statement ; sy:value ?value"
        " FILTER NOT EXISTS { ?x sy:no ?y } }",
        evidence=True,
    )
    lines = shown(result, 100).rstrip("\n").split("\n")
    assert lines[2].split() == ["1", "9800"]
    labels = [line[:22].split() for line in lines[4:] if line[:22].strip()]
    assert labels == [
        ["1", "shenyang-2024/240"],
        ["with", "shenyang-2024/"],
        ["background"],
        ["note"],
    ]
    assert "今年4月，伴隨着瀋陽直飛洛杉磯" in lines[4]


@pytest.mark.parametrize(
    ("sparql", "text"), [("ASK {}", "true\n"), ("ASK { ?x sy:no ?y }", "false\n")]
)
def test_the_answer_to_an_ask_is_true_or_false(kg: KnowledgeGraph, sparql: str, text: str) -> None:
    assert shown(Result(sparql, kg.store.query)) == text


@pytest.mark.slow
@pytest.mark.parametrize("width", [40, 100])
def test_no_number_breaks_over_two_lines(kg: KnowledgeGraph, width: int) -> None:
    for name in kg.queries:
        result = kg.query(name)
        lines = shown(result, width).split("\n")
        assert max(map(cell_len, lines)) <= width, name
        for row in result:
            for value in row.values():
                if isinstance(value, int | Decimal):
                    text = cell_text(value)
                    assert any(text in line for line in lines), (name, text)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "zh-Hant"])
def test_no_amount_breaks_over_two_lines(kg: KnowledgeGraph, lang: str) -> None:
    for name in kg.queries:
        result = kg.query(name)
        if result.form != "select":
            continue
        words = labels(kg.store, named_nodes(result.rows), lang)
        lines = draw_fields(result.columns, result.rows, words, lang, 80).split("\n")
        assert max(map(cell_len, lines)) <= 80, name
        found = table(result.columns, result.rows, words, lang)
        for place, one in enumerate(found.fields):
            for row in found.cells if one.kind in ("amount", "period") else ():
                for text in (row[place].text, row[place].aside):
                    assert any(text in line for line in lines), (name, text)


def test_what_is_too_wide_is_a_record_for_each_row(kg: KnowledgeGraph) -> None:
    result = kg.query("changes-over-time")
    words = labels(kg.store, named_nodes(result.rows), "en")
    lines = draw_fields(result.columns, result.rows, words, "en", 60).split("\n")
    assert lines[0].split() == ["1", "subject", "Shenyang"]
    assert "   later value               CNY 110.91 bn" in lines
