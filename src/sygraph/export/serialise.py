"""Statements that come in order, written in a format as they come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import BinaryIO, cast

import pyoxigraph as ox

from sygraph.export.hextuples import write_hextuples
from sygraph.export.jsonld import write_jsonld
from sygraph.export.rdfxml import write_rdfxml
from sygraph.export.tags import TagCase
from sygraph.export.terms import Inexpressible
from sygraph.formats import Format
from sygraph.names import PREFIXES

__all__ = ["ENGINE", "serialise"]

Statement = ox.Triple | ox.Quad

# What the engine calls the formats that it writes.
ENGINE = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "n3": ox.RdfFormat.N3,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
    "turtle12": ox.RdfFormat.TURTLE,
    "ntriples12": ox.RdfFormat.N_TRIPLES,
}


def serialise(
    stream: BinaryIO,
    statements: Iterable[Statement],
    format: Format,
    *,
    prefixes: Mapping[str, str] = PREFIXES,
    whole_context: bool = True,
) -> None:
    """Write statements in their order, holding none of them.

    Args:
        statements: triples, or quads for a format of datasets.
        prefixes: what Turtle and its kin declare.
        whole_context: see `jsonld.write_jsonld`.

    Raises:
        Inexpressible: the format cannot say one of them.
    """
    if format.name == "jsonld":
        write_jsonld(stream, statements, whole_context=whole_context)
    elif format.name == "rdfxml":
        write_rdfxml(stream, statements)
    elif format.name == "hextuples":
        write_hextuples(stream, statements)
    else:
        if format.name == "n3":
            statements = map(_without_triple_terms, statements)
        mended = TagCase(stream)
        kind = ENGINE[format.name]
        ox.serialize(
            cast(Iterable[ox.Quad], statements),
            cast(BinaryIO, mended),
            kind,
            prefixes=dict(prefixes),
        )
        mended.flush()


def _without_triple_terms(statement: Statement) -> Statement:
    stated = statement.object  # made anew each time that it is asked for
    if isinstance(stated, ox.Triple):
        raise Inexpressible(stated, "N3", "it has no triples about triples")
    if isinstance(stated, ox.Literal) and stated.direction:
        raise Inexpressible(stated, "N3", "it has no direction of text")
    return statement
