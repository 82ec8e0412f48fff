"""What is published of the benchmarks is what they have measured, in the README too."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from picture import picture
from report import read_parts, report
from targets import ratios, search_median, sizes, web_ratios

ROOT = Path(__file__).parents[2]
BENCHMARKS = ROOT / "benchmarks"
PARTS = read_parts(BENCHMARKS / "results")
RESULTS = {name: part["result"] for name, part in PARTS.items()}


def test_the_report_is_made_of_what_was_measured() -> None:
    assert (BENCHMARKS / "RESULTS.md").read_text("utf-8") == report(PARTS, "RESULTS")
    drawn = (BENCHMARKS / "RESULTS.svg").read_text("utf-8")
    assert drawn == picture(RESULTS["queries"])


def near(said: str, measured: float) -> bool:
    """Whether a figure is told as it was measured, in words that round it."""
    return abs(float(said.replace(",", "")) / measured - 1) < 0.1


def searches(said: re.Match[str]) -> bool:
    return near(said[1], search_median(RESULTS, 10_000) * 1e3)


def as_bare(_: re.Match[str]) -> bool:
    asked = {size for of in RESULTS["queries"].values() for size in sizes(of)}
    return all(0.9 < median(ratios(RESULTS, size).values()) < 1.1 for size in asked)


def of_oxigraph(kind: str) -> list[float]:
    rates: dict[str, Any] = RESULTS["web"]["rates"]
    return [web_ratios(of)[0] for what, of in rates.items() if what.endswith(kind)]


def repeated(_: re.Match[str]) -> bool:
    return min(of_oxigraph("the same request")) > 1 > max(of_oxigraph("all different"))


# What the README says of speed, and what has to be so.
CLAIMS: list[tuple[str, Callable[[re.Match[str]], bool]]] = [
    (r"finds words in ten million quads in some ([\d,.]+) ms", searches),
    (r"a named query takes about what bare pyoxigraph takes", as_bare),
    (
        r"answers a repeated request more often a second than Oxigraph's own server, and one that"
        r" it has to work out less often",
        repeated,
    ),
]
# Figures that are no measurements.
SETTINGS = (r"stops a query after 30 seconds",)

readme = " ".join((ROOT / "README.md").read_text("utf-8").split())


@pytest.mark.parametrize(("words", "holds"), CLAIMS, ids=[words for words, _ in CLAIMS])
def test_what_the_readme_says_was_measured(
    words: str, holds: Callable[[re.Match[str]], bool]
) -> None:
    said = re.search(words, readme)
    assert said, "the README says it in other words: have them here as well"
    assert holds(said)


def test_the_readme_says_nothing_else_of_speed() -> None:
    rest = readme
    for words in (*(words for words, _ in CLAIMS), *SETTINGS):
        rest = re.sub(words, "", rest)
    figure = r"\d[\d,.]*\s(?:ms|s|seconds?|minutes?|times|MB|MiB|GiB|GB)\b"
    assert re.findall(figure, rest) == []
