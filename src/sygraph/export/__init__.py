"""The graph, or a part of it, as a file: streamed, and in an order that is always the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, cast

import pyoxigraph as ox

from sygraph.export.parts import GRAPHS, Part
from sygraph.rdf.formats import Format
from sygraph.store.interface import Store

if TYPE_CHECKING:
    from sygraph.export.detach import Detacher
    from sygraph.rdf.folder import Sink

__all__ = ["GRAPHS", "Part", "export", "export_tables"]

# Formats for programs are in the order of their bytes, those for people as one reads.
_LINES = {"ntriples", "nquads", "ntriples12"}


def export(
    store: Store,
    format: Format,
    stream: BinaryIO,
    part: Part | None = None,
    *,
    detacher: Detacher | None = None,
    ordered: bool = True,
) -> None:
    """Write the graph or a part of it; the same graph gives the same bytes.

    A format of graphs gets the merge of all named graphs. A format of datasets gets the named
    graphs, from which any reader can make that merge again. Memory does not grow with the graph.

    Args:
        part: what to write; everything without.
        detacher: leaves the article's words out.
        ordered: put statements in an order that is always the same. Otherwise all of the graph is
            written as the store has it, which is quicker; only the whole of it, in a format of
            graphs or of datasets.

    Raises:
        Inexpressible: the format cannot say something that the graph says.
        UnknownFormat: the format holds no graph.

    >>> import io
    >>> from sygraph.store.interface import OxigraphStore
    >>> out = io.BytesIO()
    >>> export(OxigraphStore.bundled(), Format.named("trig"), out)
    >>> "p:340 {" in out.getvalue().decode()
    True
    """
    if not ordered:
        from sygraph.export.unordered import write_unordered

        write_unordered(store, format, stream)
        return
    from sygraph.export.source import Source

    part = part or Part()
    source = Source(store, part, reading=format.name not in _LINES, detacher=detacher)
    if format.kind == "tables":
        from sygraph.rdf.folder import ZipSink

        with ZipSink(stream) as sink:
            export_tables(store, format, sink, part, detacher=detacher)
    elif format.kind == "annotated":
        from sygraph.export.annotated import write_annotated

        write_annotated(stream, source.both(), format)
    elif format.name in _LINES:
        from sygraph.rdf.serialize import corrected

        with corrected(stream, format) as target:
            for block in source.triples() if format.kind == "graph" else source.quads():
                target.write(block)
    else:
        from sygraph.rdf.serialize import serialise

        graph = format.kind == "graph"
        serialise(stream, _parsed(source.triples() if graph else source.quads(), graph), format)


def export_tables(
    store: Store,
    format: Format,
    sink: Sink,
    part: Part | None = None,
    *,
    detacher: Detacher | None = None,
) -> None:
    """Write a table for each class, in one of the formats of tables, to a folder or an archive.

    Raises:
        Inexpressible: a table cannot say something that the graph says.
        MissingPackage: the format needs a package that is not installed.
    """
    from contextlib import ExitStack

    from sygraph.export.parquet import write_parquet
    from sygraph.export.source import Source
    from sygraph.export.tables import collect, write_csvw

    source = Source(store, part or Part(), reading=True, detacher=detacher)
    with ExitStack() as files:
        tables = collect(store, _parsed(source.triples(), True), files)
        (write_parquet if format.name == "parquet" else write_csvw)(tables, sink)


def _parsed(blocks: Iterator[bytes], graph: bool) -> Iterator[ox.Quad]:
    """What lines state, which the engine wrote a moment ago: it need not look for faults again."""
    from sygraph.rdf.order import LineStream

    kind = ox.RdfFormat.N_TRIPLES if graph else ox.RdfFormat.N_QUADS
    return ox.parse(cast(BinaryIO, LineStream(blocks)), kind, lenient=True)
