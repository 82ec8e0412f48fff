"""`sygraph merge`: join two entities of a workspace."""

from __future__ import annotations

import click

from sygraph.cli.common import Session, note

__all__ = ["merge"]


@click.command()
@click.argument("kept", metavar="A")
@click.argument("merged", metavar="B")
@click.pass_obj
def merge(session: Session, kept: str, merged: str) -> None:
    """Join two entities that are the same thing: A stays, and B becomes A in all files.

    The names and identifiers of B that A lacks become A's. B must be an entity of the workspace,
    since the files of the package are not changed.

    \b
    sygraph merge id:dalian my:dalian-city
    """
    from sygraph.author.locking import locked
    from sygraph.author.merging import merge_entities

    kg = session.open()
    with locked(session.files.folder):
        changed = merge_entities(session.files, kg.resolve(kept), kg.resolve(merged))
    for path in changed:
        note(f"rewritten: {path}")
