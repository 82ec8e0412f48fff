"""What a question names: entities, terms, times and numbers."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from sygraph.data import Files
from sygraph.entities.names import names_of
from sygraph.namespaces import ID, sy
from sygraph.queries.catalog import Catalog
from sygraph.queries.question_index import Corrector, QuestionIndex
from sygraph.queries.question_reading import Reader, Reading
from sygraph.store.interface import OxigraphStore

TERMS = {
    sy("Airport").value: ["airport", "機場"],
    sy("tradeTotal").value: ["total trade", "進出口總額"],
    sy("cargo").value: ["cargo", "貨運"],
}


@pytest.fixture(scope="module")
def reader() -> Reader:
    names = names_of(OxigraphStore.bundled())
    index = QuestionIndex(Catalog.load(Files.bundled()))
    correct = Corrector(index.vocabulary, names.vocabulary)
    return Reader(names, TERMS, correct, index.has, date(2024, 10, 29))


def named(reading: Reading) -> set[str]:
    return {iri.removeprefix(ID) for one in reading.names if one.fit == 1 for iri in one.nodes}


@pytest.mark.parametrize(
    ("question", "entities"),
    [
        ("Is Chicago a sister city?", {"chicago"}),
        ("Seoul's and Daejeon's events", {"seoul", "daejeon"}),
        ("沈阳和大連港", {"shenyang", "dalian-port"}),
        ("2024瀋陽韓國周有哪些活動", {"korea-week-2024"}),
        ("KATOWICE", {"katowice"}),
        ("sasbo", {"sasebo"}),
        ("tell us about the routes", set()),
        ("which cities are there", set()),
    ],
)
def test_entities_are_found_by_their_longest_names(
    reader: Reader, question: str, entities: set[str]
) -> None:
    assert named(reader.read(question)) == entities


def test_an_adjective_names_its_country(reader: Reader) -> None:
    [mention] = [one for one in reader.read("Japanese cities").names if one.fit > 0.8]
    assert mention.nodes == (ID + "japan",)


@pytest.mark.parametrize("question", ["taoxian", "渾南", "卡托維茨"])
def test_a_part_of_a_name_may_be_meant(reader: Reader, question: str) -> None:
    found = reader.read(question).names
    assert found
    assert all(mention.fit < 1 for mention in found)


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("the airports", {"Airport"}),
        ("外貿多少", {"tradeTotal"}),
        ("imports and exports", {"tradeTotal"}),
        ("貨運", {"cargo"}),
        ("cities", set()),
    ],
)
def test_terms_are_found_by_their_words(reader: Reader, question: str, terms: set[str]) -> None:
    found = {iri.rpartition("#")[2] for one in reader.read(question).terms for iri in one.nodes}
    assert found == terms


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("in 2023", "2023-01-01", "2023-12-31"),
        ("去年", "2023-01-01", "2023-12-31"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("September 2024", "2024-09-01", "2024-09-30"),
        ("Sep 2024", "2024-09-01", "2024-09-30"),
        ("4 May 2024", "2024-05-04", "2024-05-04"),
        ("May 4, 2024", "2024-05-04", "2024-05-04"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024年9月", "2024-09-01", "2024-09-30"),
        ("2024年十二月", "2024-12-01", "2024-12-31"),
        ("2021—2035年", "2021-01-01", "2035-12-31"),
    ],
)
def test_times_are_read_in_english_and_chinese(
    reader: Reader, question: str, first: str, last: str
) -> None:
    [time] = reader.read(f"{question} 的活動").times
    assert (time.first.isoformat(), time.last.isoformat()) == (first, last)


@pytest.mark.parametrize("question", ["2024-13", "may they", "目前", "9999", "the year before"])
def test_what_is_no_time_is_none(reader: Reader, question: str) -> None:
    assert not [time for time in reader.read(question).times if not time.is_year]


@pytest.mark.parametrize(
    ("question", "number", "written"),
    [
        ("1469", 1469, "1469"),
        ("618萬單", 6180000, "618万"),
        ("6.18 million parcels", 6180000, "6.18 million"),
        ("6,180,000", 6180000, "6,180,000"),
        ("where is 42.7%", Decimal("42.7"), "42.7"),
    ],
)
def test_numbers_are_read(reader: Reader, question: str, number: Decimal, written: str) -> None:
    [found] = reader.read(question).numbers
    assert (found.value, found.written) == (number, written)


def test_a_year_and_a_number_of_a_name_are_no_numbers(reader: Reader) -> None:
    assert reader.read("in 2023").numbers == ()
    assert reader.read("2024瀋陽韓國周").numbers == ()
    assert reader.read("三通道").numbers == ()
