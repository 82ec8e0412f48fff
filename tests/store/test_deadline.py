"""Deadlines: what takes too long is stopped, others are answered, and nothing is left over."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from child_processes import at_work, descendants, gone, running, supervisors
from sygraph.data import Files
from sygraph.entities.facts import term
from sygraph.errors import DataError, QuerySyntaxError, SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.sparql.service_policy import ServiceRefused
from sygraph.store.bulk_load import load, sources
from sygraph.store.deadline import DeadlineExceeded, DeadlineStore, Opener, WorkerLost
from sygraph.store.disk import StoreError
from sygraph.store.jobs.packing import pack, unpack
from sygraph.store.limits import Results, limited

pytestmark = pytest.mark.slow

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
BUNDLED = Opener.files(Files.bundled())
# No test waits so long unless something is wrong.
GUARD = 60.0


def opened(store: DeadlineStore) -> int:
    """Have a store answer its first query; gives the worker that it has started for that."""
    before = workers()
    assert store.ask("ASK {}")
    [worker] = workers() - before
    return worker


def workers() -> set[int]:
    """The workers of all stores of this process."""
    return {worker for supervisor in supervisors() for worker in descendants(supervisor)}


@pytest.fixture(scope="module")
def shared() -> Iterator[DeadlineStore]:
    with DeadlineStore(BUNDLED, timeout=GUARD) as store:
        yield store


def comparable(results: Results) -> object:
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    if isinstance(results, ox.QueryTriples):
        return set(results)
    return [variable.value for variable in results.variables], [tuple(row) for row in results]


@pytest.mark.parametrize(
    "query",
    [
        "ASK { id:shenyang a sy:City }",
        "ASK { id:shenyang a sy:Port }",
        "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o",
        "SELECT ?s ?day { ?s a sy:Event OPTIONAL { ?s sy:firstDay ?day } } ORDER BY ?s ?day",
        "SELECT * {}",
        "SELECT ?none { FILTER(false) }",
        'SELECT ?x { VALUES ?x { "a\\tb\\n\\"" "\\u0001" "x"@zh-Hant 1.50 true UNDEF } }',
        "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }",
        "DESCRIBE id:seoul",
        "CONSTRUCT { ?s ?p ?o } { FILTER(false) }",
    ],
)
def test_answers_are_those_of_the_store_itself(
    kg: KnowledgeGraph, shared: DeadlineStore, query: str
) -> None:
    assert comparable(shared.query(query)) == comparable(kg.store.query(query))


def test_a_large_answer_passes_whole(shared: DeadlineStore) -> None:
    # 24 MB, of which a part waits on disk.
    text = "瀋" * 400_000
    numbers = " ".join(map(str, range(20)))
    rows = shared.select(f'SELECT ?n ?text {{ VALUES ?n {{ {numbers} }} BIND("{text}" AS ?text) }}')
    found = [(int(term(row["n"]).value), term(row["text"]).value == text) for row in rows]
    assert sorted(found) == [(number, True) for number in range(20)]


def test_a_runaway_query_is_stopped_while_others_are_answered() -> None:
    with DeadlineStore(BUNDLED, timeout=1.0, workers=2) as store:
        assert store.ask("ASK { id:shenyang a sy:City }")
        caught: list[SygraphError] = []

        def run() -> None:
            try:
                store.query(RUNAWAY)
            except SygraphError as error:
                caught.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        answered = 0
        while thread.is_alive():
            assert store.ask("ASK { id:shenyang a sy:City }")
            answered += 1
        thread.join(GUARD)
        assert answered  # otherwise it would have waited for its turn in vain
        [error] = caught
        assert isinstance(error, DeadlineExceeded)
        assert str(error) == "the query was stopped after 1 s"
        assert (error.status, error.exit_code, error.seconds) == (503, 2, 1.0)
        assert error.hint
        # Whatever was ended is replaced: as many run at once as before.
        for _ in range(3):
            with pytest.raises(DeadlineExceeded):
                store.query(RUNAWAY)
        assert store.ask("ASK { id:shenyang a sy:City }")


def test_a_query_waits_for_its_turn_in_its_own_time() -> None:
    with DeadlineStore(BUNDLED, timeout=0.5, workers=1) as store:
        assert store.ask("ASK {}")
        started = threading.Event()

        def run() -> None:
            started.set()
            with pytest.raises(DeadlineExceeded):
                store.query(RUNAWAY)

        threads = [threading.Thread(target=run, daemon=True) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(GUARD)
            assert not thread.is_alive()
        assert store.ask("ASK {}")


@pytest.mark.parametrize("seconds", [0.0, 1e-9, 1e-3])
def test_time_that_is_up_at_once_still_stops_a_query(seconds: float) -> None:
    with DeadlineStore(BUNDLED, timeout=GUARD, workers=1) as store:
        assert store.ask("ASK {}")
        store.timeout = seconds
        with pytest.raises(DeadlineExceeded):
            store.query(RUNAWAY)
        store.timeout = GUARD
        assert store.ask("ASK {}")


def test_many_threads_may_ask(shared: DeadlineStore) -> None:
    found: list[int] = []

    def run(number: int) -> None:
        for turn in range(10):
            [row] = shared.select(f"SELECT ({number} * 100 + {turn} AS ?n) {{}}")
            assert isinstance(row["n"], ox.Literal)
            found.append(int(row["n"].value))

    threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(GUARD)
    assert sorted(found) == [number * 100 + turn for number in range(8) for turn in range(10)]


def test_errors_are_those_of_the_store_itself(shared: DeadlineStore) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        shared.query("SELECT ?x\nWHERE { ?x sy:country }")
    assert (caught.value.line, caught.value.hint) == (2, None)
    with pytest.raises(SygraphError, match="this is not an ASK query"):
        shared.ask("SELECT * {}")
    with pytest.raises(ServiceRefused):
        shared.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")
    assert shared.ask("ASK { id:shenyang a sy:City }")


def test_an_allowed_service_that_is_not_there() -> None:
    with DeadlineStore(BUNDLED, timeout=GUARD) as store:
        store.services = ["127.0.0.1"]
        with pytest.raises(SygraphError, match="cannot be asked: "):
            store.query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }")


def test_an_error_keeps_what_it_knows() -> None:
    error = QuerySyntaxError("expected }", query="ASK {", line=1, column=6, hint="close it")
    same = unpack(pack(error))
    assert isinstance(same, QuerySyntaxError)
    assert (str(same), same.line, same.column, same.hint) == (str(error), 1, 6, "close it")
    data = unpack(pack(DataError("broken", path=Path("x.ttl"), line=3)))
    assert isinstance(data, DataError)
    assert (str(data), data.path, data.line) == ("x.ttl:3: broken", "x.ttl", 3)
    assert repr(unpack(pack(ValueError("no", 1)))) == repr(ValueError(str(("no", 1))))
    assert repr(unpack(pack(subprocess.SubprocessError("x")))) == (
        "RuntimeError('SubprocessError: x')"
    )


def test_a_store_that_cannot_be_opened(workspace: Files) -> None:
    workspace.gazetteer.write_text("no turtle")
    with (
        DeadlineStore(Opener.files(workspace), timeout=GUARD) as store,
        pytest.raises(DataError) as caught,
    ):
        store.ask("ASK {}")
    assert caught.value.path == str(workspace.gazetteer)
    with (
        DeadlineStore(Opener.disk(workspace.root), timeout=GUARD) as store,
        pytest.raises(StoreError, match="holds no store of sygraph's"),
    ):
        store.ask("ASK {}")


def test_a_store_on_disk(tmp_path: Path) -> None:
    load(sources([Files.bundled().root]), tmp_path)
    with DeadlineStore(Opener.disk(tmp_path), timeout=GUARD) as store:
        assert store.ask("ASK { id:shenyang a sy:City }")
        assert len(list(store.select("SELECT ?p { GRAPH ?p {} ?p a sy:Passage }"))) == 71


def test_a_process_that_dies_is_replaced() -> None:
    with DeadlineStore(BUNDLED, timeout=GUARD, workers=1) as store:
        process = opened(store)
        os.kill(process, signal.SIGKILL)
        assert gone(process)
        assert store.ask("ASK {}")
        assert process not in descendants()


def test_a_process_that_dies_at_work_says_so() -> None:
    with DeadlineStore(BUNDLED, workers=1) as store:
        process = opened(store)

        def kill() -> None:
            at_work(process)
            os.kill(process, signal.SIGKILL)

        threading.Thread(target=kill, daemon=True).start()
        with pytest.raises(WorkerLost, match="has ended") as caught:
            store.query(RUNAWAY)
        assert caught.value.status == 503
        assert store.ask("ASK {}")


def test_a_process_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    with DeadlineStore(BUNDLED, timeout=0.5, workers=1) as store:
        with monkeypatch.context() as patch:
            patch.setattr(subprocess, "Popen", refuse)
            with pytest.raises(WorkerLost, match="cannot start a process: Resource temporarily"):
                store.ask("ASK {}")
        assert store.ask("ASK {}")


def test_closing_ends_what_is_at_work_and_leaves_nothing() -> None:
    store = DeadlineStore(BUNDLED, workers=2)
    process = opened(store)
    caught: list[SygraphError] = []

    def run() -> None:
        try:
            store.query(RUNAWAY)
        except SygraphError as error:
            caught.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert at_work(process)
    store.close()
    thread.join(GUARD)
    assert [type(error) for error in caught] == [WorkerLost]
    assert gone(process)
    with pytest.raises(WorkerLost, match="the store is closed"):
        store.ask("ASK {}")
    store.close()


ORPHAN = f"""
import threading, time
from sygraph.data import Files
from sygraph.store.deadline import DeadlineStore, Opener
store = DeadlineStore(Opener.files(Files.bundled()), workers=2)
store.ask("ASK {{}}")
threading.Thread(target=store.query, args=({RUNAWAY!r},), daemon=True).start()
print("asked", flush=True)
time.sleep({GUARD})
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_process_outlives_the_one_it_works_for(how: signal.Signals) -> None:
    command = [sys.executable, "-c", ORPHAN]
    with running(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout
        assert parent.stdout.readline() == "asked\n"
        processes = descendants(parent.pid)
        [worker] = (process for process in processes if not descendants(process))
        assert len(processes) == 2
        assert at_work(worker)
        parent.send_signal(how)
        parent.communicate(timeout=GUARD)
        assert all(map(gone, processes))


ROWS = "SELECT ?s { ?s a sy:City } ORDER BY ?s"


@pytest.mark.parametrize(
    ("query", "rows", "size", "kept", "cut"),
    [
        (ROWS, 3, None, 3, "3 rows"),
        (ROWS, 1, None, 1, "1 row"),
        (ROWS, 0, None, 0, "0 rows"),
        (ROWS, 100_000, None, None, None),
        (ROWS, None, 100, 2, "100 bytes"),
        (ROWS, None, 10, 0, "10 bytes"),
        (ROWS, 1, 100, 1, "1 row"),
        (ROWS, 3, 100, 2, "100 bytes"),
        ("SELECT * { {} UNION {} UNION {} }", 2, None, 2, "2 rows"),
        ("SELECT * { {} UNION {} UNION {} }", 3, None, 3, None),
        ("CONSTRUCT { ?s a sy:City } { ?s a sy:City }", 4, None, 4, "4 triples"),
        ("CONSTRUCT { ?s a sy:City } { ?s a sy:City }", 1, None, 1, "1 triple"),
    ],
)
@pytest.mark.parametrize("where", ["here", "in a process"])
def test_an_answer_is_cut_off_where_it_is_to_be(
    kg: KnowledgeGraph,
    shared: DeadlineStore,
    query: str,
    rows: int | None,
    size: int | None,
    kept: int | None,
    cut: str | None,
    where: str,
) -> None:
    whole = comparable(kg.store.query(query))
    if where == "here":
        answer = limited(kg.store.query(query), rows, size)
    else:
        answer = shared.answer(query, rows=rows, size=size)
    assert answer.cut == cut
    found = comparable(answer.results)
    if isinstance(whole, set) and isinstance(found, set):
        assert len(found) == kept and found < whole
    else:
        assert isinstance(whole, tuple) and isinstance(found, tuple)
        assert found == (whole[0], whole[1][:kept])


def test_no_more_is_computed_than_is_kept(shared: DeadlineStore) -> None:
    query = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    results = shared.answer(query, rows=5).results
    assert isinstance(results, ox.QuerySolutions)
    assert len(list(results)) == 5


def test_yes_or_no_is_never_cut(shared: DeadlineStore) -> None:
    assert shared.answer("ASK {}", rows=0, size=0).cut is None


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (signal.SIGSEGV, "overflowed the engine's stack"),
        (signal.SIGABRT, "ended with status -6"),
    ],
)
def test_an_engine_that_fails_at_work_says_why(number: signal.Signals, reason: str) -> None:
    with DeadlineStore(BUNDLED, workers=1) as store:
        process = opened(store)

        def fail() -> None:
            at_work(process)
            os.kill(process, number)

        threading.Thread(target=fail, daemon=True).start()
        with pytest.raises(WorkerLost, match=reason):
            store.query(RUNAWAY)
        assert store.ask("ASK {}")
