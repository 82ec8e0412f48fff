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
from itertools import groupby
from tempfile import TemporaryFile
from typing import IO

import pyoxigraph as ox

__all__ = ["LineStream", "Sorter", "canonical"]

# How many bytes of lines are sorted at once.
BUDGET = 8 << 20
# How many sorted runs are merged at once: a process may not open any number of files.
RUNS = 64
# How many subjects' lines are given back at once.
_SHARE = 256
# Up to how many bytes it isn't worth while to look for subjects.
_FEW = 1 << 15

_END = b" .\n"
_BLANK = re.compile(rb"_:")
_LITERAL = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>\s]*>')
_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_PASSAGE = re.compile(rb"(/passage/[^/<>\s]+/)(\d{1,7})>")
# No line holds a control character, for lines have them escaped. So these stand for rdf:type, make
# a number as long as others, and come before what is said of the next subject.
_IS_A, _FILL, _NEXT = b"\x01", b"\x02", b"\x03"
# What is said of a subject without a break, or a line of one word; the same after a place.
_SAID = re.compile(rb"([^ \n]* ).*\n(?:\1.*\n)*|.*\n")
_SAID_THERE = re.compile(rb"([^ \n]* [^ \n]* ).*\n(?:\1.*\n)*|.*\n")


class Sorter:
    """Takes lines as a stream takes bytes, and gives them back in order, each once.

    What an engine knows of a subject comes together. So what is sorted is the subjects, and then
    the few lines of each, which is quicker than to sort all lines; but lines may come in any order.
    Once it has given them all back it can be used again.

    Args:
        reading: put what a subject is before the rest, and passage 90 before passage 100.
        distinct: whether a line may have come more than once.
        place: what comes before a line to say where it goes, for lines that are written with it.
            It ends in a blank and is cut off again.

    Attributes:
        end: what each line is to end in, if not as it does, in a blank, a dot and a line break.

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
        self.end: bytes | None = None
        self._reading = reading
        self._place = place
        self._distinct = distinct
        self._budget = budget or BUDGET
        self._parts: list[bytes] = []
        self._size = 0
        self._last: list[bytes] | None = None
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
            self._keep(iter([self._sorted(text[:end])]), 0)
            self._parts, self._size = [text[end:]], len(text) - end
        return len(data)

    def flush(self) -> None:
        """Nothing: what is written is kept until it is asked for."""

    def finish(self) -> bool:
        """Take what was written as all there is; return whether there are blank nodes in it."""
        if self._last is None:
            self._last = self._sorted(b"".join(self._parts), alone=not self._runs)
            self._parts, self._size = [], 0
        return bool(self._blank)

    @property
    def spilled(self) -> bool:
        """Whether lines wait on disk."""
        return bool(self._runs)

    def blocks(self) -> Iterator[bytes]:
        """Yield all lines in order, many at a time."""
        blank = self.finish()
        last, self._last = self._last or [], None
        if blank:
            last = self._grouped(b"".join(last) + self._named())
            self._blank = []
        if self._runs:
            self._keep(iter([last]), 0)
            runs = [run for level in self._runs for run in level]
            self._runs = []
            yield from map(self._restored, self._merged(runs))
            self._files.close()
        else:
            for start in range(0, len(last), _SHARE):
                yield self._restored(last[start : start + _SHARE])

    def _sorted(self, text: bytes, *, alone: bool = False) -> list[bytes]:
        if _BLANK.search(text):
            text = self._without_blank(text)
        if alone and len(text) < _FEW:
            return [self._ordered(_decorated(text) if self._reading else text, self.end)]
        return self._grouped(text, self.end)

    def _grouped(self, text: bytes, end: bytes | None = None) -> list[bytes]:
        """What is said of each subject, in order."""
        pattern = _SAID if self._place is None else _SAID_THERE
        if self._reading:
            groups = [_decorated(said[0], said[1]) for said in pattern.finditer(text)]
        else:
            groups = [said[0] for said in pattern.finditer(text)]
        groups.sort()
        return [self._ordered(b"".join(same), end) for _, same in groupby(groups, self._subject)]

    def _subject(self, group: bytes) -> object:
        return group.partition(b" ")[0] if self._place is None else group.split(b" ", 2)[:2]

    def _ordered(self, group: bytes, end: bytes | None = None) -> bytes:
        """The lines of a subject in order."""
        lines = group.splitlines(keepends=True) if end is None else group.split(_END)[:-1]
        if len(lines) > 1:
            if self._distinct:
                lines = list(set(lines))
            lines.sort()
        return b"".join(lines) if end is None else end.join([*lines, b""])

    def _without_blank(self, text: bytes) -> bytes:
        """The lines without blank nodes; the others are kept until all of them are there."""
        rest: list[bytes] = []
        for line in text.splitlines(keepends=True):
            (self._blank if _has_blank(line) else rest).append(line)
        return b"".join(rest)

    def _named(self) -> bytes:
        """The lines with blank nodes, these named."""
        lines = self._blank
        if self._place is not None:
            lines = [line.partition(b" ")[2] for line in lines]
        lines = canonical(b"".join(lines)).splitlines(keepends=True)
        if self._place is not None:
            lines = [self._place(line) + line for line in lines]
        return b"".join(lines)

    def _restored(self, groups: list[bytes]) -> bytes:
        text = b"".join(groups)
        if self._place is not None:
            lines = text.splitlines(keepends=True)
            text = b"".join([line[line.index(b" ") + 1 :] for line in lines])
        if self._reading:
            text = text.replace(_IS_A, _TYPE).replace(_FILL, b"")
        return text

    def _keep(self, blocks: Iterator[list[bytes]], level: int) -> None:
        """Write a run; so many of the same level become one of the next."""
        run = self._files.enter_context(TemporaryFile(prefix="sygraph-"))  # noqa: SIM115
        for groups in blocks:
            run.write(_NEXT.join([*groups, b""]))
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
            bounds = [run.last for run in runs if not run.ended]
            bound = min(bounds) if bounds else None
            taken: list[bytes] = []
            for run in runs:
                taken += run.up_to(bound)
            taken.sort()
            together = (list(same) for _, same in groupby(taken, self._subject))
            yield [
                same[0] if len(same) == 1 else self._ordered(b"".join(same)) for same in together
            ]


def _decorated(said: bytes, subject: bytes | None = None) -> bytes:
    """The lines such that their bytes sort as they are to be read; `_restored` undoes it.

    What the lines begin with is decorated at once, which is quicker where it is a passage.
    """
    said = said.replace(b" " + _TYPE + b" ", b" " + _IS_A + b" ")
    if b"/passage/" in said:
        if subject:
            said = said.replace(subject, _PASSAGE.sub(_filled, subject))
        said = _PASSAGE.sub(_filled, said)
    return said


def _filled(passage: re.Match[bytes]) -> bytes:
    return passage[1] + _FILL * (8 - len(passage[2])) + passage[2] + b">"


class _Run:
    """A sorted run, of which a share is at hand."""

    def __init__(self, stream: IO[bytes], share: int) -> None:
        self._stream = stream
        self._share = share
        self._groups: list[bytes] = []
        self.ended = False

    @property
    def last(self) -> bytes:
        """The last line at hand."""
        group = self._groups[-1]
        return group[group.rfind(b"\n", 0, -1) + 1 :]

    def filled(self) -> bool:
        """Whether there are lines at hand, after reading some where there were none."""
        if not self._groups and not self.ended:
            text = self._stream.read(self._share) + self._stream.readline()
            self._groups = [group for group in text.split(_NEXT) if group]
            self.ended = not self._groups
        return bool(self._groups)

    def up_to(self, bound: bytes | None) -> list[bytes]:
        """Take the lines that come no later than the bound; all of them without one."""
        if bound is None:
            taken, self._groups = self._groups, []
            return taken
        end = bisect_right(self._groups, bound)
        if end < len(self._groups) and self._groups[end].startswith(bound):
            end += 1
        taken, self._groups = self._groups[:end], self._groups[end:]
        if taken:
            lines = taken[-1].splitlines(keepends=True)
            within = bisect_right(lines, bound)
            taken[-1] = b"".join(lines[:within])
            if within < len(lines):
                self._groups.insert(0, b"".join(lines[within:]))
        return taken


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
        if size >= 0 and end <= len(self._block):  # as nearly always
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
    """Name the blank nodes of N-Quads as RDFC-1.0 does, whatever they were called.

    >>> canonical(b"_:z <a:p> _:y .\\n") == canonical(b"_:1 <a:p> _:2 .\\n")
    True
    """
    dataset = ox.Dataset(ox.parse(lines, ox.RdfFormat.N_QUADS))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return ox.serialize(dataset, format=ox.RdfFormat.N_QUADS) or b""
