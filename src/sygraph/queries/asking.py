"""Answer a question in words: rank named queries, figures, entities and passages together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, QueryBoolean

from sygraph.entities.facts import term
from sygraph.entities.names import names_of
from sygraph.entities.resolve import labels
from sygraph.entities.search import Hit, classes, search
from sygraph.errors import SygraphError
from sygraph.namespaces import LABELS, ONTOLOGY, expand, sy
from sygraph.queries.question_index import Corrector, QuestionIndex
from sygraph.queries.question_reading import Reader
from sygraph.queries.run import bound, choices
from sygraph.queries.suggestions import Answered, Suggested, Suggestion
from sygraph.text.name_forms import fold
from sygraph.text.scalars import read_text

if TYPE_CHECKING:
    from sygraph.queries.catalog import Catalog
    from sygraph.queries.question_reading import Reading
    from sygraph.queries.question_words import Word
    from sygraph.store.interface import Store

__all__ = ["Asking"]

# What fits less is not suggested, nor a query that fits less than this part of the best.
_LEAST, _BESIDE = 0.2, 0.5
# How many queries are tried for an answer that is not empty, and how well one fits without it, in
# general and where the question gives all that the query needs.
_TRIED, _EMPTY, _NONE = 3, 0.5, 0.8
# How well a query fits without one of the values that the question gives.
_WIDER = 0.9
# The most rows of an answer that are looked into.
_ROWS = 500
# The order of what fits equally well.
_KINDS = ("query", "figure", "entity", "term", "passage")
# How well a name or a passage fits in which the question stands: at least, and how much better
# for the whole of it, which of a passage is so many characters.
_IN_NAME, _IN_PASSAGE, _WHOLE, _LONG = 0.4, 0.2, 0.5, 20
# How well a passage fits in which the words of the question stand apart.
_APART = 0.6
# How well a term fits whose name a question is.
_TERM = 0.8
# The most characters of a question, and the most names and passages that are looked at.
_LONGEST, _FOUND = 300, 100


class Asking:
    """Answers questions about a store with the queries of a catalogue.

    It is made once, and keeps the names that the store has then.

    >>> from sygraph.data import Files
    >>> from sygraph.queries.catalog import Catalog
    >>> from sygraph.store.interface import OxigraphStore
    >>> catalog = Catalog.load(Files.bundled())
    >>> asking = Asking(OxigraphStore.bundled(), catalog)
    >>> best = asking.ask("日本友城")[0]
    >>> best.name, best.params
    ('partner-cities', {'country': 'id:japan'})
    """

    def __init__(self, store: Store, catalog: Catalog) -> None:
        self._store = store
        self._catalog = catalog
        terms = _terms(store)
        self._names = names = names_of(store)
        self._index = QuestionIndex(catalog, terms)
        correct = Corrector(self._index.vocabulary, names.vocabulary)
        self._reader = Reader(names, terms, correct, self._index.has, _today(store))
        self._allowed: dict[str, frozenset[str]] = {}
        self._answers: dict[str, Answered] = {}

    def ask(self, question: str, *, lang: str = "en", limit: int | None = 10) -> list[Suggestion]:
        """Return what may answer a question, the best first.

        Args:
            lang: the language of the labels: en, zh-Hant or zh-Hans.

        Raises:
            SygraphError: nothing is asked.
        """
        text = _read(question)
        reading = self._reader.read(text)
        suggested = Suggested(
            self._store, self._index, self._names, reading, self._allowed_by, self._answered_by
        )
        found = [*suggested.queries(), *suggested.figures(), *suggested.entities()]
        found += self._texts(text, reading, suggested, lang, limit)
        return self._labelled(self._tried(_ranked(found))[:limit], lang)

    def _allowed_by(self, source: str) -> frozenset[str]:
        """Return the values that a parameter can have; empty if all."""
        if source not in self._allowed:
            terms = (choice.term for choice in choices(self._store, self._catalog, source))
            self._allowed[source] = frozenset(term.value for term in terms)
        return self._allowed[source]

    def _answered_by(self, name: str) -> Answered:
        """Return what the first rows of a query's answer have; nothing of a store with an index.

        Such a store may be large, and a query may take long.
        """
        if name not in self._answers:
            rows: list[Any] = []
            if self._store.index() is None:
                with suppress(SygraphError):
                    query = bound(self._store, self._catalog, name)
                    results = self._store.answer(query, rows=_ROWS).results
                    rows = [] if isinstance(results, QueryBoolean) else list(results)
            self._answers[name] = Answered.of(rows)
        return self._answers[name]

    def _tried(self, ranked: list[Suggestion]) -> list[Suggestion]:
        """Return the suggestions in the order that the answers of the first queries give."""
        tried: list[Suggestion] = []
        while len(tried) < _TRIED:
            first = next((one for one in ranked if one.kind == "query" and one not in tried), None)
            if first is None:
                break
            better = self._answered(first)
            tried.append(better)
            if better is not first:
                ranked = _ranked([better if one is first else one for one in ranked])
            else:
                break
        return ranked

    def _answered(self, suggestion: Suggestion) -> Suggestion:
        """Return a query that has an answer, without the parameters that leave it none."""
        if self._has_answer(suggestion):
            return suggestion
        query = self._index[suggestion.name]
        for left_out in reversed([name for name in suggestion.params if query.is_free(name)]):
            kept = {name: v for name, v in suggestion.params.items() if name != left_out}
            wider = replace(suggestion, params=kept, score=suggestion.score * _WIDER)
            if self._has_answer(wider):
                return wider
        # That there is nothing is an answer about what was asked, but not about an example.
        asked = query.required and all(name in suggestion.params for name in query.required)
        return replace(suggestion, score=suggestion.score * (_NONE if asked else _EMPTY))

    def _has_answer(self, suggestion: Suggestion) -> bool:
        try:
            sparql = bound(self._store, self._catalog, suggestion.name, suggestion.params)
            results = self._store.answer(sparql, rows=1).results
        except SygraphError:
            return False
        return isinstance(results, QueryBoolean) or any(True for _ in results)

    def _texts(
        self, text: str, reading: Reading, suggested: Suggested, lang: str, limit: int | None
    ) -> Iterator[Suggestion]:
        """Yield the names and passages in which the question stands, or its own words."""
        sought, sure = fold(text).strip(), 1.0
        hits = self._search(sought, lang, limit)
        if not hits and (own := self._own_words(reading)):
            sought, sure = " ".join(_written(reading, own)), suggested.part(own)
            hits = self._search(sought, lang, limit)
        for hit in hits:
            if hit.kind == "passage":
                score = _IN_PASSAGE + _WHOLE * min(1.0, len(sought) / _LONG)
                score *= 1.0 if fold(hit.text[slice(*hit.span)]) == sought else _APART
            else:
                score = min(1.0, _IN_NAME + _WHOLE * len(sought) / len(hit.text))
                score = 1.0 if fold(hit.text) == sought else score
                score *= _TERM if hit.kind == "term" else 1.0
            yield Suggestion(
                hit.kind, hit.iri.value, sure * score, label=hit.label, classes=hit.classes, hit=hit
            )

    def _search(self, sought: str, lang: str, limit: int | None) -> list[Hit]:
        most = _FOUND if limit is None else min(limit, _FOUND)
        return search(self._store, sought, lang=lang, limit=most, among=self._names)

    def _own_words(self, reading: Reading) -> list[Word]:
        """Return the words of a question that no named query has."""
        has = self._index.has
        return [word for word in reading.words if word.text[0] != "#" and not has(word.text)]

    def _labelled(self, found: list[Suggestion], lang: str) -> list[Suggestion]:
        """Return the suggestions with labels in a language."""
        nodes = [NamedNode(one.name) for one in found if one.kind != "query" and not one.label]
        given = [iri for one in found for v in one.params.values() if (iri := expand(v))]
        names = labels(self._store, [*nodes, *map(NamedNode, given)], lang)
        whats = classes(self._store, nodes, lang)

        def labelled(one: Suggestion) -> Suggestion:
            iri = NamedNode(one.name) if one.kind != "query" else None
            if iri is None:
                called = {
                    name: names[NamedNode(node)] if (node := expand(value)) else value
                    for name, value in one.params.items()
                }
                label = self._catalog[one.name].summary_in(lang)
                return replace(one, label=label, values=called)
            if one.label:
                return one
            return replace(one, label=names[iri], classes=whats.get(iri, one.classes))

        return [labelled(one) for one in found]


def _read(question: str) -> str:
    """Return the text of a question.

    Raises:
        SygraphError: nothing is asked.
    """
    try:
        text = read_text(question)[:_LONGEST]
    except ValueError as error:
        raise SygraphError(f"the question {error}", hint="ask in a few words") from error
    if not fold(text).strip():
        raise SygraphError("nothing is asked", hint="ask a question in a few words")
    return text


def _written(reading: Reading, some: Iterable[Word]) -> list[str]:
    """Return words as they are written; pairs of Chinese characters that overlap are one."""
    parts: list[str] = []
    end = -1
    for word in some:
        if word.start < end:
            parts[-1] += reading.text[end : word.end]
        else:
            parts.append(reading.text[word.start : word.end])
        end = word.end
    return parts


def _ranked(found: Iterable[Suggestion]) -> list[Suggestion]:
    """Return the suggestions, the best first, each node and query once."""
    best: dict[str, Suggestion] = {}
    for one in found:
        if one.score < _LEAST:
            continue
        other = best.get(one.name, one)
        if other.score < one.score:
            one, other = other, one
        # A figure is an entity as well, and a name that was found has its place.
        best[one.name] = replace(other, hit=other.hit or one.hit) if other is not one else one
    least = _BESIDE * max((one.score for one in best.values()), default=0.0)
    kept = [one for one in best.values() if one.kind != "query" or one.score >= least]
    return sorted(kept, key=lambda one: (-one.score, _KINDS.index(one.kind), one.name))


def _terms(store: Store) -> dict[str, list[str]]:
    """Return the labels of the ontology's terms, by IRI, and the words for them."""
    kinds = "|".join(map(str, (*LABELS, sy("word"))))
    found: dict[str, list[str]] = {}
    for row in store.select(f"SELECT ?x ?label {{ GRAPH {ONTOLOGY} {{ ?x {kinds} ?label }} }}"):
        if isinstance(row["x"], NamedNode):
            found.setdefault(row["x"].value, []).append(term(row["label"]).value)
    return {iri: sorted(set(texts)) for iri, texts in sorted(found.items())}


def _today(store: Store) -> date:
    """Return the reference date of the newest article, from which "last year" counts."""
    rows = store.select("SELECT (MAX(?day) AS ?last) { ?article sy:referenceDate ?day }")
    days = [term(row["last"]).value for row in rows if row["last"] is not None]
    try:
        return date.fromisoformat(days[0])
    except (IndexError, ValueError):
        return date.today()
