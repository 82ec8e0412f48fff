"""Measure the program side by side with what people would use instead, part by part.

    python benchmarks/bench.py [--quick] [--only PART …] [--workshop DIR] [--results DIR]
    python benchmarks/bench.py --only queries asking --sizes 1 100 --keep
    python benchmarks/bench.py --report

Each part writes benchmarks/results/PART.json, so one can be measured again by itself; at the end,
or with --report alone, benchmarks/RESULTS.md and its picture are written from what is there (with
--results DIR all of it in that folder). A part that fails is told of at the end, and the others are
measured all the same. With --keep, what was measured earlier at other sizes stays.
Whatever is compared takes turns in one run. Times are those of the processor where others share
the machine: the clock's are kept beside them.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyoxigraph as ox

import export as exporting
import load as loading
from corpus import write_folder, write_quads
from measuring import PROGRAM, Run, Workshop, in_turn, machine, run, spread, spreads, write_json
from named import joined, named_queries
from report import write_report
from rivals import rivals
from services import sygraph_serve
from sygraph.data import Files
from sygraph.entities.describe import describe
from sygraph.entities.paths import Path as Connection
from sygraph.entities.paths import shortest_paths
from sygraph.entities.search import search
from sygraph.graph import KnowledgeGraph
from sygraph.namespaces import ID
from sygraph.store.disk import DiskStore
from targets import SERVE

HERE = Path(__file__).parent
RESULTS = HERE / "results"

COMMANDS = {
    "query, named": ["query", "partner-cities"],
    "query, SPARQL": ["query", "SELECT ?c { ?c a sy:City }", "-f", "csv"],
    "query --evidence": ["query", "trade-totals", "--evidence", "-f", "json"],
    "queries": ["queries"],
    "search": ["search", "618萬單"],
    "show": ["show", "shenyang"],
    "path": ["path", "Katowice", "Hannover Messe"],
    "stats": ["stats"],
    "stats --network": ["stats", "--network"],
    "load": ["load", "--store", "{folder}/store"],
    "view": ["view", "-o", "{folder}/view.html"],
    "export nquads": ["export", "nquads", "-o", "{folder}/x.nq"],
    "export turtle": ["export", "turtle", "-o", "{folder}/x.ttl"],
    "check": ["check"],
}
BARE = """
import sys
import pyoxigraph as ox
store = ox.Store()
for path in sys.argv[2:]:
    store.load(path=path)
with open(sys.argv[1], encoding="utf-8") as stream:
    rows = store.query(stream.read(), use_default_graph_as_union=True)
