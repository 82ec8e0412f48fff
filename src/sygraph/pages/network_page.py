"""The network page: the network or a part of it, drawn by the scripts of a view."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from markupsafe import Markup

from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.namespaces import curie, expand
from sygraph.network.multilingual import in_language
from sygraph.network.themes import present_themes
from sygraph.pages.render import render

if TYPE_CHECKING:
    from collections.abc import Callable

    from sygraph.errors import SygraphError
    from sygraph.network.payload import Payload
    from sygraph.network.selection import Selection
    from sygraph.pages.render import Site

__all__ = ["hrefs", "network_page"]


# The most entities that the fields offer.
_OFFERED = 400


def network_page(
    site: Site, selection: Selection, payload: Payload | None, problem: SygraphError | None = None
) -> str:
    """Return the page.

    Args:
        selection: what is shown.
        payload: what draws it, or None where there is a `problem` with that.
    """
    themes = present_themes(site.kg.store)
    theme = {name: theme.labels[site.lang] for name, theme in themes.items()}
    return render(
        site,
        "network.html",
        selection=selection,
        title=in_language(payload["title"], site.lang) if payload else None,
        themes=theme,
        drawing=partial(_drawing, site, payload) if payload else None,
        problem=problem,
        entities=_entities(site),
    )


def _drawing(site: Site, payload: Payload, controls: str) -> Markup:
    """Return the view, which has controls of the page in its bar."""
    from sygraph.network.view import fragment

    return Markup(fragment(payload, site.links.asset, address=True, inside=controls))


def hrefs(site: Site) -> Callable[[str], str]:
    """Return the function that gives the address of a node's page, by IRI or CURIE."""
    return lambda iri: site.links.node(expand(iri) or iri)


def _entities(site: Site) -> list[tuple[str, str]]:
    rows = site.kg.store.select(f"SELECT DISTINCT ?x {{ ?x a sy:Entity }} LIMIT {_OFFERED}")
    found = [node(row["x"]) for row in rows]
    names = labels(site.kg.store, found, site.lang)
    return sorted((curie(iri.value), names[iri]) for iri in found)
