"""`sygraph check` finds every random fault of these kinds; a few faults of each."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from sygraph.data import Files

pytestmark = pytest.mark.slow

EXAMPLES = Files.at(Path(__file__).parents[2] / "examples")
ARTICLES = {
    "shenyang-2024": Files.bundled(),
    "dalian-trade": EXAMPLES,
    "incheon-forum": EXAMPLES,
    "port-outlook": EXAMPLES,
}
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "seeded_faults.py"


@pytest.fixture(scope="module")
def seeded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("seeded_faults", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["seeded_faults"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "kind",
    [
        "a digit changed",
        "a unit changed, or powers of ten lost",
        "a period shifted",
        "a bound removed or changed",
        "a quote moved",
    ],
)
@pytest.mark.parametrize("article", ARTICLES)
def test_every_fault_of_this_kind_is_found(
    kind: str, article: str, seeded: ModuleType, tmp_path: Path
) -> None:
    score = seeded.Bench(ARTICLES[article], tmp_path, article).score(kind, each=4, seed=3)
    assert score.planted == 4
    assert score.missed == []


def test_the_report_lists_the_missed_faults(seeded: ModuleType) -> None:
    scores = {
        "a (en)": {"a digit changed": seeded.Score(planted=4)},
        "b (zh-Hant)": {
            "a digit changed": seeded.Score(planted=4, missed=["b/10: id:x sy:value 5"])
        },
    }
    report = seeded.write(scores, each=4, seed=1)
    assert "**7 of 8 caught.**" in report
    assert "| a digit changed | 4 of 4 | 3 of 4 |" in report
    assert "- a digit changed, in b (zh-Hant):\n  - `b/10: id:x sy:value 5`" in report
