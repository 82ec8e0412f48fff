"""The values that a parameter can have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from sygraph.entities.resolve import labels
from sygraph.namespaces import ONTOLOGY, curie
from sygraph.store.interface import Store

__all__ = ["Choice", "members", "one_of"]

# The number of values that a sentence lists.
_MAX_LISTED = 12


@dataclass(frozen=True)
class Choice:
    """A value that a parameter can have, with its label if it has one."""

    term: NamedNode | Literal
    label: str | None = None

    @property
    def text(self) -> str:
        """The value as text; an entity is a CURIE."""
        return curie(self.term.value) if isinstance(self.term, NamedNode) else self.term.value

    def __str__(self) -> str:
        return f"{self.text} ({self.label})" if self.label else self.text


def members(store: Store, cls: NamedNode, lang: str = "en") -> list[Choice]:
    """Return the instances of a class that the ontology defines, such as services or units.

    A class whose instances are not in the ontology, such as cities, has an empty list.

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
    """Return the values as text: all, or the first ones and the query that lists the others.

    >>> one_of([Choice(Literal("a")), Choice(Literal("b"), "the second")], "letters")
    'one of a, b (the second)'
    """
    listed = ", ".join(map(str, allowed[:_MAX_LISTED]))
    more = len(allowed) - _MAX_LISTED
    if more <= 0:
        return f"one of {listed}"
    return f"one of {listed} and {more} more" + (f", see the query {name}" if name else "")
