"""The named queries by the words of their headers, and how well one fits a question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from sygraph.namespaces import expand
from sygraph.queries.catalog import Catalog, NamedQuery, Parameter
from sygraph.queries.question_words import (
    WEIGHTS,
    Word,
    corrected,
    normalised,
    plain_words,
    stem,
    vocabulary,
    words,
)
from sygraph.queries.topics import NAMES

__all__ = ["Corrector", "Indexed", "QuestionIndex", "Value"]

# How much a word of a question is explained by its place in a query: its question or name; its
# topics, parameters and columns; its description; the labels of the terms in its SPARQL.
_QUESTION, _TOPIC, _DESCRIPTION, _TERM = 1.0, 0.6, 0.4, 0.3
# The part of the score that does not depend on how much of the query's question was asked.
_ASKED = 0.5
# How much of it each entity is that the question names.
_ASKED_BY_NAME = 0.3
# How well a query still fits whose example stands where the question names nothing.
_UNFILLED = 0.75

# Shorter words have no typing errors; words of this length may have two.
_SHORTEST, _LONG = 4, 8

_NOTHING: Mapping[Any, Any] = {}
_PREFIXED = re.compile(r"\b[a-z]+:[A-Za-z]\w*")


@dataclass(frozen=True)
class Indexed:
    """A named query with the strength of each of its words.

    Attributes:
        name: the words of its name.
        questions: the words of its question in each language.
        slots: by parameter, the words of the question that stand for its value.
        columns: the columns of its answer.
    """

    named: NamedQuery
    strengths: Mapping[str, float]
    name: frozenset[str]
    questions: tuple[frozenset[str], ...]
    slots: Mapping[str, frozenset[str]]
    columns: frozenset[str]

    def is_free(self, name: str) -> bool:
        """Whether a query without a value for a parameter has all the rows that one leaves."""
        return self.named.parameter(name).default == "UNDEF"

    @property
    def required(self) -> list[str]:
        """The parameters whose default is an example, which a question is never about."""
        return [
            param.name
            for param in self.named.params
            if param.default != "UNDEF" and param.type != "lang" and not param.about
        ]


@dataclass(frozen=True)
class Value:
    """A value that a question gives a parameter, the words that say it, and how sure it is.

    Attributes:
        iri: the entity or term, if it is one.
        is_name: whether it is an entity.
    """

    text: str
    words: frozenset[Word]
    fit: float = 1.0
    iri: str | None = None
    is_name: bool = False


class QuestionIndex:
    """The named queries by their words.

    Args:
        labels: the labels of the ontology's terms, by IRI.

    >>> from sygraph.data import Files
    >>> index = QuestionIndex(Catalog.load(Files.bundled()))
    >>> index.best("How many twin towns are there?")[0].name
    'partner-counts'
    """

    def __init__(self, catalog: Catalog, labels: Mapping[str, Sequence[str]] | None = None) -> None:
        self.queries = [_indexed(catalog[name], labels or {}) for name in sorted(catalog)]
        self._by_name = {query.named.name: query for query in self.queries}
        counts = Counter(word for query in self.queries for word in query.strengths)
        self._weights = {word: log(1 + len(self.queries) / count) for word, count in counts.items()}
        #: The weight of a word that no query has.
        self.rare = log(1 + 2 * len(self.queries))
        texts = [text for query in self.queries for text in _texts(query.named)]
        texts += [text for named in (labels or {}).values() for text in named]
        self.vocabulary = vocabulary() | {
            word for text in texts for word in plain_words(normalised(text)) if len(word) > 1
        }

    def __getitem__(self, name: str) -> Indexed:
        return self._by_name[name]

    def weight(self, word: str) -> float:
        """Return how much a word tells: the more, the fewer queries have it."""
        return float(self._weights.get(word, self.rare) * WEIGHTS.get(word, 1.0))

    def has(self, word: str) -> bool:
        """Whether a query has a word."""
        return word in self._weights

    def score(
        self,
        query: Indexed,
        asked: Mapping[Word, float],
        given: Mapping[str, Value] = _NOTHING,
        besides: Mapping[Word, float] = _NOTHING,
    ) -> float:
        """Return how well a query fits a question, from 0 to 1.

        Args:
            asked: the words of the question, with their weights.
            given: the values that the question gives its parameters.
            besides: other words of the question that its answer explains, and how sure they are.
        """
        whole = sum(asked.values())
        if not whole:
            return 0.0
        sure = {word: value.fit for value in given.values() for word in value.words}
        sure = {**besides, **sure}
        said = sum(
            weight * max(sure.get(word, 0.0), query.strengths.get(word.text, 0.0))
            for word, weight in asked.items()
        )
        there = {word.text for word in asked}
        meant = there.union(*(query.slots[name] for name in given))
        named = {value.iri for value in given.values() if value.is_name}
        covered = max(
            self._covered(query.name, there),
            *(self._covered(question, meant) for question in query.questions),
            _ASKED_BY_NAME * len(named),
        )
        fit = said / whole * (_ASKED + (1 - _ASKED) * min(1.0, covered))
        missing = sum(name not in given for name in query.required)
        return fit * float(_UNFILLED ** (missing / max(1, len(query.required))))

    def best(self, text: str) -> list[NamedQuery]:
        """Return the queries that fit a question at least half as well as the best, in order."""
        found = words(corrected(normalised(text), Corrector(self.vocabulary)))
        asked = {word: self.weight(word.text) for word in found}
        scores = {query.named.name: self.score(query, asked) for query in self.queries}
        least = max(scores.values(), default=0.0) / 2
        ranked = sorted(scores, key=lambda name: (-scores[name], name))
        return [self[name].named for name in ranked if scores[name] > least]

    def _covered(self, question: frozenset[str], there: Collection[str]) -> float:
        """Return which part of a query's question, or of its name, was asked."""
        whole = sum(map(self.weight, question))
        return sum(self.weight(word) for word in question if word in there) / whole if whole else 0


