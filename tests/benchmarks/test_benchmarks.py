"""What the benchmarks are made of: nothing here is timed."""

from __future__ import annotations

import doctest
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import bench
import corpus
import named
import report
import soak
from measuring import Workshop, in_turn, run, spread
from rivals import in_cells, same_rows
from sygraph.check import run_check
from sygraph.data import Files
from sygraph.store.disk import DiskStore
from targets import targets

CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.mark.parametrize("module", [bench, corpus, named, report, soak])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module) == (0, len(_examples(module)))  # type: ignore[arg-type]


def _examples(module: object) -> list[doctest.Example]:
    found = doctest.DocTestFinder().find(module)
    examples = [example for test in found for example in test.examples]
    assert examples
    return examples


# What is measured with


def test_who_is_first_changes_and_each_measurement_is_of_several_calls() -> None:
    done: list[str] = []
    taken = in_turn(2, {"a": lambda: done.append("a"), "b": lambda: done.append("b")}, calls=2)
    assert done == ["a", "a", "b", "b", "b", "b", "a", "a"]
    assert {name: len(found) for name, found in taken.items()} == {"a": 2, "b": 2}


def test_a_spread_has_the_median_the_least_and_the_most() -> None:
    assert spread([3.0, 1.0, 2.0]) == {"median": 2.0, "least": 1.0, "most": 3.0}


def test_a_process_is_told_what_it_is_given_and_its_memory_is_its_own() -> None:
    ballast = bytearray(300 * 2**20)
    done = run([sys.executable, "-c", "print(input())"], given=b"words\n")
    assert done.output == b"words\n"
    assert 1 < done.peak < len(ballast) / 2**20


def test_a_process_that_fails_is_told_of_unless_it_may() -> None:
    fails = [sys.executable, "-c", "import sys; sys.exit('oh')"]
    with pytest.raises(RuntimeError, match="oh"):
        run(fails)
    assert run(fails, ends=(1,)).output == b""


def test_the_memory_of_all_processes_is_counted_where_it_is_wanted() -> None:
    holds = "import time; held = bytearray(60 * 2**20); time.sleep(1.5)"
    both = (
        "import subprocess, sys;"
        f" other = subprocess.Popen([sys.executable, '-c', {holds!r}]); {holds}; other.wait()"
    )
    assert run([sys.executable, "-c", both], whole=True).peak > 120


def test_a_store_is_made_once_and_it_is_kept_what_it_took(workshop: Workshop) -> None:
    made: Path = workshop.store(1)
    before = (made / "current-generation").stat().st_mtime_ns
    assert workshop.store(1) == made
    assert (made / "current-generation").stat().st_mtime_ns == before
    told = workshop.made(1)
    assert told is not None
    assert told["quads"] > 3000
    assert told["peak"] > 10


def test_copies_of_the_article_are_without_fault(workshop: Workshop) -> None:
    found = run_check(Files.at(workshop.copies(2)), shapes=False)
    assert found.ok, found.faults[:3]
    assert found.figures["passages"] == 142


def test_a_copy_is_without_fault_where_it_is_checked_alone(workshop: Workshop) -> None:
    """The class of the statements of the other, which have the same names, is not read."""
    files = Files.at(workshop.copies(2))
    for article in ("shenyang-2024", "copy-2"):
        assert run_check(files.only(article), shapes=False).faults == []
    Files.bundled().use()


# Named queries


def test_a_query_that_does_not_end_is_ended_and_said_to_be_so(workshop: Workshop) -> None:
    assert named.asked_once(workshop.store(1), CROSS_PRODUCT, 1) == {"unended": 1}


def test_a_query_that_fails_is_no_query_that_does_not_end(workshop: Workshop) -> None:
    with pytest.raises(RuntimeError, match="SELEC"):
        named.asked_once(workshop.store(1), "SELEC", 60)


def test_both_ways_of_asking_are_held_to_answer_the_same(workshop: Workshop) -> None:
    cities = "SELECT ?city { ?city a sy:City }"
    store = DiskStore(workshop.store(1))
    bare = ox.Store.read_only(str(workshop.generation(1)))
    row = named.compared(store, bare, cities, cold=0.0)
    assert row["same"]
    assert row["rows"] > 20
    assert row["rounds"] == 15
    assert row["ratio"] > 0
    assert not named.compared(store, ox.Store(), cities, cold=0.0)["same"]


def test_what_is_measured_again_takes_the_place_of_what_was() -> None:
    earlier = {"cities": {"1": asked(3.0), "10000": asked(1.0), "growth": {}}, "gone": {}}
    later = {"cities": {"1": asked(1.0), "100": {"unended": 120}}}
    found = named.joined(earlier, later)
    assert found == {
        "cities": {
            "1": asked(1.0),
            "100": {"unended": 120},
            "10000": asked(1.0),
            "growth": {"time": 0.0, "rows": 0.0},
        }
    }


