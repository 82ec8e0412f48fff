"""Answers in pandas, polars, Excel and notebooks keep all values."""

from __future__ import annotations

import codecs
import io
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sygraph.errors import MissingPackage, UnknownFormat
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID
from sygraph.queries.dataframes import to_pandas, to_polars
from sygraph.queries.notebook import as_html
from sygraph.queries.results import Result
from sygraph.rdf.formats import Format
from sygraph.rdf.values import IRI, PartialDate, Value

HUGE = 2**70
LONG = Decimal("12345678901234567890.1234567890123456789")
TOKYO = datetime.fromisoformat("2024-10-29T09:00:00+09:00")
DAY, APRIL = date(2024, 10, 29), PartialDate(2024, 4)

# The values of a column, its types in pandas and polars, and its values in polars if they differ.
COLUMNS: list[tuple[list[Value], str, pl.DataType | type[pl.DataType], list[object] | None]] = [
    ([1, None, -2], "Int64", pl.Int64, None),
    ([True, None], "boolean", pl.Boolean, None),
    ([Decimal("1.50"), None], "object", pl.Decimal(38, 2), None),
    ([Decimal("9800"), 3], "object", pl.Decimal(38, 0), [Decimal(9800), Decimal(3)]),
    ([HUGE, 1], "object", pl.Decimal(38, 0), [Decimal(HUGE), Decimal(1)]),
    ([LONG, None], "object", pl.String, [str(LONG), None]),
    ([Decimal("1E+3")], "object", pl.Decimal(38, 0), [Decimal(1000)]),
    ([1.5, 2, Decimal("0.5")], "Float64", pl.Float64, [1.5, 2.0, 0.5]),
    (["瀋陽", None], "string", pl.String, None),
    ([DAY, None], "datetime64[s]", pl.Date, None),
    ([date(1, 1, 1), date(9999, 12, 31)], "datetime64[s]", pl.Date, None),
    ([datetime(2024, 1, 2, 3)], "datetime64[us]", pl.Datetime("us"), None),
    (
        [TOKYO, datetime(2024, 10, 29, tzinfo=UTC), None],
        "datetime64[us, UTC]",
        pl.Datetime("us", "UTC"),
        None,
    ),
    ([APRIL, PartialDate(2023), None], "object", pl.String, ["2024-04", "2023", None]),
    ([DAY, APRIL], "object", pl.String, ["2024-10-29", "2024-04"]),
    ([1, "many", True], "object", pl.String, ["1", "many", "true"]),
    ([None, None], "object", pl.Null, None),
]


@pytest.mark.parametrize(("values", "dtype", "_type", "_values"), COLUMNS)
def test_a_pandas_column_has_the_type_of_its_values(
    values: list[Value], dtype: str, _type: object, _values: object
) -> None:
    column = to_pandas(["x"], [[value] for value in values])["x"]
    assert column.dtype == dtype
    found = [None if pd.isna(value) else value for value in column]
    if dtype == "datetime64[s]":
        found = [value and value.date() for value in found]
    assert found == values


@pytest.mark.parametrize(("values", "_dtype", "type", "expected"), COLUMNS)
def test_a_polars_column_has_the_type_of_its_values(
    values: list[Value],
    _dtype: str,
    type: pl.DataType | type[pl.DataType],
    expected: list[object] | None,
) -> None:
    column = to_polars(["x"], [[value] for value in values])["x"]
    assert column.dtype == type
    assert column.to_list() == (values if expected is None else expected)


def test_pandas_keeps_decimals_and_partial_dates_exact() -> None:
    frame = to_pandas(["n", "when"], [[Decimal("1.50"), APRIL], [2, DAY]])
    assert [repr(value) for value in frame["n"]] == ["Decimal('1.50')", "Decimal('2')"]
    assert list(frame["when"]) == [APRIL, DAY]


def test_a_named_query_becomes_a_frame(kg: KnowledgeGraph) -> None:
    result = kg.query("trade-totals")
    rows = list(result)
    frame, columns = result.to_pandas(), result.to_polars()
    assert list(frame.columns) == columns.columns == list(result.columns)
    assert list(frame["value"]) == columns["value"].to_list() == [row.value for row in rows]
    assert list(frame["subject"]) == columns["subject"].to_list() == [row.subject for row in rows]
    assert frame["value"].max() == 146_930_000_000


