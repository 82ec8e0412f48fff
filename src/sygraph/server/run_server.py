"""Runs the application: a socket, a process, and an end without haste."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn

from sygraph.errors import SygraphError
from sygraph.server.app import application
from sygraph.server.http import HttpProtocol

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.server.settings import Settings

__all__ = ["Server", "address", "bound"]

# Seconds for what is being answered when the server is told to end.
_GRACE = 10


def bound(settings: Settings) -> socket.socket:
    """Return a socket that listens where the settings say.

    Raises:
        SygraphError: the port is taken, or the address is none of this machine's.
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
    """The address of the first page: what the outside knows, or where the socket listens."""
    if settings.base_url:
        return settings.base_url.rstrip("/") + "/"
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{host}:{port}/"


class Server(uvicorn.Server):
    """The server of a graph on a socket.

    Args:
        ready: called when it answers.
    """

    def __init__(
        self,
        kg: KnowledgeGraph,
        settings: Settings,
        listener: socket.socket,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self._listener = listener
        self._ready = ready
        app = application(kg, settings)
        protocol: Any = partial(HttpProtocol, web=app.state.web)
        super().__init__(
            uvicorn.Config(
                app,
                http=protocol,
                log_config=None,
                access_log=False,
                server_header=False,
                # What it says of who asked comes from the outside only where a proxy is trusted.
                proxy_headers=False,
                ws="none",
                lifespan="on",
                timeout_keep_alive=30,
                timeout_graceful_shutdown=_GRACE,
                limit_concurrency=1000,
            )
        )

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until told to end."""
        super().run(sockets or [self._listener])

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self._ready()