rows.serialize(sys.stdout.buffer, ox.QueryResultsFormat.CSV)
"""

# What is looked for in a large graph: a name, words of one passage, what many have, one sign.
SOUGHT = ("Shenyang", "瀋陽桃仙", "中歐班列", "618萬單", "Munich", "貿易 韓國", "瀋", "qzxv")

# A process each, for what it takes of memory.
FROM_NOTHING = {
    "sygraph search": ["search", "瀋陽桃仙"],
    "sygraph show": ["show", "munich"],
    "sygraph path": ["path", "shenyang", "katowice"],
    "sygraph query": ["query", "partner-cities"],
    "sygraph stats": ["stats"],
}


@dataclass(frozen=True)
class Task:
    """What a part needs: where to work, how thoroughly, at which sizes."""

    workshop: Workshop
    rounds: int
    sizes: tuple[int, ...]
    quick: bool = False
    keep: bool = False

    @property
    def usual(self) -> int:
        """How many articles there are where each way is measured several times."""
        return min(1000, max(self.sizes))


def cold(task: Task) -> object:
    """Each command from nothing, against a bare script that reads the same files and asks once."""
    files = Files.bundled()
    data = [files.ontology, files.gazetteer, *(article.path for article in files.articles)]
    bare: list[str | Path] = [
        sys.executable,
        "-c",
        BARE,
        files.queries / "partner-cities.rq",
        *data,
    ]
    found: dict[str, list[Run]] = {}
    serving = []
    for _ in range(task.rounds):
        with tempfile.TemporaryDirectory() as folder:
            found.setdefault("bare script", []).append(run(bare))
            for name, words in COMMANDS.items():
                told = [PROGRAM, *(word.replace("{folder}", folder) for word in words)]
                found.setdefault(name, []).append(run(told))
            start = time.perf_counter()
            with sygraph_serve(Path(folder)):
                serving.append(time.perf_counter() - start)
    taken: dict[str, object] = {name: spreads(runs) for name, runs in found.items()}
    return taken | {SERVE: {"wall": spread(serving)}}


def bulk(task: Task) -> object:
    """Loading, against bare pyoxigraph storing the very same quads."""
    found: dict[str, object] = {shape: _loaded(task, shape) for shape in ("file", "folder")}
    made = {str(size): task.workshop.made(size) for size in task.sizes}
    return found | {"made": {size: told for size, told in made.items() if told}}


def _loaded(task: Task, shape: str) -> object:
    size = task.usual
    with tempfile.TemporaryDirectory(dir=task.workshop.folder) as name:
        folder = Path(name)
        if shape == "folder":
            stated, paths = write_folder(folder / "data", size), [folder / "data"]
        else:
            stated = write_quads(folder / "corpus.nq", size)
            paths = [Files.bundled().ontology, folder / "corpus.nq"]
        return {"stated": stated, **loading.measure(folder, paths, max(1, task.rounds // 2))}


def queries(task: Task) -> object:
    """Each named query through the program and through bare pyoxigraph, at each size."""
    return named_queries(task.workshop, task.sizes)


def peers(task: Task) -> object:
    """Some of the named queries by what people would pick instead, on one article."""
    return rivals(task.workshop, task.rounds)


def asking(task: Task) -> object:
    """Searching, showing and finding paths in stores of each size."""
    found: dict[str, object] = {}
    for size in task.sizes:
        folder = task.workshop.store(size)
        rows = _asked(KnowledgeGraph(DiskStore(folder), Files.bundled()), task.rounds)
        for name, words in FROM_NOTHING.items():
            done = run([PROGRAM, *words, "--store", folder])
            rows[name] = {"cold": done.cpu, "peak": done.peak, **spread([done.cpu])}
        found[str(size)] = rows
    return found


def _asked(kg: KnowledgeGraph, rounds: int) -> dict[str, dict[str, float]]:
    def path(start: str, end: str) -> list[Connection]:
        return shortest_paths(kg.store, ox.NamedNode(ID + start), ox.NamedNode(ID + end), limit=20)

    tasks: dict[str, Callable[[], object]] = {
        f"search {text}": partial(search, kg.store, text, limit=20) for text in SOUGHT
    }
    tasks |= {
        "resolve 沈阳": partial(kg.resolve, "沈阳"),
        "show munich": lambda: describe(kg.store, kg.resolve("munich")),
        "path katowice – hannover-messe-2024": lambda: path("katowice", "hannover-messe-2024"),
        "path shenyang – katowice": lambda: path("shenyang", "katowice"),
    }
    rows: dict[str, dict[str, float]] = {}
    for name, do in tasks.items():
        start = time.process_time()
        result = do()
        first = time.process_time() - start
        taken = in_turn(1 if first > 1 else rounds, {"it": do})
        row = {"cold": first, **spread([cpu for _, cpu in taken["it"]])}
        rows[name] = row
        if isinstance(result, list):
            row["found"] = len(result)
    return rows


def exports(task: Task) -> object:
    """Each export format, against the bare serialiser, and two of them from much more."""
    usual, most = task.usual, max(task.sizes)
    wanted: dict[int, tuple[Sequence[str], int]] = {
        usual // 10 or 1: (list(exporting.FORMATS), 1),
        usual: (list(exporting.FORMATS), 1 if task.quick else 2),
    }
    if most > usual:
        wanted[most] = (("ntriples", "nquads"), 1)
    return {
        str(size): exporting.results(task.workshop.store(size), formats, rounds)
        for size, (formats, rounds) in wanted.items()
    }


def view(task: Task) -> object:
    """Opening network views in a browser, against plain pyvis pages."""
    from view import SIZES, opening

    if task.quick:
        return opening((300, 5000), 2, 10)
    return opening(tuple(SIZES), 5, 90)


def check(task: Task) -> object:
    """Opening and checking the project's article and many of its like."""
    found = {}
    for articles in (1, 5) if task.quick else (1, 20, 200):
        data: list[str | Path] = [PROGRAM, "--data", task.workshop.copies(articles)]
        rounds = 1 if task.quick or articles > 20 else 3
        found[str(articles)] = {
            "open": spreads([run([*data, "query", _COUNT, "-f", "csv"]) for _ in range(rounds)]),
            "check": spreads([run([*data, "check"]) for _ in range(rounds)]),
            "one": spreads([run([*data, "check", "--article", "shenyang-2024"]) for _ in range(3)]),
        }
    return found


