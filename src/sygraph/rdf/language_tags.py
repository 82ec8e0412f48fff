"""Correct the case of language tags in what the engine writes, as BCP 47 has it.

The engine stores tags in lower case. The stream for N3 also refuses what N3 cannot express.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import BinaryIO

from sygraph.rdf.inexpressible import Inexpressible

__all__ = ["N3Tags", "RowTags", "TagCase", "WholeLines", "canonical_tag", "cased", "cased_rows"]

# A string as the engine writes it, on one line and between double quotes, and its language tag.
_TAGGED = re.compile(rb'("(?:[^"\\\n]|\\.)*")(?:@([A-Za-z0-9-]+))?')
# A tag of several parts, if the quote before it closes a string.
_MAYBE = re.compile(rb'"@([A-Za-z0-9]+-[A-Za-z0-9-]+)')
# The marks of what N3 cannot express, which may also occur in strings.
_BEYOND_N3 = (b"<<(", b"--ltr", b"--rtl")
_TERM = re.compile(rb'("(?:[^"\\\n]|\\.)*")(@[A-Za-z0-9-]+--[a-z]+)?|<<\(.*\)>>')
# The characters before a quote that may open a string or be inside one.
_UNSURE = frozenset(b"\\ \t\n")


@lru_cache(maxsize=1024)
def canonical_tag(tag: str) -> str:
    """Return the tag with its script and region in the case of RFC 5646, section 2.1.1.

    >>> [canonical_tag(tag) for tag in ("zh-hant", "zh-hant-tw", "EN", "de-x-ab", "ar--rtl")]
    ['zh-Hant', 'zh-Hant-TW', 'en', 'de-x-ab', 'ar--rtl']
    """
    language, double, direction = tag.partition("--")
    parts = language.lower().split("-")
    for number, part in enumerate(parts[1:], 1):
        if len(parts[number - 1]) == 1 or not part:
            break  # an extension or private use follows, all in lower case
        if len(part) == 4 and part.isalpha():
            parts[number] = part.title()
        elif len(part) == 2:
            parts[number] = part.upper()
    return "-".join(parts) + double + direction


class _Unsure(Exception):
    """It is not clear whether a quote ends a string."""


def _corrected_if_sure(found: re.Match[bytes]) -> bytes:
    if found.string[found.start() - 1] in _UNSURE:
        raise _Unsure
    return b'"@' + cased(found[1])


def _corrected(found: re.Match[bytes]) -> bytes:
    return found[0] if found[2] is None else found[1] + b"@" + cased(found[2])


@lru_cache(maxsize=1024)
def cased(tag: bytes) -> bytes:
    """Return the canonical form of a tag in bytes."""
    return canonical_tag(tag.decode()).encode()


class WholeLines:
    """A stream that corrects what the engine writes and passes it on, many lines at a time.

    `end` is the end of a line.
    """

    end = b"\n"

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest: list[bytes] = []
        self._held = 0

    def correct(self, text: bytes) -> bytes:
        """Return the corrected text of complete lines."""
        raise NotImplementedError

    def write(self, data: bytes) -> int:
        self._rest.append(bytes(data))
        self._held += len(data)
        if self._held > 1 << 16:
            text = b"".join(self._rest)
            end = text.rfind(self.end) + 1
            self._rest, self._held = [text[end:]], len(text) - end
            self._pass_on(text[:end])
        return len(data)

    def flush(self) -> None:
        """Pass everything on, the last line included."""
        text, self._rest, self._held = b"".join(self._rest), [], 0
        self._pass_on(text)
        self._stream.flush()

    def _pass_on(self, text: bytes) -> None:
        if text:
            self._stream.write(self.correct(text))


class TagCase(WholeLines):
    """Corrects the tags in Turtle, TriG, N-Triples and N-Quads.

    >>> import io
    >>> out = io.BytesIO()
    >>> stream = TagCase(out)
    >>> _ = stream.write(b'<a:s> <a:p> "no \\\\"@zh-hant tag"@zh-ha'); _ = stream.write(b'nt .\\n')
    >>> stream.flush()
    >>> print(out.getvalue().decode(), end="")
    <a:s> <a:p> "no \\"@zh-hant tag"@zh-Hant .
    """

    def correct(self, text: bytes) -> bytes:
        try:
            return _MAYBE.sub(_corrected_if_sure, text)
        except _Unsure:
            return _TAGGED.sub(_corrected, text)


# A tag in rows, and a byte that occurs before it and not in it.
_IN_ROWS = {
    "json": (re.compile(rb'("xml:lang":")([A-Za-z0-9-]+)'), b"{"),
    "xml": (re.compile(rb'(<literal xml:lang=")([A-Za-z0-9-]+)'), b"<"),
    "tsv": (re.compile(rb'("(?:[^"\\\n]|\\.)*"@)([A-Za-z0-9-]+)'), b"\n"),
}


def cased_rows(rows: bytes, format: str) -> bytes:
    """Correct the tags in a result, or in a part of it that cuts no term.

    >>> cased_rows(b'{"type":"literal","value":"@zh-hant","xml:lang":"zh-hant"}', "json")
    b'{"type":"literal","value":"@zh-hant","xml:lang":"zh-Hant"}'
    """
    if format not in _IN_ROWS:
        return rows
    return _IN_ROWS[format][0].sub(lambda found: found[1] + cased(found[2]), rows)


class RowTags:
    """A stream that corrects the tags in a result and passes it on.

    >>> import io
    >>> out = io.BytesIO()
    >>> stream = RowTags(out, "xml")
    >>> _ = stream.write(b'<literal xml:la'); _ = stream.write(b'ng="zh-hant">')
    >>> stream.flush()
    >>> out.getvalue()
    b'<literal xml:lang="zh-Hant">'
    """

    def __init__(self, stream: BinaryIO, format: str) -> None:
        self._stream = stream
        self._format = format
        self._held = b""

    def write(self, data: bytes) -> int:
        self._held += data
        if len(self._held) > 1 << 16 or self._format not in _IN_ROWS:
            mark = _IN_ROWS[self._format][1] if self._format in _IN_ROWS else b""
            end = self._held.rfind(mark) if mark else len(self._held)
            self._stream.write(cased_rows(self._held[: max(end, 0)], self._format))
            self._held = self._held[max(end, 0) :]
        return len(data)

    def flush(self) -> None:
        """Pass everything on."""
        self._stream.write(cased_rows(self._held, self._format))
        self._held = b""
        self._stream.flush()


class N3Tags(TagCase):
    """Corrects the tags in N3, and refuses what N3 cannot express.

    Raises:
        Inexpressible: what is written has a triple term or a direction of text.
    """

    def correct(self, text: bytes) -> bytes:
        if any(mark in text for mark in _BEYOND_N3):
            for term in _TERM.finditer(text):
                if term[2]:
                    raise Inexpressible(term[0].decode(), "N3", "it has no direction of text")
                if not term[1]:
                    raise Inexpressible(term[0].decode(), "N3", "it has no triple terms")
        return super().correct(text)
