"""The formats results are written in: one table from which choices, suffixes and types derive."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Literal

from sygraph.errors import UnknownFormat, nearest

__all__ = ["FORMATS", "Format", "Kind"]

Kind = Literal["table", "graph", "dataset"]


@dataclass(frozen=True)
class Format:
    """A format: `kind` says whether it holds rows, one graph, or a graph of graphs."""

    name: str
    media_type: str
    suffix: str
    kind: Kind

    @staticmethod
    def names(kinds: Collection[Kind] = ("table", "graph", "dataset")) -> tuple[str, ...]:
        """The names of the formats of these kinds.

        >>> Format.names(["graph"])
        ('turtle', 'ntriples', 'jsonld')
        """
        return tuple(row.name for row in FORMATS if row.kind in kinds)

    @staticmethod
    def named(name: str, kinds: Collection[Kind] = ("table", "graph", "dataset")) -> Format:
        """The format of that name.

        Raises:
            UnknownFormat: no format of these kinds bears it.

        >>> Format.named("turtle").media_type
        'text/turtle'
        """
        for row in FORMATS:
            if row.name == name and row.kind in kinds:
                return row
        choices = Format.names(kinds)
        raise UnknownFormat(name, nearest(name, choices), hint=f"one of {', '.join(choices)}")

    @staticmethod
    def from_path(
        path: str | PathLike[str], kinds: Collection[Kind] = ("table", "graph", "dataset")
    ) -> Format:
        """The format that a file's suffix stands for.

        Raises:
            UnknownFormat: no format of these kinds has it.

        >>> Format.from_path("out/shenyang.ttl").name
        'turtle'
        """
        place = fspath(path)
        for row in FORMATS:
            if row.kind in kinds and place.lower().endswith(row.suffix):
                return row
        suffixes = ", ".join(row.suffix for row in FORMATS if row.kind in kinds)
        raise UnknownFormat(
            place, hint=f"name the format, or end the file's name in one of {suffixes}"
        )


FORMATS = (
    Format("table", "text/plain", ".txt", "table"),
    Format("csv", "text/csv", ".csv", "table"),
    Format("tsv", "text/tab-separated-values", ".tsv", "table"),
    Format("json", "application/sparql-results+json", ".json", "table"),
    Format("xml", "application/sparql-results+xml", ".xml", "table"),
    Format("turtle", "text/turtle", ".ttl", "graph"),
    Format("ntriples", "application/n-triples", ".nt", "graph"),
    Format("jsonld", "application/ld+json", ".jsonld", "graph"),
    Format("trig", "application/trig", ".trig", "dataset"),
    Format("nquads", "application/n-quads", ".nq", "dataset"),
)
