"""Run an export request of the command line, the Python API or the server."""

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

__all__ = ["ExportRequest", "export_bytes", "run_export"]


@dataclass(frozen=True)
class ExportRequest:
    """What to export, and in which form.

    Args:
        format: The name of a format; see `sygraph.rdf.formats`.
        graph, about, query, params: The part to export; see `sygraph.export.Part`. `about` takes
            any name of an entity, `query` the name or the text of a query.
        profile: The vocabulary to export in; see `sygraph.export.profiles`.
        framed: Write a JSON-LD document for each entity, or only for the entity `about`.
        packed: Compress with gzip. A file name that ends in .gz does so too.
        without_text: Leave out the words of the articles.
        ordered: Sort the statements, so that the same graph gives the same bytes; see
            `sygraph.export.export`.
        theme, lang: The theme of a network, and the language of its labels; see
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


def run_export(kg: Context, request: ExportRequest, output: str | PathLike[str] | None) -> None:
    """Write an export to a file or a folder, completely or not at all; None is standard output.

    Raises:
        UnknownFormat: There is no such format, or it does not fit the request.
        BadParameter: Two parameters exclude each other.
        Inexpressible: The format cannot express a statement of the graph.
        OutputError: The file or folder cannot be written.
        SygraphError: See `Context.query`.
    """
    format = _format(request)
    place = None if output is None else fspath(output)
    if _needs_folder(format, request, place):
        if request.packed:
            raise BadParameter("a folder cannot be compressed: name an archive", name="gzip")
        with folder(str(place)) as sink:
            _write_folder(kg, request, format, sink)
        return
    packed = request.packed or (place is not None and place.lower().endswith(".gz"))
    with open_output(place, whole=format.partial) as stream, _compressed(stream, packed) as target:
        _write(kg, request, format, target)


def export_bytes(kg: Context, request: ExportRequest) -> bytes:
    """Return an export as bytes, which are held in memory; see `run_export`."""
    format = _format(request)
    out = io.BytesIO()
    with _compressed(out, request.packed) as target:
        _write(kg, request, format, target)
    return out.getvalue()


def _format(request: ExportRequest) -> Format:
    format = Format.named(request.format)
    if format.kind == "table":
        choices = Format.names([kind for kind in KINDS if kind != "table"])
        hint = f"{format.name} is for query results: sygraph query; use one of {', '.join(choices)}"
        raise UnknownFormat(format.name, hint=hint)
    if sum(part is not None for part in (request.graph, request.about, request.query)) > 1:
        raise BadParameter("export one part only: a graph, an entity or a query", name="graph")
    if request.graph is not None and request.graph not in GRAPHS:
        raise BadParameter(
            f"there is no graph {request.graph}", name="graph", hint=f"one of {', '.join(GRAPHS)}"
        )
    if request.framed and format.name != "jsonld":
        raise UnknownFormat(format.name, hint="only jsonld is framed")
    if request.framed and (
        request.graph or request.query or request.without_text or request.profile
    ):
        raise BadParameter("framed documents can be combined with --about only", name="framed")
    if format.kind == "network" and (request.graph or request.profile or request.without_text):
        raise BadParameter("a network takes --about, --query or --theme", name="theme")
    if request.theme is not None and format.kind != "network":
        networks = ", ".join(Format.names(["network"]))
        raise UnknownFormat(format.name, hint=f"a theme is for networks: use {networks}")
    if request.profile is not None and (request.graph or request.query or request.without_text):
        raise BadParameter("a profile exports the whole graph with its words", name="profile")
    whole = ExportRequest(request.format, packed=request.packed, lang=request.lang, ordered=False)
    if not request.ordered and (request != whole or format.kind not in ("graph", "dataset")):
        raise BadParameter(
            "only the whole graph can be exported unordered, and without a profile",
            name="unordered",
            hint=f"give no part, and use one of {', '.join(Format.names(['graph', 'dataset']))}",
        )
    return format


def _needs_folder(format: Format, request: ExportRequest, place: str | None) -> bool:
    """Whether the export writes several files to a folder."""
    if place in (None, "-"):
        return False
    name = str(place).lower()
    if format.kind == "tables":
        return not name.endswith((".zip", ".zip.gz"))
    return request.framed and not name.endswith((".jsonl", ".jsonl.gz", ".jsonld", ".jsonld.gz"))


def _part(kg: Context, request: ExportRequest) -> Part:
    if request.about is not None:
        return Part(about=kg.resolve(request.about))
    if request.query is not None:
        from sygraph.queries.run import bound

        return Part(query=bound(kg.store, kg.queries, request.query, request.params))
    if request.params:
        raise BadParameter("only a query has parameters", name=next(iter(request.params)))
    return Part(graph=request.graph)


def _detacher(kg: Context, request: ExportRequest) -> Detacher | None:
    if not request.without_text:
        return None
    from sygraph.export.detach import Detacher

    return Detacher(kg.store, kg.files)


def _write_folder(kg: Context, request: ExportRequest, format: Format, sink: Sink) -> None:
    if format.kind == "tables":
        detacher = _detacher(kg, request)
        export_tables(kg.store, format, sink, _part(kg, request), detacher=detacher)
    else:
        for slug, document in _documents(kg, request):
            with sink.open(f"{slug}.jsonld") as stream:
                stream.write(document)


def _write(kg: Context, request: ExportRequest, format: Format, stream: BinaryIO) -> None:
    if format.kind == "network":
        from sygraph.network.file_formats import Drawing, write_drawing
        from sygraph.network.selection import Selection
        from sygraph.network.view import View

        selection = Selection(
            about=request.about, query=request.query, params=request.params, theme=request.theme
        )
        view = View(kg, selection, request.lang, limit=sys.maxsize)
        write_drawing(Drawing.of(view.payload, request.lang), format.name, stream)
    elif request.framed:
        for _, document in _documents(kg, request):
            stream.write(document)
    elif request.profile is not None:
        from sygraph.export.profiles import write_profile

        about = None if request.about is None else kg.resolve(request.about)
        write_profile(kg, request.profile, format, stream, about)
    else:
        detacher = _detacher(kg, request)
        part = _part(kg, request)
        export(kg.store, format, stream, part, detacher=detacher, ordered=request.ordered)


def _documents(kg: Context, request: ExportRequest) -> Iterator[tuple[str, bytes]]:
    from sygraph.export.framed import documents

    return documents(kg.store, None if request.about is None else kg.resolve(request.about))


@contextmanager
def _compressed(stream: BinaryIO, packed: bool) -> Iterator[BinaryIO]:
    """Yield the stream, or one that compresses to it; the same content gives the same bytes."""
    if not packed:
        yield stream
        return
    with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=stream, mtime=0) as target:
        buffered = io.BufferedWriter(cast(io.RawIOBase, target), 1 << 16)
        yield cast(BinaryIO, buffered)
        buffered.flush()
