"""Results: Python values, repeated reading, and all formats."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from sygraph.errors import UnknownFormat
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PREFIXES, SY
from sygraph.queries.results import Result
from sygraph.rdf.formats import Format
from sygraph.rdf.inexpressible import Inexpressible
from sygraph.rdf.values import IRI, PartialDate, Value, json_value, native

XSD = PREFIXES["xsd"]
ROUTE = (
    "SELECT ?route ?value ?note { ?figure sy:of ?route ; sy:measure sy:cargoThroughput ;"
    " sy:value ?value . OPTIONAL { ?figure sy:note ?note } }"
)
CARGO = ID + "route-los-angeles"


def literal(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(XSD + datatype))


def written(result: Result, format: str, width: int | None = None) -> str:
    out = io.BytesIO()
    result.write(out, Format.named(format), width)
    return out.getvalue().decode("utf-8")


def ask(kg: KnowledgeGraph, sparql: str) -> Result:
    return Result(sparql, kg.store.query)


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        (ox.NamedNode(CARGO), IRI(CARGO)),
        (ox.Literal("瀋陽"), "瀋陽"),
        (ox.Literal("瀋陽", language="zh-Hant"), "瀋陽"),
        (literal("1207", "integer"), 1207),
        (literal("5", "nonNegativeInteger"), 5),
        (literal("42.7", "decimal"), Decimal("42.7")),
        (literal("1e3", "double"), 1000.0),
        (literal("true", "boolean"), True),
        (literal("0", "boolean"), False),
        (literal("2024-10-29", "date"), date(2024, 10, 29)),
        (
            literal("2024-10-29T08:00:00Z", "dateTime"),
            datetime(2024, 10, 29, 8, tzinfo=UTC),
        ),
        (literal("2024", "gYear"), PartialDate(2024)),
        (literal("2024-04", "gYearMonth"), PartialDate(2024, 4)),
        # A malformed literal, or one without a Python type, stays a string.
        (literal("many", "integer"), "many"),
        (literal("2024-02-30", "date"), "2024-02-30"),
        (literal("yes", "boolean"), "yes"),
        (literal("-0044", "gYear"), "-0044"),
        (literal("--10-29", "gMonthDay"), "--10-29"),
        (ox.BlankNode("b"), "_:b"),
    ],
)
def test_terms_become_python_values(term: ox.NamedNode | None, value: Value) -> None:
    found = native(term)
    assert found == value
    assert type(found) is type(value)


def test_an_iri_is_a_string_with_a_short_form() -> None:
    assert (IRI(SY + "City"), IRI(SY + "City").curie) == (SY + "City", "sy:City")


def test_a_row_is_a_mapping_with_attributes(kg: KnowledgeGraph) -> None:
    [row] = ask(kg, ROUTE)
    assert dict(row) == {"route": CARGO, "value": Decimal(9800), "note": None}
    assert (row["route"], row.value, row.note) == (CARGO, 9800, None)
    assert (list(row), len(row), "route" in row, "x" in row) == (
        ["route", "value", "note"],
        3,
        True,
        False,
    )
    assert row.evidence == ()
    assert repr(row) == f"Row(route='{CARGO}', value=Decimal('9800'), note=None)"


def test_a_misspelt_column_gets_a_hint(kg: KnowledgeGraph) -> None:
    [row] = ask(kg, ROUTE)
    with pytest.raises(AttributeError, match="no column valeu, did you mean value"):
        _ = row.valeu
    with pytest.raises(KeyError):
        row["valeu"]


def test_a_result_is_a_sequence_that_can_be_read_again(kg: KnowledgeGraph) -> None:
    result = ask(kg, "SELECT ?n { VALUES ?n { 1 2 3 } } ORDER BY ?n")
    assert (result.form, result.columns) == ("select", ("n",))
    assert [row.n for row in result] == [row.n for row in result] == [1, 2, 3]
    assert (len(result), result[1].n, [row.n for row in result[1:]], bool(result)) == (
        3,
        2,
        [2, 3],
        True,
    )


def test_the_query_runs_once_if_the_result_is_only_read(kg: KnowledgeGraph) -> None:
    asked = []

    def query(sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        asked.append(sparql)
        return kg.store.query(sparql)

    result = Result(ROUTE, query)
    assert list(result) == list(result)
    written(result, "csv")
    assert asked == [ROUTE]


def test_it_can_be_read_after_it_was_written_and_the_reverse(kg: KnowledgeGraph) -> None:
    result = ask(kg, ROUTE)
    streamed = written(result, "csv")
    assert result[0].value == 9800
    assert written(result, "csv") == streamed


def test_an_empty_result_is_false(kg: KnowledgeGraph) -> None:
    assert not ask(kg, "SELECT ?x { ?x sy:no ?y }")
    assert not ask(kg, "CONSTRUCT WHERE { ?x sy:no ?y }")


@pytest.mark.parametrize("answer", [True, False])
def test_ask_is_its_answer(kg: KnowledgeGraph, answer: bool) -> None:
    result = ask(kg, f"ASK {{ FILTER({str(answer).lower()}) }}")
    assert (result.form, bool(result), result[0].answer) == ("ask", answer, answer)
    assert {written(result, format).strip() for format in ("csv", "tsv", "table")} == {
        str(answer).lower()
    }
    assert json.loads(written(result, "json")) == {"head": {}, "boolean": answer}
    assert f"<boolean>{str(answer).lower()}</boolean>" in written(result, "xml")


def test_a_graph_has_its_triples_as_rows(kg: KnowledgeGraph) -> None:
    result = ask(kg, "CONSTRUCT { id:b sy:of id:a . id:a sy:of id:b } {}")
    assert (result.form, result.columns) == ("graph", ("subject", "predicate", "object"))
    assert [(row.subject.curie, row.object.curie) for row in result] == [  # type: ignore[union-attr]
        ("id:a", "id:b"),
        ("id:b", "id:a"),
    ]
    assert [triple.subject for triple in result.triples] == [
        ox.NamedNode(ID + "a"),
        ox.NamedNode(ID + "b"),
    ]


# Formats


def test_rows_in_the_formats_of_tables(kg: KnowledgeGraph) -> None:
    for result in (ask(kg, ROUTE), read(ask(kg, ROUTE))):
        assert written(result, "csv") == f"route,value,note\r\n{CARGO},9800,\r\n"
        assert written(result, "tsv").splitlines()[0] == "?route\t?value\t?note"
        assert json.loads(written(result, "json"))["results"]["bindings"] == [
            {
                "route": {"type": "uri", "value": CARGO},
                "value": {"type": "literal", "value": "9800", "datatype": XSD + "decimal"},
            }
        ]
        assert f"<uri>{CARGO}</uri>" in written(result, "xml")


def read(result: Result) -> Result:
    """Return a result whose rows are already read, so that it is not streamed."""
    assert len(result) == 1
    return result


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml"])
def test_every_kind_of_term_is_written_alike_before_and_after_reading(
    kg: KnowledgeGraph, format: str
) -> None:
    result = ask(
        kg,
        "SELECT * { VALUES (?a ?b ?c ?d) { (id:x 'q\"\\n,' '瀋'@zh '2024'^^xsd:gYear) }"
        " BIND(1.50 AS ?f) }",
    )
    streamed = written(result, format)
    assert result[0].b == 'q"\n,'
    assert written(result, format) == streamed


def test_blank_nodes_are_written(kg: KnowledgeGraph) -> None:
    result = read(ask(kg, "SELECT (BNODE() AS ?b) {}"))
    [cell] = json.loads(written(result, "json"))["results"]["bindings"]
    assert cell["b"]["type"] == "bnode"


@pytest.mark.parametrize("format", ["turtle", "ntriples", "jsonld"])
def test_a_graph_in_the_formats_of_graphs(kg: KnowledgeGraph, format: str) -> None:
    result = ask(kg, "CONSTRUCT WHERE { id:route-los-angeles ?p ?o }")
    text = written(result, format)
    kind = ox.RdfFormat.from_media_type(Format.named(format).media_type)
    assert {quad.triple for quad in ox.parse(text, format=kind)} == set(result.triples)


def test_a_graph_as_a_table(kg: KnowledgeGraph) -> None:
    result = ask(kg, "CONSTRUCT { id:a sy:of id:b } {}")
    assert written(result, "csv") == f"subject,predicate,object\r\n{ID}a,{SY}of,{ID}b\r\n"


def test_rows_cannot_be_written_as_a_graph(kg: KnowledgeGraph) -> None:
    with pytest.raises(UnknownFormat) as caught:
        written(ask(kg, ROUTE), "turtle")
    assert caught.value.hint == "turtle holds no rows; use one of table, csv, tsv, json, xml"


# Formats with evidence

PROVED = "SELECT ?value { id:route-los-angeles-cargo a sy:Statement ; sy:value ?value }"
QUOTE = "今年4月，伴隨着瀋陽直飛洛杉磯的跨境電商貨運包機順利起飛"


def test_csv_has_columns_for_the_evidence(kg: KnowledgeGraph) -> None:
    [row] = csv.DictReader(io.StringIO(written(kg.query(PROVED, evidence=True), "csv")))
    assert list(row) == ["value", "evidence", "background", "notes"]
    assert row["value"] == "9800"
    assert row["evidence"].startswith(f"shenyang-2024/240 1127-1256 {QUOTE}")
    assert row["background"] == "id:route-los-angeles-cargo rdf:type sy:Statement"
    assert row["notes"].startswith("read with shenyang-2024/470 ")


def test_columns_of_the_same_name_are_kept(kg: KnowledgeGraph) -> None:
    result = kg.query("SELECT ('mine' AS ?evidence) { id:shenyang a sy:City }", evidence=True)
    [row] = csv.DictReader(io.StringIO(written(result, "csv")))
    assert list(row) == ["evidence", "evidence_", "background", "notes"]
    assert row["evidence"] == "mine"


def test_json_has_a_member_for_the_evidence(kg: KnowledgeGraph) -> None:
    document = json.loads(written(kg.query(PROVED, evidence=True), "json"))
    [proof] = document["evidence"]
    [passage] = proof["passages"]
    assert passage["passage"] == PREFIXES["p"] + "240"
    assert passage["quote"].startswith(QUOTE)
    assert (passage["start"], passage["end"]) == (1127, 1256)
    assert passage["triples"] == [
        f'<{ID}route-los-angeles-cargo> <{SY}value> "9800"^^<{XSD}decimal>'
    ]
    assert [context["passage"] for context in proof["context"]] == [PREFIXES["p"] + "470"]
    assert len(proof["background"]) == 1
    assert len(document["results"]["bindings"]) == 1


def test_ask_has_its_evidence_too(kg: KnowledgeGraph) -> None:
    result = kg.query("ASK { id:shenyang sy:country id:china }", evidence=True)
    document = json.loads(written(result, "json"))
    assert document["boolean"] is True
    assert [p["passage"] for p in document["evidence"][0]["passages"]] == [PREFIXES["p"] + "150"]
    assert written(result, "csv").startswith(
        "answer,evidence,background,notes\r\ntrue,shenyang-2024/150 "
    )


def test_a_graph_with_evidence_goes_into_a_table_only(kg: KnowledgeGraph) -> None:
    result = kg.query("CONSTRUCT WHERE { id:shenyang sy:country ?c }", evidence=True)
    assert "shenyang-2024/150" in written(result, "csv")
    with pytest.raises(UnknownFormat) as caught:
        written(result, "turtle")
    assert str(caught.value.hint).startswith("turtle has no room for evidence")


def test_excel_reads_no_text_as_a_formula(kg: KnowledgeGraph) -> None:
    result = ask(
        kg,
        """SELECT * { VALUES (?a ?b ?c) {
          ("=1+1" -5 <http://e.org/>) ("+1"@en -5.5 UNDEF) ("@SUM(A1)" "-5" <urn:x>)
          ("\\t=1" "-x"^^xsd:integer 1) ("safe" "=2" "a, =1") } }""",
    )
    out = io.BytesIO()
    result.write(out, Format.named("csv"), bom=True)
    assert list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline=""))) == [
        ["a", "b", "c"],
        ["'=1+1", "-5", "http://e.org/"],
        ["'+1", "-5.5", ""],
        ["'@SUM(A1)", "'-5", "urn:x"],
        ["'\t=1", "'-x", "1"],
        ["safe", "'=2", "a, =1"],
    ]
    # For programs, the same answer is unchanged.
    assert "\n=1+1,-5," in written(result, "csv").replace("\r", "")


def test_xml_with_a_forbidden_character_is_an_error(kg: KnowledgeGraph) -> None:
    result = ask(kg, r'SELECT ("a\u0001b" AS ?x) {}')
    with pytest.raises(Inexpressible, match=r"XML does not allow U\+0001"):
        written(result, "xml")
    assert "&#xD;" in written(ask(kg, r'SELECT ("a\rb" AS ?x) {}'), "xml")


def test_a_large_answer_in_xml_is_one_document(kg: KnowledgeGraph) -> None:
    result = ask(kg, "SELECT ?s ?p ?o { ?s ?p ?o }")
    root = ElementTree.fromstring(written(result, "xml"))
    assert len(root[1]) == len(result) > 5000


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (literal("NaN", "double"), "NaN"),
        (literal("INF", "float"), "INF"),
        (literal("-INF", "double"), "-INF"),
        (literal("1.50", "decimal"), 1.5),
        (literal("7.0", "decimal"), 7),
        (literal("1" * 400, "integer"), "1" * 400),
        (literal("1" * 400 + ".5", "decimal"), "1" * 400 + ".5"),
        (literal("1" * 5000, "integer"), "1" * 5000),
        (literal("x", "integer"), "x"),
        (literal("true", "boolean"), True),
        (literal("2024", "gYear"), "2024"),
        (literal("2024-01-01T00:00:00", "dateTime"), "2024-01-01T00:00:00"),
        (ox.Literal("瀋陽", language="zh"), "瀋陽"),
        (None, None),
    ],
)
def test_a_term_has_a_value_for_json(term: ox.Literal | None, value: object) -> None:
    found = json_value(term)
    assert (found, type(found)) == (value, type(value))
    assert json.loads(json.dumps(found, allow_nan=False)) == value


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1_000", "integer"),
        (" 5", "integer"),
        ("٣", "integer"),
        ("300", "byte"),
        ("-5", "positiveInteger"),
        ("1e5", "decimal"),
        ("NaN", "decimal"),
        ("infinity", "double"),
        ("1_0.5", "double"),
        ("yes", "boolean"),
        ("20240101", "date"),
        ("2024-W01-1", "date"),
        ("2024-02-30", "date"),
        ("2024-01-01", "dateTime"),
        ("2024-01-01 10:00:00", "dateTime"),
        ("24", "gYear"),
        ("2024-13", "gYearMonth"),
    ],
)
def test_an_ill_typed_literal_is_a_string(text: str, kind: str) -> None:
    assert native(ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + kind))) == text


@pytest.mark.parametrize("format", ["json", "xml", "tsv"])
@pytest.mark.parametrize("evidence", [False, True])
def test_language_tags_have_their_canonical_case(
    kg: KnowledgeGraph, format: str, evidence: bool
) -> None:
    query = """SELECT ?l ?t { id:japan skos:prefLabel ?l
        BIND('"@zh-hant "xml:lang":"zh-hant" <literal xml:lang="zh-hant">' AS ?t) }"""
    out = io.BytesIO()
    kg.query(query, evidence=evidence).write(out, Format.named(format))
    content = out.getvalue()
    if format == "json":  # the engine reads no members but those of the standard
        members = json.loads(content)
        members.pop("evidence", None)
        content = json.dumps(members).encode()
    found = ox.parse_query_results(content, getattr(ox.QueryResultsFormat, format.upper()))
    assert isinstance(found, ox.QuerySolutions)
    rows = [(row["l"], row["t"].value) for row in found]
    said = out.getvalue().decode()
    assert 'zh-Hant"' in said or "@zh-Hant" in said
    assert len(rows) == 3
    # A text that looks like a tag is unchanged.
    assert {text for _, text in rows} == {
        '"@zh-hant "xml:lang":"zh-hant" <literal xml:lang="zh-hant">'
    }


def test_language_tags_across_the_batches_of_a_long_answer(kg: KnowledgeGraph) -> None:
    out = io.BytesIO()
    query = "SELECT ?l { VALUES ?n { " + " ".join(map(str, range(900))) + " }"
    kg.query(query + " ?c a sy:City ; skos:prefLabel ?l }").write(out, Format.named("json"))
    assert len(out.getvalue()) > 1 << 20
    assert b"zh-hant" not in out.getvalue()
    assert json.loads(out.getvalue())["results"]["bindings"]
