"""`sygraph attach`: put a reader's own copy of the article back into a graph without text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sygraph.cli.common import Session, note
from sygraph.errors import SygraphError
from sygraph.rdf.formats import Format, Kind
from sygraph.rdf.output import open_output

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = ["attach"]

_KINDS: tuple[Kind, ...] = ("graph", "dataset", "annotated")


@click.command()
@click.argument("texts", nargs=-1, required=True, type=click.Path(), metavar="ARTICLE.txt...")
@click.option(
    "--data",
    "data",
    type=click.Path(),
    metavar="FILE",
    help="The graph without text, in any serialisation, .gz too. Default: the graph of the "
    "package, against which the copy is then proved.",
)
@click.option(
    "-o", "--output", type=click.Path(), help="Write to a file. Default: standard output."
)
@click.option(
    "-f",
    "--format",
    "format_name",
    metavar="FORMAT",
    help="Format of the result. Default: what the output's name ends in, else trig.",
)
@click.pass_obj
def attach(
    session: Session,
    texts: tuple[str, ...],
    data: str | None,
    output: str | None,
    format_name: str | None,
) -> None:
    """Put the words of your own copies of the articles into a graph without text.

    The copy is proved by its SHA-256 and passage by passage; of a text that differs, the first
    passage that does is named, and nothing is written. What sygraph export --without-text took out
    comes back exactly, but for the translations.

    \b
    sygraph export trig --without-text -o bare.trig
    sygraph attach article.txt --data bare.trig -o whole.trig
    """
    from sygraph.export import export
    from sygraph.export.attach import attachment
    from sygraph.store.interface import OxigraphStore
    from sygraph.store.sources import merged

    format = _format(format_name, output)
    found = attachment(_read(session, data), texts)
    for said in found.notes:
        note(f"note: {said}")
    store = merged(found.restore(_read(session, data)))
    if format.kind != "graph" and not any(store.named_graphs()):
        raise SygraphError(
            f"{data} has no named graphs, so {format.name} cannot have them",
            hint=f"take one of {', '.join(Format.names(['graph']))}",
        )
    with open_output(output, whole=format.partial) as stream:
        export(OxigraphStore(store), format, stream)
    note(f"{found.passages} passages proved, {found.wordings} wordings put back")


def _format(name: str | None, output: str | None) -> Format:
    if name is not None:
        return Format.named(name, _KINDS)
    if output is None or output == "-":
        return Format.named("trig")
    return Format.from_path(output, _KINDS)


def _read(session: Session, data: str | None) -> Iterator[Quad]:
    """Return the graph without text: from a file, or from the package."""
    from sygraph.store.sources import file_quads

    if data is not None:
        return file_quads(data)
    from sygraph.export.detach import Detacher
    from sygraph.store.sources import store_quads

    kg = session.open()
    return Detacher(kg.store, kg.files).quads(store_quads(kg.store))
