"""Sort lines of N-Triples and N-Quads in memory, within a budget.

The order is that of the bytes of the lines, which is the canonical order of N-Triples and N-Quads.
Blank nodes get the names that RDFC-1.0 gives them, so that the same graph has the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from io import RawIOBase
from itertools import groupby, islice
from typing import cast

import pyoxigraph as ox

from sygraph.errors import SygraphError

__all__ = ["Graph", "LineStream", "Sorter", "TooLarge", "canonical"]

# The name of a graph.
Graph = ox.NamedNode | ox.BlankNode

# How many bytes of lines are sorted in memory. The process needs about twice as much.
BUDGET = 1 << 29
# How many bytes are split into lines at once.
_CHUNK = 1 << 20
# How many lines a block has.
_BLOCK = 4096
_BATCH = 5000

_END = b" .\n"
_LITERAL = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>\s]*>')
_TYPE = b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
_PASSAGE = re.compile(rb"(/passage/[^/<>\s]+/)(\d{1,7})>")
# Lines have control characters escaped, so these can mark rdf:type and pad a number.
_TYPE_MARK, _PADDING = b" \x01 ", b"\x02"


class TooLarge(SygraphError):
    """A graph with more lines than can be sorted within the budget."""


class Sorter:
    """A binary stream that collects lines and returns them in order, each once.

    After all lines have been returned it can be used again.

    Args:
        reading: order for people: the types of a subject first, passage 90 before passage 100.
        graph_order: sort key of a graph's name, to return the lines of one graph after the other.
            The lines of the default graph come first. Without a key all lines are sorted together.
        budget: how many bytes of lines to hold, instead of `BUDGET`.

    >>> sorter = Sorter()
    >>> _ = sorter.write(b"<b:> <b:> <b:> .\\n<a:> <b:> <c:> .\\n<b:> <b:> <b:> .\\n")
    >>> b"".join(sorter.blocks()).decode()
    '<a:> <b:> <c:> .\\n<b:> <b:> <b:> .\\n'
    """

    def __init__(
        self,
        *,
        reading: bool = False,
        graph_order: Callable[[Graph], str] | None = None,
        budget: int | None = None,
    ) -> None:
        self._reading = reading
        self._graph_order = graph_order
        self._budget = budget or BUDGET
        self._graph: Graph | None = None
        self._clear()

    def _clear(self) -> None:
        self._parts: list[bytes] = []
        self._pending = 0
        self._size = 0
        self._lines: dict[Graph | None, list[bytes]] = {}
        self._blank: list[bytes] = []

    def into(self, graph: Graph | None) -> None:
        """Put the triples that are written from now on into a graph; None is the default graph."""
        self._split()
        self._graph = graph

    def write(self, data: bytes) -> int:
        """Take bytes of lines.

        Raises:
            TooLarge: the lines need more than the budget.
        """
        self._parts.append(data)
        self._pending += len(data)
        if self._pending >= min(_CHUNK, self._budget):
            self._split()
        return len(data)

    def flush(self) -> None:
        """Do nothing: lines are returned by `blocks` only."""

    def write_quads(self, quads: Iterable[ox.Quad]) -> None:
        """Take quads, each in its graph."""
        for name, found in groupby(quads, key=lambda quad: quad.graph_name):
            self.into(None if isinstance(name, ox.DefaultGraph) else cast(Graph, name))
            while batch := [quad.triple for quad in islice(found, _BATCH)]:
                self.write(ox.serialize(batch, format=ox.RdfFormat.N_TRIPLES) or b"")
        self.into(None)

    @property
    def has_blank_nodes(self) -> bool:
        """Whether a line written since the last `blocks` has a blank node."""
        self._split()
        return bool(self._blank)

    def blocks(self) -> Iterator[bytes]:
        """Yield all lines in order, many at a time."""
        self._split()
        if self._blank:
            for quad in _canonical_dataset(b"".join(self._blank)):
                self._add(quad.graph_name, ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b"")
        groups = self._lines
        self._clear()
        for graph in sorted(groups, key=self._key):
            yield from self._in_order(groups.pop(graph))

    def _key(self, graph: Graph | None) -> str:
        return self._graph_order(graph) if self._graph_order and graph is not None else ""

    def _split(self) -> None:
        """Split the complete lines that were written."""
        text = b"".join(self._parts)
        end = text.rfind(b"\n") + 1
        self._parts, self._pending = [text[end:]], len(text) - end
        if not end:
            return
        text = text[:end]
        if self._graph is not None:
            text = text.replace(_END, f" {self._graph} .\n".encode())
        if b"_:" in text:
            others: list[bytes] = []
            for line in text.splitlines(keepends=True):
                (self._blank if _has_blank(line) else others).append(line)
            text = b"".join(others)
        self._add(self._graph, text)

    def _add(self, graph: object, text: bytes) -> None:
        """Add lines to those of their graph."""
        self._size += len(text)
        if self._size > self._budget:
            raise TooLarge(
                f"the lines to sort take more than {self._budget >> 20:,} MiB",
                hint="export the graph as it is stored (--unordered), or a part of it",
            )
        if self._reading:
            text = _decorated(text)
        named = self._graph_order is not None and not isinstance(graph, ox.DefaultGraph)
        lines = self._lines.setdefault(cast(Graph, graph) if named else None, [])
        lines += text.splitlines(keepends=True)

    def _in_order(self, lines: list[bytes]) -> Iterator[bytes]:
        lines.sort()
        last = b""
        for start in range(0, len(lines), _BLOCK):
            block = dict.fromkeys(lines[start : start + _BLOCK])
            block.pop(last, None)
            last = lines[min(start + _BLOCK, len(lines)) - 1]
            text = b"".join(block)
            yield _restored(text) if self._reading else text


def _decorated(text: bytes) -> bytes:
    """Change lines so that the order of their bytes is the order for people."""
    text = text.replace(_TYPE, _TYPE_MARK)
    if b"/passage/" in text:
        text = _PASSAGE.sub(_padded, text)
    return text


def _padded(passage: re.Match[bytes]) -> bytes:
    return passage[1] + _PADDING * (8 - len(passage[2])) + passage[2] + b">"


def _restored(text: bytes) -> bytes:
    """Undo what `_decorated` does."""
    return text.replace(_TYPE_MARK, _TYPE).replace(_PADDING, b"")


def _has_blank(line: bytes) -> bool:
    return b"_:" in line and b"_:" in _LITERAL.sub(b"", line)


class LineStream(RawIOBase):
    """Blocks of bytes as a file to be read.

    >>> LineStream(iter([b"ab", b"c"])).read(10)
    b'abc'
    """

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._block = b""
        self._at = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        end = self._at + size
        if size >= 0 and end <= len(self._block):  # the usual case
            start, self._at = self._at, end
            return self._block[start:end]
        parts = []
        wanted = size
        while wanted != 0:
            if self._at == len(self._block):
                block = next(self._blocks, None)
                if block is None:
                    break
                self._block, self._at = block, 0
            end = len(self._block) if size < 0 else min(len(self._block), self._at + wanted)
            parts.append(self._block[self._at : end])
            wanted -= end - self._at
            self._at = end
        return b"".join(parts)


def canonical(lines: bytes) -> bytes:
    """Return N-Quads with the blank nodes named as RDFC-1.0 names them.

    >>> canonical(b"_:z <a:p> _:y .\\n") == canonical(b"_:1 <a:p> _:2 .\\n")
    True
    """
    return ox.serialize(_canonical_dataset(lines), format=ox.RdfFormat.N_QUADS) or b""


def _canonical_dataset(lines: bytes) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(lines, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset
