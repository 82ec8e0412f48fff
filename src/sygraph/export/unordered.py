"""Export the whole graph in the order of the store, without sorting or buffering."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

import pyoxigraph as ox

from sygraph.export.parts import Part, quads, triples
from sygraph.namespaces import MERGE, PREFIXES
from sygraph.rdf.formats import Format
from sygraph.rdf.serialize import ENGINE, corrected, serialise
from sygraph.store.interface import OxigraphStore, Store

__all__ = ["write_unordered"]


def write_unordered(store: Store, format: Format, stream: BinaryIO) -> None:
    """Write the merge, or in a format of datasets the named graphs, one after the other.

    Blank nodes keep their labels in the store.

    Raises:
        Inexpressible: The format cannot express a statement of the graph.
    """
    engine = store.engine if isinstance(store, OxigraphStore) else None
    if engine is not None and format.kind == "graph" and format.name in ENGINE:
        kind, declared = ENGINE[format.name], dict(PREFIXES)
        with corrected(stream, format) as target:
            engine.dump(target, kind, from_graph=ox.DefaultGraph(), prefixes=declared)
    else:
        serialise(stream, _statements(store, engine, format), format)


def _statements(store: Store, engine: ox.Store | None, format: Format) -> Iterable[ox.Quad]:
    if engine is None:
        return (triples if format.kind == "graph" else quads)(store, Part())
    if format.kind == "graph":
        return engine.quads_for_pattern(None, None, None, ox.DefaultGraph())
    return chain.from_iterable(_of_each_graph(engine))


def _of_each_graph(engine: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    for graph in engine.named_graphs():
        if graph != MERGE:
            yield engine.quads_for_pattern(None, None, None, graph)
