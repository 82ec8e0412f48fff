"""A part of a store as sorted lines, from which every format is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from sygraph.export.parts import Part, graphs_of, quads, triples
from sygraph.namespaces import DERIVED, GAZETTEER, ONTOLOGY, is_passage, is_translations
from sygraph.rdf.natural_order import natural
from sygraph.rdf.order import Graph, Sorter
from sygraph.store.interface import OxigraphStore, Store

if TYPE_CHECKING:
    from sygraph.export.detach import Detacher

__all__ = ["Source"]

# The places of the named graphs that are not of an article; articles and passages are at 2, their
# translations at 3.
_PLACES = {ONTOLOGY.value: 0, GAZETTEER.value: 1, DERIVED.value: 4}


class Source:
    """A part of a store as lines, in an order that is the same for the same graph.

    Args:
        reading: order for people; see `Sorter`.
        detacher: removes the article's words.
    """

    def __init__(
        self, store: Store, part: Part, *, reading: bool, detacher: Detacher | None = None
    ) -> None:
        self._store = store
        self._part = part
        self._reading = reading
        self._detacher = detacher
        # The engine writes lines faster than rows can be read.
        self._engine = store.engine if isinstance(store, OxigraphStore) else None
        computed = part.about is not None or part.query is not None or part.graph == "dataset"
        if detacher is not None or computed:
            self._engine = None

    def triples(self) -> Iterator[bytes]:
        """Yield the merge as N-Triples."""
        sorter = Sorter(reading=self._reading)
        self._feed_triples(sorter)
        yield from sorter.blocks()

    def quads(self) -> Iterator[bytes]:
        """Yield the named graphs as N-Quads, graph by graph: articles in reading order."""
        sorter = Sorter(reading=self._reading, graph_order=_place)
        if self._engine is None:
            sorter.write_quads(self._quads())
        else:
            graphs = iter(sorted(graphs_of(self._store, self._part), key=_place))
            for graph in graphs:
                _dump(self._engine, sorter, graph)
                # The name of a blank node depends on all that is said of it, in whichever graph.
                if isinstance(graph, ox.BlankNode) or sorter.has_blank_nodes:
                    break
                yield from sorter.blocks()
            for graph in graphs:
                _dump(self._engine, sorter, graph)
        yield from sorter.blocks()

    def both(self) -> Iterator[bytes]:
        """Yield each triple of the merge, followed by its quads in passages' graphs."""
        sorter = Sorter(reading=self._reading)
        self._feed_triples(sorter)
        if self._engine is None:
            sorter.write_quads(quad for quad in self._quads() if is_passage(quad.graph_name))
        else:
            for graph in graphs_of(self._store, self._part):
                if is_passage(graph):
                    _dump(self._engine, sorter, graph)
        yield from sorter.blocks()

    def _feed_triples(self, sorter: Sorter) -> None:
        if self._engine is None:
            found = triples(self._store, self._part)
            if self._detacher is not None:
                found = self._detached_triples(self._detacher)
            sorter.write_quads(found)
        elif self._part.whole:
            _dump(self._engine, sorter, ox.DefaultGraph())
        else:
            for graph in graphs_of(self._store, self._part):
                _dump(self._engine, sorter, graph, named=False)

    def _detached_triples(self, detacher: Detacher) -> Iterator[ox.Quad]:
        """The triples without the article's words, which are found by the graph they are in."""
        if self._part.query is not None:
            stated = (quad.triple for quad in quads(self._store, self._part))
            for triple in detacher.triples(stated):
                yield ox.Quad(*triple)
        else:
            for quad in detacher.quads(quads(self._store, self._part)):
                yield ox.Quad(*quad.triple)

    def _quads(self) -> Iterable[ox.Quad]:
        found = quads(self._store, self._part)
        return found if self._detacher is None else self._detacher.quads(found)


def _dump(
    engine: ox.Store, sorter: Sorter, graph: Graph | ox.DefaultGraph, *, named: bool = True
) -> None:
    """Write a graph to the sorter, as quads if it is named, otherwise as triples."""
    sorter.into(None if isinstance(graph, ox.DefaultGraph) or not named else graph)
    engine.dump(cast(BinaryIO, sorter), ox.RdfFormat.N_TRIPLES, from_graph=graph)
    sorter.into(None)


def _place(graph: Graph) -> str:
    """Sort key: ontology, gazetteer, articles, translations, derived; blank nodes last."""
    if isinstance(graph, ox.BlankNode):
        return f"5{graph.value}"
    place = 3 if is_translations(graph) else _PLACES.get(graph.value, 2)
    return f"{place}{natural(graph.value)}"
