"""Which part of the graph is exported: all, some graphs, what is about an entity, an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from sygraph.entities.facts import batches, values
from sygraph.export.dataset_description import DATASET, describe_dataset
from sygraph.namespaces import (
    DERIVED,
    GAZETTEER,
    MERGE,
    ONTOLOGY,
    PREF_LABEL,
    is_article,
    is_passage,
    is_translations,
    namespaces,
)
from sygraph.rdf.order import Graph
from sygraph.store.interface import OxigraphStore, Store

__all__ = ["GRAPHS", "Part", "graphs_of", "quads", "triples"]

# The parts that are graphs. An article's own graph describes its passages, so it is with them.
GRAPHS = ("passages", "translations", "gazetteer", "ontology", "derived", "dataset")
_ALONE = {"gazetteer": GAZETTEER, "ontology": ONTOLOGY, "derived": DERIVED}


@dataclass(frozen=True)
class Part:
    """A part of the graph; without anything, the whole.

    `graph` is one of `GRAPHS`, of which `dataset` is what the dataset says of itself, or
    `translations/x` for those of one article. `about` is an entity. `query` is a CONSTRUCT or
    DESCRIBE query, whose answer has no named graphs.
    """

    graph: str | None = None
    about: ox.NamedNode | None = None
    query: str | None = None

    @property
    def whole(self) -> bool:
        return self == Part()


def graphs_of(store: Store, part: Part) -> Iterator[Graph]:
    """Yield the named graphs that a part takes in, in no order."""
    if part.graph == "dataset":
        yield DATASET
    elif part.graph in _ALONE:
        yield _ALONE[part.graph]
    else:
        for graph in _named(store):
            if graph != MERGE and _is_in(graph, part.graph):
                yield graph


def _is_in(graph: Graph, part: str | None) -> bool:
    match part:
        case None:
            return True
        case "passages":
            return _is_article_s(graph)
        case "translations":
            return is_translations(graph)
    return isinstance(graph, ox.NamedNode) and graph.value in {
        space + part for space in namespaces("graph/")
    }


def _named(store: Store) -> Iterator[Graph]:
    if isinstance(store, OxigraphStore):
        yield from store.engine.named_graphs()
    else:
        for row in store.select(f"SELECT ?g {store.graphs}"):
            if isinstance(row["g"], Graph):
                yield row["g"]


def _is_article_s(graph: Graph) -> bool:
    return isinstance(graph, ox.NamedNode) and (is_passage(graph) or is_article(graph))


def quads(store: Store, part: Part) -> Iterator[ox.Quad]:
    """Yield what a part states in named graphs; an answer to a query is in the default graph."""
    if part.query is not None:
        for triple in store.construct(part.query):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, ox.DefaultGraph())
    elif part.about is not None:
        yield from _about(store, part.about)
    elif part.graph == "dataset":
        for triple in describe_dataset(store):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, DATASET)
    elif part.graph is not None:
        for batch in batches(_in_order(graphs_of(store, part))):
            yield from _stated(store, values("g", batch))
    else:
        yield from _stated(store, "")


def triples(store: Store, part: Part) -> Iterator[ox.Quad]:
    """Yield the merge of what a part states; a triple may come more than once."""
    if part.whole:
        for row in store.select("SELECT ?s ?p ?o { ?s ?p ?o }"):
            yield ox.Quad(row["s"], row["p"], row["o"], ox.DefaultGraph())
    else:
        for quad in quads(store, part):
            yield ox.Quad(quad.subject, quad.predicate, quad.object, ox.DefaultGraph())


def _stated(store: Store, restricted: str) -> Iterator[ox.Quad]:
    for row in store.select(f"SELECT ?s ?p ?o ?g {{ {restricted} GRAPH ?g {{ ?s ?p ?o }} }}"):
        if row["g"] != MERGE:
            yield ox.Quad(row["s"], row["p"], row["o"], row["g"])


def _about(store: Store, entity: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what is said of an entity, with the words that say it.

    That is: its own statements, figures, routes and whatever else is a statement about it, the
    links to it, the passages that state any of these, and what everything so named is called.
    """
    said = f"SELECT DISTINCT ?n {{ ?n ?p {entity} ; a sy:Statement }}"
    subjects = [entity, *(row["n"] for row in store.select(said))]
    found: set[ox.Quad] = set()
    for batch in batches(node for node in subjects if isinstance(node, ox.NamedNode)):
        found.update(_stated(store, values("s", batch)))
    found.update(_stated(store, values("o", [entity])))
    passages = {node for quad in found for node in (quad.graph_name, quad.subject)}
    for batch in batches(node for node in _in_order(passages) if is_passage(node)):
        found.update(_stated(store, values("s", batch)))
    yield from found
    named = {term for quad in found for term in (quad.subject, quad.predicate, quad.object)}
    for batch in batches(_in_order(named)):
        labelled = f"{values('s', batch)} {values('p', [PREF_LABEL])}"
        yield from (quad for quad in _stated(store, labelled) if quad not in found)


def _in_order(terms: Iterable[object]) -> list[ox.NamedNode]:
    nodes = [term for term in terms if isinstance(term, ox.NamedNode)]
    return sorted(nodes, key=lambda node: node.value)
