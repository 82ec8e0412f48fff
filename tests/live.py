"""A running server for the tests, on a free port of this machine."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sygraph.graph import KnowledgeGraph
from sygraph.server.run_server import Server, address, bound
from sygraph.server.settings import Settings

__all__ = ["live"]

# No test waits so long unless something is wrong.
_PATIENCE = 30


@contextmanager
def live(kg: KnowledgeGraph, **wishes: Any) -> Iterator[str]:
    """Serve a graph with these settings; gives the address of the first page, with a slash."""
    gc.collect()  # lest answers that other tests left unread be dropped by the server's threads
    settings = Settings(port=0, **wishes)
    ready = threading.Event()
    with bound(settings) as listener:
        server = Server(kg, settings, listener, ready.set)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        try:
            assert ready.wait(_PATIENCE), "the server did not start"
            yield address(Settings(), listener)  # not the one that the outside would know
        finally:
            server.should_exit = True
            thread.join(_PATIENCE)
            assert not thread.is_alive(), "the server did not end"
