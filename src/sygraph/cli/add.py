"""`sygraph add`: add an article to a workspace."""

from __future__ import annotations

import click

from sygraph.cli.common import Session, note
from sygraph.text.scalars import LANGUAGES

__all__ = ["add"]


@click.command()
@click.argument("source", metavar="FILE")
@click.option("--id", required=True, metavar="ID", help="Name of the article: port-2026.")
@click.option(
    "--lang",
    type=click.Choice(LANGUAGES),
    metavar="LANG",
    help=f"Language of the text: {', '.join(LANGUAGES)}. Default: what its words tell.",
)
@click.option(
    "--date",
    metavar="DATE",
    help="Day of its publication, from which words such as last year and 今年 are counted. "
    "Default: that of the page.",
)
@click.option("--publisher", metavar="TEXT", help="Who published it. Default: what the page says.")
@click.pass_obj
def add(
    session: Session,
    source: str,
    id: str,
    lang: str | None,
    date: str | None,
    publisher: str | None,
) -> None:
    """Add an article from a text file, a web page, or standard input (-).

    The text is kept byte for byte in seeds/ID.txt, with its SHA-256 in graph/ID.trig, where each
    sentence, heading, caption and byline becomes a passage that states nothing yet.

    \b
    sygraph add port.txt --id port-2026 --date 2026-03-01
    curl -s https://example.org/news.html | sygraph add - --id news-1
    """
    from sygraph.author import adding
    from sygraph.author.article_sources import read_source

    files = session.files
    read = read_source(source)
    same = adding.same_text(files, read.text)
    article = adding.add(files, read, id, language=lang, date=date, publisher=publisher)
    note(f"{article.text} and {article.trig} are written")
    if same is not None:
        note(f"hint: {same} has the same text; sygraph revise is for a new version of an article")
    if date is None and "referenceDate" not in article.path.read_text("utf-8"):
        note("hint: without --date, words such as last year and 今年 have no year")
