"""Which named query fits a question by its header alone, and how typing errors are mended."""

from __future__ import annotations

import pytest

from sygraph.data import Files
from sygraph.queries.catalog import Catalog
from sygraph.queries.question_index import Corrector, QuestionIndex

CATALOG = Catalog.load(Files.bundled())
INDEX = QuestionIndex(CATALOG)


@pytest.mark.parametrize("name", sorted(CATALOG))
def test_each_query_fits_its_own_questions(name: str) -> None:
    for lang in ("en", "zh-Hant", "zh-Hans"):
        best = [named.name for named in INDEX.best(CATALOG[name].summary_in(lang))]
        assert name in best[:3], (lang, best[:5])


def test_a_text_without_words_of_queries_fits_none() -> None:
    assert INDEX.best("qwertyuiop") == []
    assert INDEX.best("") == []


def test_a_rare_word_tells_more() -> None:
    assert INDEX.weight("#coordinates") > INDEX.weight("#trade") > INDEX.weight("#figure")
    assert INDEX.weight("hydrogen") > INDEX.weight("#coordinates") / 2
    assert not INDEX.has("hydrogen")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("frieght", "freight"),
        ("airprt", "airport"),
        ("partnerhsip", "partnership"),
        ("cities", "cities"),
        ("xyz", "xyz"),
        ("hydrogen", "hydrogen"),
    ],
)
def test_a_typing_error_is_mended_and_other_words_are_left(typed: str, meant: str) -> None:
    assert Corrector(INDEX.vocabulary)(typed, False) == meant


def test_the_last_word_may_be_unfinished() -> None:
    correct = Corrector(INDEX.vocabulary)
    assert correct("airpo", True) == "airport"
    assert correct("airpo", False) == "airpo"
