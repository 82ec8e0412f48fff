"""Themes of network views: the nodes that each is about, and the links that it shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.entities.facts import batches, node, values
from sygraph.namespaces import expand, sy
from sygraph.store.interface import Store

__all__ = ["THEMES", "Theme", "present_themes", "theme_figures", "theme_links"]

Link = tuple[NamedNode, NamedNode, NamedNode]


@dataclass(frozen=True)
class Theme:
    """A theme, as `themes.toml` describes it.

    Attributes:
        labels: the name of the theme by language.
        pattern: the SPARQL pattern that binds ?core to the nodes that the theme is about, and
            perhaps ?figure to figures about them, which are drawn.
        links: properties that lead from a core node.
        back: properties that lead to a core node.
        further: pairs of a class and a property that leads on from a linked node of that class.
    """

    name: str
    labels: dict[str, str]
    pattern: str
    links: tuple[NamedNode, ...]
    back: tuple[NamedNode, ...]
    further: tuple[tuple[NamedNode, NamedNode], ...]


def _theme(name: str, row: dict[str, Any]) -> Theme:
    links = _terms(row["links"])
    back = _terms(row["back"]) if "back" in row else links
    further = tuple((_term(cls), _term(link)) for cls, link in row["further"])
    return Theme(name, row["label"], row["pattern"], links, back, further)


def _terms(curies: Iterable[str]) -> tuple[NamedNode, ...]:
    return tuple(map(_term, curies))


def _term(curie: str) -> NamedNode:
    iri = expand(curie)
    assert iri is not None, curie
    return NamedNode(iri)


THEMES = {name: _theme(name, row) for name, row in read_toml("network/themes.toml").items()}


def present_themes(store: Store) -> dict[str, Theme]:
    """Return the themes that the graph has something for.

    >>> from sygraph.store.interface import OxigraphStore
    >>> present_themes(OxigraphStore.bundled()) == THEMES
    True
    """
    return {
        name: theme for name, theme in THEMES.items() if store.ask(f"ASK {{ {theme.pattern} }}")
    }


def theme_links(store: Store, theme: Theme) -> tuple[list[NamedNode], set[Link]]:
    """Return the core nodes of a theme, and the links that it shows.

    >>> from sygraph.namespaces import sy
    >>> from sygraph.store.interface import OxigraphStore
    >>> core, links = theme_links(OxigraphStore.bundled(), THEMES["events"])
    >>> sy("inSeries") in {predicate for _, predicate, _ in links}
    True
    """
    core = f"{{ SELECT DISTINCT ?core {{ {theme.pattern} }} }}"
    found = [node(row["core"]) for row in store.select(f"SELECT ?core {core}")]
    links = _links(
        store,
        f"{core} {{ {values('p', theme.links)} ?core ?p ?o BIND(?core AS ?s) }} UNION"
        f" {{ {values('p', theme.back)} ?s ?p ?core BIND(?core AS ?o) }}",
    )
    ends = {end for start, _, far in links for end in (start, far)}
    pairs = " ".join(f"({cls} {link})" for cls, link in theme.further)
    for batch in batches(sorted(ends, key=str)):
        links |= _links(
            store,
            f"{values('s', batch)} VALUES (?class ?p) {{ {pairs} }} ?s a ?class ; ?p ?o",
        )
    return sorted(found, key=str), links


def theme_figures(store: Store, theme: Theme) -> set[Link]:
    """Return the links from the figures that a theme draws to what they are about.

    >>> from sygraph.store.interface import OxigraphStore
    >>> len(theme_figures(OxigraphStore.bundled(), THEMES["trade"])) > 10
    True
    """
    if "?figure" not in theme.pattern:
        return set()
    rows = store.select(
        f"SELECT DISTINCT ?figure ?core {{ {theme.pattern} FILTER(BOUND(?figure)) }}"
    )
    return {(node(row["figure"]), sy("of"), node(row["core"])) for row in rows}


def _links(store: Store, pattern: str) -> set[Link]:
    rows = store.select(f"SELECT DISTINCT ?s ?p ?o {{ {pattern} FILTER(ISIRI(?o)) }}")
    return {(node(row["s"]), node(row["p"]), node(row["o"])) for row in rows}
