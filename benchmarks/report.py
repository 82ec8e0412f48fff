"""Write RESULTS.md and its picture from what the parts of the benchmark have measured."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

__all__ = ["write_report"]

HEAD = """# What was measured

`make bench` measures all of this anew; `python benchmarks/bench.py --only PART` measures one part.
Whatever is compared took turns in one run. Unless it says otherwise times are those of the
processor, for other work shared the machine: the clock showed several times as much. Medians, with
the least and the most in brackets; ratios are of medians.
What was tried and did not help is in [NOTES.md](NOTES.md); how each part is done, in `bench.py`.
"""


def write_report(results: Path, to: Path | None = None) -> str:
    """Write what there is; return it as Markdown."""
    parts = {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(results.glob("*.json"))
    }
    sections = [HEAD]
    for name, write in SECTIONS.items():
        if name in parts:
            sections.append("\n".join(write(parts[name]["result"])))
            sections.append(_machine(parts[name]["machine"]))
    sections.append(ELSEWHERE)
    text = "\n".join(sections)
    if to is not None:
        if "queries" in parts:
            picture = _picture(parts["queries"]["result"])
            to.with_suffix(".svg").write_text(picture, encoding="utf-8")
            text = text.replace("@PICTURE@", f"![Time against rows]({to.stem}.svg)")
        to.write_text(text.replace("@PICTURE@\n\n", ""), encoding="utf-8")
    return text


ELSEWHERE = """## Measured by themselves

- Requests per second and tail latencies of the endpoint, against `oxigraph serve` and
  rdflib-endpoint: [WEB.md](WEB.md).
