"""The network over HTTP: its page, and what a page asks for when a node is expanded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.errors import SygraphError
from sygraph.network.selection import Selection
from sygraph.pages.network_page import hrefs, network_page
from sygraph.rdf.safe_output import json_text
from sygraph.server.context import language, root, site, web
from sygraph.server.inputs import Input, read
from sygraph.text.scalars import read_integer, shortened

if TYPE_CHECKING:
    from sygraph.network.payload import Payload

__all__ = ["ROUTES"]

# The most nodes of a page, and of an expansion.
_DRAWN, _ADDED = 2_000, 60
_DEPTH = 4
# The most rows of an answer that a page draws.
_ROWS = 2_000


def show_network(request: Request) -> Response:
    """The network: `?theme=trade`, `?about=seoul&depth=1`, `?path=Seoul&path=Moscow`, `?query=`."""
    here = site(request)
    try:
        selection = _selection(request)
        expand = here.links.page("network.json") + "?id={id}"
        payload = _drawn(request, selection, _DRAWN, expand)
    except SygraphError as problem:
        page = network_page(here, Selection(), None, problem)
        return HTMLResponse(page, problem.status)
    return HTMLResponse(network_page(here, selection, payload))


def expand_network(request: Request) -> Response:
    """The neighbours of a node: `?id=id:seoul`."""
    given = read(
        request,
        (
            Input("id", "string", "The node, by any of its names.", "id:seoul", required=True),
            Input(
                "depth", "integer", "How many links away.", "1",
                default=1, minimum=1, maximum=_DEPTH,
            ),
        ),
    )  # fmt: skip
    selection = Selection(about=given["id"], depth=given["depth"])
    payload = _drawn(request, selection, _ADDED, None)
    parts = ("nodes", "edges", "passages", "families")
    added = {part: payload[part] for part in parts}  # type: ignore[literal-required]
    return Response(json_text(added), media_type="application/json")


def _selection(request: Request) -> Selection:
    given = request.query_params
    ends = [end for end in given.getlist("path") if end.strip()]
    if ends and len(ends) != 2:
        raise SygraphError("a path has two ends", hint="give path twice: ?path=Seoul&path=Moscow")
    depth = given.get("depth", "")
    about = given.get("about", "").strip() or None
    try:
        hops = read_integer(depth, 1, _DEPTH) if depth else None
    except ValueError:
        shown = shortened(depth)
        raise SygraphError(
            f"depth cannot be {shown}", hint=f"a number from 1 to {_DEPTH}"
        ) from None
    return Selection(
        about=about,
        depth=hops if about else None,
        path=cast(tuple[str, str], tuple(ends)) if ends else None,
        query=given.get("query") or None,
        rows=_ROWS if given.get("query") else None,
        theme=given.get("theme") or None,
    )


def _drawn(request: Request, selection: Selection, limit: int, expand: str | None) -> Payload:
    """The drawing of a selection, which all workers keep until the graph changes."""
    from sygraph.network.view import view_payload

    here = web(request)
    key = repr((here.edition, root(request), selection, limit, expand)).encode()
    if (kept := here.kept.get(key)) is None:
        # A query of a visitor runs in a store with limits.
        kg = here.guarded if selection.query else here.kg
        links = hrefs(site(request))
        drawn = view_payload(kg, selection, "en", limit=limit, href=links, expand=expand)
        here.kept[key] = kept = json_text(drawn).encode()
    return cast("Payload", {**json.loads(kept), "lang": language(request)})


ROUTES: list[BaseRoute] = [
    Route("/network", show_network, methods=["GET"]),
    Route("/network.json", expand_network, methods=["GET"]),
]
