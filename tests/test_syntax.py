"""A query that does not parse: where it goes wrong, and what was expected there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sygraph.errors import QuerySyntaxError
from sygraph.graph import KnowledgeGraph
from sygraph.store import Store


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
        ("SELECT * { ?s ⟦<of> ?o }", "this is no absolute IRI", None),
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
        assert found.hint == hint


def test_an_error_shows_its_line_and_a_caret(store: Store) -> None:
    found = error(store, "SELECT ?x\nWHERE { ?x sy:country }\nLIMIT 3")
    assert str(found) == (
        "syntax error at line 2, column 23: expected a variable, an IRI, a value or (\n"
        "  WHERE { ?x sy:country }\n"
        "                        ^"
    )


@given(st.data())
def test_whatever_is_cut_from_a_query_is_explained_inside_it(
    store: Store, data: st.DataObject
) -> None:
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
