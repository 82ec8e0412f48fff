"""The pages that draw and ask: the query page, the timeline, the map and the network."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.pages.map import VIEWS, map_page
from sygraph.pages.timeline import timeline_page
from sygraph.web.context import site

__all__ = ["ROUTES"]


def show_map(request: Request) -> Response:
    """The map of the article's links."""
    view = request.query_params.get("view", VIEWS[0])
    return HTMLResponse(map_page(site(request), view if view in VIEWS else VIEWS[0]))


def show_timeline(request: Request) -> Response:
    """What the article dates: `?class=sy:Target&from=2025&to=2050`."""
    given = request.query_params
    page = timeline_page(
        site(request), given.getlist("class"), _year(given.get("from")), _year(given.get("to"))
    )
    return HTMLResponse(page)


def _year(text: str | None) -> int | None:
    """A year that was asked for; None where it is none, as in a field left empty."""
    return int(text) if text and len(text) == 4 and text.isascii() and text.isdigit() else None


ROUTES: list[BaseRoute] = [Route("/map", show_map), Route("/timeline", show_timeline)]
