"""Look many texts up among the names of a store at once, as a question needs it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import NamedNode

from sygraph.entities.search import Findable, forms, stated_forms
from sygraph.text.name_forms import PASSAGES, fold, kind_of, match, standing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sygraph.store.fulltext import Form, Index
    from sygraph.store.interface import Store
    from sygraph.text.name_forms import Found

__all__ = ["Names", "names_of"]

# How much of two texts of Chinese characters must be equal for one to be the other, mistyped.
_ALIKE = 74


class Names(Findable, Protocol):
    """The names of entities, and whatever a search finds. All texts are folded."""

    #: Their Latin words, in which typing errors are looked for; empty where they are too many.
    vocabulary: frozenset[str]

    def whole(self, texts: Iterable[str]) -> Mapping[str, list[Form]]:
        """Return, by text, the names that are it, each with its entity."""

    def within(self, text: str, most: int) -> list[Form]:
        """Return names that have a text, or all of its words, in them, the nearest first."""

    def near(self, text: str) -> list[Form]:
        """Return the names that a mistyped text may have been."""


def names_of(store: Store) -> Names:
    """Return the names of a store: its index or, without one, all names in memory.

    >>> from sygraph.store.interface import OxigraphStore
    >>> names = names_of(OxigraphStore.bundled())
    >>> [form for _, form in names.whole(["seoul"])["seoul"]]
    ['Seoul']
    >>> [form for _, form in names.near("卡托维茨")]
    ['卡托維茲', '卡托维兹']
    """
    index = store.index()
    return _HeldNames(forms(store)) if index is None else _IndexedNames(store, index)


class _HeldNames:
    """All names, in memory."""

    def __init__(self, every: Iterable[Form]) -> None:
        self._every = [(fold(form), standing(iri, form), iri, form) for iri, form in every]
        named = [(text, iri, form) for text, _, iri, form in self._every if _is_named(iri)]
        self._named = sorted(named, key=lambda name: (len(name[0]), name))
        self._whole: dict[str, list[Form]] = {}
        for folded, iri, form in self._named:
            self._whole.setdefault(folded, []).append((iri, form))
        self.vocabulary = frozenset(
            word for folded in self._whole for word in re.findall(r"[^\W\d_\u2e80-\uffef]+", folded)
        )

    def find(self, sought: str) -> Iterator[Found]:
        found = (
            (PASSAGES if kind_of(iri) == "passage" else how, order, iri, form)
            for text, order, iri, form in self._every
            if (how := match(sought, text)) is not None
        )
        return iter(sorted(found))

    def whole(self, texts: Iterable[str]) -> Mapping[str, list[Form]]:
        return {text: self._whole[text] for text in texts if text in self._whole}

    def within(self, text: str, most: int) -> list[Form]:
        hits = (
            (rank, len(folded), iri, form)
            for folded, iri, form in self._named
            if (rank := match(text, folded)) is not None
        )
        return [(iri, form) for _, _, iri, form in sorted(hits)[:most]]

    def near(self, text: str) -> list[Form]:
        from rapidfuzz import fuzz, process

        every = list(self._whole)
        found = process.extract(text, every, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
        return [form for folded, _, _ in found for form in self._whole[folded]]


class _IndexedNames:
    """The names in a store's index, as far as the store still has them."""

    vocabulary: frozenset[str] = frozenset()

    def __init__(self, store: Store, index: Index) -> None:
        self._store = store
        self._index = index

    def find(self, sought: str) -> Iterator[Found]:
        return self._index.find(sought)

    def whole(self, texts: Iterable[str]) -> Mapping[str, list[Form]]:
        found = self._index.whole(texts)
        kept = self._kept(form for named in found.values() for form in named)
        return {
            text: still
            for text, named in found.items()
            if (still := [f for f in named if f in kept])
        }

    def within(self, text: str, most: int) -> list[Form]:
        hits = [(iri, form) for _, _, iri, form in islice(self._index.find(text), most)]
        kept = self._kept(hits)
        return [form for form in hits if form in kept]

    def near(self, text: str) -> list[Form]:
        from rapidfuzz import fuzz

        alike = self._index.alike(text)
        return [form for form in self._kept(alike) if fuzz.ratio(text, fold(form[1])) >= _ALIKE]

    def _kept(self, named: Iterable[Form]) -> dict[Form, None]:
        """Return those of the names that the store still has and that are an entity's."""
        own = [form for form in named if _is_named(form[0])]
        still = {(iri.value, form) for iri, form in stated_forms(self._store, map(_node, own))}
        return {form: None for form in own if form in still}


def _is_named(iri: str) -> bool:
    return kind_of(iri) == "entity"


def _node(form: Form) -> NamedNode:
    return NamedNode(form[0])
