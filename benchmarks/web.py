"""The SPARQL endpoint under load, against Oxigraph's own server and rdflib-endpoint.

    python benchmarks/web.py [--seconds S] [--rounds N] [--clients N] [--workshop DIR]

wrk (Debian's package) asks each server the same queries of the same data, in turn, when their
answers have been seen to be equal: the same request again and again, which a server might keep the
answer of, and requests that all differ (a comment with a number), which every server has to work
out. What bench.py makes a table of is printed as JSON.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

from measuring import Workshop, spread
from rivals import in_cells, same_rows
from services import JSON, asked, starters, write_merge
from sygraph.namespaces import PREFIXES

__all__ = ["QUERIES", "race"]

PREFIX = "PREFIX sy: <{sy}> PREFIX id: <{id}> PREFIX skos: <{skos}> ".format(**PREFIXES)
QUERIES = {
    "one look-up": PREFIX
    + "SELECT ?label { id:shenyang skos:prefLabel ?label } ORDER BY STR(?label) LANG(?label)",
    "a join of 40 rows": PREFIX
    + "SELECT ?city ?country ?label { ?city a sy:City ; sy:country ?country ; skos:prefLabel ?label"
    " } ORDER BY ?city ?country STR(?label) LCASE(LANG(?label)) LIMIT 40",
}
LUA = """
local n = math.random(1, 1000000) * 1000
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. "%20%23" .. n)
end
"""

# Virtuoso is measured among the peers; see rivals.py.
SERVERS = ("sygraph serve", "oxigraph serve", "rdflib-endpoint")


def race(workshop: Workshop, seconds: int, rounds: int, clients: int = 16) -> dict[str, Any]:
    """Requests a second and the 99th percentile of each server, by query and by kind."""
    if not shutil.which("wrk"):
        raise RuntimeError("wrk is not installed: sudo apt-get install wrk")
    rates: dict[str, dict[str, list[dict[str, float]]]] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lua = folder / "vary.lua"
        lua.write_text(LUA)
        start = starters(write_merge(folder / "merge.nt"), workshop.peers())
        endpoints = {}
        for name in SERVERS:
            (folder / name).mkdir()
            endpoints[name] = stack.enter_context(start[name](folder / name))
        urls = {name: endpoint.url for name, endpoint in endpoints.items()}
        answers = {query: compared(urls, query) for query in QUERIES}
        for _ in range(rounds):
            for query, text in QUERIES.items():
                for kind, script in (("the same request", None), ("all different", lua)):
                    for server, url in urls.items():
                        measured = wrk(f"{url}?query={quote(text)}", seconds, clients, script)
                        print(f"{query}, {kind}: {server} {measured}", file=sys.stderr, flush=True)
                        of = rates.setdefault(f"{query}, {kind}", {})
                        of.setdefault(server, []).append(measured)
        versions = {name: endpoint.version for name, endpoint in endpoints.items()}
    return {
        "seconds": seconds,
        "rounds": rounds,
        "clients": clients,
        "versions": versions,
        "answers": answers,
        "rates": {
            what: {
                server: {key: spread([one[key] for one in runs]) for key in ("rate", "p99")}
                for server, runs in of.items()
            }
            for what, of in rates.items()
        },
    }


def compared(urls: dict[str, str], query: str) -> int:
    """Hold the servers' answers to be equal; return how many rows they have."""
    answers = {
        server: in_cells(asked(url, QUERIES[query])["results"]["bindings"])
        for server, url in urls.items()
    }
    first = answers[SERVERS[0]]
    for server, rows in answers.items():
        if not rows or not same_rows(rows, first):
            raise RuntimeError(f"{server} has other answers to {query}")
    return len(first)


def wrk(address: str, seconds: int, clients: int, script: Path | None) -> dict[str, float]:
    """Requests a second, and within how many milliseconds 99 of 100 are answered."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    command += [
        "-H",
        f"Accept: {JSON}",
        *(["-s", str(script)] if script else []),
        address,
    ]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said:
        raise RuntimeError(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate is not None
    assert tail is not None
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[tail[2]]
    return {"rate": float(rate[1]), "p99": float(tail[1]) * scale}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--workshop", type=Path, default=Workshop.USUAL)
    options = parser.parse_args()
    found = race(Workshop(options.workshop), options.seconds, options.rounds, options.clients)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
