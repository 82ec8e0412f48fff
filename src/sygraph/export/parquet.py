"""Write the tables of `sygraph.export.tables` as Parquet files, with polars."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from sygraph.errors import MissingPackage
from sygraph.export.tables import Column, Table
from sygraph.namespaces import XSD
from sygraph.rdf.folder import Sink
from sygraph.rdf.safe_output import json_text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["write_parquet"]


def write_parquet(tables: Iterable[Table], sink: Sink) -> None:
    """Write tables with typed numbers, booleans and dates, and lists for several values.

    Raises:
        MissingPackage: polars is not installed.
    """
    try:
        import polars  # noqa: F401
    except ImportError as error:
        raise MissingPackage("polars", hint="pip install 'sygraph[polars]'") from error
    with TemporaryDirectory(prefix="sygraph-") as place:
        for table in tables:
            columns = table.plain
            several = [(c.predicate, c.kind) in table.several for c in columns]
            _write(f"{table.name}.parquet", columns, several, _rows(table, columns), place, sink)
            for column in table.joined:
                found = _pairs(table, column)
                if found is not None:
                    name = f"{table.name}.{column.name}.parquet"
                    _write(name, [column], [False], found, place, sink)


def _rows(table: Table, columns: list[Column]) -> Iterator[list[Any]]:
    for subject, cells in table.rows():
        yield [subject, *(cells.get((c.predicate, c.kind)) for c in columns)]


def _pairs(table: Table, column: Column) -> Iterator[list[Any]] | None:
    key = column.predicate, column.kind
    if not any(key in cells for _, cells in table.rows()):
        return None
    return ([s, [v]] for s, cells in table.rows() for v in cells.get(key, []))


def _write(
    name: str,
    columns: list[Column],
    several: list[bool],
    rows: Iterator[list[Any]],
    place: str,
    sink: Sink,
) -> None:
    """Write the rows to a temporary file, and stream them to Parquet with polars."""
    import polars as pl

    lines, packed = os.path.join(place, "rows.jsonl"), os.path.join(place, "rows.parquet")
    names = [column.name for column in columns]
    with open(lines, "w", encoding="utf-8") as stream:
        for subject, *values in rows:
            row = {"id": subject, **dict(zip(names, values, strict=True))}
            stream.write(json_text(row) + "\n")
    schema = {"id": pl.String(), **{name: pl.List(pl.String) for name in names}}
    frame = pl.scan_ndjson(lines, schema=schema)
    frame = frame.with_columns(
        _typed(pl.col(column.name), column, many)
        for column, many in zip(columns, several, strict=True)
    )
    frame.sink_parquet(packed, maintain_order=True)
    with open(packed, "rb") as source, sink.open(name) as target:
        shutil.copyfileobj(source, target)


def _typed(values: pl.Expr, column: Column, many: bool) -> pl.Expr:
    import polars as pl

    if not column.fixed:
        return values if many else values.list.first()
    kinds: dict[str, pl.DataType] = {
        XSD + "integer": pl.Int64(),
        XSD + "decimal": pl.Decimal(38, 10),
        XSD + "double": pl.Float64(),
    }
    one = values if many else values.list.first()
    if column.kind in kinds:
        kind = kinds[column.kind]
        return one.cast(pl.List(kind) if many else kind)
    if many:
        return one
    if column.kind == XSD + "date":
        return one.str.to_date("%Y-%m-%d")
    if column.kind == XSD + "boolean":
        return one.is_in(["true", "1"])
    return one
