"""Find entities and passages by any form of a name, in any of the three languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from typing import Literal as Choice

from pyoxigraph import Literal, NamedNode

from sygraph.entities import labels
from sygraph.errors import SygraphError, nearest
from sygraph.facts import TYPE, Passage, facts, is_passage, node
from sygraph.names import DERIVED, SY, curie
from sygraph.store import Store
from sygraph.wording import Style, plain

__all__ = ["Hit", "fold", "search", "similar"]

# What a hit is. Where they match equally well they are listed in this order, the alphabet's.
Kind = Choice["entity", "passage", "term"]

# The same mark has several shapes: what people type is not what the article prints.
_MARKS = str.maketrans("「」『』“”‘’〝〞·—–−‧・", '""""""""""' + ".---..")

_FIRST_CJK = "\u2e80"

# How many characters of a passage are shown on either side of what was sought.
AROUND = 30


@dataclass(frozen=True)
class Hit:
    """A node found: what it is called, and the text in which `span` is what was sought."""

    iri: NamedNode
    kind: Kind
    label: str
    classes: tuple[str, ...]
    text: str
    span: tuple[int, int]

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "iri": self.iri.value,
            "curie": curie(self.iri.value),
            "kind": self.kind,
            "label": self.label,
            "classes": list(self.classes),
            "text": self.text,
            "span": list(self.span),
        }

    def as_text(self, style: Style = plain) -> str:
        """Return it as a line to read; of a long passage only the words around what was sought."""
        start, end = self.span
        found = style(self.text[start:end], "found")
        name = style(curie(self.iri.value), "mark")
        if self.kind == "passage":
            first, last = max(0, start - AROUND), end + AROUND
            before = "…" * (first > 0) + self.text[first:start]
            after = self.text[end:last] + "…" * (last < len(self.text))
            return f"{name}  {before}{found}{after}"
        form = f" · {self.text[:start]}{found}{self.text[end:]}"
        other = form if self.text != self.label else ""
        classes = style(", ".join(self.classes), "mark")
        return f"{name}  {self.label}{other}  {classes}".rstrip()


def search(store: Store, text: str, *, lang: str = "en", limit: int | None = None) -> list[Hit]:
    """Find entities, terms of the ontology and passages in which the text occurs.

    Traditional and simplified characters are one, so are upper and lower case, letters with and
    without accents, and the shapes of quotation marks and dashes. A whole name comes first, then
    the beginning of one, a part of one, all words in any order, and last the passages.

    Args:
        lang: the language of the labels in the result: en, zh-Hant or zh-Hans.
        limit: how many to return at most.

    Raises:
        SygraphError: the text has nothing to look for.

    >>> from sygraph.store import OxigraphStore
    >>> hits = search(OxigraphStore.bundled(), "618万单")
    >>> [(hit.label[:2], hit.text[slice(*hit.span)]) for hit in hits]
    [('今年', '618萬單')]
    """
    sought = fold(text).strip()
    if not sought:
        raise SygraphError("nothing to search for", hint="give a name or words of the article")
    ranked: dict[NamedNode, tuple[tuple[object, ...], str]] = {}
    for iri, form in _forms(store):
        match = _match(sought, fold(form))
        if match is not None:
            rank = _rank(iri, match, form, exact=text.strip() in form)
            ranked[iri] = min(ranked.get(iri, (rank, form)), (rank, form))
    best = sorted(ranked, key=lambda iri: ranked[iri][0])[:limit]
    names = labels(store, best, lang)
    classes = _classes(store, best, lang)
    return [
        Hit(iri, _kind(iri), names[iri], classes.get(iri, ()), form, _span(form, sought))
        for iri in best
        for form in [ranked[iri][1]]
    ]


def fold(text: str) -> str:
    """Return the text with what a search overlooks taken away.

    >>> fold("「瀋陽」 São Paulo") == fold("“沈阳” SAO PAULO")
    True
    """
    return "".join(map(_fold_character, text))


@cache
def _fold_character(character: str) -> str:
    marked = unicodedata.normalize("NFKD", character.translate(_MARKS))
    plain = "".join(c for c in marked if not unicodedata.combining(c)).casefold()
    return _simplified()(plain) if plain >= _FIRST_CJK else plain


@cache
def _simplified() -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("tw2s").convert
    return convert


def _forms(store: Store) -> Iterator[tuple[NamedNode, str]]:
    """Every form of every name, the titles conferred, and the words of the passages."""
    for row in store.select(
        "SELECT DISTINCT ?node ?form { VALUES ?kind"
        " { skos:prefLabel skos:altLabel skos:hiddenLabel sy:title sy:quote } ?node ?kind ?form }"
    ):
        form = row["form"]
        assert isinstance(form, Literal)
        yield node(row["node"]), form.value


def _match(sought: str, form: str) -> int | None:
    """How well a form matches, 0 best: whole, beginning, part, all words; None: not at all."""
    if form == sought:
        return 0
    if form.startswith(sought):
        return 1
    if sought in form:
        return 2
    return 3 if all(word in form for word in sought.split()) else None


def _span(form: str, sought: str) -> tuple[int, int]:
    """Where in the form the sought text stands, or its first word where the words are apart."""
    origin = [index for index, c in enumerate(form) for _ in _fold_character(c)]
    folded = fold(form)
    part = sought if sought in folded else sought.split()[0]
    start = folded.index(part)
    return origin[start], origin[start + len(part) - 1] + 1


def _kind(iri: NamedNode) -> Kind:
    if is_passage(iri):
        return "passage"
    return "term" if iri.value.startswith(SY) else "entity"


def _rank(iri: NamedNode, match: int, form: str, *, exact: bool) -> tuple[object, ...]:
    """Names before passages; names by how well they match, the shorter first; passages in order."""
    kind = _kind(iri)
    if kind == "passage":
        return True, Passage(iri, form).number, match
    return False, match, kind, len(form), not exact, iri.value, form


def _classes(store: Store, iris: list[NamedNode], lang: str) -> dict[NamedNode, tuple[str, ...]]:
    """What each node is stated to be, in words; derived types left out."""
    stated = [
        (fact.subject, node(fact.object))
        for fact in facts(store, "s", iris)
        if fact.predicate == TYPE and fact.graphs != (DERIVED,)
    ]
    words = labels(store, (cls for _, cls in stated), lang)
    found: dict[NamedNode, tuple[str, ...]] = {}
    for subject, cls in stated:
        found[subject] = (*found.get(subject, ()), words[cls])
    return found


def similar(store: Store, text: str) -> list[str]:
    """Return the names that a mistyped one may have meant, the nearest first.

    >>> from sygraph.store import OxigraphStore
    >>> similar(OxigraphStore.bundled(), "Frankfort")
    ['Frankfurt', 'Frankfurt am Main']
    """
    names = (form for iri, form in _forms(store) if _kind(iri) == "entity")
    return nearest(text, sorted(set(names)))
