"""`sygraph articles`: list the articles of the graph."""

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
    from sygraph.entities.articles import ArticleInfo

__all__ = ["articles"]


@click.command()
@language
@as_text_or_json
@engine
@click.pass_obj
def articles(session: Session, lang: str, format_name: str) -> None:
    """List the articles, with their language, date and coverage.

    \b
    sygraph articles
    sygraph articles -f json
    """
    found = session.open().articles(lang=lang)
    if format_name == "json":
        show_data(as_json([article.as_dict() for article in found]))
    else:
        show_text("\n".join(map(_listed, found)) + "\n" if found else "there is no article yet\n")


def _listed(article: ArticleInfo) -> str:
    """Return an article in a few lines: what it is, and how much of it states something."""
    about = ", ".join(filter(None, [article.publisher, article.author, article.date]))
    states = "states" if article.stated == 1 else "state"
    facts = "1 fact" if article.facts == 1 else f"{article.facts:,} facts"
    share = f"{article.stated} of {article.passages} passages {states} {facts}"
    lines = [
        f"{style(article.id, 'title')}  {article.language}  {article.title}",
        *filter(None, [about]),
        share,
    ]
    return "\n  ".join(lines)
