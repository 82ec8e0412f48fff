"""The table of formats: name, media type, suffix and kind of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Literal, get_args

from sygraph.errors import UnknownFormat, nearest

__all__ = ["FORMATS", "KINDS", "Format", "Kind"]

Kind = Literal["table", "graph", "dataset", "annotated", "tables", "network"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Format:
    """A format; `kind` is the kind of content.

    table: the rows of an answer. graph: one graph. dataset: named graphs. annotated: one graph,
    each triple with the passages that state it. tables: a table for each class, as one archive or
    a folder. network: nodes and edges for other programs.
    """

    name: str
    media_type: str
    suffix: str
    kind: Kind

    @property
    def partial(self) -> bool:
        """Whether some answers or graphs cannot be written in it."""
        return self.name in _PARTIAL

    @staticmethod
    def names(kinds: Collection[Kind] = KINDS) -> tuple[str, ...]:
        """The names of the formats of these kinds.

        >>> Format.names(["graph"])
        ('turtle', 'ntriples', 'jsonld', 'rdfxml', 'n3')
        """
        return tuple(row.name for row in FORMATS if row.kind in kinds)

    @staticmethod
    def named(name: str, kinds: Collection[Kind] = KINDS) -> Format:
        """The format of that name.

        Raises:
            UnknownFormat: no format of these kinds has the name.

        >>> Format.named("turtle").media_type
        'text/turtle'
        """
        for row in FORMATS:
            if row.name == name and row.kind in kinds:
                return row
        choices = Format.names(kinds)
        raise UnknownFormat(name, nearest(name, choices), hint=f"one of {', '.join(choices)}")

    @staticmethod
    def from_path(path: str | PathLike[str], kinds: Collection[Kind] = KINDS) -> Format:
        """The format of the longest suffix of a file's name, compressed (.gz) or not.

        Raises:
            UnknownFormat: no format of these kinds has it.

        >>> Format.from_path("out/shenyang.ttl").name
        'turtle'
        """
        place = fspath(path)
        name = place.lower().removesuffix(".gz")
        fitting = [row for row in FORMATS if row.kind in kinds and name.endswith(row.suffix)]
        if fitting:
            return max(fitting, key=lambda row: len(row.suffix))
        suffixes = ", ".join(row.suffix for row in FORMATS if row.kind in kinds)
        raise UnknownFormat(
            place, hint=f"name the format, or end the file's name in one of {suffixes}"
        )


_PARTIAL = {"xml", "jsonld", "rdfxml", "n3", "hextuples", "csvw", "parquet", "graphml", "gexf"}

FORMATS = (
    Format("table", "text/plain", ".txt", "table"),
    Format("csv", "text/csv", ".csv", "table"),
    Format("tsv", "text/tab-separated-values", ".tsv", "table"),
    Format("json", "application/sparql-results+json", ".json", "table"),
    Format("xml", "application/sparql-results+xml", ".xml", "table"),
    Format("turtle", "text/turtle", ".ttl", "graph"),
    Format("ntriples", "application/n-triples", ".nt", "graph"),
    Format("jsonld", "application/ld+json", ".jsonld", "graph"),
    Format("rdfxml", "application/rdf+xml", ".rdf", "graph"),
    Format("n3", "text/n3", ".n3", "graph"),
    Format("trig", "application/trig", ".trig", "dataset"),
    Format("nquads", "application/n-quads", ".nq", "dataset"),
    Format("hextuples", "application/x-ndjson", ".hext", "dataset"),
    Format("turtle12", "text/turtle; version=1.2", ".12.ttl", "annotated"),
    Format("ntriples12", "application/n-triples; version=1.2", ".12.nt", "annotated"),
    Format("csvw", "application/csvm+json", ".csv.zip", "tables"),
    Format("parquet", "application/vnd.apache.parquet", ".parquet.zip", "tables"),
    Format("graphml", "application/graphml+xml", ".graphml", "network"),
    Format("gexf", "application/gexf+xml", ".gexf", "network"),
    Format("cytoscape", "application/vnd.cytoscape+json", ".cyjs", "network"),
    Format("dot", "text/vnd.graphviz", ".dot", "network"),
    Format("mermaid", "text/vnd.mermaid", ".mmd", "network"),
)
