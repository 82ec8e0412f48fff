"""Collect a table for each class, and write the tables as CSV with CSVW metadata.

Each subject is a row in the table of its most specific class. A column has the values of a
property in one language or of one datatype, joined by a separator. A link with several values is
a separate table, to be joined as in a relational database. The metadata describes how to convert
the tables back to RDF (CSV on the Web, csv2rdf).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import groupby
from json import loads
from tempfile import TemporaryFile
from typing import IO, Any

import pyoxigraph as ox

from sygraph.namespaces import PREFIXES, RDF, XSD, compact
from sygraph.rdf.folder import Sink
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.language_tags import canonical_tag
from sygraph.rdf.safe_output import json_text
from sygraph.store.interface import Store

__all__ = ["Column", "Table", "collect", "write_csvw"]

_TYPE = RDF + "type"
_SEPARATORS = "|;~^\u00a6\u2016"
# The kind of a column whose values are IRIs.
_LINK = "@id"

# The maximum length of a short name; a file name consists of two.
_LONGEST = 60

# The lexical forms of the datatypes that readers check; other values are text to them.
_LEXICAL = {
    "integer": "[+-]?[0-9]+",
    "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "double": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?|-?INF|NaN",
    "boolean": "true|false|1|0",
    "date": "[0-9]{4}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?",
    "string": ".*",
    "gYear": "[0-9]{4}",
    "gYearMonth": "[0-9]{4}-[0-9]{2}",
}
# The names of the XML Schema datatypes that are built into CSV on the Web.
_BUILT_IN = frozenset(
    re.findall(
        r"\w+",
        """anyAtomicType anyURI base64Binary boolean byte date dateTime dateTimeStamp
        dayTimeDuration decimal double duration float gDay gMonth gMonthDay gYear gYearMonth
        hexBinary int integer language long Name negativeInteger NMTOKEN nonNegativeInteger
        nonPositiveInteger normalizedString positiveInteger QName short string time token
        unsignedByte unsignedInt unsignedLong unsignedShort yearMonthDuration""",
    )
)
_FIXED = {
    XSD + "integer": re.compile("[+-]?[0-9]{1,18}"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]{0,28}(\.[0-9]{0,10})?"),
    XSD + "date": re.compile("[0-9-]{10}"),
}
_ANY = re.compile(".*", re.S)
_WELL_FORMED = {XSD + name: re.compile(form, re.S) for name, form in _LEXICAL.items()}


@dataclass(frozen=True)
class Column:
    """A column: the links of a property, or its values in one language or of one datatype.

    `fixed` says whether all values have the lexical form of the datatype, and integers fit 64 bits,
    decimals have at most 28 digits before and 10 after the point, and dates no time zone.
    """

    name: str
    predicate: str
    kind: str
    fixed: bool = True

    @property
    def link(self) -> bool:
        return self.kind == _LINK

    @property
    def language(self) -> str | None:
        return self.kind[1:] if self.kind[0] == "@" and not self.link else None


@dataclass
class Table:
    """The subjects of a class; `rows` reads them from a temporary file."""

    name: str
    cls: str | None
    spool: IO[bytes]
    keys: dict[tuple[str, str], None] = field(default_factory=dict)
    several: set[tuple[str, str]] = field(default_factory=set)
    malformed: dict[tuple[str, str], str] = field(default_factory=dict)
    large: set[tuple[str, str]] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    shared: set[str] | None = None
    count: int = 0

    def add(self, subject: str, cells: Mapping[tuple[str, str], list[str]]) -> None:
        types = set(cells.get((_TYPE, _LINK), ()))
        self.shared = types if self.shared is None else self.shared & types
        for key, values in cells.items():
            self.keys[key] = None
            if len(values) > 1:
                self.several.add(key)
            for value in values:
                if not _well_formed(key[1], value):
                    self.malformed.setdefault(key, value)
            if not all(map(_FIXED.get(key[1], _ANY).fullmatch, values)):
                self.large.add(key)
            if not key[1].startswith(_LINK):
                self.used.update(char for char in _SEPARATORS if any(char in v for v in values))
        record = [subject, [[*key, values] for key, values in cells.items()]]
        self.spool.write(json_text(record).encode() + b"\n")
        self.count += 1

    def rows(self) -> Iterator[tuple[str, dict[tuple[str, str], list[str]]]]:
        """Yield each subject and its cells, without the classes that all subjects share."""
        self.spool.seek(0)
        for line in self.spool:
            subject, cells = loads(line)
            found = {(name, kind): values for name, kind, values in cells}
            types = [t for t in found.pop((_TYPE, _LINK), []) if t not in (self.shared or ())]
            if types:
                found[_TYPE, _LINK] = types
            yield subject, found

    @property
    def plain(self) -> list[Column]:
        """The columns in the table, by name."""
        return [c for c in self._columns if not self._joined((c.predicate, c.kind))]

    @property
    def joined(self) -> list[Column]:
        """The columns that become separate tables, by name."""
        return [c for c in self._columns if self._joined((c.predicate, c.kind))]

    @property
    def separator(self) -> str:
        """A character that no value contains."""
        for char in _SEPARATORS:
            if char not in self.used:
                return char
        raise Inexpressible(self.name, "CSV", "its values contain every possible separator")

    def _joined(self, key: tuple[str, str]) -> bool:
        return key == (_TYPE, _LINK) or (key[1] == _LINK and key in self.several)

    @cached_property
    def _columns(self) -> list[Column]:
        """The columns by name; the name includes the kind if a property has several."""
        names = {"id"}
        found = []
        for predicate, kind in sorted(self.keys):
            name = _local(predicate)
            kinds = [other for iri, other in self.keys if iri == predicate]
            if len(kinds) > 1 or (kind[0] == "@" and kind != _LINK):
                name += "_" + ("iri" if kind == _LINK else _local(kind.lstrip("@")))
            fixed = (predicate, kind) not in self.large | self.malformed.keys()
            found.append(Column(_unused(name, names), predicate, kind, fixed))
        return sorted(found, key=lambda column: column.name)


def collect(store: Store, quads: Iterable[ox.Quad], files: ExitStack) -> list[Table]:
    """Collect quads, grouped by subject, in tables, which keep their rows on disk.

    Raises:
        Inexpressible: A literal has a direction, or a triple is about a triple.
    """
    above = _superclasses(store)
    tables: dict[str | None, Table] = {}
    names: set[str] = set()
    for subject, group in groupby(quads, key=lambda quad: quad.subject):
        if isinstance(subject, ox.Triple):
            raise Inexpressible(subject, "a table", "it has no triple terms")
        cells: dict[tuple[str, str], list[str]] = {}
        for quad in group:
            cells.setdefault((quad.predicate.value, _kind(quad.object)), []).append(
                _text(quad.object)
            )
        cls = _most_specific(cells.get((_TYPE, _LINK), []), above)
        if cls not in tables:
            name = _unused(_local(cls) if cls else "other", names)
            tables[cls] = Table(name, cls, files.enter_context(TemporaryFile()))  # noqa: SIM115
        tables[cls].add(_text(subject), cells)
    return sorted(tables.values(), key=lambda table: table.name)


def write_csvw(tables: Iterable[Table], sink: Sink) -> None:
    """Write tables as CSV files, with their metadata in csv-metadata.json.

    Raises:
        Inexpressible: A value does not have the lexical form of its datatype.
    """
    tables = list(tables)
    for table in tables:
        for (_, kind), value in table.malformed.items():
            odd = ox.Literal(value, datatype=ox.NamedNode(kind))
            raise Inexpressible(odd, "CSV on the Web", "its datatype requires another form")
    described = []
    for table in tables:
        described.append(_write_main(table, sink))
        for column in table.joined:
            if column.predicate != _TYPE or any((_TYPE, _LINK) in c for _, c in table.rows()):
                described.append(_write_join(table, column, sink))
    metadata = {"@context": "http://www.w3.org/ns/csvw", "tables": described}
    with sink.open("csv-metadata.json") as stream:
        stream.write(json_text(metadata, indent=2).encode() + b"\n")


def _write_main(table: Table, sink: Sink) -> dict[str, Any]:
    columns, separator = table.plain, table.separator
    with sink.open(f"{table.name}.csv") as stream, _writer(stream) as rows:
        rows.writerow(["id", *(column.name for column in columns)])
        for subject, cells in table.rows():
            values = (cells.get((column.predicate, column.kind), []) for column in columns)
            rows.writerow([subject, *map(separator.join, values)])
    described: list[dict[str, Any]] = [_id_column()]
    for column in columns:
        several = (column.predicate, column.kind) in table.several
        described.append(_described(column, separator if several else None))
    names = {"id", *(column.name.casefold() for column in columns)}
    for cls in sorted(table.shared or ()):
        described.append(
            {
                "name": _unused("type", names),
                "virtual": True,
                "propertyUrl": _TYPE,
                "valueUrl": cls,
            }
        )
    return _schema(f"{table.name}.csv", described)


def _write_join(table: Table, column: Column, sink: Sink) -> dict[str, Any]:
    name = f"{table.name}.{column.name}.csv"
    with sink.open(name) as stream, _writer(stream) as rows:
        rows.writerow(["id", column.name])
        for subject, cells in table.rows():
            for value in cells.get((column.predicate, column.kind), []):
                rows.writerow([subject, value])
    return _schema(name, [_id_column(), _described(column, None)])


def _schema(url: str, columns: list[dict[str, Any]]) -> dict[str, Any]:
    return {"url": url, "tableSchema": {"aboutUrl": "{+id}", "columns": columns}}


def _id_column() -> dict[str, Any]:
    return {"name": "id", "titles": "id", "required": True, "suppressOutput": True}


def _described(column: Column, separator: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "propertyUrl": column.predicate,
    }
    if column.link:
        found["valueUrl"] = f"{{+{column.name}}}"
    elif column.language:
        found["lang"] = column.language
    elif column.kind.removeprefix(XSD) in _BUILT_IN:
        found["datatype"] = column.kind[len(XSD) :]
    else:
        found["datatype"] = {"base": "string", "@id": column.kind}
    if separator is not None:
        found["separator"] = separator
    return found


class _writer:
    """A CSV writer on a binary stream: UTF-8, with the line ends of RFC 4180."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(stream, encoding="utf-8", newline="", write_through=True)

    def __enter__(self) -> Any:
        return csv.writer(self._text)

    def __exit__(self, *_: object) -> None:
        self._text.flush()
        self._text.detach()


