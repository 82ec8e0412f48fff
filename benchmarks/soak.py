"""Well-behaved clients, who must never be failed, beside every attack at once.

    python benchmarks/soak.py [--seconds S] [--timeout S] [--memory BYTES] [--on-disk]

The others ask what can never be answered in time, hang up at every stage, ask for much and take it
slowly or not at all, send bodies a byte at a time or without end, send many requests or trailers at
once, put bombs into parameters, pages and uploads, or say nothing at all. Meanwhile a writer makes
updates, and reads each back over a new connection. What the processes take of memory is noted all
along, and at the end what is left of them and of their files, and whether the data are what was
acknowledged. The exit status is 1 if something does not hold; "does not hold" says what.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
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
LONG = "how many sister cities does Shenyang have in Japan " * 30
BOMBS = (
    f"query?query={quote(WIDE)}&view=network",
    f"query?query={quote(WIDE)}&download=json",
    "query?query=" + quote('SELECT ?x { BIND("1E900000"^^xsd:decimal AS ?x) }'),
    "api/queries/where-stated?number=1e500000000",
    "network?about=seoul&depth=" + "9" * 4000,
    "sparql?query=" + quote("ASK " + "{" * 400 + "}" * 400),
    f"query?query={quote(WIDE)}&download=excel",
    f"query?query={quote(RUNAWAY)}&view=chart",
    f"network?query={quote(WIDE)}",
    "query?query=" + quote("SELECT * { ?s ?p " + "(" * 400 + ")" * 400 + " }"),
    "query?query=" + quote('SELECT ?x { BIND(xsd:integer(STR("' + "9" * 9000 + '")) AS ?x) }'),
    "sparql?query="
    + quote(
        'SELECT ?x { BIND("aaaaaaaaaaaaaaaaaaaa" AS ?s0)'
        + "".join(f" BIND(CONCAT(?s{n}, ?s{n}) AS ?s{n + 1})" for n in range(30))
        + " BIND(STRLEN(?s30) AS ?x) }"
    ),
    "timeline?from=9" + "9" * 5000 + "&to=1e500000000",
    "compare?subject=" + "(" * 5000,
    "compare?article=" + "a" * 5000,
    "api/compare?subject=seoul&measure=" + "9" * 5000,
    f"api/ask?q={quote(LONG)}",
    "api/ask?q=" + quote("瀋陽" * 900),
    f"search?q={quote(LONG)}",
    "api/search?q=a&limit=" + "9" * 5000,
    "api/passages/shenyang-2024/" + "9" * 5000,
    "id/" + "a" * 20_000,
    "articles?lang=" + "z" * 5000,
)
UPLOADS = (
    ("text/turtle", b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 25_000),
    ("application/ld+json", b'{"a:b":' * 50_000),
    ("application/n-triples", b"".join(b"<a:u> <a:p> %d .\n" % n for n in range(2000))),
    (
        "application/rdf+xml",
        b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://e/'>"
        + b"<rdf:Description><e:p>" * 20_000,
    ),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Type: multipart/mixed\r\n\r\n" * 9000),
    (
        "application/rdf+xml",
        b"<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]><r>&b;</r>",
    ),
)
# What is asked of pages and data.
PAGES = ("", "healthz", "articles", "id/shenyang.ttl", "api/entities/katowice", "api/compare")
_GET = "GET {} HTTP/1.1\r\nHost: h\r\nAccept: text/csv\r\n\r\n"
_POST = "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Type: application/sparql-query\r\n"
# Requests of clients that hang up, each at another stage.
STAGES = (
    "",
    "GET /sparql?que",
    "GET /healthz HTTP/1.1\r\nHost: h\r\n",
    _POST + "Content-Length: 1000\r\n\r\nASK",
    _POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nASK",
    _GET.format(f"/sparql?query={quote(RUNAWAY)}"),
    _GET.format(f"/sparql?query={quote(MUCH)}"),
    _GET.format(f"/query?query={quote(WIDE)}&download=json"),
    _GET.format(f"/sparql?query={quote(RUNAWAY)}") * 20,
)
# What is sent again and again until the server closes the connection.
FLOODS = (
    (_POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "a: b\r\n"),
    (_POST + "Transfer-Encoding: chunked\r\n\r\n1;", "a" * 20),
    (_POST + "Transfer-Encoding: chunked\r\n\r\n", "5\r\n#####\r\n"),
    (_GET.format(f"/sparql?query={quote(RUNAWAY)}"), "GET / HTTP/1.1\r\n\r\n"),
    ("GET / HTTP/1.1\r\n", "a: b\r\n"),
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
        self.page_latencies: list[float] = []
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
                self.pages(client),
                *(self.hang_up(stage) for stage in STAGES),
                *(self.flood(*flood) for flood in FLOODS),
                self.unread(),
                self.methods(client),
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

    async def pages(self, client: Any) -> None:
        """Read pages and data."""
        count = 0
        while self.goes_on:
            count += 1
            path = PAGES[count % len(PAGES)]
            start = time.monotonic()
            try:
                answer = await client.get(self.base + path, headers={"Accept": "*/*"})
                if answer.status_code != 200:
                    self.failed.append(f"/{path}: {answer.status_code} {answer.text[:200]}")
            except Exception as error:
                self.failed.append(f"/{path}: {error!r}")
            self.page_latencies.append((time.monotonic() - start) * 1000)
            self.good += 1
            await asyncio.sleep(0.1)

    async def hang_up(self, request: str) -> None:
        """Hang up soon after a request or a part of it, with an end or a reset."""
        count = 0
        while self.goes_on:
            count += 1
            _, writer = await self.connected()
            writer.write(request.encode())
            await asyncio.sleep(0.1 + count % 5 / 5)
            if count % 2:
                writer.close()
            else:
                writer.transport.abort()
            self.note("hung up")
            await asyncio.sleep(1)

    async def flood(self, head: str, more: str) -> None:
        while self.goes_on:
            _, writer = await self.connected()
            try:
                writer.write(head.encode())
                while self.goes_on:
                    writer.write((more * 500).encode())
                    await writer.drain()
            except ConnectionError:
                self.note("flood, ended")
            writer.transport.abort()
            await asyncio.sleep(1)

    async def unread(self) -> None:
        """Forty large answers of which nothing is read, four a second."""
        count = 0
        while self.goes_on:
            count += 1
            writers = [(await self.connected())[1] for _ in range(40)]
            for number, writer in enumerate(writers):
                path = f"/sparql?query={quote(f'{MUCH} # unread {count} {number}')}"
                writer.write(_GET.format(path).encode())
                await asyncio.sleep(0.25)
            await asyncio.sleep(5)
            for writer in writers:
                writer.transport.abort()
            self.note("unread answers, forty")

    async def methods(self, client: Any) -> None:
        while self.goes_on:
            for method in ("HEAD", "OPTIONS", "PATCH", "DELETE", "TRACE"):
                for path in ("", f"sparql?query={quote(RUNAWAY)}", "service?default", "review/x"):
                    answer = await client.request(method, self.base + path)
                    self.note(f"{method}, {answer.status_code}")
            await asyncio.sleep(1)

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
        """A hundred bodies that never end, half of them in chunks, some of them large."""
        known = "POST /sparql HTTP/1.1\r\nHost: h\r\nContent-Length: 900001\r\n\r\n"
        chunked = "POST /sparql HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
        while self.goes_on:
            writers = [(await self.connected())[1] for _ in range(100)]
            for number, writer in enumerate(writers):
                writer.write((chunked if number % 2 else known).encode())
                if number % 10 == 0:
                    writer.write(b"#" * 900_000)
            for _ in range(6):
                await asyncio.sleep(6 if self.goes_on else 0)
                for number, writer in enumerate(writers):
                    writer.write(b"1\r\na\r\n" if number % 2 else b"a")
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

    await asyncio.sleep(6)
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
        "zombies": sum(state(pid) == "Z" for pid in pids),
        "temporary files": sum(map(temporary, [server, *pids])),
        "the first process, resident": resident(server),
        "updates": {"acknowledged": run.written, "stored": stored, "in the merge": merged},
        "facts that the merge lacks": missing,
    }


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return ""


def temporary(pid: int) -> int:
    """The temporary files that a process has open; they have no name any more."""
    found = 0
    with suppress(OSError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                name = os.readlink(file)
                found += name.startswith(tempfile.gettempdir()) and name.endswith("(deleted)")
    return found


def worked(pid: int) -> float:
    """Seconds that a process has worked."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def soak(
    seconds: float, timeout: float, memory: int = 3_000_000_000, *, on_disk: bool = False
) -> dict[str, Any]:
    """What became of the well-behaved, and of the others."""
    os.environ["SYGRAPH_TOKEN"] = TOKEN
    options = ["--timeout", f"{timeout:g}", "--writable", "--max-memory", str(memory)]
    with tempfile.TemporaryDirectory() as folder:
        if on_disk:
            store = str(Path(folder) / "store")
            subprocess.run([sys.executable, "-m", "sygraph", "load", "--store", store], check=True)
            options += ["--store", store]
        with sygraph_serve(Path(folder), *options) as endpoint:
            run = Soak(endpoint.url.removesuffix("sparql"), seconds)
            asyncio.run(run.run(endpoint.pid))
            left = asyncio.run(_left(run, endpoint.pid))
            pids = children(endpoint.pid)
        left["processes after the end"] = sum(Path(f"/proc/{pid}").exists() for pid in pids)
        log = (Path(folder) / "log").read_text()
        left["errors in the log"] = re.findall(r"^\w[\w.]*: .*", log, re.MULTILINE)[:10]
    run.latencies.sort()
    run.page_latencies.sort()
    found = {
        "seconds": seconds,
        "timeout": timeout,
        "max-memory": memory / 1024**2,
        "store": "on disk" if on_disk else "in memory",
        "well-behaved": run.good,
        "failed": len(run.failed),
        "failures": run.failed[:10],
        "p50": run.latencies[len(run.latencies) // 2],
        "p99": run.latencies[int(len(run.latencies) * 0.99)],
        "worst": run.latencies[-1],
        "pages": {
            "p50": run.page_latencies[len(run.page_latencies) // 2],
            "p99": run.page_latencies[int(len(run.page_latencies) * 0.99)],
        },
        "others": dict(sorted(run.others.items())),
        "memory": {
            "the first process": quarters([entry["first"] for entry in run.memory]),
            "all processes": quarters([entry["all"] for entry in run.memory]),
            "number of processes": quarters([entry["processes"] for entry in run.memory]),
        },
        "left": left,
    }
    return found | {"does not hold": broken(found)}


def broken(found: dict[str, Any]) -> list[str]:
    """What does not hold of what must."""
    left, memory = found["left"], found["memory"]
    first, updates = memory["the first process"], left["updates"]
    held = {
        "no well-behaved request fails": not found["failed"],
        "99 of 100 look-ups are answered within 1 s": found["p99"] <= 1000,
        "the first process is under 300 MB": max(first["most"], left["the first process, resident"])
        < 300,
        "the first process does not grow": first["last"] <= first["first"] * 1.1 + 10,
        "all processes are within --max-memory": memory["all processes"]["most"]
        <= found["max-memory"],
        "nothing is at work afterwards": not left["still at work"],
        "no process is left": not left["zombies"] and not left["processes after the end"],
        "no temporary file is left": not left["temporary files"],
        "each update is there": len(set(updates.values())) == 1,
        "the merge is exact": not left["facts that the merge lacks"],
        "no error is unexpected": not left["errors in the log"],
    }
    return [what for what, holds in held.items() if not holds]


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
    parser.add_argument("--memory", type=int, default=3_000_000_000)
    parser.add_argument("--on-disk", action="store_true", help="serve a store on disk")
    asked = parser.parse_args()
    found = soak(asked.seconds, asked.timeout, asked.memory, on_disk=asked.on_disk)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    sys.exit(bool(found["does not hold"]))


if __name__ == "__main__":
    main()
