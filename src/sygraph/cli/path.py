"""`sygraph path`: how two entities are connected."""

from __future__ import annotations

import click

from sygraph.cli.common import (
    Session,
    as_json,
    as_text_or_json,
    engine,
    language,
    note,
    show_data,
    show_text,
    style,
)
from sygraph.errors import NotFound

__all__ = ["path"]


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option(
    "--max",
    "limit",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    help="How many connections to show at most.",
)
@language
@as_text_or_json
@engine
@click.pass_obj
def path(session: Session, start: str, end: str, limit: int, lang: str, format_name: str) -> None:
    """Find how two entities are connected.

    All shortest connections between A and B, each step with the sentence that states it.

    \b
    sygraph path 札幌 芝加哥
    sygraph path Katowice "Hannover Messe"
    """
    from sygraph.entities.connections import in_words
    from sygraph.entities.paths import shortest_paths

    kg = session.open()
    ends = kg.resolve(start), kg.resolve(end)
    found = shortest_paths(kg.store, *ends)
    if not found:
        names = " and ".join(kg.label(iri, lang) for iri in ends)
        raise NotFound(
            f"nothing connects {names}", hint="sygraph show NAME shows the facts of each"
        )
    connections = in_words(kg.store, found[:limit], lang)
    if format_name == "json":
        show_data(as_json(connections.as_dict()))
    else:
        show_text(connections.as_text(style))
    if len(found) > limit:
        note(f"{limit} of {len(found)}; --max {len(found)} shows all")
