"""Graphs as files: Turtle, N-Triples and JSON-LD, in a fixed order and with the prefixes in use."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

import pyoxigraph as ox

from sygraph.formats import Format
from sygraph.names import PREFIXES, curie

__all__ = ["write_graph"]

_TYPE = PREFIXES["rdf"] + "type"


def write_graph(stream: BinaryIO, triples: Iterable[ox.Triple], format: Format) -> None:
    """Write triples in a format of graphs.

    >>> import io
    >>> out = io.BytesIO()
    >>> label = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
    >>> seoul = ox.NamedNode(PREFIXES["id"] + "seoul")
    >>> triples = [ox.Triple(seoul, label, ox.Literal("首爾", language="zh-Hant"))]
    >>> write_graph(out, triples, Format.named("turtle"))
    >>> print(out.getvalue().decode())
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix id: <https://w3id.org/sygraph/id/> .
    id:seoul skos:prefLabel "首爾"@zh-hant .
    <BLANKLINE>
    """
    ordered = sorted(set(triples), key=str)
    kind = ox.RdfFormat.from_media_type(format.media_type)
    assert kind is not None
    if kind == ox.RdfFormat.JSON_LD:
        stream.write(_compacted(ox.serialize(ordered, format=kind) or b"[]"))
    else:
        ox.serialize(ordered, stream, kind, prefixes=_used_prefixes(ordered))


def _used_prefixes(triples: Iterable[ox.Triple]) -> dict[str, str]:
    iris = set()
    for triple in triples:
        for term in triple:
            if isinstance(term, ox.NamedNode):
                iris.add(term.value)
            elif isinstance(term, ox.Literal) and not term.language:
                iris.add(term.datatype.value)
    short = {curie(iri).partition(":")[0] for iri in iris if curie(iri) != iri}
    return {prefix: base for prefix, base in PREFIXES.items() if prefix in short}


def _compacted(expanded: bytes) -> bytes:
    """JSON-LD with short names: the engine writes it without a context."""
    used: set[str] = set()
    graph = _compact(json.loads(expanded), used)
    context = {prefix: base for prefix, base in PREFIXES.items() if prefix in used}
    document = {"@context": context, "@graph": graph if isinstance(graph, list) else [graph]}
    return json.dumps(document, ensure_ascii=False, indent=2).encode() + b"\n"


def _compact(value: object, used: set[str], iri: bool = False) -> object:
    match value:
        case str() if iri:
            short = curie(value)
            if short != value:
                used.add(short.partition(":")[0])
            return short
        case [only]:
            return _compact(only, used, iri)
        case list():
            return [_compact(item, used, iri) for item in value]
        case {"@value": text, **rest} if not rest:
            return text
        case dict():
            return dict(_entry(key, item, used) for key, item in value.items())
    return value


def _entry(key: str, value: Any, used: set[str]) -> tuple[object, object]:
    if key == _TYPE:
        return "@type", _compact([node["@id"] for node in value], used, iri=True)
    name = key if key.startswith("@") else _compact(key, used, iri=True)
    return name, _compact(value, used, iri=key in ("@id", "@type"))
