"""Let one process, and one of its threads, at a time change the files of a workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from sygraph.rdf.output import explained

__all__ = ["locked", "one_thread"]

#: What threads hold that use what is kept of a workspace in memory, such as a warm check.
one_thread = RLock()
# The folders that this process has locked.
_held: set[str] = set()


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """Wait until no other process or thread changes the files of a folder, and keep them out.

    The system removes the lock of a process that ends. A block inside another one of the same
    folder and thread goes on at once. Where the system has no such locks (Windows), only the
    threads of this process are kept out.
    """
    with one_thread, _process_locked(os.path.realpath(folder)):
        yield


@contextmanager
def _process_locked(place: str) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    if place in _held:
        yield
        return
    with explained(place):
        handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _held.add(place)
        yield
    finally:
        _held.discard(place)
        os.close(handle)
