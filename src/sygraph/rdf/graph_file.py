"""Write a graph in memory as a file, in a fixed order and with the prefixes in use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES, compact
from sygraph.rdf.formats import Format
from sygraph.rdf.serialize import serialise

__all__ = ["write_graph"]


def write_graph(stream: BinaryIO, triples: Iterable[ox.Triple], format: Format) -> None:
    """Write triples in a format of graphs.

    Raises:
        Inexpressible: the format cannot express one of them.

    >>> import io
    >>> out = io.BytesIO()
    >>> label = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
    >>> seoul = ox.NamedNode(PREFIXES["id"] + "seoul")
    >>> triples = [ox.Triple(seoul, label, ox.Literal("首爾", language="zh-Hant"))]
    >>> write_graph(out, triples, Format.named("turtle"))
    >>> print(out.getvalue().decode())
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix id: <https://w3id.org/sygraph/id/> .
    id:seoul skos:prefLabel "首爾"@zh-Hant .
    <BLANKLINE>
    """
    ordered = sorted(set(triples), key=str)
    serialise(stream, ordered, format, prefixes=_used_prefixes(ordered), whole_context=False)


def _used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    iris = set()
    for triple in triples:
        for term in triple:
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal) and not term.language:
                iris.add(term.datatype.value)
    short = {compact(iri).partition(":")[0] for iri in iris if compact(iri) != iri}
    return {prefix: base for prefix, base in PREFIXES.items() if prefix in short}
