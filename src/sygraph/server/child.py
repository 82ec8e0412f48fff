"""The processes that answer for the server: one that holds the graph, and its copies.

The first one loads the graph and does nothing but copy itself (fork): into processes that answer
queries, one at a time each, and into one that carries an update out. A copy costs next to nothing,
for memory is shared until it is written to; so a query that takes too long is ended with its
process, an update that fails is forgotten with its own, and one that succeeds is the next to hold
the graph, while queries that are under way go on with the graph as it was.

A graph on disk is opened by each copy for itself, and an update makes its next generation.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.queries.streaming import form_of, write_answer
from sygraph.rdf.formats import Format
from sygraph.server.frames import Frames, Question, take_over
from sygraph.server.sparql_protocol import NoFormat
from sygraph.sparql.prepare import decoded
from sygraph.store.interface import OxigraphStore, failure
from sygraph.store.worker import pack

if TYPE_CHECKING:
    from sygraph.store.disk import Generation
    from sygraph.store.updates import Changes, Update

__all__ = [
    "ADDED",
    "ANSWER",
    "COPY",
    "DATA",
    "DONE",
    "END",
    "ERROR",
    "REMOVED",
    "STATED",
    "UNSTATED",
    "UPDATE",
    "Holding",
]

# What the server asks of the process that holds the graph, and what it is told.
COPY, UPDATE, STARTED = b"C", b"U", b"P"
# An answer: what it is, its bytes, its end; or why there is none.
ANSWER, DATA, END, ERROR = b"A", b"D", b"E", b"X"
# What an update has changed, as N-Quads.
ADDED, REMOVED, STATED, UNSTATED, DONE = b"+", b"-", b"s", b"u", b"K"

# Bytes that are sent at once.
_PIECE = 1 << 16
_EXPLICIT = "put-in-the-default-graph.nt"


@dataclass(frozen=True)
class Holding:
    """Where the graph is from: the folder of a store on disk, or else files that are handed over.

    Attributes:
        memory: bytes that a query may take beyond what the graph does.
        services: the hosts whose services a query may call.
    """

    folder: str | None
    memory: int | None = None
    services: tuple[str, ...] = ()


def main() -> None:
    """Hold the graph that the arguments tell of, until the server goes."""
    control = socket.socket(fileno=int(sys.argv[1]))
    holding = Holding(**json.loads(sys.argv[2]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides what becomes of us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a copy ended
    graph = _Graph(holding)
    if holding.folder is None:
        _, files = take_over(control)
        for store, file in zip((graph.store, graph.explicit), files, strict=True):
            with open(file, "rb") as stream:
                store.load(stream, ox.RdfFormat.N_QUADS)
    gc.collect()
    gc.freeze()
    asked: socket.socket | None = control
    while asked is not None:
        asked = _obey(asked, graph)
    os._exit(0)  # nothing is left to be put in order


class _Graph:
    """The graph, where it is in memory, and what was put into its default graph for itself."""

    def __init__(self, holding: Holding) -> None:
        self.holding = holding
        self.store = ox.Store()
        self.explicit = ox.Store()

    def opened(self) -> OxigraphStore:
        """The store to ask."""
        if self.holding.folder is None:
            store = OxigraphStore(self.store).settle()
        else:
            from sygraph.store.disk import DiskStore

            store = DiskStore(self.holding.folder)
        store.services = self.holding.services
        return store


def _obey(control: socket.socket, graph: _Graph) -> socket.socket | None:
    """Do one thing that the server asks; return the socket to be asked at next."""
    letter, files = take_over(control)
    if not letter:
        return None
    [file] = files
    child = os.fork()
    if child:
        os.close(file)
        _tell(control, child)
        return control
    # From here on this is the copy.
    control.close()
    frames = Frames(socket.socket(fileno=file))
    if letter == COPY:
        _answer_all(frames, graph)
    elif _update(frames, graph):
        return frames.socket
    os._exit(0)


def _tell(control: socket.socket, child: int) -> None:
    with suppress(BrokenPipeError):
        control.sendall(child.to_bytes(4, "big"))


# Queries


def _answer_all(frames: Frames, graph: _Graph) -> None:
    """Answer one query after another until the server has no more."""
    _end_with(frames.socket)
    try:
        store = graph.opened()
    except SygraphError as error:
        with suppress(OSError, EOFError):
            frames.read()
            frames.send((ERROR, pack(error)))
        return
    _limit_memory(graph.holding.memory)
    with suppress(OSError, EOFError, MemoryError):
        while True:
            _, data = frames.read()
            try:
                _answer(frames, store, Question.unpacked(data))
            except (OSError, MemoryError):
                raise  # this process is of no more use
            except RuntimeError as error:
                frames.send((ERROR, pack(SygraphError(f"the query cannot be answered: {error}"))))
            except Exception as error:
                frames.send((ERROR, pack(error)))


def _answer(frames: Frames, store: OxigraphStore, question: Question) -> None:
    results = answered(store, question)
    form = form_of(results)
    name = question.graph if form == "graph" else question.table
    if name is None:
        raise NoFormat.of(form)
    format = Format.named(name)
    pieces: list[tuple[bytes, bytes]] = [
        (ANSWER, json.dumps({"form": form, "format": name}).encode())
    ]
    held = 0

    def write(data: bytes) -> None:
        nonlocal held
        pieces.append((DATA, data))
        held += len(data)
        if held >= _PIECE:
            frames.send(*pieces)
            pieces.clear()
            held = 0

    cut = write_answer(results, write, format, question.rows, question.size)
    frames.send(*pieces, (END, (cut or "").encode()))


def answered(
    store: OxigraphStore, question: Question
) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Ask a query of a store with the base and the dataset that it is given.

    Raises:
        QuerySyntaxError, ServiceRefused: it does not parse, or calls what it may not.
    """
    sparql = decoded(question.sparql)
    store.check(sparql)
    default = question.default
    named = question.named
    if default is not None or named is not None:
        default, named = default or (), named or ()
    try:
        return store.evaluate(
            sparql,
            base=question.base,
            default=None if default is None else [ox.NamedNode(iri) for iri in default],
            named=None if named is None else [ox.NamedNode(iri) for iri in named],
        )
    except (OSError, RuntimeError) as error:
        raise failure(question.sparql, error) from error


