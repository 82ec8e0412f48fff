"""Addresses of pages: on a server, or as files of a static site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol
from unicodedata import is_normalized
from urllib.parse import quote, urlencode

from sygraph.namespaces import BASE, namespaces
from sygraph.rdf.safe_output import web_address

__all__ = ["Links", "ServerLinks", "iri_at", "iris_at", "path_of", "uri"]


class Links(Protocol):
    """The addresses that a page needs, as values of href attributes."""

    def node(self, iri: str) -> str:
        """Return the page of an entity, a passage, an article, a class, a property or the ontology.

        An IRI that is none of ours is its own address if that is one of the web; others, which
        could be scripts, have none: the empty text.
        """

    def data(self, iri: str, suffix: str) -> str:
        """Return the data about a node as a file with that suffix, such as `.ttl`."""

    def page(self, name: str, query: Mapping[str, str] | None = None) -> str:
        """Return a page that is not about a single node: `` (home), `query`, `search`, `map`."""

    def has(self, path: str) -> bool:
        """Whether a file, such as a download, exists at a path below the root."""

    def asset(self, name: str) -> str:
        """Return a style sheet, a script or a picture."""

    def language(self, lang: str) -> str:
        """Return this page in another language."""


def path_of(iri: str) -> str | None:
    """Return the path of a node below the base, or None if its IRI is not below the base.

    Each node has a path of its own, which `iri_at` leads back to its IRI. A path has no dot, so
    that a suffix may follow, and no slash within a name, so that it stays in its folder: what is
    not a letter, a digit, `-` or `_` is written as `~` and two hexadecimal digits for each byte.

    A term of the ontology has a page of its own, though its IRI has a fragment.

    >>> path_of("https://w3id.org/sygraph/id/瀋陽"), path_of("https://schema.org/City")
    ('id/瀋陽', None)
    >>> path_of("https://w3id.org/sygraph/ontology#City")
    'ontology/City'
    >>> path_of("https://w3id.org/sygraph/id/a/b%20c.ttl")
    'id/a~2Fb~2520c~2Ettl'
    """
    for space in namespaces("ontology#"):
        if iri.startswith(space):
            return f"ontology/{_escaped(iri[len(space) :])}"
    base = next((base for base in namespaces("") if iri.startswith(base)), None)
    if base is None:
        return None
    room, slash, rest = iri[len(base) :].partition("/")
    if room not in (_ROOMS if base == BASE else _MINTED):
        return None
    if not slash:
        return room
    if room == "ontology":  # not the term of that name
        return f"{room}/{_OTHER}{_escaped(rest)}"
    names = rest.split("/", 1) if room == "passage" else [rest]
    return "/".join([room, *map(_escaped, names)])


def iri_at(path: str) -> str | None:
    """Return the IRI of the package's node with that path, or None if the path has no node.

    >>> iri_at("ontology/City"), iri_at("id/a~2Fb"), iri_at("id/a.ttl")
    ('https://w3id.org/sygraph/ontology#City', 'https://w3id.org/sygraph/id/a/b', None)
    """
    return next((iri for iri in iris_at(path) if iri.startswith(BASE)), None)


def iris_at(path: str) -> list[str]:
    """Return the IRIs that the node with that path may have: one under the base of each workspace.

    >>> iris_at("id/seoul")[-1]
    'https://w3id.org/sygraph/id/seoul'
    """
    room, slash, rest = path.partition("/")
    if room == "ontology" and slash:
        mark = "/" if rest.startswith(_OTHER) else "#"
        name = _unescaped(rest.removeprefix(_OTHER))
        iris = [space + name for space in reversed(namespaces(f"ontology{mark}"))]
    else:
        local = room + slash + "/".join(map(_unescaped, rest.split("/")))
        iris = [base + local for base in reversed(namespaces(""))]
    return [iri for iri in iris if path_of(iri) == path]


def uri(iri: str) -> str:
    """Return an IRI as a URI in ASCII, for an HTTP header.

    Source: https://www.rfc-editor.org/rfc/rfc3987#section-3.1

    >>> uri("https://w3id.org/sygraph/id/瀋陽?a=%20")
    'https://w3id.org/sygraph/id/%E7%80%8B%E9%99%BD?a=%20'
    """
    return quote(iri, safe="!#$%&'()*+,/:;=?@[]~", errors="surrogatepass")


# The namespaces of nodes below the base; other paths are pages of the site.
_ROOMS = frozenset(["id", "passage", "article", "graph", "ontology", "dataset"])
# Those of the nodes that a workspace mints under its own base.
_MINTED = frozenset(["id", "passage", "article", "graph", "ontology"])
# Before a name that follows `ontology/` rather than `ontology#`.
_OTHER = "~~"
_PLAIN = re.compile("[A-Za-z0-9_-]+")
_ESCAPES = re.compile("(?:~[0-9A-F]{2})+")


def _escaped(name: str) -> str:
    """Return a name as one segment of a path; an empty name is `~`.

    Names that differ only in how accents are composed stay different on every file system.
    """
    if _PLAIN.fullmatch(name):
        return name
    found = ""
    for char in name:
        plain = char in "-_" or (char.isalnum() and is_normalized("NFC", found + char))
        found += char if plain else "".join(f"~{byte:02X}" for byte in char.encode())
    return found or "~"


def _unescaped(segment: str) -> str:
    if segment == "~":
        return ""
    return _ESCAPES.sub(
        lambda found: bytes.fromhex(found[0].replace("~", "")).decode(errors="replace"), segment
    )


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
