"""Search entities and passages by any form of a name, in any of the three languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from pyoxigraph import NamedNode

from sygraph.entities.facts import BATCH, batches, node, passages, term, values
from sygraph.entities.resolve import labels
from sygraph.entities.wording import Style, heading, plain
from sygraph.errors import SygraphError, nearest
from sygraph.namespaces import DERIVED, MERGE, curie
from sygraph.store.interface import Store
from sygraph.text.excerpts import around
from sygraph.text.name_forms import (
    FORMS,
    Found,
    Kind,
    fold,
    fold_character,
    found_in,
    is_form,
    kind_of,
)
from sygraph.text.scalars import read_text

__all__ = [
    "MOST",
    "Findable",
    "Hit",
    "classes",
    "count",
    "fold",
    "forms",
    "search",
    "similar",
    "stated_forms",
]

# How many characters of a passage are shown on either side of what was sought.
AROUND = 30

# The most hits that are counted beyond those shown.
MOST = 1000

# How many matches of an index are looked up in the store at first.
_FIRST_BATCH = 50


@dataclass(frozen=True)
class Hit:
    """A node found: what it is called, and the text in which `span` is what was sought."""

    iri: NamedNode
    kind: Kind
    label: str
    classes: tuple[str, ...]
    text: str
    span: tuple[int, int]
    #: Whether the text is the translation of a passage.
    translated: bool = False
    #: How far an undertaking, or a thing that is not there yet, has come.
    statuses: tuple[str, ...] = ()

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
            **({"translated": True} if self.translated else {}),
            **({"statuses": list(self.statuses)} if self.statuses else {}),
        }

    def as_text(self, style: Style = plain) -> str:
        """Return it as a line to read; of a long passage only the words around what was sought."""
        start, end = self.span
        found = style(self.text[start:end], "found")
        name = style(curie(self.iri.value), "mark")
        if self.kind == "passage":
            first, last = around(self.text, self.span, AROUND, AROUND)
            before = "…" * (first > 0) + self.text[first:start]
            after = self.text[end:last] + "…" * (last < len(self.text))
            kind = style(f" ({heading('translated', 'en')})", "mark") if self.translated else ""
            return f"{name}  {before}{found}{after}{kind}"
        form = f" · {self.text[:start]}{found}{self.text[end:]}"
        other = form if self.text != self.label else ""
        what = style(", ".join([*self.classes, *self.statuses]), "mark")
        return f"{name}  {self.label}{other}  {what}".rstrip()


class Findable(Protocol):
    """Forms in which a text can be found: an index of a store, or all of them in memory."""

    def find(self, sought: str, /) -> Iterator[Found]:
        """Yield the forms in which folded text occurs, in the order in which hits are listed."""


def search(
    store: Store,
    text: str,
    *,
    lang: str = "en",
    limit: int | None = None,
    among: Findable | None = None,
) -> list[Hit]:
    """Find entities, terms of the ontology and passages in which the text occurs.

    Traditional and simplified characters match each other, as do upper and lower case, letters
    with and without accents, and the shapes of quotation marks and dashes. Whole names come first,
    then beginnings of names, parts of names, all words in any order, and last the passages.

    Args:
        lang: the language of the labels in the result: en, zh-Hant or zh-Hans.
        limit: how many to return at most.
        among: the forms to look in, if they have been read before; default: those of the store.

    Raises:
        SygraphError: the text has nothing to look for.

    >>> from sygraph.store.interface import OxigraphStore
    >>> hits = search(OxigraphStore.bundled(), "618万单")
    >>> [(hit.label[:2], hit.text[slice(*hit.span)]) for hit in hits]
    [('In', '618萬單')]
    """
    sought, index = _sought(text), among or store.index()
    # The store usually has all that the index has, so only the listed nodes are looked up.
    best = _best(_found(store, sought, index), text.strip(), limit)
    if index is not None and not best.items() <= stated_forms(store, best):
        best = _best(_still_stated(store, index.find(sought)), text.strip(), limit)
    names = labels(store, best, lang)
    stated = classes(store, best, lang)
    come = statuses(store, best, lang)
    read = passages(store, best)
    return [
        Hit(
            iri,
            kind_of(iri.value),
            names[iri],
            stated.get(iri, ()),
            form,
            _span(form, sought),
            iri in read and form != read[iri].quote,
            come.get(iri, ()),
        )
        for iri, form in best.items()
    ]


def count(store: Store, text: str, most: int) -> int:
    """Return how many nodes a search finds; where it is more than `most`, that many and one.

    >>> from sygraph.store.interface import OxigraphStore
    >>> count(OxigraphStore.bundled(), "中歐班列", 100), count(OxigraphStore.bundled(), "a", 100)
    (8, 101)
    """
    index = store.index()
    found = _found(store, _sought(text), index)
    nodes: set[str] = set()
    for _, _, iri, _ in found if index is None else _still_stated(store, found):
        nodes.add(iri)
        if len(nodes) > most:
            break
    return len(nodes)


def _sought(text: str) -> str:
    """Return the folded text to search for."""
    try:
        sought = fold(read_text(text)).strip()
    except ValueError as error:
        raise SygraphError(f"the text {error}", hint="search for a name or a few words") from error
    if not sought:
        raise SygraphError("nothing to search for", hint="give a name or words of the article")
    return sought


def _found(store: Store, sought: str, index: Findable | None) -> Iterator[Found]:
    """The forms that have what is sought in them, in the order of the list."""
    return iter(_scanned(store, sought)) if index is None else index.find(sought)


def _best(found: Iterable[Found], text: str, limit: int | None) -> dict[NamedNode, str]:
    """Return the nodes to list, in order, each with the form to show; matches come sorted."""
    ranked: dict[str, tuple[tuple[object, ...], str]] = {}
    group: object = None
    for kind, order, iri, form in found:
        if limit is not None and len(ranked) >= limit and group != (kind, order[:3]):
            break
        # Of those that match as well and are as long, the one in the very characters comes first.
        group = kind, order[:3]
        rank = kind, order[:3], text not in form, order[3:]
        ranked[iri] = min(ranked.get(iri, (rank, form)), (rank, form))
    listed = sorted(ranked, key=lambda iri: ranked[iri][0])[:limit]
    return {NamedNode(iri): ranked[iri][1] for iri in listed}


def _scanned(store: Store, sought: str) -> list[Found]:
    """Return the matches among all forms in the store."""
    every = (found_in(sought, iri, form) for iri, form in forms(store))
    return sorted(found for found in every if found is not None)


def _still_stated(store: Store, found: Iterator[Found]) -> Iterator[Found]:
    """Yield the matches that the store still has; an index keeps forms that were removed."""
    size = _FIRST_BATCH
    while batch := list(islice(found, size)):
        size = min(2 * size, BATCH)
        said = stated_forms(store, {NamedNode(iri) for _, _, iri, _ in batch})
        yield from (one for one in batch if (NamedNode(one[2]), one[3]) in said)


def stated_forms(store: Store, nodes: Iterable[NamedNode]) -> set[tuple[NamedNode, str]]:
    """Return the forms of nodes in the store."""
    # A path, for with a second VALUES the engine would read every name there is.
    kinds = "|".join(f"<{kind}>" for kind in FORMS)
    return {
        (node(row["node"]), term(row["form"]).value)
        for batch in batches(nodes)
        for row in store.select(
            f"SELECT ?node ?form {{ {values('node', batch)} ?node {kinds} ?form }}"
        )
    }


def forms(store: Store) -> Iterator[tuple[str, str]]:
    """Every form of every name, titles conferred, words of passages and their translations."""
    kinds = " ".join(f"<{kind}>" for kind in FORMS)
    for row in store.select(
        f"SELECT DISTINCT ?node ?kind ?form {{ VALUES ?kind {{ {kinds} }} ?node ?kind ?form }}"
    ):
        iri = node(row["node"]).value
        if is_form(iri, node(row["kind"]).value):
            yield iri, term(row["form"]).value


def _span(form: str, sought: str) -> tuple[int, int]:
    """Where in the form the sought text stands, or its first word where the words are apart."""
    origin = [index for index, c in enumerate(form) for _ in fold_character(c)]
    folded = fold(form)
    part = sought if sought in folded else sought.split()[0]
    start = folded.index(part)
    return origin[start], origin[start + len(part) - 1] + 1


def classes(store: Store, iris: Iterable[NamedNode], lang: str) -> dict[NamedNode, tuple[str, ...]]:
    """What each node is stated to be, in words; derived types left out."""
    stated = []
    for batch in batches(iris):
        among, named = values("s", batch), "GRAPH ?g { ?s a ?class }"
        for row in store.select(
            "SELECT DISTINCT ?s ?class {"
            f" {{ {among} {named} FILTER(?g NOT IN ({DERIVED}, {MERGE})) }}"
            f" UNION {{ {among} ?s a ?class FILTER NOT EXISTS {{ {named} }} }}"
            " }"
        ):
            stated.append((node(row["s"]), node(row["class"])))
    return _in_words(store, stated, lang)


def statuses(
    store: Store, iris: Iterable[NamedNode], lang: str
) -> dict[NamedNode, tuple[str, ...]]:
    """How far each node has come that has a status, in words."""
    stated = []
    for batch in batches(iris):
        for row in store.select(
            f"SELECT DISTINCT ?s ?status {{ {values('s', batch)} ?s sy:status ?status }}"
        ):
            stated.append((node(row["s"]), node(row["status"])))
    return _in_words(store, stated, lang)


def _in_words(
    store: Store, pairs: list[tuple[NamedNode, NamedNode]], lang: str
) -> dict[NamedNode, tuple[str, ...]]:
    """The labels of the second nodes, by the first."""
    words = labels(store, (second for _, second in pairs), lang)
    found: dict[NamedNode, tuple[str, ...]] = {}
    for first, second in sorted(pairs, key=str):
        found[first] = (*found.get(first, ()), words[second])
    return found


def similar(store: Store, text: str) -> list[str]:
    """Return the names that a mistyped one may have meant, the nearest first.

    >>> from sygraph.store.interface import OxigraphStore
    >>> similar(OxigraphStore.bundled(), "Frankfort")
    ['Frankfurt', 'Frankfurt am Main']
    """
    index = store.index()
    every = forms(store) if index is None else index.alike(fold(text))
    names = {form for iri, form in every if kind_of(iri) == "entity"}
    return nearest(text, sorted(names))
