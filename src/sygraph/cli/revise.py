"""`sygraph revise`: put a new version of an article's text in place of the old one."""

from __future__ import annotations

import click

from sygraph.cli.common import (
    Session,
    as_json,
    as_text_or_json,
    note,
    show_data,
    show_text,
)

__all__ = ["revise"]


@click.command()
@click.argument("id", metavar="ID")
@click.argument("source", metavar="NEWFILE")
@click.option("--dry-run", is_flag=True, help="Report only; write nothing.")
@as_text_or_json
@click.pass_obj
def revise(session: Session, id: str, source: str, dry_run: bool, format_name: str) -> None:
    """Put a new version of an article's text in place of the old one, which is kept.

    A passage whose sentence is the same, character by character, keeps its number and its facts.
    The facts of a sentence that has changed in any letter or digit go to drafts/ID.trig, and the
    report names them. The old files go to versions/ID@1.txt, versions/ID@1.trig and so on, which
    sygraph diff compares with the new ones.

    \b
    sygraph revise port-2026 port-corrected.txt --dry-run
    sygraph revise port-2026 port-corrected.txt
    sygraph diff versions/port-2026@1.trig graph/port-2026.trig
    """
    from sygraph.author import revising
    from sygraph.author.article_sources import read_source
    from sygraph.author.locking import locked

    given = read_source(source)
    with locked(session.files.folder):
        revision = revising.revise(session.files, id, given)
        if not dry_run:
            revision.write()
    if format_name == "json":
        show_data(as_json(revision.as_dict()))
    else:
        show_text(revision.as_text())
    for path in () if dry_run else revision.contents:
        note(f"written: {path}")
