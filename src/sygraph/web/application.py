"""The application: every room's routes, and the layers that every answer passes."""

from __future__ import annotations

from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette_compress import CompressMiddleware

from sygraph.errors import SygraphError
from sygraph.web import api, assets, graph_store, linked_data, network_pages, query_pages, reading
from sygraph.web.context import Web, web
from sygraph.web.failures import on_error, on_http_error
from sygraph.web.languages import Languages
from sygraph.web.middleware import Frame
from sygraph.web.sparql_endpoint import SparqlEndpoint

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["answering_application"]


def answering_application(at: Web) -> ASGIApp:
    """Return the application that answers requests in the process that runs it.

    It has no limit of time or memory: workers run it, which can be ended.
    """
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Languages)],
        exception_handlers={SygraphError: on_error, HTTPException: on_http_error},
    )
    app.state.web = at
    compressed = CompressMiddleware(SparqlEndpoint(app), minimum_size=1000, zstd=False)
    return Frame(compressed, at.prefix)


def _routes() -> list[BaseRoute]:
    """The routes of all rooms; each is a module with a list of its own, `ROUTES`."""
    rooms = (assets, query_pages, network_pages, api, reading, linked_data, graph_store)
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
