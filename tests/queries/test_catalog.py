"""Named queries: headers, parameters, and safe binding of values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode
from rdflib.plugins.sparql.parser import parseQuery

from sygraph.data import Files
from sygraph.errors import BadParameter, DataError, SygraphError, UnknownEntity, UnknownQuery
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID, PREFIXES, sy
from sygraph.queries.catalog import Catalog, NamedQuery, Parameter
from sygraph.queries.choices import Choice, one_of
from sygraph.queries.run import run
from sygraph.sparql.algebra import Values
from sygraph.sparql.parser import parse

HEADER = """\
#+ summary: Which cities?
#+ summary-zh: 哪些城市？
#+ description: All cities
#+   and their countries.
#+ tags: [places, cities]
#+ params:
#+   - name: country
#+     type: entity
#+     class: sy:Country
#+     description: "Only cities there: what else?"
#+     example: 日本
#+   - name: since
#+     type: year
#+     description: Not before
#+       this year.
#+     example: 2023
"""
QUERY = """
PREFIX sy: <https://w3id.org/sygraph/ontology#>
SELECT ?city ("VALUES ?country { UNDEF }" AS ?text) { # VALUES ?since { UNDEF }
  VALUES ?country { UNDEF }
  VALUES ?since { 2020 }
  VALUES ?kind { sy:City }
  ?city a ?kind ; sy:country ?country
}
"""
TEXT = HEADER + QUERY


def resolve(name: str, cls: NamedNode | None) -> NamedNode:
    return NamedNode(ID + name)


def query(text: str = TEXT) -> NamedQuery:
    return NamedQuery.parse(text, "cities", Path("queries/cities.rq"))


def blocks(text: str) -> dict[str, list[str]]:
    """Return the content of the VALUES blocks of a query by variable."""
    found = [part for part in parse(text).where.elements if isinstance(part, Values)]
    return {part.variables[0]: [str(term) for term in part.terms] for part in found}


def typed(type: str, default: str = "UNDEF") -> NamedQuery:
    """A query with one parameter of a type."""
    return NamedQuery.parse(
        "#+ summary: S\n#+ summary-zh: 問\n#+ description: D\n#+ params:\n#+   - name: x\n"
        f"#+     type: {type}\n#+     description: A value.\n#+     example: e\n"
        f"SELECT ?x {{ VALUES ?x {{ {default} }} ?s ?p ?o . FILTER(?o = ?x) }}",
        "typed",
    )


# Headers


def test_reads_a_header() -> None:
    found = query()
    assert (found.name, found.text) == ("cities", TEXT)
    assert (found.summary, found.summary_zh) == ("Which cities?", "哪些城市？")
    assert found.description == "All cities and their countries."
    assert found.tags == ("places", "cities")
    country, since = found.params
    assert (country.name, country.type, country.cls) == ("country", "entity", sy("Country"))
    assert (country.description, country.example) == ("Only cities there: what else?", "日本")
    assert (country.default, since.default) == ("UNDEF", "2020")
    assert (since.type, since.cls, since.description) == ("year", None, "Not before this year.")


FAULTS = [
    ("#+ summary: Which cities?\n", "", "1: the header has no summary"),
    ("#+ summary-zh: 哪些城市？\n", "", "1: the header has no summary-zh"),
    ("#+ summary-zh: 哪些城市？\n", "#+ summary-zh:\n", "1: the header has no summary-zh"),
    ("#+ summary:", "#+ sumary:", "1: a header has no sumary"),
    ("#+ tags:", "#+ summary:", "5: summary occurs twice"),
    ("[places, cities]", "places", "5: tags are written as [one, two]"),
    ("Which cities?", "Which: cities?", "1: put the value of summary in quotation marks"),
    ("Which cities?", "[Which] cities?", "1: put the value of summary in quotation marks"),
    ("#+     class: sy:Country", "#+     klass: sy:Country", "9: a parameter has no klass"),
    ("#+     type: entity\n", "", "7: the parameter has no type"),
    ("#+     example: 日本\n", "", "7: the parameter has no example"),
    ("type: year", "type: yaer", "12: unknown type yaer; it may be year"),
    ("class: sy:Country", "class: Country", "7: class needs the CURIE of a class"),
    ("#+     type: year", "#+     type: year\n#+     class: sy:City", "12: class needs the CURIE"),
    ("#+ tags", "#+   - name: x\n#+ tags", "5: put the value of description in quotation marks"),
    ("#+ summary:", "#+   name: x\n#+ summary:", "1: not an entry of a header: name: x"),
    ("#+   - name: country", "#+   name: country", "7: a parameter has no name"),
    ("  VALUES ?since { 2020 }\n", "", "12: the query has no VALUES ?since { … }"),
    ("?kind {", "?since {", "12: the query has more than one VALUES ?since { … }"),
    ("?kind { sy:City", "?kind { UNDEF", "22: ?kind is not a parameter of the header"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "fault", "message"), FAULTS)
def test_a_faulty_header_is_refused_with_its_line(part: str, fault: str, message: str) -> None:
    assert part in TEXT
    with pytest.raises(DataError) as caught:
        query(TEXT.replace(part, fault, 1))
    assert caught.value.message.startswith(f"queries/cities.rq:{message}")
    assert caught.value.line == int(message.partition(":")[0])


def test_a_query_without_a_header_is_an_error() -> None:
    with pytest.raises(DataError, match="the header has no summary"):
        query(QUERY)


# The folder


def test_a_query_is_read_when_it_is_used(tmp_path: Path) -> None:
    (tmp_path / "good.rq").write_text(TEXT, "utf-8")
    (tmp_path / "bad.rq").write_text("SELECT", "utf-8")
    (tmp_path / "notes.txt").write_text("", "utf-8")
    catalog = Catalog({path.stem: path for path in tmp_path.glob("*.rq")})
    assert list(catalog) == ["bad", "good"]
    assert len(catalog) == 2
    assert catalog["good"].summary == "Which cities?"
    with pytest.raises(DataError, match=r"bad\.rq:1: the header has no summary"):
        catalog["bad"]


def test_a_file_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="cannot read"):
        Catalog({path.stem: path for path in tmp_path.glob("*.rq")})["bad"]


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(UnknownQuery) as caught:
        Catalog.load(Files.bundled())["partner-citys"]
    assert caught.value.suggestions[0] == "partner-cities"


BUNDLED = Catalog.load(Files.bundled())


@pytest.mark.parametrize("name", BUNDLED)
def test_every_bundled_query_takes_its_own_examples(kg: KnowledgeGraph, name: str) -> None:
    plain = run(kg.store, kg.queries, name)
    for parameter in BUNDLED[name].params:
        given = run(kg.store, kg.queries, name, {parameter.name: parameter.example})
        assert (given.form, given.columns) == (plain.form, plain.columns)


# Enumerations: another query lists the values of a parameter

LISTED = TEXT.replace(
    "#+     class: sy:Country\n", "#+     class: sy:Country\n#+     enum: countries\n"
)
COUNTRIES = HEADER.partition("#+ params:")[0] + "SELECT ?country { ?country a sy:Country }"


def folder(tmp_path: Path, countries: str | None) -> Catalog:
    (tmp_path / "cities.rq").write_text(LISTED, "utf-8")
    if countries is not None:
        (tmp_path / "countries.rq").write_text(countries, "utf-8")
    return Catalog({path.stem: path for path in tmp_path.glob("*.rq")})


def test_a_parameter_names_the_query_that_lists_its_values(tmp_path: Path) -> None:
    country, since = folder(tmp_path, COUNTRIES)["cities"].params
    assert (country.enum, since.enum) == ("countries", None)


@pytest.mark.parametrize(
    ("countries", "message"),
    [
        (None, "there is no such query"),
        (COUNTRIES.replace("SELECT ?country", "ASK"), "only a SELECT lists values"),
        (TEXT, "without a value for since, it lists only a part"),
    ],
)
def test_an_enum_that_lists_no_values_is_an_error(
    tmp_path: Path, countries: str | None, message: str
) -> None:
    with pytest.raises(DataError) as caught:
        folder(tmp_path, countries)["cities"]
    assert caught.value.message.endswith(f"cities.rq:10: enum countries: {message}")


def test_every_bundled_query_is_described_in_chinese_too() -> None:
    catalog = Catalog.load(Files.bundled())
    for name, named in catalog.items():
        described: list[NamedQuery | Parameter] = [named, *named.params]
        for one in described:
            chinese = one.description_in("zh-Hant")
            assert chinese.endswith("。") and chinese != one.description, (name, one)
            assert "。 " not in chinese
    zones = catalog["zones"]
    assert zones.description_in("zh-Hans").startswith("文章点名的每个开发区或园区")


def test_a_query_described_in_english_alone_is_described_in_english() -> None:
    text = "#+ summary: S\n#+ summary-zh: 問\n#+ description: D\nASK {}"
    assert NamedQuery.parse(text, "x").description_in("zh-Hans") == "D"


def test_the_nearest_query_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "country.rq").write_text(COUNTRIES, "utf-8")
    with pytest.raises(DataError) as caught:
        folder(tmp_path, None)["cities"]
    assert caught.value.hint == "did you mean country or cities?"


def lister(name: str) -> list[Choice]:
    assert name == "countries"
    return [Choice(NamedNode(ID + "japan"), "Japan"), Choice(NamedNode(ID + "poland"))]


def test_a_listed_value_is_accepted() -> None:
    bound = query(LISTED).bind({"country": ["poland", "japan"]}, resolve, lister)
    assert blocks(bound)["country"] == [f"<{ID}poland>", f"<{ID}japan>"]


def test_the_error_for_an_unlisted_value_lists_the_values() -> None:
    with pytest.raises(BadParameter) as caught:
        query(LISTED).bind({"country": "france"}, resolve, lister)
    assert caught.value.message == "country cannot be france"
    assert caught.value.hint == "one of id:japan (Japan), id:poland"


def test_the_error_for_an_unknown_name_lists_the_values() -> None:
    def find(name: str, cls: NamedNode | None) -> NamedNode:
        raise UnknownEntity(name, ["Japan"])

    with pytest.raises(UnknownEntity) as caught:
        query(LISTED).bind({"country": "japam"}, find, lister)
    assert caught.value.hint == "did you mean Japan?; one of id:japan (Japan), id:poland"


def test_an_empty_list_allows_all_values() -> None:
    bound = query(LISTED).bind({"country": "france"}, resolve, lambda name: [])
    assert blocks(bound)["country"] == [f"<{ID}france>"]


def test_a_long_list_names_the_query_with_all_values() -> None:
    words = one_of([Choice(Literal(str(number))) for number in range(14)], "numbers")
    assert words.endswith("10, 11 and 2 more, see the query numbers")


ENUMERATED = [
    (name, parameter.name)
    for name, named in BUNDLED.items()
    for parameter in named.params
    if parameter.enum
]


def test_some_bundled_parameters_have_a_list() -> None:
    assert {("zone-figures", "zone"), ("figures", "measure"), ("undertakings", "status")} <= set(
        ENUMERATED
    )


@pytest.mark.parametrize(("name", "parameter"), ENUMERATED)
def test_every_listed_value_is_accepted(kg: KnowledgeGraph, name: str, parameter: str) -> None:
    found = kg.choices(name, parameter)
    assert found
    for choice in found:
        assert choice.label
        bound = run(kg.store, kg.queries, name, {parameter: choice.text}).sparql
        assert blocks(bound)[parameter] == [str(choice.term)]


def test_the_labels_of_a_list_come_in_each_language(kg: KnowledgeGraph) -> None:
    assert str(kg.choices("undertakings", "status", lang="zh-Hant")[0]) == "sy:achieved (已實現)"


def test_all_values_are_allowed_without_a_list(kg: KnowledgeGraph) -> None:
    assert kg.choices("where-stated", "number") == []


@pytest.mark.parametrize("form", ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
def test_the_form_of_a_query(form: str) -> None:
    text = HEADER.partition("#+ params:")[0] + f"# SELECT\nPREFIX ask: <x:ask> {form} {{ }}"
    assert query(text).form == form


# Binding


def test_only_the_block_of_the_parameter_changes() -> None:
    bound = query().bind({"country": "japan", "since": 2024}, resolve)
    assert blocks(bound) == {
        "country": [f"<{ID}japan>"],
        "since": [str(Literal("2024", datatype=NamedNode(PREFIXES["xsd"] + "integer")))],
        "kind": [str(sy("City"))],
    }
    assert bound.replace(f" <{ID}japan> ", " UNDEF ").startswith(HEADER)
    assert '"VALUES ?country { UNDEF }"' in bound
    assert "# VALUES ?since { UNDEF }" in bound


def test_several_values_are_alternatives() -> None:
    bound = query().bind({"country": ["japan", "germany"]}, resolve)
    assert blocks(bound)["country"] == [f"<{ID}japan>", f"<{ID}germany>"]


def test_a_parameter_without_a_value_keeps_its_default() -> None:
    assert query().bind({}, resolve) == TEXT
    assert query().bind({"country": []}, resolve) == TEXT


def test_an_unknown_parameter_suggests_the_nearest() -> None:
    with pytest.raises(BadParameter) as caught:
        query().bind({"contry": "japan"}, resolve)
    assert caught.value.name == "contry"
    assert caught.value.hint == "did you mean country?"


def test_the_error_for_an_unknown_parameter_lists_all_parameters() -> None:
    with pytest.raises(BadParameter) as caught:
        query().bind({"zzz": "1"}, resolve)
    assert caught.value.hint == "it has country, since"


@pytest.mark.parametrize(
    ("type", "value", "term"),
    [
        ("year", "2023", '"2023"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("year", 2023, '"2023"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("date", "2024-10-29", '"2024-10-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("date", date(2024, 10, 29), '"2024-10-29"^^<http://www.w3.org/2001/XMLSchema#date>'),
        ("number", "42.7", '"42.7"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("number", Decimal("1e3"), '"1000"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("number", "1,000,000", '"1000000"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("number", -0.5, '"-0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>'),
        ("string", 'a"b', r'"a\"b"'),
        ("lang", "zh-Hant", '"zh-Hant"'),
        ("entity", "seoul", f"<{ID}seoul>"),
    ],
)
def test_a_value_becomes_a_term_of_its_type(type: str, value: object, term: str) -> None:
    bound = typed(type).bind({"x": value}, resolve)
    assert f"VALUES ?x {{ {term} }}" in " ".join(bound.split())


@pytest.mark.parametrize(
    ("type", "value"),
    [
        ("year", "23"),
        ("year", "2023-01"),
        ("year", "二〇二三"),
        ("year", ""),
        ("date", "2024-13-01"),
        ("date", "2024"),
        ("number", "many"),
        ("number", "NaN"),
        ("number", "-inf"),
        ("lang", 'en" }'),
        ("lang", ""),
        ("string", "\udcff"),
    ],
)
def test_a_value_that_does_not_fit_the_type_is_an_error(type: str, value: str) -> None:
    with pytest.raises(BadParameter) as caught:
        typed(type).bind({"x": value}, resolve)
    assert caught.value.name == "x"
    assert caught.value.hint == "A value. For example: e"
    caught.value.message.encode("utf-8")


HOSTILE = st.text() | st.text(alphabet="\"'\\{}<>?#\n\r\t@^ VALUESx:.;瀋\u0000\u2028", min_size=1)


@pytest.mark.slow
@settings(deadline=None)
@given(HOSTILE)
def test_no_string_can_inject_sparql(value: str) -> None:
    bound = typed("string").bind({"x": value}, resolve)
    assert structure(bound) == structure(typed("string").bind({"x": "harmless"}, resolve))
    assert blocks(bound) == {"x": [str(Literal(value))]}


@settings(deadline=None)
@given(st.sampled_from(["entity", "year", "date", "number", "lang"]), HOSTILE)
def test_no_value_of_another_type_can_inject_sparql(type: str, value: str) -> None:
    def by_iri(name: str, cls: NamedNode | None) -> NamedNode:
        try:
            return NamedNode(name)  # any IRI that is one, as a stored entity's may be
        except ValueError as error:
            raise UnknownEntity(name) from error

    try:
        bound = typed(type).bind({"x": value}, by_iri)
    except SygraphError:
        return
    assert len(blocks(bound)["x"]) == 1
    assert parse(bound).where.elements[1:] == parse(typed(type).text).where.elements[1:]


def structure(text: str) -> str:
    """Return the parse tree of rdflib for a query, without literals."""
    return shape(parseQuery(text))


def shape(node: object) -> str:
    if isinstance(node, dict):
        inner = ", ".join(
            f"{key}: {shape(value)}" for key, value in node.items() if key != "string"
        )
        return f"{type(node).__name__} {getattr(node, 'name', '')} ({inner})"
    if isinstance(node, str) or not hasattr(node, "__iter__"):
        return repr(node)
    return f"[{', '.join(map(shape, node))}]"