- Opening a network view in Chromium, against a plain pyvis page: [VIEW.md](VIEW.md).
- Exports against the bare serialiser: `benchmarks/export.py`.
- Planted faults that `sygraph check` catches: [FAULTS.md](FAULTS.md).
- Loads of other sizes, and what was tried: [LOAD.md](LOAD.md).
"""


def _machine(of: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in of["versions"].items())
    return (
        f"\n<sub>{of['system']}, Python {of['python']}, {versions}; load when it began:"
        f" {of['load']}</sub>\n"
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    aligned = ["---"] + ["---:"] * (len(head) - 1)
    return ["| " + " | ".join(row) + " |" for row in (head, aligned, *rows)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f}" if seconds < 0.1 else f"{seconds * 1e3:,.0f}"


def _spread(of: dict[str, float]) -> str:
    return f"{_ms(of['median'])} ({_ms(of['least'])}–{_ms(of['most'])})"


def _cold(result: dict[str, Any]) -> list[str]:
    bare = result["bare script"]["cpu"]["median"]
    rows = [
        (
            name,
            _spread(of["cpu"]),
            _ms(of["wall"]["median"]),
            f"{of['cpu']['median'] / bare:.1f}",
            f"{of['peak']['median']:,.0f}",
        )
        for name, of in result.items()
    ]
    head = ("command", "processor, ms", "clock, ms", "to the bare script", "peak, MiB")
    return [
        "## From nothing: each command, a process of its own\n",
        "The bare script imports pyoxigraph, reads the same three files and asks one query.\n",
        *_table(head, rows),
    ]


def _bulk(result: dict[str, Any]) -> list[str]:
    lines = ["## Loading, against bare pyoxigraph storing the very same quads\n"]
    lines.append(
        "What is derived, the merge and the full-text index are in sygraph's time; bare pyoxigraph"
        " only stores. The index is made by a second process where there is much to index.\n"
    )
    rows = []
    for shape, of in result.items():
        holds, ours, bare = of["holds"], of["ours"], of["bare"]
        rows.append(
            (
                f"one {shape}" if shape == "file" else "a folder of articles",
                f"{of['stated']:,} → {holds:,}",
                f"{holds / ours[0]:,.0f} / {holds / bare[0]:,.0f} = {bare[0] / ours[0]:.2f}",
                f"{ours[1] / holds * 1e6:.1f} / {bare[1] / holds * 1e6:.1f} ="
                f" {ours[1] / bare[1]:.2f}",
                f"{ours[2]:,.0f} / {bare[2]:,.0f}",
                f"{ours[3]:,.0f} / {bare[3]:,.0f}",
            )
        )
    head = (
        "corpus",
        "quads stated → stored",
        "quads/s by the clock",
        "µs of processor a quad",
        "peak, MiB",
        "disk, MiB",
    )
    return [*lines, *_table(head, rows)]


def _queries(result: dict[str, Any]) -> list[str]:
    sizes = sorted({int(size) for of in result.values() for size in of if size.isdigit()})
    rows = []
    ratios: dict[int, list[float]] = {size: [] for size in sizes}
    for name, of in sorted(result.items()):
        cells = [f"`{name}`"]
        for size in sizes:
            row = of.get(str(size))
            if row is None:
                cells.append("–")
                continue
            if "ours" not in row:
                cells.append(f"not within {row['unended']} s")
                continue
            ratio = row["ours"]["median"] / row["bare"]["median"]
            if row["bare"]["median"] > 1e-3:
                ratios[size].append(ratio)
            cells.append(f"{_ms(row['bare']['median'])} · {ratio:.2f} · {row['rows']:,}")
        growth = of.get("growth")
        cells.append(f"{growth['time']:.2f} ({growth['rows']:.2f})" if growth else "–")
        rows.append(cells)
    head = ("query", *(f"{size:,} articles" for size in sizes), "growth (rows)")
    summary = "; ".join(
        f"{size:,} articles {median(found):.2f}, at most {max(found):.2f}"
        for size, found in ratios.items()
        if found
    )
    return [
        "## Each named query, against bare pyoxigraph\n",
        "The same text is asked of the same database, the answer written as CSV and compared."
        " A cell has bare pyoxigraph's milliseconds, sygraph's ratio to it, and the rows. Growth is"
        " the power of the number of articles with which time (and rows) grow between the two"
        " largest sizes: 1 is linear. A short query is asked fifteen times each way, and so often"
        " in a row that a measurement takes some milliseconds; a long one less often, and one of"
        " more than 15 s once each way. Before, each is asked once in a process of its own, which"
        " is ended after two minutes of work; what did not end by then is not asked again at that"
        " size.\n",
        f"The ratio, of those that take a millisecond or more, at the median: {summary}.\n",
        "@PICTURE@\n",
        *_table(head, rows),
    ]


def _peers(result: dict[str, Any]) -> list[str]:
    names = list(result["peers"])
    rows = []
    for query, ours in result["sygraph"].items():
        cells = [f"`{query}`", str(ours["rows"]), _ms(ours["seconds"])]
        for name in names:
            theirs = result["peers"][name][query]["seconds"]
            cells.append(f"{_ms(theirs)} ({theirs / ours['seconds']:,.0f} ×)")
        rows.append(cells)
    labels = [f"{name} {result['versions'][name]}, ms" for name in names]
    return [
        "## What people would pick instead, on one article\n",
        "The same text, asked of the merge; the number of rows is compared. kglab asks rdflib.\n",
        *_table(("query", "rows", "sygraph, ms", *labels), rows),
    ]


def _found(of: dict[str, Any] | None) -> str:
    """What a search took, and how many hits it had."""
    if of is None:
        return "–"
    return _spread(of) + (f" · {of['found']}" if "found" in of else "")


def _asking(result: dict[str, Any]) -> list[str]:
    sizes = sorted(map(int, result))
    tasks = list(result[str(sizes[0])])
    rows = [
        [
            task,
            *(_found(result[str(size)].get(task)) for size in sizes),
        ]
        for task in tasks
    ]
    searches = [
        f"{size:,} articles {_ms(median(found))} ms"
        for size in sizes
        if (
            found := [
                of["median"] for task, of in result[str(size)].items() if task.startswith("search")
            ]
        )
    ]
    return [
        "## Searching, showing, finding paths\n",
        f"Of the searches, the median: {'; '.join(searches)}. A search asks for twenty hits.\n",
        *_table(("", *(f"{size:,} articles, ms" for size in sizes)), rows),
    ]


SECTIONS = {
    "cold": _cold,
    "bulk": _bulk,
    "queries": _queries,
    "peers": _peers,
    "asking": _asking,
}


def _picture(result: dict[str, Any]) -> str:
    """Each query as a dot at each size: rows to the right, milliseconds upwards, both by tens."""
    from math import log10

    width, height, left, low = 760, 420, 84, 360
    colours = ("#2f6f8f", "#c26a1b", "#7a3b69", "#4b7f3f")
    sizes = sorted({int(size) for of in result.values() for size in of if size.isdigit()})

    def x(rows: float) -> float:
        return left + log10(max(rows, 1)) * 106

    def y(seconds: float) -> float:
        return low - (log10(max(seconds, 1e-5)) + 5) * 54

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"'
        ' font-family="sans-serif" font-size="12" role="img">',
        "<title>Named queries: milliseconds against rows, at each size</title>",
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for power in range(-5, 2):
        at = y(10.0**power)
        label = f"{10.0 ** (power + 3):,g} ms"
        lines.append(f'<path d="M{left} {at:.0f}H{width - 20}" stroke="#e4e4e0"/>')
        lines.append(
            f'<text x="{left - 8}" y="{at + 4:.0f}" text-anchor="end" fill="#555">{label}</text>'
        )
    for power in range(7):
        at = x(10.0**power)
        lines.append(
            f'<text x="{at:.0f}" y="{low + 20}" text-anchor="middle" fill="#555">'
            f"{10**power:,}</text>"
        )
    lines.append(f'<text x="{width - 20}" y="{low + 40}" text-anchor="end" fill="#555">rows</text>')
    for colour, size in zip(colours, sizes, strict=False):
        for name, of in result.items():
            if "ours" in of.get(str(size), ()):
                row = of[str(size)]
                lines.append(
                    f'<circle cx="{x(row["rows"]):.1f}" cy="{y(row["ours"]["median"]):.1f}" r="4"'
                    f' fill="{colour}" fill-opacity="0.6"><title>{escape(name)}, {size:,}'
                    f" articles</title></circle>"
                )
    for number, (colour, size) in enumerate(zip(colours, sizes, strict=False)):
        at = 20 + number * 18
        lines.append(f'<circle cx="{left + 12}" cy="{at}" r="5" fill="{colour}"/>')
        lines.append(f'<text x="{left + 24}" y="{at + 4}">{size:,} articles</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"
