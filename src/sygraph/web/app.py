"""The application: every room's routes, and the one place where errors become answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from sygraph.web.context import Web

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.web.settings import Settings

__all__ = ["application"]


def application(kg: KnowledgeGraph, settings: Settings) -> Starlette:
    """Return the ASGI application that serves a graph."""
    app = Starlette(routes=_routes())
    app.state.web = Web(kg, settings)
    return app


def _routes() -> list[BaseRoute]:
    """The routes of all rooms; each is a module with a list of its own, `ROUTES`."""
    return []
