"""The published results are those that the benchmarks measured; the README claims none."""

from __future__ import annotations

import re
from pathlib import Path

from picture import picture
from report import read_parts, report

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
PARTS = read_parts(BENCHMARKS / "results")
RESULTS = {name: part["result"] for name, part in PARTS.items()}


def test_the_report_is_made_of_what_was_measured() -> None:
    assert (BENCHMARKS / "RESULTS.md").read_text("utf-8") == report(PARTS, "RESULTS")
    drawn = (BENCHMARKS / "RESULTS.svg").read_text("utf-8")
    assert drawn == picture(RESULTS["queries"])


# Figures that are not measurements.
SETTINGS = (r"stops a query after 30 seconds",)

readme = " ".join((ROOT / "README.md").read_text("utf-8").split())


def test_the_readme_says_nothing_of_speed() -> None:
    rest = readme
    for words in SETTINGS:
        rest = re.sub(words, "", rest)
    figure = r"\d[\d,.]*\s(?:ms|s|seconds?|minutes?|times|MB|MiB|GiB|GB)\b"
    assert re.findall(figure, rest) == []
