"""Limits on RDF input: how deeply it nests, and what XML entities may stand for.

The engine parses by recursion, and takes memory or time by the square of the depth: deeper input
would end the process instead of being refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import IO

from pyoxigraph import RdfFormat

from sygraph.errors import TooDeep

__all__ = ["CheckedStream", "check_data"]

# Triples within triples in data, and objects, arrays or elements within one another.
_DEEPEST_TRIPLE = 1_000
_DEEPEST_OBJECT = 200
_DEEPEST_ELEMENT = 1_000
_TRIPLE = re.compile(rb"<<\(|\)>>")
# An entity of XML that is longer, or refers to others, could stand for gigabytes.
_LONGEST_ENTITY = 200
_ENTITY = re.compile(
    rb"<!ENTITY\s+(?:%\s*)?[^\s\"'>]+\s+(?:SYSTEM|PUBLIC|\"([^\"]*)\"?|'([^']*)'?)"
)
# Bytes of what was read before that are looked at once more.
_TAIL = 4096
# A string of JSON up to its end or to that of the piece, and bytes in which brackets are counted.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|(?P<escape>\\?)\Z)', re.DOTALL)
_BRACKETS = 512
# What stands beside the elements of XML, and how it ends; an element without others in it; and what
# is left then: a start or an end. Attributes may have a `>`.
_ASIDE = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ASIDE_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_ATTRIBUTES = rb"""(?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+"""
_LEAF = re.compile(rb"<[^<>\"'/!?]" + _ATTRIBUTES + rb"(?:/>|>[^<]*+</[^<>]*+>)")
_TAG = re.compile(rb"<(?:(/)[^<>]*+|[^<>\"'/!?]" + _ATTRIBUTES + rb")>")


def check_data(data: bytes, format: RdfFormat | None = None) -> None:
    """Refuse RDF that is nested too deeply, or whose entities could stand for too much.

    Args:
        format: its syntax, if it is known.

    Raises:
        TooDeep: it is.

    >>> check_data(b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 2000)
    Traceback (most recent call last):
    sygraph.errors.TooDeep: triples are nested too deeply
    """
    _DataCheck(format).feed(data)


class _DataCheck:
    """Looks at data piece by piece."""

    def __init__(self, format: RdfFormat | None = None) -> None:
        self._depth = 0
        self._tail = b""
        self._nesting: Callable[[bytes], None] | None = None
        if format == RdfFormat.JSON_LD:
            self._nesting = _JsonDepth().feed
        elif format == RdfFormat.RDF_XML:
            self._nesting = _XmlDepth().feed

    def feed(self, data: bytes) -> None:
        if self._nesting is not None:
            self._nesting(data)
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


class _JsonDepth:
    """How deeply the objects and arrays of JSON nest.

    >>> _JsonDepth().feed(b'{"a": [' * 100 + b'"' + b'{[' * 200 + b'"')
    >>> _JsonDepth().feed(b'{"a": [' * 101)
    Traceback (most recent call last):
    sygraph.errors.TooDeep: objects are nested too deeply
    """

    def __init__(self) -> None:
        self._depth = 0
        self._open = b""  # the beginning of a string that has not ended

    def feed(self, data: bytes) -> None:
        kept: list[bytes] = []
        at, text = 0, self._open + data
        self._open = b""
        for string in _STRING.finditer(text):
            kept.append(text[at : string.start()])
            at = string.end()
            if string["escape"] is not None:
                self._open = b'"' + string["escape"]
        kept.append(text[at:])
        text = b"".join(kept)
        for start in range(0, len(text), _BRACKETS):
            part = text[start : start + _BRACKETS]
            opened = part.count(b"{") + part.count(b"[")
            if self._depth + opened > _DEEPEST_OBJECT:
                self._count(part)
            else:
                self._depth += opened - part.count(b"}") - part.count(b"]")

    def _count(self, part: bytes) -> None:
        for sign in part:
            if sign in b"{[":
                self._depth += 1
                if self._depth > _DEEPEST_OBJECT:
                    raise TooDeep(
                        "objects are nested too deeply", hint=f"nest {_DEEPEST_OBJECT:,} at most"
                    )
            elif sign in b"}]":
                self._depth -= 1


class _XmlDepth:
    """How deeply the elements of XML nest.

    >>> _XmlDepth().feed(b"<a><b c='>/>'/><!-- <a> --></a>" * 5000)
    >>> _XmlDepth().feed(b"<a c='/>'>" * 1001)
    Traceback (most recent call last):
    sygraph.errors.TooDeep: elements are nested too deeply
    """

    def __init__(self) -> None:
        self._depth = 0
        self._open = b""  # the beginning of what has not ended
        self._until = b""  # the end of a comment or the like that has not ended

    def feed(self, data: bytes) -> None:
        text = self._elements(self._open + data)
        begun = max(text.rfind(b"<"), len(text) - _TAIL)
        if not self._until:
            self._open = b"" if b">" in text[begun:] else text[begun:]
            text = text[: len(text) - len(self._open)]
        for tag in _TAG.finditer(_LEAF.sub(b"", text)):
            self._depth += -1 if tag[1] else 1
            if self._depth > _DEEPEST_ELEMENT:
                raise TooDeep(
                    "elements are nested too deeply", hint=f"nest {_DEEPEST_ELEMENT:,} at most"
                )

    def _elements(self, text: bytes) -> bytes:
        """A text without comments, sections of characters and instructions."""
        kept: list[bytes] = []
        at = 0
        while True:
            if self._until:
                end = text.find(self._until, at)
                if end < 0:
                    self._open = text[max(at, len(text) - len(self._until)) :]
                    return b"".join(kept)
                at = end + len(self._until)
                self._until = b""
            found = _ASIDE.search(text, at)
            kept.append(text[at : found.start() if found else None])
            if found is None:
                return b"".join(kept)
            at, self._until = found.end(), _ASIDE_ENDS[found[0]]


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

    def __init__(self, stream: IO[bytes], format: RdfFormat | None = None) -> None:
        self._stream = stream
        self._check = _DataCheck(format)

    def read(self, size: int = -1) -> bytes:
        """Read on.

        Raises:
            TooDeep: what is read is nested too deeply.
        """
        data = self._stream.read(size)
        self._check.feed(data)
        return data
