"""The application: every room's routes, and the layers that every answer passes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from sygraph.errors import SygraphError
from sygraph.web import assets
from sygraph.web.context import Web
from sygraph.web.failures import on_error, on_http_error
from sygraph.web.middleware import Compression, Frame

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.web.settings import Settings

__all__ = ["application"]


def application(kg: KnowledgeGraph, settings: Settings) -> Starlette:
    """Return the ASGI application that serves a graph, to be run or mounted below any path."""
    web = Web(kg, settings)
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Frame, prefix=web.prefix), Middleware(Compression)],
        exception_handlers={SygraphError: on_error, HTTPException: on_http_error},
    )
    app.state.web = web
    return app


def _routes() -> list[BaseRoute]:
    """The routes of all rooms; each is a module with a list of its own, `ROUTES`."""
    return [
        Route("/healthz", healthy, methods=["GET"]),
        *assets.ROUTES,
    ]


async def healthy(request: Request) -> Response:
    """That the server answers."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})
