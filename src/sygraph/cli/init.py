"""`sygraph init`: make a workspace for articles of one's own."""

from __future__ import annotations

import click

from sygraph.cli.common import note

__all__ = ["init"]


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
@click.option(
    "--base",
    metavar="IRI",
    help="Base of the IRIs that are minted here, with a slash at its end. Default: "
    "https://example.org/ and the name of the folder.",
)
@click.option("--title", metavar="TEXT", help="Title. Default: the name of the folder.")
@click.option(
    "--prefix",
    metavar="NAME",
    default="my",
    show_default=True,
    help="Prefix of the entities that are minted here.",
)
@click.option(
    "--include",
    multiple=True,
    metavar="ID",
    help="Add an article of the package. Repeat it for others.",
)
def init(
    folder: str, base: str | None, title: str | None, prefix: str, include: tuple[str, ...]
) -> None:
    """Make a workspace: a folder for articles, entities, terms and queries of your own.

    The ontology, gazetteer and queries of the package lie under it. Every command that runs in
    the folder, or below it, uses it.

    \b
    sygraph init news --base https://example.org/news/
    cd news
    """
    from sygraph.author import workspace

    around = workspace.around(folder)
    made = workspace.init(folder, base=base, title=title, prefix=prefix, include=include)
    note(f"{made.file('sygraph.toml')} is written; add articles with sygraph add")
    if around is not None:
        note(f"hint: it is inside the workspace {around}, whose commands do not see it")
