"""Export the graph, or a part of it, to a file: streamed, and in a fixed order."""

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

# Formats for programs are sorted by bytes; the other formats in natural order, for people.
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
    graphs, whose union is that merge. Memory does not grow with the graph.

    Args:
        part: What to write; by default the whole graph.
        detacher: Leaves out the words of the articles.
        ordered: Sort the statements. If not, the whole graph is written in the order of the store,
            which is faster; only in a format of graphs or of datasets.

    Raises:
        Inexpressible: The format cannot express a statement of the graph.
        UnknownFormat: The format is not for graphs.

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
        Inexpressible: A table cannot express a statement of the graph.
        MissingPackage: The format needs a package that is not installed.
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
    """Parse lines that the engine wrote itself, so that no validation is needed."""
    from sygraph.rdf.order import LineStream

    kind = ox.RdfFormat.N_TRIPLES if graph else ox.RdfFormat.N_QUADS
    return ox.parse(cast(BinaryIO, LineStream(blocks)), kind, lenient=True)
