"""The supervisor as a program, which `sygraph.store.jobs.client` starts.

Its argument is the number of a socket. The first message there is JSON: `data` is the folder of
the data files with the articles to read, and `store` that of a store on disk, if any; `handlers`
names the function that returns the handlers of jobs, and `options` its arguments; `memory` is the
limit for all processes. A graph in memory comes with the message as `files` open files, two, or is
read from the folder.
"""

from __future__ import annotations

import json
import socket
import sys
from functools import partial
from importlib import import_module
from typing import Any

import pyoxigraph as ox

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.store.interface import OxigraphStore
from sygraph.store.jobs.graphs import BrokenGraph, DiskGraph, HeldGraph, MemoryGraph
from sygraph.store.jobs.messages import Reader, receive_all
from sygraph.store.jobs.supervisor import Limits, Supervisor

__all__ = ["main"]


def main() -> None:
    control = socket.socket(fileno=int(sys.argv[1]))
    reader = Reader()
    files: list[int] = []
    while (message := reader.next()) is None:
        data, more = receive_all(control)
        if not data:
            return
        files += more
        reader.feed(data)
    config = json.loads(message[1])
    # With the first message may have arrived later ones, and their open files.
    count = config["files"]
    try:
        graph = _graph(config, files[:count])
    except SygraphError as error:
        graph = BrokenGraph(error)
    module, _, name = config["handlers"].partition(":")
    handlers = partial(getattr(import_module(module), name), **config["options"])
    limits = Limits(config["memory"]) if config["memory"] else Limits()
    supervisor = Supervisor(graph, handlers, limits)
    supervisor.add_owner(control, reader=reader, files=files[count:])
    sys.exit(supervisor.run())


def _graph(config: dict[str, Any], files: list[int]) -> HeldGraph:
    services = tuple(config["services"])
    if config["store"]:
        return DiskGraph(config["store"], services)
    if not files:
        store = OxigraphStore.from_files(Files(*config["data"]))
        explicit = ox.Store()
    else:
        Files(*config["data"]).use()
        graph, explicit = (_loaded(file) for file in files)
        store = OxigraphStore(graph)
    store.services = services
    return MemoryGraph(store, explicit)


def _loaded(file: int) -> ox.Store:
    store = ox.Store()
    with open(file, "rb") as stream:
        store.load(stream, ox.RdfFormat.N_QUADS)
    return store


if __name__ == "__main__":
    main()
