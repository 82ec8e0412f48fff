"""Facts in words in all three languages at once, for pages that change their language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.facts import Fact, Term
from sygraph.entities.resolve import LANGUAGES, labels_in
from sygraph.entities.wording import FIGURE, Words, figure, period, quantity, standard_words, value
from sygraph.namespaces import curie, sy, vocab
from sygraph.store.interface import Store

if TYPE_CHECKING:
    from sygraph.network.payload import Labels

__all__ = ["Spoken", "caption", "collapsed"]

_MEASURE, _WHOLE = sy("measure"), sy("among")
_STATUS, _KIND, _SERVICE, _RANK = map(
    vocab, ("status", "dcterms:type", "service", "schema:position")
)
_DEADLINE, _PARTNERSHIP = sy("deadline"), sy("Partnership")

_ASIDE = {"en": "{} ({})", "zh-Hant": "{}（{}）", "zh-Hans": "{}（{}）"}
_DETAIL = {"en": "{}: {}", "zh-Hant": "{}：{}", "zh-Hans": "{}：{}"}
_PLACE = {"en": "no. {}", "zh-Hant": "第{}名", "zh-Hans": "第{}名"}
_BETWEEN = {"en": ", ", "zh-Hant": "，", "zh-Hans": "，"}
_OF_WHOLE = {"en": "{} of {}", "zh-Hant": "佔{1}的{0}", "zh-Hans": "占{1}的{0}"}


def collapsed(labels: dict[str, str]) -> Labels:
    """One text where all languages say the same, else the text by language."""
    texts = set(labels.values())
    return texts.pop() if len(texts) == 1 else labels


class Spoken:
    """What things are called and what facts say, each as a text by language.

    Args:
        iris: all that will need a name.

    >>> from sygraph.namespaces import ID
    >>> from sygraph.store.interface import OxigraphStore
    >>> seoul = NamedNode(ID + "seoul")
    >>> Spoken(OxigraphStore.bundled(), [seoul]).name(seoul)
    {'en': 'Seoul', 'zh-Hant': '首爾', 'zh-Hans': '首尔'}
    """

    def __init__(self, store: Store, iris: Iterable[NamedNode]) -> None:
        named = labels_in(store, iris)
        self._words: dict[str, Words] = {
            lang: _Names(_told(named[lang]) | standard_words(lang)) for lang in LANGUAGES
        }
        self._names: dict[NamedNode, Labels] = {}

    def say(self, tell: Callable[[Words, str], str]) -> Labels:
        """Return what a function says in each language, given its words."""
        return collapsed({lang: tell(words, lang) for lang, words in self._words.items()})

    def name(self, iri: NamedNode) -> Labels:
        """Return what a thing is called."""
        if iri not in self._names:
            self._names[iri] = self.say(lambda words, lang: words[iri])
        return self._names[iri]

    def value(self, term: Term) -> Labels:
        """Return what the object of a fact says."""
        if isinstance(term, NamedNode):
            return self.name(term)
        return self.say(lambda words, lang: value(term, words, lang))

    def quantity(self, facts: Sequence[Fact]) -> Labels | None:
        """Return the value of a figure or target with its unit, or None if it has none."""
        words, lang = self._words["en"], "en"
        if quantity(facts, words, lang) is None:
            return None
        return self.say(lambda words, lang: quantity(facts, words, lang) or "")

    def in_figure(self, fact: Fact) -> bool:
        """Whether `figure` says what the fact says."""
        return fact.predicate in FIGURE

    def figure(
        self, facts: Sequence[Fact], grown: NamedNode | None = None
    ) -> tuple[Labels, Labels]:
        """Return what a figure measures, and what it is: its value, bound, period and whole.

        Args:
            grown: the measure whose growth it is.
        """
        known = {fact.predicate: fact for fact in facts}
        rest = [fact for fact in facts if fact.predicate != _MEASURE]

        def measured(words: Words, lang: str) -> str:
            if _MEASURE not in known:
                return words[sy("value")]
            name = value(known[_MEASURE].object, words, lang)
            return _ASIDE[lang].format(name, words[grown]) if grown else name

        def amount(words: Words, lang: str) -> str:
            told = figure(rest, words, lang) or value(rest[0].object, words, lang)
            if _WHOLE in known:
                told = _OF_WHOLE[lang].format(told, _named(known[_WHOLE], words))
            return told

        return self.say(measured), self.say(amount)

    def joined(self, labels: Sequence[Labels]) -> Labels:
        """Return several texts as one, each once."""

        def text(lang: str) -> str:
            texts = (label if isinstance(label, str) else label[lang] for label in labels)
            return " · ".join(dict.fromkeys(texts))

        return collapsed({lang: text(lang) for lang in LANGUAGES})


class _Names(dict[NamedNode, str]):
    """Names of things, the last resort being the short IRI."""

    def __missing__(self, iri: NamedNode) -> str:
        return curie(iri.value)


def _told(names: dict[NamedNode, str]) -> dict[NamedNode, str]:
    """The names, the end of its IRI for what has none: graphs of others name things otherwise."""
    return {
        iri: re.split("[/#:]", name.rstrip("/#"))[-1] if name == iri.value else name
        for iri, name in names.items()
    }


def _named(fact: Fact, words: Words) -> str:
    return words[fact.object] if isinstance(fact.object, NamedNode) else fact.object.value


def caption(spoken: Spoken, classes: Sequence[NamedNode], facts: Sequence[Fact]) -> Labels:
    """Return in a few words what a statement or route is: its kind, and how far or by when.

    A partnership is called by what kind of one it is: `cooperation`.
    """
    details = [fact.object for fact in facts if fact.predicate in (_STATUS, _SERVICE)]
    ranks = [fact.object for fact in facts if fact.predicate == _RANK]
    deadline = [fact for fact in facts if fact.predicate == _DEADLINE]
    kinds = [fact.object for fact in facts if fact.predicate == _KIND]

    def told(words: Words, lang: str) -> str:
        kind = words[classes[0]] if classes else ""
        if _PARTNERSHIP in classes and kinds:
            return _BETWEEN[lang].join(value(term, words, lang) for term in kinds)
        said = [value(term, words, lang) for term in details]
        said += [_PLACE[lang].format(value(rank, words, lang)) for rank in ranks]
        said += filter(None, (quantity(facts, words, lang), period(deadline, lang)))
        detail = _BETWEEN[lang].join(said)
        return _DETAIL[lang].format(kind, detail) if detail else kind

    return spoken.say(told)
