"""How often `sygraph ask` leads to the right named query: python benchmarks/ask.py

Asks the questions of questions.toml and writes ASK.md: how often the right query comes first and
among the first three, whether it has the parameters that the question gives, and how long a
question takes once the index is made. Nothing was tuned on the questions of the half `held-out`.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from sygraph.queries.asking import Asking

__all__ = ["Asked", "ask_all", "questions", "report"]

HERE = Path(__file__).parent
HALVES = ("tune", "held-out")
_ROUNDS = 5

HEAD = """# Questions in words

Sixty questions, twenty in each of English, traditional and simplified Chinese
([questions.toml](questions.toml)), each with the named query that answers it and the parameters
that it gives. `python benchmarks/ask.py` asks them and writes this page.

How honest this is: all sixty were written, and committed, before the first line of the code that
ranks; one half served to tune the weights, and the other was not looked at until they stood. Then
27 of its 30 had the right query first, and all among the first three. What came after that was
for other reasons, but by then they had been seen: a value that a query needs is never left out
again, a figure comes after a query about its subject, entities keep the order of the question, and
the queries themselves have changed. And one and the same author wrote questions, headers of queries
and synonyms: a reader's own questions may fare worse.
"""


@dataclass(frozen=True)
class Asked:
    """A question, and what came of it.

    Attributes:
        place: of the right query in the list, from 1; None if it is not there.
        filled: whether the query has the parameters that the question gives.
        first: what came first.
        seconds: of the processor, and by the clock.
    """

    question: dict[str, Any]
    place: int | None
    filled: bool
    first: str
    seconds: tuple[float, float]


def questions() -> list[dict[str, Any]]:
    """Return the questions, as questions.toml has them."""
    found: list[dict[str, Any]] = tomllib.loads((HERE / "questions.toml").read_text("utf-8"))[
        "questions"
    ]
    return found


def ask_all(asking: Asking, asked: Iterable[dict[str, Any]], rounds: int = 1) -> list[Asked]:
    """Ask the questions; the time is the median of some rounds after a first one."""
    return [_ask(asking, question, rounds) for question in asked]


def _ask(asking: Asking, question: dict[str, Any], rounds: int) -> Asked:
    text, lang = question["ask"], question["lang"]
    found = asking.ask(text, lang=lang)
    names = [one.name for one in found]
    place = names.index(question["query"]) + 1 if question["query"] in names else None
    given = found[place - 1].params if place else {}
    filled = question.get("params", {}).items() <= given.items()
    times = []
    for _ in range(rounds):
        began = process_time(), perf_counter()
        asking.ask(text, lang=lang)
        times.append((process_time() - began[0], perf_counter() - began[1]))
    seconds = median(time for time, _ in times), median(time for _, time in times)
    return Asked(question, place, filled, names[0] if names else "", seconds)


def report(found: Sequence[Asked]) -> str:
    """Return the page."""
    lines = [
        HEAD,
        "| half | questions | right query first | among the first three | parameters right |"
        " ms of the processor, median (most) | ms by the clock, median (most) |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_row(half, [one for one in found if one.question["half"] == half]) for half in HALVES),
        "",
        "The targets were 80 % first and 95 % among three of the half held out, each question in",
        "less than 50 ms. Other work shared the machine, which the clock shows.",
        "",
        "## Where another answer came first",
        "",
        "| half | question | right | place | first |",
        "| --- | --- | --- | ---: | --- |",
    ]
    for one in found:
        if one.place != 1:
            asked = one.question
            cells = (asked["half"], asked["ask"], asked["query"], one.place or "–")
            lines.append(f"| {' | '.join(map(str, cells))} | {one.first.rpartition('/')[2]} |")
    return "\n".join(lines) + "\n"


def _row(half: str, found: Sequence[Asked]) -> str:
    first = sum(one.place == 1 for one in found)
    three = sum(one.place is not None and one.place <= 3 for one in found)
    giving = [one for one in found if one.question.get("params")]
    filled = f"{sum(one.filled for one in giving)} of {len(giving)}"
    times = [
        f"{1000 * median(one.seconds[kind] for one in found):.0f}"
        f" ({1000 * max(one.seconds[kind] for one in found):.0f})"
        for kind in (0, 1)
    ]
    shares = [f"{100 * count / len(found):.0f} %" for count in (first, three)]
    return f"| {' | '.join([half, str(len(found)), *shares, filled, *times])} |"


def main() -> int:
    import sygraph

    kg = sygraph.open()
    began = perf_counter()
    asking = Asking(kg.store, kg.queries)
    print(f"index made in {perf_counter() - began:.2f} s", file=sys.stderr)
    page = report(ask_all(asking, questions(), _ROUNDS))
    (HERE / "ASK.md").write_text(page, encoding="utf-8")
    print(page)
    return 0


if __name__ == "__main__":
    sys.exit(main())
