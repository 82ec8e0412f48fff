"""`sygraph export`: the graph, or a part of it, as linked data."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sygraph.cli.common import Session, engine, language, note
from sygraph.cli.query import parameters
from sygraph.cli.view import THEMES
from sygraph.export import GRAPHS
from sygraph.export.profiles import PROFILES
from sygraph.rdf.formats import Format

__all__ = ["export"]

_SITE = "site"


@click.command()
@click.argument(
    "format_name",
    metavar="FORMAT",
    type=click.Choice(
        (*Format.names(["graph", "dataset", "annotated", "tables", "network"]), _SITE)
    ),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="Write to a file, packed if its name ends in .gz; or, where there are several files, to a "
    "folder or an archive that ends in .zip. Default: standard output.",
)
@click.option("--about", metavar="ENTITY", help="Only what is said of this entity, and by whom.")
@click.option(
    "--graph",
    type=click.Choice(GRAPHS),
    help="Only what stands in these graphs; dataset is what the dataset says of itself.",
)
@click.option(
    "--query",
    metavar="NAME_OR_SPARQL",
    help="Only the answer to a CONSTRUCT or DESCRIBE query.",
)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="With --query: give a parameter of a named query a value. Repeat it for others.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    help="Say it in the terms of this vocabulary instead.",
)
@click.option(
    "--framed",
    is_flag=True,
    help="With jsonld: a document for each entity, or for the one it is about; a folder of them, "
    "or one a line.",
)
@click.option("--without-text", is_flag=True, help="Leave out the article's words.")
@click.option(
    "--unordered",
    is_flag=True,
    help="Write statements as the store has them: quicker where there are millions, but the same "
    "graph need not give the same bytes.",
)
@click.option("--theme", type=click.Choice(THEMES), help="Of a network: only what belongs to it.")
@language
@click.option("--gzip", "packed", is_flag=True, help="Pack the result.")
@click.option(
    "--base-url",
    metavar="URL",
    help="With site: where it will be, for its sitemap and descriptions.",
)
@engine
@click.pass_obj
def export(
    session: Session,
    format_name: str,
    output: str | None,
    about: str | None,
    graph: str | None,
    query: str | None,
    params: Sequence[str],
    profile: str | None,
    framed: bool,
    without_text: bool,
    unordered: bool,
    theme: str | None,
    lang: str,
    packed: bool,
    base_url: str | None,
) -> None:
    """Write the graph, or a part of it, as linked data.

    FORMAT is one of: turtle, ntriples, jsonld, rdfxml, n3, which hold the merge of all graphs;
    trig, nquads, hextuples, which keep the graphs, a passage each; turtle12, ntriples12, in which
    passages annotate the triples that they state (RDF 1.2); csvw, parquet: a table for each class;
    graphml, gexf, cytoscape, dot, mermaid: the network that sygraph view draws; site: all pages and
    data as files that any web host can serve, in a folder.

    \b
    sygraph export trig -o graph.trig
    sygraph export ntriples --about 洛杉磯 | head
    sygraph export jsonld --profile schema.org -o graph.jsonld
    sygraph export csvw -o tables.csv.zip
    sygraph export gexf --theme transport -o transport.gexf
    sygraph export site -o public --base-url https://example.org/kg/
    """
    if format_name == _SITE or base_url is not None:
        parts = (
            about,
            graph,
            query,
            params,
            profile,
            framed,
            without_text,
            unordered,
            theme,
            packed,
        )
        _site(session, format_name, output, base_url, any(parts))
        return
    from sygraph.export.job import ExportRequest, run_export

    request = ExportRequest(
        format_name,
        graph=graph,
        about=about,
        query=query,
        params=parameters(params),
        profile=profile,
        framed=framed,
        packed=packed,
        without_text=without_text,
        ordered=not unordered,
        theme=theme,
        lang=lang,
    )
    run_export(session.open(), request, output)


def _site(
    session: Session, format_name: str, output: str | None, base_url: str | None, partly: bool
) -> None:
    """Write the static site and report the progress."""
    from rich.console import Console
    from rich.progress import Progress

    from sygraph.namespaces import BASE
    from sygraph.site.build import write_site

    if format_name != _SITE:
        raise click.UsageError("--base-url is for the site")
    if partly:
        raise click.UsageError("the site is of the whole graph, its text included")
    if output in (None, "-"):
        raise click.UsageError("the site needs a folder: -o FOLDER")
    kg = session.open()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("pages", total=None)
        done = write_site(
            kg,
            str(output),
            base_url=base_url or BASE,
            report=lambda at, of: progress.update(task, completed=at, total=of),
        )
    for left_out in done.left_out:
        note(f"left out {left_out}")
    note(f"{done.pages:,} pages and {done.files - done.pages:,} other files")
