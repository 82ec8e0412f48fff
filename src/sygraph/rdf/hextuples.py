"""Write HexTuples: a JSON array per line for each quad."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox

from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.language_tags import canonical_tag

__all__ = ["write_hextuples"]


def write_hextuples(stream: BinaryIO, quads: Iterable[ox.Triple | ox.Quad]) -> None:
    """Write quads or triples.

    Raises:
        Inexpressible: a literal has a direction, or a triple is about a triple.

    >>> import io
    >>> out = io.BytesIO()
    >>> s, p = ox.NamedNode("http://example.org/s"), ox.NamedNode("http://example.org/p")
    >>> write_hextuples(out, [ox.Triple(s, p, s)])
    >>> out.getvalue().decode()
    '["http://example.org/s","http://example.org/p","http://example.org/s","globalId","",""]\\n'
    """
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for quad in quads:
        graph = quad.graph_name if isinstance(quad, ox.Quad) else None
        home = "" if graph is None or isinstance(graph, ox.DefaultGraph) else _name(graph)
        cells = [_name(quad.subject), quad.predicate.value, *_object(quad.object), home]
        stream.write((encode(cells) + "\n").encode())


def _name(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return term.value
    if isinstance(term, ox.BlankNode):
        return str(term)
    raise Inexpressible(term, "HexTuples", "it has no triple terms")


def _object(term: object) -> tuple[str, str, str]:
    """The value, its type and its language."""
    if not isinstance(term, ox.Literal):
        return _name(term), "localId" if isinstance(term, ox.BlankNode) else "globalId", ""
    if term.direction:
        raise Inexpressible(term, "HexTuples", "it has no direction of text")
    return term.value, term.datatype.value, canonical_tag(term.language or "")