class Corrector:
    """Corrects a Latin word to the nearest one of a vocabulary.

    >>> correct = Corrector({"freight", "train"})
    >>> correct("frieght", False), correct("trai", True), correct("xyz", False)
    ('freight', 'train', 'xyz')
    """

    def __init__(self, *vocabularies: Collection[str]) -> None:
        self._known = sorted({word for known in vocabularies for word in known})
        self._stems = frozenset(map(stem, self._known))

    def __call__(self, word: str, last: bool) -> str:
        """Return the word that is meant; the last one may be cut off."""
        if len(word) < 2 or stem(word) in self._stems:
            return word
        if last and (longer := [known for known in self._known if known.startswith(word)]):
            return min(longer, key=len)
        if len(word) < _SHORTEST:
            return word
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        most = 1 if len(word) < _LONG else 2
        near = process.extractOne(word, self._known, scorer=OSA.distance, score_cutoff=most)
        return near[0] if near else word


def _indexed(named: NamedQuery, labels: Mapping[str, Sequence[str]]) -> Indexed:
    questions = (named.summary, named.summary_zh)
    slots = {param.name: _words(_slot(param, labels)) for param in _own(named)}
    places = (
        (_TERM, [text for iri in _terms(named) for text in labels.get(iri, ())]),
        (_DESCRIPTION, _descriptions(named)),
        (_TOPIC, [*_topics(named), *filter(str.islower, _columns(named))]),
        (_QUESTION, [named.name, *questions]),
    )
    strengths: dict[str, float] = {}
    for strength, texts in places:
        strengths |= dict.fromkeys(_words(texts), strength)
    asked = tuple(_words([text]) for text in questions)
    columns = frozenset(_columns(named))
    return Indexed(named, strengths, _words([named.name]), asked, slots, columns)


def _descriptions(named: NamedQuery) -> list[str]:
    described: list[NamedQuery | Parameter] = [named, *_own(named)]
    return [one.description_in(lang) for one in described for lang in ("en", "zh-Hant")]


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word.text for text in texts for word in words(normalised(text)))


def _own(named: NamedQuery) -> list[Parameter]:
    return [param for param in named.params if param.type != "lang"]


def _called(name: str) -> Iterable[str]:
    """Return the names of a topic or a parameter in Chinese."""
    return NAMES.get(name, {}).values()


def _topics(named: NamedQuery) -> Iterator[str]:
    for name in (*named.tags, *(param.name for param in _own(named))):
        yield name
        yield from _called(name)


def _slot(param: Parameter, labels: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the texts that stand in a question for the value of a parameter."""
    yield param.name
    yield from _called(param.name)
    if param.cls is not None:
        yield from labels.get(param.cls.value, ())
    elif param.type == "entity":
        yield "thing"


def _columns(named: NamedQuery) -> list[str]:
    """Return the names of the columns."""
    head = re.split(r"\bWHERE\b|\{", named.sparql, maxsplit=1)[0]
    return re.findall(r"\?(\w+)", head)


def _terms(named: NamedQuery) -> Iterator[str]:
    """Yield the IRIs of the terms that the SPARQL has."""
    for name in sorted(set(_PREFIXED.findall(named.sparql))):
        if iri := expand(name):
            yield iri


def _texts(named: NamedQuery) -> Iterator[str]:
    """Yield the texts whose words a question may have."""
    yield from (named.name, named.summary, named.description, *_topics(named), *_columns(named))
