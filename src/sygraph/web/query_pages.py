"""The pages that draw and ask: the query page, the timeline, the map and the network."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.pages.map import VIEWS, map_page
from sygraph.web.context import site

__all__ = ["ROUTES"]


def show_map(request: Request) -> Response:
    """The map of the article's links."""
    view = request.query_params.get("view", VIEWS[0])
    return HTMLResponse(map_page(site(request), view if view in VIEWS else VIEWS[0]))


ROUTES: list[BaseRoute] = [Route("/map", show_map)]
