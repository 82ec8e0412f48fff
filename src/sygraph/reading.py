"""Graphs to work on, wherever they are: a file of RDF, a folder of data, a store on disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from os import PathLike

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.names import MERGE
from sygraph.store import Store

__all__ = ["dataset", "file_quads", "merged", "store_quads"]


def file_quads(path: str | PathLike[str]) -> Iterator[ox.Quad]:
    """Yield what a file states, in any serialisation, packed or not; its suffix tells which.

    Raises:
        DataError: the file is missing or broken.
        UnknownFormat: its name tells of no serialisation.

    >>> sum(1 for quad in file_quads(Files.bundled().articles[0])) > 1000
    True
    """
    from sygraph.bulk import sources

    if os.path.isdir(path):
        raise DataError("cannot read: this is a folder", path=path)
    [source] = sources([path])
    return source.quads(lambda bytes, statements: None)


def dataset(place: str | PathLike[str]) -> ox.Store:
    """Return in memory what a file, a folder of data or a store on disk states.

    The default graph holds what a file states in no graph, and nothing else.

    Raises:
        SygraphError: there is nothing of the kind, or it is broken.

    >>> len(dataset(Files.bundled().gazetteer)) > 1000
    True
    """
    from sygraph.disk import DiskStore
    from sygraph.load import build

    held = ox.Store()
    if not os.path.isdir(place):
        held.extend(file_quads(place))
    elif os.path.isfile(os.path.join(place, "ontology", "sygraph.ttl")):
        held = build(Files.at(place))
        held.clear_graph(ox.DefaultGraph())
    else:
        held.extend(DiskStore(place).quads())
    return held


def store_quads(store: Store) -> Iterator[ox.Quad]:
    """Yield what a store's named graphs state, whichever engine it is."""
    for row in store.select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"):
        if row["g"] != MERGE:
            yield ox.Quad(row["s"], row["p"], row["o"], row["g"])


def merged(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return the quads in memory with the merge of their graphs in the default graph."""
    held = ox.Store()
    held.extend(quads)
    held.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return held
