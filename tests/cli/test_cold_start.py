"""A cold start imports what it needs and no more, and its short way answers as the long one does.

What a cold start takes is measured by benchmarks/cold_start.py, never here.
"""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest

from sygraph import __main__ as front
from sygraph.__main__ import MIXED
from sygraph.cli.main import main
from sygraph.data import Files
from sygraph.graph import KnowledgeGraph
from sygraph.store.interface import OxigraphStore

COMMAND = "from sygraph.__main__ import main; main()"

# What takes long to import, and few need.
HEAVY = {"rdflib", "networkx", "numpy", "rich", "pyvis", "pyshacl", "SPARQLWrapper"}
HEAVY |= {"IPython", "asyncio", "http", "jinja2", "opencc", "unittest"}

QUERIES = sorted(path.stem for path in Files.bundled().queries.glob("*.rq"))


def imported(code: str, *arguments: str) -> set[str]:
    """The top-level modules that running the code with these arguments imports."""
    return _imported(code, *arguments) - _imported("pass")


def _imported(code: str, *arguments: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *arguments],
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=True,
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


def took_the_short_way(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> bool:
    """Run the command, and say whether it was answered without the whole command line."""
    calls: list[list[str]] = []
    with monkeypatch.context() as patch:
        patch.setattr("sygraph.cli.main.main", lambda: calls.append(sys.argv))
        patch.setattr(sys, "argv", ["sygraph", *arguments])
        patch.setattr(os, "_exit", sys.exit)
        with suppress(SystemExit):
            front.main()
    return not calls


def test_importing_the_package_imports_no_library() -> None:
    assert imported("import sygraph").isdisjoint({*HEAVY, "click", "pyoxigraph"})


def test_a_named_query_imports_neither_the_command_line_nor_what_it_reads_with() -> None:
    found = imported(COMMAND, "query", "partner-cities")
    assert "pyoxigraph" in found
    assert found.isdisjoint({*HEAVY, "click", "inspect", "json", "typing"})


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "partner-cities", "-p", "country=日本"],
        ["query", "partner-cities", "--evidence", "-f", "json"],
        ["query", "SELECT ?x { ?x a sy:City }"],
        ["show", "shenyang"],
        ["queries"],
    ],
    ids=lambda arguments: " ".join(arguments[:3]),
)
def test_no_command_imports_what_only_others_need(arguments: list[str]) -> None:
    assert imported(COMMAND, *arguments).isdisjoint(HEAVY)


TEXTS = [
    "SELECT ?x { ?x a sy:City }",
    "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3000",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s sy:value ?v } }",
    "SELECT ?name { ?x a sy:City ; skos:prefLabel ?name } ORDER BY LANG(?name) ?name",
    "SELECT ?x { ?x a sy:City FILTER(?x NOT IN ()) } # and a comment",
    "SELECT (GROUP_CONCAT(?x) AS ?all) (COUNT(*) AS ?n) { ?x a sy:City }",
    r"SELECT ?x { ?x a sy:C\u0069ty }",
    "SELECT ?x ?y { ?x a sy:Airport OPTIONAL { ?x sy:nothing ?y } }",
    "SELECT (BNODE() AS ?b) {}",
    "ASK {}",
    "DESCRIBE id:seoul",
    "CONSTRUCT { ?x a sy:City } { ?x a sy:City }",
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT (<http://example.org/f>(1) AS ?x) {}",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*QUERIES, *TEXTS])
def test_the_short_way_writes_what_the_long_one_does(
    name: str, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["sygraph", "query", name])
    with pytest.raises(SystemExit) as ended:
        main()
    long = capsysbinary.readouterr()
    assert long.out or long.err
    answered = took_the_short_way(["query", name], monkeypatch)
    short = capsysbinary.readouterr()
    if answered:
        assert (short.out, short.err) == (long.out, long.err)
        assert ended.value.code == 0
    else:
        assert (short.out, short.err) == (b"", b"")


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["query"],
        ["queries", "partner-cities"],
        ["query", "no-such-query"],
        ["query", "../queries/partner-cities"],
        ["query", "SELECT * {"],
        ["query", "SELECT * { ?x a sy:Rivers }"],
        ["query", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"],
        ["query", "Which {cities}?"],
        ["query", "-"],
        ["query", "--help"],
        ["query", "partner-cities", "-f", "csv"],
        ["query", "ASK {}"],  # true or false
        ["query", "partner-graph"],  # triples
    ],
)
def test_everything_else_goes_the_long_way(
    arguments: list[str],
    capsysbinary: pytest.CaptureFixture[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not took_the_short_way(arguments, monkeypatch)
    assert capsysbinary.readouterr() == (b"", b"")


@pytest.mark.parametrize("query", ["partner-cities", *TEXTS[:6]])
def test_the_short_way_is_taken(
    query: str, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert took_the_short_way(["query", query], monkeypatch)
    assert capsysbinary.readouterr().out


def test_a_terminal_gets_the_table_of_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert not took_the_short_way(["query", "partner-cities"], monkeypatch)


def test_what_goes_the_long_way_is_handed_over_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr("sygraph.cli.main.main", lambda: calls.append(sys.argv))
    monkeypatch.setattr(sys, "argv", ["sygraph", "queries", "貿易"])
    front.main()
    assert calls == [["sygraph", "queries", "貿易"]]


def test_queries_that_order_several_kinds_go_the_other_way(kg: KnowledgeGraph) -> None:
    texts = {name: kg.queries[name].text for name in kg.queries}
    store = OxigraphStore.bundled()  # other tests may have taken the engine of `kg`
    assert {name for name, text in texts.items() if store.worded(text) != text} == MIXED
