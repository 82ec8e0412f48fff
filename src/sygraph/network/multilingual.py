"""Labels and wording of facts in all three languages at once, for pages that switch language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.entities.facts import Fact, Term
from sygraph.entities.resolve import LANGUAGES, labels_in
from sygraph.entities.wording import (
    FIGURE,
    Words,
    capital,
    figure,
    period,
    quantity,
    standard_words,
    value,
)
from sygraph.namespaces import curie, sy, vocab
from sygraph.store.interface import Store

if TYPE_CHECKING:
    from sygraph.network.payload import Labels

__all__ = ["Multilingual", "caption", "in_language", "unify"]

_MEASURE, _NUMBER, _WHOLE = sy("measure"), sy("number"), sy("among")
_STATUS, _KIND, _SERVICE, _RANK = map(
    vocab, ("status", "dcterms:type", "service", "schema:position")
)
_DEADLINE, _PARTNERSHIP = sy("deadline"), sy("Partnership")

_PATTERNS: dict[str, dict[str, str]] = read_toml("network/words.toml")["captions"]


def unify(labels: dict[str, str]) -> Labels:
    """Return one text if it is the same in all languages, else the text by language."""
    texts = set(labels.values())
    return texts.pop() if len(texts) == 1 else labels


def in_language(labels: Labels, lang: str) -> str:
    """Return the text in one language."""
    return labels if isinstance(labels, str) else labels[lang]


class Multilingual:
    """Labels of nodes and wording of facts, by language.

    Args:
        iris: all nodes that will need a label.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> seoul = NamedNode(ID + "seoul")
    >>> Multilingual(OxigraphStore.bundled(), [seoul]).name(seoul)
    {'en': 'Seoul', 'zh-Hant': '首爾', 'zh-Hans': '首尔'}
    """

    def __init__(self, store: Store, iris: Iterable[NamedNode]) -> None:
        labels = labels_in(store, iris)
        self._words: dict[str, Words] = {
            lang: _Names(_shortened(labels[lang]) | standard_words(lang)) for lang in LANGUAGES
        }
        self._names: dict[NamedNode, Labels] = {}

    def in_each_language(self, write: Callable[[Words, str], str]) -> Labels:
        """Return what a function returns for the words of each language."""
        return unify({lang: write(words, lang) for lang, words in self._words.items()})

    def name(self, iri: NamedNode) -> Labels:
        """Return the label of a node."""
        if iri not in self._names:
            self._names[iri] = self.in_each_language(lambda words, lang: words[iri])
        return self._names[iri]

    def value(self, term: Term) -> Labels:
        """Return the text of the object of a fact."""
        if isinstance(term, NamedNode):
            return self.name(term)
        return self.in_each_language(lambda words, lang: value(term, words, lang))

    def quantity(self, facts: Sequence[Fact]) -> Labels | None:
        """Return the value of a figure or target with its unit, or None if it has no value."""
        if quantity(facts, self._words["en"], "en") is None:
            return None
        return self.in_each_language(lambda words, lang: quantity(facts, words, lang) or "")

    def measured(self, facts: Sequence[Fact]) -> Labels | None:
        """Return what a figure or target measures, such as `travel time: 2 hours, by 2035`.

        A number without a measure of its own is only counted: `23 cities, at present`.
        """
        if self.quantity(facts) is None:
            return None
        facts = [fact for fact in facts if fact.object != _NUMBER]
        return self.in_each_language(lambda words, lang: capital(figure(facts, words, lang) or ""))

    def in_figure(self, fact: Fact) -> bool:
        """Whether the text of `figure` includes the fact."""
        return fact.predicate in FIGURE

    def figure(
        self, facts: Sequence[Fact], grown: NamedNode | None = None
    ) -> tuple[Labels, Labels]:
        """Return the measure of a figure, and its value with unit, bound, period and whole.

        Args:
            grown: the measure whose growth the figure states.
        """
        known = {fact.predicate: fact for fact in facts}
        rest = [fact for fact in facts if fact.predicate != _MEASURE]

        def measure(words: Words, lang: str) -> str:
            if _MEASURE not in known:
                return words[sy("value")]
            name = value(known[_MEASURE].object, words, lang)
            return _PATTERNS["qualified"][lang].format(name, words[grown]) if grown else name

        def amount(words: Words, lang: str) -> str:
            text = figure(rest, words, lang) or value(rest[0].object, words, lang)
            if _WHOLE in known:
                whole = known[_WHOLE].object
                name = words[whole] if isinstance(whole, NamedNode) else whole.value
                text = _PATTERNS["share"][lang].format(text, name)
            return text

        return self.in_each_language(measure), self.in_each_language(amount)

    def join_labels(self, labels: Sequence[Labels]) -> Labels:
        """Return several texts as one, without repetition."""
        return unify(
            {
                lang: " · ".join(dict.fromkeys(in_language(label, lang) for label in labels))
                for lang in LANGUAGES
            }
        )


class _Names(dict[NamedNode, str]):
    """Labels of nodes; a node without a label has its CURIE."""

    def __missing__(self, iri: NamedNode) -> str:
        return curie(iri.value)


def _shortened(names: dict[NamedNode, str]) -> dict[NamedNode, str]:
    """Replace each IRI that stands for a missing label by its last segment."""
    return {
        iri: re.split("[/#:]", name.rstrip("/#"))[-1] if name == iri.value else name
        for iri, name in names.items()
    }


def caption(texts: Multilingual, classes: Sequence[NamedNode], facts: Sequence[Fact]) -> Labels:
    """Return a short text for a statement or route: its kind, and its status, rank or amount.

    The caption of a partnership is its kind, such as `cooperation`.
    """
    details = [fact.object for fact in facts if fact.predicate in (_STATUS, _SERVICE)]
    ranks = [fact.object for fact in facts if fact.predicate == _RANK]
    deadline = [fact for fact in facts if fact.predicate == _DEADLINE]
    kinds = [fact.object for fact in facts if fact.predicate == _KIND]

    def write(words: Words, lang: str) -> str:
        kind = words[classes[0]] if classes else ""
        separator = _PATTERNS["separator"][lang]
        if _PARTNERSHIP in classes and kinds:
            return separator.join(value(term, words, lang) for term in kinds)
        parts = [value(term, words, lang) for term in details]
        parts += [_PATTERNS["rank"][lang].format(value(rank, words, lang)) for rank in ranks]
        parts += filter(None, (quantity(facts, words, lang), period(deadline, lang)))
        detail = separator.join(parts)
        return _PATTERNS["detail"][lang].format(kind, detail) if detail else kind

    return texts.in_each_language(write)
