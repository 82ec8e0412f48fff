"""`sygraph compare`: figures of the same quantity in several articles."""

from __future__ import annotations

import click

from sygraph.cli.common import (
    Session,
    as_json,
    as_text_or_json,
    engine,
    language,
    show_data,
    show_text,
    style,
)
from sygraph.errors import NotFound

__all__ = ["compare"]


@click.command()
@click.option("--measure", metavar="M", help="Only figures of this measure.")
@click.option("--subject", metavar="S", help="Only figures about this.")
@language
@as_text_or_json
@engine
@click.pass_obj
def compare(
    session: Session, measure: str | None, subject: str | None, lang: str, format_name: str
) -> None:
    """Compare the figures of several articles: same, rounded, contradictory, or not comparable.

    Two figures of different articles are compared if they have the same subject, measure and unit,
    and days in common. Both come with their sentences; which of them is right is not decided.
    Exit status: 0 found, 1 nothing to compare.

    \b
    sygraph compare
    sygraph compare --subject Dalian --measure "total trade"
    """
    kg = session.open()
    found = kg.compare(subject=subject, measure=measure, lang=lang)
    if not found:
        raise NotFound(
            "no two articles have a figure of the same quantity and overlapping days",
            hint="sygraph articles lists the articles, sygraph query figures their figures",
        )
    if format_name == "json":
        show_data(as_json([one.as_dict() for one in found]))
    else:
        show_text("\n\n".join(one.as_text(style) for one in found) + "\n")
