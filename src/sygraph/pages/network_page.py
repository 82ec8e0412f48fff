"""The network page: the article's network or a part of it, drawn by the scripts of a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.namespaces import curie, expand
from sygraph.network.themes import THEMES
from sygraph.pages.render import render
from sygraph.pages.texts import WORDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from sygraph.errors import SygraphError
    from sygraph.network.payload import Payload
    from sygraph.network.selection import Selection
    from sygraph.pages.render import Site

__all__ = ["hrefs", "network_page"]

WORDS.update(
    {
        "network.title": ("The network", "網絡圖", "网络图"),
        "network.whole": ("Everything", "全部", "全部"),
        "network.themes": ("Themes", "主題", "主题"),
        "network.about": ("Around", "以此為中心", "以此为中心"),
        "network.depth": ("links", "層", "层"),
        "network.path": ("From", "自", "自"),
        "network.to": ("to", "至", "至"),
        "network.show": ("Show", "顯示", "显示"),
        "network.choose": ("Show only a part", "只看一部分", "只看一部分"),
        "network.none": ("This cannot be drawn", "無法繪製", "无法绘制"),
        "network.script": (
            "The network is drawn by a script. Without one, read the article or the entities.",
            "網絡圖由指令碼繪製；停用時請讀文章或各實體頁。",
            "网络图由脚本绘制；停用时请读文章或各实体页。",
        ),
    }
)

# How many entities the fields offer.
_OFFERED = 400


def network_page(
    site: Site, selection: Selection, payload: Payload | None, problem: SygraphError | None = None
) -> str:
    """Return the page.

    Args:
        selection: what is shown.
        payload: what draws it, or None where there is a `problem` with that.
    """
    from sygraph.network.view import fragment

    theme = {name: theme.labels[site.lang] for name, theme in THEMES.items()}
    return render(
        site,
        "network.html",
        selection=selection,
        themes=theme,
        drawing=Markup(fragment(payload, site.links.asset)) if payload else None,
        problem=problem,
        entities=_entities(site),
    )


def hrefs(site: Site) -> Callable[[str], str]:
    """Return what gives the address of a node's page: of an IRI, or of its short form."""
    return lambda iri: site.links.node(expand(iri) or iri)


def _entities(site: Site) -> list[tuple[str, str]]:
    rows = site.kg.store.select(f"SELECT DISTINCT ?x {{ ?x a sy:Entity }} LIMIT {_OFFERED}")
    found = [node(row["x"]) for row in rows]
    names = labels(site.kg.store, found, site.lang)
    return sorted((curie(iri.value), names[iri]) for iri in found)
