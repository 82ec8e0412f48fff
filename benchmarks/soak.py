"""Well-behaved clients, who must never be failed, beside every attack at once.

    python benchmarks/soak.py [--seconds S] [--timeout S]

The others ask what can never be answered in time, hang up, ask for much and take it slowly, send
bodies a byte at a time, put bombs into parameters, pages and uploads, or say nothing at all.
Meanwhile a writer makes updates, and reads each back over a new connection. What the processes
take of memory is noted all along, and at the end what is left of them, and whether the data are
what was acknowledged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote

from services import JSON, sygraph_serve
from web import QUERIES

__all__ = ["soak"]

TOKEN = "a long secret"
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"
WIDE = "SELECT * { ?s ?p ?o . ?s ?q ?r . ?s ?t ?u }"
MUCH = "SELECT ?a ?b ?c { ?a ?b ?c . ?d a sy:City } LIMIT 8000"
BOMBS = (
    f"query?query={quote(WIDE)}&view=network",
    f"query?query={quote(WIDE)}&download=json",
    "query?query=" + quote('SELECT ?x { BIND("1E900000"^^xsd:decimal AS ?x) }'),
    "api/queries/where-stated?number=1e500000000",
    "network?about=seoul&depth=" + "9" * 4000,
    "sparql?query=" + quote("ASK " + "{" * 400 + "}" * 400),
)
UPLOADS = (
    ("text/turtle", b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 25_000),
    (
        "application/rdf+xml",
        b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><r>&b;</r>",
    ),
)
# Bytes a second that a slow reader takes, all in all of an answer.
SLOW = 16_384


class Soak:
    """Clients of all kinds, and what becomes of them."""

    def __init__(self, base: str, seconds: float) -> None:
        self.base = base
        self.ends = time.monotonic() + seconds
        self.good = 0
        self.failed: list[str] = []
        self.latencies: list[float] = []
        self.others: dict[str, int] = {}
        self.written = 0
        self.memory: list[dict[str, float]] = []

    async def run(self, server: int) -> None:
        import httpx

        limits = httpx.Limits(max_connections=300, max_keepalive_connections=0)
        async with httpx.AsyncClient(limits=limits, timeout=120) as client:
            await asyncio.gather(
                self.watch(server),
                *(self.well_behaved(client, n) for n in range(4)),
                self.writer(client),
                *(self.runaway(client, query) for query in (RUNAWAY, RUNAWAY, RUNAWAY, HUNGRY)),
                self.hang_up(),
                *(self.slow_reader(n) for n in range(3)),
                self.slow_bodies(),
                self.silent(),
                self.bombs(client),
                self.uploads(client),
                self.nonsense(client),
            )

    @property
    def goes_on(self) -> bool:
        return time.monotonic() < self.ends

    async def well_behaved(self, client: Any, number: int) -> None:
        texts = list(QUERIES.values())
        count = 0
        while self.goes_on:
            count += 1
            text = texts[count % len(texts)] + f" # {number} {count}"
            start = time.monotonic()
            try:
                answer = await self.ask(client, text)
                if answer.status_code != 200 or not answer.json()["results"]["bindings"]:
                    self.failed.append(f"{answer.status_code} {answer.text[:200]}")
            except Exception as error:
                self.failed.append(repr(error))
            self.latencies.append((time.monotonic() - start) * 1000)
            self.good += 1
            await asyncio.sleep(0.02)

    async def ask(self, client: Any, text: str) -> Any:
        return await client.get(
            f"{self.base}sparql", params={"query": text}, headers={"Accept": JSON}
        )

    async def writer(self, client: Any) -> None:
        """Make updates, and see each of them at once."""
        headers = {
            "Authorization": f"Bearer {TOKEN}",
            "Content-Type": "application/sparql-update",
        }
        while self.goes_on:
            text = f"INSERT DATA {{ GRAPH <a:soak> {{ <a:s> <a:p> {self.written} }} }}"
            try:
                answer = await client.post(f"{self.base}sparql", content=text, headers=headers)
                if answer.status_code != 204:
                    self.failed.append(f"update: {answer.status_code} {answer.text[:200]}")
                    continue
                self.written += 1
                if await self.count(client, "GRAPH <a:soak> { ?s ?p ?o }") != self.written:
                    self.failed.append("an update that was acknowledged is not there")
            except Exception as error:
                self.failed.append(f"update: {error!r}")
            self.good += 1
            await asyncio.sleep(0.3)

    async def count(self, client: Any, pattern: str) -> int:
        answer = await self.ask(client, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        return int(answer.json()["results"]["bindings"][0]["n"]["value"])

    async def runaway(self, client: Any, query: str) -> None:
        while self.goes_on:
            answer = await client.get(f"{self.base}sparql", params={"query": query})
            self.note(f"runaway, {answer.status_code}")
            await asyncio.sleep(0.1)

    async def hang_up(self) -> None:
        while self.goes_on:
            _, writer = await self.connected()
            writer.write(f"GET /sparql?query={quote(RUNAWAY)} HTTP/1.1\r\nHost: h\r\n\r\n".encode())
            await asyncio.sleep(0.5)
            writer.close()
            self.note("hung up")

    async def slow_reader(self, number: int) -> None:
        """Ask for much and take it steadily; all of it must come."""
        count = 0
        while self.goes_on:
            count += 1
            reader, writer = await self.connected()
            text = f"{MUCH} # {number} {count}"
            writer.write(
                f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: h\r\nAccept: text/csv\r\n"
                "Connection: close\r\n\r\n".encode()
            )
            taken = b""
            while piece := await reader.read(SLOW // 4):
                taken += piece
                if self.goes_on:
                    await asyncio.sleep(0.25)
            writer.close()
            lines = taken.count(b"\n")
            whole = taken.startswith(b"HTTP/1.1 200") and lines >= 8000
            if not whole and not taken.startswith(b"HTTP/1.1 503"):
                self.failed.append(f"slow reader: {taken[:100]!r}, {lines} lines")
            self.note("slow reader, whole" if whole else "slow reader, refused")

    async def slow_bodies(self) -> None:
        """A hundred bodies that never end."""
        head = b"POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n"
        while self.goes_on:
            writers = [(await self.connected())[1] for _ in range(100)]
            for writer in writers:
                writer.write(head)
            for _ in range(6):
                await asyncio.sleep(6 if self.goes_on else 0)
                for writer in writers:
                    writer.write(b"a")
            for writer in writers:
                writer.close()
            self.note("slow bodies, a hundred")

    async def silent(self) -> None:
        while self.goes_on:
            writers = [(await self.connected())[1] for _ in range(200)]
            await asyncio.sleep(5)
            for writer in writers:
                writer.close()
            self.note("silent connections, two hundred")

    async def bombs(self, client: Any) -> None:
        while self.goes_on:
            for path in BOMBS:
                answer = await client.get(self.base + path, headers={"Accept": "text/html"})
                self.note(f"bomb, {answer.status_code}")
            await asyncio.sleep(0.2)

    async def uploads(self, client: Any) -> None:
        while self.goes_on:
            for kind, data in UPLOADS:
                headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": kind}
                answer = await client.put(
                    f"{self.base}service?graph=http://e/up", content=data, headers=headers
                )
                self.note(f"upload, {answer.status_code}")
            await asyncio.sleep(0.5)

    async def nonsense(self, client: Any) -> None:
        while self.goes_on:
            for params in ({"query": "SELECT"}, {"update": "CLEAR ALL"}):
                answer = await client.get(f"{self.base}sparql", params=params)
                self.note(f"nonsense, {answer.status_code}")
            await asyncio.sleep(0.2)

    async def connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host, port = self.base.split("/")[2].split(":")
        return await asyncio.open_connection(host, int(port), limit=SLOW)

    def note(self, what: str) -> None:
        self.others[what] = self.others.get(what, 0) + 1

    async def watch(self, server: int) -> None:
        """Note every second what the first process and all of them take, in MiB."""
        while self.goes_on:
            pids = [server, *children(server)]
            self.memory.append(
                {"first": share(server), "all": sum(map(share, pids)), "processes": len(pids)}
            )
            await asyncio.sleep(1)


def children(pid: int) -> list[int]:
    """The processes that a process has started, and those that these have."""
    try:
        own = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for one in map(int, own) for found in (one, *children(one))]


def share(pid: int) -> float:
    """What a process takes of memory in MiB, its share of what several have counted in."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def resident(pid: int) -> float:
    """What a process has in memory, in MiB, whether or not others have it as well."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


async def _left(run: Soak, server: int) -> dict[str, Any]:
    """What is left a while after the end."""
    import httpx

    await asyncio.sleep(3)
    pids = children(server)
    before = {pid: worked(pid) for pid in pids}
    await asyncio.sleep(1)
    busy = sum(worked(pid) - before[pid] > 0.1 for pid in children(server) if pid in before)
    async with httpx.AsyncClient(timeout=60) as client:
        stored = await run.count(client, "GRAPH <a:soak> { ?s ?p ?o }")
        merged = await run.count(client, "<a:s> <a:p> ?o")
        missing = await run.count(client, "GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o }")
    return {
        "processes": len(pids),
        "still at work": busy,
        "the first process, resident": resident(server),
        "updates": {"acknowledged": run.written, "stored": stored, "in the merge": merged},
        "facts that the merge lacks": missing,
    }


def worked(pid: int) -> float:
    """Seconds that a process has worked."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def soak(seconds: float, timeout: float) -> dict[str, Any]:
    """What became of the well-behaved, and of the others."""
    os.environ["SYGRAPH_TOKEN"] = TOKEN
    with (
        tempfile.TemporaryDirectory() as folder,
        sygraph_serve(Path(folder), "--timeout", f"{timeout:g}", "--writable") as endpoint,
    ):
        run = Soak(endpoint.url.removesuffix("sparql"), seconds)
        asyncio.run(run.run(endpoint.pid))
        left = asyncio.run(_left(run, endpoint.pid))
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
        "others": dict(sorted(run.others.items())),
        "memory": {
            "the first process": quarters([entry["first"] for entry in run.memory]),
            "all processes": quarters([entry["all"] for entry in run.memory]),
            "number of processes": quarters([entry["processes"] for entry in run.memory]),
        },
        "left": left,
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
