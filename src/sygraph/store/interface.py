"""The interface of all engines that answer SPARQL, and the engine in memory."""

from __future__ import annotations

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.namespaces import PREFIXES
from sygraph.store.load import build

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Self

    from sygraph.sparql.kinds import Kinds
    from sygraph.store.fulltext import Index
    from sygraph.store.limits import Answer, Results

    # Counts by name, and counts by the IRI of the kind.
    Tally = Mapping[str, int | Mapping[str, int]]

__all__ = ["OxigraphStore", "Store", "Tally"]

# The most rewritten queries that a store caches.
_REMEMBERED = 1000


class Store:
    """An engine that answers SPARQL 1.1. Subclasses implement `_answer`.

    `services` are the hosts whose services a query may call; see `sygraph.sparql.service_policy`.
    """

    services: Collection[str] = ()

    # Whether ORDER BY accepts an expression that fails on some rows.
    orders_failures = True

    # The rewritten texts of the last queries.
    _worded: dict[str, str] | None = None

    # A pattern with one solution for each named graph that is not empty.
    graphs = "{ SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } }"

    def query(self, sparql: str) -> Results:
        """Answer a query, in which the prefixes of `names.PREFIXES` need no declaration.

        Raises:
            QuerySyntaxError: it does not parse.
            ServiceRefused: it calls a service that it may not call.
            TooComplex: it would overflow the embedded engine's stack.
            SygraphError: a service that it calls cannot be asked.
        """
        from sygraph.sparql.prepare import decoded

        sparql = decoded(sparql)
        self.check(sparql)
        return self._answer(sparql)

    def answer(self, sparql: str, *, rows: int | None = None, size: int | None = None) -> Answer:
        """Answer a query with so many rows or triples, or bytes of them, at most.

        Raises:
            SygraphError: see `query`.
        """
        from sygraph.store.limits import limited

        return limited(self.query(sparql), rows, size)

    def check(self, sparql: str) -> None:
        """Refuse a query that is too complex, or calls a service that is not among `services`."""
        from sygraph.sparql.prepare import check_size

        check_size(sparql)
        # Most cannot, and need no closer look.
        if "SERVICE" in sparql.upper() or "\\u" in sparql.lower():
            from sygraph.sparql.service_policy import check_services

            check_services(sparql, self.services)

    def index(self) -> Index | None:
        """Return the full-text index; None without one, where a search reads all forms."""
        return None

    def tally(self) -> Tally | None:
        """Return the counts made at loading, None without them; see `sygraph.store.counts`."""
        return None

    def _answer(self, sparql: str) -> Results:
        """Answer a query that may be asked."""
        raise NotImplementedError

    def worded(self, sparql: str) -> str:
        """Return a query rewritten so that every engine gives the same rows in the same order.

        Raises:
            SygraphError: it orders rows by a random part of an expression.
        """
        if self._worded is None or len(self._worded) >= _REMEMBERED:
            self._worded = {}
        if sparql not in self._worded:
            from sygraph.sparql.order_by import with_total_order
            from sygraph.sparql.prepare import with_lists

            self._worded[sparql] = with_total_order(
                with_lists(sparql), self.kinds, failures=self.orders_failures
            )
        return self._worded[sparql]

    def kinds(self, predicate: ox.NamedNode) -> Kinds:
        """Return the kinds of the objects of a property, see `sygraph.sparql.kinds`.

        The properties of the project's own vocabularies have one kind each in most datasets.
        """
        value = predicate.value
        ours = any(value.startswith(namespace) for namespace in PREFIXES.values())
        return frozenset() if ours else frozenset("?")

    def select(self, sparql: str) -> ox.QuerySolutions:
        """Return the solutions of a SELECT query."""
        results = self.query(sparql)
        if isinstance(results, ox.QuerySolutions):
            return results
        del results  # see `ask`
        raise SygraphError("this is not a SELECT query")

    def ask(self, sparql: str) -> bool:
        """Return the answer to an ASK query."""
        results = self.query(sparql)
        if isinstance(results, ox.QueryBoolean):
            return bool(results)
        del results  # the traceback would keep it, and only this thread may free an answer
        raise SygraphError("this is not an ASK query")

    def construct(self, sparql: str) -> ox.QueryTriples:
        """Return the triples of a CONSTRUCT or DESCRIBE query."""
        results = self.query(sparql)
        if isinstance(results, ox.QueryTriples):
            return results
        del results  # see `ask`
        raise SygraphError("this is not a CONSTRUCT or DESCRIBE query")


