"""A store on disk: read by any number of processes, replaced as a whole by each load.

A store's folder holds generations, each a complete Oxigraph database that never changes, and a file
that names the current one. A load makes the next generation from hard links to the files of the
current one, and then replaces the name in one step. A load that fails or is killed leaves the store
unchanged. A reader locks the generation that it reads; a later load removes unlocked generations.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING
from weakref import finalize

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.store.interface import OxigraphStore

if sys.platform != "win32":
    import fcntl

if TYPE_CHECKING:
    from sygraph.store.fulltext import Index
    from sygraph.store.interface import Tally

__all__ = [
    "TALLY",
    "DiskStore",
    "Generation",
    "StoreError",
    "current_generation",
    "current_index",
    "next_generation",
]

# Suffixes of files that never change: tables of the database, files of the index.
_FIXED = (".sst", ".fts")
# The counts of a generation.
TALLY = "tally.json"

_CURRENT, _LOCK = "current-generation", "sygraph-lock"
_REMOVED = ".removed"

_HOW_TO_LOAD = "make one: sygraph load FILES --store "


class StoreError(SygraphError):
    """A folder without a store, or that cannot be written, or that another load is writing."""

    status = 503

    def __init__(self, message: str, *, folder: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.folder = folder


class DiskStore(OxigraphStore):
    """The store in a folder. It does not see later loads.

    Any number of processes may ask it at once.

    Raises:
        StoreError: the folder holds no store.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = os.fspath(folder)
        self._path, held = _hold_current(self.folder)
        finalize(self, held.close)
        super().__init__(_open(ox.Store.read_only, self._path))
        self.settle()

    @property
    def engine(self) -> ox.Store:
        """The engine's own store, which can only be read."""
        return self._store

    def index(self) -> Index | None:
        """The full-text index that loading made."""
        from sygraph.store.fulltext import Index

        return Index(self._path, self) or None

    def tally(self) -> Tally | None:
        """Return the counts that loading made, None without them."""
        import json

        try:
            with open(os.path.join(self._path, TALLY), encoding="utf-8") as stream:
                found: Tally = json.load(stream)
        except FileNotFoundError:
            return None
        return found

    def quads(self) -> Iterator[ox.Quad]:
        """Yield the quads of all named graphs."""
        default = ox.DefaultGraph()
        return (quad for quad in self._store if quad.graph_name != default)


def current_index(folder: str | os.PathLike[str]) -> Index | None:
    """Return the full-text index of the current generation in a folder.

    Raises:
        StoreError: the folder holds no store.
    """
    from sygraph.store.fulltext import Index

    path, held = _hold_current(os.fspath(folder))
    index = Index(path)
    finalize(index, held.close)
    return index or None


def current_generation(folder: str | os.PathLike[str]) -> str | None:
    """Return the name of a store's current generation; None where there is no store."""
    return _current(os.fspath(folder))


class Generation:
    """A new generation. Its database must be closed before it becomes the current one.

    Raises:
        StoreError: the store is damaged.
    """

    def __init__(self, path: str, before: str | None) -> None:
        self.path = path
        self._before = before

    def open(self) -> ox.Store:
        """The database to add to, with what the store holds now."""
        return _open(ox.Store, self.path)

    @property
    def grows(self) -> bool:
        """Whether there is a store already, to which this adds."""
        return self._before is not None

    def before(self) -> ox.Store | None:
        """Return the current generation, read-only; None before the first load."""
        return None if self._before is None else _open(ox.Store.read_only, self._before)


@contextmanager
def next_generation(folder: str | os.PathLike[str]) -> Iterator[Generation]:
    """Make a store's next generation, which becomes the current one when the block ends.

    If the block fails, the store does not change.

    Raises:
        StoreError: the folder holds something else, cannot be written to, or another load is
            writing to it.
    """
    folder = os.fspath(folder)
    with _locked(folder):
        before = _current(folder)
        _sweep(folder, before)
        number = int(before) + 1 if before else 1
        path = os.path.join(folder, str(number))
        try:
            if before is None:
                os.mkdir(path)
            else:
                _clone(os.path.join(folder, before), path)
            yield Generation(path, os.path.join(folder, before) if before else None)
            _settle(path)
            _name_current(folder, str(number))
        except BaseException:
            shutil.rmtree(path, ignore_errors=True)
            raise
        _sweep(folder, str(number))


def _open(how: Callable[[str], ox.Store], path: str) -> ox.Store:
    try:
        return how(path)
    except (OSError, RuntimeError) as error:
        folder = os.path.dirname(path)
        raise StoreError(f"cannot open {folder}: {error}", folder=folder) from error


