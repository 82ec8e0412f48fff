"""Check translations: each passage of a translated article has one that keeps its figures."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from pyoxigraph import Literal

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Facts, Node, decimal, name
from sygraph.namespaces import LABELS, TRANSLATION, is_translations, sy, translations_of, vocab
from sygraph.text.numerals import find_numerals
from sygraph.text.quantities import read_quantities
from sygraph.text.readings import Numeral

__all__ = ["check_translations"]

_VALUE, _BOUND = sy("value"), sy("bound")
_LEAST = vocab("schema:minValue")
_WORDINGS = (sy("statedAs"), sy("goal"))
_FIX = "correct the translation, or the fact if it is wrong"


def check_translations(data: Dataset, report: Report) -> None:
    """Compare the English translations with the quotes and facts, passage by passage."""
    for graph, facts in data.graphs.items():
        if not is_translations(graph):
            _check_strays(facts, report)
    for article in data.articles:
        translations = data.graph(translations_of(article.value))
        if len(translations):
            passages = data.by_article[article]
            _check_passages(data, passages, translations, report)
            _check_wordings(data, passages, translations, report)


def _check_strays(facts: Facts, report: Report) -> None:
    for s, p, _ in facts:
        if p == TRANSLATION:
            report.fault(
                "translation",
                name(s),
                "has a translation among the facts",
                "move it to graph/ARTICLE.translations.ttl",
            )


def _check_passages(
    data: Dataset, passages: list[Passage], translations: Facts, report: Report
) -> None:
    for passage in passages:
        english = _english(translations, passage.iri)
        if english is None:
            report.fault(
                "translation", passage.name, "has no translation", "translate it into English"
            )
            continue
        report.count("translations")
        report.count("translations of passages")
        problems = [
            *_unlike_figures(passage, english),
            *_unlike_numerals(passage.quote, english, passage.language),
            *_missing_cities(data, passage, english),
        ]
        for where, problem in problems:
            report.fault("translation", where or passage.name, problem, _FIX)


def _check_wordings(
    data: Dataset, passages: list[Passage], translations: Facts, report: Report
) -> None:
    """Check that what is called by its wording has that translated, and nothing else has."""
    worded: dict[Node, list[str]] = {}
    for passage in passages:
        for node in passage.facts.subjects():
            words = [text for prop in _WORDINGS for text in passage.facts.texts(node, prop)]
            measured = any(passage.facts.all(node, prop) for prop in (_VALUE, _LEAST))
            if words and not measured and not _is_named(data, node):
                worded.setdefault(node, []).extend(words)
    for node, words in worded.items():
        english = _english(translations, node)
        if english is None:
            report.fault(
                "translation",
                name(node),
                f"the wording “{words[0]}” has no translation",
                "translate it into English, since the statement has no other name",
            )
            continue
        report.count("translations")
        report.count("translations of wordings")
        for _, problem in _unlike_numerals("；".join(words), english, passages[0].language):
            report.fault("translation", name(node), problem, _FIX)
    known = {passage.iri for passage in passages} | worded.keys()
    for node in translations.subjects():
        if translations.all(node, TRANSLATION) and node not in known:
            report.fault(
                "translation",
                name(node),
                "is neither a passage of the article nor a statement named by its wording",
                "remove the translation, or correct what it is of",
            )


def _english(translations: Facts, node: Node) -> str | None:
    for value in translations.all(node, TRANSLATION):
        if isinstance(value, Literal) and (value.language or "").lower() == "en":
            return value.value
    return None


def _is_named(data: Dataset, node: Node) -> bool:
    return bool(data.gazetteer.all(node, LABELS[0]))


def _unlike_figures(passage: Passage, english: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers of facts that the translation does not print, or with another bound."""
    printed = set(_numbers(english))
    bounds: dict[Decimal, set[str]] = {}
    for quantity in read_quantities(english, "en"):
        printed |= {quantity.low, quantity.high}  # a decline is negative
        bounds.setdefault(quantity.low, set()).add(quantity.bound)
    for s, p, o in passage.facts:
        value = decimal(o)
        if value is None:
            continue
        bound = passage.facts.one(s, _BOUND) if p == _VALUE else None
        said = bounds.get(value, {"exact"})
        if value not in printed:
            yield passage.where(s), f"{name(p)} is {value:f}, which its translation does not print"
        elif bound is not None and bound not in {sy(code) for code in said | _alike(said)}:
            told = " or ".join(sorted(said))
            yield passage.where(s), f"sy:bound is {name(bound)}, its translation says {told}"


def _alike(bounds: set[str]) -> set[str]:
    """Return the bounds that a translation may print for these: 150餘人 is "more than 150"."""
    pairs = ({"atLeast", "moreThan"}, {"atMost", "lessThan"})
    return set().union(*(pair for pair in pairs if pair & bounds))


def _unlike_numerals(words: str, english: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers in digits that only the words or only the translation print."""
    numerals, numbers = find_numerals(words, language), _numbers(english)
    for numeral in numerals:
        if _in_digits(numeral.words) and numeral.value not in numbers:
            yield "", f"the translation does not print {numeral.words}"
    stated = {numeral.value for numeral in numerals}
    for number in _numerals(english):
        if _in_digits(number.words) and number.value not in stated:
            yield "", f"the translation prints {number.words}, which the article does not"


def _numbers(english: str) -> set[Decimal]:
    """Return the numbers of an English text; a month is its number in the year."""
    months = {
        Decimal(number) for number, month in enumerate(month_name) if month and month in english
    }
    return {numeral.value for numeral in _numerals(english)} | months


@cache
def _numerals(english: str) -> list[Numeral]:
    return find_numerals(english, "en")


def _in_digits(words: str) -> bool:
    return any(map(str.isdecimal, words))


def _missing_cities(data: Dataset, passage: Passage, english: str) -> Iterator[tuple[str, str]]:
    """Yield the cities that the quote names and the translation does not."""
    for mention in passage.mentions:
        cities = [node for node in mention.entities if sy("City") in data.types.get(node, ())]
        names = {form for city in cities for form in data.names(city, "en")}
        if names and not any(form in english for form in names):
            yield "", f"the translation does not name {mention.words} ({min(names)})"
