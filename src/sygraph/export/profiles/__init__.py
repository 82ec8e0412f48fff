"""The same statements in the terms of other vocabularies, for whoever knows these and not ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import pyoxigraph as ox

from sygraph.errors import UnknownFormat
from sygraph.export.order import LineStream, Sorter
from sygraph.export.serialise import serialise
from sygraph.export.tags import TagCase
from sygraph.formats import Format, Kind
from sygraph.names import PREFIXES

if TYPE_CHECKING:
    from sygraph.graph import KnowledgeGraph

__all__ = ["PROFILES", "Profile", "write_profile"]

# Each profile's module.
_MODULES: dict[str, str] = {}
PROFILES = tuple(_MODULES)


class Profile(Protocol):
    """What the module of a profile offers.

    `PREFIXES` are its vocabularies', `KINDS` the kinds of format that can hold it. `quads` yields
    what it says, of one entity or of everything. `write_json`, where there is one, writes its
    JSON-LD as its readers want it.
    """

    PREFIXES: Mapping[str, str]
    KINDS: tuple[Kind, ...]

    def quads(self, kg: KnowledgeGraph, about: ox.NamedNode | None) -> Iterable[ox.Quad]: ...


def write_profile(
    kg: KnowledgeGraph,
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
    with Sorter(reading=True) as sorter:
        _feed(sorter, profile.quads(kg, about), format.kind == "dataset")
        if format.name in ("ntriples", "nquads"):
            mended = TagCase(stream)
            for block in sorter.blocks():
                mended.write(block)
            mended.flush()
            return
        lines = cast(BinaryIO, LineStream(sorter.blocks()))
        parsed = ox.parse(lines, ox.RdfFormat.N_QUADS)
        serialise(stream, parsed, format, prefixes=PREFIXES | dict(profile.PREFIXES))


def _feed(sorter: Sorter, quads: Iterable[ox.Quad], named: bool) -> None:
    def lines() -> Iterator[ox.Quad]:
        for quad in quads:
            yield quad if named else ox.Quad(quad.subject, quad.predicate, quad.object)

    ox.serialize(lines(), cast(BinaryIO, sorter), ox.RdfFormat.N_QUADS)
