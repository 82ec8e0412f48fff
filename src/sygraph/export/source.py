"""From a store to lines in order: what every format is written from."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import chain, islice
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from sygraph.export.parts import Graph, Part, graphs_of, quads, triples
from sygraph.namespaces import DERIVED, GAZETTEER, ONTOLOGY, is_passage
from sygraph.rdf.natural_order import natural
from sygraph.rdf.order import Sorter
from sygraph.store.interface import OxigraphStore, Store

if TYPE_CHECKING:
    from sygraph.export.detach import Detacher

__all__ = ["Source"]

# Where the named graphs that are no article's stand; articles and passages stand between.
_PLACES = {ONTOLOGY.value: 0, GAZETTEER.value: 1, DERIVED.value: 3}
_BATCH = 5000
# How many bytes are looked at together.
_HELD = 1 << 18
# How many graphs are read together if they are small, and how many bytes of them are held.
GRAPHS_TOGETHER = 64
HELD_TOGETHER = 1 << 22
# How many names of graphs are sorted at a time.
NAMES_TOGETHER = 1 << 15
# By how many threads; the engine reads without Python.
_THREADS = 2
# Where the lines of an answer go, which is in no graph, and those of a graph without a name.
_FIRST, _LAST = b"00000000 ", b"ffffffff "


class Source:
    """A part of what a store holds, as lines in an order that is the same for the same graph.

    Args:
        reading: see `Sorter`.
        detacher: what takes the article's words out on the way.
    """

    def __init__(
        self, store: Store, part: Part, *, reading: bool, detacher: Detacher | None = None
    ) -> None:
        self._store = store
        self._part = part
        self._reading = reading
        self._detacher = detacher
        # The engine writes lines itself, each once, and quicker than rows can be read.
        self._engine = store.engine if isinstance(store, OxigraphStore) else None
        computed = part.about is not None or part.query is not None or part.graph == "dataset"
        if detacher is not None or computed:
            self._engine = None

    def triples(self) -> Iterator[bytes]:
        """Yield the merge as N-Triples."""
        direct = self._engine is not None and self._part.whole
        with Sorter(reading=self._reading, distinct=not direct) as sorter:
            self._feed_triples(sorter)
            yield from sorter.blocks()

    def quads(self) -> Iterator[bytes]:
        """Yield the named graphs as N-Quads, graph by graph: articles in reading order."""
        done: int | None = 0
        with ExitStack() as files:
            if self._engine is not None:
                done = yield from self._one_by_one(self._engine, self._graphs(files), files)
            if done is None:
                return
            graphs = list(islice(self._graphs(files), done, None))
        ranks = _ranks(graphs)
        with Sorter(
            reading=self._reading,
            distinct=self._engine is None,
            place=lambda line: ranks.get(line[line.rfind(b" <") + 1 : -3], _LAST),
        ) as sorter:
            self._feed_quads(sorter, graphs, ranks)
            yield from sorter.blocks()

    def _graphs(self, files: ExitStack) -> Iterator[Graph]:
        """The names of the graphs in their order; where these are many, they wait on disk."""
        names = graphs_of(self._store, self._part)
        runs: list[Iterable[Graph]] = []
        while run := sorted(islice(names, NAMES_TOGETHER), key=_place):
            runs.append(run if len(run) < NAMES_TOGETHER else _kept(run, files))
        return merge(*runs, key=_place)

    def _one_by_one(
        self, engine: ox.Store, graphs: Iterator[Graph], files: ExitStack
    ) -> Generator[bytes, None, int | None]:
        """Yield these graphs in their order up to the first with blank nodes; return how many.

        Without any it is None. The names of blank nodes are settled by all that is said of them,
        in whatever graph. An engine reads some graphs while what it has read of others is put in
        order.
        """
        done = 0
        read = partial(self._read, engine, files)
        for task, batch in files.enter_context(closing(_ahead(read, graphs))):
            found, done = task(), done + len(batch)
            while True:
                for blocks in found.graphs:
                    yield from blocks
                if found.blank:
                    return done - len(found.left)
                if not found.left:
                    break
                found = read(found.left)
        return None

    def _read(self, engine: ox.Store, files: ExitStack, graphs: list[Graph]) -> _Read:
        """Read graphs, until they are as much as should be held at once."""
        found: list[Iterable[bytes]] = []
        held = 0
        with ExitStack() as own:
            sorter = own.enter_context(Sorter(reading=self._reading, distinct=False))
            for number, graph in enumerate(graphs):
                sorter.end = b" " + str(graph).encode() + b" .\n"
                engine.dump(cast(BinaryIO, sorter), ox.RdfFormat.N_TRIPLES, from_graph=graph)
                if isinstance(graph, ox.BlankNode) or sorter.finish():
                    return _Read(found, graphs[number:], blank=True)
                if sorter.spilled:
                    found.append(sorter.blocks())
                    files.push(own.pop_all())
                    sorter = own.enter_context(Sorter(reading=self._reading, distinct=False))
                else:
                    found.append(list(sorter.blocks()))
                    held += sum(map(len, found[-1]))
                if held > HELD_TOGETHER:
                    return _Read(found, graphs[number + 1 :], blank=False)
        return _Read(found, [], blank=False)

    def both(self) -> Iterator[bytes]:
        """Yield each triple of the merge, followed by its quads in passages' graphs."""
        with Sorter(reading=self._reading) as sorter:
            self._feed_triples(sorter)
            graphs = [graph for graph in graphs_of(self._store, self._part) if is_passage(graph)]
            self._feed_quads(sorter, graphs, None)
            yield from sorter.blocks()

    def _feed_triples(self, sorter: Sorter) -> None:
        stream = cast(BinaryIO, sorter)
        if self._engine is None:
            found = triples(self._store, self._part)
            if self._detacher is not None:
                found = self._bare_triples(self._detacher)
            _write(stream, found)
        elif self._part.whole:
            default = ox.DefaultGraph()
            self._engine.dump(stream, ox.RdfFormat.N_TRIPLES, from_graph=default)
        else:
            for graph in graphs_of(self._store, self._part):
                self._engine.dump(stream, ox.RdfFormat.N_TRIPLES, from_graph=graph)

    def _bare_triples(self, detacher: Detacher) -> Iterator[ox.Quad]:
        """The triples without the article's words, which are found by the graph they are in."""
        if self._part.query is not None:
            stated = (quad.triple for quad in quads(self._store, self._part))
            for triple in detacher.triples(stated):
                yield ox.Quad(*triple)
        else:
            for quad in detacher.quads(quads(self._store, self._part)):
                yield ox.Quad(*quad.triple)

    def _feed_quads(
        self, sorter: Sorter, graphs: list[Graph], ranks: dict[bytes, bytes] | None
    ) -> None:
        """Feed what these graphs state, each line after its graph's rank where there are ranks."""
        if self._engine is not None:
            for graph in graphs:
                rank = b"" if ranks is None else ranks.get(str(graph).encode(), _LAST)
                stream = _InGraph(sorter, graph, rank)
                kind = ox.RdfFormat.N_TRIPLES
                self._engine.dump(cast(BinaryIO, stream), kind, from_graph=graph)
                stream.close()
            return
        found = quads(self._store, self._part)
        if self._detacher is not None:
            found = self._detacher.quads(found)
        if ranks is None:
            _write(cast(BinaryIO, sorter), (q for q in found if is_passage(q.graph_name)))
            return
        for quad in found:
            home = quad.graph_name
            rank = ranks.get(str(home).encode(), _LAST)
            lines = ox.serialize([quad], format=ox.RdfFormat.N_QUADS) or b""
            sorter.write((_FIRST if isinstance(home, ox.DefaultGraph) else rank) + lines)


