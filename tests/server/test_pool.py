"""The processes behind the endpoint: on disk and in memory, lost, stopped, gone at the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from sygraph.entities.search import search
from sygraph.errors import QuerySyntaxError, SygraphError
from sygraph.graph import KnowledgeGraph
from sygraph.server.backend import Guarded
from sygraph.server.failures import Busy
from sygraph.server.frames import Question
from sygraph.server.pool import Pool
from sygraph.server.settings import Settings
from sygraph.store.bulk_load import load, sources
from sygraph.store.deadline import DeadlineExceeded, WorkerLost
from sygraph.store.disk import DiskStore
from sygraph.store.interface import OxigraphStore, Store
from sygraph.store.updates import Update

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
ADD = "INSERT DATA { GRAPH <a:g> { <a:s> <a:p> %d } }"
COUNT = "SELECT (COUNT(*) AS ?n) { <a:s> <a:p> ?o }"
# No test waits so long unless something is wrong.
GUARD = 60.0


@pytest.fixture(scope="module")
def pool(kg: KnowledgeGraph) -> Iterator[Pool]:
    assert isinstance(kg.store, OxigraphStore)
    made = Pool(kg.store, timeout=GUARD, places=2)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store on disk with one triple."""
    (tmp_path / "one.nq").write_text("<a:s> <a:p> <a:o> <a:g> .\n")
    load(sources([tmp_path / "one.nq"]), tmp_path / "store")
    return tmp_path / "store"


def count(pool: Pool) -> int:
    return int(pool.ask(Question(COUNT, table="csv")).start.split()[1])


def test_what_follows_a_long_answers_start_does_not_make_the_start_all_of_it(pool: Pool) -> None:
    """Another thread takes the rest, while it is decided whether there is any."""
    reply = pool.ask(Question("SELECT ?s ?p ?o { ?s ?p ?o }", table="json"))
    assert not reply.whole
    whole = reply.start + b"".join(reply.rest())
    assert not reply.whole
    assert whole.endswith(b"]}}")
    assert len(whole) > len(reply.start)
    reply.close()  # the process has been given back, and is left alone
    assert pool.ask(Question("ASK {}")).whole


def test_who_asks_through_it_gets_what_the_store_says(pool: Pool, kg: KnowledgeGraph) -> None:
    guarded: Store = Guarded(pool, kg.store, Settings(max_rows=50))
    query = "SELECT ?s ?day { ?s a sy:Event OPTIONAL { ?s sy:firstDay ?day } } ORDER BY ?s ?day"
    expected = [tuple(row) for row in kg.store.select(query)]
    answer = guarded.answer(query)
    assert isinstance(answer.results, ox.QuerySolutions)
    assert [tuple(row) for row in answer.results] == expected[:50]
    assert answer.cut == ("50 rows" if len(expected) > 50 else None)
    assert guarded.ask("ASK { id:shenyang a sy:City }")
    assert not guarded.ask("ASK { id:shenyang a sy:Port }")
    describe = "CONSTRUCT { ?s a sy:City } { ?s a sy:City }"
    assert set(guarded.construct(describe)) == set(kg.store.construct(describe))
    with pytest.raises(QuerySyntaxError):
        guarded.query("SELECT")


def test_a_named_query_through_it_carries_its_proof(pool: Pool, kg: KnowledgeGraph) -> None:
    guarded = KnowledgeGraph(Guarded(pool, kg.store, Settings()), kg.files)
    rows = guarded.query("partner-cities", country="日本", evidence=True)
    assert [row.label for row in rows] == ["Kawasaki", "Sapporo", "Sasebo"]
    assert all(row.evidence for row in rows)


