"""`sygraph review`: review the draft of an article in the browser."""

from __future__ import annotations

import click

from sygraph.cli.common import Session, needing, note, show_text, visible_logs

__all__ = ["review"]


@click.command()
@click.argument("id", metavar="ID")
@click.option("--reviewer", metavar="NAME", help="Who reviews, for the record. Default: the user.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    help="Port to listen at; 0 is any that is free.",
)
@click.pass_obj
def review(session: Session, id: str, reviewer: str | None, port: int) -> None:
    """Review the draft of an article in the browser: accept, edit or reject each candidate.

    It prints the address of the page, with a token: without it nothing is shown or written. The
    page is for this machine only. What is accepted passes the same check as by sygraph accept, and
    graph/ID.provenance.ttl records who accepted or rejected what. Ctrl-C ends it. It needs
    sygraph[web].

    \b
    sygraph review port-2026
    sygraph review port-2026 --reviewer "Ana Lima"
    """
    from sygraph.author.provenance import user_name
    from sygraph.author.reviewing import Review

    name = " ".join((reviewer or "").split()) or user_name(session.files.folder)
    reviewing = Review(session.files, id, name)
    with needing("web"):
        from sygraph.server.review_server import new_token, serve_review
        from sygraph.server.run_server import address, bound
        from sygraph.server.settings import Settings
    visible_logs()
    settings = Settings(host="127.0.0.1", port=port)
    with bound(settings) as listener:
        token = new_token()
        place = f"{address(settings, listener)}review/{id}?token={token}"

        def ready() -> None:
            note(f"{id} is reviewed by {name}; Ctrl-C ends it")
            show_text(f"{place}\n")

        serve_review(reviewing, token, listener, ready)
