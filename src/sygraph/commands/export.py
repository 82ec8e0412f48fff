"""`sygraph export`: the whole graph as linked data."""

from __future__ import annotations

import click

from sygraph.commands.common import Session, engine
from sygraph.formats import Format
from sygraph.output import open_output

__all__ = ["export"]


@click.command()
@click.argument("format_name", type=click.Choice(Format.names(["graph", "dataset"])))
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="Write to a file. Default: standard output.",
)
@engine
@click.pass_obj
def export(session: Session, format_name: str, output: str | None) -> None:
    """Write the whole graph as linked data.

    trig and nquads keep the named graphs, a passage each; turtle, ntriples and jsonld hold their
    merge.

    \b
    sygraph export trig -o shenyang.trig
    sygraph export ntriples | sort | head
    """
    from sygraph.export import export as write

    store = session.open().store
    with open_output(output) as stream:
        write(store, Format.named(format_name), stream)
