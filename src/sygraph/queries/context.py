"""The store, the data files and the named queries of a graph, as one object."""

from __future__ import annotations

from functools import cached_property

from pyoxigraph import NamedNode

from sygraph.data import Files
from sygraph.entities.resolve import resolve
from sygraph.queries.catalog import Catalog
from sygraph.store.interface import Store

__all__ = ["Context"]


class Context:
    """The input of selections, views and exports; `sygraph.graph.KnowledgeGraph` is a subclass."""

    def __init__(self, store: Store, files: Files) -> None:
        self.store = store
        self.files = files

    @cached_property
    def queries(self) -> Catalog:
        """The named queries, by name.

        >>> import sygraph
        >>> [parameter.name for parameter in sygraph.open().queries["partner-cities"].params]
        ['country', 'subject', 'lang']
        """
        return Catalog.load(self.files)

    def resolve(self, name: str) -> NamedNode:
        """Return the entity with a name.

        Raises:
            UnknownEntity: no entity has this name; the error suggests similar names.
            AmbiguousEntity: several entities have it.
        """
        return resolve(self.store, name)
