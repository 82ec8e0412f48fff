"""Byte-order marks, escapes and empty lists in queries, and the limit on their size."""

from __future__ import annotations

import subprocess
import sys

import pyoxigraph as ox
import pytest

from sygraph.data import Files
from sygraph.errors import SygraphError, TooDeep
from sygraph.graph import KnowledgeGraph
from sygraph.sparql.prepare import TooComplex, check_size, decoded, with_lists
from sygraph.store.deadline import DeadlineStore, Opener
from sygraph.store.interface import OxigraphStore
from sygraph.store.updates import Update, apply_update


@pytest.mark.parametrize(
    "query",
    [
        r"ASK { id:\u006Aapan a sy:Country }",
        r"ASK { id:\U0000006Aapan a sy:Country }",
        r"\u0041SK { id:japan a sy:Country }",
        r"ASK { <https://w3id.org/sygraph/id/\u006Aapan> a sy:Country }",
        r"ASK { ?\u0078 skos:prefLabel '\u65E5本'@zh-Hant FILTER(?x = id:japan) }",
        "\ufeffASK { id:japan a sy:Country }",
    ],
)
def test_marks_and_escapes_are_decoded(kg: KnowledgeGraph, query: str) -> None:
    assert kg.store.ask(query)
    assert kg.query(query, evidence=True)


def test_names_beyond_the_basic_plane_are_read(kg: KnowledgeGraph) -> None:
    store, explicit = ox.Store(), ox.Store()
    text = "PREFIX e: <http://e.org/> WITH e:𠮷 INSERT { e:吉 sy:of id:𠮷\\,野 } WHERE {}"
    apply_update(store, explicit, Update(text))
    for query in ("{ ?s sy:of id:𠮷\\,野 }", "{ GRAPH e:𠮷 { e:吉 ?p ?o } }"):
        assert OxigraphStore(store).ask(f"PREFIX e: <http://e.org/> ASK {query}"), query
    assert not kg.store.ask("ASK { id:𠮷 ?p '𠮷 id:𠮷' }")


def test_escapes_in_strings_do_not_end_the_string() -> None:
    assert decoded(r'ASK { ?s ?p "\u0022" }') == r'ASK { ?s ?p "\u0022" }'


def test_an_escaped_keyword_calls_no_service(kg: KnowledgeGraph) -> None:
    with pytest.raises(SygraphError, match="service"):
        kg.store.query(r"ASK { S\u0045RVICE <http://example.org/> { ?s ?p ?o } }")


@pytest.mark.parametrize(
    ("filter", "count"),
    [
        ("?c NOT IN ()", 3),
        ("!(?c IN ())", 3),
        ("?c not in ( # none\n )", 3),
        ("?c IN ()", 0),
        ("?c IN (1)", 1),
        ("?unbound NOT IN ()", 0),
        ('?c != "NOT IN ()"', 3),
    ],
)
def test_empty_lists(filter: str, count: int) -> None:
    store = ox.Store()
    store.update('INSERT DATA { <a:s> <a:p> 1, "x", <a:o> }')
    query = f"SELECT ?c {{ ?s ?p ?c FILTER({filter}) }}"
    assert len(list(OxigraphStore(store).select(query))) == count


def test_a_list_in_a_string_stays() -> None:
    text = 'ASK { ?s ?p "x IN ()" }'
    assert with_lists(text) == text


