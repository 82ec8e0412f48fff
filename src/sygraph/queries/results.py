"""The result of a query: rows of Python values, and their formats."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import pyoxigraph as ox

from sygraph.errors import SygraphError, UnknownFormat
from sygraph.namespaces import XSD
from sygraph.queries.rows import Row
from sygraph.rdf.formats import Format
from sygraph.rdf.safe_output import json_text, spreadsheet_text
from sygraph.rdf.values import Term, Value, native

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from sygraph.evidence.proof import Proof

__all__ = ["Answer", "Result"]

Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_STRING = XSD + "string"


class Result(Sequence[Row]):
    """The answer to a query: a sequence of rows, which are read when first needed and then kept.

    An ASK has one row, with the column `answer`, and `bool` returns its value. A CONSTRUCT or
    DESCRIBE has one row for each triple.

    Attributes:
        sparql: the query that ran, with the values of its parameters.
        form: select, ask or graph.
        columns: the names of the columns.
        cut: the limit at which the answer was cut off, such as `100 rows`, or None.
    """

    cut: str | None = None

    def __init__(self, sparql: str, ask: Callable[[str], Answer]) -> None:
        self.sparql = sparql
        self._ask = ask
        # The query runs now, so that errors occur here; it runs again if this answer is used up.
        self._fresh: Answer | None = ask(sparql)
        self._rows: list[Row] | None = None
        self.form, self.columns = _shape(self._fresh)

    @property
    def rows(self) -> list[Row]:
        if self._rows is None:
            rows: list[Row] = []
            try:
                rows.extend(Row(self.columns, terms) for terms in _terms(self._take()))
            except SygraphError as error:
                error.arrived = rows  # the part of the answer before the error
                raise
            self._rows = rows
        return self._rows

    @property
    def triples(self) -> list[ox.Triple]:
        """The triples of a CONSTRUCT or DESCRIBE; empty for other forms."""
        if self.form != "graph":
            return []
        return [ox.Triple(*row.terms) for row in self.rows]  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: Any) -> Any:
        return self.rows[index]

    def __bool__(self) -> bool:
        """The answer to an ASK; for other forms, whether there are rows."""
        return self.rows[0]["answer"] is True if self.form == "ask" else bool(self.rows)

    def __repr__(self) -> str:
        return f"<Result {self.form} columns={list(self.columns)}>"

    def attach(self, proofs: Sequence[Proof]) -> None:
        """Set the proof of each row."""
        for row, proof in zip(self.rows, proofs, strict=True):
            row.proof = proof

    def to_pandas(self, *, curies: bool = False) -> pd.DataFrame:
        """Return the answer as a pandas data frame.

        The type of a column is that of its values: Int64, boolean, Float64 for doubles, string,
        datetime64[s] for days. Decimals are exact Decimal objects, and so are integers in the same
        column or with more than 64 bits; `astype(float)` converts them. A column with partial
        dates or with values of different types has the type object.
        If rows have a proof, it is in the columns `evidence`, `background` and `notes`.

        Args:
            curies: whether to write IRIs as CURIEs, such as id:seoul.

        Raises:
            MissingPackage: pandas is not installed.
        """
        from sygraph.queries.dataframes import to_pandas

        return to_pandas(*self._cells(), curies)

    def to_polars(self, *, curies: bool = False) -> pl.DataFrame:
        """Return the answer as a polars data frame.

        The type of a column is that of its values: Int64, Boolean, Float64 for doubles, String,
        Date for days, and Decimal, which is exact. A column with partial dates, values of different
        types or numbers of more than 38 digits has the type String.
        If rows have a proof, it is in the columns `evidence`, `background` and `notes`.

        Args:
            curies: whether to write IRIs as CURIEs, such as id:seoul.

        Raises:
            MissingPackage: polars is not installed.
        """
        from sygraph.queries.dataframes import to_polars

        return to_polars(*self._cells(), curies)

    def _repr_html_(self) -> str:
        """Return the answer as an HTML table for a notebook."""
        from sygraph.queries.notebook import as_html

        return as_html(*self._cells())

    def write(
        self,
        stream: BinaryIO,
        format: Format,
        width: int | None = None,
        bom: bool = False,
        lang: str = "en",
    ) -> None:
        """Write the answer.

        If rows have a proof, csv, tsv and xml have the columns `evidence`, `background` and
        `notes`, json has a member `evidence` after `results`, and a table has a list below it.

        Args:
            width: the width of the terminal for a table; None does not wrap it.
            bom: whether a csv starts with a byte-order mark, so that Excel reads it as UTF-8. A
                text that Excel would read as a formula then starts with an apostrophe.
            lang: the language of the reader of a table; they get the translations into it.

        Raises:
            UnknownFormat: the format cannot hold an answer of this form.
            Inexpressible: the format cannot hold a term of the answer.
        """
        proved = self._proved
        if bom and format.name != "csv":
            raise UnknownFormat(format.name, hint="only csv can start with a byte-order mark")
        if format.kind == "graph" and self.form == "graph" and not proved:
            from sygraph.rdf.graph_file import write_graph

            write_graph(stream, self.triples, format)
        elif format.kind != "table":
            choices = Format.names(["table"])
            why = "has no room for evidence" if self.form == "graph" else "holds no rows"
            raise UnknownFormat(
                format.name, hint=f"{format.name} {why}; use one of {', '.join(choices)}"
            )
        elif format.name == "table":
            from sygraph.queries.text_table import draw

            table = draw(self.form, self.columns, self.rows, width, lang)
            stream.write(table.encode("utf-8", "replace"))
        elif format.name == "json" and proved:
            stream.write(json_text(self._with_evidence()).encode())
        else:
            if bom:
                stream.write(codecs.BOM_UTF8)
            kind = getattr(ox.QueryResultsFormat, format.name.upper())
            from sygraph.rdf.language_tags import RowTags
            from sygraph.rdf.xml_text import ResultsXml

            checked = ResultsXml(stream) if format.name == "xml" else None
            rows = RowTags(cast(BinaryIO, checked or stream), format.name)
            answer = self._serialisable(proved, _spreadsheet_term if bom else None)
            answer.serialize(cast(BinaryIO, rows), kind)
            rows.flush()
            if checked:
                checked.flush()

    @property
    def _proved(self) -> bool:
        return self._rows is not None and any(row.proof for row in self._rows)

    def _cells(self) -> tuple[tuple[str, ...], list[list[Value]]]:
        """Return the columns and the Python values of each row, with those of its proof."""
        columns, rows = self.columns, [row.terms for row in self.rows]
        if self._proved:
            columns, rows = _widened(columns, self.rows)
        return columns, [list(map(native, row)) for row in rows]

    def _take(self) -> Answer:
        """Return the answer of the engine, which can be read only once."""
        answer, self._fresh = self._fresh, None
        return self._ask(self.sparql) if answer is None else answer

    def _serialisable(
        self, proved: bool, convert: Callable[[Term], Term] | None
    ) -> ox.QuerySolutions | ox.QueryBoolean:
        """Return the answer as an object that the engine can serialise.

        Args:
            convert: a function that converts each term.
        """
        if self._rows is None and convert is None:
            answer = self._take()
            if not isinstance(answer, ox.QueryTriples):
                return answer
            self._fresh = None
        columns, rows = self.columns, [row.terms for row in self.rows]
        if proved:
            columns, rows = _widened(columns, self.rows)
        if convert is not None:
            rows = [tuple(term and convert(term) for term in row) for row in rows]
        if self.form == "ask" and not proved:
            content: dict[str, object] = {"head": {}, "boolean": bool(self)}
        else:
            content = _json(columns, rows)
        return ox.parse_query_results(json_text(content), format=ox.QueryResultsFormat.JSON)

    def _with_evidence(self) -> dict[str, object]:
        from sygraph.evidence.proof import as_json

        content = _json(self.columns, [row.terms for row in self.rows])
        if self.form == "ask":
            content = {"head": {}, "boolean": bool(self)}
        return content | {"evidence": [row.proof and as_json(row.proof) for row in self.rows]}


def _shape(answer: Answer) -> tuple[str, tuple[str, ...]]:
    match answer:
        case ox.QuerySolutions():
            return "select", tuple(variable.value for variable in answer.variables)
        case ox.QueryBoolean():
            return "ask", ("answer",)
    return "graph", ("subject", "predicate", "object")


def _terms(answer: Answer) -> Iterator[tuple[Term | None, ...]]:
    match answer:
        case ox.QuerySolutions():
            yield from map(tuple, answer)
        case ox.QueryBoolean():
            yield (ox.Literal(bool(answer)),)
        case _:
            yield from sorted({tuple(triple) for triple in answer}, key=str)


def _widened(
    columns: tuple[str, ...], rows: Sequence[Row]
) -> tuple[tuple[str, ...], list[tuple[Term | None, ...]]]:
    """Add three columns with the proof of each row as text, one item on a line."""
    from sygraph.evidence.proof import as_lines

    names = []
    for name in ("evidence", "background", "notes"):
        while name in columns:
            name += "_"
        names.append(name)
    return (*columns, *names), [
        (*row.terms, *(ox.Literal("\n".join(lines)) for lines in as_lines(row.proof)))
        for row in rows
    ]


def _spreadsheet_term(term: Term) -> Term:
    """Return a term that a spreadsheet does not read as a formula; numbers stay unchanged."""
    if isinstance(term, ox.Literal) and isinstance(native(term), int | float | Decimal):
        return term
    text = term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
    safe = spreadsheet_text(text)
    return term if safe == text else ox.Literal(safe)


def _json(columns: Sequence[str], rows: Sequence[tuple[Term | None, ...]]) -> dict[str, object]:
    """Rows in the SPARQL 1.1 Query Results JSON Format."""
    bindings = [
        {
            name: _json_term(term)
            for name, term in zip(columns, row, strict=True)
            if term is not None
        }
        for row in rows
    ]
    return {"head": {"vars": list(columns)}, "results": {"bindings": bindings}}


def _json_term(term: Term) -> dict[str, object]:
    match term:
        case ox.NamedNode():
            return {"type": "uri", "value": term.value}
        case ox.BlankNode():
            return {"type": "bnode", "value": term.value}
        case ox.Literal():
            written: dict[str, object] = {"type": "literal", "value": term.value}
            if term.language:
                from sygraph.rdf.language_tags import canonical_tag

                written["xml:lang"] = canonical_tag(term.language)
            elif term.datatype.value != _STRING:
                written["datatype"] = term.datatype.value
            return written
    parts = zip(("subject", "predicate", "object"), term, strict=True)
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts}}
