"""`sygraph mcp`: the graph as tools for a language model."""

from __future__ import annotations

import os

import click

from sygraph.cli.common import Seconds, Session, which_engine
from sygraph.errors import MissingPackage

__all__ = ["mcp"]


@click.command()
@click.option(
    "--timeout",
    type=Seconds(),
    default=30,
    show_default=True,
    metavar="SECONDS",
    help="How long a query may take.",
)
@which_engine
@click.pass_obj
def mcp(session: Session, timeout: float) -> None:
    """Serve the graph to a language model.

    A Model Context Protocol server over standard input and output, for a client to start: tools
    to search, show, connect and query, each answer with its quotes. It needs sygraph[mcp].
    """
    try:
        from sygraph.mcp.tools import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        raise MissingPackage("mcp 2", hint="pip install 'sygraph[mcp]'") from error
    kg = session.open()
    serve(kg, session.open(timeout=timeout).store if hasattr(os, "fork") else kg.store)