DEEP = {
    "functions": "SELECT (" + "STR(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
    "brackets": "ASK { FILTER(" + "(" * 5000 + "true" + ")" * 5000 + ") }",
    "groups": "ASK " + "{" * 5000 + "}" * 5000,
    "exists": "ASK { FILTER " + "EXISTS { FILTER " * 2000 + "(true)" + "}" * 2000 + "}",
    "lists": "ASK { ?s ?p " + "(" * 5000 + ")" * 5000 + "}",
    "blank nodes": "ASK { ?s ?p " + "[ a " * 5000 + "1" + "]" * 5000 + "}",
    "columns": "SELECT " + " ".join(f"(1 AS ?v{n})" for n in range(3000)) + " {}",
    "aggregates": "SELECT " + " ".join(f"(COUNT(?s) AS ?v{n})" for n in range(3000)) + " {}",
    "binds": "ASK {" + "".join(f"BIND(1 AS ?v{n}) " for n in range(3000)) + "}",
    "optionals": "ASK {" + "OPTIONAL { ?s a ?o } " * 5000 + "}",
    "minus": "ASK {" + "MINUS { ?s a ?o } " * 5000 + "}",
    "operators": "ASK { FILTER(" + " || ".join(["?o = 1"] * 9000) + ") }",
    "sums": "ASK { FILTER(1 " + "+1 " * 9000 + " > 0) }",
    "unions": "ASK { " + " UNION ".join(["{ ?s ?p 1 }"] * 9000) + " }",
    "path": "ASK { ?s " + "/".join(["sy:of"] * 9000) + " ?o }",
    "triples": "ASK { " + " . ".join(["?s sy:of ?o"] * 9000) + " }",
    "objects": "ASK { ?s sy:of " + " , ".join(["?o"] * 9000) + " }",
    "items": "ASK { ?s ?p (" + "1 " * 9000 + ") }",
    "filters": "ASK { " + "FILTER(?o) " * 9000 + "}",
    "graphs": "ASK { " + "GRAPH ?g { ?s ?p ?o } " * 9000 + "}",
    "values blocks": "ASK { " + "VALUES ?x { 1 } " * 9000 + "}",
    "having": "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING " + "(?s = 1)" * 9000,
    "described": "DESCRIBE " + " ".join(f"<a:{n}>" for n in range(5000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_too_complex_queries_are_refused(name: str) -> None:
    with pytest.raises((TooComplex, TooDeep)):
        OxigraphStore(ox.Store()).query(DEEP[name])


LONG = {
    "values": "ASK { VALUES ?x { " + "1 " * 9000 + "} }",
    "members": "ASK { VALUES ?x { 1 } FILTER(?x IN (" + ", ".join(map(str, range(9000))) + ")) }",
    "arguments": "SELECT (CONCAT(" + ", ".join(["'a'"] * 9000) + ") AS ?x) {}",
    "prefixes": "".join(f"PREFIX p{n}: <a:{n}> " for n in range(9000)) + "ASK {}",
}


@pytest.mark.parametrize("name", LONG)
def test_long_lists_of_values_are_answered(name: str) -> None:
    assert OxigraphStore(ox.Store()).query(LONG[name])


def test_an_update_may_add_any_number_of_triples() -> None:
    check_size("INSERT DATA { " + "<a:s> <a:p> 1 , 2 . " * 9000 + "}")


def test_the_bounds_are_within_the_engine_stack() -> None:
    queries = [
        "SELECT (" + "STR(" * 98 + "1" + ")" * 98 + " AS ?x) {}",
        "ASK { FILTER " + "EXISTS { FILTER " * 97 + "(true)" + "}" * 97 + "}",
        "SELECT " + " ".join(f"(1 AS ?v{n})" for n in range(1999)) + " {}",
        "SELECT * {" + "OPTIONAL { ?s a ?o } " * 999 + "}",
        "SELECT * {"
        + "OPTIONAL { ?s a ?o } " * 990
        + "FILTER("
        + "STR(" * 90
        + "1"
        + ")" * 90
        + ") }",
        "DESCRIBE " + " ".join(f"<a:{n}>" for n in range(1000)),
    ]
    code = f"""
import pyoxigraph as ox
from sygraph.store.interface import OxigraphStore
for query in {queries!r}:
    print(len(str(OxigraphStore(ox.Store()).query(query))) > 0)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.returncode
    assert done.stdout == "True\n" * len(queries)


def test_long_lists_and_templates_pass() -> None:
    numbers = range(20_000)
    check_size("SELECT * { VALUES ?x { " + " ".join(map(str, numbers)) + " } }")
    check_size("ASK { FILTER(1 IN (" + ", ".join(map(str, numbers)) + ")) }")
    check_size("CONSTRUCT { " + "?s ?p ?o . " * 5000 + "} WHERE { ?s ?p ?o }")
    check_size('ASK { ?s ?p "' + "(" * 5000 + " AS OPTIONAL" * 2000 + '" }')


def test_an_update_is_decoded_and_bounded() -> None:
    store = ox.Store()
    apply_update(store, ox.Store(), Update("\ufeffINSERT D\\u0041TA { <a:s> <a:p> 1 }"))
    assert len(store) == 1
    where = "OPTIONAL { ?s a ?o } " * 5000
    with pytest.raises(TooComplex):
        apply_update(store, ox.Store(), Update(f"INSERT {{ ?s a ?o }} WHERE {{ {where} }}"))


def test_a_store_with_a_deadline_reads_marks_and_escapes() -> None:
    with DeadlineStore(Opener.files(Files.bundled()), timeout=30) as store:
        assert store.ask("\ufeffASK { id:\\u006Aapan a sy:Country }")
