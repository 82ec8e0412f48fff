"""What answers visitors' queries: the pool of processes or, for other engines, the store itself."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.queries.streaming import form_of, write_answer
from sygraph.rdf.formats import Format
from sygraph.server.frames import Question
from sygraph.server.settings import Settings
from sygraph.server.sparql_protocol import NoFormat
from sygraph.sparql.portable import boolean, with_dataset
from sygraph.sparql.tokens import check_depth, tokens
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.limits import Answer, Results, read_lines
from sygraph.store.updates import Update

if TYPE_CHECKING:
    from sygraph.store.fulltext import Index
    from sygraph.store.interface import Tally

__all__ = ["Backend", "Guarded", "Reply", "backend_of"]


class Reply(Protocol):
    """An answer on its way; see `sygraph.server.pool.Reply`."""

    form: str
    format: str
    start: bytes
    cut: str | None
    whole: bool

    def rest(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class Backend(Protocol):
    """Answers queries, from any number of threads. `version` is another one after each change."""

    @property
    def version(self) -> int: ...
    def ask(self, question: Question, ends: float | None = None) -> Reply: ...
    def update(self, update: Update) -> None: ...
    def close(self) -> None: ...


def backend_of(store: Store, settings: Settings) -> Backend:
    """Return what answers queries of a store.

    Where the engine is in this process, it is asked in others, which can be stopped. A service has
    its own limits.
    """
    if isinstance(store, OxigraphStore) and hasattr(os, "fork"):
        from sygraph.server.pool import Pool

        return Pool(
            store,
            timeout=settings.timeout,
            places=settings.concurrency,
            memory=settings.max_memory,
        )
    return _Direct(store)


class _Taken:
    """An answer that is there as a whole."""

    whole = True

    def __init__(self, form: str, format: str, start: bytes, cut: str | None) -> None:
        self.form, self.format, self.start, self.cut = form, format, start, cut

    def rest(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        """There is nothing to close."""


class _Direct:
    """Asks a store in the thread that asks."""

    version = 0

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(self, question: Question, ends: float | None = None) -> Reply:
        sparql = _with_base(_within(question), question.base)
        answer = self._store.answer(sparql, rows=question.rows, size=question.size)
        form = form_of(answer.results)
        name = question.graph if form == "graph" else question.table
        if name is None:
            raise NoFormat.of(form)
        out = io.BytesIO()
        write_answer(answer.results, out.write, Format.named(name))
        cut = answer.cut
        # An answer is tied to this thread, and an engine's cycles may keep this frame for another.
        del answer
        return _Taken(form, name, out.getvalue(), cut)

    def update(self, update: Update) -> None:
        raise SygraphError("this engine takes no updates here", hint="send them to the service")

    def close(self) -> None:
        """The store is not ours to close."""


def _within(question: Question) -> str:
    """The query with the dataset that the request gives it."""
    if question.default is None and question.named is None:
        return question.sparql
    default, named = question.default or (), question.named or ()
    if len(default) != 1 or any(token.is_word("FROM") for token in tokens(question.sparql)):
        raise SygraphError(
            "this engine takes the dataset from the query", hint="write FROM and FROM NAMED there"
        )
    return with_dataset(question.sparql, ox.NamedNode(default[0]), map(ox.NamedNode, named))


def _with_base(sparql: str, base: str | None) -> str:
    return sparql if base is None else f"BASE <{base}> {sparql}"


class Guarded(Store):
    """A store for what visitors ask: it answers in time and within limits, or says why not.

    It is for threads: who asks waits.
    """

    def __init__(self, backend: Backend, store: Store, settings: Settings) -> None:
        self._backend = backend
        self._settings = settings
        self._store = store
        self.services = store.services

    def index(self) -> Index | None:
        """The full-text index of the store."""
        return self._store.index()

    def tally(self) -> Tally | None:
        """How much there is of everything, where loading has counted it."""
        return self._store.tally()

    def answer(self, sparql: str, *, rows: int | None = None, size: int | None = None) -> Answer:
        """Answer a query with so many rows or triples, or bytes of them, at most.

        Raises:
            SygraphError: see `Store.query`; its time was up, or the server is busy.
        """
        check_depth(sparql)
        most = self._settings
        question = Question(
            sparql,
            table="tsv",
            graph="ntriples",
            rows=most.max_rows if rows is None else min(rows, most.max_rows),
            size=most.max_bytes if size is None else min(size, most.max_bytes),
        )
        reply = self._backend.ask(question)
        data = reply.start + b"".join(reply.rest())
        if reply.form == "ask":
            return Answer(boolean(data.strip() == b"true"))
        return Answer(read_lines(io.BytesIO(data), reply.form == "graph"), reply.cut)

    def check(self, sparql: str) -> None:
        """Leave it to who answers: nothing that a visitor writes is read in this process."""

    def _answer(self, sparql: str) -> Results:
        return self.answer(sparql).results
