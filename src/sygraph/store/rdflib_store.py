"""The graph in rdflib: any Graph or Dataset that a Python user already holds."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sygraph.errors import SygraphError
from sygraph.sparql.portable import form, graph, mistake, with_prefixes
from sygraph.sparql.tokens import Token, tokens
from sygraph.store.interface import Store
from sygraph.store.limits import Results

if TYPE_CHECKING:
    from rdflib import ConjunctiveGraph, Graph
    from rdflib.query import Result

    from sygraph.data import Files

__all__ = ["RdflibStore"]

# The process has one of each setting, which others may rely on.
_SETTING = threading.Lock()
_AFTER_GROUPS = ("HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")
# rdflib's parser needs some forty Python frames for each bracket of an expression.
_FRAMES = 20_000


class RdflibStore(Store):
    """An rdflib Graph, or a Dataset with its named graphs.

    A Dataset is asked as it is where its default graph has something: that is to be the merge of
    the others. Where it has nothing, the union of its named graphs, each fact once, stands in.

    >>> import rdflib
    >>> turtle = "@prefix : <https://w3id.org/sygraph/id/> . :seoul :near :incheon ."
    >>> store = RdflibStore(rdflib.Graph().parse(data=turtle, format="turtle"))
    >>> store.ask("ASK { id:seoul ?p id:incheon }")
    True
    """

    orders_failures = False

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._asked = _dataset(graph)

    @classmethod
    def from_files(cls, files: Files) -> RdflibStore:
        """A Dataset of these files, its default graph the merge.

        Raises:
            DataError: a file is missing or broken.
        """
        from rdflib import Dataset

        from sygraph.store.load import build

        dataset = Dataset()
        quads = build(files).dump(format=ox.RdfFormat.N_QUADS)
        dataset.parse(data=quads, format="nquads")
        return cls(dataset)

    def _answer(self, sparql: str) -> Results:
        """Answer a query.

        Raises:
            QuerySyntaxError: it does not parse.
            SygraphError: rdflib cannot answer it.
        """
        kind = form(sparql)
        prefixes = dict(self._graph.namespaces())
        text = with_prefixes(_without_empty_groups(self.worded(sparql)))
        try:
            with _settings():
                return _converted(self._asked.query(text, initNs=prefixes), kind)
        except SygraphError:
            raise
        except Exception as error:  # rdflib raises many classes for errors in a query
            reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
            wrong = mistake(sparql) or SygraphError(f"rdflib cannot answer this: {reason}")
            raise wrong from error


def _without_empty_groups(sparql: str) -> str:
    """Return a query of which rdflib leaves out the group that it makes of no solutions."""
    if "GROUP" not in sparql.upper():
        return sparql
    stream = list(tokens(sparql))
    found, end = "", 0
    for place, token in enumerate(stream[:-1]):
        if token.is_word("GROUP") and stream[place + 1].is_word("BY"):
            after = _after_conditions(stream, place + 2)
            having = after < len(stream) and stream[after].is_word("HAVING")
            at = stream[after].end if having else stream[after - 1].end
            found += f"{sparql[end:at]}{'' if having else ' HAVING'} (COUNT(*) > 0)"
            end = at
    return found + sparql[end:]


def _after_conditions(stream: Sequence[Token], place: int) -> int:
    """The place of what follows the conditions of a GROUP BY, or the number of tokens."""
    depth = 0
    for at in range(place, len(stream)):
        if depth == 0 and (stream[at].text == "}" or stream[at].is_word(*_AFTER_GROUPS)):
            return at
        if stream[at].kind == "mark":
            depth += (stream[at].text == "(") - (stream[at].text == ")")
    return len(stream)


def _default(graph: ConjunctiveGraph) -> Graph:
    """The default graph, for which the two classes have two names, one of them deprecated."""
    found: Graph = graph.default_graph if hasattr(graph, "default_graph") else graph.default_context
    return found


def _dataset(graph: Graph) -> Graph:
    """The dataset to ask, without a copy."""
    from rdflib import ConjunctiveGraph, Dataset, Graph
    from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

    if not isinstance(graph, ConjunctiveGraph) and graph.store.context_aware:
        return _alone(graph)
    if isinstance(graph, Dataset) and not graph.default_union:
        merge = Graph(graph.store, DATASET_DEFAULT_GRAPH_ID)
        if not any(True for _ in merge):
            return Dataset(graph.store, default_union=True)
    return graph


def _alone(graph: Graph) -> Graph:
    """A dataset without named graphs: rdflib refuses to ask a mere Graph which there are."""
    from rdflib import Dataset, Graph

    class Alone(Dataset):
        def contexts(self, triple: object = None) -> Iterator[Graph]:  # type: ignore[override]
            return iter(())

        def get_context(self, identifier: object, *_: object, **__: object) -> Graph:
            return Graph()

    dataset = Alone(graph.store)
    named_so = "default_graph" if hasattr(Dataset, "default_graph") else "default_context"
    setattr(dataset, named_so, graph)
    return dataset


@contextmanager
def _settings() -> Iterator[None]:
    """Let expressions nest, and make FROM name a graph of the dataset, not a document to fetch."""
    from rdflib.plugins import sparql

    with _SETTING:
        usual, sparql.SPARQL_LOAD_GRAPHS = sparql.SPARQL_LOAD_GRAPHS, False
        frames = sys.getrecursionlimit()
        sys.setrecursionlimit(max(frames, _FRAMES))
        try:
            yield
        finally:
            sparql.SPARQL_LOAD_GRAPHS = usual
            sys.setrecursionlimit(frames)


def _converted(result: Result, kind: str) -> Results:
    _check(result)
    if kind in ("SELECT", "ASK"):
        # Not as XML, in which rdflib writes 0 and false as nothing.
        json = result.serialize(format="json")
        assert json is not None
        return ox.parse_query_results(json, ox.QueryResultsFormat.JSON)
    assert result.graph is not None
    lines = result.graph.serialize(format="nt", encoding="utf-8")
    return graph(quad.triple for quad in ox.parse(lines, ox.RdfFormat.N_TRIPLES))


def _check(result: Result) -> None:
    """Raise for a text that is not an IRI: rdflib accepts it, and parsers refuse the answer."""
    from rdflib import Literal, URIRef

    from sygraph.rdf.inexpressible import checked_iri

    rows: Iterable[Iterable[object]] = ()
    if result.type == "SELECT":
        rows = (binding.values() for binding in result.bindings)
    elif result.graph is not None:
        rows = result.graph
    for row in rows:
        for term in row:
            if isinstance(term, URIRef):
                checked_iri(term)
            elif isinstance(term, Literal) and term.datatype is not None:
                checked_iri(term.datatype)
