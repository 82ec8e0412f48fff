"""`sygraph stats`: how much there is of everything."""

from __future__ import annotations

import click

from sygraph.commands.common import Session, as_json, as_text_or_json, engine, language, show_text

__all__ = ["stats"]


@click.command()
@language
@as_text_or_json
@engine
@click.pass_obj
def stats(session: Session, lang: str, format_name: str) -> None:
    """Count passages, facts, entities, statements and triples."""
    from dataclasses import asdict

    from sygraph.stats import statistics

    counts = statistics(session.open().store, lang)
    if format_name == "json":
        show_text(as_json([asdict(count) for count in counts]))
        return
    lines = []
    for count in counts:
        number = f"{count.count:>8,}"
        lines.append(f"{number}    {count.name}" if count.of else f"{number}  {count.name}")
    show_text("\n".join(lines) + "\n")
