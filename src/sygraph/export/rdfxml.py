"""RDF/XML, written as the triples come; what XML cannot say is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from sygraph.export.tags import canonical_tag
from sygraph.export.terms import Inexpressible
from sygraph.names import PREFIXES

__all__ = ["write_rdfxml"]

# How many lines are written at once.
_BATCH = 1000

_RDF = PREFIXES["rdf"]
_STRING = PREFIXES["xsd"] + "string"
# Names that RDF/XML keeps for itself, so that no property can bear them.
_KEPT = {
    _RDF + name
    for name in (
        *("RDF", "Description", "ID", "about", "resource", "nodeID", "datatype", "parseType"),
        *("li", "aboutEach", "aboutEachPrefix", "bagID"),
    )
}
_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_LOCAL = re.compile(f"[{_START}][{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]*$")
# Few texts hold a character that XML writes otherwise or not at all.
_MARKED = re.compile("[^ !#-%'-;=?-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_rdfxml(stream: BinaryIO, triples: Iterable[ox.Triple | ox.Quad]) -> None:
    """Write triples, those of a subject under one element where they come together.

    Raises:
        Inexpressible: a property's IRI does not end in an XML name, a literal holds a character
            that XML has no room for or a direction, or a triple is about a triple.

    """
    names = {base: prefix for prefix, base in PREFIXES.items()}
    spaces = "".join(
        f"\n  xmlns:{prefix}={quoteattr(base)}" for prefix, base in sorted(PREFIXES.items())
    )
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{spaces}>\n'.encode())
    lines = _lines(triples, names)
    while batch := list(islice(lines, _BATCH)):
        stream.write("".join(batch).encode())
    stream.write(b"</rdf:RDF>\n")


def _lines(triples: Iterable[ox.Triple | ox.Quad], names: dict[str, str]) -> Iterator[str]:
    subject: object = None
    tags: dict[str, tuple[str, str]] = {}
    for triple in triples:
        predicate, about = triple.predicate.value, triple.subject
        tag = tags.get(predicate)
        if tag is None:
            tag = tags[predicate] = _tag(triple.predicate, names)
        if about != subject:
            if subject is not None:
                yield "  </rdf:Description>\n"
            subject = about
            yield f"  <rdf:Description {_node(subject, 'about')}>\n"
        yield _property(tag, triple.object)
    if subject is not None:
        yield "  </rdf:Description>\n"


def _tag(predicate: ox.NamedNode, names: dict[str, str]) -> tuple[str, str]:
    """The element's name and, where its namespace is not declared above, the declaration."""
    iri = predicate.value
    end = len(iri)
    for start in range(end - 1, 0, -1):  # the longest end that is a name
        if _LOCAL.match(iri, start):
            end = start
        elif not re.match(f"[{_START}0-9.\u00b7\u0300-\u036f\u203f\u2040-]", iri[start]):
            break
    if end == len(iri) or iri in _KEPT:
        raise Inexpressible(predicate, "RDF/XML", "no XML name can stand for this property")
    base, local = iri[:end], iri[end:]
    if base in names:
        return f"{names[base]}:{local}", ""
    return f"ns:{local}", f" xmlns:ns={quoteattr(base)}"


def _node(term: object, attribute: str) -> str:
    if isinstance(term, ox.NamedNode):
        return f"rdf:{attribute}={_attribute(term, term.value)}"
    if isinstance(term, ox.BlankNode):
        # An XML name begins with a letter, which a blank node's need not.
        return f'rdf:nodeID="b{term.value}"'
    raise Inexpressible(term, "RDF/XML", "it has no triples about triples")


def _attribute(term: object, value: str) -> str:
    if not _MARKED.search(value):
        return f'"{value}"'
    if _NO_XML.search(value):
        raise Inexpressible(term, "RDF/XML", "XML has no room for one of its characters")
    return quoteattr(value)


def _property(tag: tuple[str, str], term: object) -> str:
    name, declared = tag
    if not isinstance(term, ox.Literal):
        return f"    <{name}{declared} {_node(term, 'resource')}/>\n"
    text, kind = term.value, ""
    if _MARKED.search(text):
        if _NO_XML.search(text):
            raise Inexpressible(term, "RDF/XML", "XML has no room for one of its characters")
        text = escape(text, {"\r": "&#13;"})
    if language := term.language:
        if term.direction:
            raise Inexpressible(term, "RDF/XML", "it has no direction of text")
        kind = f' xml:lang="{canonical_tag(language)}"'
    elif (datatype := term.datatype.value) != _STRING:
        kind = f" rdf:datatype={_attribute(term, datatype)}"
    return f"    <{name}{declared}{kind}>{text}</{name}>\n"
