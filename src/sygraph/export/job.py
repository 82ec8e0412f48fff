"""What was asked for, written where it should go: the one way to export, from anywhere."""

from __future__ import annotations

import gzip
import io
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, BinaryIO, cast

from sygraph.errors import BadParameter, UnknownFormat
from sygraph.export import GRAPHS, Part, export, export_tables
from sygraph.rdf.folder import Sink, folder
from sygraph.rdf.formats import KINDS, Format
from sygraph.rdf.output import open_output
from sygraph.text.scalars import language

if TYPE_CHECKING:
    from sygraph.export.detach import Detacher
    from sygraph.queries.context import Context

__all__ = ["Wish", "carry_out", "content"]


@dataclass(frozen=True)
class Wish:
    """What to export, and how.

    Args:
        format: a format's name; see `sygraph.rdf.formats`.
        graph, about, query, params: which part; see `sygraph.export.Part`. An entity may be given
            by any of its names, a query by its name or as text.
        profile: the vocabulary to say it in; see `sygraph.export.profiles`.
        framed: write a JSON-LD document for each entity, or for the one it is about.
        packed: pack it with gzip, as the name of a file that ends in .gz does too.
        without_text: leave out the article's words.
        ordered: put statements in an order that is always the same; see `sygraph.export.export`.
        theme, lang: which part of a network, and the language of its labels; see
            `Context.view`.
    """

    format: str
    graph: str | None = None
    about: str | None = None
    query: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    profile: str | None = None
    framed: bool = False
    packed: bool = False
    without_text: bool = False
    ordered: bool = True
    theme: str | None = None
    lang: str = "en"

    def __post_init__(self) -> None:
        object.__setattr__(self, "lang", language(self.lang))


def carry_out(kg: Context, wish: Wish, output: str | PathLike[str] | None) -> None:
    """Write what is wished to a file or a folder, whole or not at all; None is standard output.

    Raises:
        UnknownFormat: there is no such format, or not for this.
        BadParameter: two wishes exclude each other.
        Inexpressible: the format cannot say something that the graph says.
        OutputError: the place cannot be written.
        SygraphError: see `Context.query`.
    """
    format = _format(wish)
    place = None if output is None else fspath(output)
    if _wants_folder(format, wish, place):
        if wish.packed:
            raise BadParameter("a folder is not packed: name an archive", name="gzip")
        with folder(str(place)) as sink:
            _fill(kg, wish, format, sink)
        return
    packed = wish.packed or (place is not None and place.lower().endswith(".gz"))
    with open_output(place, whole=format.partial) as stream, _packing(stream, packed) as target:
        _write(kg, wish, format, target)


def content(kg: Context, wish: Wish) -> bytes:
    """Return what is wished as bytes, which are held in memory; see `carry_out`."""
    format = _format(wish)
    out = io.BytesIO()
    with _packing(out, wish.packed) as target:
        _write(kg, wish, format, target)
    return out.getvalue()


def _format(wish: Wish) -> Format:
    format = Format.named(wish.format)
    if format.kind == "table":
        choices = Format.names([kind for kind in KINDS if kind != "table"])
        hint = f"{format.name} is for answers: sygraph query; take one of {', '.join(choices)}"
        raise UnknownFormat(format.name, hint=hint)
    if sum(part is not None for part in (wish.graph, wish.about, wish.query)) > 1:
        raise BadParameter("take one part: a graph, an entity or a query", name="graph")
    if wish.graph is not None and wish.graph not in GRAPHS:
        raise BadParameter(
            f"there is no graph {wish.graph}", name="graph", hint=f"one of {', '.join(GRAPHS)}"
        )
    if wish.framed and format.name != "jsonld":
        raise UnknownFormat(format.name, hint="only jsonld is framed")
    if wish.framed and (wish.graph or wish.query or wish.without_text or wish.profile):
        raise BadParameter("documents of entities take --about alone", name="framed")
    if format.kind == "network" and (wish.graph or wish.profile or wish.without_text):
        raise BadParameter("a network takes --about, --query or --theme", name="theme")
    if wish.theme is not None and format.kind != "network":
        drawn = ", ".join(Format.names(["network"]))
        raise UnknownFormat(format.name, hint=f"a theme is drawn: take {drawn}")
    if wish.profile is not None and (wish.graph or wish.query or wish.without_text):
        raise BadParameter("a profile says the whole graph, its words included", name="profile")
    whole = Wish(wish.format, packed=wish.packed, lang=wish.lang, ordered=False)
    if not wish.ordered and (wish != whole or format.kind not in ("graph", "dataset")):
        raise BadParameter(
            "only the whole graph is written as the store has it, in its own terms",
            name="unordered",
            hint=f"no part; one of {', '.join(Format.names(['graph', 'dataset']))}",
        )
    return format


