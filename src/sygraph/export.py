"""The whole graph as a file: the merge as one graph, or the named graphs as a dataset."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox

from sygraph.facts import TYPE, node, term
from sygraph.formats import Format
from sygraph.names import DERIVED, GAZETTEER, ONTOLOGY, PREFIXES
from sygraph.rdf import write_graph
from sygraph.store import Store

__all__ = ["export"]

# Where the named graphs that are no article's stand; articles and passages stand between.
_PLACES = {ONTOLOGY.value: 0, GAZETTEER.value: 1, DERIVED.value: 3}


def export(store: Store, format: Format, stream: BinaryIO) -> None:
    """Write the whole graph; the same graph gives the same bytes.

    A format of graphs gets the merge of all named graphs. A format of datasets gets the named
    graphs, from which any reader can make that merge again.

    >>> import io
    >>> from sygraph.store import OxigraphStore
    >>> out = io.BytesIO()
    >>> export(OxigraphStore.bundled(), Format.named("trig"), out)
    >>> "p:340 {" in out.getvalue().decode()
    True
    """
    if format.kind == "graph":
        write_graph(stream, store.construct("CONSTRUCT WHERE { ?s ?p ?o }"), format)
    else:
        rows = store.select("SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }")
        quads = (
            ox.Quad(node(row["s"]), node(row["p"]), term(row["o"]), node(row["g"])) for row in rows
        )
        _write_dataset(stream, quads, format)


def _write_dataset(stream: BinaryIO, quads: Iterable[ox.Quad], format: Format) -> None:
    kind = ox.RdfFormat.from_media_type(format.media_type)
    assert kind is not None
    ox.serialize(sorted(quads, key=_order), stream, kind, prefixes=PREFIXES)


def _order(quad: ox.Quad) -> tuple[object, ...]:
    """Graphs in reading order, in each the subjects by name, each with its class first."""
    graph = node(quad.graph_name).value
    return (
        _PLACES.get(graph, 2),
        _natural(graph),
        _natural(str(quad.subject)),
        quad.predicate != TYPE,
        quad.predicate.value,
        _natural(str(quad.object)),
        str(quad.object),
    )


def _natural(text: str) -> list[tuple[int, str]]:
    """A sort key by which passage 90 comes before passage 100."""
    return [
        (int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", text)
    ]
