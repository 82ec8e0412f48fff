"""Locks: who changes the files of a workspace while others wait."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread

from sygraph.author.locking import locked


def test_another_thread_waits_and_a_block_within_does_not(tmp_path: Path) -> None:
    entered = Event()

    def enter() -> None:
        with locked(str(tmp_path)):
            entered.set()

    with locked(str(tmp_path)), locked(str(tmp_path)):
        other = Thread(target=enter)
        other.start()
        assert not entered.wait(0.2)
    other.join(60)
    assert entered.is_set()
