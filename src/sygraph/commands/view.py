"""`sygraph view`: the network as one HTML file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sygraph.commands.common import Session, engine, language
from sygraph.output import open_output

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from sygraph.graph import KnowledgeGraph

__all__ = ["view"]


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
    default=2,
    show_default=True,
    help="With --about: how many links away.",
)
@language
@engine
@click.pass_obj
def view(session: Session, output: str, about: str | None, depth: int, lang: str) -> None:
    """Draw the network as one HTML file.

    The file needs nothing else, not even a connection.

    \b
    sygraph view -o shenyang.html
    sygraph view --about 德國 --lang zh-Hans -o germany.html
    """
    from sygraph.network import nodes_about, to_networkx
    from sygraph.view import render

    kg = session.open()
    middle = kg.resolve(about) if about else None
    nodes = nodes_about(kg.store, middle, depth) if middle else None
    title = kg.label(middle or _article(kg), lang)
    page = render(to_networkx(kg.store, nodes, lang=lang), title)
    with open_output(output) as stream:
        stream.write(page.encode("utf-8"))


def _article(kg: KnowledgeGraph) -> NamedNode:
    from sygraph.names import ARTICLE

    return kg.resolve(ARTICLE + kg.files.articles[0].stem)
