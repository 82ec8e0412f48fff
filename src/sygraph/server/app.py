"""The application: every room's routes, and the layers that every answer passes."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.errors import SygraphError
from sygraph.server import api, graph_store, linked_data
from sygraph.server import asset_routes as assets
from sygraph.server import network_routes as network_pages
from sygraph.server import query_routes as query_pages
from sygraph.server import reading_routes as reading
from sygraph.server.backend import Backend
from sygraph.server.context import Web
from sygraph.server.failures import on_error, on_http_error
from sygraph.server.frames import Question
from sygraph.server.languages import Languages
from sygraph.server.middleware import Compression, Frame
from sygraph.server.sparql_endpoint import SparqlEndpoint

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.server.settings import Settings

__all__ = ["application"]


def application(kg: KnowledgeGraph, settings: Settings) -> Starlette:
    """Return the ASGI application that serves a graph, to be run or mounted below any path."""
    web = Web(kg, settings)
    app = Starlette(
        routes=_routes(),
        middleware=[
            Middleware(
                Frame,
                prefix=web.prefix,
                methods={graph_store.PATH: graph_store.methods(settings.writable)},
            ),
            Middleware(SparqlEndpoint),
            Middleware(Compression),
            Middleware(Languages),
        ],
        lifespan=_lifespan,
        exception_handlers={SygraphError: on_error, HTTPException: on_http_error},
    )
    app.state.web = web
    return app


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    """Have the processes there before anybody asks, and gone when nobody does any more."""
    backend = app.state.web.backend
    threading.Thread(target=_warm, args=(backend,), daemon=True).start()
    yield
    backend.close()


def _warm(backend: Backend) -> None:
    with suppress(SygraphError):  # whoever asks first will hear of it
        backend.ask(Question("ASK {}"))


def _routes() -> list[BaseRoute]:
    """The routes of all rooms; each is a module with a list of its own, `ROUTES`."""
    rooms = (assets, query_pages, network_pages, api, reading, linked_data, graph_store)
    return [
        Route("/healthz", healthy, methods=["GET"]),
        *(_parted(route) for room in rooms for route in room.ROUTES),
    ]


def _parted(route: BaseRoute) -> BaseRoute:
    """The route; where its errors come from another thread, these leave everything there.

    What an error has passed on its way may hold answers, which the engine ties to their thread.
    """
    if not isinstance(route, Route) or iscoroutinefunction(route.endpoint):
        return route
    endpoint = route.endpoint

    @wraps(endpoint)
    def parted(request: Request) -> Response:
        try:
            answer: Response = endpoint(request)
        except SygraphError as error:
            error.__traceback__ = error.__cause__ = error.__context__ = None
            raise
        return answer

    methods = list(route.methods) if route.methods else None
    return Route(route.path, parted, methods=methods, name=route.name)


async def healthy(request: Request) -> Response:
    """That the server answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
