"""Byte-order marks in every syntax, formulas of N3, and literals in the engine."""

from __future__ import annotations

import gzip
import io
import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pyoxigraph as ox
import pytest
from pyoxigraph import RdfFormat

import sygraph
from sygraph.data import Files
from sygraph.errors import DataError, TooDeep
from sygraph.rdf.input_limits import check_data
from sygraph.rdf.parsing import parse_rdf
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import DiskStore
from sygraph.store.sources import file_quads

XSD = "http://www.w3.org/2001/XMLSchema#"
MARK = b"\xef\xbb\xbf"
LINE = b'<http://e/s> <http://e/p> "o" .\n'
FILES = {
    "ttl": LINE,
    "trig": LINE,
    "n3": LINE,
    "nt": LINE,
    "nq": LINE,
    "jsonld": b'[{"@id": "http://e/s", "http://e/p": "o"}]',
    "rdf": b'<?xml version="1.0" encoding="utf-8"?><rdf:RDF xmlns:e="http://e/"'
    b' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="http://e/s"><e:p>o</e:p></rdf:Description></rdf:RDF>',
    "hext": b'["http://e/s", "http://e/p", "o", "' + XSD.encode() + b'string", "", ""]\n',
}


@pytest.mark.parametrize("suffix", FILES)
@pytest.mark.parametrize("packed", [False, True])
def test_a_byte_order_mark_is_skipped(tmp_path: Path, suffix: str, packed: bool) -> None:
    path = tmp_path / f"x.{suffix}{'.gz' if packed else ''}"
    path.write_bytes(gzip.compress(MARK + FILES[suffix]) if packed else MARK + FILES[suffix])
    [quad] = file_quads(path)
    assert str(quad.triple) == '<http://e/s> <http://e/p> "o"'


def test_marks_in_the_files_of_a_project(tmp_path: Path) -> None:
    root = Path(str(Files.bundled().gazetteer)).parent.parent
    for name in ("ontology", "graph", "queries", "seeds"):
        shutil.copytree(root / name, tmp_path / name)
    for pattern in ("ontology/*.ttl", "graph/*", "queries/*.rq"):
        for path in tmp_path.glob(pattern):
            if path.is_file():
                path.write_bytes(MARK + path.read_bytes())
    kg, plain = sygraph.open(tmp_path), sygraph.open()
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    assert kg.query(count)[0].n == plain.query(count)[0].n
    assert len(kg.query("partner-cities", country="日本").rows) == 3


_RDF = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:a='a:'>\n"
_NODE = "<rdf:Description rdf:about='a:s'><a:p>瀋陽</a:p>"


@pytest.mark.parametrize(
    "text",
    ["", "<?xml version='1.0'?>", _RDF, _RDF + _NODE, _RDF + _NODE[:-6],
     _RDF + _NODE + "</rdf:Description>", _RDF + "<!-- done -->"],
)  # fmt: skip
def test_rdfxml_that_is_cut_off_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(SyntaxError, match="document ends before its root"):
        list(parse_rdf(text.encode(), ox.RdfFormat.RDF_XML))
    file = tmp_path / "cut.rdf"
    file.write_text(text, "utf-8")
    with pytest.raises(DataError, match="document ends before its root"):
        list(file_quads(file))
    assert not list(parse_rdf((_RDF + "</rdf:RDF>").encode(), ox.RdfFormat.RDF_XML))


@pytest.mark.parametrize(
    "text",
    [
        "{ <a:s> <a:p> <a:o> } <a:implies> { <a:s> <a:p> 1 } .",
        "@prefix : <http://e/> . { :s :p :o } => { :s :q :o } .",
        "<a:s> <a:says> { <a:s> <a:p> 2 } .",
    ],
)
def test_a_formula_of_n3_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.n3"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match="N3 formula"):
        load(sources([path]), tmp_path / "store")
    assert not (tmp_path / "store").exists()
    with pytest.raises(SyntaxError, match="N3 formula"):
        list(parse_rdf(io.BytesIO(text.encode()), ox.RdfFormat.N3))


