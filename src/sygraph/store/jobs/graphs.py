"""The graph that a supervisor holds: how its workers open it, and how an update changes it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.updates import Changes, Update, apply_update, replay

if TYPE_CHECKING:
    from sygraph.store.disk import Generation

__all__ = ["BrokenGraph", "DiskGraph", "HeldGraph", "MemoryGraph", "OtherGraph", "held"]

_EXPLICIT = "put-in-the-default-graph.nt"
_DISK_IS_FULL = "No space left on device"


class HeldGraph(Protocol):
    """What the supervisor needs of a graph.

    A supervisor forks, so nothing that it calls may start a thread: `open` and `change` are called
    in its children only.
    """

    def open(self) -> Store:
        """Return the store to ask, in a worker."""

    def change(self, update: Update) -> Changes:
        """Carry an update out in this process, and return what others have to change as well."""

    def apply(self, changes: Changes) -> None:
        """Make the changes of another process in this one."""

    def has_changed(self) -> bool:
        """Whether another program has changed the graph since the last call."""


class MemoryGraph:
    """A graph in memory, which workers share with the supervisor until one of them writes."""

    def __init__(self, store: OxigraphStore, explicit: ox.Store | None = None) -> None:
        self.store = store
        # What was put into the default graph by itself; the rest of it is the merge.
        self.explicit = explicit if explicit is not None else ox.Store()

    def open(self) -> Store:
        return self.store.settle()  # an update ends the workers of before

    def change(self, update: Update) -> Changes:
        return apply_update(self.store.engine, self.explicit, update)

    def apply(self, changes: Changes) -> None:
        replay(self.store.engine, self.explicit, changes)

    def has_changed(self) -> bool:
        return False


class DiskGraph:
    """A store on disk, which each worker opens; an update makes its next generation.

    Raises:
        StoreError: the folder holds no store.
    """

    def __init__(self, folder: str | os.PathLike[str], services: tuple[str, ...] = ()) -> None:
        from sygraph.store.disk import current_index

        self.folder = os.path.abspath(folder)
        self._services = services
        current_index(self.folder)  # fails where there is no store
        self._generation = self._current()

    def open(self) -> Store:
        from sygraph.store.disk import DiskStore

        store = DiskStore(self.folder)
        store.services = self._services
        return store

    def change(self, update: Update) -> Changes:
        from sygraph.store.disk import StoreError, next_generation

        try:
            with next_generation(self.folder) as generation:
                _change_generation(generation, update)
        except (OSError, RuntimeError) as error:
            full = _DISK_IS_FULL in str(error)
            message = "the disk is full" if full else "the store cannot be written to"
            problem = StoreError(message, folder=self.folder)
            problem.status = 507 if full else 500
            raise problem from error
        return Changes((), (), (), ())

    def apply(self, changes: Changes) -> None:
        """Take note of the generation that the update has made."""
        self._generation = self._current()

    def has_changed(self) -> bool:
        before, self._generation = self._generation, self._current()
        return self._generation != before

    def _current(self) -> str | None:
        from sygraph.store.disk import current_generation

        return current_generation(self.folder)


class OtherGraph:
    """A graph that another engine answers for: a service, or rdflib. It takes no updates here."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self) -> Store:
        return self._store

    def change(self, update: Update) -> Changes:
        raise SygraphError("this engine takes no updates here", hint="send them to the service")

    def apply(self, changes: Changes) -> None:
        raise NotImplementedError

    def has_changed(self) -> bool:
        return False


class BrokenGraph(OtherGraph):
    """A graph that cannot be opened, which each worker says."""

    def __init__(self, error: SygraphError) -> None:
        super().__init__(Store())
        self._error = error

    def open(self) -> Store:
        raise self._error


def held(store: Store) -> HeldGraph:
    """Return what a supervisor needs of a store that is open already."""
    from sygraph.store.disk import DiskStore

    if isinstance(store, DiskStore):
        return DiskGraph(store.folder, tuple(store.services))
    return MemoryGraph(store) if isinstance(store, OxigraphStore) else OtherGraph(store)


def _change_generation(generation: Generation, update: Update) -> None:
    # A function of its own, at whose end nothing refers to the database, which closes it.
    from sygraph.store.fulltext import add_quads

    explicit = ox.Store()
    path = os.path.join(generation.path, _EXPLICIT)
    if os.path.exists(path):
        explicit.load(path=path, format=ox.RdfFormat.N_TRIPLES)
    changes = apply_update(generation.open(), explicit, update)
    add_quads(generation.path, changes.added)
    if len(explicit):
        explicit.dump(path, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    elif os.path.exists(path):
        os.remove(path)
