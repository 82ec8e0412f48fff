"""Each named query through the program and through bare pyoxigraph; a part of bench.py.

    python benchmarks/named.py STORE SECONDS < QUERY.rq

By itself it asks one query in a new process, which is ended once it has worked so many seconds,
and tells what it took: so a query that does not end is found out before it is asked in turn.
"""

from __future__ import annotations

import io
import os
import resource
import signal
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from math import ceil, log
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import IO, Any

import pyoxigraph as ox

from measuring import Workshop, in_turn, run, spread
from sygraph.data import Files
from sygraph.namespaces import PREFIXES
from sygraph.queries.catalog import Catalog
from sygraph.store.disk import DiskStore

__all__ = ["PATIENCE", "as_csv", "asked_once", "joined", "named_queries"]

# For so many seconds of the processor a query may work at one size. One that does not end by then
# is not asked in turn.
PATIENCE = 120

# How often a query is asked in turn that takes less than so many seconds. What takes longer is
# asked once: by then a millisecond more or less is no longer seen in it.
_ROUNDS = ((0.05, 15), (0.5, 5), (3.0, 3), (15.0, 2))
# A call is repeated until one measurement is of so many seconds.
_MEASURABLE = 0.008
# From so many articles on, several queries are asked at once.
_LARGE = 1000


def named_queries(workshop: Workshop, sizes: tuple[int, ...]) -> dict[str, dict[str, Any]]:
    """What each named query takes at each size, and how that grows."""
    catalog = Catalog.load(Files.bundled())
    found: dict[str, dict[str, Any]] = {name: {} for name in sorted(catalog)}
    for size in sizes:
        folder, generation = workshop.store(size), workshop.generation(size)
        # What takes minutes is asked several at once, each by a process of its own: a millisecond
        # more or less is not seen in it.
        processes = os.cpu_count() if size >= _LARGE else 1
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            jobs = {
                name: pool.submit(_asked, folder, generation, catalog[name].sparql, number)
                for number, name in enumerate(found)
            }
            for name, job in jobs.items():
                row = found[name][str(size)] = job.result()
                print(f"{size:,} {name} {_told(row)}", file=sys.stderr, flush=True)
    grown(found)
    return found


def _asked(folder: Path, generation: Path, sparql: str, turn: int) -> dict[str, Any]:
    """What a query takes in a store: once from nothing, and both ways in turn."""
    row = asked_once(folder, sparql, PATIENCE)
    if "cold" in row:
        store, bare = _opened(folder, generation)
        row |= compared(store, bare, sparql, row["cold"], turn)
    return row


@cache
def _opened(folder: Path, generation: Path) -> tuple[DiskStore, ox.Store]:
    return DiskStore(folder), ox.Store.read_only(str(generation))


def grown(found: dict[str, dict[str, Any]]) -> None:
    """Add how each query grows between the two largest sizes at which it was asked."""
    for of in found.values():
        of.pop("growth", None)
        asked = sorted(int(size) for size in of if "ours" in of[size])
        if len(asked) > 1:
            of["growth"] = growth(of, *asked[-2:])


def joined(
    earlier: dict[str, dict[str, Any]], later: dict[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """What was measured at some sizes, beside what was measured earlier at others."""
    found = {name: {**earlier.get(name, {}), **of} for name, of in later.items()}
    grown(found)
    return found


def _told(row: dict[str, Any]) -> str:
    if "ours" not in row:
        return f"did not end within {row['unended']} s"
    return f"{row['bare']['median'] * 1e3:.1f} ms, {row['ratio']:.2f}" + (
        "" if row["same"] else " OTHER"
    )


def asked_once(folder: Path, sparql: str, patience: int) -> dict[str, Any]:
    """What it takes a new process to open a store and ask, or that it did not end in time."""
    command: list[str | Path] = [sys.executable, __file__, folder, str(patience)]
    done = run(command, given=sparql.encode(), ends=(0, -signal.SIGXCPU, -signal.SIGKILL))
    if not done.output:
        return {"unended": patience}
    return {"cold": float(done.output), "peak": round(done.peak)}


def compared(
    store: DiskStore, bare: ox.Store, sparql: str, cold: float, turn: int = 0
) -> dict[str, Any]:
    """What a query takes both ways, and whether the answers are the same."""
    answers: dict[str, bytes] = {}

    def ours() -> None:
        answers["ours"] = as_csv(store.query(sparql))

    def theirs() -> None:
        answers["bare"] = as_csv(bare.query(sparql, prefixes=PREFIXES))

    ways = {"ours": ours, "bare": theirs}
    if turn % 2:  # who is asked once must not always be asked first
        ways = {"bare": theirs, "ours": ours}
    first = cold
    if cold < 0.5:
        first = min(taken[0][1] for taken in in_turn(1, ways).values())
    rounds = next((rounds for limit, rounds in _ROUNDS if first < limit), 1)
    taken = in_turn(rounds, ways, calls=ceil(_MEASURABLE / max(first, 1e-5)))
    # Of each round: what else the machine does comes and goes, and meets both alike in a round.
    pairs = zip(taken["ours"], taken["bare"], strict=True)
    return {
        "ratio": median(our_cpu / bare_cpu for (_, our_cpu), (_, bare_cpu) in pairs),
        "rows": max(0, len(answers["bare"].splitlines()) - 1),
        "same": sorted(answers["ours"].splitlines()) == sorted(answers["bare"].splitlines()),
        "rounds": rounds,
        "ours": spread([cpu for _, cpu in taken["ours"]]),
        "bare": spread([cpu for _, cpu in taken["bare"]]),
        "wall": spread([wall for wall, _ in taken["ours"]]),
    }


def growth(of: dict[str, Any], small: int, large: int) -> dict[str, float]:
    """With which power of the number of articles time and rows grow.

    >>> row = {"rows": 10, "bare": {"median": 0.5}}
    >>> growth({"1": row, "100": {"rows": 10, "bare": {"median": 50.0}}}, 1, 100)
    {'time': 1.0, 'rows': 0.0}
    """

    def power(name: str) -> float:
        rows = of[str(small)], of[str(large)]
        a, b = (row["rows"] if name == "rows" else row["bare"]["median"] for row in rows)
        return round(log(b / a) / log(large / small), 2) if a > 0 and b > 0 else 0.0

    return {"time": power("time"), "rows": power("rows")}


def as_csv(results: object, out: IO[bytes] | None = None) -> bytes:
    """Write what an engine has answered, into a stream if there is one."""
    stream = out or io.BytesIO()
    if isinstance(results, ox.QueryTriples):
        results.serialize(stream, ox.RdfFormat.N_TRIPLES)
    else:
        assert isinstance(results, ox.QuerySolutions | ox.QueryBoolean)
        kind = ox.QueryResultsFormat.CSV
        if isinstance(results, ox.QueryBoolean):
            kind = ox.QueryResultsFormat.JSON
        results.serialize(stream, kind)
    return stream.getvalue() if isinstance(stream, io.BytesIO) else b""


def main() -> None:
    folder, patience = sys.argv[1], int(sys.argv[2])
    sparql = sys.stdin.read()
    start = time.process_time()
    limit = int(start) + 1 + patience
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    with open("/dev/null", "wb") as nowhere:
        as_csv(DiskStore(folder).query(sparql), nowhere)
    print(time.process_time() - start)


if __name__ == "__main__":
    main()
