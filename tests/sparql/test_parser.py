"""The parser follows the grammar of SPARQL; rdflib's parser is the reference."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Variable
from pyparsing import ParseResults
from rdflib import paths
from rdflib.plugins.sparql import prepareQuery

from sygraph.data import Files
from sygraph.namespaces import PREFIXES
from sygraph.sparql import algebra as pattern
from sygraph.sparql.algebra import (
    Bind,
    Element,
    Filter,
    Graph,
    Group,
    Minus,
    OptionalGroup,
    SubSelect,
    TriplePattern,
    Union,
    Unreadable,
)
from sygraph.sparql.parser import parse

NAMED = {path.stem: path.read_text("utf-8") for path in Files.bundled().queries.glob("*.rq")}

TRICKY = [
    "SELECT * { ?x a sy:City ; sy:country ?c, ?d ; . ?c a sy:Country }",
    "SELECT * { [ sy:of ?x ; sy:measure [ a sy:MeasureCode ] ] sy:value ?v . [] a sy:Zone }",
    "SELECT * { [ sy:of ?x ] . ?x a sy:City FILTER(?x != id:a) [ sy:of ?y ] }",
    "SELECT * { ?x dcterms:hasPart (id:a 'b' (1 2.5) ()) }",
    "SELECT * { (?a ?b) dcterms:hasPart ?c . _:n sy:of ?c ; sy:measure _:n }",
    "SELECT * { ?x sy:value -5, 1.5, true, 'a'@zh-Hant, '1'^^xsd:gYear, \"\"\"q\"\"\" }",
    "SELECT * { ?x sy:a/^sy:b|(sy:c+/sy:d*)?|!sy:e ?y . ?y !(sy:f|a) ?z . ?z ^(sy:h/sy:i) ?w }",
    "SELECT ?x (COUNT(DISTINCT ?y) AS ?n) { ?x sy:of ?y } GROUP BY ?x (STR(?y) AS ?k) "
    "HAVING (COUNT(?y) > 1) ORDER BY DESC(?n) LIMIT 5 OFFSET 1 VALUES ?x { id:a UNDEF }",
    "SELECT * { { ?a sy:of ?b } UNION { ?b sy:of ?a . { SELECT ?a { ?a sy:unit ?u } LIMIT 1 } } }",
    "SELECT * { GRAPH ?g { ?a sy:of ?b OPTIONAL { ?b sy:unit ?u } } MINUS { ?a sy:bound ?c } }",
    "ASK { ?a sy:of ?b FILTER(?b = id:a || EXISTS { ?b sy:unit ?u } || NOT EXISTS { ?u ?p ?o })"
    " BIND(IF(EXISTS { ?a sy:bound ?z }, 1, 2) AS ?k) VALUES (?p ?q) { (id:a 1) (UNDEF 'x') } }",
    "BASE <http://example.org/> PREFIX ex: <ns#> SELECT * { <a> ex:b <#c> . ex:d ex:f%20g <> }",
    "CONSTRUCT { ?x sy:of [ sy:measure ?y ] } WHERE { ?x sy:value ?y }",
    "CONSTRUCT WHERE { ?x sy:value ?y ; a sy:Observation }",
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("text", [*NAMED.values(), *TRICKY])
def test_finds_the_triple_patterns_that_rdflib_finds(text: str) -> None:
    query = parse(text)
    if query.form == "DESCRIBE":  # of which rdflib's algebra keeps no pattern
        text = text.replace("DESCRIBE ?node", "SELECT *")
    found = sorted(map(repr, ours(query.where, as_rdflib=True)))
    assert found == sorted(map(repr, theirs(prepareQuery(text, initNs=PREFIXES).algebra.p)))


def ours(
    group: Group, *, as_rdflib: bool = False, filters: bool = True
) -> Iterator[tuple[object, ...]]:
    """The triple patterns of a group and of all groups inside it, blank nodes without names.

    Args:
        as_rdflib: leave out the filters in EXISTS, which rdflib's algebra drops.
        filters: whether to read the group's filters.
    """
    for element in group.elements:
        if isinstance(element, TriplePattern):
            yield term(element.subject), path(element.path), term(element.object)
        if isinstance(element, Filter) and not filters:
            continue
        exists = as_rdflib and isinstance(element, Filter | Bind)
        for inner in inside(element):
            yield from ours(inner, as_rdflib=as_rdflib, filters=filters and not exists)


def inside(element: Element) -> Iterator[Group]:
    match element:
        case Group():
            yield element
        case OptionalGroup() | Minus() | Graph():
            yield element.group
        case Union():
            yield from element.branches
        case SubSelect():
            yield element.query.where
        case Filter() | Bind():
            yield from (exists.group for exists in element.expression.exists)


def term(value: object) -> object:
    if isinstance(value, Variable):
        return "blank" if value.value.startswith("node") else value.value
    return str(value)


def path(value: object) -> object:
    match value:
        case pattern.Inverse():
            return "^", path(value.path)
        case pattern.Repeat():
            return value.mark, path(value.path)
        case pattern.Steps():
            return "/", *map(path, value.steps)
        case pattern.Alternative():
            return "|", *map(path, value.options)
        case pattern.Negated():
            backward = [("^", term(predicate)) for predicate in value.backward or ()]
            return "!", *sorted(map(repr, [*map(term, value.forward or ()), *backward]))
    return term(value)


def theirs(node: object) -> Iterator[tuple[object, ...]]:
    """The triple patterns in rdflib's algebra, those of EXISTS, which it leaves as parsed, too."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "triples":
                for triples in value:
                    cells = list(triples)
                    for place in range(0, len(cells), 3):
                        s, p, o = cells[place : place + 3]
                        yield their_term(s), their_path(p), their_term(o)
            elif not key.startswith("_"):
                yield from theirs(value)
    elif isinstance(node, list | tuple | set | ParseResults):
        for item in node:
            yield from theirs(item)


