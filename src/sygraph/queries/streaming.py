"""Write answers as a stream, in any format, as a complete document even if they are cut off.

The engine writes rows as TSV and triples as N-Triples, in whole lines. Each batch of lines is
parsed and written in the requested format, without the start and the end of the document. So an
answer of any length needs little memory, and can end after any row.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES, declarations
from sygraph.rdf.formats import Format
from sygraph.rdf.jsonld import write_jsonld
from sygraph.rdf.language_tags import cased_rows
from sygraph.rdf.serialize import serialise
from sygraph.rdf.xml_text import results_xml
from sygraph.store.limits import Results, write_lines

__all__ = ["form_of", "write_answer"]

# The size of a batch in bytes.
_BATCH = 1 << 16
# A smaller graph is written as a whole, sorted and with the prefixes that it uses.
_WHOLE = 1 << 18

_TABLES = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
# The end of a document, and the separator of two batches.
_TABLE_ENDS = {"csv": b"", "tsv": b"", "json": b"]}}", "xml": b"</results></sparql>"}
_GRAPH_ENDS = {"rdfxml": b"\n</rdf:RDF>", "jsonld": b"]"}
_BETWEEN = {"json": b",", "jsonld": b","}
# The comment after the end of a document that is cut off.
_NOTES = {
    "xml": "\n<!-- cut off after {} -->\n",
    "rdfxml": "\n<!-- cut off after {} -->\n",
    "turtle": "# cut off after {}\n",
    "n3": "# cut off after {}\n",
    "ntriples": "# cut off after {}\n",
}


def form_of(results: Results) -> str:
    """Return the form of an answer: `ask`, `select` or `graph`."""
    if isinstance(results, ox.QueryBoolean):
        return "ask"
    return "graph" if isinstance(results, ox.QueryTriples) else "select"


def write_answer(
    results: Results,
    write: Callable[[bytes], object],
    format: Format,
    rows: int | None = None,
    size: int | None = None,
) -> str | None:
    """Write an answer, and return the limit at which it was cut off, such as `2 rows`, or None.

    Args:
        format: a format for the form of the answer.
        rows: the greatest number of rows or triples.
        size: the greatest number of bytes, without the end of the document.

    Raises:
        Inexpressible: the format cannot hold a term of the answer; nothing is written.

    >>> import sygraph
    >>> out = io.BytesIO()
    >>> found = sygraph.open().store.query("SELECT ?c { ?c a sy:City } ORDER BY ?c")
    >>> write_answer(found, out.write, Format.named("csv"), rows=2)
    '2 rows'
    >>> out.getvalue().count(b"\\r\\n")
    3
    """
    if isinstance(results, ox.QueryBoolean):
        write(results.serialize(format=_TABLES[format.name]) or b"")
        return None
    # A format that cannot hold all terms is written at the end, so that an error writes nothing.
    held: list[bytes] = []
    target = held.append if format.partial else write
    if format.kind == "graph":
        writer: _Writer = _GraphWriter(target, format, size)
    else:
        writer = _TableWriter(target, format, size)
    try:
        cut = write_lines(results, writer.take, rows)
        writer.finish()
    except _Full:
        cut = f"{size:,} bytes"
    writer.close(cut)
    for piece in held:
        write(piece)
    return cut


class _Full(Exception):
    """The greatest size is reached."""


class _Writer:
    """Writer of whole lines in another format, in batches."""

    def __init__(
        self, write: Callable[[bytes], object], format: Format, size: int | None, end: bytes
    ) -> None:
        self.format = format
        self._write = write
        self._room = size
        self._end = end
        self._between = b""
        self._lines: list[bytes] = []
        self._held = 0

    def take(self, lines: bytes) -> None:
        self._lines.append(lines)
        self._held += len(lines)
        if self._held >= _BATCH:
            self._write_batch()

    def finish(self) -> None:
        """Write the last batch."""
        self._write_batch()

    def close(self, cut: str | None) -> None:
        self._write(self._end)
        if cut and self.format.name in _NOTES:
            self._write(_NOTES[self.format.name].format(cut).encode())

    def _held_lines(self) -> bytes:
        lines = b"".join(self._lines)
        self._lines.clear()
        self._held = 0
        return lines

    def _write_batch(self) -> None:
        """Write the current batch."""
        raise NotImplementedError

    def _add_lines(self, lines: bytes) -> None:
        """Write lines, as many as the greatest size allows."""
        part = self._part(lines)
        if self._fits(part):
            self._add(part)
            return
        half = lines.find(b"\n", len(lines) // 2) + 1
        if half == len(lines):
            half = lines.rfind(b"\n", 0, len(lines) // 2) + 1
        if not half:
            raise _Full
        self._add_lines(lines[:half])
        self._add_lines(lines[half:])

    def _part(self, lines: bytes) -> bytes:
        """Return lines in the format, without the start and the end of a document."""
        raise NotImplementedError

    def _fits(self, part: bytes) -> bool:
        return self._room is None or len(part) <= self._room

    def _add(self, part: bytes) -> None:
        if self._room is not None:
            self._room -= len(part)
        if self._between:
            self._write(self._between)
        self._write(part)
        self._between = _BETWEEN.get(self.format.name, b"")


class _TableWriter(_Writer):
    """Writer of rows; the first line has the names of the columns."""

    def __init__(self, write: Callable[[bytes], object], format: Format, size: int | None) -> None:
        super().__init__(write, format, size, _TABLE_ENDS[format.name])
        self._kind = _TABLES[format.name]
        self._heading: bytes | None = None
        self._opening = b""

    def _write_batch(self) -> None:
        lines = self._held_lines()
        if self._heading is None:
            place = lines.index(b"\n") + 1
            self._heading, lines = lines[:place], lines[place:]
            empty = self._converted(b"")
            self._opening = empty[: len(empty) - len(self._end)]
            self._write(self._opening)
        if lines:
            self._add_lines(lines)

    def _part(self, lines: bytes) -> bytes:
        if self._kind == ox.QueryResultsFormat.TSV:
            return cased_rows(lines, "tsv")
        document = self._converted(lines)
        part = document[len(self._opening) : len(document) - len(self._end)]
        return results_xml(part) if self.format.name == "xml" else part

    def _converted(self, lines: bytes) -> bytes:
        assert self._heading is not None
        if self._kind == ox.QueryResultsFormat.TSV:
            return self._heading
        rows = ox.parse_query_results(self._heading + lines, ox.QueryResultsFormat.TSV)
        assert isinstance(rows, ox.QuerySolutions)
        return cased_rows(rows.serialize(format=self._kind) or b"", self.format.name)


class _GraphWriter(_Writer):
    """Writer of triples: a small graph is sorted, a large graph is written as a stream."""

    def __init__(self, write: Callable[[bytes], object], format: Format, size: int | None) -> None:
        super().__init__(write, format, size, _GRAPH_ENDS.get(format.name, b""))
        kind = ox.RdfFormat.from_media_type(format.media_type)
        assert kind is not None
        self._kind = kind
        self._opening: bytes | None = None

    def take(self, lines: bytes) -> None:
        self._lines.append(lines)
        self._held += len(lines)
        if self._held >= (_WHOLE if self._opening is None else _BATCH):
            self._open()
            self._write_batch()

    def finish(self) -> None:
        if self._opening is not None:
            self._write_batch()
            return
        from sygraph.rdf.graph_file import write_graph

        whole = io.BytesIO()
        quads = ox.parse(b"".join(self._lines), ox.RdfFormat.N_TRIPLES)
        write_graph(whole, (quad.triple for quad in quads), self.format)
        if self._fits(whole.getvalue()):
            self._opening = self._end = b""
            self._add(whole.getvalue())
        else:
            self._open()
            self._write_batch()

    def _open(self) -> None:
        if self._opening is None:
            empty = self._converted(b"")
            self._opening = empty[: len(empty) - len(self._end)]
            self._write(self._opening)

    def _write_batch(self) -> None:
        assert self._opening is not None
        lines = self._held_lines()
        if lines:
            self._add_lines(lines)

    def _part(self, lines: bytes) -> bytes:
        assert self._opening is not None
        document = self._converted(lines)
        return document[len(self._opening) : len(document) - len(self._end)]

    def _converted(self, lines: bytes) -> bytes:
        if self._kind == ox.RdfFormat.N_TRIPLES:
            return lines
        if self._kind in (ox.RdfFormat.TURTLE, ox.RdfFormat.N3) and not lines:
            return declarations(PREFIXES).encode()  # as long as the prefixes that the engine writes
        triples = [quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES)]
        if self._kind == ox.RdfFormat.JSON_LD:
            write_jsonld(io.BytesIO(), triples)  # raises the same errors as for a small graph
            return ox.serialize(triples, format=self._kind) or b"[]"
        document = io.BytesIO()
        serialise(document, triples, self.format)
        return document.getvalue()
