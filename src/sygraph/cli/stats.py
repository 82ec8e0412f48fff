"""`sygraph stats`: counts of the data and measures of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from sygraph.entities.statistics import Count
    from sygraph.network.metrics import Section

__all__ = ["stats"]


@click.command()
@click.option(
    "--network",
    "of_network",
    is_flag=True,
    help="Tell who is central, who brokers, and which communities and components there are.",
)
@language
@as_text_or_json
@engine
@click.pass_obj
def stats(session: Session, of_network: bool, lang: str, format_name: str) -> None:
    """Count passages, facts, entities, statements and triples, or measure the network."""
    from dataclasses import asdict

    kg = session.open()
    sections = kg.measures(lang=lang) if of_network else []
    counts = [] if of_network else kg.stats(lang=lang)
    if format_name == "json":
        show_data(as_json([asdict(each) for each in sections or counts]))
    else:
        show_text(_findings(sections) if of_network else _counted(counts))


def _findings(sections: list[Section]) -> str:
    """Return the findings as text, one sentence per line."""
    return "\n".join(
        f"{style(section.title, 'title')}  {style(section.meaning, 'mark')}\n"
        + "".join(f"  {finding.sentence}\n" for finding in section.findings)
        for section in sections
    )


def _counted(counts: list[Count]) -> str:
    lines = []
    for count in counts:
        number = f"{count.count:>8,}"
        lines.append(f"{number}    {count.name}" if count.of else f"{number}  {count.name}")
    return "\n".join(lines) + "\n"
