"""Errors keep their culprit, and their messages say what to do."""

from __future__ import annotations

import pytest

from sygraph.errors import (
    AmbiguousEntity,
    BadParameter,
    DataError,
    NotFound,
    OutputError,
    QuerySyntaxError,
    SygraphError,
    UnknownEntity,
    UnknownFormat,
    UnknownQuery,
    nearest,
)


@pytest.mark.parametrize(
    ("error", "exit_code", "status"),
    [
        (SygraphError("no"), 2, 400),
        (UnknownEntity("x"), 2, 404),
        (UnknownQuery("x"), 2, 404),
        (UnknownFormat("x"), 2, 406),
        (AmbiguousEntity("x", ["id:a", "id:b"]), 2, 400),
        (BadParameter("no", name="x"), 2, 400),
        (QuerySyntaxError("no", query="", line=1, column=1), 2, 400),
        (DataError("no"), 2, 400),
        (OutputError("no"), 2, 400),
        (NotFound("no"), 1, 404),
    ],
)
def test_each_error_has_its_exit_code_and_its_status(
    error: SygraphError, exit_code: int, status: int
) -> None:
    assert (error.exit_code, error.status) == (exit_code, status)


def test_an_unknown_name_offers_the_nearest() -> None:
    error = UnknownQuery("air-rutes", ["air-routes", "rail-routes"])
    assert str(error) == "unknown query: air-rutes"
    assert error.name == "air-rutes"
    assert error.suggestions == ("air-routes", "rail-routes")
    assert error.hint == "did you mean air-routes or rail-routes?"


def test_an_unknown_name_like_no_other_has_no_hint() -> None:
    assert UnknownEntity("Atlantis").hint is None


def test_a_bad_parameter_offers_the_nearest() -> None:
    error = BadParameter("no parameter contry", name="contry", suggestions=["country"])
    assert (error.name, error.hint) == ("contry", "did you mean country?")


def test_an_ambiguous_name_lists_its_candidates() -> None:
    error = AmbiguousEntity("日韓", ["id:japan", "id:south-korea"])
    assert str(error) == "日韓 may be any of id:japan, id:south-korea"
    assert error.candidates == ("id:japan", "id:south-korea")


@pytest.mark.parametrize(
    ("path", "line", "message"),
    [
        ("graph/x.trig", 12, "graph/x.trig:12: no object"),
        ("graph/x.trig", None, "graph/x.trig: no object"),
        (None, None, "no object"),
    ],
)
def test_a_data_error_opens_with_its_place(
    path: str | None, line: int | None, message: str
) -> None:
    error = DataError("no object", path=path, line=line)
    assert str(error) == message
    assert (error.path, error.line, error.message) == (path, line, message)


def test_a_caret_stands_below_its_character_behind_wide_ones_and_tabs() -> None:
    error = QuerySyntaxError("no", query="ASK {\n\t?s ?p '瀋陽' ?x }\r\n", line=2, column=13)
    assert str(error).split("\n")[1:] == ["  \t?s ?p '瀋陽' ?x }", "  \t       \u3000\u3000  ^"]


def test_a_caret_may_stand_behind_the_last_line() -> None:
    error = QuerySyntaxError("no", query="ASK {", line=2, column=1)
    assert str(error).split("\n")[1:] == ["  ", "  ^"]


def test_nearest_overlooks_case_and_offers_nothing_far() -> None:
    assert nearest("SHENYAN", ["Shenyang", "Seoul"]) == ["Shenyang"]
    assert nearest("xyz", ["Shenyang", "Seoul"]) == []
