"""A sample of the adversary's trials: what a machine can see gets in through no door."""

from __future__ import annotations

from pathlib import Path

import pytest

from adversary import DOORS, KINDS, Result, bench, run
from sygraph.check import run_check


@pytest.mark.slow
def test_what_a_machine_can_see_gets_in_nowhere(tmp_path: Path) -> None:
    made = bench(tmp_path, "examples")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    statements = [t for t in made.targets if any("statedAs" in str(f) for f in t.facts)]
    made.targets = statements[:: max(1, len(statements) // 4)]
    result = Result()
    run(made, 90, 7, result)
    assert result.wrongly == 0, {
        key: found for key, found in result.examples.items() if KINDS[key[1]][1]
    }
    assert sum(result.tried[door, kind] for door in DOORS for kind in KINDS) > 50
    assert result.admitted["accept", "true"] == result.tried["accept", "true"] > 1
    assert result.admitted["MCP", "true"] > 0
    assert {path: path.read_bytes() for path in before} == before
    assert run_check(made.files).ok
