"""Addresses in a static site, all relative, so that the site works at any address."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from posixpath import dirname, relpath
from urllib.parse import quote

from sygraph.pages.addresses import path_of
from sygraph.rdf.safe_output import web_address
from sygraph.site.hosting import FOLDERS

__all__ = ["FileLinks"]


class FileLinks:
    """Addresses of files, relative to a page in a language.

    Args:
        files: the paths of all files; what is not among them is not led to. Pages are called as in
            English, `id/seoul.html`, and are there in each language.
        here: the page itself.
        lang: the language that it is in.
        assets: takes the names of the assets that are asked for.

    >>> files = {"index.html", "id/seoul.html", "id/seoul.ttl", "map.html"}
    >>> links = FileLinks(files, "id/seoul.html", "zh-Hant", set())
    >>> links.page(""), links.page("map"), links.asset("theme.css")
    ('../index.html', '../map.html', '../../static/theme.css')
    >>> links.node("https://w3id.org/sygraph/id/seoul"), links.language("en")
    ('seoul.html', '../../id/seoul.html')
    >>> links.data("https://w3id.org/sygraph/id/seoul", ".ttl")
    '../../id/seoul.ttl'
    """

    def __init__(
        self, files: Collection[str], here: str, lang: str, assets: set[str] | None = None
    ) -> None:
        self._files = files
        self._here = here
        self._lang = lang
        self._folder = dirname(FOLDERS[lang] + here)
        self.assets = set() if assets is None else assets

    def node(self, iri: str) -> str:
        path = path_of(iri)
        if path is None or f"{path}.html" not in self._files:
            return web_address(iri)
        return self._to(FOLDERS[self._lang] + path + ".html")

    def data(self, iri: str, suffix: str) -> str:
        path = path_of(iri)
        found = path is not None and path + suffix in self._files
        return self._to(f"{path}{suffix}") if found else ""

    def page(self, name: str, query: Mapping[str, str] | None = None) -> str:
        """Return a page or a file by name, or the home page if there is none.

        Of what a server would be asked after the question mark, there is a page below for some:
        `network/transport.html` for the theme transport.
        """
        if name in self._files and not name.endswith(".html"):
            return self._to(name)
        stem = name.removesuffix(".html") or "index"
        chosen = [f"{stem}/{value}.html" for value in (query or {}).values()]
        for page in (*chosen, f"{stem}.html", "index.html"):
            if page in self._files:
                break
        return self._to(FOLDERS[self._lang] + page)

    def has(self, path: str) -> bool:
        return path in self._files

    def asset(self, name: str) -> str:
        self.assets.add(name)
        return self._to(f"static/{name}")

    def language(self, lang: str) -> str:
        return self._to(FOLDERS[lang] + self._here)

    def _to(self, path: str) -> str:
        return quote(relpath(path, self._folder or "."))
