"""The error for a term that a format cannot express."""

from __future__ import annotations

import re

from sygraph.errors import SygraphError

__all__ = ["Inexpressible", "checked_iri"]

_NO_IRI = re.compile('[\x00-\x20<>"{}|^`\\\\]')


class Inexpressible(SygraphError):
    """A term that the format cannot express."""

    status = 406

    def __init__(self, term: object, format: str, why: str, *, hint: str | None = None) -> None:
        shown = str(term)
        if len(shown) > 200:
            shown = shown[:200] + "…"
        super().__init__(f"{format} cannot hold {shown}: {why}", hint=hint)
        self.term = term


def checked_iri(iri: str) -> str:
    """Return an IRI if it is valid: some engines store IRIs that no format can express.

    Raises:
        Inexpressible: it has a character that is not allowed in an IRI, or no scheme.

    >>> checked_iri("http://e.org/a b")
    Traceback (most recent call last):
    ...
    sygraph.rdf.inexpressible.Inexpressible: RDF cannot hold <http://e.org/a b>: this is not an IRI
    """
    if _NO_IRI.search(iri) or ":" not in iri:
        raise Inexpressible(
            f"<{iri}>", "RDF", "this is not an IRI", hint="correct it in the source data"
        )
    return iri
