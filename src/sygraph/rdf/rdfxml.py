"""RDF/XML as the engine writes it, mended on its way; what XML cannot say is named."""

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

__all__ = ["RdfXml", "told"]

# In the engine's RDF/XML no text and no attribute has a tag's brackets or a quote in it, so these
# stand where they are markup. Each line that has one of them is looked at.
_ODD = (
    *(b'rdf:nodeID="', b"oxprefix:", b' rdf:version="', b"<rdf:aboutEach", b"<rdf:bagID", b"\r"),
    *(b"\xef\xbf\xbe", b"\xef\xbf\xbf"),
)
_TAG = re.compile(rb' xml:lang="([A-Za-z0-9]+-[A-Za-z0-9-]+)"')
_CONTROLS = bytes({*range(32)} - set(b"\t\n\r"))

# The engine's way to write an element whose IRI ends in no XML name: that of a class, as what
# something is, and that of a property.
_NAMELESS = re.compile(rb'^\t<oxprefix: xmlns:oxprefix="([^"]*)"(.*)>$', re.M)
_PROPERTY = re.compile(rb'^\t\t<oxprefix: xmlns:oxprefix="([^"]*)"', re.M)
# Names that RDF/XML once had, and keeps for itself.
_KEPT = re.compile(rb"<rdf:(aboutEach|aboutEachPrefix|bagID)[ >]")
# What the engine writes as RDF 1.2 does.
_DIRECTED = re.compile(rb' xml:lang="([^"]*)"[^<>]* its:dir="([^"]*)"[^<>]*>([^<]*)<')
_NEW = re.compile(rb'<([^ <>]+)[^<>]* rdf:version="')


class RdfXml(WholeLines):
    """A stream that takes the engine's RDF/XML, and passes on such as any reader of RDF 1.1 reads.

    Raises:
        Inexpressible: a property's IRI does not end in an XML name, a literal holds a character
            that XML has no room for or a direction, or a triple is about a triple.
    """

    def mend(self, text: bytes) -> bytes:
        odd = any(mark in text for mark in _ODD)
        if odd or len(text.translate(None, _CONTROLS)) < len(text):
            _refuse(text)
            text = _NAMELESS.sub(_described, text)
            text = text.replace(b"\t</oxprefix:>", b"\t</rdf:Description>")
            # A blank node's name may begin with a digit, which an XML name does not.
            text = text.replace(b'rdf:nodeID="', b'rdf:nodeID="b').replace(b"\r", b"&#xD;")
        return _TAG.sub(_mended_tag, text)


@contextmanager
def told() -> Iterator[None]:
    """Have what the engine itself cannot write in RDF/XML told as what the others cannot."""
    try:
        yield
    except OSError as error:
        if "reserved syntax term" not in str(error):
            raise
        kept = "a property of RDF/XML's own, such as rdf:li"
        raise Inexpressible(kept, "RDF/XML", "no XML name can stand for it") from error


def _mended_tag(tag: re.Match[bytes]) -> bytes:
    return b' xml:lang="' + cased(tag[1]) + b'"'


def _described(element: re.Match[bytes]) -> bytes:
    """What something is, as a property: its class cannot be the element's name."""
    return b'\t<rdf:Description%b>\n\t\t<rdf:type rdf:resource="%b"/>' % (element[2], element[1])


def _refuse(text: bytes) -> None:
    """Tell of what cannot be said, if there is any."""
    refuse_controls(text, "RDF/XML")
    if found := _PROPERTY.search(text):
        _cannot(ox.NamedNode(text_of(found[1])), "no XML name can stand for this property")
    if found := _KEPT.search(text):
        _cannot(ox.NamedNode(RDF + text_of(found[1])), "it keeps this name for itself")
    if found := _DIRECTED.search(text):
        tag = f"@{text_of(found[1])}--{text_of(found[2])}"
        _cannot(f"{ox.Literal(text_of(found[3]))}{tag}", "it has no direction of text")
    if found := _NEW.search(text):
        _cannot(f"what {text_of(found[1])} says", "it has no triples about triples")


def _cannot(term: object, why: str) -> NoReturn:
    raise Inexpressible(term, "RDF/XML", why)
