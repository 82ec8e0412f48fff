"""Write ordered statements in a format of RDF while they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO, cast

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES
from sygraph.rdf.formats import Format
from sygraph.rdf.hextuples import write_hextuples
from sygraph.rdf.jsonld import write_jsonld
from sygraph.rdf.language_tags import N3Tags, TagCase, WholeLines
from sygraph.rdf.rdfxml import RdfXml, engine_errors

__all__ = ["ENGINE", "corrected", "serialise"]

Statement = ox.Triple | ox.Quad

# What the engine calls the formats that it writes.
ENGINE = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "n3": ox.RdfFormat.N3,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle12": ox.RdfFormat.TURTLE,
    "ntriples12": ox.RdfFormat.N_TRIPLES,
}
# The streams that correct what the engine writes, where not `TagCase`.
_STREAMS: dict[str, Callable[[BinaryIO], WholeLines]] = {"n3": N3Tags, "rdfxml": RdfXml}


def serialise(
    stream: BinaryIO,
    statements: Iterable[Statement],
    format: Format,
    *,
    prefixes: Mapping[str, str] = PREFIXES,
    whole_context: bool = True,
) -> None:
    """Write statements in their order, without holding them in memory.

    Args:
        statements: triples, or quads for a format of datasets.
        prefixes: what Turtle, TriG and N3 declare.
        whole_context: see `jsonld.write_jsonld`.

    Raises:
        Inexpressible: the format cannot express one of them.
    """
    if format.name == "jsonld":
        write_jsonld(stream, statements, whole_context=whole_context)
    elif format.name == "hextuples":
        write_hextuples(stream, statements)
    else:
        with corrected(stream, format) as target:
            quads = cast(Iterable[ox.Quad], statements)
            ox.serialize(quads, target, ENGINE[format.name], prefixes=dict(prefixes))


@contextmanager
def corrected(stream: BinaryIO, format: Format) -> Iterator[BinaryIO]:
    """Return a stream that corrects what the engine writes, and passes it on.

    Raises:
        Inexpressible: the format cannot express something that is written.
    """
    target = _STREAMS.get(format.name, TagCase)(stream)
    with engine_errors():
        yield cast(BinaryIO, target)
    target.flush()