_COUNT = "SELECT (COUNT(?p) AS ?passages) { ?p a sy:Passage }"


def web(task: Task) -> object:
    """Requests a second and tail latencies of the endpoint, against other servers."""
    from web import race

    return race(task.workshop, *((1, 1) if task.quick else (5, 5)))


def soak(task: Task) -> object:
    """Well-behaved clients beside others."""
    from soak import soak

    return soak(20 if task.quick else 600, 15)


PARTS: dict[str, Callable[[Task], object]] = {
    "cold": cold,
    "bulk": bulk,
    "queries": queries,
    "peers": peers,
    "asking": asking,
    "export": exports,
    "view": view,
    "check": check,
    "web": web,
    "soak": soak,
}


# How what was measured at some sizes stands beside what was measured at others.
JOINED: dict[str, Callable[[Any, Any], object]] = {
    "queries": joined,
    "asking": lambda earlier, later: earlier | later,
}


def measure(name: str, task: Task, results: Path) -> bool:
    """Measure a part and keep what came of it; return whether there was anything."""
    print(name, "…", file=sys.stderr, flush=True)
    before, start = machine(), time.perf_counter()
    try:
        result = PARTS[name](task)
    except Exception:  # whatever it is, the other parts are worth measuring
        traceback.print_exc()
        return False
    took, path = round(time.perf_counter() - start), results / f"{name}.json"
    if task.keep and name in JOINED and path.exists():
        earlier = json.loads(path.read_text("utf-8"))
        result = JOINED[name](earlier["result"], result)
        took += earlier.get("took", 0)
    told = {"machine": before, "took": took, "quick": task.quick, "result": result}
    write_json(path, told)
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="1 and 20 articles, few rounds")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sizes", type=int, nargs="+", help="how many articles the corpora have")
    parser.add_argument("--keep", action="store_true", help="keep what other sizes took earlier")
    parser.add_argument("--rounds", type=int)
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--report", action="store_true", help="measure nothing")
    told.add_argument("--no-report", action="store_true", help="measure, and tell nothing of it")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the parts are kept")
    parser.add_argument("--workshop", type=Path, default=Workshop.USUAL)
    options = parser.parse_args()
    usual = (1, 20) if options.quick else (1, 100, 10_000)
    task = Task(
        Workshop(options.workshop),
        options.rounds or (2 if options.quick else 7),
        tuple(sorted(options.sizes or usual)),
        options.quick,
        options.keep,
    )
    options.results.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in () if options.report else options.only:
        # Each in a process of its own, which takes no room that others need.
        alone = len(options.only) == 1
        done = measure(name, task, options.results) if alone else again(name)
        failed += [] if done else [name]
    if not options.no_report:
        folder = HERE if options.results == RESULTS else options.results
        write_report(options.results, folder / "RESULTS.md")
    if failed:
        sys.exit(f"not measured: {', '.join(failed)}")


def again(part: str) -> bool:
    """Measure a part as this process was told to, in another."""
    words = [*without_only(sys.argv[1:]), "--no-report", "--only", part]
    command = [sys.executable, __file__, *words]
    return subprocess.run(command).returncode == 0


def without_only(words: list[str]) -> list[str]:
    """A command line without the parts that it names.

    >>> without_only(["--quick", "--only", "cold", "web", "--rounds", "3"])
    ['--quick', '--rounds', '3']
    """
    kept, named = [], False
    for word in words:
        named = word == "--only" or (named and not word.startswith("-"))
        kept += [] if named else [word]
    return kept


if __name__ == "__main__":
    main()
