"""Results that all worker processes share: what one has computed, the others need not."""

from __future__ import annotations

import os
import zlib
from contextlib import suppress
from hashlib import blake2b
from tempfile import TemporaryFile
from weakref import finalize

__all__ = ["Kept"]

# The number of results, and the most bytes of one after compression.
_SLOTS, _MOST = 16, 2_000_000
# A result begins with a digest of its key and its bytes.
_DIGEST, _LENGTH = 16, 8


class Kept:
    """A few results by key, in a file without a name that forked processes share.

    A key has one slot, which the last result of that slot takes. There is no lock: a result that
    another process is writing has the wrong digest, and counts as missing.

    >>> kept = Kept()
    >>> kept[b"drawing"] = b"circle"
    >>> kept.get(b"drawing"), kept.get(b"other")
    (b'circle', None)
    """

    def __init__(self) -> None:
        if hasattr(os, "memfd_create"):
            self._file = os.memfd_create("kept")
        else:
            with TemporaryFile() as file:
                self._file = os.dup(file.fileno())
        finalize(self, os.close, self._file)

    def get(self, key: bytes) -> bytes | None:
        """Return the result of a key, or None."""
        place = _place(key)
        head = os.pread(self._file, _DIGEST + _LENGTH, place)
        length = min(int.from_bytes(head[_DIGEST:], "big"), _MOST)
        packed = os.pread(self._file, length, place + _DIGEST + _LENGTH)
        return zlib.decompress(packed) if head[:_DIGEST] == _digest(key, packed) else None

    def __setitem__(self, key: bytes, result: bytes) -> None:
        """Keep a result, unless it is too large or the system has no room."""
        packed = zlib.compress(result, 1)
        if len(packed) > _MOST:
            return
        head = _digest(key, packed) + len(packed).to_bytes(_LENGTH, "big")
        with suppress(OSError):
            os.pwrite(self._file, head + packed, _place(key))


def _place(key: bytes) -> int:
    """Return where in the file the slot of a key begins."""
    return blake2b(key).digest()[0] % _SLOTS * (_DIGEST + _LENGTH + _MOST)


def _digest(key: bytes, packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_DIGEST, key=blake2b(key).digest()).digest()
