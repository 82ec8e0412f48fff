"""`sygraph view`: a network as one HTML file."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sygraph.cli.common import Session, engine, language
from sygraph.data import read_toml

__all__ = ["THEMES", "view"]

THEMES = tuple(read_toml("network/themes.toml"))


@click.command()
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(),
    help="The file to write; - is standard output.",
)
@click.option("--about", metavar="ENTITY", help="Only what is around this entity.")
@click.option(
    "--depth",
    type=click.IntRange(min=1),
    help="With --about: how many links away.  [default: 2]",
)
@click.option(
    "--path",
    nargs=2,
    metavar="A B",
    help="Only the shortest connections between two entities, all of them.",
)
@click.option(
    "--query",
    metavar="NAME_OR_SPARQL",
    help="Only what a query finds: the triples of a CONSTRUCT; the entities of a SELECT, those in "
    "one row joined by lines.",
)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="With --query: give a parameter of a named query a value. Repeat it for others.",
)
@click.option("--theme", type=click.Choice(THEMES), help="Only what belongs to a theme.")
@click.option("--reading", is_flag=True, help="Set the article beside it: words light up facts.")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=2000,
    show_default=True,
    metavar="N",
    help="Show the N most important things at most: those with the most links.",
)
@language
@engine
@click.pass_obj
def view(
    session: Session,
    output: str,
    about: str | None,
    depth: int | None,
    path: tuple[str, str] | None,
    query: str | None,
    params: Sequence[str],
    theme: str | None,
    reading: bool,
    limit: int,
    lang: str,
) -> None:
    """Draw the network, or a part of it, as one HTML file.

    The file needs nothing else, not even a connection. It shows everything unless --about, --path,
    --query or --theme says what.

    \b
    sygraph view -o network.html
    sygraph view --about 德國 --lang zh-Hans -o germany.html
    sygraph view --path Sapporo 芝加哥 -o path.html
    sygraph view --query partner-cities -p country=日本 -o japan.html
    sygraph view --theme transport -o transport.html
    sygraph view --reading -o article.html
    """
    from sygraph.cli.query import parameters

    made = session.open().view(
        about=about,
        depth=depth,
        path=path,
        query=query,
        params=parameters(params),
        theme=theme,
        reading=reading,
        lang=lang,
        limit=limit,
    )
    made.save(output)
