"""`sygraph show`: all facts about an entity."""

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
from sygraph.namespaces import curie

__all__ = ["show"]


@click.command()
@click.argument("entity")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="How many mentions with each property to show at most. Default: all, or 10 where the "
    "entity has 1,000 or more.",
)
@click.option("--all", "whole", is_flag=True, help="Show all mentions, however many there are.")
@language
@as_text_or_json
@engine
@click.pass_obj
def show(
    session: Session, entity: str, limit: int | None, whole: bool, lang: str, format_name: str
) -> None:
    """Show all facts about an entity.

    Each fact comes with the passages that state it. ENTITY may also be a passage
    (shenyang-2024/340), a class or a property. What is mentioned a thousand times or more is shown
    in part; --all shows all of it.

    \b
    sygraph show 首尔
    sygraph show dalian-trade/30
    sygraph show sy:AirRoute --lang zh-Hant
    """
    from sygraph.entities.describe import page_size

    kg = session.open()
    if not whole and limit is None:
        limit = page_size(kg.store, kg.resolve(entity))
    description = kg.show(entity, lang=lang, limit=None if whole else limit)
    if format_name == "json":
        show_data(as_json(description.as_dict()))
    else:
        show_text(description.as_text(style))
    if description.more:
        properties = ", ".join(curie(predicate.value) for predicate in description.more)
        note(f"{limit} of the mentions with each of {properties}; see --limit")