def test_iris_or_curies(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?x { VALUES ?x { id:shenyang <http://example.org/x> } } ORDER BY ?x")
    whole, short = (
        ["http://example.org/x", ID + "shenyang"],
        ["http://example.org/x", "id:shenyang"],
    )
    assert list(result.to_pandas()["x"]) == result.to_polars()["x"].to_list() == whole
    assert list(result.to_pandas(curies=True)["x"]) == short
    assert result.to_polars(curies=True)["x"].to_list() == short


def test_an_empty_answer_is_a_frame_with_columns(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ?a ?b { FILTER(false) }")
    assert (result.to_pandas().shape, list(result.to_pandas().columns)) == ((0, 2), ["a", "b"])
    assert (result.to_polars().shape, result.to_polars().columns) == ((0, 2), ["a", "b"])


def test_an_ask_and_a_construct_are_frames_too(kg: KnowledgeGraph) -> None:
    asked = kg.query("ASK { id:chicago sy:country id:united-states }")
    assert asked.to_polars()["answer"].to_list() == [True]
    graph = kg.query("CONSTRUCT { ?s a sy:AirRoute } WHERE { ?s a sy:AirRoute }")
    assert graph.to_pandas(curies=True)["subject"].tolist() == [
        "id:route-frankfurt",
        "id:route-los-angeles",
        "id:route-moscow",
    ]


def test_a_proof_has_its_columns(kg: KnowledgeGraph) -> None:
    query = "SELECT ?n { id:route-los-angeles-cargo sy:value ?n }"
    frame = kg.query(query, evidence=True).to_pandas()
    assert list(frame.columns) == ["n", "evidence", "background", "notes"]
    assert frame["evidence"][0].startswith("shenyang-2024/240 ")


@pytest.mark.parametrize("package", ["pandas", "polars"])
def test_a_package_that_is_missing_is_named(
    kg: KnowledgeGraph, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    result = kg.query("ASK {}")
    with pytest.raises(MissingPackage, match=f"{package}, which is not installed") as caught:
        result.to_pandas() if package == "pandas" else result.to_polars()
    assert caught.value.hint == f"pip install 'sygraph[{package}]'"


# Excel


def written(result: Result, format: str, bom: bool) -> bytes:
    out = io.BytesIO()
    result.write(out, Format.named(format), bom=bom)
    return out.getvalue()


@pytest.mark.parametrize(
    "query", ["SELECT ('瀋陽' AS ?x) {}", "ASK {}", "CONSTRUCT WHERE { ?s a sy:Plan }"]
)
def test_csv_can_start_with_a_byte_order_mark(kg: KnowledgeGraph, query: str) -> None:
    plain, marked = (written(kg.query(query), "csv", bom) for bom in (False, True))
    assert marked == codecs.BOM_UTF8 + plain
    assert not plain.startswith(codecs.BOM_UTF8)


def test_no_other_format_starts_with_a_byte_order_mark(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownFormat) as caught:
        written(kg.query("ASK {}"), "json", True)
    assert caught.value.hint == "only csv can start with a byte-order mark"


# Notebooks


class Page(HTMLParser):
    """Parser of a page that collects elements and the text of cells."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.cells: list[str] = []
        self.titles: list[str] = []
        self.attributes: set[str] = set()
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.titles += [value or "" for name, value in attrs if name == "title"]
        self.inside = tag == "td"
        if self.inside:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "td"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


KNOWN = {"table", "thead", "tbody", "tr", "th", "td", "p"}


def test_a_notebook_shows_a_table(kg: KnowledgeGraph) -> None:
    page = Page(kg.query("SELECT ?x ?n { VALUES (?x ?n) { (id:shenyang 1.50) } }")._repr_html_())
    assert page.cells == ["id:shenyang", "1.5"]
    assert page.titles == [ID + "shenyang"]


def test_a_notebook_shows_the_evidence(kg: KnowledgeGraph) -> None:
    query = "SELECT ?n { id:route-los-angeles-cargo sy:value ?n }"
    page = Page(kg.query(query, evidence=True)._repr_html_())
    assert page.cells[0] == "9800"
    assert page.cells[1].startswith("shenyang-2024/240 ")


def test_a_notebook_shows_the_first_rows_of_a_long_answer() -> None:
    page = as_html(["n"], [[number] for number in range(101)])
    assert len(Page(page).cells) == 100
    assert page.endswith("<p>101 rows, of which these are the first 100</p>")


HOSTILE = [
    "<script>alert(1)</script>",
    "</td></table><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "&lt;b&gt; &amp;",
    "$x$",
    "<!--",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_value_stays_text(text: str) -> None:
    page = Page(as_html([text], [[text], [IRI("http://example.org/" + text)]]))
    assert page.cells == [text, "http://example.org/" + text]
    assert page.titles == ["http://example.org/" + text]
    assert (page.elements, page.attributes) == (KNOWN, {"class", "style", "title"})


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"])))
def test_a_notebook_keeps_every_text(text: str) -> None:
    page = Page(as_html(["x"], [[text]]))
    assert page.cells == [text]
    assert page.elements == KNOWN
