"""Colours and shapes of nodes, by kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.namespaces import vocab

__all__ = ["FAMILIES", "Family", "family_of"]


@dataclass(frozen=True)
class Family:
    """A kind of nodes, which are drawn alike.

    Attributes:
        id: the CURIE of its first class.
        classes: a node of one of these classes is of this kind, unless an earlier kind has it.
        label: the name of the kind by language.
        colour: #rrggbb, on a light background.
        dark: #rrggbb, on a dark background.
        shape: the name of a shape of vis-network.
    """

    id: str
    classes: frozenset[NamedNode]
    label: dict[str, str]
    colour: str
    dark: str
    shape: str


#: The kinds in order: a node belongs to the first of which it has a class, or to the last.
FAMILIES = tuple(
    Family(
        row["classes"][0],
        frozenset(map(vocab, row["classes"])),
        row["label"],
        row["colour"],
        row["dark"],
        row["shape"],
    )
    for row in read_toml("network/styles.toml")["family"]
)


def family_of(classes: Iterable[NamedNode]) -> Family:
    """Return the kind of a node.

    Args:
        classes: all classes of the node, superclasses included.

    >>> from sygraph.namespaces import sy
    >>> family_of([sy("Entity"), sy("Place"), sy("City")]).id
    'sy:City'
    """
    found = set(classes)
    return next((family for family in FAMILIES if family.classes & found), FAMILIES[-1])