def _wants_folder(format: Format, wish: Wish, place: str | None) -> bool:
    """Whether there are several files to be written to a folder."""
    if place in (None, "-"):
        return False
    name = str(place).lower()
    if format.kind == "tables":
        return not name.endswith((".zip", ".zip.gz"))
    return wish.framed and not name.endswith((".jsonl", ".jsonl.gz", ".jsonld", ".jsonld.gz"))


def _part(kg: Context, wish: Wish) -> Part:
    if wish.about is not None:
        return Part(about=kg.resolve(wish.about))
    if wish.query is not None:
        from sygraph.queries.run import bound

        return Part(query=bound(kg.store, kg.queries, wish.query, wish.params))
    if wish.params:
        raise BadParameter("only a query has parameters", name=next(iter(wish.params)))
    return Part(graph=wish.graph)


def _detacher(kg: Context, wish: Wish) -> Detacher | None:
    if not wish.without_text:
        return None
    from sygraph.export.detach import Detacher

    return Detacher(kg.store, kg.files)


def _fill(kg: Context, wish: Wish, format: Format, sink: Sink) -> None:
    if format.kind == "tables":
        detacher = _detacher(kg, wish)
        export_tables(kg.store, format, sink, _part(kg, wish), detacher=detacher)
    else:
        for slug, document in _documents(kg, wish):
            with sink.open(f"{slug}.jsonld") as stream:
                stream.write(document)


def _write(kg: Context, wish: Wish, format: Format, stream: BinaryIO) -> None:
    if format.kind == "network":
        from sygraph.network.file_formats import Drawing, write_drawing
        from sygraph.network.selection import Selection
        from sygraph.network.view import View

        selection = Selection(
            about=wish.about, query=wish.query, params=wish.params, theme=wish.theme
        )
        view = View(kg, selection, wish.lang, limit=sys.maxsize)
        write_drawing(Drawing.of(view.payload, wish.lang), format.name, stream)
    elif wish.framed:
        for _, document in _documents(kg, wish):
            stream.write(document)
    elif wish.profile is not None:
        from sygraph.export.profiles import write_profile

        about = None if wish.about is None else kg.resolve(wish.about)
        write_profile(kg, wish.profile, format, stream, about)
    else:
        detacher = _detacher(kg, wish)
        part = _part(kg, wish)
        export(kg.store, format, stream, part, detacher=detacher, ordered=wish.ordered)


def _documents(kg: Context, wish: Wish) -> Iterator[tuple[str, bytes]]:
    from sygraph.export.framed import documents

    return documents(kg.store, None if wish.about is None else kg.resolve(wish.about))


@contextmanager
def _packing(stream: BinaryIO, packed: bool) -> Iterator[BinaryIO]:
    """The stream, or one that packs with gzip, the same bytes for the same content."""
    if not packed:
        yield stream
        return
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as target:
        buffered = io.BufferedWriter(cast(io.RawIOBase, target), 1 << 16)
        yield cast(BinaryIO, buffered)
        buffered.flush()
