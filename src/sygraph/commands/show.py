"""`sygraph show`: all that is known of an entity."""

from __future__ import annotations

import click

from sygraph.commands.common import (
    Session,
    as_json,
    as_text_or_json,
    engine,
    language,
    show_text,
    style,
)

__all__ = ["show"]


@click.command()
@click.argument("entity")
@language
@as_text_or_json
@engine
@click.pass_obj
def show(session: Session, entity: str, lang: str, format_name: str) -> None:
    """Show all that is known of an entity.

    Each fact comes with the passages that state it. ENTITY may also be a passage (p:340), a class
    or a property.

    \b
    sygraph show 沈阳桃仙国际机场
    sygraph show p:340
    sygraph show sy:AirRoute --lang zh-Hant
    """
    from sygraph.show import describe

    kg = session.open()
    description = describe(kg.store, kg.resolve(entity), lang)
    if format_name == "json":
        show_text(as_json(description.as_dict()))
    else:
        show_text(description.as_text(style))
