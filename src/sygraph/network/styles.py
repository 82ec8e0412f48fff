"""Colours and shapes of nodes, by families of classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.namespaces import vocab

__all__ = ["FAMILIES", "OTHER", "Family", "family_of"]


@dataclass(frozen=True)
class Family:
    """Classes that are drawn alike: the subclasses of one class that no earlier family has.

    Attributes:
        id: the CURIE of the class.
        colour: #rrggbb.
        shape: the name of a shape of vis-network.
    """

    id: str
    colour: str
    shape: str = "dot"

    @property
    def iri(self) -> NamedNode:
        """The IRI of the class."""
        return vocab(self.id.removeprefix("sy:"))


_STYLES = read_toml("network/styles.toml")

#: The families in order: a node belongs to the first of which it has the class.
FAMILIES = tuple(
    Family(row["class"], row["colour"], row.get("shape", "dot")) for row in _STYLES["family"]
)

#: The family of all other nodes, such as entities of other vocabularies.
OTHER = Family("sy:Entity", _STYLES["other"]["colour"])


def family_of(classes: Iterable[NamedNode]) -> Family:
    """Return the family of a node.

    Args:
        classes: all classes of the node, superclasses included.

    >>> from sygraph.namespaces import sy
    >>> family_of([sy("Entity"), sy("Place"), sy("City")]).id
    'sy:City'
    """
    found = set(classes)
    return next((family for family in FAMILIES if family.iri in found), OTHER)
