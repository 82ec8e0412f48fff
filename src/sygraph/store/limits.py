"""Answers cut off after so many rows or bytes, with a word on where."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import IO, NamedTuple

import pyoxigraph as ox

from sygraph.sparql.portable import graph

__all__ = ["Answer", "Results", "limited", "read_lines", "write_lines"]


Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Answer(NamedTuple):
    """An answer and, where it is not whole, after what it was cut off: `100 rows`."""

    results: Results
    cut: str | None = None


def limited(results: Results, rows: int | None = None, size: int | None = None) -> Answer:
    """Return an answer of at most so many rows or triples, and bytes as it is kept here.

    No more is asked of the engine than that. Where there is nothing to cut, the answer is whole.

    >>> import sygraph
    >>> answer = limited(sygraph.open().store.query("SELECT ?x { ?x a sy:City }"), rows=2)
    >>> len(list(answer.results)), answer.cut
    (2, '2 rows')
    """
    if (rows is None and size is None) or isinstance(results, ox.QueryBoolean):
        return Answer(results)
    kept = io.BytesIO()
    cut = write_lines(results, kept.write, rows, size)
    kept.seek(0)
    return Answer(read_lines(kept, isinstance(results, ox.QueryTriples)), cut)


def write_lines(
    results: ox.QuerySolutions | ox.QueryTriples,
    write: Callable[[bytes], object],
    rows: int | None = None,
    size: int | None = None,
) -> str | None:
    """Write an answer in whole lines, a row or a triple each; return after what it was cut off.

    Rows are written as TSV and triples as N-Triples: the engine reads both back as they were.
    """
    triples = isinstance(results, ox.QueryTriples)
    sink = _Sink(write, rows, size, heading=not triples)
    stream: IO[bytes] = sink  # type: ignore[assignment]
    try:
        if isinstance(results, ox.QueryTriples):
            results.serialize(stream, ox.RdfFormat.N_TRIPLES)
        else:
            results.serialize(stream, ox.QueryResultsFormat.TSV)
    except _Full as full:
        if full.of_bytes:
            return f"{size:,} bytes"
        return f"{rows:,} {'triple' if triples else 'row'}{'s' * (rows != 1)}"
    return None


def read_lines(stream: IO[bytes], triples: bool) -> Results:
    """Return the answer that `write_lines` has written."""
    if triples:
        return graph(quad.triple for quad in ox.parse(stream, ox.RdfFormat.N_TRIPLES))
    return ox.parse_query_results(stream, ox.QueryResultsFormat.TSV)


class _Full(Exception):
    """Enough is written."""

    def __init__(self, of_bytes: bool) -> None:
        self.of_bytes = of_bytes


class _Sink:
    """What the engine writes an answer to: takes whole lines only, and no more than asked.

    The heading is taken in any case, so that what is cut is an answer still.
    """

    def __init__(
        self,
        write: Callable[[bytes], object],
        lines: int | None,
        size: int | None,
        heading: bool,
    ) -> None:
        self._write = write
        self._lines = lines
        self._size = size
        self._heading = heading
        self._full = False
        self._rest = b""

    def write(self, data: bytes) -> int:
        if self._full:  # the engine empties its buffer, having been told to stop
            return len(data)
        text = self._rest + data
        if self._heading:
            end = text.find(b"\n") + 1
            self._write(text[:end])
            text, self._heading = text[end:], not end
        self._rest = text if self._heading else self._taken(text)
        return len(data)

    def _taken(self, text: bytes) -> bytes:
        """Write the whole lines of the text; return the rest."""
        room = len(text) if self._size is None else self._size
        end = text.rfind(b"\n", 0, room) + 1
        count = text.count(b"\n", 0, end)
        if self._lines is not None and count > self._lines:
            count, end = self._lines, 0
            for _ in range(count):
                end = text.index(b"\n", end) + 1
        self._write(text[:end])
        if self._lines is not None:
            self._lines -= count
        if self._size is not None:
            self._size -= end
        rest = text[end:]
        if len(text) > room or (rest and self._lines == 0):
            self._full = True
            raise _Full(of_bytes=self._lines != 0)
        return rest

    def flush(self) -> None:
        """Nothing is kept back but the beginning of a line."""