# Rivals


def test_rows_are_the_same_however_an_engine_writes_them() -> None:
    number = {"type": "literal", "value": "1.0", "datatype": "http://x#decimal"}
    whole = {"type": "literal", "value": "1", "datatype": "http://x#integer"}
    name = {"type": "literal", "value": "瀋陽", "xml:lang": "zh-Hant"}
    lower = name | {"xml:lang": "zh-hant"}
    assert same_rows([[number, name], [None, name]], [[None, lower], [whole, lower]])
    assert not same_rows([[number]], [[whole | {"value": "2"}]])
    assert not same_rows([[name]], [[name], [name]])
    assert not same_rows([[name]], [[name | {"xml:lang": "en"}]])


def test_a_service_may_leave_out_what_is_not_bound() -> None:
    one = {"type": "uri", "value": "http://example.org/1"}
    assert in_cells([{"b": one}, {"a": one, "b": one}]) == [[None, one], [one, one]]


# What is told of it


def asked(ours: float, **more: object) -> dict[str, Any]:
    return {
        "rows": 1,
        "ours": {"median": ours},
        "bare": {"median": 1.0},
        "same": True,
        **more,
    }


def test_a_target_is_met_if_it_is_at_every_size() -> None:
    def met(**sizes: dict[str, Any]) -> bool | None:
        of = {size.removeprefix("n"): row for size, row in sizes.items()}
        [target] = targets({"queries": {"cities": of}})
        return target.met

    assert met(n1=asked(1.1), n10000=asked(1.2)) is True
    assert met(n1=asked(1.21), n10000=asked(1.0)) is False
    assert met(n1=asked(1.0), n10000=asked(1.0) | {"same": False}) is False
    assert met(n1=asked(1.1), n100=asked(1.0)) is None


def test_a_query_that_did_not_end_is_no_target_met() -> None:
    parts = {"cities": {"10000": asked(1.0)}, "roads": {"10000": {"unended": 120}}}
    [target] = targets({"queries": parts})
    assert target.met is False
    assert "1 did not end" in target.measured


def test_the_memory_that_counts_is_the_most_that_anything_took() -> None:
    made = {"made": {"10000": {"quads": 10_460_000, "peak": 2000.0}}}
    query = {"cities": {"10000": asked(1.0, peak=900)}}
    asking = {"10000": {"search x": {"median": 0.05}, "sygraph path": {"median": 1, "peak": 5000}}}
    found = {target.aim: target for target in targets({"bulk": made, "queries": query})}
    [memory] = [target for aim, target in found.items() if "GiB" in aim]
    assert memory.met is True
    [memory] = [t for t in targets({"bulk": made, "asking": asking}) if "GiB" in t.aim]
    assert memory.met is False


def test_what_loading_does_besides_storing_is_told_and_not_weighed() -> None:
    ways = {"ours": [3.0, 3.0, 9, 9], "storing": [1.0, 1.1, 9, 9], "bare": [1.0, 1.0, 9, 9]}
    ways["handed"] = [1.0, 1.25, 9, 9]
    [target] = targets({"bulk": {"file": {"stated": 1000, "holds": 3000, **ways}}})
    assert target.met is True
    assert (
        "0.91 (by the clock 1.00), where pyoxigraph itself comes to 0.80 (1.00)" in target.measured
    )
    assert "0.33 (0.33)" in target.measured


def exported(ours: float, unordered: float, peak: float) -> dict[str, Any]:
    return {
        "mb": 1.0,
        "ours": {"cpu": ours, "wall": ours, "peak": peak},
        "unordered": {"cpu": unordered, "wall": unordered, "peak": 50.0},
        "bare": {"cpu": 1.0, "wall": 1.0, "peak": 40.0},
    }


def test_exports_are_measured_where_all_were_made() -> None:
    more = {"ntriples": exported(9.0, 9.0, 200.0)}
    usual = {"ntriples": exported(2.0, 1.1, 100.0), "turtle": exported(2.0, 1.1, 100.0)}
    speed, memory = targets({"export": {"1000": usual, "10000": more}})
    assert speed.met is True
    assert "ntriples 0.91, turtle 0.91; in the order that is always the same" in speed.measured
    assert memory.met is True


def test_a_report_tells_of_what_there_is() -> None:
    machine = {"system": "X", "python": "3", "versions": {}, "load": 0}
    part = {"machine": machine, "took": 60, "result": {"cities": {"1": asked(1.5)}}}
    text = report.report({"queries": part}, "RESULTS")
    assert "**not met**" in text
    assert "`cities`" in text
    assert "## Loading" not in text
