"""Parse RDF/XML to the end of its root: the engine accepts a document that is cut off."""

from __future__ import annotations

import io
from xml.parsers import expat

from pyoxigraph import Quad, RdfFormat, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

__all__ = ["parse_whole"]

# What expat says of a document that ends too early.
_CUT_OFF = (
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
)


class _Followed:
    """A stream of XML that a second parser reads along, which knows where the root ends."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._parser = expat.ParserCreate()
        self._broken = False

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        if data and not self._broken:
            try:
                self._parser.Parse(data, False)
            except expat.ExpatError:
                self._broken = True  # whether that is an error is for the engine to say
        return data

    def close(self) -> None:
        """Refuse a document that ends before its root does.

        Raises:
            SyntaxError: it does.
        """
        if self._broken:
            return
        try:
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            if error.code in _CUT_OFF:
                place = (None, error.lineno, error.offset + 1, None)
                raise SyntaxError("the document ends before its root element does", place) from None


def parse_whole(
    source: BinaryIO | bytes, *, base: str | None = None, rename_blank_nodes: bool = False
) -> Iterator[Quad]:
    """Yield the quads of RDF/XML.

    Raises:
        SyntaxError: it does not parse, or is cut off.

    >>> list(parse_whole(b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"))
    Traceback (most recent call last):
    SyntaxError: the document ends before its root element does
    """
    stream = _Followed(io.BytesIO(source) if isinstance(source, bytes) else source)
    yield from parse(
        stream,  # type: ignore[arg-type]
        RdfFormat.RDF_XML,
        base_iri=base,
        rename_blank_nodes=rename_blank_nodes,
    )
    stream.close()
