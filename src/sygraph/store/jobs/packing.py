"""Errors as bytes, to be raised in another process than the one in which they occurred."""

from __future__ import annotations

import builtins
import json
from importlib import import_module

from sygraph.errors import SygraphError

__all__ = ["DeadlineExceeded", "WorkerLost", "pack", "unpack"]


class DeadlineExceeded(SygraphError):
    """A query that was stopped because its time was up; `seconds` is what it had."""

    status = 503

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query was stopped after {seconds:g} s",
            hint="make it more selective, give it a LIMIT or more time",
        )
        self.seconds = seconds


class WorkerLost(SygraphError):
    """A worker that has ended before its job, or cannot be started."""

    status = 503


def pack(error: Exception) -> bytes:
    """Return an error as bytes: one of ours or of Python's own as it is, another in words."""
    cls = type(error)
    if not (cls.__module__ == "builtins" or isinstance(error, SygraphError)):
        return pack(RuntimeError(f"{cls.__name__}: {error}"))
    name = f"{cls.__module__}:{cls.__qualname__}"
    arguments = error.args if isinstance(error, SygraphError) else [str(error)]
    return json.dumps([name, arguments, vars(error)], default=str).encode()


def unpack(data: bytes) -> Exception:
    """Return an error from its bytes."""
    name, arguments, state = json.loads(data)
    module, _, cls = name.partition(":")
    found = getattr(builtins if module == "builtins" else import_module(module), cls)
    error: Exception = found.__new__(found, *arguments)
    error.args = tuple(arguments)
    vars(error).update(state)
    return error
