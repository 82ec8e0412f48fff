"""The table of formats."""

from __future__ import annotations

import pytest

from sygraph.errors import UnknownFormat
from sygraph.rdf.formats import FORMATS, Format


def test_the_required_formats_exist() -> None:
    assert Format.names(["table"]) == ("table", "csv", "tsv", "json", "xml")
    assert Format.names(["graph"]) == ("turtle", "ntriples", "jsonld", "rdfxml", "n3")
    assert Format.names(["dataset"]) == ("trig", "nquads", "hextuples")
    assert Format.names(["annotated"]) == ("turtle12", "ntriples12")
    assert Format.names(["tables"]) == ("csvw", "parquet")
    assert Format.names() == tuple(row.name for row in FORMATS)


def test_no_two_formats_share_a_name_a_type_or_a_suffix() -> None:
    for column in ("name", "media_type", "suffix"):
        cells = [getattr(row, column) for row in FORMATS]
        assert len(set(cells)) == len(cells)


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_each_format_is_found_by_its_name_and_by_its_suffix(row: Format) -> None:
    assert Format.named(row.name) == Format.named(row.name, [row.kind]) == row
    assert Format.from_path(f"out/瀋陽.v2{row.suffix}") == row
    assert Format.from_path(f"OUT{row.suffix.upper()}", [row.kind]) == row


def test_an_unknown_name_offers_the_choices() -> None:
    with pytest.raises(UnknownFormat) as caught:
        Format.named("turtel", ["graph", "dataset"])
    assert caught.value.suggestions == ("turtle",)
    assert caught.value.hint == (
        "one of turtle, ntriples, jsonld, rdfxml, n3, trig, nquads, hextuples"
    )


def test_a_format_of_another_kind_is_unknown() -> None:
    with pytest.raises(UnknownFormat):
        Format.named("csv", ["graph"])
    with pytest.raises(UnknownFormat):
        Format.from_path("out.csv", ["graph"])


@pytest.mark.parametrize("path", ["out", "out.docx", ".", ""])
def test_an_unknown_suffix_asks_for_the_format(path: str) -> None:
    with pytest.raises(UnknownFormat) as caught:
        Format.from_path(path, ["graph"])
    assert caught.value.hint is not None
    assert caught.value.hint.endswith("one of .ttl, .nt, .jsonld, .rdf, .n3")


def test_the_longest_suffix_wins_with_or_without_compression() -> None:
    assert Format.from_path("shenyang.12.ttl").name == "turtle12"
    assert Format.from_path("shenyang.12.ttl", ["graph"]).name == "turtle"
    assert Format.from_path("shenyang.ttl.gz").name == "turtle"
    assert Format.from_path("SHENYANG.NQ.GZ").name == "nquads"
