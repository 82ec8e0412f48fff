"""`sygraph queries`: list the named queries."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, partial
from typing import TYPE_CHECKING

import click

from sygraph.cli.common import (
    Session,
    as_json,
    choice,
    did_you_mean,
    engine,
    language,
    show_data,
    show_text,
    style,
)
from sygraph.errors import NotFound, nearest

if TYPE_CHECKING:
    from sygraph.queries.catalog import Lister, NamedQuery

__all__ = ["queries"]


@click.command()
@click.argument("text", required=False)
@choice(
    ("table", "json", "markdown", "html", "turtle"),
    "Format of the list: markdown and html are pages with all there is to know, turtle is "
    "for editors that load SPARQL examples.",
)
@click.option(
    "--target",
    metavar="URL",
    help="In turtle, the SPARQL service to which an editor sends the queries. "
    "Default: that of oxigraph serve.",
)
@language
@engine
@click.pass_obj
def queries(
    session: Session, text: str | None, format_name: str, target: str | None, lang: str
) -> None:
    """List the named queries, by topic.

    With TEXT, those that have its words in their name, question, description, topics or
    parameters, in English or Chinese: all the words or, where no query has all, some; or, if it
    is the name of a query, that one in full.

    \b
    sygraph queries
    sygraph queries 城市
    sygraph queries partner-cities
    """
    from sygraph.queries import listing

    if target is not None and format_name != "turtle":
        raise click.UsageError("--target is for turtle")
    catalog = session.catalog()
    named = catalog[text] if text is not None and text in catalog else None
    found = [named] if named else listing.matching(catalog, text or "")
    if not found:
        near = nearest(text or "", catalog)
        raise NotFound(
            f"no query has {text} in it",
            hint=did_you_mean(near) or "sygraph queries lists them all, by topic",
        )
    no_values = format_name == "turtle" or (format_name == "table" and not named)
    lister = None if no_values else _lister(session, found)
    match format_name:
        case "json":
            show_data(as_json([listing.as_dict(query, lister) for query in found]))
        case "markdown":
            from sygraph.queries import catalog_page

            show_data(catalog_page.as_markdown(found, lister))
        case "html":
            from sygraph.queries import catalog_page

            show_data(catalog_page.as_html(found, lister))
        case "turtle":
            from sygraph.queries import catalog_rdf

            show_data(catalog_rdf.as_turtle(found, target or catalog_rdf.OXIGRAPH))
        case _ if named:
            show_text(listing.full(named, style, lister, lang))
        case _:
            show_text(listing.grouped(found, style))


def _lister(session: Session, found: Iterable[NamedQuery]) -> Lister | None:
    """Return the function that lists values of parameters, or None if no query needs it."""
    if not any(parameter.source for query in found for parameter in query.params):
        return None
    from sygraph.queries.run import choices

    kg = session.open()
    return cache(partial(choices, kg.store, kg.queries))
