"""Correct the XML that the engine writes, for XML 1.0 parsers."""

from __future__ import annotations

import re

import pyoxigraph as ox

from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.language_tags import WholeLines

__all__ = ["ResultsXml", "refuse_controls", "results_xml", "text_of"]

# What XML 1.0 cannot hold, as UTF-8.
_NO_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_PLAIN = {"&quot;": '"', "&apos;": "'"}


def refuse_controls(xml: bytes, format: str) -> None:
    """Refuse a document with a character that XML cannot hold.

    Raises:
        Inexpressible: it names the literal and the character.
    """
    if found := _NO_XML.search(xml):
        start = max(xml.rfind(mark, 0, found.start()) for mark in (b">", b'"')) + 1
        text, *_ = re.split(b'[<"]', xml[start:], maxsplit=1)
        name = f"U+{ord(found[0].decode()):04X}"
        raise Inexpressible(
            ox.Literal(text_of(text)),
            format,
            f"XML does not allow {name}",
            hint="use a format that is not XML, such as json or turtle",
        )


def text_of(xml: bytes) -> str:
    """Return the text of a piece of XML, its entities replaced."""
    from xml.sax.saxutils import unescape  # the import takes 27 ms and is only needed for errors

    return unescape(xml.decode("utf-8", "replace"), _PLAIN)


def results_xml(xml: bytes) -> bytes:
    """Return the engine's SPARQL results with carriage returns that a parser keeps.

    Raises:
        Inexpressible: see `refuse_controls`.
    """
    refuse_controls(xml, "SPARQL results in XML")
    return xml.replace(b"\r", b"&#xD;")


class ResultsXml(WholeLines):
    """A stream that corrects the engine's SPARQL results in XML; see `results_xml`."""

    end = b">"

    def correct(self, text: bytes) -> bytes:
        return results_xml(text)
