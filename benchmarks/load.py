"""What `sygraph load` costs, against bare pyoxigraph storing the very same quads.

    python benchmarks/load.py [--quads N] [--rounds N] [--articles] [-o LOAD.md]

The corpus is that of corpus.py. By default it is one N-Quads file; with `--articles` it is a folder
of articles, each with its text, in which offsets and days are computed as well. sygraph reads it,
derives what is to be derived, merges all graphs, makes the full-text index, merges the engine's
layers, counts, and swaps the new store in; or it only stores, index, layers and counts left out.
Bare pyoxigraph bulk-loads a dump of the store that came of it: merge, derived quads and all, with
nothing to compute; or merges its layers after that as well; or is handed each quad by Python, as
whatever is written in Python has to do. Each run is a process of its own, and all ways take turns,
so that whatever else the machine does meets all; the ratios are of the medians.
"""

from __future__ import annotations

import argparse
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import pyoxigraph as ox

from corpus import write_folder, write_quads
from measuring import OWN_PEAK
from sygraph.data import Files
from sygraph.store.bulk_load import load, sources
from sygraph.store.disk import Generation
from tables import loads

MEASURED = """
import json, resource, sys, time
from pathlib import Path
{code}
start = time.perf_counter()
load(sys.argv[1:-1], sys.argv[-1])
seconds = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_SELF)
others = resource.getrusage(resource.RUSAGE_CHILDREN)
taken = used.ru_utime + used.ru_stime + others.ru_utime + others.ru_stime
peak = own_peak()
disk = sum(path.stat().st_size for path in Path(sys.argv[-1]).rglob("*") if path.is_file())
print(json.dumps([seconds, taken, peak, disk / 2**20]))
"""
OURS = """
from sygraph.store.bulk_load import load as load_sources, sources
def load(paths, folder):
    load_sources(sources(paths), folder)
"""
STORING = (
    OURS
    + """
from sygraph.store import bulk_load as bulk
from sygraph.store import fulltext
bulk.LAYERED = sys.maxsize
bulk.write_tally = fulltext.Indexing.add = lambda *_: None
"""
)
BARE = """
import pyoxigraph
def load(paths, folder):
    store = pyoxigraph.Store(folder)
    for path in paths:
        store.bulk_load(path=path)
    del store
"""
MERGED = BARE.replace("    del store", "    store.optimize()\n    del store")
HANDED = BARE.replace("bulk_load(path=path)", "bulk_extend(pyoxigraph.parse(path=path))")

# What loads, by name: the first two what the corpus states, the others all that is stored of it.
WAYS = {"ours": OURS, "storing": STORING, "bare": BARE, "merged": MERGED, "handed": HANDED}

# So many quads state an article of the corpus, about.
QUADS = 1040


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quads", type=int, default=1_000_000, help="how many the corpus states")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--articles", action="store_true", help="a folder of articles with texts")
    parser.add_argument("-o", "--output", type=Path, help="append the result to a file")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sygraph-benchmark-") as name:
        folder = Path(name)
        if options.articles:
            stated = write_folder(folder / "data", options.quads // QUADS)
            paths = [folder / "data"]
        else:
            stated = write_quads(folder / "corpus.nq", options.quads // QUADS)
            paths = [Files.bundled().ontology, folder / "corpus.nq"]
        text = report(measure(folder, paths, options.rounds), stated, options.articles)
    print(text)
    if options.output:
        with options.output.open("a", encoding="utf-8") as stream:
            stream.write(text + "\n")


def measure(folder: Path, paths: list[Path], rounds: int) -> dict[str, Any]:
    """How many quads the store `holds`, and of each way the medians: s, CPU s, MiB, MiB on disk."""
    dump = folder / "dump.nq"
    holds = write_dump(paths, dump)
    runs: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way, code in WAYS.items():
            given = paths if way in ("ours", "storing") else [dump]
            runs[way].append(run(code, given, folder / way))
            shutil.rmtree(folder / way)
    medians = {
        way: [median(column) for column in zip(*taken, strict=True)] for way, taken in runs.items()
    }
    return {"holds": holds, **medians}


def run(code: str, paths: list[Path], folder: Path) -> list[float]:
    command = [sys.executable, "-c", OWN_PEAK + MEASURED.replace("{code}", code), *map(str, paths)]
    done = subprocess.run([*command, str(folder)], check=True, capture_output=True, text=True)
    figures: list[float] = json.loads(done.stdout)
    return figures


def write_dump(paths: list[Path], dump: Path) -> int:
    """Write the quads that loading stores, each once, in the order in which it stores them.

    In another order, terms that belong together would be far apart, and bare loading slower.
    """
    seen: set[int] = set()
    usual = Generation.open

    class Recorder:
        """A database that writes down what is put into it."""

        def __init__(self, generation: Generation) -> None:
            self.store = usual(generation)

        def bulk_extend(self, quads: Iterable[ox.Quad]) -> None:
            self.store.bulk_extend(self.recorded(quads))

        def recorded(self, quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
            for quad in quads:
                if (mark := hash(quad)) not in seen:
                    seen.add(mark)
                    stream.write(f"{quad} .\n")
                yield quad

        def __contains__(self, quad: ox.Quad) -> bool:
            return quad in self.store

        def __getattr__(self, name: str) -> object:
            return getattr(self.store, name)

    with (
        dump.open("w", encoding="utf-8") as stream,
        tempfile.TemporaryDirectory() as folder,
        patch.object(Generation, "open", lambda generation: Recorder(generation)),
    ):
        load(sources(paths), folder)
    return len(seen)


def report(measured: dict[str, Any], stated: int, articles: bool) -> str:
    shape = "a folder of articles with their texts" if articles else "one N-Quads file"
    lines = [
        f"## {stated:,} quads stated, {shape}",
        "",
        f"{measured['holds']:,} quads stored, the merge and what is derived among them. Python "
        f"{platform.python_version()}, pyoxigraph {ox.__version__}, {platform.system()} "
        f"{platform.machine()}.",
        "",
        *loads(measured),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
