"""Limits on RDF input: how deeply triples nest, and what XML entities may stand for.

The engine parses by recursion: deeper input would end the process instead of being refused.
"""

from __future__ import annotations

import re
from typing import IO

from sygraph.errors import TooDeep

__all__ = ["CheckedStream", "check_data"]

# Triples within triples in data.
_DEEPEST_TRIPLE = 1_000
_TRIPLE = re.compile(rb"<<\(|\)>>")
# An entity of XML that is longer, or refers to others, could stand for gigabytes.
_LONGEST_ENTITY = 200
_ENTITY = re.compile(
    rb"<!ENTITY\s+(?:%\s*)?[^\s\"'>]+\s+(?:SYSTEM|PUBLIC|\"([^\"]*)\"?|'([^']*)'?)"
)
# Bytes of what was read before that are looked at once more.
_TAIL = 4096


def check_data(data: bytes) -> None:
    """Refuse RDF that is nested too deeply, or whose entities could stand for too much.

    Raises:
        TooDeep: it is.

    >>> check_data(b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 2000)
    Traceback (most recent call last):
    sygraph.errors.TooDeep: triples are nested too deeply
    """
    _DataCheck().feed(data)


class _DataCheck:
    """Looks at data piece by piece."""

    def __init__(self) -> None:
        self._depth = 0
        self._tail = b""

    def feed(self, data: bytes) -> None:
        text = self._tail + data
        if b"<<(" in text:
            # The end of the last piece may be the beginning of a sign.
            for sign in _TRIPLE.finditer(text, max(0, len(self._tail) - 2)):
                self._depth = self._depth + 1 if sign[0] == b"<<(" else max(0, self._depth - 1)
                if self._depth > _DEEPEST_TRIPLE:
                    raise TooDeep(
                        "triples are nested too deeply", hint=f"nest {_DEEPEST_TRIPLE:,} at most"
                    )
        if b"<!ENTITY" in text:
            _check_entities(text)
        self._tail = text[-_TAIL:]


def _check_entities(text: bytes) -> None:
    for entity in _ENTITY.finditer(text):
        value = entity[1] or entity[2] or b""
        if b"&" in value or len(value) > _LONGEST_ENTITY:
            raise TooDeep(
                "an XML entity is long or refers to others, and could stand for gigabytes",
                hint="write out what it stands for",
            )


class CheckedStream:
    """A stream of RDF that is checked as it is read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._check = _DataCheck()

    def read(self, size: int = -1) -> bytes:
        """Read on.

        Raises:
            TooDeep: what is read is nested too deeply.
        """
        data = self._stream.read(size)
        self._check.feed(data)
        return data
