"""The same statements in the terms of other vocabularies, for whoever knows these and not ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import pyoxigraph as ox

from sygraph.errors import UnknownFormat
from sygraph.namespaces import PREFIXES
from sygraph.rdf.formats import Format, Kind
from sygraph.rdf.natural_order import natural
from sygraph.rdf.order import Graph, LineStream, Sorter
from sygraph.rdf.serialize import corrected, serialise

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
    sorter = Sorter(reading=True, graph_order=_place if format.kind == "dataset" else None)
    found = profile.quads(kg, about)
    if format.kind == "graph":
        found = (ox.Quad(*quad.triple) for quad in found)
    sorter.write_quads(found)
    if format.name in ("ntriples", "nquads"):
        with corrected(stream, format) as target:
            for block in sorter.blocks():
                target.write(block)
        return
    lines = cast(BinaryIO, LineStream(sorter.blocks()))
    parsed = ox.parse(lines, ox.RdfFormat.N_QUADS)
    serialise(stream, parsed, format, prefixes=PREFIXES | dict(profile.PREFIXES))


def _place(graph: Graph) -> str:
    """Sort key of a graph."""
    return natural(str(graph))
