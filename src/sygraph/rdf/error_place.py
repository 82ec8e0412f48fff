"""Find the line and column of a syntax error for parsers that do not report them."""

from __future__ import annotations

import io

import pyoxigraph as ox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import BinaryIO

__all__ = ["Place", "place_of", "reason_of"]

Place = tuple[int, int]

# How many bytes are read at once until the broken part is found.
_CHUNK = 4096

_REASONS = {
    "No LoadDocumentCallback has been set to load remote contexts": (
        "its @context is on the web, and nothing is fetched: put the context into the document"
    ),
}


def reason_of(error: SyntaxError) -> str:
    """Return why a document does not parse, without the place."""
    message = str(error.msg)
    if message.startswith(("Parser error at ", "syntax error: ")):
        message = message.partition(": ")[2]
    return _REASONS.get(message, message)


def place_of(
    error: SyntaxError,
    opened: Callable[[], AbstractContextManager[BinaryIO]],
    format: ox.RdfFormat,
    base: str | None = None,
) -> Place | None:
    """Return the line and the column of the error, counted from one.

    Where the error does not name them, the document is read again, in the end byte by byte.

    >>> text = b'{"@id": "http://example.org/a",\\n "@type": 1}'
    >>> try:
    ...     list(ox.parse(text, ox.RdfFormat.JSON_LD))
    ... except SyntaxError as error:
    ...     print(place_of(error, lambda: io.BytesIO(text), ox.RdfFormat.JSON_LD))
    (2, 12)
    """
    if error.lineno is not None and error.offset is not None:
        return error.lineno, error.offset
    with opened() as stream:
        read = _Counted(stream)
        if not _breaks(read, format, base):
            return None
    with opened() as stream:
        slow = _Counted(stream, slow_from=read.last)
        if not _breaks(slow, format, base):
            return None
    return slow.place(b"<" if format == ox.RdfFormat.RDF_XML else b"")


def _breaks(stream: _Counted, format: ox.RdfFormat, base: str | None) -> bool:
    try:
        for _ in ox.parse(stream, format, base_iri=base):  # type: ignore[arg-type]
            pass
    except SyntaxError:
        return True
    return False


class _Counted(io.RawIOBase):
    """A stream read a line at a time, from some byte on a byte at a time."""

    def __init__(self, stream: BinaryIO, slow_from: int | None = None) -> None:
        super().__init__()
        self.stream = stream
        self.slow_from = slow_from
        self.passed = 0
        self.last = 0  # where the last piece begins that was read
        self.lines = 0
        self.line = b""  # what was read of the line that is read now

    def read(self, size: int = -1) -> bytes:
        most = _CHUNK if size < 0 else min(size, _CHUNK)
        if self.slow_from is not None and self.passed >= self.slow_from:
            most = 1
        piece = self.stream.readline(most)
        self.last = self.passed
        self.passed += len(piece)
        self.line += piece
        if piece.endswith(b"\n"):
            self.lines, self.line = self.lines + 1, b""
        return piece

    def place(self, opening: bytes) -> Place:
        """The line and column of what was read last, or of the mark that opens it."""
        read = self.line[:-1] if not opening else self.line[: self.line.rfind(opening)]
        return self.lines + 1, len(read.decode("utf-8", "replace")) + 1
