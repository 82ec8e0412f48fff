"""The values that a parameter may have, and the terms of a class of codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from sygraph.entities.resolve import labels
from sygraph.namespaces import ONTOLOGY, curie
from sygraph.store.interface import Store

__all__ = ["Choice", "members", "one_of"]

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


def members(store: Store, cls: NamedNode, lang: str = "en") -> list[Choice]:
    """Return the terms of the ontology that are of a class, such as the services or the units.

    A class whose members the ontology does not define, such as that of cities, is open: of its
    members none are returned.

    >>> from sygraph.namespaces import sy
    >>> from sygraph.store.interface import OxigraphStore
    >>> [str(choice) for choice in members(OxigraphStore.bundled(), sy("ServiceCode"))]
    ['sy:cargo (cargo)', 'sy:passenger (passengers)']
    """
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
