"""The ASGI application for other servers, to run or to mount below any path."""

from __future__ import annotations

import asyncio
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import pyoxigraph as ox

from sygraph.graph import KnowledgeGraph
from sygraph.server.application import Application
from sygraph.server.context import Web
from sygraph.server.front import Front
from sygraph.server.settings import Settings
from sygraph.server.workers import Workers
from sygraph.store.disk import DiskStore
from sygraph.store.interface import OxigraphStore
from sygraph.store.jobs.client import Program

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["application"]


def application(kg: KnowledgeGraph, settings: Settings) -> ASGIApp:
    """Return the ASGI application that serves a graph.

    Workers answer the requests; the first request starts them. With another engine, or if the
    system cannot fork, this process answers the requests, without a time limit.
    """
    if isinstance(kg.store, OxigraphStore) and hasattr(os, "fork"):
        return _Embedded(kg, settings)
    return Application(Web(kg, settings))


class _Embedded(Front):
    """A front that starts its own supervisor; for any number of event loops."""

    def __init__(self, kg: KnowledgeGraph, settings: Settings) -> None:
        self._kg = kg
        self._program: Program | None = None
        self._of_loop: dict[asyncio.AbstractEventLoop, Workers] = {}
        plain = KnowledgeGraph(OxigraphStore(ox.Store()), kg.files)
        super().__init__(Web(plain, settings), self._own_workers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, receive, send)
        if scope["type"] == "lifespan" and self._program is not None:
            self._program.close()
            self._program = None
            self._of_loop.clear()

    def _own_workers(self) -> Workers:
        loop = asyncio.get_running_loop()
        found = self._of_loop.get(loop)
        if found is None:
            if self._program is None:
                self._program = self._started()
            settings = self._settings
            found = Workers(
                self._program.join(), timeout=settings.timeout, places=settings.concurrency
            )
            found.start()
            found.report_ready()
            still_open = {
                other: workers for other, workers in self._of_loop.items() if not other.is_closed()
            }
            self._of_loop = {**still_open, loop: found}
        return found

    def _started(self) -> Program:
        store = self._kg.store
        assert isinstance(store, OxigraphStore)
        on_disk = isinstance(store, DiskStore)
        files = self._kg.files.spec
        config = {
            "data": files,
            "store": os.path.abspath(store.folder) if isinstance(store, DiskStore) else None,
            "services": list(store.services),
            "handlers": "sygraph.server.answering:handlers",
            "options": {"settings": asdict(self._settings), "files": files},
            "memory": self._settings.max_memory,
        }
        return Program(config, () if on_disk else (store.engine, ox.Store()))