def _end_with(sock: socket.socket) -> None:
    """End this process when the server closes its end, even in the midst of a query."""

    def watch() -> None:
        poll = select.poll()
        poll.register(sock, 0)  # that the other side has gone is told in any case
        poll.poll()
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def _limit_memory(most: int | None) -> None:
    """Let this process take so much more memory than it has now, where the system can tell."""
    if most is None:
        return
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:
            now = int(stream.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + most, now + most))
    except (ImportError, OSError, ValueError):
        return


# Updates


def _update(frames: Frames, graph: _Graph) -> bool:
    """Carry an update out; return whether this process is to hold the graph from now on.

    One that has written to a disk is not: what the database leaves running cannot be copied.
    """
    from sygraph.store.updates import Update, apply_update

    try:
        _, data = frames.read()
        update = Update(**json.loads(data))
        if graph.holding.folder is None:
            changes = apply_update(graph.store, graph.explicit, update)
        else:
            changes = _update_disk(graph.holding.folder, update)
    except EOFError:
        return False
    except Exception as error:
        with suppress(OSError):
            frames.send((ERROR, pack(error)))
        return False

    def told() -> Iterable[tuple[bytes, bytes]]:
        for kind, quads in (
            (REMOVED, changes.removed),
            (ADDED, changes.added),
            (UNSTATED, changes.unstated),
            (STATED, changes.stated),
        ):
            if quads and graph.holding.folder is None:
                yield kind, ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""

    try:
        rest = {"cleared": changes.cleared, "graphs": changes.graphs}
        frames.send(*told(), (DONE, json.dumps(rest).encode()))
    except OSError:
        return False
    return graph.holding.folder is None


def _update_disk(folder: str, update: Update) -> Changes:
    """Make the next generation of a store on disk by an update."""
    from sygraph.store.disk import next_generation

    with next_generation(folder) as generation:
        return _change(generation, update)


def _change(generation: Generation, update: Update) -> Changes:
    # A function of its own, at whose end nothing refers to the database, which closes it.
    from sygraph.store.fulltext import add_quads
    from sygraph.store.updates import apply_update

    explicit = ox.Store()
    path = os.path.join(generation.path, _EXPLICIT)
    if os.path.exists(path):
        explicit.load(path=path, format=ox.RdfFormat.N_TRIPLES)
    changes = apply_update(generation.open(), explicit, update)
    add_quads(generation.path, changes.added)
    if len(explicit):
        explicit.dump(path, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    elif os.path.exists(path):
        os.remove(path)
    return changes


if __name__ == "__main__":
    main()
