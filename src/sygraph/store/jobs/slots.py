"""Shared memory in which each worker writes the deadline of its job, for the supervisor."""

from __future__ import annotations

import mmap
import struct

__all__ = ["MOST_WORKERS", "Slots"]

# The most workers of a supervisor.
MOST_WORKERS = 256
_ENDS = struct.Struct("d")


class Slots:
    """One number for each worker: the deadline of its job; 0 if it is idle.

    The clock is `time.monotonic`, which is the same in all processes.
    """

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, MOST_WORKERS * _ENDS.size)

    def __getitem__(self, index: int) -> float:
        ends: float
        [ends] = _ENDS.unpack_from(self._memory, index * _ENDS.size)
        return ends

    def __setitem__(self, index: int, ends: float) -> None:
        _ENDS.pack_into(self._memory, index * _ENDS.size, ends)
