"""`sygraph load`, and the options by which every command asks what was loaded."""

from __future__ import annotations

import gzip
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sygraph
from child_processes import read_terminal, running
from servers import oxigraph
from sygraph.cli.main import cli
from sygraph.data import Files

Run = Callable[..., Result]

pytestmark = pytest.mark.slow

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture
def run() -> Run:
    def invoke(*args: str | Path, **env: str) -> Result:
        words = list(map(str, args))
        return CliRunner(env=env).invoke(cli, words, catch_exceptions=False)

    return invoke


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of the package, loaded into a store on disk."""
    folder = tmp_path_factory.mktemp("loaded") / "store"
    result = CliRunner().invoke(cli, ["load", "--store", str(folder)])
    assert (result.exit_code, result.stdout) == (0, "")
    first, last = result.stderr.splitlines()
    assert first == f"loading 4 files into {folder}"
    assert last.startswith("loaded ") and f" statements of 4 files into {folder} in " in last
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["query", "trade-totals"],
        ["query", "partner-cities", "-p", "country=日本", "--evidence", "-f", "json"],
        ["query", "CONSTRUCT { ?s a ?c } { ?s a ?c }", "-f", "ntriples"],
        ["queries", "undertakings"],
        ["search", "瀋陽"],
        ["show", "shenyang"],
        ["path", "莫斯科", "Shenyang"],
        ["view", "--about", "德國", "-o", "-"],
        ["export", "nquads"],
        ["export", "turtle"],
        ["stats"],
    ],
    ids=lambda words: words[0],
)
def test_every_command_says_the_same_of_what_is_loaded(
    run: Run, store: Path, words: list[str]
) -> None:
    usual = run(*words)
    assert usual.exit_code == 0 and usual.stdout
    asked = run(*words, "--store", store)
    assert (asked.exit_code, asked.stdout, asked.stderr) == (0, usual.stdout, usual.stderr)
    chosen = run(*words, SYGRAPH_STORE=str(store))
    assert chosen.stdout == usual.stdout
    in_time = run(*words, "--store", store, "--timeout", "60")
    assert in_time.stdout == usual.stdout


def test_a_plain_named_query_asks_what_the_environment_says(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<urn:a> <urn:b> <urn:c> .")
    assert run("load", path, "--store", tmp_path / "store").exit_code == 0
    done = subprocess.run(
        [sys.executable, "-m", "sygraph", "query", "trade-totals"],
        env={**os.environ, "SYGRAPH_STORE": str(tmp_path / "store")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Shenyang" not in done.stdout


def test_files_are_added_and_the_graph_of_the_rest_is_named(
    run: Run, store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "more.nt.gz"
    path.write_bytes(gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n"))
    folder = tmp_path / "store"
    assert run("load", Files.bundled().ontology, "--store", folder).exit_code == 0
    result = run("load", path, "--store", folder, "--graph", "urn:here")
    assert result.exit_code == 0
    assert "loaded 1 statements of 1 file into " in result.stderr
    asked = run("query", "SELECT ?g { GRAPH ?g { <urn:a> ?p ?o } }", "--store", folder)
    assert asked.stdout == "g\nurn:here\n"
    assert run("query", "ASK { sy:City a owl:Class }", "--store", folder).stdout == "true\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["load"], "say where to: --store DIR or --endpoint URL"),
        (["load", "none.ttl", "--store", "x"], "'none.ttl' does not exist"),
        (["load", "--store", "x", "--endpoint", "http://y/"], "two engines: choose one"),
        (["load", "--store", "x", "--graph", "no iri"], "no iri is no IRI"),
        (["load", "--store", "x", "--update-endpoint", "http://y/"], "give its --endpoint"),
        (["load", "broken.ttl", "--store", "x"], "broken.ttl:2: "),
        (["load", "broken.txt", "--store", "x"], "unknown format: broken.txt"),
        (["load", "broken.ttl", "--store", "."], "holds no store of sygraph's"),
        (["load", "--endpoint", "http://127.0.0.1:1/"], "127.0.0.1:1"),
        (["query", "ASK {}", "--store", "x"], "the store x is not there"),
        (["stats", "--store", "x", "--endpoint", "http://y/"], "two engines: choose one"),
        (["query", "ASK {}", "--timeout", "0"], "--timeout"),
        (["query", "ASK {}", "--limit", "0"], "--limit"),
    ],
)
def test_wrong_use_is_said_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "broken.ttl").write_text("<urn:a> <urn:b> 1 .\n<urn:a> <urn:b> .\n")
    (tmp_path / "broken.txt").write_text("")
    result = run(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert sorted(os.listdir(tmp_path)) == ["broken.ttl", "broken.txt"]


def test_a_bar_shows_how_far_a_load_has_come(tmp_path: Path) -> None:
    path = tmp_path / "x.nt"
    path.write_text("".join(f"<urn:a> <urn:b> <urn:{n}> .\n" for n in range(70_000)))
    command = [sys.executable, "-m", "sygraph", "load", str(path), "--store", str(tmp_path / "s")]
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": "100"}
    with running(command, stderr=theirs, stdout=subprocess.PIPE, env=environment) as process:
        os.close(theirs)
        text = read_terminal(ours)
        printed, _ = process.communicate(timeout=60)
    assert (process.returncode, printed) == (0, "")
    for word in ("reading", "settling", "MB", "70,000 statements, ", "/s", "0:00:00"):
        assert word in text
    assert "loaded 70,000 statements of 1 file into " in text


def test_a_query_that_takes_too_long_is_stopped(run: Run) -> None:
    result = run("query", RUNAWAY, "--timeout", "0.5")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "error: the query was stopped after 0.5 s\nhint: " in result.stderr


def test_an_answer_that_is_cut_off_says_so(run: Run) -> None:
    whole = run("query", "air-routes").stdout.splitlines(keepends=True)
    result = run("query", "air-routes", "--limit", "2")
    assert result.stdout == "".join(whole[:3])
    assert result.stderr == "cut off after 2 rows: there is more; see --limit\n"
    exact = run("query", "air-routes", "--limit", str(len(whole) - 1))
    assert (exact.stdout, exact.stderr) == ("".join(whole), "")
    triples = run("query", "CONSTRUCT { ?s a ?c } { ?s a ?c }", "--limit", "1", "-f", "ntriples")
    assert len(triples.stdout.splitlines()) == 1
    assert triples.stderr == "cut off after 1 triple: there is more; see --limit\n"


def test_what_is_cut_off_is_proved_as_far_as_it_goes(run: Run) -> None:
    result = run(
        "query", "air-routes", "--limit", "1", "--evidence", "-f", "json", "--timeout", "60"
    )
    assert result.exit_code == 0
    assert result.stdout.count('"passage"') >= 1
    assert result.stderr == "cut off after 1 row: there is more; see --limit\n"


def test_another_service_is_called_only_where_it_is_allowed(run: Run) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    refused = run("query", query)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "error: the query calls a service at 127.0.0.1:1\n"
        "hint: to allow it: --allow-service 127.0.0.1:1\n"
    )
    allowed = run("query", query, "--allow-service", "other", "--allow-service", "127.0.0.1:1")
    assert allowed.exit_code == 2
    assert "cannot be asked" in allowed.stderr


def test_a_service_is_loaded_and_asked(run: Run, tmp_path: Path) -> None:
    with oxigraph(tmp_path) as service:
        options = ["--endpoint", service.endpoint, "--update-endpoint", service.update_endpoint]
        loaded = run("load", *options)
        assert loaded.exit_code == 0, loaded.stderr
        assert f" statements of 4 files into {service.endpoint} in " in loaded.stderr
        for words in (["query", "trade-totals"], ["stats"], ["show", "shenyang"]):
            asked = run(*words, "--endpoint", service.endpoint)
            assert (asked.exit_code, asked.stdout) == (0, run(*words).stdout)


def test_python_opens_the_same(store: Path) -> None:
    kg = sygraph.open(store=store, timeout=60, services=["example.org"])
    assert kg.label("沈阳") == "Shenyang"
    assert kg.store.services == ["example.org"]
