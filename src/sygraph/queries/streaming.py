"""Answers written as they are found, in any format, and closed properly where they are cut off.

The engine writes rows as TSV and triples as N-Triples, in whole lines; each handful of lines is
read again and written in the format that is wanted, without what opens and closes a document. So
an answer of any length takes little memory, and may end after any row.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES
from sygraph.rdf.formats import Format
from sygraph.rdf.jsonld import write_jsonld
from sygraph.rdf.language_tags import cased_rows
from sygraph.rdf.serialize import serialise
from sygraph.rdf.xml_text import results_xml
from sygraph.store.limits import Results, write_lines

__all__ = ["Unsuited", "form_of", "write_answer"]

# Bytes of lines that are turned into another format at a time. A graph of less is written whole,
# sorted and with the prefixes that it uses.
_HANDFUL = 1 << 16
_WHOLE = 1 << 18

_TABLES = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
# The end of a document, and what stands between two handfuls.
_TABLE_ENDS = {"csv": b"", "tsv": b"", "json": b"]}}", "xml": b"</results></sparql>"}
_GRAPH_ENDS = {"rdfxml": b"\n</rdf:RDF>", "jsonld": b"]"}
_BETWEEN = {"json": b",", "jsonld": b","}
# How a document may say that it is not all, behind its end.
_NOTES = {
    "xml": "\n<!-- cut off after {} -->\n",
    "rdfxml": "\n<!-- cut off after {} -->\n",
    "turtle": "# cut off after {}\n",
    "n3": "# cut off after {}\n",
    "ntriples": "# cut off after {}\n",
}


_DECLARED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode()


class Unsuited(Exception):
    """No format is at hand for an answer of this kind; `form` is what it is."""

    def __init__(self, form: str) -> None:
        super().__init__(form)
        self.form = form


def form_of(results: Results) -> str:
    """Return what an answer is: `ask`, `select` or `graph`."""
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
    """Write an answer in a format of its kind; return after what it was cut off, if it was.

    Args:
        rows: how many rows or triples to write at most.
        size: how many bytes to write at most, what closes the document not counted.

    Raises:
        Inexpressible: the format cannot hold something that the answer says; nothing is written.

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
    # What a format cannot hold is found before the first byte is written.
    held: list[bytes] = []
    target = held.append if format.partial else write
    if format.kind == "graph":
        writer: _Writer = _GraphWriter(target, format, size)
    else:
        writer = _TableWriter(target, format, size)
    try:
        cut = write_lines(results, writer.take, rows)
        writer.settle()
    except _Full:
        cut = f"{size:,} bytes"
    writer.close(cut)
    for piece in held:
        write(piece)
    return cut


class _Full(Exception):
    """Enough is written."""


class _Writer:
    """Takes whole lines, and writes them in a format a handful at a time."""

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
        if self._held >= _HANDFUL:
            self._turn()

    def settle(self) -> None:
        """Write what is held back."""
        self._turn()

    def close(self, cut: str | None) -> None:
        self._write(self._end)
        if cut and self.format.name in _NOTES:
            self._write(_NOTES[self.format.name].format(cut).encode())

    def _held_lines(self) -> bytes:
        lines = b"".join(self._lines)
        self._lines.clear()
        self._held = 0
        return lines

    def _turn(self) -> None:
        """Write the lines that are held."""
        raise NotImplementedError

    def _add_lines(self, lines: bytes) -> None:
        """Write lines, or as many of them as there is room for."""
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
        """Lines in the format, without what opens and closes a document."""
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
    """Rows. The first line is the heading."""

    def __init__(self, write: Callable[[bytes], object], format: Format, size: int | None) -> None:
        super().__init__(write, format, size, _TABLE_ENDS[format.name])
        self._kind = _TABLES[format.name]
        self._heading: bytes | None = None
        self._opening = b""

    def _turn(self) -> None:
        lines = self._held_lines()
        if self._heading is None:
            place = lines.index(b"\n") + 1
            self._heading, lines = lines[:place], lines[place:]
            empty = self._turned(b"")
            self._opening = empty[: len(empty) - len(self._end)]
            self._write(self._opening)
        if lines:
            self._add_lines(lines)

    def _part(self, lines: bytes) -> bytes:
        if self._kind == ox.QueryResultsFormat.TSV:
            return cased_rows(lines, "tsv")
        document = self._turned(lines)
        part = document[len(self._opening) : len(document) - len(self._end)]
        return results_xml(part) if self.format.name == "xml" else part

    def _turned(self, lines: bytes) -> bytes:
        assert self._heading is not None
        if self._kind == ox.QueryResultsFormat.TSV:
            return self._heading
        rows = ox.parse_query_results(self._heading + lines, ox.QueryResultsFormat.TSV)
        assert isinstance(rows, ox.QuerySolutions)
        return cased_rows(rows.serialize(format=self._kind) or b"", self.format.name)


class _GraphWriter(_Writer):
    """Triples: a small graph as it is read best, a large one as it comes."""

    def __init__(self, write: Callable[[bytes], object], format: Format, size: int | None) -> None:
        super().__init__(write, format, size, _GRAPH_ENDS.get(format.name, b""))
        kind = ox.RdfFormat.from_media_type(format.media_type)
        assert kind is not None
        self._kind = kind
        self._opening: bytes | None = None

    def take(self, lines: bytes) -> None:
        self._lines.append(lines)
        self._held += len(lines)
        if self._held >= (_WHOLE if self._opening is None else _HANDFUL):
            self._open()
            self._turn()

    def settle(self) -> None:
        if self._opening is not None:
            self._turn()
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
            self._turn()

    def _open(self) -> None:
        if self._opening is None:
            empty = self._turned(b"")
            self._opening = empty[: len(empty) - len(self._end)]
            self._write(self._opening)

    def _turn(self) -> None:
        assert self._opening is not None
        lines = self._held_lines()
        if lines:
            self._add_lines(lines)

    def _part(self, lines: bytes) -> bytes:
        assert self._opening is not None
        document = self._turned(lines)
        return document[len(self._opening) : len(document) - len(self._end)]

    def _turned(self, lines: bytes) -> bytes:
        if self._kind == ox.RdfFormat.N_TRIPLES:
            return lines
        if self._kind in (ox.RdfFormat.TURTLE, ox.RdfFormat.N3) and not lines:
            return _DECLARED  # as long as what the engine writes in its own order
        triples = [quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES)]
        if self._kind == ox.RdfFormat.JSON_LD:
            write_jsonld(io.BytesIO(), triples)  # refuses what it refuses in a small graph
            return ox.serialize(triples, format=self._kind) or b"[]"
        document = io.BytesIO()
        serialise(document, triples, self.format)
        return document.getvalue()
