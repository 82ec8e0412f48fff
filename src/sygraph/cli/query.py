"""`sygraph query`: run a named query or SPARQL."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from sygraph.cli.common import Session, engine, language, note, terminal_width
from sygraph.errors import DataError
from sygraph.rdf.formats import Format
from sygraph.rdf.output import open_output
from sygraph.text.scalars import match_language

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph
    from sygraph.queries.results import Result

__all__ = ["as_read", "parameters", "query"]


@click.command()
@click.argument("query_text", metavar="[NAME_OR_SPARQL]", required=False)
@click.option(
    "-p",
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a parameter of a named query a value. Repeat it for others.",
)
@click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(Format.names(["table", "graph"])),
    help="Format of the result. Default: what the suffix of the output file says; else a table "
    "on a terminal and csv when piped; turtle for CONSTRUCT and DESCRIBE.",
)
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False),
    help="Read the query from a file.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(),
    help="Write the result to a file. Default: standard output.",
)
@click.option(
    "--bom",
    is_flag=True,
    help="Write csv for Excel: with a byte-order mark, and no text as a formula.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    metavar="N",
    help="Cut the answer off after so many rows or triples. Default: none.",
)
@click.option("--evidence", is_flag=True, help="Add to each row the words that support it.")
@click.option(
    "--all-columns",
    is_flag=True,
    help="In a table on a terminal, show the columns of a named query as they are. Default: units, "
    "bounds and periods are part of their values, and names stand for IRIs.",
)
@language
@engine
@click.pass_obj
def query(
    session: Session,
    query_text: str | None,
    params: Sequence[str],
    format_name: str | None,
    file: str | None,
    output: str | None,
    bom: bool,
    limit: int | None,
    evidence: bool,
    all_columns: bool,
    lang: str,
) -> None:
    """Run a named query or SPARQL.

    SPARQL may also come from standard input, piped or with - for a name. The usual prefixes (sy,
    id, p, rdf, rdfs, skos, xsd …) need no declaration.

    \b
    sygraph query trade-totals --evidence
    sygraph query partner-cities -p country=日本
    sygraph query 'SELECT ?route { ?route a sy:AirRoute }' -f json
    """
    from sygraph.queries.run import in_language, run

    text = _query_text(query_text, file)
    chosen = _chosen_format(format_name, output)
    if bom:
        chosen = chosen or Format.named("csv")
        if chosen.name != "csv":
            raise click.UsageError(f"--bom is for csv, not for {chosen.name}")
    kg = session.open()
    values = in_language(kg.queries, text, parameters(params), lang)
    result = run(kg.store, kg.queries, text, values, evidence, limit)
    width = terminal_width(output)
    if chosen is None:
        usual = "table" if width else "csv"
        chosen = Format.named("turtle" if result.form == "graph" and not evidence else usual)
    for_reader = text.strip() in kg.queries and not all_columns and result.form == "select"
    with open_output(output, whole=chosen.partial) as stream:
        if width and chosen.name == "table" and for_reader:
            stream.write(as_read(kg, result, _one(values.get("lang"), lang), width))
        else:
            result.write(stream, chosen, width, bom, lang)
        if chosen.name in ("json", "xml") or (result.form == "ask" and chosen.name != "table"):
            stream.write(b"\n")  # which the standards leave out and a terminal misses
    if result.cut:
        note(f"cut off after {result.cut}: there is more; see --limit")
    if not result:
        from sygraph.evidence.explain import explain

        for sentence in explain(kg.store, result.sparql):
            note(sentence)
        click.get_current_context().exit(1)


def as_read(kg: KnowledgeGraph, result: Result, lang: str, width: int) -> bytes:
    """Return the answer of a named query as a table with names, amounts and periods."""
    from sygraph.entities.resolve import labels
    from sygraph.queries.fields import named_nodes
    from sygraph.queries.text_table import draw_fields

    words = labels(kg.store, named_nodes(result.rows), lang)
    return draw_fields(result.columns, result.rows, words, lang, width).encode("utf-8", "replace")


def _one(given: object, lang: str) -> str:
    """The language that a query was given, if it is one that the pages have."""
    return match_language(str(given)) or lang


def _query_text(given: str | None, file: str | None) -> str:
    """Return the query from the argument, a file or standard input."""
    if given is not None and file is not None:
        raise click.UsageError("give a query or --file, not both")
    if file is not None:
        with open(file, "rb") as stream:
            text = _decoded(stream.read(), file)
    elif given is None and sys.stdin.isatty():
        text = ""
    elif given in (None, "-"):
        text = _decoded(sys.stdin.buffer.read(), "standard input")
    else:
        text = str(given)
    if not text.strip():
        raise click.UsageError("give the name of a query, SPARQL, or - to read it from a pipe")
    return text


def _decoded(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError("this is no UTF-8", path=place, line=line) from error


def parameters(params: Iterable[str]) -> dict[str, object]:
    """Return the values of parameters; a repeated parameter has alternative values."""
    values: dict[str, list[str]] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals:
            raise click.BadParameter(f"{param!r} is not NAME=VALUE", param_hint="-p")
        values.setdefault(name.strip(), []).append(value)
    return {name: group if len(group) > 1 else group[0] for name, group in values.items()}


def _chosen_format(name: str | None, output: str | None) -> Format | None:
    """Return the format given by name, or by the suffix of the output file."""
    if name is not None:
        return Format.named(name)
    if output in (None, "-") or not os.path.splitext(str(output))[1]:
        return None
    return Format.from_path(str(output), ["table", "graph"])
