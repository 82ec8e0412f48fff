"""The graph as one object: what the command line does, from Python."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import NamedNode

from sygraph import entities
from sygraph.data import Files
from sygraph.store import OxigraphStore, Store

__all__ = ["KnowledgeGraph", "open"]


class KnowledgeGraph:
    """A knowledge graph to ask. `sygraph.open()` returns the one that comes with the package."""

    def __init__(self, store: Store, files: Files) -> None:
        self.store = store
        self.files = files

    def resolve(self, name: str) -> NamedNode:
        """Return the entity that a slug, a CURIE, an IRI or a label in any language names.

        Raises:
            UnknownEntity: nothing is so named; it suggests the nearest names.
            AmbiguousEntity: several entities are.
        """
        return entities.resolve(self.store, name)

    def label(self, name: str | NamedNode, lang: str = "en") -> str:
        """Return what a node is called in a language: en, zh-Hant or zh-Hans.

        Raises:
            UnknownEntity, AmbiguousEntity: see `resolve`.

        >>> import sygraph
        >>> sygraph.open().label("沈阳")
        'Shenyang'
        """
        node = self.resolve(name) if isinstance(name, str) else name
        return entities.label(self.store, node, lang)


def open(root: str | Path | None = None) -> KnowledgeGraph:
    """Open the bundled graph, or a copy of its files under another folder.

    Raises:
        DataError: a file is missing or broken.
    """
    files = Files.bundled() if root is None else Files.at(root)
    return KnowledgeGraph(OxigraphStore.from_files(files), files)
