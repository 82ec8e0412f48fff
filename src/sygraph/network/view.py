"""Network views: the payload of a view, its HTML page, and its HTML fragment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sygraph.network.selection import Selection, select

if TYPE_CHECKING:
    from sygraph.network.payload import Payload
    from sygraph.queries.context import Context

__all__ = ["LIMIT", "View", "fragment", "render", "view_payload"]

#: The default for the greatest number of nodes in a view.
LIMIT = 2_000


def view_payload(
    kg: Context,
    selection: Selection | None = None,
    lang: str = "en",
    *,
    limit: int = LIMIT,
    href: Callable[[str], str] | None = None,
    expand: str | None = None,
    reading: bool = False,
) -> Payload:
    """Return the data that a page needs to draw a selection; see `sygraph.network.payload`.

    Args:
        selection: the part of the graph to show; default: everything.
        lang: the language of the page when it opens; the payload has all three.
        limit: the greatest number of nodes; the most important ones are kept.
        href: a function from the IRI of a node to the URL of its page.
        expand: a URL with the placeholder `{id}`, which returns the neighbours of a node.
        reading: whether to include the text of the article.

    Raises:
        SygraphError: the selection is wrong, or cannot be drawn.
        NotFound: the selection is empty.

    >>> import sygraph
    >>> payload = view_payload(sygraph.open(), Selection(path=("Sapporo", "Shenyang")))
    >>> [edge["label"]["en"][:29] for edge in payload["edges"]][:2]
    ['partner city, kind not stated', 'Further promoting, by a varie']
    """
    from sygraph.network.payload_builder import PayloadBuilder

    part = select(kg, selection or Selection())
    return PayloadBuilder(kg, part, limit).build(lang, href, expand, reading)


def render(payload: Payload) -> str:
    """Return a self-contained HTML page that draws a payload."""
    from sygraph.network.page_files import assemble_page

    return assemble_page(payload)


def fragment(
    payload: Payload,
    asset: Callable[[str], str],
    *,
    id: str = "sy-view",
    address: bool = False,
    inside: str = "",
) -> str:
    """Return HTML that draws a payload inside another page, without inline scripts.

    Args:
        asset: a function from the name of a script or style file to its URL.
        id: the id of the element; each view on a page needs a different one.
        address: whether the view keeps its state in the URL of the page; one view of a page can.
        inside: HTML for the bar of the view.

    >>> from sygraph.network.payload import Payload
    >>> nothing = Payload(
    ...     title="", lang="en", theme=None, nodes=[], edges=[], passages={}, families=[],
    ...     communities=[], cut=None, expand=None, article=None,
    ... )
    >>> '<div id="sy-view"' in fragment(nothing, "/static/{}".format)
    True
    """
    from sygraph.network.page_files import script_json

    files = ("vis-network.min.js", "view/view.js")
    styles = (
        f'<link rel="stylesheet" href="{escape(asset(name))}">'
        for name in ("theme.css", "view/view.css")
    )
    scripts = (f'<script defer src="{escape(asset(name))}"></script>' for name in files)
    data = escape(f"{id}-data")
    attribute = " data-address" if address else ""
    return "\n".join(
        (
            *styles,
            f'<div id="{escape(id)}" data-payload="{data}"{attribute}>{inside}</div>',
            f'<script type="application/json" id="{data}">{script_json(payload)}</script>',
            *scripts,
        )
    )


@dataclass(frozen=True)
class View:
    """A view of a graph; a notebook displays it.

    >>> import sygraph
    >>> view = sygraph.open().view(theme="partners", lang="zh-Hant")
    >>> view.payload["title"]["zh-Hant"]
    '夥伴'
    """

    kg: Context = field(repr=False)
    selection: Selection
    lang: str = "en"
    limit: int = LIMIT
    reading: bool = False

    @cached_property
    def payload(self) -> Payload:
        """The data of the page; see `sygraph.network.payload`."""
        return view_payload(
            self.kg, self.selection, self.lang, limit=self.limit, reading=self.reading
        )

    @property
    def html(self) -> str:
        """The page as HTML."""
        return render(self.payload)

    def save(self, path: str | Path) -> None:
        """Write the page to a file.

        Raises:
            OutputError: the file cannot be written.
        """
        from sygraph.rdf.output import open_output

        page = self.html.encode("utf-8")
        with open_output(path) as stream:
            stream.write(page)

    def _repr_html_(self, height: int = 560) -> str:
        return (
            f'<iframe srcdoc="{escape(self.html)}" width="100%" height="{height}"'
            ' sandbox="allow-scripts allow-downloads allow-popups" style="border:0"></iframe>'
        )
