"""Write RDF 1.2: the merge, in which each passage reifies the triples that it states.

So `?p rdf:reifies <<( ?s ?q ?o )>> ; sy:quote ?words` finds the words for a triple, as `GRAPH ?p`
does in a dataset.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES, RDF, XSD, compact, declarations
from sygraph.rdf.formats import Format
from sygraph.rdf.language_tags import canonical_tag
from sygraph.rdf.order import LineStream
from sygraph.rdf.serialize import corrected

__all__ = ["write_annotated"]

_REIFIES = RDF + "reifies"
_STRING = XSD + "string"


def write_annotated(stream: BinaryIO, blocks: Iterable[bytes], format: Format) -> None:
    """Write triples, each followed by its quads in the passages' graphs; see `Source.both`."""
    if format.name == "ntriples12":
        with corrected(stream, format) as target:
            for block in blocks:
                target.write(b"".join(map(_reified, block.splitlines(keepends=True))))
    else:
        lines = cast(BinaryIO, LineStream(iter(blocks)))
        for text in _turtle(ox.parse(lines, ox.RdfFormat.N_QUADS)):
            stream.write(text.encode())


def _reified(line: bytes) -> bytes:
    """Convert a quad to a reification by its graph; return a triple unchanged."""
    if not line.endswith(b"> .\n"):
        return line
    place = line.rindex(b" <")
    try:
        [quad] = ox.parse(line, ox.RdfFormat.N_QUADS)
    except ValueError:  # pragma: no cover
        return line
    if isinstance(quad.graph_name, ox.DefaultGraph):
        return line
    graph = line[place + 1 : -3]
    return b"%s <%s> <<( %s )>> .\n" % (graph, _REIFIES.encode(), line[:place])


def _turtle(quads: Iterable[ox.Quad]) -> Iterator[str]:
    yield declarations(PREFIXES)
    last: ox.Quad | None = None
    for quad in quads:
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            yield f" ~ {_short(quad.graph_name)}"
            continue
        if last is None or quad.subject != last.subject:
            yield f"{'' if last is None else ' .'}\n{_short(quad.subject)}"
        elif last is not None:
            yield " ;\n   " if quad.predicate != last.predicate else " ,\n     "
        if last is None or (quad.subject, quad.predicate) != (last.subject, last.predicate):
            yield f" {_short(quad.predicate)}"
        yield f" {_short(quad.object)}"
        last = quad
    if last is not None:
        yield " .\n"


def _short(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        if term.value == RDF + "type":
            return "a"
        short = compact(term.value)
        return short if short != term.value else str(term)
    if isinstance(term, ox.Triple):
        return f"<<( {' '.join(map(_short, term))} )>>"
    if not isinstance(term, ox.Literal):
        return str(term)
    if term.language:
        text = str(term)
        end = text.rindex("@") + 1
        return text[:end] + canonical_tag(text[end:])
    if term.datatype.value == _STRING:
        return str(term)
    return f"{ox.Literal(term.value)}^^{_short(term.datatype)}"
