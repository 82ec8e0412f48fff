"""What a format cannot say is named, never left out."""

from __future__ import annotations

import re

from sygraph.errors import SygraphError

__all__ = ["Inexpressible", "checked_iri"]

_NO_IRI = re.compile('[\x00-\x20<>"{}|^`\\\\]')


class Inexpressible(SygraphError):
    """A term that the format has no way to write; `term` is the term."""

    status = 406

    def __init__(self, term: object, format: str, why: str, *, hint: str | None = None) -> None:
        shown = str(term)
        if len(shown) > 200:
            shown = shown[:200] + "…"
        super().__init__(f"{format} cannot hold {shown}: {why}", hint=hint)
        self.term = term


def checked_iri(iri: str) -> str:
    """The same IRI, if it is one: some engines hold what no format can write.

    Raises:
        Inexpressible: it holds a character that an IRI may not hold, or no scheme.

    >>> checked_iri("http://e.org/a b")
    Traceback (most recent call last):
    ...
    sygraph.rdf.inexpressible.Inexpressible: RDF cannot hold <http://e.org/a b>: this is no IRI
    """
    if _NO_IRI.search(iri) or ":" not in iri:
        raise Inexpressible(f"<{iri}>", "RDF", "this is no IRI", hint="mend it where it comes from")
    return iri