def _superclasses(store: Store) -> dict[str, set[str]]:
    above: dict[str, set[str]] = {}
    for row in store.select("SELECT ?c ?d { ?c rdfs:subClassOf ?d FILTER(?c != ?d) }"):
        above.setdefault(_text(row["c"]), set()).add(_text(row["d"]))
    return above


def _most_specific(types: list[str], above: Mapping[str, set[str]]) -> str | None:
    """Return the class that has no subclass among these: ours first, then by name."""
    covered: set[str] = set()
    waiting = list(types)
    while waiting:
        for cls in above.get(waiting.pop(), ()):
            if cls not in covered:
                covered.add(cls)
                waiting.append(cls)
    lowest = [cls for cls in types if cls not in covered] or types
    return min(lowest, key=lambda cls: (not cls.startswith(PREFIXES["sy"]), cls), default=None)


def _kind(term: object) -> str:
    if not isinstance(term, ox.Literal):
        return _LINK
    if term.direction:
        raise Inexpressible(term, "a table", "it has no direction of text")
    return f"@{canonical_tag(term.language)}" if term.language else term.datatype.value


def _text(term: object) -> str:
    if isinstance(term, ox.BlankNode):
        return str(term)
    if isinstance(term, ox.NamedNode | ox.Literal):
        return term.value
    raise Inexpressible(term, "a table", "it has no triple terms")


def _well_formed(kind: str, value: str) -> bool:
    """Whether a value has the lexical form of its datatype; true for unchecked datatypes."""
    form = _WELL_FORMED.get(kind)
    if form is None or not form.fullmatch(value):
        return form is None
    if kind != XSD + "date":
        return True
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return False
    return True


def _local(iri: str) -> str:
    """Return a short name for an IRI, of letters, digits and underscores."""
    short = compact(iri)
    prefix, _, local = short.partition(":")
    if short == iri:
        name = iri.rstrip("/#").replace("#", "/").rpartition("/")[2]
    else:
        name = local if prefix == "sy" or local[0].islower() else f"{prefix}_{local}"
    plain = "".join(char if char.isalnum() and char.isascii() else "_" for char in name)
    # Names in CSVW must not start with an underscore.
    return plain.strip("_")[:_LONGEST] or "x"


def _unused(name: str, names: set[str]) -> str:
    found, number = name, 2
    while found.casefold() in names:
        found, number = f"{name}_{number}", number + 1
    names.add(found.casefold())
    return found
