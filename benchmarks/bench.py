"""Measure the program side by side with what people would use instead, part by part.

    python benchmarks/bench.py [--quick] [--only PART …] [--workshop DIR]
    python benchmarks/bench.py --report

Each part writes benchmarks/results/PART.json, so one can be measured again by itself; at the end,
or with --report alone, benchmarks/RESULTS.md and its picture are written from what is there.
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
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pyoxigraph as ox

import load as loading
from corpus import write_folder, write_quads
from measuring import Workshop, in_turn, machine, run, spread, write_json
from named import as_csv, named_queries
from report import write_report
from sygraph.catalog import Catalog
from sygraph.data import Files
from sygraph.disk import DiskStore
from sygraph.graph import KnowledgeGraph
from sygraph.names import ID, PREFIXES
from sygraph.network import Path as Connection
from sygraph.network import shortest_paths
from sygraph.search import search
from sygraph.show import describe

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
PEER = HERE / "peer.py"

# What is looked for in a large graph: a name, words of one passage, what many have, one sign.
SOUGHT = ("Shenyang", "瀋陽桃仙", "中歐班列", "618萬單", "Munich", "貿易 韓國", "瀋", "qzxv")


@dataclass(frozen=True)
class Task:
    """What a part needs: where to work, how thoroughly, at which sizes."""

    workshop: Workshop
    rounds: int
    sizes: tuple[int, ...]


def cold(task: Task) -> object:
    """Each command from nothing, against a bare script that reads the same files and asks once."""
    program = str(Path(sys.executable).with_name("sygraph"))
    files = Files.bundled()
    data = [files.ontology, files.gazetteer, *files.articles]
    query = files.queries / "partner-cities.rq"
    bare = [sys.executable, "-c", BARE, str(query), *map(str, data)]
    found: dict[str, list[tuple[float, float, float]]] = {"bare script": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(task.rounds):
            done = run(bare)
            found["bare script"].append((done.wall, done.cpu, done.peak))
            for name, words in COMMANDS.items():
                done = run([program, *(word.replace("{folder}", folder) for word in words)])
                found.setdefault(name, []).append((done.wall, done.cpu, done.peak))
    return {
        name: {
            key: spread(column)
            for key, column in zip(("wall", "cpu", "peak"), zip(*rows, strict=True), strict=True)
        }
        for name, rows in found.items()
    }


def bulk(task: Task) -> object:
    """Loading, against bare pyoxigraph storing the very same quads."""
    found = {}
    size = min(1000, max(task.sizes))
    for shape in ("file", "folder"):
        with tempfile.TemporaryDirectory(dir=task.workshop.folder) as name:
            folder = Path(name)
            if shape == "folder":
                stated, paths = write_folder(folder / "data", size), [folder / "data"]
            else:
                stated = write_quads(folder / "corpus.nq", size)
                paths = [Files.bundled().ontology, folder / "corpus.nq"]
            holds, (ours, bare) = loading.measure(folder, paths, max(1, task.rounds // 2))
        found[shape] = {"stated": stated, "holds": holds, "ours": ours, "bare": bare}
    return found


def queries(task: Task) -> object:
    """Each named query through the program and through bare pyoxigraph, at each size."""
    return named_queries(task.workshop, task.sizes)


def peers(task: Task) -> object:
    """Some of the named queries by rdflib's engine and kglab, which uses it, on one article."""
    python = task.workshop.peers()
    names = [
        *("partner-cities", "air-routes", "trade-totals", "events-between", "figures"),
        *("zones", "companies", "countries", "neighbours", "mention-counts"),
    ]
    merge = task.workshop.folder / "merge-1.nt"
    bare = ox.Store.read_only(str(task.workshop.generation(1)))
    bare.dump(str(merge), ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    catalog = Catalog.load(Files.bundled().queries)
    plain = [name for name in names if "GRAPH" not in catalog[name].sparql]
    asked = {name: catalog[name].sparql for name in plain}
    done = subprocess.run(
        [python, PEER, merge, str(task.rounds)],
        input=json.dumps(asked).encode(),
        capture_output=True,
        check=True,
    )
    told = json.loads(done.stdout)
    for name, sparql in asked.items():
        results = bare.query(sparql, prefixes=PREFIXES)
        assert isinstance(results, ox.QuerySolutions)
        rows = len(list(results))
        for peer, of in told["peers"].items():
            if of[name]["rows"] != rows:
                raise RuntimeError(f"{peer} has other answers to {name}")
        ask = partial(bare.query, sparql, prefixes=PREFIXES)
        taken = in_turn(5, {"bare": lambda ask=ask: as_csv(ask())})  # type: ignore[misc]
        told.setdefault("sygraph", {})[name] = {
            "rows": rows,
            "seconds": sorted(cpu for _, cpu in taken["bare"])[2],
        }
    return told


def asking(task: Task) -> object:
    """Searching, showing and finding paths in stores of each size."""
    found: dict[str, object] = {}
    for size in task.sizes:
        store = DiskStore(task.workshop.store(size))
        found[str(size)] = _asked(KnowledgeGraph(store, Files.bundled()), task.rounds)
    return found


def _asked(kg: KnowledgeGraph, rounds: int) -> dict[str, object]:
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
    rows: dict[str, object] = {}
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


PARTS: dict[str, Callable[[Task], object]] = {
    "cold": cold,
    "bulk": bulk,
    "queries": queries,
    "peers": peers,
    "asking": asking,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="1 and 20 articles, few rounds")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--sizes", type=int, nargs="+", help="how many articles the corpora have")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--report", action="store_true", help="measure nothing")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the parts are kept")
    parser.add_argument(
        "--workshop", type=Path, default=Path(tempfile.gettempdir()) / "sygraph-bench"
    )
    options = parser.parse_args()
    usual = (1, 20) if options.quick else (1, 100, 10_000)
    task = Task(
        Workshop(options.workshop),
        options.rounds or (2 if options.quick else 7),
        tuple(options.sizes or usual),
    )
    options.results.mkdir(parents=True, exist_ok=True)
    for name in () if options.report else options.only:
        print(name, "…", file=sys.stderr, flush=True)
        before = machine()
        result = PARTS[name](task)
        write_json(options.results / f"{name}.json", {"machine": before, "result": result})
    write_report(options.results, HERE / "RESULTS.md" if options.results == RESULTS else None)


if __name__ == "__main__":
    main()
