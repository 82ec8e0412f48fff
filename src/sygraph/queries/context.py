"""A graph to ask: its store, its data files and its named queries."""

from __future__ import annotations

from functools import cached_property

from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.entities.resolve import resolve
from sygraph.queries.catalog import Catalog
from sygraph.store.interface import Store

__all__ = ["Context"]


class Context:
    """What selections, views and exports work on; `sygraph.graph.KnowledgeGraph` is one."""

    def __init__(self, store: Store, files: Files) -> None:
        self.store = store
        self.files = files

    @cached_property
    def queries(self) -> Catalog:
        """The named queries, by name.

        >>> import sygraph
        >>> [parameter.name for parameter in sygraph.open().queries["partner-cities"].params]
        ['country', 'lang']
        """
        return Catalog.load(self.files.queries)

    def resolve(self, name: str) -> NamedNode:
        """Return the entity that a name stands for.

        Raises:
            UnknownEntity: nothing has this name; the error suggests the nearest names.
            AmbiguousEntity: several entities have it.
        """
        return resolve(self.store, name)
