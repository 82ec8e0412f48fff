"""Well-behaved clients, who must never be failed, beside others on one endpoint.

    python benchmarks/soak.py [--seconds S] [--timeout S]

The others ask what can never be answered in time, ask for much and take it slowly, or send
nonsense. What the server's processes take of memory is noted all along.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from measuring import memory_of
from services import JSON, sygraph_serve
from web import QUERIES

__all__ = ["soak"]

RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


class Soak:
    """Clients of all kinds, and what becomes of them."""

    def __init__(self, endpoint: str, seconds: float) -> None:
        self.endpoint = endpoint
        self.ends = time.monotonic() + seconds
        self.good = 0
        self.failed: list[str] = []
        self.latencies: list[float] = []
        self.others: dict[str, int] = {}

    async def run(self, server: int) -> list[dict[str, float]]:
        import httpx

        limits = httpx.Limits(max_connections=200, max_keepalive_connections=50)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            memory = asyncio.create_task(self.watch(server))
            await asyncio.gather(
                *(self.well_behaved(client, n) for n in range(4)),
                *(self.runaway(client, query) for query in (RUNAWAY, RUNAWAY, RUNAWAY, HUNGRY)),
                *(self.slow(n) for n in range(4)),
                self.nonsense(client),
            )
            return await memory

    async def well_behaved(self, client: Any, number: int) -> None:
        texts = list(QUERIES.values())
        count = 0
        while time.monotonic() < self.ends:
            count += 1
            text = texts[count % len(texts)] + (f" # {number} {count}" if count % 3 else "")
            start = time.monotonic()
            try:
                answer = await client.get(
                    self.endpoint, params={"query": text}, headers={"Accept": JSON}
                )
                if answer.status_code != 200 or not answer.json()["results"]["bindings"]:
                    self.failed.append(f"{answer.status_code} {answer.text[:200]}")
            except Exception as error:
                self.failed.append(repr(error))
            self.latencies.append((time.monotonic() - start) * 1000)
            self.good += 1
            await asyncio.sleep(0.01)

    async def runaway(self, client: Any, query: str) -> None:
        while time.monotonic() < self.ends:
            answer = await client.get(self.endpoint, params={"query": query})
            self.note(f"runaway, {answer.status_code}")

    async def slow(self, number: int) -> None:
        """Ask for much and take a little of it now and then."""
        host, port = self.endpoint.split("/")[2].split(":")
        count = 0
        while time.monotonic() < self.ends:
            count += 1
            text = f"SELECT * {{ ?a ?b ?c . ?d a sy:City }} LIMIT 40000 # {number} {count}"
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
            for _ in range(10):
                await reader.read(10_000)
                await asyncio.sleep(0.5)
            writer.close()
            self.note("slow, let go")

    async def nonsense(self, client: Any) -> None:
        while time.monotonic() < self.ends:
            for params in ({"query": "SELECT"}, {"update": "CLEAR ALL"}):
                answer = await client.get(self.endpoint, params=params)
                self.note(f"nonsense, {answer.status_code}")
            await asyncio.sleep(0.2)

    def note(self, what: str) -> None:
        self.others[what] = self.others.get(what, 0) + 1

    async def watch(self, server: int) -> list[dict[str, float]]:
        """Note every few seconds what the server and all its processes take."""
        start = time.monotonic()
        found = []
        while time.monotonic() < self.ends:
            main, rest = memory_of(server)
            found.append({"at": time.monotonic() - start, "server": main, "processes": rest})
            await asyncio.sleep(2)
        return found


def soak(seconds: float, timeout: float) -> dict[str, Any]:
    """What became of the well-behaved, and of the others."""
    with (
        tempfile.TemporaryDirectory() as folder,
        sygraph_serve(Path(folder), "--timeout", f"{timeout:g}") as endpoint,
    ):
        run = Soak(endpoint.url, seconds)
        memory = asyncio.run(run.run(endpoint.pid))
    run.latencies.sort()
    return {
        "seconds": seconds,
        "timeout": timeout,
        "well-behaved": run.good,
        "failed": len(run.failed),
        "failures": run.failed[:10],
        "p50": run.latencies[len(run.latencies) // 2],
        "p99": run.latencies[int(len(run.latencies) * 0.99)],
        "worst": run.latencies[-1],
        "others": run.others,
        "memory": {
            "the server itself": quarters([entry["server"] for entry in memory]),
            "the processes that answer": quarters([entry["processes"] for entry in memory]),
        },
    }


def quarters(mebibytes: list[float]) -> dict[str, float]:
    """What is taken in the first and in the last quarter, and the most.

    The first tenth is left out, in which everything is read for the first time.

    >>> quarters([0.0, *range(1, 10)])
    {'first': 1.5, 'last': 8.5, 'most': 9}
    """
    warm = mebibytes[len(mebibytes) // 10 :]
    quarter = max(1, len(warm) // 4)
    first, last = median(warm[:quarter]), median(warm[-quarter:])
    return {"first": first, "last": last, "most": max(warm)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--timeout", type=float, default=15)
    asked = parser.parse_args()
    print(json.dumps(soak(asked.seconds, asked.timeout), indent=1))


if __name__ == "__main__":
    main()
