"""The one interface to whatever answers SPARQL, and the engine that runs in memory."""

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

    # How many there are of something, by name; and of what is of a kind, by the kind's IRI.
    Tally = Mapping[str, int | Mapping[str, int]]

__all__ = ["OxigraphStore", "Store", "Tally"]

# How many queries a store remembers the wording of.
_REMEMBERED = 1000


class Store:
    """Whatever answers SPARQL 1.1. An engine writes `_answer`; the rest follows from it.

    `services` are the hosts whose services a query may call; see `sygraph.sparql.service_policy`.
    """

    services: Collection[str] = ()

    # How the queries that were asked last are worded.
    _worded: dict[str, str] | None = None

    # A pattern that finds each named graph that says something, once.
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
        """The full-text index to search it by; None where it has none, and is to be read whole."""
        return None

    def tally(self) -> Tally | None:
        """How much there is of everything, where that was counted once for all; see `stats`."""
        return None

    def _answer(self, sparql: str) -> Results:
        """Answer a query that may be asked."""
        raise NotImplementedError

    def worded(self, sparql: str) -> str:
        """Return a query in words by which every engine gives the same rows in the same order.

        Raises:
            SygraphError: it orders rows by a random part of an expression.
        """
        if self._worded is None or len(self._worded) >= _REMEMBERED:
            self._worded = {}
        if sparql not in self._worded:
            from sygraph.sparql.order_by import with_total_order
            from sygraph.sparql.prepare import with_lists

            self._worded[sparql] = with_total_order(with_lists(sparql), self.kinds)
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
        self._kinds: dict[ox.NamedNode, Kinds] | None = None

    @property
    def engine(self) -> ox.Store:
        """The engine's own store, for what takes more than a query; see `settle`."""
        self._kinds = None
        self._worded = None
        return self._store

    def settle(self) -> Self:
        """Keep what queries find out about the data, which nobody changes until `engine` is taken.

        Queries with ORDER BY are faster for it. Where somebody does change the data, a sort may
        end the process.
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
        """Have the engine answer a query that has been decoded and checked.

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
            # An answer is found while it is read. Where others have a part in it, that may fail.
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


# How many objects of a property are looked at to see whether they are of one kind.
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
    """The same answer, found to its end."""
    if isinstance(answer, ox.QueryTriples):
        found = ox.Store()
        found.extend([ox.Quad(*triple) for triple in answer])
        return found.query("CONSTRUCT WHERE { ?s ?p ?o }")
    kind = ox.QueryResultsFormat.JSON
    return ox.parse_query_results(answer.serialize(format=kind), kind)
