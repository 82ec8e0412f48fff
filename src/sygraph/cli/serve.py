"""`sygraph serve`: the graph over HTTP."""

from __future__ import annotations

import os
from typing import Any

import click

from sygraph.cli.common import Seconds, Session, note, visible_logs, which_engine
from sygraph.errors import MissingPackage, SygraphError

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
    help="How long a query may take.",
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
    help="Queries that are answered at once.",
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

    It needs sygraph[web]. Ctrl-C or a SIGTERM ends it when what it is answering is answered.

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
    if base_url and not base_url.startswith(("http://", "https://")):
        raise SygraphError(f"{base_url} is no address", hint="it begins with http:// or https://")
    try:
        from sygraph.server.run_server import Server, address, bound
    except ModuleNotFoundError as error:
        raise MissingPackage(
            (error.name or "").partition(".")[0], hint="pip install 'sygraph[web]'"
        ) from error
    visible_logs()
    from sygraph.server.settings import Settings
    from sygraph.store.engines import wanted

    settings = Settings(base_url=base_url, token=token, **options)
    with bound(settings) as listener:
        place = address(settings, listener)
        _, elsewhere = wanted(session.options.get("store"), session.options.get("endpoint"))
        # A service needs a time limit here; embedded engines run in other processes.
        kg = session.open(timeout=settings.timeout) if elsewhere else session.open()
        Server(kg, settings, listener, lambda: note(f"serving {place}")).run()