def test_what_takes_long_makes_room_for_others(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However busy the machine is.
    monkeypatch.setattr("sygraph.server.processes.GLANCE", 0.2)
    monkeypatch.setattr("sygraph.server.pool._YOUNG", 0.0)
    assert isinstance(kg.store, OxigraphStore)
    pool = Pool(kg.store, timeout=8.0, places=1)
    try:
        assert pool.ask(Question("ASK {}")).whole
        caught: list[BaseException] = []

        def run() -> None:
            try:
                pool.ask(Question(RUNAWAY))
            except SygraphError as error:
                caught.append(error)

        threads = [threading.Thread(target=run) for _ in range(3)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert pool.ask(Question("ASK {}")).whole
        kinds = sorted(type(error).__name__ for error in caught)
        # One goes on as a long one until its time is up, for the others there is no room.
        assert kinds == ["Busy", "Busy", "DeadlineExceeded"]
    finally:
        pool.close()


def test_too_many_that_wait_are_turned_away(kg: KnowledgeGraph) -> None:
    assert isinstance(kg.store, OxigraphStore)
    pool = Pool(kg.store, timeout=0.5, places=1)
    pool._most_waiting = 0
    assert pool._young.acquire(blocking=False)
    with pytest.raises(Busy):
        pool.ask(Question("ASK {}"))
    pool.close()


def test_a_process_that_was_lost_is_replaced(kg: KnowledgeGraph) -> None:
    assert isinstance(kg.store, OxigraphStore)
    pool = Pool(OxigraphStore(ox.Store()), timeout=GUARD, places=1)
    try:
        pool.update(Update(ADD % 1))
        assert count(pool) == 1
        # At rest: nobody notices.
        [worker] = pool._processes.idle
        os.kill(worker.pid, signal.SIGKILL)
        while worker.alive:
            time.sleep(0.01)
        assert count(pool) == 1
        # The one that holds the graph: the next holds what ours does.
        pool.update(Update("INSERT DATA { <a:s> <a:p> 1, 2 }"))
        control = pool._processes.holder.control
        assert control is not None
        control.close()
        assert count(pool) == 2
        pool.update(Update("CLEAR GRAPH <a:g>"))
        assert count(pool) == 2
    finally:
        pool.close()


def test_a_process_that_dies_at_work_says_so(pool: Pool) -> None:
    def kill() -> None:
        while not pool._processes.busy:
            time.sleep(0.01)
        time.sleep(0.05)
        for worker in list(pool._processes.busy):
            os.kill(worker.pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    with pytest.raises(WorkerLost, match="has ended"):
        pool.ask(Question(RUNAWAY))
    thread.join(GUARD)
    assert pool.ask(Question("ASK {}")).whole


def test_on_disk_an_update_makes_the_next_generation(folder: Path) -> None:
    pool = Pool(DiskStore(folder), timeout=GUARD, places=1)
    try:
        assert count(pool) == 1
        pool.update(Update("INSERT DATA { <a:s> <a:p> 1, 2 GRAPH <a:h> { <a:s> <a:p> 2, 3 } }"))
        assert count(pool) == 4
        with pytest.raises(SygraphError):
            pool.update(Update("CLEAR ALL ; DROP GRAPH <a:nowhere>"))
        assert count(pool) == 4
        # What was put into the default graph for itself is remembered from one run to the next.
        other = Pool(DiskStore(folder), timeout=GUARD, places=1)
        other.update(Update("DROP GRAPH <a:h>"))
        assert count(other) == 3
        other.close()
    finally:
        pool.close()
    store = DiskStore(folder)
    assert len(list(store.select("SELECT ?o { <a:s> <a:p> ?o }"))) == 3


def test_on_disk_the_search_follows(folder: Path) -> None:
    store = DiskStore(folder)
    pool = Pool(store, timeout=GUARD, places=1)
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    try:
        pool.update(
            Update(f"INSERT DATA {{ GRAPH <a:g> {{ id:atlantis {label} 'Atlantis'@en }} }}")
        )
        assert [hit.label for hit in search(store, "atlan")] == ["Atlantis"]
        pool.update(Update("CLEAR GRAPH <a:g>"))
        assert search(store, "atlan") == []
    finally:
        pool.close()


def test_on_disk_what_others_load_is_seen(folder: Path, tmp_path: Path) -> None:
    pool = Pool(DiskStore(folder), timeout=GUARD, places=1)
    try:
        assert count(pool) == 1
        before = pool.version
        (tmp_path / "two.nq").write_text("<a:s> <a:p> <a:o2> <a:g> .\n")
        load(sources([tmp_path / "two.nq"]), folder)
        while pool.version == before:
            time.sleep(0.05)
        assert count(pool) == 2
    finally:
        pool.close()


def test_a_killed_update_on_disk_leaves_the_store_as_it_was(folder: Path) -> None:
    pool = Pool(DiskStore(folder), timeout=0.5, places=1)
    try:
        rows = " ".join(str(n) for n in range(200))
        slow = "INSERT { GRAPH <a:g> { <a:s> <a:p> ?n } } WHERE { SELECT (COUNT(*) AS ?n) { %s } }"
        blocks = " ".join(f"VALUES ?v{n} {{ {rows} }}" for n in range(5))
        with pytest.raises(DeadlineExceeded):
            pool.update(Update(slow % blocks))
        assert count(pool) == 1
        pool.timeout = GUARD
        pool.update(Update(ADD % 1))
        assert count(pool) == 2
    finally:
        pool.close()


def test_nothing_is_left_of_a_server_that_was_killed(tmp_path: Path) -> None:
    script = """
import sys, sygraph
from sygraph.server.pool import Pool
from sygraph.server.frames import Question
pool = Pool(sygraph.open().store, timeout=60, places=2)
pool.ask(Question("ASK {}"))
print(pool._processes.holder._first.pid, pool._processes.idle[0].pid, flush=True)
pool.ask(Question(sys.argv[1]))
"""
    with subprocess.Popen(
        [sys.executable, "-c", script, RUNAWAY], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert len(pids) == 2
        time.sleep(0.2)
        server.kill()
    until = time.monotonic() + GUARD
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
