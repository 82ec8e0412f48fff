"""Read graphs from a file of RDF, a folder of data or a store on disk."""

from __future__ import annotations

import codecs
import gzip
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from os import PathLike
from typing import cast

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.errors import DataError
from sygraph.namespaces import MERGE, REIFIES, is_passage
from sygraph.store.interface import Store

__all__ = ["dataset", "file_quads", "merged", "store_quads"]


def file_quads(path: str | PathLike[str]) -> Iterator[ox.Quad]:
    """Yield the quads of a file in any syntax, compressed or not, by its suffix.

    In RDF 1.2, what a passage reifies is what its graph states.

    Raises:
        DataError: the file is missing or broken.
        UnknownFormat: its suffix names no known syntax.

    >>> sum(1 for quad in file_quads(Files.bundled().articles[0].trig)) > 1000
    True
    """
    from sygraph.store.bulk_load import sources

    if os.path.isdir(path):
        raise DataError("cannot read: this is a folder", path=path)
    if os.fspath(path).lower().removesuffix(".gz").endswith(".hext"):
        return _hextuples(path)
    [source] = sources([path])
    return map(_unreified, source.quads(lambda bytes, statements: None))


def _unreified(quad: ox.Quad) -> ox.Quad:
    """Return the statement that a triple reifies for a passage, else the quad."""
    stated, passage = quad.object, quad.subject
    if quad.predicate == REIFIES and is_passage(passage) and isinstance(stated, ox.Triple):
        graph = cast(ox.NamedNode, passage)
        return ox.Quad(stated.subject, stated.predicate, stated.object, graph)
    return quad


def _hextuples(path: str | PathLike[str]) -> Iterator[ox.Quad]:
    """Yield what a file of HexTuples states: a JSON array of six texts a line."""
    unpack = gzip.open if os.fspath(path).lower().endswith(".gz") else open
    place = 0
    try:
        with unpack(path, "rb") as lines:
            for line in lines:
                place += 1
                if place == 1:
                    line = line.removeprefix(codecs.BOM_UTF8)
                if line.strip():
                    yield _hextuple(*json.loads(line))
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"cannot read: {getattr(error, 'strerror', error)}", path=path) from error
    except (ValueError, TypeError) as error:
        raise DataError(f"not a HexTuple: {error}", path=path, line=place) from error


def _hextuple(s: str, p: str, value: str, kind: str, language: str, graph: str) -> ox.Quad:
    def name(text: str) -> ox.NamedNode | ox.BlankNode:
        return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)

    if kind in ("globalId", "localId"):
        return ox.Quad(name(s), ox.NamedNode(p), name(value), name(graph) if graph else None)
    if language:
        literal = ox.Literal(value, language=language)
    else:
        literal = ox.Literal(value, datatype=ox.NamedNode(kind))
    return ox.Quad(name(s), ox.NamedNode(p), literal, name(graph) if graph else None)


def dataset(place: str | PathLike[str]) -> ox.Store:
    """Return in memory what a file, a folder of data or a store on disk states.

    The default graph holds what a file states in no graph, and nothing else.

    Raises:
        SygraphError: there is nothing of the kind, or it is broken.

    >>> len(dataset(Files.bundled().gazetteer)) > 1000
    True
    """
    from sygraph.store.disk import DiskStore
    from sygraph.store.load import build

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
    """Yield the quads of the named graphs of any store."""
    for row in store.select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }"):
        if row["g"] != MERGE:
            yield ox.Quad(row["s"], row["p"], row["o"], row["g"])


def merged(quads: Iterable[ox.Quad]) -> ox.Store:
    """Return the quads in memory with the merge of their graphs in the default graph."""
    held = ox.Store()
    held.extend(quads)
    held.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
    return held
