"""The named queries as a whole: all are tested, none is undocumented, every example works."""

from __future__ import annotations

from typing import Any

import pytest

from queries_support import Case, assert_answers
from query_cases import CASES
from sygraph.data import Files
from sygraph.entities.resolve import LANGUAGES
from sygraph.graph import KnowledgeGraph
from sygraph.queries.catalog import Catalog

CATALOG = Catalog.load(Files.bundled())
# Queries that only several articles answer; tests/entities/test_comparison.py has their answers.
SEVERAL = {"same-quantity"}
EXAMPLES = [
    pytest.param(name, {parameter.name: parameter.example}, id=f"{name}-{parameter.name}")
    for name, query in CATALOG.items()
    for parameter in query.params
    if name not in SEVERAL
]


def test_there_are_forty_and_more() -> None:
    assert len(CATALOG) >= 40


def test_each_query_has_an_answer_read_off_the_article() -> None:
    answered = {case.query for case in CASES if case.answers}
    assert set(CATALOG) - answered == SEVERAL


def test_each_parameter_is_given_a_value_in_some_case() -> None:
    given = {(case.query, name) for case in CASES for name in case.params}
    known = {
        (name, parameter.name)
        for name, query in CATALOG.items()
        for parameter in query.params
        if parameter.type != "lang" and name not in SEVERAL
    }
    assert known - given == set()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_article_answers(kg: KnowledgeGraph, case: Case) -> None:
    assert_answers(kg, case)


@pytest.mark.parametrize(("name", "params"), EXAMPLES)
def test_each_example_has_an_answer(kg: KnowledgeGraph, name: str, params: dict[str, Any]) -> None:
    assert kg.query(name, **params)


@pytest.mark.parametrize(
    "name", [n for n, q in CATALOG.items() if "lang" in {p.name for p in q.params}]
)
def test_the_language_of_labels_changes_nothing_else(kg: KnowledgeGraph, name: str) -> None:
    def without_labels(lang: str) -> list[dict[str, object]]:
        return [
            {column: value for column, value in row.items() if not column.endswith("abel")}
            for row in kg.query(name, lang=lang)
        ]

    english, traditional, simplified = map(without_labels, LANGUAGES)
    assert english == traditional == simplified
