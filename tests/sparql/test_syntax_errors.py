"""Syntax errors have the right place and say what was expected there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.sparql.update_parser import operations
from sygraph.store.interface import Store


@pytest.fixture(scope="module")
def store(kg: KnowledgeGraph) -> Store:
    return kg.store


def error(store: Store, sparql: str) -> QuerySyntaxError:
    with pytest.raises(QuerySyntaxError) as caught:
        store.query(sparql)
    return caught.value


# In each query ⟦ stands before the place where it goes wrong.
@pytest.mark.parametrize(
    ("marked", "reason", "hint"),
    [
        ("SELECT * WHERE { ?s ?p ⟦}", "expected a variable, an IRI, a value or (", None),
        (
            "SELECT * WHERE { ?s ?p ?o⟦",
            "expected one of { } . ; , BIND FILTER GRAPH MINUS OPTIONAL SERVICE VALUES",
            None,
        ),
        ("SELECT ?s WHERE ⟦?s ?p ?o }", "expected {", None),
        ("SELECT (COUNT(*) AS ?n ⟦{ ?s ?p ?o }", "expected )", None),
        (
            "SELECT ?s { ?s a sy:City } ⟦GRUOP BY ?s",
            "expected the end or one of GROUP HAVING LIMIT OFFSET ORDER VALUES",
            "did you mean GROUP?",
        ),
        ("SELECT ?x\n⟦WHER { ?x ?y ?z }", "expected", "did you mean WHERE?"),
        ("SELECT * {\n  ?x sy:of ?y\n  ⟦FILTR(?y > 3)\n}", "expected", "did you mean FILTER?"),
        ("SELECT * { ⟦OPTIONL { ?x sy:of ?y } }", "expected", "did you mean OPTIONAL?"),
        ("SELECT * { ?s ?p ?o } ORDER ⟦?s", "expected BY", None),
        ("SELECT * { ?s ?p ?o } # ten\nLIMIT ⟦-10", "expected a number", None),
        ("SELECT * { ?s ?p -3 ; sy:of 'a'@en-US }⟦}", "expected the end", None),
        ("SELECT * { ?s ?p 'x'^^xsd:date ⟦?q }", "expected one of {", None),
        ("SELECT * { ?s ?p ⟦'瀋陽 }", "this string is not closed", None),
        ("SELECT * { ?s ?p '瀋\n陽' }", "a string is not closed", None),
        ("SELECT * {\n ?s ⟦gazetteer:x ?o }", "unknown prefix gazetteer:", None),
        ("SELECT * { ?s ⟦syy:of ?o }", "unknown prefix syy:", "did you mean sy:?"),
        ("SELECT * { ?s ⟦<of> ?o }", "this is not an absolute IRI", None),
        ("⟦INSERT DATA { id:a sy:of 1 }", "expected one of ASK", "a query cannot change the data"),
        ("⟦", "expected one of ASK BASE CONSTRUCT DESCRIBE PREFIX SELECT", None),
        ("⟦# nothing but this", "expected one of ASK", None),
        (
            "SELECT ?s ?o { ?s a ?o } GROUP BY ?s⟦",
            "The SELECT contains a variable that is unbound",
            None,
        ),
        (
            "SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) ⟦}",
            "BIND is overriding an existing variable",
            None,
        ),
        # An IRI that is none, wherever it stands.
        ("SELECT * FROM ⟦<g> { ?s ?p ?o }", "this is not an absolute IRI", "declare a BASE, or"),
        ("SELECT * { ?s ?p ⟦'a'^^<int> }", "this is not an absolute IRI", "declare a BASE, or"),
        (
            "PREFIX e: ⟦<foo#> ASK { ?s e:of ?o }",
            "this is not an absolute IRI",
            "declare a BASE, or",
        ),
        (
            "CONSTRUCT { ?s ⟦<p> ?o } { ?s ?p ?o }",
            "this is not an absolute IRI",
            "declare a BASE, or",
        ),
        ("SELECT * { ?s ?p ?o FILTER(?o = ⟦<x y>) }", "this is not an IRI", "write spaces"),
        ("SELECT * { ?s ?p ⟦<http://e.org/a b> }", "this is not an IRI", "write spaces"),
        ("SELECT * { ?s ?p ⟦'1'^^xsdd:int }", "unknown prefix xsdd:", "did you mean xsd:?"),
        # A blank node's label is for one group.
        (
            "SELECT * { { _:b sy:of ?x } { ⟦_:b sy:value ?y } }",
            "the blank node _:b is in another group too",
            "write a variable",
        ),
        (
            "SELECT * { _:b sy:of ?x OPTIONAL { ⟦_:b sy:value ?y } }",
            "the blank node _:b is in another group too",
            "write a variable",
        ),
        (
            "SELECT * { GRAPH ?g { _:東京 sy:of ?x } ⟦_:東京 sy:value ?y }",
            "the blank node _:東京 is in another group too",
            "write a variable",
        ),
        ("SELECT (⟦AREA(?o) AS ?a) { ?s ?p ?o }", "AREA is not a function of SPARQL", None),
        ("ASK { FILTER(⟦STRLENN(?o) > 1) }", "STRLENN is not a function", "did you mean STRLEN"),
        (
            "SELECT * { ?s ?p ⟦'a\\q' }",
            "this string has an escape that SPARQL",
            "write a backslash",
        ),
    ],
)
def test_it_points_at_the_place_and_says_what_was_expected(
    store: Store, marked: str, reason: str, hint: str | None
) -> None:
    found = error(store, marked.replace("⟦", ""))
    first, *_ = str(found).split("\n")
    assert first.partition(": ")[2].startswith(reason)
    if "⟦" in marked:
        before = marked.partition("⟦")[0]
        assert found.line == before.count("\n") + 1
        assert found.column == len(before.rpartition("\n")[2]) + 1
    if hint:
        assert (found.hint or "").startswith(hint)


def test_an_error_shows_its_line_and_a_caret(store: Store) -> None:
    found = error(store, "SELECT ?x\nWHERE { ?x sy:country }\nLIMIT 3")
    assert str(found) == (
        "syntax error at line 2, column 23: expected a variable, an IRI, a value or (\n"
        "  WHERE { ?x sy:country }\n"
        "                        ^"
    )


@given(st.data())
def test_the_error_for_a_cut_query_is_inside_the_query(store: Store, data: st.DataObject) -> None:
    query = (
        "PREFIX ex: <https://example.org/>\nSELECT ?a (SUM(?n) AS ?sum) # figures\n"
        'WHERE { GRAPH ?g { ?a sy:of/^dcterms:hasPart \'x\\n\'@en-GB, """y\n"""^^xsd:date }\n'
        "  OPTIONAL { ?a ex:n -1.5 ; ?p [] FILTER(?n <= 2 && !BOUND(?g)) } VALUES ?g { UNDEF } }\n"
        "GROUP BY ?a ORDER BY DESC(?sum) LIMIT 10"
    )
    store.query(query)
    start = data.draw(st.integers(0, len(query)))
    end = data.draw(st.integers(start, min(start + 12, len(query))))
    changed = (
        query[:start] + data.draw(st.text("{}()'\"?<>. \n\0a瀋:@^\\-", max_size=3)) + query[end:]
    )
    found = None
    try:
        store.query(changed)
    except QuerySyntaxError as error:
        found = error
    if found:
        lines = changed.split("\n")
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert found.message.count("\n") == 2


@pytest.mark.parametrize(
    ("sparql", "function"),
    [
        (
            "PREFIX f: <http://e.org/fn#> SELECT (f:area(?o) AS ?a) { ?s sy:value ?o }",
            "http://e.org/fn#area",
        ),
        ("ASK { ?s sy:value ?o FILTER(<http://e.org/fn>(?o)) }", "http://e.org/fn"),
        ("ASK { ?s sy:value ?o FILTER(xsd:foo(?o)) }", "http://www.w3.org/2001/XMLSchema#foo"),
    ],
)
def test_a_function_of_another_engine_is_named(store: Store, sparql: str, function: str) -> None:
    with pytest.raises(SygraphError, match="is unknown") as caught:
        store.query(sparql)
    assert str(caught.value) == f"the function <{function}> is unknown"


# In each update ⟦ stands before the place where it goes wrong.
@pytest.mark.parametrize(
    ("marked", "reason", "hint"),
    [
        ("CREATE ⟦DEAFULT", "expected one of GRAPH SILENT", None),
        ("CREATE SILENT ⟦GRAF <http://e/>", "expected GRAPH", "did you mean GRAPH?"),
        (
            "CLEAR ⟦DEAFULT",
            "expected one of ALL DEFAULT GRAPH NAMED SILENT",
            "did you mean DEFAULT?",
        ),
        ("MOVE GRAPH <http://e/> TO ⟦DEFALT", "expected an IRI or one of DEFAULT GRAPH", "did you"),
        ("⟦INSERTT DATA {}", "expected the end or one of ADD CLEAR", "did you mean INSERT?"),
        ("⟦SELECT * {}", "expected the end or one of ADD CLEAR", "an update has no results"),
        ("CLEAR ALL ;\n INSERT DATA { <http://e/s> <http://e/p> ⟦}", "expected a variable", None),
        ("DELETE WHERE { ?s ?p ?o⟦ \n\n", "expected a variable, an IRI, a value or one of }", None),
        ("PREFIX e: <http://e/>\nCREATE ⟦e:x", "expected one of GRAPH SILENT", None),
        ("INSERT DATA { ⟦syy:a <http://e/p> 1 }", "unknown prefix syy:", "did you mean sy:?"),
        (
            "INSERT DATA { <http://e/s> ⟦<p> 1 }",
            "this is not an absolute IRI",
            "declare a BASE, or",
        ),
        ("INSERT DATA { <http://e/s> <http://e/p> ⟦'x }", "this string is not closed", None),
        (
            "DELETE DATA { <http://e/s> <http://e/p> ?x ⟦}",
            "Variables and blank nodes are not allowed in DELETE DATA",
            None,
        ),
        ("DELETE { ⟦_:b <a:p> ?o } WHERE { ?s <a:p> ?o }", "a blank node deletes", "match it with"),
        ("DELETE { ?s <a:p> ⟦[] } WHERE { ?s <a:p> ?o }", "a blank node deletes", "match it with"),
        ("DELETE DATA { GRAPH <a:g> { ⟦_:b <a:p> 1 } }", "a blank node deletes", "match it with"),
        ("DELETE { } WHERE { _:b <a:p> ?o ⟦x }", "expected one of { }", None),
    ],
)
def test_it_says_what_was_expected_in_an_update(marked: str, reason: str, hint: str | None) -> None:
    text = marked.replace("⟦", "")
    with pytest.raises(QuerySyntaxError) as caught:
        operations(text)
    first, shown, _ = str(caught.value).split("\n")
    assert first.partition(": ")[2].startswith(reason)
    before = marked.partition("⟦")[0]
    place = (caught.value.line, caught.value.column)
    assert place == (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert shown.strip() == text.split("\n")[caught.value.line - 1].strip() != ""
    assert (caught.value.hint or "").startswith(hint or "")


@given(st.data())
def test_the_error_for_a_cut_update_is_inside_the_update(data: st.DataObject) -> None:
    text = (
        "PREFIX e: <http://e/> CREATE SILENT GRAPH e:a ;\n# more\n"
        "WITH e:a DELETE { ?s e:p 'x' } INSERT { GRAPH ?g { ?s e:p '東京'@zh } }\n"
        "USING NAMED e:b WHERE { GRAPH ?g { ?s e:p 1.5 } } ; MOVE e:a TO DEFAULT"
    )
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 12, len(text))))
    changed = text[:start] + data.draw(st.text("{}()'\"?<>. \n瀋:@;-", max_size=3)) + text[end:]
    found = None
    try:
        operations(changed)
    except QuerySyntaxError as error:
        found = error
    except SygraphError:
        return
    if found:
        lines = changed.split("\n")
        assert 1 <= found.line <= len(lines)
        assert 1 <= found.column <= len(lines[found.line - 1]) + 1
        assert found.message.count("\n") == 2
