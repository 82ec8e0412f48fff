"""Answers that are kept: found again, forgotten with the graph, and bounded."""

from __future__ import annotations

from sygraph.server.kept import Kept, KeptAnswer


def answer(version: int = 0, size: int = 100, raw: int = 0) -> KeptAnswer:
    return KeptAnswer([], b"x" * size, version, b"r" * raw)


def test_an_answer_is_found_by_what_was_asked_while_the_graph_is_the_same() -> None:
    kept = Kept(1_000_000)
    kept.put("question", first := answer(1))
    assert kept.get("question", 1) is first
    assert kept.get("question", 2) is None
    assert kept.get("other", 1) is None


def test_what_was_found_in_an_earlier_graph_displaces_nothing() -> None:
    kept = Kept(1_000_000)
    kept.put("new", new := answer(2))
    kept.put("old", answer(1))
    assert kept.get("new", 2) is new
    assert kept.get("old", 1) is None
    kept.put("newer", answer(3))
    assert kept.get("new", 2) is None


def test_the_longest_unasked_make_room() -> None:
    kept = Kept(16 * 10_000)
    for number in range(100):
        kept.put(number, answer(size=6_000))
        assert kept.get(0, 0)  # which somebody asks for all the time
    there = [number for number in range(100) if kept.get(number, 0)]
    assert there == [0, *range(85, 100)]


def test_what_would_take_much_of_the_room_is_not_kept() -> None:
    kept = Kept(16 * 10_000)
    kept.put("large", answer(size=10_000))
    assert kept.get("large", 0) is None


def test_a_request_is_found_by_its_bytes() -> None:
    kept = Kept(41_000 * 10)
    for number in range(20):
        kept.put_request(b"GET %d" % number, answer(raw=100))
    assert [n for n in range(20) if kept.of_request(b"GET %d" % n, 0)] == list(range(10, 20))
    assert kept.of_request(b"GET 19", 1) is None
    kept.put_request(b"GET" * 5_000, answer(raw=100))
    kept.put_request(b"large", answer(raw=40_000))
    kept.put_request(b"none", answer())
    for request in (b"GET" * 5_000, b"large", b"none"):
        assert kept.of_request(request, 0) is None
