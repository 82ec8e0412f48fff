"""Handlers of jobs that end their own process, as an engine does that fails."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping

from sygraph.store.interface import Store
from sygraph.store.jobs.worker_process import DATA, Handler, Send, Worker

__all__ = ["ECHO", "END_ITSELF", "handlers"]

END_ITSELF, ECHO = b"F", b"E"


def handlers(store: Store, worker: Worker) -> Mapping[bytes, Handler]:
    return {END_ITSELF: end_itself, ECHO: echo}


def end_itself(data: bytes, send: Send) -> None:
    """Write a text to standard error as the engine does, then end by a signal."""
    text, number = json.loads(data)
    os.write(2, text.encode())
    os.kill(os.getpid(), number)


def echo(data: bytes, send: Send) -> None:
    send(DATA, data)
