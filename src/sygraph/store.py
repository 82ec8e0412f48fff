"""The one interface to whatever answers SPARQL, and the engine that runs in memory."""

from __future__ import annotations

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.load import build
from sygraph.names import PREFIXES
from sygraph.nesting import check_query

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from sygraph.fulltext import Index
    from sygraph.limits import Answer
    from sygraph.stats import Tally

__all__ = ["OxigraphStore", "Results", "Store"]

Results = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Store:
    """Whatever answers SPARQL 1.1. An engine writes `_answer`; the rest follows from it.

    `services` are the hosts whose services a query may call; see `sygraph.federation`.
    """

    services: Collection[str] = ()

    # A pattern that finds each named graph that says something, once.
    graphs = "{ SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } }"

    def query(self, sparql: str) -> Results:
        """Answer a query, in which the prefixes of `names.PREFIXES` need no declaration.

        Raises:
            QuerySyntaxError: it does not parse.
            ServiceRefused: it calls a service that it may not call.
            SygraphError: a service that it calls cannot be asked.
        """
        self.check(sparql)
        return self._answer(sparql)

    def answer(self, sparql: str, *, rows: int | None = None, size: int | None = None) -> Answer:
        """Answer a query with so many rows or triples, or bytes of them, at most.

        Raises:
            SygraphError: see `query`.
        """
        from sygraph.limits import limited

        return limited(self.query(sparql), rows, size)

    def check(self, sparql: str) -> None:
        """Refuse a query that is nested too deeply, or calls a service not among `services`."""
        check_query(sparql)
        # Most cannot, and need no closer look.
        if "SERVICE" in sparql.upper() or "\\u" in sparql.lower():
            from sygraph.federation import check_services

            check_services(sparql, self.services)

    def index(self) -> Index | None:
        """The full-text index to search it by; None where it has none, and is to be read whole."""
        return None

    def tally(self) -> Tally | None:
        """How much there is of everything, where that was counted once for all; see `stats`."""
        return None

    def _answer(self, sparql: str) -> Results:
        """Answer a query that may be asked."""
        raise NotImplementedError

    def select(self, sparql: str) -> ox.QuerySolutions:
        """Return the solutions of a SELECT query."""
        results = self.query(sparql)
        if isinstance(results, ox.QuerySolutions):
            return results
        del results  # see `ask`
        raise SygraphError("this is no SELECT query")

    def ask(self, sparql: str) -> bool:
        """Return the answer to an ASK query."""
        results = self.query(sparql)
        if isinstance(results, ox.QueryBoolean):
            return bool(results)
        del results  # lest the error's traceback keep it: only its own thread may drop an answer
        raise SygraphError("this is no ASK query")

    def construct(self, sparql: str) -> ox.QueryTriples:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        results = self.query(sparql)
        if isinstance(results, ox.QueryTriples):
            return results
        del results  # see `ask`
        raise SygraphError("this is no CONSTRUCT or DESCRIBE query")


class OxigraphStore(Store):
    """The embedded engine.

    >>> store = OxigraphStore.bundled()
    >>> store.ask("ASK { id:shenyang a sy:City }")
    True
    """

    # Each looked into, and not read: it has a list of graphs, some of them empty by now.
    graphs = "{ GRAPH ?g {} FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }"

    def __init__(self, store: ox.Store) -> None:
        self._store = store

    @property
    def engine(self) -> ox.Store:
        """The engine's own store, for what takes more than a query."""
        return self._store

    @classmethod
    def bundled(cls) -> OxigraphStore:
        """A store of the data that came with the package."""
        return cls.from_files(Files.bundled())

    @classmethod
    def from_files(cls, files: Files) -> OxigraphStore:
        """A store in memory of these files.

        Raises:
            DataError: a file is missing or broken.
        """
        return cls(build(files))

    def _answer(self, sparql: str) -> Results:
        try:
            answer = self._store.query(sparql, prefixes=PREFIXES)
            # An answer is found while it is read. Where others have a part in it, that may fail.
            others = self.services and "service" in sparql.lower()
            return _read_through(answer) if others else answer
        except SyntaxError as error:
            from sygraph.syntax import explained

            raise explained(self._store, sparql, error) from error
        except (OSError, RuntimeError) as error:
            raise SygraphError(
                f"a service that the query calls cannot be asked: {error}"
            ) from error


def _read_through(answer: Results) -> Results:
    """The same answer, found to its end."""
    if isinstance(answer, ox.QueryTriples):
        found = ox.Store()
        found.extend([ox.Quad(*triple) for triple in answer])
        return found.query("CONSTRUCT WHERE { ?s ?p ?o }")
    kind = ox.QueryResultsFormat.JSON
    return ox.parse_query_results(answer.serialize(format=kind), kind)
