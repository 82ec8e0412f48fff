"""The graph of a supervisor: how workers open it, and how an update changes it."""

from __future__ import annotations

import os
from collections.abc import Callable
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
    """The interface of a graph to the supervisor.

    The supervisor forks, so it must not start threads: only its children call `open` and `change`.
    """

    def open(self) -> Store:
        """Return the store; called in a worker."""

    def change(self, update: Update, limit: Callable[[], None]) -> Changes:
        """Apply an update in this process, and return the changes for other processes.

        Args:
            update: the update.
            limit: limits the memory of this process; called when the graph is open.
        """

    def apply(self, changes: Changes) -> None:
        """Apply the changes of another process."""

    def has_changed(self) -> bool:
        """Whether another program has changed the graph since the last call."""


class MemoryGraph:
    """A graph in memory; workers share its memory pages until a process writes to them."""

    def __init__(self, store: OxigraphStore, explicit: ox.Store | None = None) -> None:
        self.store = store
        # The triples stated in the default graph; the other triples there are the merge.
        self.explicit = explicit if explicit is not None else ox.Store()

    def open(self) -> Store:
        return self.store.settle()  # an update replaces all workers

    def change(self, update: Update, limit: Callable[[], None]) -> Changes:
        limit()
        return apply_update(self.store.engine, self.explicit, update)

    def apply(self, changes: Changes) -> None:
        replay(self.store.engine, self.explicit, changes)

    def has_changed(self) -> bool:
        return False


class DiskGraph:
    """A store on disk, which each worker opens; an update writes the next generation.

    Raises:
        StoreError: there is no store in the folder.
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

    def change(self, update: Update, limit: Callable[[], None]) -> Changes:
        from sygraph.store.disk import StoreError, next_generation

        try:
            with next_generation(self.folder) as generation:
                _change_generation(generation, update, limit)
        except (OSError, RuntimeError) as error:
            full = _DISK_IS_FULL in str(error)
            message = "the disk is full" if full else "the store cannot be written to"
            problem = StoreError(message, folder=self.folder)
            problem.status = 507 if full else 500
            raise problem from error
        return Changes((), (), (), ())

    def apply(self, changes: Changes) -> None:
        """Read the number of the generation that the update has written."""
        self._generation = self._current()

    def has_changed(self) -> bool:
        before, self._generation = self._generation, self._current()
        return self._generation != before

    def _current(self) -> str | None:
        from sygraph.store.disk import current_generation

        return current_generation(self.folder)


class OtherGraph:
    """A graph in another engine: a remote service, or rdflib. It cannot be updated here."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def open(self) -> Store:
        return self._store

    def change(self, update: Update, limit: Callable[[], None]) -> Changes:
        raise SygraphError("this engine takes no updates here", hint="send them to the service")

    def apply(self, changes: Changes) -> None:
        raise NotImplementedError

    def has_changed(self) -> bool:
        return False


class BrokenGraph(OtherGraph):
    """A graph that cannot be opened; each worker reports the error."""

    def __init__(self, error: SygraphError) -> None:
        super().__init__(Store())
        self._error = error

    def open(self) -> Store:
        raise self._error


def held(store: Store) -> HeldGraph:
    """Return the graph of an open store, for a supervisor."""
    from sygraph.store.disk import DiskStore

    if isinstance(store, DiskStore):
        return DiskGraph(store.folder, tuple(store.services))
    return MemoryGraph(store) if isinstance(store, OxigraphStore) else OtherGraph(store)


def _change_generation(generation: Generation, update: Update, limit: Callable[[], None]) -> None:
    # A separate function: when it returns, nothing refers to the database, so it is closed.
    from sygraph.store.fulltext import add_quads

    explicit = ox.Store()
    path = os.path.join(generation.path, _EXPLICIT)
    if os.path.exists(path):
        explicit.load(path=path, format=ox.RdfFormat.N_TRIPLES)
    engine = generation.open()
    limit()
    changes = apply_update(engine, explicit, update)
    add_quads(generation.path, changes.added)
    if len(explicit):
        explicit.dump(path, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    elif os.path.exists(path):
        os.remove(path)
