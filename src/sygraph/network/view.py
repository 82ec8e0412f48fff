"""Network views: from a part of the graph to what a page draws, and to one HTML file of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sygraph.network.selection import Selection, pick

if TYPE_CHECKING:
    from sygraph.network.payload import Payload
    from sygraph.queries.context import Context

__all__ = ["LIMIT", "View", "fragment", "render", "view_payload"]

#: How many nodes a view shows at most, unless told otherwise.
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
    """Return what a page is given to draw a selection; see `sygraph.network.payload`.

    Args:
        selection: what to show; everything if not given.
        lang: the language that the page opens in; it has the words of all three.
        limit: how many nodes to show at most, the most important; a note says how many there are.
        href: from the IRI of a node to the address of its page, in the web.
        expand: an address with `{id}` in it, where the page gets what is around a node.
        reading: whether to give the article's text too.

    Raises:
        SygraphError: the selection is wrong, or cannot be drawn.
        NotFound: it finds nothing.

    >>> import sygraph
    >>> payload = view_payload(sygraph.open(), Selection(path=("Sapporo", "Shenyang")))
    >>> [edge["label"]["en"] for edge in payload["edges"]][:2]
    ['partner city, kind not stated', 'undertaking: under way']
    """
    from sygraph.network.payload_builder import Making

    picked = pick(kg, selection or Selection())
    return Making(kg, picked, limit).payload(lang, href, expand, reading)


def render(payload: Payload) -> str:
    """Return one HTML page that draws a payload and asks the outside for nothing."""
    from sygraph.network.page_files import assembled

    return assembled(payload)


def fragment(
    payload: Payload, asset: Callable[[str], str], *, id: str = "sy-view", whole: bool = False
) -> str:
    """Return HTML that draws a payload inside another page, under a strict policy.

    Its scripts and styles are files that `asset` gives the addresses of: nothing inline is run.
    Where several stand in one page, each needs an id of its own. Where it is the `whole` page, the
    view keeps its state in the page's address, and has buttons for language and theme.

    >>> from sygraph.network.payload import Payload
    >>> nothing = Payload(
    ...     title="", lang="en", theme=None, nodes=[], edges=[], passages={}, families=[],
    ...     communities=[], cut=None, expand=None, article=None,
    ... )
    >>> '<div id="sy-view"' in fragment(nothing, "/static/{}".format)
    True
    """
    from sygraph.network.page_files import SCRIPTS, STYLES, script_json

    files = ["vis-network.min.js", *(f"view/{name}" for name in SCRIPTS)]
    styles = (f'<link rel="stylesheet" href="{escape(asset(f"view/{name}"))}">' for name in STYLES)
    scripts = (f'<script defer src="{escape(asset(name))}"></script>' for name in files)
    data = escape(f"{id}-data")
    alone = " data-whole" if whole else ""
    return "\n".join(
        (
            *styles,
            f'<div id="{escape(id)}" data-payload="{data}"{alone}></div>',
            f'<script type="application/json" id="{data}">{script_json(payload)}</script>',
            *scripts,
        )
    )


@dataclass(frozen=True)
class View:
    """A view of a graph; it shows itself in a notebook.

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
        """What the page is given; see `sygraph.network.payload`."""
        return view_payload(
            self.kg, self.selection, self.lang, limit=self.limit, reading=self.reading
        )

    @property
    def html(self) -> str:
        """The page."""
        return render(self.payload)

    def save(self, path: str | Path) -> None:
        """Write the page to a file.

        Raises:
            OutputError: it cannot be written.
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
