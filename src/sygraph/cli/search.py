"""`sygraph search`: find entities and passages by words."""

from __future__ import annotations

import click

from sygraph.cli.common import (
    Session,
    as_json,
    as_text_or_json,
    did_you_mean,
    engine,
    language,
    note,
    show_data,
    show_text,
    style,
)
from sygraph.errors import NotFound

__all__ = ["search"]


@click.command()
@click.argument("text")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    help="How many to show at most.",
)
@language
@as_text_or_json
@engine
@click.pass_obj
def search(session: Session, text: str, limit: int, lang: str, format_name: str) -> None:
    """Find entities and passages by words.

    TEXT is any form of a name or words of the article, in any of the three languages. Simplified
    and traditional characters are one, so are upper and lower case and letters with and without
    accents.

    \b
    sygraph search 首尔
    sygraph search 618萬單
    sygraph search yaounde
    """
    from sygraph.entities.search import MOST, count, similar
    from sygraph.entities.search import search as find

    store = session.open().store
    hits = find(store, text, lang=lang, limit=limit)
    if not hits:
        hint = did_you_mean(similar(store, text)) or "try fewer words, or another form of the name"
        raise NotFound(f"nothing has {text} in it", hint=hint)
    if format_name == "json":
        show_data(as_json([hit.as_dict() for hit in hits]))
    else:
        show_text("".join(f"{hit.as_text(style)}\n" for hit in hits))
    if len(hits) == limit and (there := count(store, text, max(limit, MOST))) > limit:
        if there > MOST:
            note(f"{limit} of more than {there - 1}; --limit says how many to show")
        else:
            note(f"{limit} of {there}; --limit {there} shows all")
