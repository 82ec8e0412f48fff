"""`sygraph serve`: the graph over HTTP."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from sygraph.cli.common import Seconds, Session, needing, note, visible_logs, which_engine
from sygraph.errors import SygraphError

if TYPE_CHECKING:
    from sygraph.server.settings import Settings
    from sygraph.store.jobs.graphs import HeldGraph

__all__ = ["serve"]

_TOKEN = "SYGRAPH_TOKEN"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen at; 0 is any that is free.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="What the outside knows the server by, where a proxy is before it, such as "
    "https://example.org/sygraph/.",
)
@click.option(
    "--timeout",
    type=Seconds(),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long a request may take to be answered.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(min=1),
    default=100_000,
    show_default=True,
    help="Rows or triples of an answer, after which it is cut off.",
)
@click.option(
    "--max-bytes",
    type=click.IntRange(min=1),
    default=50_000_000,
    show_default=True,
    help="Bytes of an answer, after which it is cut off.",
)
@click.option(
    "--max-body",
    type=click.IntRange(min=1),
    default=1_000_000,
    show_default=True,
    help="Bytes that a request may send.",
)
@click.option(
    "--concurrency",
    type=click.IntRange(min=1),
    default=8,
    show_default=True,
    help="Requests that are answered at once.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes that hold the connections. Default: one for each core, at least two.",
)
@click.option(
    "--max-memory",
    type=click.IntRange(min=100_000_000),
    metavar="BYTES",
    help="Memory that all processes together may take. Default: half of the machine's.",
)
@click.option(
    "--allowed-host",
    "allowed_hosts",
    multiple=True,
    metavar="NAME",
    help="A name of this server in a request's Host header that is believed, besides the "
    "loopback's. Repeat it for others.",
)
@click.option(
    "--writable",
    is_flag=True,
    help=f"Take SPARQL updates from clients that send the token in {_TOKEN}.",
)
@which_engine
@click.pass_obj
def serve(session: Session, /, base_url: str | None, **options: Any) -> None:
    """Serve the graph over HTTP: pages, linked data and a SPARQL endpoint.

    It needs sygraph[web]. Ctrl-C or a SIGTERM ends it when requests under way are answered, a
    second one at once.

    \b
    sygraph serve
    sygraph serve --port 8080 --base-url https://example.org/sygraph/
    SYGRAPH_TOKEN=… sygraph serve --store DIR --writable
    """
    token = os.environ.get(_TOKEN)
    if options["writable"] and not token:
        raise SygraphError(
            "updates need a token", hint=f"set {_TOKEN} to a long secret before --writable"
        )
    if not hasattr(os, "fork"):
        raise SygraphError(
            "the server needs a system that can fork processes, such as Linux or macOS",
            hint="mount sygraph.server.app.application in another server, for local use only",
        )
    if base_url and not base_url.startswith(("http://", "https://")):
        raise SygraphError(f"{base_url} is no address", hint="it begins with http:// or https://")
    with needing("web"):
        from sygraph.server.run_server import address, bound
        from sygraph.server.run_server import serve as serve_graph
    visible_logs()
    from sygraph.server.settings import Settings

    settings = Settings(base_url=base_url, token=token, draws_ahead=True, **options)
    with bound(settings) as listener:
        place = address(settings, listener)
        graph = _graph(session, settings)
        status = serve_graph(
            graph,
            session.files,
            settings,
            listener,
            lambda: note(f"serving {place}"),
        )
    sys.exit(status)


def _graph(session: Session, settings: Settings) -> HeldGraph:
    """The graph that the options name; one on disk is opened by the workers only."""
    from sygraph.store.engines import wanted
    from sygraph.store.jobs.graphs import DiskGraph, held

    folder, elsewhere = wanted(session.options.get("store"), session.options.get("endpoint"))
    if folder:
        return DiskGraph(folder, tuple(session.options.get("services", ())))
    # A service is given up on in time as well.
    return held(session.open(timeout=settings.timeout).store if elsewhere else session.open().store)
