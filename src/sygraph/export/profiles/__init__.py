"""The same statements in the terms of other vocabularies, for whoever knows these and not ours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import pyoxigraph as ox

from sygraph.errors import UnknownFormat
from sygraph.namespaces import PREFIXES
from sygraph.rdf.formats import Format, Kind
from sygraph.rdf.order import LineStream, Sorter
from sygraph.rdf.serialize import mended, serialise

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["PROFILES", "Profile", "write_profile"]

# Each profile's module.
_MODULES = {
    "schema.org": "schema_org",
    "web-annotation": "web_annotation",
    "prov": "prov",
    "qb": "cube",
    "nanopub": "nanopub",
}
PROFILES = tuple(_MODULES)

_BATCH = 5000
_DIGITS = re.compile(rb"[0-9]+")


class Profile(Protocol):
    """What the module of a profile offers.

    `PREFIXES` are its vocabularies', `KINDS` the kinds of format that can hold it. `quads` yields
    what it says, of one entity or of everything. `write_json`, where there is one, writes its
    JSON-LD as its readers want it.
    """

    PREFIXES: Mapping[str, str]
    KINDS: tuple[Kind, ...]

    def quads(self, kg: Context, about: ox.NamedNode | None) -> Iterable[ox.Quad]: ...


def write_profile(
    kg: Context,
    name: str,
    format: Format,
    stream: BinaryIO,
    about: ox.NamedNode | None = None,
) -> None:
    """Write the graph, or what it says of an entity, in the terms of a profile.

    Raises:
        UnknownFormat: the profile has no such format.
        Inexpressible: the format cannot say something that the profile says.
    """
    profile = cast(Profile, import_module(f"{__name__}.{_MODULES[name]}"))
    if format.kind not in profile.KINDS:
        choices = ", ".join(Format.names(profile.KINDS))
        raise UnknownFormat(format.name, hint=f"{name} comes as one of {choices}")
    write_json = getattr(profile, "write_json", None)
    if format.name == "jsonld" and write_json is not None:
        write_json(kg, stream, about)
        return
    named = format.kind == "dataset"
    with Sorter(reading=True, place=_place if named else None) as sorter:
        _feed(sorter, profile.quads(kg, about), named)
        if format.name in ("ntriples", "nquads"):
            with mended(stream, format) as target:
                for block in sorter.blocks():
                    target.write(block)
            return
        lines = cast(BinaryIO, LineStream(sorter.blocks()))
        parsed = ox.parse(lines, ox.RdfFormat.N_QUADS)
        serialise(stream, parsed, format, prefixes=PREFIXES | dict(profile.PREFIXES))


def _feed(sorter: Sorter, quads: Iterable[ox.Quad], named: bool) -> None:
    iterator = iter(quads)
    while batch := list(islice(iterator, _BATCH)):
        if not named:
            batch = [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in batch]
        lines = ox.serialize(batch, format=ox.RdfFormat.N_QUADS) or b""
        if named:
            lines = b"".join(_place(line) + line for line in lines.splitlines(keepends=True))
        sorter.write(lines)


def _place(line: bytes) -> bytes:
    """What keeps the lines of a graph together, and graph 90 before graph 100."""
    graph = line[line.rindex(b" ", 0, -3) + 1 : -3]
    if not graph.endswith(b">") or graph.startswith(b"^^") or b'"' in graph:
        graph = b""
    return _DIGITS.sub(lambda found: found[0].rjust(8, b"0"), graph) + b" "
