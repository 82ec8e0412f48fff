"""What the engine writes, mended on its way: language tags get the case that BCP 47 gives them.

The engine holds all of them in lower case. What N3 cannot say is named meanwhile.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import BinaryIO

from sygraph.rdf.inexpressible import Inexpressible

__all__ = ["N3Tags", "RowTags", "TagCase", "WholeLines", "canonical_tag", "cased", "cased_rows"]

# A string as the engine writes it, on one line and between double quotes, and its language tag.
_TAGGED = re.compile(rb'("(?:[^"\\\n]|\\.)*")(?:@([A-Za-z0-9-]+))?')
# A tag of several parts, if the quote before it is one that closes a string.
_MAYBE = re.compile(rb'"@([A-Za-z0-9]+-[A-Za-z0-9-]+)')
# What N3 cannot say begins or ends so, unless a string says this; the same, and strings.
_BEYOND_N3 = (b"<<(", b"--ltr", b"--rtl")
_TERM = re.compile(rb'("(?:[^"\\\n]|\\.)*")(@[A-Za-z0-9-]+--[a-z]+)?|<<\(.*\)>>')
# What precedes a quote that may open a string, or stand within one.
_UNSURE = frozenset(b"\\ \t\n")


@lru_cache(maxsize=1024)
def canonical_tag(tag: str) -> str:
    """The tag with its script capitalised and its region in capitals (RFC 5646, section 2.1.1).

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
    """Whether a string ends at a quote takes a look at where it begins."""


def _surely_mended(found: re.Match[bytes]) -> bytes:
    if found.string[found.start() - 1] in _UNSURE:
        raise _Unsure
    return b'"@' + cased(found[1])


def _mended(found: re.Match[bytes]) -> bytes:
    return found[0] if found[2] is None else found[1] + b"@" + cased(found[2])


@lru_cache(maxsize=1024)
def cased(tag: bytes) -> bytes:
    """The same in bytes, as they stand in a file."""
    return canonical_tag(tag.decode()).encode()


class WholeLines:
    """A stream that mends what the engine writes on its way to another, many lines at a time.

    `end` is what a line ends in.
    """

    end = b"\n"

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest: list[bytes] = []
        self._held = 0

    def mend(self, text: bytes) -> bytes:
        """Return what to write for whole lines."""
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
            self._stream.write(self.mend(text))


class TagCase(WholeLines):
    """Mends the tags in Turtle and its kin.

    >>> import io
    >>> out = io.BytesIO()
    >>> stream = TagCase(out)
    >>> _ = stream.write(b'<a:s> <a:p> "no \\\\"@zh-hant tag"@zh-ha'); _ = stream.write(b'nt .\\n')
    >>> stream.flush()
    >>> print(out.getvalue().decode(), end="")
    <a:s> <a:p> "no \\"@zh-hant tag"@zh-Hant .
    """

    def mend(self, text: bytes) -> bytes:
        try:
            return _MAYBE.sub(_surely_mended, text)
        except _Unsure:
            return _TAGGED.sub(_mended, text)


# A tag in rows, and a byte that does not occur in it but before it.
_IN_ROWS = {
    "json": (re.compile(rb'("xml:lang":")([A-Za-z0-9-]+)'), b"{"),
    "xml": (re.compile(rb'(<literal xml:lang=")([A-Za-z0-9-]+)'), b"<"),
    "tsv": (re.compile(rb'("(?:[^"\\\n]|\\.)*"@)([A-Za-z0-9-]+)'), b"\n"),
}


def cased_rows(rows: bytes, format: str) -> bytes:
    """Give the tags in a result, or in a part of it that cuts no term, their case.

    >>> cased_rows(b'{"type":"literal","value":"@zh-hant","xml:lang":"zh-hant"}', "json")
    b'{"type":"literal","value":"@zh-hant","xml:lang":"zh-Hant"}'
    """
    if format not in _IN_ROWS:
        return rows
    return _IN_ROWS[format][0].sub(lambda found: found[1] + cased(found[2]), rows)


class RowTags:
    """A stream that gives the tags in a result their case on its way to another stream.

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
    """The same for N3, which says less than Turtle, though the engine writes it alike.

    Raises:
        Inexpressible: what is written has a triple term or a direction of text.
    """

    def mend(self, text: bytes) -> bytes:
        if any(mark in text for mark in _BEYOND_N3):
            for term in _TERM.finditer(text):
                if term[2]:
                    raise Inexpressible(term[0].decode(), "N3", "it has no direction of text")
                if not term[1]:
                    raise Inexpressible(term[0].decode(), "N3", "it has no triples about triples")
        return super().mend(text)
