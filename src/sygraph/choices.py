"""The values that a parameter may have: those that a named query lists, or a class of codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.names import ONTOLOGY, curie

if TYPE_CHECKING:
    from sygraph.catalog import Catalog
    from sygraph.store import Store

__all__ = ["Choice", "choices", "members", "one_of"]

# As many values as a sentence names.
_NAMED = 12


@dataclass(frozen=True)
class Choice:
    """A value that a parameter may have, and what it is called where it has a label."""

    term: NamedNode | Literal
    label: str | None = None

    @property
    def text(self) -> str:
        """The value as it is given: an entity as a CURIE."""
        return curie(self.term.value) if isinstance(self.term, NamedNode) else self.term.value

    def __str__(self) -> str:
        return f"{self.text} ({self.label})" if self.label else self.text


def choices(store: Store, catalog: Catalog, name: str, lang: str = "en") -> list[Choice]:
    """Return the values that a named query lists: its first column, each value once.

    The IRI of a class may stand for the name of a query; see `members`. The labels
    are those of the column that is named after the first, as in `zone` and `zoneLabel`, or `label`.

    Raises:
        UnknownQuery: no query is so named.

    >>> from sygraph.data import Files
    >>> from sygraph.catalog import Catalog
    >>> from sygraph.store import OxigraphStore
    >>> catalog = Catalog.load(Files.bundled().queries)
    >>> str(choices(OxigraphStore.bundled(), catalog, "statuses")[0])
    'sy:achieved (achieved)'
    """
    if "://" in name:
        return members(store, NamedNode(name), lang)
    from sygraph.run import run

    known = {parameter.name for parameter in catalog[name].params}
    result = run(store, catalog, name, {"lang": lang} if "lang" in known else {})
    first = result.columns[0]
    labels = next((c for c in (f"{first}Label", "label") if c in result.columns), None)
    found: dict[NamedNode | Literal, Choice] = {}
    for row in result:
        term = row.terms[0]
        if isinstance(term, NamedNode | Literal):
            label = row[labels] if labels else None
            found.setdefault(term, Choice(term, None if label is None else str(label)))
    return list(found.values())


def members(store: Store, cls: NamedNode, lang: str = "en") -> list[Choice]:
    """Return the terms of the ontology that are of a class, such as the services or the units.

    A class whose members the ontology does not define, such as that of cities, is open: of its
    members none are returned.

    >>> from sygraph.names import sy
    >>> from sygraph.store import OxigraphStore
    >>> [str(choice) for choice in members(OxigraphStore.bundled(), sy("Service"))]
    ['sy:cargo (cargo)', 'sy:passenger (passengers)']
    """
    from sygraph.entities import labels

    found = [
        row["x"]
        for row in store.select(f"SELECT DISTINCT ?x {{ GRAPH {ONTOLOGY} {{ ?x a {cls} }} }}")
    ]
    terms = sorted((term for term in found if isinstance(term, NamedNode)), key=str)
    names = labels(store, terms, lang)
    return [Choice(term, names[term]) for term in terms]


def one_of(allowed: Sequence[Choice], name: str | None = None) -> str:
    """Say which values there are: all, or the first and which query lists the others.

    >>> one_of([Choice(Literal("a")), Choice(Literal("b"), "the second")], "letters")
    'one of a, b (the second)'
    """
    listed = ", ".join(map(str, allowed[:_NAMED]))
    more = len(allowed) - _NAMED
    if more <= 0:
        return f"one of {listed}"
    return f"one of {listed} and {more} more" + (f", see the query {name}" if name else "")
