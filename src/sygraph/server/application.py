"""The application: every room's routes, and the layers that every answer passes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from starlette.datastructures import State
from starlette.exceptions import HTTPException
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, Router
from starlette_compress import CompressMiddleware, add_compress_type

from sygraph.errors import SygraphError
from sygraph.rdf.formats import FORMATS
from sygraph.server import api, graph_store, linked_data, openapi
from sygraph.server import asset_routes as assets
from sygraph.server import network_routes as network_pages
from sygraph.server import query_routes as query_pages
from sygraph.server import reading_routes as reading
from sygraph.server.context import Web, web
from sygraph.server.failures import on_error, on_http_error
from sygraph.server.languages import Languages
from sygraph.server.middleware import Frame
from sygraph.server.sparql_endpoint import SparqlEndpoint

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

__all__ = ["Application"]

# What is packed already (a zip archive of tables) is not a single file of one of these formats.
for _format in FORMATS:
    if _format.kind != "tables":
        add_compress_type(_format.media_type.partition(";")[0])


class Application:
    """The application that answers requests in the process that runs it.

    It has no limit of time or memory: workers run it, which can be ended.

    Args:
        at: what requests are answered from; `request.app.state.web`.
        routes: further ones.
    """

    def __init__(self, at: Web, routes: Sequence[BaseRoute] = ()) -> None:
        self.state = State()
        self.state.web = at
        router = Router([*_routes(), *map(_awaited, routes)])
        handlers = {SygraphError: on_error, HTTPException: on_http_error}
        inner = SparqlEndpoint(ExceptionMiddleware(Languages(router), handlers))
        methods = {graph_store.PATH: graph_store.methods(at.settings.writable)}
        compressed = CompressMiddleware(inner, minimum_size=1000, zstd=False)
        self._app = Frame(compressed, at.prefix, methods)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self
        await self._app(scope, receive, send)


def _routes() -> list[BaseRoute]:
    """The routes of all rooms; each is a module with a list of its own, `ROUTES`."""
    rooms = (assets, query_pages, network_pages, api, openapi, reading, linked_data, graph_store)
    return [
        Route("/healthz", healthy, methods=["GET"]),
        *(_awaited(route) for room in rooms for route in room.ROUTES),
    ]


def _awaited(route: BaseRoute) -> BaseRoute:
    """The route with an endpoint that the server calls in its own thread, the only one it has."""
    if not isinstance(route, Route) or iscoroutinefunction(route.endpoint):
        return route
    endpoint = route.endpoint

    @wraps(endpoint)
    async def called(request: Request) -> Response:
        answer: Response = endpoint(request)
        return answer

    methods = list(route.methods) if route.methods else None
    return Route(route.path, called, methods=methods, name=route.name)


async def healthy(request: Request) -> Response:
    """Say that the server answers, having asked a query."""
    web(request).kg.store.ask("ASK {}")
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
