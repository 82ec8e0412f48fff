"""`sygraph draft`: propose facts for the passages of an article."""

from __future__ import annotations

import click

from sygraph.cli.common import Session, choice, note, show_data
from sygraph.errors import SygraphError
from sygraph.rdf.safe_output import json_text

__all__ = ["draft"]


@click.command()
@click.argument("id", metavar="ID")
@choice(("trig", "jsonl"), "trig: into drafts/ID.trig; jsonl: a candidate a line, to the output.")
@click.option("--again", is_flag=True, help="Replace the draft that there is.")
@click.pass_obj
def draft(session: Session, id: str, format_name: str, again: bool) -> None:
    """Propose what the passages of an article state, by rules, without a model and offline.

    The candidates are written beside their words into drafts/ID.trig, which is never loaded.
    Figures without a date that is known, and names that no gazetteer has, are proposed as such:
    what a person has not accepted is no fact.

    \b
    sygraph draft port-2026
    sygraph draft port-2026 -f jsonl
    """
    import os

    from sygraph.author import draft_files
    from sygraph.author.drafting import draft as drafted
    from sygraph.rdf.output import write_files

    files = session.files
    path = draft_files.draft_path(files, id)
    if format_name == "trig":
        files.own_article(id)
        if os.path.exists(path) and not again:
            raise SygraphError(
                f"{path} exists", hint="--again replaces it, with the changes made to it by hand"
            )
    found = drafted(files, id)
    if format_name == "jsonl":
        show_data("".join(json_text(one.as_dict()) + "\n" for one in found.candidates))
        return
    write_files({path: draft_files.draft_text(files, found).encode()})
    stated = sum(1 for one in found.candidates if one.facts)
    note(f"{path} is written: {stated} statements proposed, {len(found.candidates)} candidates")