def _table() -> list[tuple[str, str, str]]:
    """The rows of the table in docs/engines.md: as stated, as held, and the datatypes."""
    text = (Path(__file__).parents[2] / "docs" / "engines.md").read_text("utf-8")
    part = text.partition("## What the engine normalises")[2].partition("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|([^|]*)\|$", part, re.MULTILINE)


@pytest.mark.parametrize(("stated", "held", "note"), _table())
def test_the_engine_stores_literals_as_documented(
    tmp_path: Path, stated: str, held: str, note: str
) -> None:
    prefix = f"@prefix xsd: <{XSD}> .\n"
    path = tmp_path / "x.ttl"
    path.write_text(f"{prefix}<a:s> <a:p> {stated} .", "utf-8")
    [expected] = ox.parse(f"{prefix}<a:s> <a:p> {held} .", ox.RdfFormat.TURTLE)
    load(sources([path]), tmp_path / "store")
    for store in (DiskStore(tmp_path / "store").engine, ox.Store()):
        if not len(store):
            store.load(path=path)
        assert {quad.object for quad in store} == {expected.object}, note


def test_the_table_has_both_kinds() -> None:
    table = _table()
    assert sum(stated == held for stated, held, _ in table) >= 5
    assert sum(stated != held for stated, held, _ in table) >= 10


DEEP = 20_000


@pytest.mark.parametrize(
    ("format", "data"),
    [
        (RdfFormat.JSON_LD, b"[" * DEEP + b"]" * DEEP),
        (RdfFormat.JSON_LD, b'{"a:b":' * DEEP + b"1" + b"}" * DEEP),
        (RdfFormat.JSON_LD, b'{"@id":"a:s","a:p":' + b'{"@list":[' * DEEP + b"]}" * DEEP + b"}"),
        (RdfFormat.JSON_LD, b'{"@graph":' * DEEP + b"{}" + b"}" * DEEP),
        (RdfFormat.JSON_LD, b'{"@context":' + b'{"a":{"@id":"a:b","@context":' * DEEP),
        (RdfFormat.RDF_XML, b"<e:a xmlns:e='http://e/'>" + b"<e:b e:c='/>'><e:d>" * DEEP),
        (RdfFormat.TURTLE, b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * DEEP),
    ],
)
def test_what_nests_too_deeply_is_refused_in_every_syntax(format: RdfFormat, data: bytes) -> None:
    """As a text and as a stream: the engine would take gigabytes, or end the process."""
    for source in (data, io.BytesIO(data)):
        with pytest.raises(TooDeep, match="nested too deeply"):
            list(parse_rdf(source, format))


def test_brackets_and_tags_in_texts_do_not_nest() -> None:
    document = json.dumps({"@id": "a:s", "a:p": ['"\\[{' * 500] * 500}).encode()
    assert len(list(parse_rdf(document, RdfFormat.JSON_LD))) == 500
    element = b"<e:p><![CDATA[ <a> ]]></e:p><!-- <a> --><e:q e:r='/>'/>"
    xml = (
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
        b"<rdf:Description rdf:about='a:s'>" + element * 3000 + b"</rdf:Description></rdf:RDF>"
    )
    assert len(list(parse_rdf(io.BytesIO(xml), RdfFormat.RDF_XML))) > 3000


def test_hostile_texts_are_checked_in_a_moment() -> None:
    """In linear time; by the square of the length each would take minutes."""
    for start in (b"<!--", b"<a b='", b"<a", b"<?", b"<![CDATA[", b"</", b"<a></a", b"<a/"):
        with suppress(TooDeep):
            check_data(start * (1_000_000 // len(start)), RdfFormat.RDF_XML)
    for start in (b'"', b'"\\', b'\\"', b'{"', b'["'):
        with suppress(TooDeep):
            check_data(start * (1_000_000 // len(start)), RdfFormat.JSON_LD)
