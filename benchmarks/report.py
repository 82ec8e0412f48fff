"""Write RESULTS.md and its picture from what the parts of the benchmark have measured."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from picture import picture
from tables import SECTIONS, table
from targets import targets

__all__ = ["read_parts", "write_report"]

HEAD = """# What was measured

`make bench` measures all of this anew; `python benchmarks/bench.py --only PART` measures one part.
Whatever is compared took turns in one run. Unless it says otherwise times are those of the
processor, for other work shared the machine: the clock showed more. Medians, with the least and the
most in brackets; ratios are of medians. What was tried and did not help is in [NOTES.md](NOTES.md),
[WEB.md](WEB.md), [VIEW.md](VIEW.md) and [EXPORT.md](EXPORT.md); how each part is done, in
`bench.py`.
"""

ELSEWHERE = """## Measured by themselves

- Planted faults that `sygraph check` catches: [FAULTS.md](FAULTS.md).
- Questions in words that lead to the right named query: [ASK.md](ASK.md).
- Loads of other sizes, and what was tried: [LOAD.md](LOAD.md).
- A cold `sygraph query NAME`, beside the whole command line: `benchmarks/cold_start.py`.
"""


def read_parts(results: Path) -> dict[str, dict[str, Any]]:
    """What each part has left, on which machine and how long it took among it."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(results.glob("*.json"))
    }


def write_report(results: Path, to: Path) -> str:
    """Write what there is; return it as Markdown."""
    parts = read_parts(results)
    text = report(parts, to.stem)
    if "queries" in parts:
        to.with_suffix(".svg").write_text(picture(parts["queries"]["result"]), encoding="utf-8")
    to.write_text(text, encoding="utf-8")
    return text


def report(parts: Mapping[str, dict[str, Any]], picture_name: str) -> str:
    """What the parts have measured, as Markdown."""
    results = {name: part["result"] for name, part in parts.items()}
    sections = [HEAD, *_headline(results), *_machines(parts)]
    for name, write in SECTIONS.items():
        if name in parts:
            sections.append("\n".join(write(results[name])))
            sections.append(_when(parts[name]))
        if name == "queries" and name in parts:
            sections.insert(-2, f"## Named queries at a glance\n\n![Time]({picture_name}.svg)\n")
    sections.append(ELSEWHERE)
    return "\n".join(sections)


def _headline(results: Mapping[str, Any]) -> list[str]:
    verdicts = {True: "met", False: "**not met**", None: "not at full size"}
    rows = [(target.aim, target.measured, verdicts[target.met]) for target in targets(results)]
    if not rows:
        return []
    lines = table(("what was aimed at", "measured", ""), rows, left=3)
    return ["\n".join(["## What was aimed at, and what came of it\n", *lines, ""])]


def _machines(parts: Mapping[str, dict[str, Any]]) -> list[str]:
    """On what each part was measured, and how long all of them took."""
    on: dict[str, list[str]] = {}
    for name in SECTIONS:
        if name in parts:
            on.setdefault(_machine(parts[name]["machine"]), []).append(name)
    lines = ["## On what\n"]
    lines += [
        f"- {machine}" + (f" ({', '.join(of)})" if len(on) > 1 else "")
        for machine, of in on.items()
    ]
    took = {name: part["took"] for name, part in parts.items() if "took" in part}
    if took:
        each = ", ".join(f"{name} {_span(seconds)}" for name, seconds in took.items())
        lines.append(f"- By the clock all took {_span(sum(took.values()))}: {each}.")
    quick = [name for name, part in parts.items() if part.get("quick")]
    if quick:
        lines.append(f"- With few rounds and small sizes (`--quick`): {', '.join(quick)}.")
    return ["\n".join([*lines, ""])]


def _machine(of: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in of["versions"].items())
    processor = f", {of['processor']}" if of.get("processor") else ""
    return f"{of['system']}{processor}; Python {of['python']}, {versions}"


def _when(part: dict[str, Any]) -> str:
    took = f"; it took {_span(part['took'])}" if "took" in part else ""
    load, nice = part["machine"]["load"], part["machine"].get("nice", 0)
    before = f", the work of others, which had to wait (niceness {nice})" if nice < 0 else ""
    return f"\n<sub>The machine's load when it began: {load}{before}{took}.</sub>\n"


def _span(seconds: float) -> str:
    """A time in words.

    >>> _span(40), _span(600), _span(9000)
    ('40 s', '10 min', '2 h 30 min')
    """
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
