"""A section of RESULTS.md for each part of the benchmark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from targets import (
    articles,
    load_ratios,
    ratio,
    sizes,
    web_ratios,
)

__all__ = ["SECTIONS", "exports", "loads", "table"]


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> list[str]:
    """The lines of a table, all columns but so many to the right."""
    aligned = ["---"] * left + ["---:"] * (len(head) - left)
    return ["| " + " | ".join(row) + " |" for row in (head, aligned, *rows)]


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:,.1f}" if seconds < 0.1 else f"{seconds * 1e3:,.0f}"


def _spread(of: dict[str, float]) -> str:
    return f"{_ms(of['median'])} ({_ms(of['least'])}–{_ms(of['most'])})"


def _cold(result: dict[str, Any]) -> list[str]:
    bare = result["bare script"]["cpu"]["median"]
    rows = []
    for name, of in result.items():
        cells = [name, "–", _ms(of["wall"]["median"]), "–", "–"]
        if "cpu" in of:
            cells[1] = _spread(of["cpu"])
            cells[3:] = f"{of['cpu']['median'] / bare:.1f}", f"{of['peak']['median']:,.0f}"
        rows.append(cells)
    head = ("command", "processor, ms", "clock, ms", "to the bare script", "peak, MiB")
    return [
        "## From nothing: each command, a process of its own\n",
        "The bare script imports pyoxigraph, reads the same three files and asks one query.\n",
        *table(head, rows),
    ]


def loads(of: dict[str, Any]) -> list[str]:
    """The table of what each way to load took, as `load.measure` found it."""
    holds = of["holds"]
    rows = []
    for way, name in _LOADS.items():
        processor, clock = load_ratios(of, way)
        seconds, cpu, peak, disk = of[way]
        told = f"{cpu / holds * 1e6:.1f}", f"{processor:.2f}", f"{holds / seconds:,.0f}"
        rows.append([name, *told, f"{clock:.2f}", f"{peak:,.0f}", f"{disk:,.0f}"])
    head = (
        *("what loads", "µs of processor a quad", "speed, of bare", "quads/s by the clock"),
        *("of bare", "peak, MiB", "disk, MiB"),
    )
    return table(head, rows)


_LOADS = {
    "bare": "bare pyoxigraph",
    "merged": "bare pyoxigraph, its layers merged",
    "handed": "bare pyoxigraph, handed each quad by Python",
    "storing": "sygraph, storing only",
    "ours": "sygraph load, all of it",
}


def _bulk(result: dict[str, Any]) -> list[str]:
    lines = [
        "## Loading, against bare pyoxigraph storing the very same quads\n",
        "Bare pyoxigraph reads all that is stored from one file. sygraph reads what is stated, and"
        " works out the merge and what is derived; all of it takes in the full-text index (by a"
        " second process), the merging of the engine's layers, which makes queries faster, and"
        " counting. Peaks are of the largest process.",
    ]
    for shape, name in (("file", "One file"), ("folder", "A folder of articles")):
        if shape in result:
            of = result[shape]
            lines += ["", f"{name}, {of['stated']:,} quads stated → {of['holds']:,} stored:", ""]
            lines += loads(of)
    return [*lines, *_made(result.get("made", {}))]


def _made(result: dict[str, Any]) -> list[str]:
    """The stores that the other parts ask."""
    if not result:
        return []
    rows = [
        (
            size,
            f"{of['quads']:,}",
            f"{of['wall']:,.1f}",
            f"{of['cpu']:,.1f}",
            f"{of['peak']:,.0f}",
            f"{of['disk']:,.0f}",
        )
        for size, of in (*_sized(result), *_beyond(result))
    ]
    head = (
        *("articles", "quads stated", "clock, s", "processor, s"),
        *("peak of all processes, MiB", "disk, MiB"),
    )
    return [
        "\n`sygraph load` of the corpora that the other parts ask, once each; the last line is"
        " extrapolated along the line through the two largest, memory apart, which stays:\n",
        *table(head, rows),
    ]


def _sized(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    for size, of in result.items():
        yield f"{int(size):,}", of


def _beyond(result: dict[str, Any]) -> Iterator[tuple[str, dict[str, float]]]:
    """Ten times as much as the largest, by the slope between the two largest."""
    counts = sizes(result)
    if len(counts) < 2:
        return
    small, large = (result[str(size)] for size in counts[-2:])
    steps = (10 * counts[-1] - counts[-1]) / (counts[-1] - counts[-2])
    further = {key: large[key] + steps * (large[key] - small[key]) for key in large}
    # Memory does not grow with the data once the loader's batches are full.
    yield (
        f"{10 * counts[-1]:,} (extrapolated)",
        further | {"quads": round(further["quads"]), "peak": large["peak"]},
    )


def _queries(result: dict[str, Any]) -> list[str]:
    counts = sorted({size for of in result.values() for size in sizes(of)})
    rows = []
    for name, of in sorted(result.items()):
        cells = [f"`{name}`"]
        for size in counts:
            row = of.get(str(size))
            if row is None:
                cells.append("–")
                continue
            if "ours" not in row:
                cells.append(f"not within {row['unended']} s")
                continue
            other = "" if row.get("same", True) else " · **other answers**"
            cells.append(
                f"{_ms(row['bare']['median'])} · {ratio(row):.2f} · {row['rows']:,}{other}"
            )
        growth = of.get("growth")
        cells.append(f"{growth['time']:.2f} ({growth['rows']:.2f})" if growth else "–")
        last = of.get(str(counts[-1]), {})
        more = growth and "bare" in last and last["bare"]["median"] * 10 ** growth["time"]
        cells.append(_ms(more) if more else "–")
        rows.append(cells)
    beyond = f"{articles(10 * counts[-1])}, by extrapolation"
    head = ("query", *(articles(size) for size in counts), "growth (rows)", beyond)
    return [
        "## Each named query, against bare pyoxigraph\n",
        "The same text is asked of the same database, the answer written as CSV and compared. A"
        " cell has bare pyoxigraph's milliseconds, sygraph's ratio to it (the median of the rounds'"
        " ratios) and the rows. Growth is the power of the number of articles with which time (and"
        " rows) grow between the two largest sizes: 1 is linear; the last column follows it. A"
        " short query is asked fifteen times each way, and so often in a row that a measurement"
        " takes some milliseconds; a long one less often, and one of more than 15 s once each way."
        " Before, each is asked once in a process of its own, which is ended after two minutes of"
        " work; what did not end by then is not asked again at that size."
        "\n",
        *table(head, rows),
    ]


def _peers(result: dict[str, Any]) -> list[str]:
    libraries, services = result["libraries"], result["services"]
    cold = [
        (
            f"{name} {of['version']}",
            _spread(of["cold"]["cpu"]),
            _ms(of["cold"]["wall"]["median"]),
            f"{of['cold']['peak']['median']:,.0f}",
        )
        for name, of in libraries.items()
    ]
    cold += [
        (f"{name} {of['version']}", "–", _ms(of["cold"]), "–") for name, of in services.items()
    ]
    head = ("", "processor, ms", "clock, ms", "peak, MiB")
    return [
        "## What people would pick instead, on one article\n",
        "The same text, asked of the same merge; the rows are held to be the same, however an"
        " engine writes them. kglab asks rdflib.\n",
        f"**Cold**: a process starts, reads the graph and answers `{result['first']}`; sygraph"
        " merges what the others find merged. For a service it is the time from its start, loading"
        " included, to its first answer (once; Virtuoso makes a database first).\n",
        *table(head, cold),
        "\n**Warm, called from Python**, in ms of the processor, and how many times sygraph's:\n",
        *_warm(result["queries"], libraries, "sygraph"),
        "\n**Warm, over HTTP**, one client on one connection, no request the same as another"
        " (so that each is parsed and planned anew), in ms by the clock, and how many times"
        " those of `sygraph serve`:\n",
        *_warm(result["queries"], services, "sygraph serve"),
        *_other(result["queries"], libraries | services),
    ]


def _warm(queries: Sequence[str], of: dict[str, Any], ours: str) -> list[str]:
    rows = []
    for query in queries:
        base = of[ours]["warm"][query]
        cells = [f"`{query}`", str(base["rows"])]
        for name, engine in of.items():
            taken = engine["warm"][query]
            times = f" ({_times(taken['median'] / base['median'])} ×)" if name != ours else ""
            cells.append(_ms(taken["median"]) + times if taken["same"] else "other rows")
        rows.append(cells)
    return table(("query", "rows", *of), rows)


def _times(ratio: float) -> str:
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}"


def _other(queries: Sequence[str], of: dict[str, Any]) -> list[str]:
    """Which answers are not comparable."""
    found = [
        f"{name}: {', '.join(others)}"
        for name, engine in of.items()
        if (others := [f"`{query}`" for query in queries if not engine["warm"][query]["same"]])
    ]
    told = f"Answers that differ: {'; '.join(found)}." if found else "No answer differs."
    return ["", told]


def _found(of: dict[str, Any] | None) -> str:
    """What a search took, and how many hits it had."""
    if of is None:
        return "–"
    if "peak" in of:
        return f"{_ms(of['median'])}; {of['peak']:,.0f} MiB"
    return _spread(of) + (f" · {of['found']}" if "found" in of else "")


def _asking(result: dict[str, Any]) -> list[str]:
    counts = sizes(result)
    tasks = list(result[str(counts[-1])])
    rows = [
        [
            task,
            *(_found(result[str(size)].get(task)) for size in counts),
        ]
        for task in tasks
    ]
    searches = [
        f"{articles(size)} {_ms(median(found))} ms"
        for size in counts
        if (
            found := [
                of["median"] for task, of in result[str(size)].items() if task.startswith("search ")
            ]
        )
    ]
    return [
        "## Searching, showing, finding paths\n",
        f"Of the searches, the median: {'; '.join(searches)}. A search asks for twenty hits."
        " `sygraph …` is a process of its own, with the peak of its memory.\n",
        *table(("", *(f"{articles(size)}, ms" for size in counts)), rows),
    ]


def exports(found: dict[str, Any]) -> list[str]:
    """The table of what each format took, as `export.results` found it."""
    rows = []
    for name, of in found.items():
        ours, bare = of["ours"], of["bare"]
        cells = [name, f"{of['mb']:,.1f}", f"{of['mb'] / ours['cpu']:,.1f}", *"–––––"]
        if bare:
            cells[3] = f"{of['mb'] / bare['cpu']:,.1f}"
            ways = (of[way][time] for way in ("ours", "unordered") for time in ("cpu", "wall"))
            cells[4:] = (
                f"{bare[time] / taken:.2f}"
                for time, taken in zip(("cpu", "wall") * 2, ways, strict=True)
            )
        peaks = (f"{of[way]['peak']:,.0f}" for way in ("ours", "unordered", "bare") if of[way])
        rows.append([*cells, " / ".join(peaks)])
    head = (
        *("format", "MB", "MB/s", "bare, MB/s", "speed, of bare", "by the clock"),
        *("--unordered, of bare", "by the clock", "peak, MiB: ours / --unordered / bare"),
    )
    return table(head, rows)


def _export(result: dict[str, Any]) -> list[str]:
    lines = [
        "## Exporting, against the bare serialiser\n",
        "All of a store in a format, a process of its own; bare is Oxigraph's dump of the same"
        " store, in whatever order it has, where it writes the format. Ours is in the order that is"
        " always the same and, with `--unordered`, in that of the store. MB/s are of the"
        " processor's seconds.",
    ]
    for size, found in result.items():
        lines += [f"\n{articles(int(size)).capitalize()}:\n", *exports(found)]
    return lines


def _view(result: dict[str, Any]) -> list[str]:
    rows = []
    for of in result["sizes"].values():
        still, bare = of["still"]["median"], of["plain"]["still"]
        more = "" if bare else "> "
        plain = bare or result["patience"]
        rows.append(
            (
                f"{of['nodes']:,}",
                f"{of['lines']:,}",
                f"{of['made']['cpu']:.1f}",
                f"{of['mb']:.1f}",
                f"{still:.2f} ({of['still']['least']:.2f}–{of['still']['most']:.2f})",
                f"{of['answered']['median']:.2f}",
                f"{more}{plain:.0f}",
                f"{of['plain']['asked']}",
                f"{more}{plain / still:.0f}",
            )
        )
    head = (
        *("nodes", "lines", "made, s of processor", "file, MB", "first still frame, s"),
        *("click answered, s", "plain: still, s", "plain: outside requests", "ratio"),
    )
    return [
        "## Opening a network view, against a plain pyvis page\n",
        f"{result['browser']} opens views from disk, in a window of 1,280 by 800 pixels, and a"
        " plain pyvis page of the same nodes, labels and lines. Times are by the clock, from the"
        f" opening, the median of {result['rounds']} runs; the plain page is opened once and given"
        f" up after {result['patience']:.0f} s. What the figures mean is in [VIEW.md](VIEW.md).\n",
        *table(head, rows),
    ]


def _check(result: dict[str, Any]) -> list[str]:
    rows = [
        (
            f"{int(size):,}",
            *(
                cell
                for of in (both["open"], both["check"])
                for cell in (
                    f"{of['cpu']['median']:.1f}",
                    f"{1000 * of['cpu']['median'] / int(size):,.0f}",
                    f"{of['peak']['median']:,.0f}",
                )
            ),
            f"{both['one']['cpu']['median']:.2f}",
        )
        for size, both in result.items()
    ]
    one = "`sygraph check --article`, s"
    head = ("articles", *_each("opening"), *_each("`sygraph check`"), one)
    few, many = (result[size] for size in list(result)[-2:])
    fewer, more = map(int, list(result)[-2:])
    growth = {
        way: many[way]["cpu"]["median"] / more / (few[way]["cpu"]["median"] / fewer)
        for way in ("open", "check")
    }
    return [
        "## Opening and checking the project's article and many of its like\n",
        "The many are copies under other names, with statements of their own, so that all is proved"
        " and nothing is at fault. Opening is a process that loads all of them into memory and"
        f" counts the passages. By the processor, an article among {more:,} takes"
        f" {growth['open']:.2f} times what one among {fewer:,} takes to open, and"
        f" {growth['check']:.2f} times to check. The last column is one of them"
        " checked by itself, in a process of its own.\n",
        *table(head, rows),
    ]


def _each(what: str) -> tuple[str, str, str]:
    return f"{what}, s", "an article, ms", "peak, MiB"


def _web(result: dict[str, Any]) -> list[str]:
    servers = list(result["versions"])
    rates, tails = [], []
    for what, of in result["rates"].items():
        limit, slow = web_ratios(of)
        cells = [_between(of[server]["rate"], 0) for server in servers]
        rates.append((what, *cells, f"{limit:.2f}", f"{slow:,.0f}"))
        tails.append((what, *(_between(of[server]["p99"], 1) for server in servers)))
    versions = ", ".join(f"{name} {number}" for name, number in result["versions"].items())
    answers = ", ".join(f"{what}: {count}" for what, count in result["answers"].items())
    head = ("requests a second", *servers, "of Oxigraph's", "times rdflib-endpoint's")
    return [
        "## The endpoint under load, against other servers\n",
        f"wrk with {result['clients']} connections on one thread, {result['seconds']} s a run,"
        f" in turn, the median of {result['rounds']}, by the clock; {versions}. The answers were"
        f" equal (rows: {answers}). What the figures mean is in [WEB.md](WEB.md).\n",
        *table(head, rates),
        "",
        *table(("99 of 100 within, ms", *servers), tails),
    ]


def _between(of: dict[str, float], places: int) -> str:
    least, most = f"{of['least']:,.{places}f}", f"{of['most']:,.{places}f}"
    median = f"{of['median']:,.{places}f}"
    return median if least == most else f"{median} ({least}–{most})"


def _soak(result: dict[str, Any]) -> list[str]:
    others = "; ".join(f"{what}: {count:,}" for what, count in sorted(result["others"].items()))
    rows = [
        (what, f"{of['first']:,.0f}", f"{of['last']:,.0f}", f"{of['most']:,.0f}")
        for what, of in result["memory"].items()
    ]
    head = ("memory, MiB (shared pages counted once)", "first quarter", "last quarter", "most")
    return [
        "## The endpoint among ill-behaved clients\n",
        f"{result['seconds']:g} s of `sygraph serve --timeout {result['timeout']:g}`:"
        f" {result['well-behaved']:,} well-behaved requests, of which {result['failed']:,} failed;"
        f" half were answered within {result['p50']:.1f} ms, 99 of 100 within"
        f" {result['p99']:.0f} ms, the slowest in {result['worst']:.0f} ms. Beside them, by what"
        f" came of it: {others}.\n",
        *table(head, rows),
    ]


SECTIONS: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "cold": _cold,
    "bulk": _bulk,
    "queries": _queries,
    "peers": _peers,
    "asking": _asking,
    "export": _export,
    "view": _view,
    "check": _check,
    "web": _web,
    "soak": _soak,
}
