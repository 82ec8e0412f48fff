"""The ASGI application: all routes, and the middleware."""

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

# A zip archive of tables is compressed already, so its format is left out.
for _format in FORMATS:
    if _format.kind != "tables":
        add_compress_type(_format.media_type.partition(";")[0])


class Application:
    """The application that answers requests in its own process.

    It does not limit time or memory: it runs in workers, which can be killed.

    Args:
        at: the context of requests; `request.app.state.web`.
        routes: further routes.
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
    """The routes of all modules; each has a list `ROUTES`."""
    modules = (assets, query_pages, network_pages, api, openapi, reading, linked_data, graph_store)
    return [
        Route("/healthz", healthy, methods=["GET"]),
        *(_awaited(route) for module in modules for route in module.ROUTES),
    ]


def _awaited(route: BaseRoute) -> BaseRoute:
    """The route with its endpoint as a coroutine, so that it runs in the main thread."""
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
    """Run a query, and answer that the server works."""
    web(request).kg.store.ask("ASK {}")
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
