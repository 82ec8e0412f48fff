"""`sygraph diff`: what changed from one version of the data to another."""

from __future__ import annotations

import click

from sygraph.cli.common import as_json, choice
from sygraph.rdf.output import open_output
from sygraph.rdf.safe_output import visible

__all__ = ["diff"]


@click.command()
@click.argument("old", type=click.Path())
@click.argument("new", type=click.Path())
@choice(("text", "json", "markdown"), "Format of the result.")
@click.option("--title", metavar="TEXT", help="Heading of the Markdown. Default: OLD to NEW.")
@click.option(
    "-o", "--output", type=click.Path(), help="Write to a file. Default: standard output."
)
@click.pass_context
def diff(
    context: click.Context,
    old: str,
    new: str,
    format_name: str,
    title: str | None,
    output: str | None,
) -> None:
    """Compare two versions of the data fact by fact, each with the words behind it.

    A version is a folder of data, a file of RDF in any serialisation (.gz too) or a store on disk.
    Offsets, first and last days and the like are left out, for loading computes them. Exit status:
    0 the versions are the same, 1 they differ.

    \b
    sygraph diff old.trig new.trig
    sygraph diff v0.1/ . -f markdown --title "0.2.0"
    """
    from sygraph.export import diff_report as diff_text
    from sygraph.export.diff import compare
    from sygraph.store.sources import dataset

    difference = compare(dataset(old), dataset(new))
    if format_name == "json":
        text = as_json(diff_text.as_json(difference))
    elif format_name == "markdown":
        text = diff_text.as_markdown(difference, title or f"{old} to {new}")
    else:
        text = visible(diff_text.as_text(difference))
    with open_output(output) as stream:
        stream.write(text.encode())
    context.exit(1 if difference else 0)