class OxigraphStore(Store):
    """The embedded engine.

    >>> store = OxigraphStore.bundled()
    >>> store.ask("ASK { id:shenyang a sy:City }")
    True
    """

    # The engine has a list of graphs, some of them empty, so one statement of each is enough.
    graphs = "{ GRAPH ?g {} FILTER EXISTS { GRAPH ?g { ?s ?p ?o } } }"

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._kinds: dict[ox.NamedNode, Kinds] | None = None

    @property
    def engine(self) -> ox.Store:
        """The pyoxigraph store; taking it ends the caching of `settle`."""
        self._kinds = None
        self._worded = None
        return self._store

    def settle(self) -> Self:
        """Cache what queries find out about the data, which must not change until `engine` is used.

        Queries with ORDER BY are faster with it. If the data changes, a sort may end the process.
        """
        self._kinds = {}
        self._worded = None
        return self

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
        return cls(build(files)).settle()

    def kinds(self, predicate: ox.NamedNode) -> Kinds:
        """Return the kinds of the objects of a property, as the data have it."""
        if self._kinds is None:
            return frozenset("?")
        if predicate not in self._kinds:
            self._kinds[predicate] = _kinds_of(self._store, predicate)
        return self._kinds[predicate]

    def evaluate(
        self,
        sparql: str,
        *,
        base: str | None = None,
        default: Collection[ox.NamedNode] | None = None,
        named: Collection[ox.NamedNode] | None = None,
    ) -> Results:
        """Answer a query that is decoded and checked.

        Args:
            base: what relative IRIs are relative to.
            default, named: the graphs of the dataset; None leaves all.

        Raises:
            QuerySyntaxError: it does not parse.
            OSError, RuntimeError: it calls a service that cannot be asked.
        """
        try:
            return self._store.query(
                self.worded(sparql),
                base_iri=base,
                prefixes=PREFIXES,
                default_graph=None if default is None else list(default),
                named_graphs=None if named is None else list(named),
            )
        except SyntaxError as error:
            from sygraph.sparql.syntax_errors import explained

            raise explained(self._store, sparql, error) from error

    def _answer(self, sparql: str) -> Results:
        try:
            answer = self.evaluate(sparql)
            # An answer is evaluated while it is read, and calls to services may fail then.
            others = self.services and "service" in sparql.lower()
            return _read_through(answer) if others else answer
        except (OSError, RuntimeError) as error:
            raise failure(sparql, error) from error


def failure(sparql: str, error: Exception) -> SygraphError:
    """Return why a query that parses cannot be answered."""
    import re

    if unknown := re.search(r"custom function (<[^>]*>) is not supported", str(error)):
        return SygraphError(
            f"the function {unknown[1]} is unknown",
            hint="a query calls functions of SPARQL 1.1 and casts to datatypes of xsd:",
        )
    if "service" in sparql.lower():
        return SygraphError(f"a service that the query calls cannot be asked: {error}")
    return SygraphError(f"the query cannot be answered: {error}")


# The most objects of a property that are read to find their kinds.
_LOOKED_AT = 200_000


def _kinds_of(store: ox.Store, predicate: ox.NamedNode) -> Kinds:
    from sygraph.sparql.kinds import KIND, MIXED

    objects = f"SELECT ?o {{ ?s {predicate} ?o }}"
    more = f"ASK {{ {{ {objects} OFFSET {_LOOKED_AT} LIMIT 1 }} }}"
    if store.query(more, use_default_graph_as_union=True):
        return MIXED
    rows = store.query(
        f"SELECT DISTINCT ({KIND} AS ?kind) {{ ?s {predicate} ?o }}",
        prefixes=PREFIXES,
        use_default_graph_as_union=True,
    )
    assert isinstance(rows, ox.QuerySolutions)
    return frozenset(row[0].value for row in rows if isinstance(row[0], ox.Literal))


def _read_through(answer: Results) -> Results:
    """Return the same answer, completely evaluated."""
    if isinstance(answer, ox.QueryTriples):
        found = ox.Store()
        found.extend([ox.Quad(*triple) for triple in answer])
        return found.query("CONSTRUCT WHERE { ?s ?p ?o }")
    kind = ox.QueryResultsFormat.JSON
    return ox.parse_query_results(answer.serialize(format=kind), kind)
