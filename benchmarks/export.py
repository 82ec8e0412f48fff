"""Measure exporting a store on disk against the bare serialiser, the same statements in one run.

    python benchmarks/corpus.py 1200 -o corpus.nq && sygraph load corpus.nq --store STORE
    python benchmarks/export.py STORE [--rounds N] [-o FILE]

Bare is Oxigraph's own dump of the same store in the same format, in whatever order it has; ours is
the order that is always the same. Each export is a process of its own, the two in turn, and the
time is that of the processor, lest others on the machine be counted. Formats that Oxigraph does not
write are measured without a peer.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median

import pyoxigraph as ox

__all__ = ["FORMATS", "measure"]

# Our formats, and what Oxigraph calls them where it writes them.
FORMATS = {
    "ntriples": "N_TRIPLES",
    "nquads": "N_QUADS",
    "turtle": "TURTLE",
    "trig": "TRIG",
    "rdfxml": "RDF_XML",
    "n3": "N3",
    "jsonld": None,
    "hextuples": None,
    "turtle12": None,
    "csvw": None,
}

_END = """
import resource
seconds = process_time() - start
print(seconds, out.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
_SINK = """
import sys
from time import process_time
class Sink:
    size = 0
    def write(self, data):
        self.size += len(data)
        return len(data)
    def tell(self): return self.size
    def seekable(self): return False
    def flush(self): pass
out = Sink()
"""
_BARE = (
    _SINK
    + """
import pyoxigraph as ox
kind = getattr(ox.RdfFormat, sys.argv[2])
store = ox.Store.read_only(sys.argv[1])
start = process_time()
if kind in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG):
    for graph in store.named_graphs():
        quads = store.quads_for_pattern(None, None, None, graph)
        ox.serialize(quads, out, kind)
else:
    store.dump(out, kind, from_graph=ox.DefaultGraph())
"""
    + _END
)
_OURS = (
    _SINK
    + """
import sygraph
from sygraph.export import export
from sygraph.formats import Format
store = sygraph.open(store=sys.argv[1]).store
start = process_time()
export(store, Format.named(sys.argv[2]), out)
"""
    + _END
)


def measure(code: str, *args: str) -> tuple[float, float, float]:
    """Run an export in a process of its own; return seconds, megabytes written, peak megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True
    )
    seconds, size, peak = map(float, done.stdout.split())
    return seconds, size / 1e6, peak


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("store")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("-o", "--output", type=Path, help="append the result to a file")
    asked = parser.parse_args()
    lines = [
        f"## {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"pyoxigraph {ox.__version__}; median of {asked.rounds}",
        "",
        "| format | MB | bare, s | ours, s | speed, ours of bare | ours, MB/s | peak, bare MB |"
        " peak, ours MB |",
        "| --- | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for name, bare in FORMATS.items():
        lines.append(row(asked.store, name, bare, asked.rounds))
        print(lines[-1], flush=True)
    if asked.output:
        with asked.output.open("a", encoding="utf-8") as stream:
            stream.write("\n".join(lines) + "\n\n")


def row(store: str, name: str, bare: str | None, rounds: int) -> str:
    """A line of the table."""
    generation = os.path.join(store, Path(store, "current-generation").read_text().strip())
    theirs, ours = [], []
    for _ in range(rounds):
        if bare is not None:
            theirs.append(measure(_BARE, generation, bare))
        ours.append(measure(_OURS, store, name))
    seconds, size, peak = (median(column) for column in zip(*ours, strict=True))
    if not theirs:
        return f"| {name} | {size:.0f} | | {seconds:.1f} | | {size / seconds:.0f} | | {peak:.0f} |"
    bare_seconds, _, bare_peak = (median(column) for column in zip(*theirs, strict=True))
    return (
        f"| {name} | {size:.0f} | {bare_seconds:.1f} | {seconds:.1f} "
        f"| {bare_seconds / seconds:.2f} | {size / seconds:.0f} | {bare_peak:.0f} | {peak:.0f} |"
    )


if __name__ == "__main__":
    main()
