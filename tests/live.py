"""A running server for the tests, on a free port of this machine."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sygraph.graph import KnowledgeGraph
from sygraph.server.run_server import address, bound, serve
from sygraph.server.settings import Settings
from sygraph.store.jobs.graphs import held

__all__ = ["children", "live", "live_process"]

# No test waits so long unless something is wrong.
_PATIENCE = 30


@contextmanager
def live(kg: KnowledgeGraph, **options: Any) -> Iterator[str]:
    """Serve a graph with these settings; gives the address of the first page, with a slash."""
    with live_process(kg, **options) as (url, _):
        yield url


@contextmanager
def live_process(kg: KnowledgeGraph, **options: Any) -> Iterator[tuple[str, int]]:
    """Serve a graph in a child of this process; gives the address and the child's number."""
    settings = Settings(port=0, **options)
    with bound(settings) as listener:
        url = address(Settings(), listener)  # not the one that the outside would know
        ready, tells = os.pipe()
        pid = os.fork()
        if not pid:
            _be_server(kg, settings, listener, tells)
        os.close(tells)
        try:
            with open(ready, "rb") as stream:
                assert stream.read(1) == b"r", "the server did not start"
            yield url, pid
        finally:
            os.kill(pid, signal.SIGTERM)
            os.waitpid(pid, 0)


def _be_server(kg: KnowledgeGraph, settings: Settings, listener: socket.socket, tells: int) -> None:
    def ready() -> None:
        os.write(tells, b"r")
        os.close(tells)

    status = 1
    try:
        status = serve(held(kg.store), kg.files, settings, listener, ready)
    finally:
        os._exit(status)


def children(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    try:
        own = [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []
    return [*own, *(n for one in own for n in children(one))]
