"""Lines in order, however many: what does not fit into memory waits in sorted runs on disk.

The order is that of the lines' bytes, which for N-Triples and N-Quads is the canonical one. Blank
nodes have no names of their own, so they get those of RDFC-1.0, which are the same for the same
graph; the statements about them, and no others, are held in memory for that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import RawIOBase
from tempfile import TemporaryFile
from typing import IO

import pyoxigraph as ox

__all__ = ["LineStream", "Sorter", "canonical"]

# How many bytes of lines are sorted at once.
BUDGET = 16 << 20
# How many sorted runs are merged at once: a process may not open any number of files.
RUNS = 64

_LITERAL = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>\s]*>')
_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_PASSAGE = re.compile(rb"(/passage/[^/<>\s]+/)(\d{1,7})>")
_FILL = b"\x02"


class Sorter:
    """Takes lines as a stream takes bytes, and gives them back in order, each once.

    Args:
        reading: put what a subject is before the rest, and passage 90 before passage 100.
        distinct: whether a line may have come more than once.
        place: what comes before a line to say where it goes, for lines that are written with it.
            It ends in a blank and is cut off again.

    >>> with Sorter() as sorter:
    ...     _ = sorter.write(b"<b:> <b:> <b:> .\\n<a:> <b:> <c:> .\\n<b:> <b:> <b:> .\\n")
    ...     b"".join(sorter.blocks()).decode()
    '<a:> <b:> <c:> .\\n<b:> <b:> <b:> .\\n'
    """

    def __init__(
        self,
        *,
        reading: bool = False,
        distinct: bool = True,
        place: Callable[[bytes], bytes] | None = None,
        budget: int | None = None,
    ) -> None:
        self._reading = reading
        self._place = place
        self._distinct = distinct
        self._budget = budget or BUDGET
        self._parts: list[bytes] = []
        self._size = 0
        self._runs: list[list[IO[bytes]]] = []  # those that were merged n times already
        self._blank: list[bytes] = []
        self._files = ExitStack()

    def __enter__(self) -> Sorter:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def write(self, data: bytes) -> int:
        self._parts.append(data)
        self._size += len(data)
        if self._size >= self._budget:
            text = b"".join(self._parts)
            end = text.rfind(b"\n") + 1
            self._spill(self._sorted(text[:end]))
            self._parts, self._size = [text[end:]], len(text) - end
        return len(data)

    def flush(self) -> None:
        """Nothing: what is written is kept until it is asked for."""

    def blocks(self) -> Iterator[bytes]:
        """Yield all lines in order, many at a time."""
        last = self._sorted(b"".join(self._parts))
        self._parts, self._size = [], 0
        if self._blank:
            last = self._unique(sorted(last + self._named()))
        if self._runs:
            self._spill(last)
            runs = [run for level in self._runs for run in level]
            yield from map(self._restored, self._merged(runs))
        else:
            size = 1 << 16
            for start in range(0, len(last), size):
                yield self._restored(last[start : start + size])

    def _sorted(self, text: bytes) -> list[bytes]:
        if b"_:" in text:
            text = self._without_blank(text)
        lines = self._decorated(text).splitlines(keepends=True)
        lines.sort()
        return self._unique(lines)

    def _unique(self, lines: list[bytes]) -> list[bytes]:
        return list(dict.fromkeys(lines)) if self._distinct else lines

    def _without_blank(self, text: bytes) -> bytes:
        """The lines without blank nodes; the others are kept until all of them are there."""
        rest: list[bytes] = []
        for line in text.splitlines(keepends=True):
            blank = b"_:" in line and b"_:" in _LITERAL.sub(b"", line)
            (self._blank if blank else rest).append(line)
        return b"".join(rest)

    def _named(self) -> list[bytes]:
        """The lines with blank nodes, these named."""
        lines = self._blank
        if self._place is not None:
            lines = [line.partition(b" ")[2] for line in lines]
        lines = canonical(b"".join(lines)).splitlines(keepends=True)
        if self._place is not None:
            lines = [self._place(line) + line for line in lines]
        return self._decorated(b"".join(lines)).splitlines(keepends=True)

    def _decorated(self, text: bytes) -> bytes:
        """The lines such that their bytes sort as they are to be read; `_restored` undoes it.

        No line holds a control character, for lines have them escaped.
        """
        if not self._reading:
            return text
        text = text.replace(b" " + _TYPE + b" ", b" \x01 ")
        return _PASSAGE.sub(lambda m: m[1] + _FILL * (8 - len(m[2])) + m[2] + b">", text)

    def _restored(self, lines: list[bytes]) -> bytes:
        if self._place is not None:
            lines = [line[line.index(b" ") + 1 :] for line in lines]
        text = b"".join(lines)
        if self._reading:
            text = text.replace(b" \x01 ", b" " + _TYPE + b" ").replace(_FILL, b"")
        return text

    def _spill(self, lines: list[bytes]) -> None:
        self._keep(iter([lines]), 0)

    def _keep(self, blocks: Iterator[list[bytes]], level: int) -> None:
        """Write a run; so many of the same level become one of the next."""
        run = self._files.enter_context(TemporaryFile(prefix="sygraph-"))  # noqa: SIM115
        for lines in blocks:
            run.write(b"".join(lines))
        run.seek(0)
        if level == len(self._runs):
            self._runs.append([])
        self._runs[level].append(run)
        if len(self._runs[level]) == RUNS:
            full, self._runs[level] = self._runs[level], []
            self._keep(self._merged(full), level + 1)
            for merged in full:
                merged.close()

    def _merged(self, streams: list[IO[bytes]]) -> Iterator[list[bytes]]:
        """Merge runs a share at a time: sorting what is nearly sorted is quicker than a heap."""
        share = max(1 << 12, self._budget // len(streams))
        runs = [_Run(stream, share) for stream in streams]
        while runs := [run for run in runs if run.filled()]:
            # Whatever a run still holds on disk comes after the last line that it has at hand.
            bounds = [run.lines[-1] for run in runs if not run.ended]
            bound = min(bounds) if bounds else None
            taken: list[bytes] = []
            for run in runs:
                taken += run.up_to(bound)
            taken.sort()
            yield self._unique(taken)


class _Run:
    """A sorted run, of which a share is at hand."""

    def __init__(self, stream: IO[bytes], share: int) -> None:
        self._stream = stream
        self._share = share
        self.lines: list[bytes] = []
        self.ended = False

    def filled(self) -> bool:
        """Whether there are lines at hand, after reading some where there were none."""
        if not self.lines and not self.ended:
            text = self._stream.read(self._share) + self._stream.readline()
            self.lines = text.splitlines(keepends=True)
            self.ended = not self.lines
        return bool(self.lines)

    def up_to(self, bound: bytes | None) -> list[bytes]:
        """Take the lines that come no later than the bound; all of them without one."""
        end = len(self.lines) if bound is None else bisect_right(self.lines, bound)
        taken, self.lines = self.lines[:end], self.lines[end:]
        return taken


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
    """Name the blank nodes of N-Quads as RDFC-1.0 does, whatever they were called.

    >>> canonical(b"_:z <a:p> _:y .\\n") == canonical(b"_:1 <a:p> _:2 .\\n")
    True
    """
    dataset = ox.Dataset(ox.parse(lines, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
