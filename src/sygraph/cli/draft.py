"""`sygraph draft`: propose facts for the passages of an article."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sygraph.cli.common import Seconds, Session, choice, note, show_data
from sygraph.errors import SygraphError
from sygraph.rdf.safe_output import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sygraph.author.candidates import Candidate
    from sygraph.author.chat_endpoint import ChatEndpoint
    from sygraph.data import Files

__all__ = ["draft"]


@click.command()
@click.argument("id", metavar="ID")
@choice(("trig", "jsonl"), "trig: into drafts/ID.trig; jsonl: a candidate a line, to the output.")
@click.option("--again", is_flag=True, help="Replace the draft that there is.")
@click.option("--model", metavar="NAME", help="A language model that proposes more; needs --url.")
@click.option(
    "--url", metavar="URL", help="Its OpenAI-compatible endpoint: http://127.0.0.1:11434/v1."
)
@click.option(
    "--timeout",
    type=Seconds(),
    default=120,
    show_default=True,
    metavar="SECONDS",
    help="How long the model may take for a passage.",
)
@click.pass_obj
def draft(
    session: Session,
    id: str,
    format_name: str,
    again: bool,
    model: str | None,
    url: str | None,
    timeout: float,
) -> None:
    """Propose what the passages of an article state, by rules, without a model and offline.

    The candidates are written beside their words into drafts/ID.trig, which is never loaded.
    Figures without a date that is known, and names that no gazetteer has, are proposed as such:
    what a person has not accepted is no fact.

    With --model and --url, a language model proposes more, which is added to the draft. The
    passages are sent to that address and nowhere else; SYGRAPH_MODEL_KEY has its key, if it needs
    one. A quote that does not stand in its passage is dropped, and counted.

    \b
    sygraph draft port-2026
    sygraph draft port-2026 -f jsonl
    sygraph draft port-2026 --model qwen3 --url http://127.0.0.1:11434/v1
    """
    import os

    from sygraph.author import draft_files
    from sygraph.author.chat_endpoint import ChatEndpoint
    from sygraph.author.drafting import draft as drafted
    from sygraph.rdf.output import write_files

    files = session.files
    if bool(model) != bool(url):
        raise SygraphError(
            "--model and --url belong together", hint="--model NAME --url http://127.0.0.1:11434/v1"
        )
    endpoint = ChatEndpoint(url, model, timeout) if model and url else None
    path = draft_files.draft_path(files, id)
    exists = os.path.exists(path) and not again
    if format_name == "trig":
        files.own_article(id)
        if exists and endpoint is None:
            raise SygraphError(
                f"{path} exists",
                hint="--again replaces it; what was changed in it by hand, or moved there by "
                "sygraph revise, is lost",
            )
    if format_name == "trig" and exists and endpoint is not None:
        _add(files, id, endpoint)
        return
    found = drafted(files, id)
    if format_name == "jsonl":
        _show(found.candidates)
    else:
        write_files({path: draft_files.draft_text(files, found).encode()})
        stated = sum(1 for one in found.candidates if one.facts)
        note(f"{path} is written: {stated} statements proposed, {len(found.candidates)} candidates")
    if endpoint is not None:
        _add(files, id, endpoint, show=format_name == "jsonl")


def _show(candidates: Iterable[Candidate]) -> None:
    show_data("".join(json_text(one.as_dict()) + "\n" for one in candidates))


def _add(files: Files, id: str, endpoint: ChatEndpoint, *, show: bool = False) -> None:
    """Add what a model proposes to the draft, or show it; what it said before an error too."""
    from sygraph.author import draft_files
    from sygraph.author.chat_endpoint import EndpointError
    from sygraph.author.drafting import Drafter
    from sygraph.author.locking import locked
    from sygraph.author.model_drafting import ModelDraft
    from sygraph.rdf.output import write_files

    drafter = Drafter.of(files, id) if show else draft_files.drafter_beside(files, id)
    asking = ModelDraft(drafter, endpoint)
    found: list[Candidate] = []
    failed: EndpointError | KeyboardInterrupt | None = None
    try:
        for candidate in asking.candidates():
            found.append(candidate)
    except (EndpointError, KeyboardInterrupt) as error:  # what it said until then is kept
        failed = error
    if show:
        _show(found)
    else:
        with locked(files.folder):
            text, found = draft_files.with_candidates(files, id, found)
            if found:
                write_files({draft_files.draft_path(files, id): text.encode()})
    note(
        f"{endpoint.model} has answered about {asking.asked} passages: "
        f"{len(found)} statements proposed; {asking.summary()}"
    )
    if failed is not None:
        raise failed
