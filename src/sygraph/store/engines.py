"""Choose the engine: by options, by the environment, or the default in memory."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sygraph.data import Files
from sygraph.errors import SygraphError
from sygraph.store.interface import OxigraphStore, Store

if TYPE_CHECKING:
    from rdflib import Graph

__all__ = ["choose", "wanted"]

_ENDPOINT, _STORE, _UPDATE = "SYGRAPH_ENDPOINT", "SYGRAPH_STORE", "SYGRAPH_UPDATE_ENDPOINT"
_GRAPH_STORE, _TIMEOUT = "SYGRAPH_GRAPH_STORE", "SYGRAPH_ENDPOINT_TIMEOUT"


def choose(
    files: Files,
    *,
    store: str | os.PathLike[str] | Graph | Store | None = None,
    endpoint: str | None = None,
    update_endpoint: str | None = None,
    timeout: float | None = None,
    services: Collection[str] = (),
    environ: Mapping[str, str] = os.environ,
) -> Store:
    """Return the store that the options or the environment ask for, else one in memory.

    Arguments come before the environment: SYGRAPH_STORE, or SYGRAPH_ENDPOINT
    with SYGRAPH_UPDATE_ENDPOINT, SYGRAPH_GRAPH_STORE and SYGRAPH_ENDPOINT_TIMEOUT (in seconds).

    Args:
        files: what to hold in memory.
        store: the folder of a store on disk; or an rdflib Graph or Dataset, or a store that there
            is already.
        endpoint: the address of a SPARQL service.
        update_endpoint: where it takes updates, if that is elsewhere.
        timeout: how many seconds a query may take, see `sygraph.store.deadline`; of a service, how
            long to wait for each further piece of an answer.
        services: the hosts whose services a query may call, see `sygraph.sparql.service_policy`.

    Raises:
        SygraphError: two engines are asked for, or the one asked for is not available.
        DataError: a file is missing or broken.

    >>> type(choose(Files.bundled(), environ={})).__name__
    'OxigraphStore'
    """
    if isinstance(store, str | os.PathLike | None):
        chosen = _chosen(files, store, endpoint, update_endpoint, timeout, environ)
    elif endpoint or update_endpoint or timeout is not None:
        raise SygraphError("a graph in this process takes neither an endpoint nor a timeout")
    else:
        chosen = store if isinstance(store, Store) else _in_rdflib(store)
    chosen.services = services or chosen.services
    return chosen


def _in_rdflib(graph: Graph) -> Store:
    from sygraph.store.rdflib_store import RdflibStore

    return RdflibStore(graph)


def _chosen(
    files: Files,
    store: str | os.PathLike[str] | None,
    endpoint: str | None,
    update_endpoint: str | None,
    timeout: float | None,
    environ: Mapping[str, str],
) -> Store:
    store, endpoint = wanted(store, endpoint, environ)
    if update_endpoint and not endpoint:
        raise SygraphError(
            "an update endpoint is that of a service", hint="give its --endpoint as well"
        )
    if endpoint:
        from sygraph.store.remote import RemoteStore

        # The other addresses in the environment are those of the service that is named there.
        there = environ if endpoint == environ.get(_ENDPOINT) else {}
        return RemoteStore.at(
            endpoint,
            update_endpoint or there.get(_UPDATE) or None,
            there.get(_GRAPH_STORE) or None,
            timeout=timeout or _seconds(environ.get(_TIMEOUT)),
            environ=environ,
        )
    if timeout is not None:
        from sygraph.store.deadline import DeadlineStore, Opener

        opener = Opener.disk(store) if store else Opener.files(files)
        return DeadlineStore(opener, timeout=timeout)
    if store:
        from sygraph.store.disk import DiskStore

        return DiskStore(store)
    return OxigraphStore.from_files(files)


def wanted(
    store: str | os.PathLike[str] | None,
    endpoint: str | None,
    environ: Mapping[str, str] = os.environ,
) -> tuple[str | os.PathLike[str] | None, str | None]:
    """Return the folder and the address from the arguments, else from the environment.

    Raises:
        SygraphError: both are given.
    """
    if not (store or endpoint):
        store, endpoint = environ.get(_STORE), environ.get(_ENDPOINT)
    if store and endpoint:
        raise SygraphError(
            "a store on disk and a service are two engines: choose one",
            hint=f"give --store or --endpoint, or set {_STORE} or {_ENDPOINT}",
        )
    return store, endpoint


def _seconds(text: str | None) -> float:
    """Return the timeout in the environment, else 60 seconds."""
    try:
        seconds = float(text or 60)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise SygraphError(
            f"{_TIMEOUT}={text} is not a number of seconds", hint="a number such as 60, or unset it"
        )
    return seconds
