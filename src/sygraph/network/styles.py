"""Which classes are drawn alike, and how: colour and shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.namespaces import curie, vocab

__all__ = ["FAMILIES", "OTHER", "Family", "family_of"]


@dataclass(frozen=True)
class Family:
    """Classes that are drawn alike: those below one class and not below one listed earlier."""

    cls: str
    colour: str
    shape: str = "dot"

    @property
    def iri(self) -> NamedNode:
        """The class."""
        return vocab(self.cls)

    @property
    def id(self) -> str:
        """The class's short IRI."""
        return curie(self.iri.value)


# The first that a node belongs to is its own.
FAMILIES = (
    Family("City", "#2563c9"),
    Family("Country", "#10316b"),
    Family("Zone", "#d97706", "hexagon"),
    Family("Place", "#6d9bd6"),
    Family("Connection", "#0f8a62", "triangle"),
    Family("EventSeries", "#8f1239"),
    Family("Event", "#dc4a62"),
    Family("Agent", "#6d3fc0"),
    Family("Group", "#8a6a52"),
    Family("Unnamed", "#a68bd0"),
    Family("Plan", "#b59b00", "square"),
    Family("Initiative", "#c79a00", "hexagon"),
    Family("Field", "#4f9a9a"),
    Family("Observation", "#4b5563", "square"),
    Family("Target", "#c026a3", "diamond"),
    Family("Statement", "#8a94a1", "diamond"),
    Family("schema:NewsArticle", "#3d4450", "square"),
)

#: What belongs to none of them: entities of other vocabularies.
OTHER = Family("Entity", "#7c8794")


def family_of(classes: Iterable[NamedNode]) -> Family:
    """Return how a node is drawn, given all its classes.

    >>> family_of(map(vocab, ["Entity", "Place", "City"])).id
    'sy:City'
    """
    found = set(classes)
    return next((family for family in FAMILIES if family.iri in found), OTHER)
