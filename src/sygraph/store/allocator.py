"""How a process of the program's own takes memory from the system."""

from __future__ import annotations

import sys
from contextlib import suppress

__all__ = ["one_pool"]

# What glibc's malloc.h calls M_ARENA_MAX.
_ARENAS = -8


def one_pool() -> None:
    """Have all threads take memory from one pool, where the C library is glibc.

    It is for a process that begins. With a pool for each thread, what the engine keeps for a while
    when one of them reads leaves holes that nobody fills: 350 MiB of ten million quads that are
    exported, for no speed. It is what the environment's MALLOC_ARENA_MAX=1 says.
    """
    if sys.platform == "linux":
        from ctypes import CDLL

        with suppress(AttributeError):  # another C library
            CDLL(None).mallopt(_ARENAS, 1)
