"""Let one process at a time change the files of a workspace."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from sygraph.rdf.output import explained

__all__ = ["locked"]

# The folders that this process has locked.
_held: set[str] = set()


@contextmanager
def locked(folder: str) -> Iterator[None]:
    """Wait until no other process changes the files of a folder, and keep the others out.

    The system removes the lock of a process that ends. A block inside another one of the same
    folder goes on at once. Where the system has no such locks (Windows), nothing is locked.
    """
    place = os.path.realpath(folder)
    try:
        import fcntl
    except ImportError:
        yield
        return
    if place in _held:
        yield
        return
    with explained(folder):
        handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        _held.add(place)
        yield
    finally:
        _held.discard(place)
        os.close(handle)
