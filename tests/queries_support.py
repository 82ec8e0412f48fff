"""What the tests of the named queries share: a case, what the article answers, and the check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import curie
from sygraph.queries.rows import Row
from sygraph.rdf.values import IRI, PartialDate

__all__ = ["Answer", "Case", "answer", "assert_answers", "table"]


@dataclass(frozen=True)
class Answer:
    """One row that the article leads us to expect, and the words that prove it.

    `values` need not name every column: what it names must be so. An IRI is written as its CURIE,
    a number as an int or a float, a date as it is printed, an empty cell as None.
    `quotes` are whole passages or pieces distinctive enough to stand in one passage only;
    the row's evidence must be just those passages.
    """

    quotes: tuple[str, ...]
    values: Mapping[str, object]


def answer(*quotes: str, **values: object) -> Answer:
    """Return the expected row with these values, proved by these words."""
    return Answer(quotes, values)


def table(columns: str, *rows: tuple[object, ...]) -> tuple[Answer, ...]:
    """Return expected rows: each has the cells of these columns, then the words that prove it."""
    names = columns.split()
    return tuple(
        Answer(tuple(map(str, row[len(names) :])), dict(zip(names, row, strict=False)))
        for row in rows
    )


@dataclass(frozen=True)
class Case:
    """A question, the parameters it is asked with, and all its answers in order."""

    query: str
    answers: tuple[Answer, ...]
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.query, *(f"{name}={value}" for name, value in self.params.items())])


@cache
def article_words() -> str:
    """The words of the article, the layout's line breaks left out."""
    return Files.bundled().seed.read_text("utf-8").replace("\n", "")


def plain(value: object) -> object:
    """Return a value in the form in which a test writes it."""
    match value:
        case IRI():
            return curie(value)
        case bool() | None:
            return value
        case int() | float():
            return Decimal(str(value))
        case date() | PartialDate():
            return str(value)
    return value


def assert_answers(kg: KnowledgeGraph, case: Case) -> None:
    """Ask the question; its answers, their order and their evidence must be the expected ones."""
    rows = list(kg.query(case.query, evidence=True, **case.params))
    assert [shown(row, expected) for row, expected in zip(rows, case.answers, strict=False)] == [
        {name: plain(value) for name, value in expected.values.items()} for expected in case.answers
    ]
    assert len(rows) == len(case.answers)
    for row, expected in zip(rows, case.answers, strict=True):
        assert_evidence(row, expected)


def shown(row: Row, expected: Answer) -> dict[str, object]:
    """Return those cells of a row that the answer speaks of."""
    return {name: plain(row[name]) for name in expected.values}


def assert_evidence(row: Row, expected: Answer) -> None:
    """The passages that prove a row are those expected: none missing and none too many."""
    for piece in expected.quotes:
        assert piece in article_words(), f"not in the article: {piece}"
    cited = {evidence.quote for evidence in row.evidence}
    missing = [p for p in expected.quotes if sum(p in quote for quote in cited) != 1]
    surplus = [quote for quote in cited if not any(piece in quote for piece in expected.quotes)]
    assert (missing, surplus) == ([], []), f"evidence of {dict(row)}"
