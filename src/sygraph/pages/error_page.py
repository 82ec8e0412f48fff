"""The page of an error, with links to similar names."""

from __future__ import annotations

from collections.abc import Sequence

from sygraph.namespaces import ID, expand
from sygraph.pages.render import Site, render
from sygraph.pages.texts import texts

__all__ = ["error_page"]


def error_page(
    site: Site,
    status: int,
    message: str,
    hint: str | None = None,
    near: Sequence[str] = (),
    path: str = "",
) -> str:
    """Return the page of an error, with its HTTP status.

    Args:
        near: similar names.
        path: the path that was asked for; its last name is in the search box.
    """
    title = f"failed.{status}" if f"failed.{status}" in texts(site.lang) else "failed"
    return render(
        site,
        "error.html",
        title=title,
        status=status,
        message=message,
        # The page already links to the names.
        hint=None if hint == f"did you mean {' or '.join(near)}?" else hint,
        near=[(name, _address(site, name)) for name in near],
        sought=_sought(path),
    )


def _sought(path: str) -> str:
    """Return what to search for: the last name of a path, as words.

    >>> _sought("/id/west-sea-port.html")
    'west sea port'
    """
    last = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return " ".join(last.replace("-", " ").replace("_", " ").split())


def _address(site: Site, name: str) -> str:
    """Return the page of a name if it is a short IRI or a slug, else a search for it."""
    iri = expand(name)
    if iri is not None:
        return site.links.node(iri)
    if name.isascii() and name.replace("-", "").isalnum() and name.islower():
        return site.links.node(ID + name)
    return site.links.page("search", {"q": name})