def _current(folder: str) -> str | None:
    """The name of the current generation; None before the first load has ended."""
    try:
        with open(os.path.join(folder, _CURRENT), encoding="ascii") as stream:
            return stream.read().strip()
    except FileNotFoundError:
        return None


def _name_current(folder: str, name: str) -> None:
    """Make a generation the current one, in a single step."""
    new = os.path.join(folder, _CURRENT + ".new")
    with open(new, "w", encoding="ascii") as stream:
        stream.write(name + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(new, os.path.join(folder, _CURRENT))
    _sync(folder)


def _settle(path: str) -> None:
    """Flush all files of a database but its tables, which the engine has flushed."""
    for name in os.listdir(path):
        if not name.endswith(".sst"):
            _sync(os.path.join(path, name))
    _sync(path)


def _sync(path: str) -> None:
    with suppress(PermissionError):  # Windows opens no folder
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _clone(old: str, new: str) -> None:
    """Copy a database. Its tables never change, so they are linked."""
    os.mkdir(new)
    for name in os.listdir(old):
        source, target = os.path.join(old, name), os.path.join(new, name)
        if name.endswith(_FIXED):
            try:
                os.link(source, target)
            except OSError:  # a file system without links
                shutil.copy2(source, target)
        elif name != TALLY and not name.startswith("LO"):  # LOCK and the logs of LOG
            shutil.copy2(source, target)


def _sweep(folder: str, keep: str | None) -> None:
    """Remove all unlocked generations but one."""
    for name in os.listdir(folder):
        if name != keep and name.removesuffix(_REMOVED).isdecimal():
            path = os.path.join(folder, name)
            with suppress(BlockingIOError), _held(path, alone=True):
                gone = path if name.endswith(_REMOVED) else path + _REMOVED
                os.rename(path, gone)
                shutil.rmtree(gone, ignore_errors=True)


def _hold_current(folder: str) -> tuple[str, ExitStack]:
    """The path of the current generation, and what keeps it from being removed until closed."""
    while True:
        name = _current(folder) if os.path.isdir(folder) else None
        if name is None:
            raise _no_store(folder)
        path, stack = os.path.join(folder, name), ExitStack()
        with suppress(FileNotFoundError):
            stack.enter_context(_held(path))
            if os.path.exists(path):
                return path, stack
        stack.close()
        if _current(folder) == name:
            raise StoreError(f"{folder} has lost its generation {name}", folder=folder)


@contextmanager
def _held(path: str, *, alone: bool = False) -> Iterator[None]:
    """Lock a file or a folder, shared or exclusive.

    Raises:
        BlockingIOError: the lock is exclusive, and another process has one.
    """
    if sys.platform == "win32":  # where open files cannot be renamed or removed
        yield
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(handle)


def _no_store(folder: str) -> StoreError:
    """Why a folder cannot be asked."""
    hint = _HOW_TO_LOAD + folder
    if not os.path.isdir(folder):
        what = "is not a folder" if os.path.exists(folder) else "is not there"
        return StoreError(f"the store {folder} {what}", folder=folder, hint=hint)
    if os.path.exists(os.path.join(folder, _LOCK)):
        message = f"the store {folder} holds nothing yet: its first load has not ended"
        return StoreError(message, folder=folder, hint="wait for it, or load again")
    if os.listdir(folder):
        return _foreign(folder)
    return StoreError(f"the folder {folder} is empty", folder=folder, hint=hint)


def _foreign(folder: str) -> StoreError:
    """Why a folder that holds something else is left alone."""
    hint = "name another folder"
    if os.path.exists(os.path.join(folder, "CURRENT")):
        hint = "it is a bare Oxigraph database: load a dump of it, so that its graphs are merged"
    return StoreError(f"the folder {folder} holds no store of sygraph's", folder=folder, hint=hint)


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Lock the folder for one load; remove it again if it was new and the load fails."""
    made = not os.path.isdir(folder)
    lock = os.path.join(folder, _LOCK)
    try:
        os.makedirs(folder, exist_ok=True)
        names = os.listdir(folder)
        if names and _LOCK not in names:
            raise _foreign(folder)
        os.close(os.open(lock, os.O_WRONLY | os.O_CREAT, 0o666))
        with _held(lock, alone=True):
            try:
                yield
            finally:
                if os.listdir(folder) == [_LOCK]:
                    os.remove(lock)
                    if made:
                        os.rmdir(folder)
    except BlockingIOError as error:
        message = f"another load is writing to {folder}"
        busy = StoreError(message, folder=folder, hint="wait for it to end")
        busy.status = 503
        raise busy from error
    except OSError as error:
        reason = error.strerror or str(error)
        problem = StoreError(f"cannot write to {folder}: {reason}", folder=folder)
        full = error.errno == errno.ENOSPC or "No space left" in str(error)
        problem.status = 507 if full else 500
        raise problem from error