def their_term(value: object) -> object:
    match value:
        case rdflib.Variable():
            return str(value)
        case rdflib.BNode():
            return "blank"
        case rdflib.Literal():
            datatype = NamedNode(str(value.datatype)) if value.datatype else None
            return str(Literal(str(value), language=value.language, datatype=datatype))
    assert isinstance(value, rdflib.URIRef)
    return str(NamedNode(str(value)))


def their_path(value: object) -> object:
    match value:
        case paths.InvPath():
            return "^", their_path(value.arg)
        case paths.MulPath():
            return value.mod, their_path(value.path)
        case paths.SequencePath():
            return "/", *map(their_path, value.args)
        case paths.AlternativePath():
            return "|", *map(their_path, value.args)
        case paths.NegatedPath():
            return "!", *sorted(repr(their_path(arg)) for arg in value.args)
    return their_term(value)


def test_reads_what_rdflib_gets_wrong() -> None:
    query = parse(
        "BASE <http://x/> PREFIX : <y#> ASK { <> :a\\,b +1.5, 1e3 ; !(:c|^:d) 'é\\n'@EN"
        " FILTER EXISTS { ?a :e ?b FILTER NOT EXISTS { ?b :f ?c } } }"
    )
    first, second, third, condition = query.where.elements
    assert isinstance(third, TriplePattern)
    assert isinstance(condition, Filter)
    assert [first.text, second.text] == ["<http://x/> <http://x/y#a,b> +1.5",
                                         "<http://x/> <http://x/y#a,b> 1e3"]  # fmt: skip
    assert third.path == pattern.Negated((NamedNode("http://x/y#c"),), (NamedNode("http://x/y#d"),))
    assert third.object == Literal("é\n", language="en")
    (exists,) = condition.expression.exists
    assert [len(list(ours(group))) for group in (query.where, exists.group)] == [5, 2]


def test_keeps_the_text_of_expressions() -> None:
    query = parse(
        "SELECT (YEAR(?d) AS ?y) { ?x sy:date ?d # day\n FILTER ( ?d > 'a)' ) } ORDER BY ?y"
    )
    assert query.projection is not None
    assert [(item.name, item.text) for item in query.projection] == [("y", "YEAR(?d)")]
    assert query.where.elements[1].text == "FILTER ( ?d > 'a)' )"


@pytest.mark.parametrize(
    ("condition", "negated"),
    [
        ("EXISTS {}", [False]),
        ("NOT EXISTS {}", [True]),
        ("not exists {}", [True]),
        ("(!EXISTS {})", [True]),
        ("(!(?x = 1 && EXISTS {}))", [True]),
        ("(!(NOT EXISTS {}))", [False]),
        ("(!(!EXISTS {}))", [False]),
        ("(!BOUND(?x) || EXISTS {} || NOT EXISTS {})", [False, True]),
        ("(!?x || EXISTS {})", [False]),
    ],
)
def test_knows_which_exists_is_negated(condition: str, negated: list[bool]) -> None:
    (found,) = parse(f"ASK {{ FILTER {condition} }}").where.elements
    assert isinstance(found, Filter)
    assert [exists.negated for exists in found.expression.exists] == negated


@pytest.mark.parametrize(
    ("condition", "unbound"),
    [
        ("!BOUND(?x)", ("x",)),
        ("! bound ( ?x ) && BOUND(?y)", ("x",)),
        ("!(BOUND(?x) || BOUND(?y))", ("x", "y")),
        ("!(!BOUND(?x))", ()),
        ("!STRSTARTS(?z, 'a') && BOUND(?x)", ()),
    ],
)
def test_knows_which_variables_must_be_unbound(condition: str, unbound: tuple[str, ...]) -> None:
    (found,) = parse(f"ASK {{ FILTER({condition}) }}").where.elements
    assert isinstance(found, Filter)
    assert found.expression.unbound == unbound


def test_names_the_terms_of_an_expression_but_no_function_or_datatype() -> None:
    (found,) = parse(
        "ASK { FILTER(xsd:integer(?x) IN (id:a, <http://x/f>(?y), <http://x/b>)"
        " || '1'^^xsd:int = 1) }"
    ).where.elements
    assert isinstance(found, Filter)
    assert [node.value[-1] for node in found.expression.terms] == ["a", "b"]
    assert found.expression.variables == {"x", "y"}


@pytest.mark.parametrize(
    ("text", "aggregated"),
    [
        ("SELECT ?x { ?x ?y ?z }", False),
        ("SELECT (COUNT(*) AS ?n) { ?x ?y ?z }", True),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?x", True),
        ("SELECT ?count { ?count sy:sum ?z }", False),
    ],
)
def test_knows_what_aggregates(text: str, aggregated: bool) -> None:
    assert parse(text).aggregated is aggregated


def test_describe_names_what_it_describes() -> None:
    assert [node.value[-1] for node in parse("DESCRIBE id:a ?x <http://x/b>").described] == [
        "a",
        "b",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { id:a sy:of id:b }",
        "SELECT * { ?x ?y <<( ?a ?b ?c )>> }",
        "SELECT * { ?x ?y ",
        "SELECT * { ?x unknown:y ?z }",
        "",
    ],
)
def test_reports_what_it_cannot_parse(text: str) -> None:
    with pytest.raises(Unreadable):
        parse(text)
