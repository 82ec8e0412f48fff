"""What a cold `sygraph query NAME` costs, against a bare script that asks the same files the same.

    python benchmarks/cold_start.py [--rounds N] [--markdown] [NAME ...]

The bare script imports pyoxigraph, loads the ontology, the gazetteer and the article's graph, and
runs the query's file as it is; it has no merge, no derived graph, no catalogue and no checks. Both
write csv to a pipe. The runs are interleaved, so that whatever else the machine does meets both,
and only the ratio of the medians is meant to be compared. The last column is the same question
through the whole command line (`-f csv`), which imports click and the catalogue.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from sygraph.data import Files

NAMES = ("partner-cities", "trade-totals", "air-routes")

BARE = """
import sys
import pyoxigraph as ox

ontology, gazetteer, article, query = sys.argv[1:]
graph = "https://w3id.org/sygraph/graph/"
store = ox.Store()
store.load(path=ontology, to_graph=ox.NamedNode(graph + "ontology"))
store.load(path=gazetteer, to_graph=ox.NamedNode(graph + "gazetteer"))
store.load(path=article)
with open(query, encoding="utf-8") as stream:
    rows = store.query(stream.read(), use_default_graph_as_union=True)
rows.serialize(sys.stdout.buffer, ox.QueryResultsFormat.CSV)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    rows = [(name, *measure(name, options.rounds)) for name in options.names]
    print(table(rows, options.markdown))
    print("\nmodules of", options.names[0] + ":", *imported(options.names[0]))


def measure(name: str, rounds: int) -> tuple[float, float, float]:
    """The medians, in seconds, of the bare script, the command, and the whole command line."""
    files = Files.bundled()
    query = files.queries / f"{name}.rq"
    data = (files.ontology, files.gazetteer, files.articles[0].trig)
    command = [str(Path(sys.executable).with_name("sygraph")), "query", name]
    commands = (
        [sys.executable, "-c", BARE, *map(str, data), str(query)],
        command,
        [*command, "-f", "csv"],
    )
    times: list[list[float]] = [[], [], []]
    for _ in range(rounds + 1):
        for spent, line in zip(times, commands, strict=True):
            start = time.perf_counter()
            subprocess.run(line, check=True, capture_output=True)
            spent.append(time.perf_counter() - start)
    # The first round reads the files from disk.
    bare, plain, whole = (median(spent[1:]) for spent in times)
    return bare, plain, whole


def table(rows: list[tuple[str, float, float, float]], markdown: bool) -> str:
    head = ("query", "bare", "sygraph", "ratio", "whole", "ratio")
    body = [
        (name, f"{bare * 1e3:.0f} ms", f"{plain * 1e3:.0f} ms", f"{plain / bare:.2f}",
         f"{whole * 1e3:.0f} ms", f"{whole / bare:.2f}")
        for name, bare, plain, whole in rows
    ]  # fmt: skip
    if markdown:
        lines = [head, tuple("---" for _ in head), *body]
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)
    widths = [max(map(len, column)) for column in zip(head, *body, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in (head, *body)
    )


def imported(name: str) -> list[str]:
    """What a cold start imports beyond what Python itself starts with."""
    started = _modules("pass")
    found = _modules("from sygraph.__main__ import main; main()", "query", name)
    return [module for module in found if module not in started]


def _modules(code: str, *arguments: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code, *arguments],
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    lines = done.stderr.splitlines()
    return [line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")]


if __name__ == "__main__":
    main()
