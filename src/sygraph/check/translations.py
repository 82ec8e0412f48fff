"""Check translations: each passage of a translated article has one that keeps its figures."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from sygraph.check.dataset import Dataset
from sygraph.check.passages import Passage
from sygraph.check.report import Report
from sygraph.check.terms import Facts, Node, decimal, name
from sygraph.namespaces import LABELS, TRANSLATION, is_translations, sy, translations_of, vocab
from sygraph.text.numerals import find_numerals
from sygraph.text.quantities import read_quantities
from sygraph.text.scalars import LANGUAGES, match_language

__all__ = ["check_translations"]

_VALUE, _BOUND = sy("value"), sy("bound")
_LEAST = vocab("schema:minValue")
_WORDINGS = (sy("statedAs"), sy("goal"))
_FIX = "correct the translation, or the fact if it is wrong"


def check_translations(data: Dataset, report: Report) -> None:
    """Compare the translations with the quotes and facts, passage by passage."""
    for graph, facts in data.graphs.items():
        if not is_translations(graph):
            _check_strays(facts, report)
    for article in data.articles:
        translations = data.graph(translations_of(article.value))
        passages = data.by_article[article]
        if len(translations) and passages:
            spoken = passages[0].language
            for into in _languages(article, translations, spoken, report):
                _check_passages(data, passages, _Into(translations, into), report)
                _check_wordings(data, passages, _Into(translations, into), report)
            _check_subjects(data, passages, translations, report)


class _Into:
    """The translations of an article into one language."""

    def __init__(self, translations: Facts, language: str) -> None:
        self.facts = translations
        self.language = language
        self.name = {"en": "English", "zh": "Chinese"}.get(language[:2], language)

    def of(self, node: Node) -> tuple[str, str] | None:
        """Return the translation of a node and its language; the script of Chinese may vary."""
        found = {
            tag: value.value
            for value in self.facts.all(node, TRANSLATION)
            if isinstance(value, Literal) and (tag := _tag(value)) and tag[:2] == self.language[:2]
        }
        return next(((found[tag], tag) for tag in (self.language, *found) if tag in found), None)


def _languages(article: NamedNode, translations: Facts, spoken: str, report: Report) -> list[str]:
    """Return the languages that an article is translated into: at most one script of Chinese."""
    into = {
        tag
        for node in translations.subjects()
        for value in translations.all(node, TRANSLATION)
        if (tag := _tag(value))
    }
    for tag in sorted(own for own in into if own[:2] == spoken[:2]):
        into.discard(tag)
        fix = "remove its translations"
        if tag != "en":
            fix += ": the other script of Chinese is computed"
        problem = f"is translated into {tag}, the language of the article"
        report.fault("translation", name(article), problem, fix)
    if "zh-Hant" in into:
        into.discard("zh-Hans")  # which is computed, or corrects what is
    return sorted(into)


def _tag(value: object) -> str | None:
    tag = value.language or "" if isinstance(value, Literal) else ""
    return match_language(tag) or tag.lower() or None


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
    data: Dataset, passages: list[Passage], translations: _Into, report: Report
) -> None:
    for passage in passages:
        found = translations.of(passage.iri)
        if found is None:
            report.fault(
                "translation",
                passage.name,
                "has no translation",
                f"translate it into {translations.name}",
            )
            continue
        report.count("translations")
        report.count("translations of passages")
        problems = (
            []
            if found[1] not in LANGUAGES
            else [
                *_unlike_figures(passage, *found),
                *_unlike_numerals(passage.quote, passage.language, *found),
                *_missing_cities(data, passage, *found),
            ]
        )
        for where, problem in problems:
            report.fault("translation", where or passage.name, problem, _FIX)


def _check_wordings(
    data: Dataset, passages: list[Passage], translations: _Into, report: Report
) -> None:
    """Check that what is called by its wording has that translated."""
    for node, words in _wordings(data, passages).items():
        found = translations.of(node)
        if found is None:
            report.fault(
                "translation",
                name(node),
                f"the wording “{words[0]}” has no translation",
                f"translate it into {translations.name}, since the statement has no other name",
            )
            continue
        report.count("translations")
        report.count("translations of wordings")
        if found[1] not in LANGUAGES:
            continue
        for _, problem in _unlike_numerals("；".join(words), passages[0].language, *found):
            report.fault("translation", name(node), problem, _FIX)


def _wordings(data: Dataset, passages: list[Passage]) -> dict[Node, list[str]]:
    """Return the statements that have no name but their wording, with it."""
    worded: dict[Node, list[str]] = {}
    for passage in passages:
        for node in passage.facts.subjects():
            words = [text for prop in _WORDINGS for text in passage.facts.texts(node, prop)]
            measured = any(passage.facts.all(node, prop) for prop in (_VALUE, _LEAST))
            if words and not measured and not _is_named(data, node):
                worded.setdefault(node, []).extend(words)
    return worded


def _check_subjects(
    data: Dataset, passages: list[Passage], translations: Facts, report: Report
) -> None:
    """Check that only passages of the article and its wordings are translated."""
    known = {passage.iri for passage in passages} | _wordings(data, passages).keys()
    for node in translations.subjects():
        if translations.all(node, TRANSLATION) and node not in known:
            report.fault(
                "translation",
                name(node),
                "is neither a passage of the article nor a statement named by its wording",
                "remove the translation, or correct what it is of",
            )


def _is_named(data: Dataset, node: Node) -> bool:
    return bool(data.gazetteer.all(node, LABELS[0]))


def _unlike_figures(passage: Passage, words: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers of facts that the translation does not print, or with another bound."""
    printed = set(_numbers(words, language))
    bounds: dict[Decimal, set[str]] = {}
    for quantity in read_quantities(words, language):
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
            other = " or ".join(sorted(said))
            yield passage.where(s), f"sy:bound is {name(bound)}, its translation says {other}"


def _alike(bounds: set[str]) -> set[str]:
    """Return the bounds that a translation may print for these: 150餘人 is "more than 150"."""
    pairs = ({"atLeast", "moreThan"}, {"atMost", "lessThan"})
    return set().union(*(pair for pair in pairs if pair & bounds))


def _unlike_numerals(quote: str, language: str, words: str, into: str) -> Iterator[tuple[str, str]]:
    """Yield the numbers in digits that only the quote or only the translation prints."""
    stated, translated = _numbers(quote, language), _numbers(words, into)
    for numeral in find_numerals(quote, language):
        if _in_digits(numeral.words) and numeral.value not in translated:
            yield "", f"the translation does not print {numeral.words}"
    for number in find_numerals(words, into):
        if _in_digits(number.words) and number.value not in stated:
            yield "", f"the translation prints {number.words}, which the article does not"


def _numbers(text: str, language: str) -> set[Decimal]:
    """Return the numbers of a text; an English month is its number in the year."""
    months = enumerate(month_name) if language == "en" else ()
    return {numeral.value for numeral in find_numerals(text, language)} | {
        Decimal(number) for number, month in months if month and month in text
    }


def _in_digits(words: str) -> bool:
    return any(map(str.isdecimal, words))


def _missing_cities(
    data: Dataset, passage: Passage, words: str, language: str
) -> Iterator[tuple[str, str]]:
    """Yield the cities that the quote calls by name and the translation does not."""
    for mention in passage.mentions:
        cities = [
            node
            for node in mention.entities
            if data.is_a(node, "City") and mention.words in data.names(node, passage.language)
        ]
        names = {form for city in cities for form in data.names(city, language)}
        if names and not any(form in words for form in names):
            yield "", f"the translation does not name {mention.words} ({min(names)})"
