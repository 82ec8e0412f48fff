"""A running server for the tests, on a free port of this machine."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from child_processes import gone
from sygraph.graph import KnowledgeGraph
from sygraph.server.run_server import address, bound, serve
from sygraph.server.settings import Settings
from sygraph.store.jobs.graphs import held
from sygraph.store.jobs.memory import end_with_parent

__all__ = ["live", "live_process"]

# Seconds in which a server starts or ends unless something is wrong.
_PATIENCE = 60


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
        pid, ready = _forked(kg, settings, listener)
        try:
            with ready:
                ready.settimeout(_PATIENCE)
                assert ready.recv(1), "the server did not start"
            yield url, pid
        finally:
            os.kill(pid, signal.SIGTERM)
            if not gone(pid):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _forked(
    kg: KnowledgeGraph, settings: Settings, listener: socket.socket
) -> tuple[int, socket.socket]:
    """Fork a server; return its process number, and the socket on which it says it is ready."""
    ours, theirs = socket.socketpair()
    parent = os.getpid()
    # The child must not drop what other tests left: to close a store on disk, for one, is to wait
    # for threads that a child does not have.
    gc.collect()
    gc.freeze()
    pid = os.fork()
    if not pid:
        end_with_parent(parent)
        ours.close()
        _be_server(kg, settings, listener, theirs)
    gc.unfreeze()
    theirs.close()
    return pid, ours


def _be_server(
    kg: KnowledgeGraph, settings: Settings, listener: socket.socket, tells: socket.socket
) -> None:
    def ready() -> None:
        with tells:
            tells.sendall(b"r")

    status = 1
    try:
        faulthandler.disable()  # of a worker that the engine aborts, the server reports
        status = serve(held(kg.store), kg.files, settings, listener, ready)
    finally:
        os._exit(status)
