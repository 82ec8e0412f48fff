"""`sygraph accept`: put what a draft proposes into an article, as far as it passes the check."""

from __future__ import annotations

import click

from sygraph.cli.common import Session, note, show_text
from sygraph.namespaces import curie

__all__ = ["accept"]


@click.command()
@click.argument("id", metavar="ID")
@click.argument("passages", metavar="[PASSAGE…]", nargs=-1)
@click.option("--by", metavar="NAME", help="Who accepts it, for the record. Default: the user.")
@click.pass_obj
def accept(session: Session, id: str, passages: tuple[str, ...], by: str | None) -> None:
    """Put what the draft of an article proposes for passages into graph/ID.trig.

    A statement enters only if sygraph check finds nothing wrong with it; exit status 1 if one is
    refused, and it says why. graph/ID.provenance.ttl records who accepted what, when, and which
    rule proposed it.

    \b
    sygraph accept port-2026 30 40
    """
    from sygraph.author import accepting

    result = accepting.accept(session.files, id, passages, by=" ".join((by or "").split()))
    for one in result.accepted:
        note(f"{curie(one.passage.value)}: {curie(one.statement.value)} is accepted")
    for passage, node, faults in result.refused:
        show_text(f"{curie(passage.value)}: {curie(node.value)} is refused\n")
        for fault in faults:
            show_text(f"  {fault.summary}\n    fix: {fault.fix}\n")
    if result.refused:
        click.get_current_context().exit(1)
    if not result.accepted:
        note("the draft proposes nothing")
        click.get_current_context().exit(1)
