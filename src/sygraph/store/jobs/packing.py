"""Errors as bytes, so that one process can raise the error of another."""

from __future__ import annotations

import builtins
import json
from importlib import import_module

from sygraph.errors import SygraphError

__all__ = ["DeadlineExceeded", "WorkerLost", "pack", "unpack"]


class DeadlineExceeded(SygraphError):
    """A query or an update that was stopped at its deadline; `seconds` is its time limit."""

    status = 503

    def __init__(self, seconds: float, *, update: bool = False) -> None:
        super().__init__(
            f"the {'update' if update else 'query'} was stopped after {seconds:g} s",
            hint="do less at once, or give it more time"
            if update
            else "make it more selective, give it a LIMIT or more time",
        )
        self.seconds = seconds


class WorkerLost(SygraphError):
    """A worker that ended before it finished its job, or that cannot be started."""

    status = 503


def pack(error: Exception) -> bytes:
    """Return an error as bytes; an error of another library becomes a `RuntimeError`."""
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
