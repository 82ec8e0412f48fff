"""Queries of visitors: with the base IRI and the dataset of the request, and with limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.server.settings import Settings
from sygraph.sparql.portable import with_dataset
from sygraph.sparql.tokens import tokens
from sygraph.store.interface import OxigraphStore, Store, failure
from sygraph.store.limits import Answer, Results

if TYPE_CHECKING:
    from sygraph.store.fulltext import Index
    from sygraph.store.interface import Tally

__all__ = ["LimitedStore", "Question", "results_of"]


@dataclass(frozen=True)
class Question:
    """A query with its base IRI and dataset.

    Attributes:
        sparql: its text, decoded as by `sygraph.sparql.prepare.decoded`.
        base: the base of relative IRIs.
        default, named: the graphs of the dataset from the request; None if it names none.
    """

    sparql: str
    base: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


def results_of(store: Store, question: Question) -> Results:
    """Run a query.

    Raises:
        QuerySyntaxError, ServiceRefused: it does not parse, or calls a service that is not allowed.
        SygraphError: the engine cannot answer it.
    """
    if not isinstance(store, OxigraphStore):
        return store.query(f"BASE <{question.base}> {_within(question)}")
    sparql = question.sparql
    store.check(sparql)
    default, named = question.default, question.named
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
        raise failure(sparql, error) from error


def _within(question: Question) -> str:
    """The query with the dataset of the request."""
    if question.default is None and question.named is None:
        return question.sparql
    default, named = question.default or (), question.named or ()
    if len(default) != 1 or any(token.is_word("FROM") for token in tokens(question.sparql)):
        raise SygraphError(
            "this engine takes the dataset from the query", hint="write FROM and FROM NAMED there"
        )
    return with_dataset(question.sparql, ox.NamedNode(default[0]), map(ox.NamedNode, named))


class LimitedStore(Store):
    """A store for queries of visitors: it cuts answers off at the limits of the server."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self.services = store.services

    def index(self) -> Index | None:
        """The full-text index of the store."""
        return self._store.index()

    def tally(self) -> Tally | None:
        """The counts that loading has made, if any."""
        return self._store.tally()

    def answer(self, sparql: str, *, rows: int | None = None, size: int | None = None) -> Answer:
        """Answer a query within the limits of the server and of the arguments.

        Raises:
            SygraphError: see `Store.query`.
        """
        most = self._settings
        rows = most.max_rows if rows is None else min(rows, most.max_rows)
        size = most.max_bytes if size is None else min(size, most.max_bytes)
        return self._store.answer(sparql, rows=rows, size=size)

    def check(self, sparql: str) -> None:
        """Do nothing: the store that answers checks the query."""

    def _answer(self, sparql: str) -> Results:
        return self.answer(sparql).results
