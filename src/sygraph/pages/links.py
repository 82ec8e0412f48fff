"""Where a page finds other pages: on a server below some path, or as files beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote, urlencode

from sygraph.names import BASE
from sygraph.untrusted import web_address

__all__ = ["Links", "ServerLinks", "path_of"]


class Links(Protocol):
    """The addresses that a page needs, as what goes into an href."""

    def node(self, iri: str) -> str:
        """The page of an entity, a passage, an article, a class, a property or the ontology.

        An IRI that is none of ours is its own address if that is one of the web; others, which
        could be scripts, have none: the empty text.
        """

    def data(self, iri: str, suffix: str) -> str:
        """What the graph knows of a node as a file with that suffix, such as `.ttl`."""

    def page(self, name: str, query: Mapping[str, str] | None = None) -> str:
        """A page that is about no single node: `` for the first one, `query`, `search`, `map`."""

    def has(self, path: str) -> bool:
        """Whether there is a file at a path below the root, such as a download."""

    def asset(self, name: str) -> str:
        """A style sheet, a script or a picture."""

    def language(self, lang: str) -> str:
        """This page in another language."""


def path_of(iri: str) -> str | None:
    """Return a node's path below the base, or None where it is none of ours.

    A term of the ontology has a page of its own, though its IRI has a fragment.

    >>> path_of("https://w3id.org/sygraph/id/shenyang"), path_of("https://schema.org/City")
    ('id/shenyang', None)
    >>> path_of("https://w3id.org/sygraph/ontology#City")
    'ontology/City'
    """
    if not iri.startswith(BASE):
        return None
    return iri[len(BASE) :].replace("#", "/")


class ServerLinks:
    """Addresses on a server.

    Args:
        root: the path that the server is at, with a slash at its end: `/`, or `/sygraph/`.
        here: the address of the page itself, path and query, without `lang`.

    >>> links = ServerLinks("/", "/search?q=Seoul")
    >>> links.node("https://w3id.org/sygraph/id/seoul"), links.page("query", {"name": "ports"})
    ('/id/seoul', '/query?name=ports')
    >>> links.language("zh-Hant")
    '/search?q=Seoul&lang=zh-Hant'
    """

    def __init__(self, root: str, here: str) -> None:
        self.root = root
        self.here = here

    def node(self, iri: str) -> str:
        path = path_of(iri)
        return web_address(iri) if path is None else self.root + quote(path)

    def data(self, iri: str, suffix: str) -> str:
        return self.node(iri) + suffix if path_of(iri) is not None else ""

    def page(self, name: str, query: Mapping[str, str] | None = None) -> str:
        return self.root + quote(name) + ("?" + urlencode(query) if query else "")

    def has(self, path: str) -> bool:
        return True

    def asset(self, name: str) -> str:
        return f"{self.root}static/{quote(name)}"

    def language(self, lang: str) -> str:
        return f"{self.here}{'&' if '?' in self.here else '?'}lang={lang}"
