"""Results that worker processes share."""

from __future__ import annotations

import os

from sygraph.store.jobs.kept import Kept


def test_a_forked_process_leaves_its_result_to_others() -> None:
    kept = Kept()
    pid = os.fork()
    if not pid:
        kept[b"drawing"] = b"circle" * 1000
        os._exit(0)
    os.waitpid(pid, 0)
    assert kept.get(b"drawing") == b"circle" * 1000


def test_the_last_of_many_results_is_there_and_none_is_taken_for_another() -> None:
    kept = Kept()
    for number in range(200):
        key = str(number).encode()
        kept[key] = key * 9
        assert kept.get(key) == key * 9
    found = [kept.get(str(number).encode()) for number in range(200)]
    assert 1 <= sum(one is not None for one in found) <= 16
    assert all(one in (None, str(number).encode() * 9) for number, one in enumerate(found))


def test_what_is_too_large_is_not_kept() -> None:
    kept = Kept()
    kept[b"large"] = os.urandom(3_000_000)
    assert kept.get(b"large") is None
