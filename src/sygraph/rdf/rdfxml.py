"""Correct the RDF/XML that the engine writes, and refuse what XML cannot express."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pyoxigraph as ox

from sygraph.namespaces import RDF
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.language_tags import WholeLines, cased
from sygraph.rdf.xml_text import refuse_controls, text_of

__all__ = ["RdfXml", "engine_errors"]

# In the engine's RDF/XML texts and attributes have no angle brackets and no quotes, so these are
# markup. Each line that has one of them is checked.
_ODD = (
    *(b'rdf:nodeID="', b"oxprefix:", b' rdf:version="', b"<rdf:aboutEach", b"<rdf:bagID", b"\r"),
    *(b"\xef\xbf\xbe", b"\xef\xbf\xbf"),
)
_TAG = re.compile(rb' xml:lang="([A-Za-z0-9]+-[A-Za-z0-9-]+)"')
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))

# How the engine writes an element whose IRI does not end in an XML name: a class, and a property.
_NAMELESS = re.compile(rb'^\t<oxprefix: xmlns:oxprefix="([^"]*)"(.*)>$', re.M)
_PROPERTY = re.compile(rb'^\t\t<oxprefix: xmlns:oxprefix="([^"]*)"', re.M)
# Names of earlier versions of RDF/XML, which are reserved.
_KEPT = re.compile(rb"<rdf:(aboutEach|aboutEachPrefix|bagID)[ >]")
# The syntax of RDF 1.2.
_DIRECTED = re.compile(rb' xml:lang="([^"]*)"[^<>]* its:dir="([^"]*)"[^<>]*>([^<]*)<')
_NEW = re.compile(rb'<([^ <>]+)[^<>]* rdf:version="')


class RdfXml(WholeLines):
    """A stream that takes the engine's RDF/XML, and passes on such as any reader of RDF 1.1 reads.

    Raises:
        Inexpressible: a property's IRI does not end in an XML name, a literal holds a character
            that XML does not allow or a direction, or a triple is about a triple.
    """

    def correct(self, text: bytes) -> bytes:
        odd = any(mark in text for mark in _ODD)
        if odd or len(text.translate(None, _CONTROLS)) < len(text):
            _refuse(text)
            text = _NAMELESS.sub(_described, text)
            text = text.replace(b"\t</oxprefix:>", b"\t</rdf:Description>")
            # A blank node's name may begin with a digit, which an XML name does not.
            text = text.replace(b'rdf:nodeID="', b'rdf:nodeID="b').replace(b"\r", b"&#xD;")
        return _TAG.sub(_corrected_tag, text)


@contextmanager
def engine_errors() -> Iterator[None]:
    """Turn the engine's error for a reserved name into an `Inexpressible`."""
    try:
        yield
    except OSError as error:
        if "reserved syntax term" not in str(error):
            raise
        kept = "a reserved property such as rdf:li"
        raise Inexpressible(kept, "RDF/XML", "it has no XML name") from error


def _corrected_tag(tag: re.Match[bytes]) -> bytes:
    return b' xml:lang="' + cased(tag[1]) + b'"'


def _described(element: re.Match[bytes]) -> bytes:
    """Write the class as a property, because it cannot be the name of the element."""
    return b'\t<rdf:Description%b>\n\t\t<rdf:type rdf:resource="%b"/>' % (element[2], element[1])


def _refuse(text: bytes) -> None:
    """Raise `Inexpressible` for the first term that RDF/XML cannot express."""
    refuse_controls(text, "RDF/XML")
    if found := _PROPERTY.search(text):
        _cannot(ox.NamedNode(text_of(found[1])), "this property has no XML name")
    if found := _KEPT.search(text):
        _cannot(ox.NamedNode(RDF + text_of(found[1])), "this name is reserved")
    if found := _DIRECTED.search(text):
        tag = f"@{text_of(found[1])}--{text_of(found[2])}"
        _cannot(f"{ox.Literal(text_of(found[3]))}{tag}", "it has no direction of text")
    if found := _NEW.search(text):
        _cannot(f"the triple term of {text_of(found[1])}", "it has no triple terms")


def _cannot(term: object, why: str) -> NoReturn:
    raise Inexpressible(term, "RDF/XML", why)
