"""Measure exporting a store on disk against the bare serialiser, the same statements in one run.

    python benchmarks/corpus.py 1200 -o corpus.nq && sygraph load corpus.nq --store STORE
    python benchmarks/export.py STORE [STORE …] [--rounds N] [--only FORMAT …] [-o FILE]

Bare is Oxigraph writing the same statements of the same store in the same format, in whatever order
it has them: its dump of the merge, or one graph after the other, which is the quickest way that
there is to write named graphs without the merge. Ours is the order that is always the same, and
where Oxigraph writes the format, with --unordered, that of the store as well. Each export is a
process of its own, all in turn; its time is that of the processor, children
included, and that of the clock. Formats that Oxigraph does not write are measured without a peer.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from measuring import OWN_PEAK, machine
from tables import exports

__all__ = ["FORMATS", "results"]

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

_START = """
import json, os, resource, sys, time

class Sink:
    size = 0

    def write(self, data):
        self.size += len(data)
        return len(data)

    def tell(self):
        return self.size

    def seekable(self):
        return False

    def flush(self):
        pass

def used():
    return sum(os.times()[:4]), time.perf_counter()

out = Sink()
"""
_BARE = """
import pyoxigraph as ox

kind = getattr(ox.RdfFormat, sys.argv[2])
store = ox.Store.read_only(sys.argv[1])
start = used()
if kind in (ox.RdfFormat.N_QUADS, ox.RdfFormat.TRIG):
    for graph in store.named_graphs():
        quads = store.quads_for_pattern(None, None, None, graph)
        ox.serialize(quads, out, kind)
else:
    store.dump(out, kind, from_graph=ox.DefaultGraph())
"""
# As the command does it.
_OURS = """
import sygraph
from sygraph.export import export
from sygraph.rdf.formats import Format

store = sygraph.open(store=sys.argv[1]).store
start = used()
export(store, Format.named(sys.argv[2]), out)
"""
_UNORDERED = _OURS.replace(", out)", ", out, ordered=False)")
_END = """
cpu, wall = (after - before for after, before in zip(used(), start))
unit = 2**20 if sys.platform == "darwin" else 2**10
peak = own_peak() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / unit
print(json.dumps({"mb": out.size / 1e6, "cpu": cpu, "wall": wall, "peak": peak}))
"""

Taken = dict[str, float]


def results(store: Path, formats: Sequence[str], rounds: int) -> dict[str, dict[str, object]]:
    """Export a store in these formats, by us and by the bare engine in turn.

    Args:
        store: the folder of a store, as `sygraph load --store` makes it.
        formats: names of `FORMATS`.
        rounds: how often.

    Returns:
        For each format the megabytes that we wrote, `mb`, and for each way the medians of
        `cpu` and `wall`, in seconds, and `peak`, of memory in MiB; `unordered` and `bare` are None
        where Oxigraph does not write the format.
    """
    generation = store / (store / "current-generation").read_text(encoding="utf-8").strip()
    found: dict[str, dict[str, object]] = {}
    for name in formats:
        bare = FORMATS[name]
        ways: dict[str, list[Taken]] = {"ours": [], "unordered": [], "bare": []}
        for _ in range(rounds):
            if bare is not None:
                ways["bare"].append(_taken(_BARE, generation, bare))
                ways["unordered"].append(_taken(_UNORDERED, store, name))
            ways["ours"].append(_taken(_OURS, store, name))
        medians = {way: _medians(taken) if taken else None for way, taken in ways.items()}
        found[name] = {"mb": round(ways["ours"][0]["mb"], 1), **medians}
    return found


def _taken(code: str, store: Path, format: str) -> Taken:
    """What an export takes in a process of its own."""
    command = [sys.executable, "-c", OWN_PEAK + _START + code + _END, str(store), format]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{format}: {done.stderr[-400:]}")
    taken: Taken = json.loads(done.stdout)
    return taken


def _medians(taken: Sequence[Taken]) -> Taken:
    return {key: round(median(t[key] for t in taken), 3) for key in ("cpu", "wall", "peak")}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("stores", nargs="+", type=Path, metavar="STORE")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=list(FORMATS), default=list(FORMATS))
    parser.add_argument("-o", "--output", type=Path, help="append the tables to a file")
    asked = parser.parse_args()
    for store in asked.stores:
        where = ", ".join(str(value) for value in machine().values() if isinstance(value, str))
        text = f"## {store.name}, median of {asked.rounds}; {where}\n\n"
        text += "\n".join(exports(results(store, asked.only, asked.rounds))) + "\n"
        print(text, flush=True)
        if asked.output:
            with asked.output.open("a", encoding="utf-8") as stream:
                stream.write(text + "\n")


if __name__ == "__main__":
    main()
