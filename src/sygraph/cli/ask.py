"""`sygraph ask`: answer a question in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sygraph.cli.common import (
    Session,
    as_json,
    as_text_or_json,
    engine,
    language,
    note,
    show_data,
    show_text,
    style,
    terminal_width,
)
from sygraph.cli.query import as_read
from sygraph.errors import NotFound
from sygraph.namespaces import curie

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sygraph.graph import KnowledgeGraph
    from sygraph.queries.suggestions import Suggestion

__all__ = ["ask"]

# The rows of an answer and the facts of an entity that are shown.
_ROWS, _FACTS = 20, 5
# The width of a table that is not for a terminal.
_WIDTH = 120


@click.command()
@click.argument("question")
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many possible answers to give at most.",
)
@language
@as_text_or_json
@engine
@click.pass_obj
def ask(session: Session, question: str, limit: int, lang: str, format_name: str) -> None:
    """Answer a question in words.

    The words lead to a named query, whose parameters are the entities, years and numbers of the
    question, or to a figure, an entity or a passage. The best one is answered, with the command
    to change or repeat it; others are listed. In json, it is a list of these, the best first.
    QUESTION is in English or Chinese; word order, inflection, script and small typing errors do
    not matter.

    \b
    sygraph ask 'How many sister cities are there?'
    sygraph ask 去年外贸
    sygraph ask 1469
    """
    kg = session.open()
    found = kg.ask(question, lang=lang, limit=limit)
    if not found:
        hint = "sygraph queries lists the questions that are answered"
        raise NotFound(f"nothing answers {question}", hint=hint)
    if format_name == "json":
        show_data(as_json([one.as_dict() for one in found]))
        return
    best, *others = found
    show_text(_answer(kg, best, lang))
    if others:
        show_text("\n".join(["", style("Or:", "heading"), *map(_line, others), ""]))


def _answer(kg: KnowledgeGraph, best: Suggestion, lang: str) -> str:
    """Return the answer with the command that gives it."""
    head = f"{style(best.label, 'title')}\n{style(_command(best), 'mark')}\n\n"
    if best.kind != "query":
        return head + kg.show(best.name, lang=lang, limit=_FACTS).as_text(style)
    return head + _rows(kg, best, lang)


def _rows(kg: KnowledgeGraph, best: Suggestion, lang: str) -> str:
    from sygraph.queries.run import in_language, run

    values = in_language(kg.queries, best.name, best.params, lang)
    result = run(kg.store, kg.queries, best.name, values, limit=_ROWS)
    if result.cut:
        note(f"cut off after {result.cut}: the command shows all")
    if not result:
        from sygraph.evidence.explain import explain

        return "".join(f"{sentence}\n" for sentence in explain(kg.store, result.sparql))
    return as_read(kg, result, lang, terminal_width(None) or _WIDTH).decode()


def _line(one: Suggestion) -> str:
    what = ", ".join([*one.values.values(), *one.classes])
    label = f"{one.label} ({what})" if what else one.label
    return f"  {label}\n    {style(_command(one), 'mark')}"


def _command(one: Suggestion) -> str:
    """Return the command line that gives this answer."""
    from shlex import join

    if one.kind != "query":
        return f"sygraph show {curie(one.name)}"
    given: Iterable[str] = (f"{name}={value}" for name, value in one.params.items())
    return join(["sygraph", "query", one.name, *(part for each in given for part in ("-p", each))])
