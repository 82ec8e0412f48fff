"""Parse RDF in any syntax: skip a byte-order mark, refuse formulas of N3 and cut-off RDF/XML."""

from __future__ import annotations

import codecs

from pyoxigraph import BlankNode, Quad, RdfFormat, parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike
    from typing import BinaryIO

__all__ = ["parse_file", "parse_rdf", "read_rdf"]

_MARK = codecs.BOM_UTF8


class _Prefixed:
    """A stream with bytes put back in front."""

    def __init__(self, start: bytes, stream: BinaryIO) -> None:
        self._start = start
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        start, self._start = self._start, b""
        return start or self._stream.read(size)


def _without_mark(stream: BinaryIO) -> BinaryIO:
    """Return a stream without its byte-order mark."""
    start = stream.read(len(_MARK))
    return stream if start == _MARK else _Prefixed(start, stream)  # type: ignore[return-value]


def read_rdf(path: str | PathLike[str]) -> bytes:
    """Return the content of a file of RDF, without a byte-order mark.

    Raises:
        OSError: the file cannot be read.
        TooDeep: the content is nested too deeply to be parsed safely.
    """
    with open(path, "rb") as stream:
        data = stream.read().removeprefix(_MARK)
    _check(data, RdfFormat.from_extension(str(path).rpartition(".")[2]))
    return data


def _check(data: bytes, format: RdfFormat | None) -> None:
    # Nothing else nests or expands at a price.
    nests = format in (RdfFormat.JSON_LD, RdfFormat.RDF_XML)
    if nests or b"<<(" in data or b"<!ENTITY" in data:
        from sygraph.rdf.input_limits import check_data

        check_data(data, format)


def parse_rdf(
    source: BinaryIO | bytes,
    format: RdfFormat,
    *,
    base: str | None = None,
    rename_blank_nodes: bool = False,
) -> Iterator[Quad]:
    """Yield the quads of a stream or a text.

    Raises:
        SyntaxError: it does not parse, is RDF/XML that ends before its root does, or is N3 with a
            formula, which would have to be quoted.
        TooDeep: it is nested too deeply to be parsed safely.

    >>> [quad] = parse_rdf(b'\\xef\\xbb\\xbf<a:s> <a:p> "o" .', RdfFormat.TURTLE)
    >>> quad.object.value
    'o'
    """
    if isinstance(source, bytes):
        _check(source, format)
        source = source.removeprefix(_MARK)
    else:
        from sygraph.rdf.input_limits import CheckedStream

        source = CheckedStream(_without_mark(source), format)  # type: ignore[assignment]
    if format == RdfFormat.RDF_XML:
        from sygraph.rdf.xml_end import parse_whole

        return parse_whole(source, base=base, rename_blank_nodes=rename_blank_nodes)
    quads = parse(source, format, base_iri=base, rename_blank_nodes=rename_blank_nodes)
    return _without_formulas(quads) if format == RdfFormat.N3 else quads


def parse_file(path: str | PathLike[str]) -> Iterator[Quad]:
    """Yield the quads of a file, whose suffix is that of its syntax.

    Raises:
        OSError, SyntaxError: it cannot be read, or does not parse.
    """
    format = RdfFormat.from_extension(str(path).rpartition(".")[2])
    assert format is not None
    yield from parse_rdf(read_rdf(path), format)


def _without_formulas(quads: Iterator[Quad]) -> Iterator[Quad]:
    """The engine gives a formula as a graph with a blank node for its name."""
    for quad in quads:
        if isinstance(quad.graph_name, BlankNode):
            raise SyntaxError(
                "an N3 formula, { … }, is not a statement of fact; it contains"
                f" {quad.subject} {quad.predicate} {quad.object}"
            )
        yield quad