@dataclass(frozen=True)
class _Read:
    """What graphs state, in blocks of lines each; those left, and whether for their blank nodes."""

    graphs: list[Iterable[bytes]]
    left: list[Graph]
    blank: bool


def _ahead(
    read: Callable[[list[Graph]], _Read], graphs: Iterator[Graph]
) -> Generator[tuple[Callable[[], _Read], list[Graph]], None, None]:
    """Yield how to get what is read of so many graphs, which others may be reading by then."""
    batches = iter(lambda: list(islice(graphs, GRAPHS_TOGETHER)), [])
    first = next(batches, [])
    threads = min(_THREADS, os.cpu_count() or 1)
    if threads == 1 or len(first) < GRAPHS_TOGETHER:
        for batch in chain([first], batches):
            yield partial(read, batch), batch
        return
    from concurrent.futures import Future, ThreadPoolExecutor

    waiting: deque[tuple[Future[_Read], list[Graph]]] = deque()
    pool = ThreadPoolExecutor(threads, "sygraph-export")
    try:
        for batch in chain([first], batches):
            waiting.append((pool.submit(read, batch), batch))
            if len(waiting) > threads:
                future, batch = waiting.popleft()
                yield future.result, batch
        for future, batch in waiting:
            yield future.result, batch
    finally:
        pool.shutdown(cancel_futures=True)


class _InGraph:
    """A stream that makes N-Triples the N-Quads of a graph, each after its rank, for a sorter."""

    def __init__(self, sorter: Sorter, graph: Graph, rank: bytes) -> None:
        self._sorter = sorter
        self._rank = rank
        # Only the end of a line has a dot between a blank and a newline.
        self._end = f" {graph} .\n".encode() + rank
        self._parts: list[bytes] = []
        self._held = 0

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        self._held += len(data)
        if self._held > _HELD:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        """Nothing: `close` passes on what is left."""

    def close(self) -> None:
        """Pass on what is left."""
        self._pass_on()

    def _pass_on(self) -> None:
        text = b"".join(self._parts)
        end = text.rfind(b"\n") + 1
        self._parts, self._held = [text[end:]], len(text) - end
        if end:
            lines = self._rank + text[:end].replace(b" .\n", self._end)
            self._sorter.write(lines[: len(lines) - len(self._rank)])


def _write(stream: BinaryIO, found: Iterable[ox.Quad]) -> None:
    iterator = iter(found)
    while batch := list(islice(iterator, _BATCH)):
        ox.serialize(batch, stream, ox.RdfFormat.N_QUADS)


def _kept(graphs: Iterable[Graph], files: ExitStack) -> Iterator[Graph]:
    """The same names, which are read from a file as they are asked for."""
    file = files.enter_context(TemporaryFile("w+", encoding="utf-8"))  # noqa: SIM115
    file.writelines(f"{graph}\n" for graph in graphs)
    file.seek(0)
    return (
        ox.NamedNode(line[1:-2]) if line.startswith("<") else ox.BlankNode(line[2:-1])
        for line in file
    )


def _ranks(graphs: Iterable[Graph]) -> dict[bytes, bytes]:
    """What to put before the lines of graphs, for these to be written in this order."""
    named = (graph for graph in graphs if isinstance(graph, ox.NamedNode))
    return {str(graph).encode(): f"{rank:08x} ".encode() for rank, graph in enumerate(named, 1)}


def _place(graph: Graph) -> str:
    """Where a graph is written: ontology, gazetteer, articles, the derived; the nameless last."""
    if isinstance(graph, ox.BlankNode):
        return "4"
    return f"{_PLACES.get(graph.value, 2)}{natural(graph.value)}"
