"""What the benchmarks are made of: nothing here is timed."""

from __future__ import annotations

import doctest
from pathlib import Path

import pyoxigraph as ox
import pytest

import corpus
import named
from measuring import Workshop, in_turn, spread
from sygraph.disk import DiskStore

CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.mark.parametrize("module", [corpus, named])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


def test_who_is_first_changes_and_each_measurement_is_of_several_calls() -> None:
    done: list[str] = []
    taken = in_turn(2, {"a": lambda: done.append("a"), "b": lambda: done.append("b")}, calls=2)
    assert done == ["a", "a", "b", "b", "b", "b", "a", "a"]
    assert {name: len(found) for name, found in taken.items()} == {"a": 2, "b": 2}


def test_a_spread_has_the_median_the_least_and_the_most() -> None:
    assert spread([3.0, 1.0, 2.0]) == {"median": 2.0, "least": 1.0, "most": 3.0}


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
    assert not named.compared(store, ox.Store(), cities, cold=0.0)["same"]


def test_a_store_is_made_once(workshop: Workshop) -> None:
    made: Path = workshop.store(1)
    before = (made / "current-generation").stat().st_mtime_ns
    assert workshop.store(1) == made
    assert (made / "current-generation").stat().st_mtime_ns == before
