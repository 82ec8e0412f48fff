"""The graph on any SPARQL 1.1 service, a cluster included."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http.client import HTTPException, HTTPResponse
from typing import IO, cast

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.namespaces import GAZETTEER, GRAPH, MERGE, sy
from sygraph.sparql.portable import (
    boolean,
    form,
    graph,
    mistake,
    named_graphs,
    with_dataset,
    with_prefixes,
)
from sygraph.sparql.service_policy import check_update
from sygraph.store.http_service import Credentials, PartialResults, RowStream, Service, ServiceError
from sygraph.store.interface import Store
from sygraph.store.limits import Results

__all__ = ["Dataset", "LoadFailed", "Loaded", "RemoteStore", "WrongGraph"]

# The graph on a service that lists the graphs in its merge.
CATALOG = ox.NamedNode(GRAPH + "catalog")
MERGED = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#namedGraph")

# A triple as N-Triples and the graph it is of; None is the default graph.
_Statement = tuple[ox.NamedNode | None, str]

# How much one request writes. Virtuoso compiles an update, and refuses one of 5,000 statements.
BATCH = 1000
LONGEST_UPDATE = 500_000

# How many graphs a query may list. Virtuoso takes 2,000 of them, and not 10,000.
MOST_GRAPHS = 2000

_RESULTS = ("application/sparql-results+json", "application/json")


@dataclass(frozen=True)
class Dataset:
    """What a query is asked of: what plain queries see or, if `merge`, the graph of the merge.

    `graphs` are the named ones then; there are none where they are too many to be listed, and the
    service shows all that it has anyway.
    """

    merge: bool = False
    graphs: tuple[ox.NamedNode, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """Numbers of a load: quads without the merge, graphs, and batches."""

    quads: int = 0
    graphs: int = 0
    batches: int = 0


class LoadFailed(ServiceError):
    """An incomplete load; `loaded` is what was written."""

    def __init__(self, reason: SygraphError, loaded: Loaded) -> None:
        code = reason.code if isinstance(reason, ServiceError) else None
        super().__init__(
            f"the load broke off after {loaded.quads:,} quads in {loaded.graphs:,} graphs "
            f"({loaded.batches:,} batches), which are written: {reason.message}",
            code=code,
            hint=reason.hint or "load again: quads that are there already do not change",
        )
        self.loaded = loaded


class WrongGraph(SygraphError):
    """A service whose plain queries do not see each fact of the dataset once."""

    status = 502


class RemoteStore(Store):
    """A SPARQL 1.1 service.

    Whether its plain queries see the dataset, and each fact once, is looked up before the first
    one; see `dataset`.
    """

    def __init__(self, service: Service) -> None:
        self.service = service

    @classmethod
    def at(
        cls,
        endpoint: str,
        update_endpoint: str | None = None,
        graph_store: str | None = None,
        *,
        timeout: float | None = 60.0,
        environ: Mapping[str, str] = os.environ,
    ) -> RemoteStore:
        """The service at an address, with the credentials in the environment.

        Args:
            update_endpoint: where it takes updates, if that is elsewhere.
            graph_store: where it has the Graph Store Protocol, which is then used for loading.
            timeout: seconds to wait for each piece of an answer, None without limit.

        Raises:
            SygraphError: an address or the credentials cannot be right.
        """
        credentials = Credentials.from_environment(environ)
        return cls(
            Service(
                endpoint, update_endpoint, graph_store, credentials=credentials, timeout=timeout
            )
        )

    def _answer(self, sparql: str) -> Results:
        """Answer a query; rows can be read while further ones arrive.

        Raises:
            QuerySyntaxError: it does not parse.
            ServiceError: the service cannot be asked, or refuses.
            PartialResults: the answer broke off; for rows raised while they are read.
            WrongGraph: its plain queries do not see the dataset.
        """
        kind = form(sparql)
        return self._query(sparql, kind, self.dataset)

    def update(self, sparql: str) -> None:
        """Run an update, in which the project's prefixes need no declaration.

        Raises:
            ServiceRefused: it seems to fetch data from elsewhere, and not all services are allowed.
            ServiceError: it was refused, or it is unknown whether the service did it.
        """
        check_update(sparql, self.services)
        self.service.update(with_prefixes(sparql))

    @cached_property
    def dataset(self) -> Dataset:
        """How the service holds the dataset, found out by asking for a fact stated twice.

        Raises:
            WrongGraph: plain queries miss it, or count it twice.
        """
        graphs = tuple(self._listed(f"SELECT ?g {{ GRAPH {CATALOG} {{ {MERGE} {MERGED} ?g }} }}"))
        found = Dataset(bool(graphs), graphs)
        any_graph = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } LIMIT 1"
        if len(graphs) > MOST_GRAPHS and list(self._select(any_graph, Dataset(merge=True))):
            found = Dataset(merge=True)
        seen = self._seen(found)
        if seen not in (None, 1):
            raise self._wrong(seen)
        return found

    def load(
        self,
        quads: Iterable[ox.Quad],
        progress: Callable[[int], object] = lambda quads: None,
    ) -> Loaded:
        """Add quads, and their merge where plain queries look.

        A quad of a named graph goes there and to the merge, one of the default graph to the
        merge alone. Each batch is written as a whole. Blank nodes become IRIs (urn:uuid:…), since
        two batches cannot share a blank node.

        Args:
            progress: called after each batch with the number of quads written so far.

        Raises:
            LoadFailed: the service broke off or refused; the error says what was written.
            ServiceError: it takes no updates.
        """
        writer = _Writer(self.service, self._test_merge())
        self.__dict__.pop("dataset", None)
        for batch in _batches(_statements(quads)):
            try:
                writer.write(batch)
            except ServiceError as error:
                raise LoadFailed(error, writer.loaded) from error
            progress(writer.loaded.quads)
        return writer.loaded

    def _query(self, sparql: str, kind: str, dataset: Dataset) -> Results:
        text = with_prefixes(self.worded(sparql))
        if dataset.merge:
            text = with_dataset(text, MERGE, dataset.graphs or self._asked_by_name(text))
        try:
            response = self.service.query(text, kind)
        except ServiceError as error:
            wrong = mistake(sparql) if error.code in (400, 500) else None
            raise wrong or error from error
        if kind in ("SELECT", "ASK"):
            return _rows(response, self.service, kind)
        return graph(_triples(response, self.service))

    def _select(self, sparql: str, dataset: Dataset) -> ox.QuerySolutions:
        answer = self._query(sparql, "SELECT", dataset)
        assert isinstance(answer, ox.QuerySolutions)
        return answer

    def _asked_by_name(self, sparql: str) -> list[str]:
        """The graphs to list for a query where not all can be: only those it names, if it does."""
        names, others = named_graphs(sparql)
        if names and others:
            raise SygraphError(
                f"{self.service.endpoint} has more than {MOST_GRAPHS:,} graphs, too many to ask one"
                " by its name and any of them in the same query",
                hint="ask GRAPH ?g everywhere, and say which with FILTER",
            )
        return names

    def _listed(self, sparql: str) -> Iterator[ox.NamedNode]:
        for row in self._select(sparql, Dataset()):
            if isinstance(row[0], ox.NamedNode):
                yield row[0]

    def _seen(self, dataset: Dataset) -> int | None:
        """Count how often a plain query sees a fact of two named graphs; None without such a fact.

        Such a fact is the country of a place: where the article states it, the gazetteer does too.
        """
        twice = (
            f"GRAPH ?known {{ ?place {sy('country')} ?country }} FILTER(?known = {GAZETTEER}) "
            f"GRAPH ?stated {{ ?place {sy('country')} ?country }} "
            f"FILTER(?stated != {GAZETTEER} && ?stated != {MERGE})"
        )
        for place, country in self._select(
            f"SELECT ?place ?country {{ {twice} }} LIMIT 1", dataset
        ):
            plain = f"SELECT ?c {{ {place} {sy('country')} ?c FILTER(?c = {country}) }}"
            return len(list(self._select(plain, dataset)))
        return None

    def _test_merge(self) -> str:
        """Find out what plain queries see, by a temporary fact in two graphs."""
        mark = uuid.uuid4().urn
        fact = f"<{mark}> {MERGED} {MERGE}"
        first, second = ox.NamedNode(f"{mark}:1"), ox.NamedNode(f"{mark}:2")
        stated = f"GRAPH {first} {{ {fact} }} GRAPH {second} {{ {fact} }}"
        plain = f"SELECT ?o {{ <{mark}> {MERGED} ?o }}"
        self.service.update(f"INSERT DATA {{ {stated} }}", repeatable=True)
        try:
            seen = len(list(self._select(plain, Dataset())))
            alone = len(list(self._select(with_dataset(plain, first, ()), Dataset())))
        finally:
            self.service.update(f"DELETE DATA {{ {stated} }}", repeatable=True)
        if seen > 1 and alone != 1:
            raise self._wrong(seen)
        return ("default", "union", "merge")[min(seen, 2)]

    def _wrong(self, seen: int | None) -> WrongGraph:
        if not seen:
            return WrongGraph(
                f"plain queries to {self.service.endpoint} miss what its named graphs state",
                hint="write it where they look: sygraph load",
            )
        return WrongGraph(
            f"{self.service.endpoint} counts a fact that two graphs state {seen} times",
            hint="write a graph that has each fact once: sygraph load; if that is done, the service"
            " ignores FROM: give its plain queries a separate default graph",
        )


class _Writer:
    """Write statements to a service and count them.

    Args:
        plain: what plain queries see: see `RemoteStore._test_merge`.
    """

    def __init__(self, service: Service, plain: str) -> None:
        self.service = service
        self.plain = plain
        self.loaded = Loaded()
        self._graphs: set[ox.NamedNode] = set()

    def write(self, statements: Sequence[_Statement]) -> None:
        """Write some statements, and their merge."""
        merge = MERGE if self.plain == "merge" else None
        parts: dict[ox.NamedNode | None, dict[str, None]] = {}
        for home, triple in statements:
            if home is not None:
                parts.setdefault(home, {})[triple] = None
            if home is None or self.plain != "union":
                parts.setdefault(merge, {})[triple] = None
        named = {home for home, _ in statements if home is not None}
        if merge:
            listed = [f"{MERGE} {MERGED} {home} ." for home in named - self._graphs]
            parts[CATALOG] = dict.fromkeys(listed)
        self._send({home: "\n".join(triples) for home, triples in parts.items() if triples})
        self._graphs |= named
        done = self.loaded
        self.loaded = Loaded(done.quads + len(statements), len(self._graphs), done.batches + 1)

    def _send(self, parts: dict[ox.NamedNode | None, str]) -> None:
        if self.service.graph_store:
            for home, triples in parts.items():
                self.service.add(None if home is None else home.value, triples.encode())
        else:
            text = " ".join(
                triples if home is None else f"GRAPH {home} {{ {triples} }}"
                for home, triples in parts.items()
            )
            # The same once more changes nothing: there are no blank nodes in it.
            self.service.update(f"INSERT DATA {{ {text} }}", repeatable=True)


def _statements(quads: Iterable[ox.Quad]) -> Iterator[_Statement]:
    """The quads as a graph and a line of N-Triples, their blank nodes made IRIs."""
    names = uuid.uuid4()

    def ground(term: object) -> object:
        match term:
            case ox.BlankNode():
                return ox.NamedNode(uuid.uuid5(names, term.value).urn)
            case ox.Triple():
                return f"<<( {' '.join(str(ground(part)) for part in term)} )>>"
        return term

    for quad in quads:
        home = ground(quad.graph_name)
        triple = f"{ground(quad.subject)} {quad.predicate} {ground(quad.object)} ."
        yield home if isinstance(home, ox.NamedNode) else None, triple


def _batches(statements: Iterable[_Statement]) -> Iterator[list[_Statement]]:
    """The statements in lists that one request may write."""
    batch: list[_Statement] = []
    length = 0
    for statement in statements:
        if batch and (len(batch) == BATCH or length + len(statement[1]) > LONGEST_UPDATE):
            yield batch
            batch, length = [], 0
        batch.append(statement)
        length += len(statement[1])
    if batch:
        yield batch


def _rows(
    response: HTTPResponse, service: Service, kind: str
) -> ox.QuerySolutions | ox.QueryBoolean:
    if _media_type(response) not in _RESULTS:
        raise _no_answer(response, service)
    try:
        answer = ox.parse_query_results(
            cast(IO[bytes], RowStream(response, service)), ox.QueryResultsFormat.JSON
        )
        if kind == "ASK" and isinstance(answer, ox.QuerySolutions):
            return boolean(len(list(answer)) > 0)  # Virtuoso answers with one row or none
    except SyntaxError as error:
        raise _no_answer(response, service) from error
    return answer


def _triples(response: HTTPResponse, service: Service) -> Iterator[ox.Triple]:
    format = ox.RdfFormat.from_media_type(_media_type(response))
    if format is None:
        raise _no_answer(response, service)
    received, why = 0, ""
    try:
        for quad in ox.parse(response, format):
            yield quad.triple
            received += 1
        if response.length:
            why = "it broke off"
    except (OSError, HTTPException, SyntaxError) as error:
        why = f"it broke off ({error or type(error).__name__})"
    finally:
        response.close()
    if why:
        message = f"the answer is not whole: {received:,} triples came, then {why}"
        raise PartialResults(message, received=received)


def _media_type(response: HTTPResponse) -> str:
    return response.headers.get_content_type()


def _no_answer(response: HTTPResponse, service: Service) -> ServiceError:
    response.close()
    return ServiceError(
        f"{service.endpoint} answered with {_media_type(response)}, which is not an answer to a"
        " query",
        hint="is this the whole address of a SPARQL service?",
    )
