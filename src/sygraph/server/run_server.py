"""Run the server: its socket, its supervisor, and its front processes."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pyoxigraph as ox
import uvicorn

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.server.answering import handlers, page_request
from sygraph.server.connections import Connections
from sygraph.server.context import Web
from sygraph.server.front import Front
from sygraph.server.settings import Settings
from sygraph.server.workers import Workers
from sygraph.store.interface import OxigraphStore
from sygraph.store.jobs.graphs import HeldGraph, MemoryGraph
from sygraph.store.jobs.supervisor import Limits, Supervisor

__all__ = ["address", "bound", "serve"]

# Seconds in which requests must be answered when the server shuts down.
_GRACE = 10
_SEND_BUFFER = 1 << 18
# One part in so many of the memory for all processes is the room for replies to slow clients.
_WAITING_SHARE = 2


def bound(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises:
        SygraphError: the port is in use, or the address is not one of this machine.
    """
    host, port = settings.host, settings.port
    try:
        family, _, _, _, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            if os.name == "posix":
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # A small buffer shows soon how much a slow client has read.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            listener.bind(place)
            listener.listen(2048)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            hint = f"choose another one: --port {port + 1}, or --port 0 for any that is free"
            raise SygraphError(f"port {port} of {host} is in use", hint=hint) from error
        if error.errno == errno.EACCES:
            hint = "ports below 1024 are the system's: take another one"
            raise SygraphError(f"port {port} may not be used", hint=hint) from error
        reason = error.strerror or str(error)
        raise SygraphError(f"cannot listen at {host} port {port}: {reason}") from error
    return listener


def address(settings: Settings, listener: socket.socket) -> str:
    """The public address of the first page, or the address of the socket."""
    if settings.base_url:
        return settings.base_url.rstrip("/") + "/"
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{host}:{port}/"


def serve(
    graph: HeldGraph,
    files: Files,
    settings: Settings,
    listener: socket.socket,
    ready: Callable[[], None] = lambda: None,
) -> int:
    """Serve a graph on a socket until a signal; return the exit status.

    This process becomes the supervisor.

    Args:
        ready: called when the server is ready.
    """
    _raise_open_files()
    count = settings.workers or max(2, os.cpu_count() or 1)
    limits = Limits(settings.max_memory) if settings.max_memory else Limits()
    handling = partial(handlers, settings=settings, files=files.spec)
    ahead = page_request("/network") if settings.draws_ahead else None
    supervisor = Supervisor(graph, handling, limits, ready, ahead)
    # Temporary files may lie in memory: they and the processes have half of a container each.
    waiting = limits.memory // _WAITING_SHARE // count
    front = partial(_serve_front, graph, files, settings, listener, count, waiting)
    supervisor.add_fronts(count, front)
    return supervisor.run()


def _serve_front(
    graph: HeldGraph,
    files: Files,
    settings: Settings,
    listener: socket.socket,
    count: int,
    waiting: int,
    control: socket.socket,
) -> None:
    """Run as a front process."""
    store = graph.store if isinstance(graph, MemoryGraph) else OxigraphStore(ox.Store())
    at = Web(KnowledgeGraph(store, files), settings)
    workers = Workers(
        control,
        timeout=settings.timeout,
        places=max(1, settings.concurrency // count),
        most_waiting=waiting,
    )
    connections = Connections()
    started = False

    def own_workers() -> Workers:
        nonlocal started
        if not started:
            started = True
            workers.start()
        return workers

    protocol: Any = connections.protocol
    config = uvicorn.Config(
        Front(at, own_workers, connections),
        http=protocol,
        log_config=None,
        log_level="error",  # a stranger cannot fill the log with requests that are not HTTP
        access_log=False,
        server_header=False,
        # Headers of a proxy are not trusted.
        proxy_headers=False,
        ws="none",
        lifespan="on",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE,
    )
    uvicorn.Server(config).run(sockets=[listener])


def _raise_open_files() -> None:
    """Raise the limit of open files to the maximum, so that there can be many connections."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
