"""The SPARQL endpoint under load, against Oxigraph's own server and rdflib-endpoint.

    python benchmarks/web.py race [--seconds S] [--rounds N] [--clients N]
    python benchmarks/web.py soak [--seconds S] [--timeout S]
    python benchmarks/web.py write

`race` has wrk (Debian's package) ask each server the same queries of the same data, in turn, when
their answers have been seen to be equal: the same request again and again, which sygraph answers
from what it keeps, and requests that all differ (a comment with a number), which every server has
to work out. rdflib-endpoint lives in an environment of its own, which is made at first.

`soak` has well-behaved clients, who must never be failed, and others beside them: some ask what can
never be answered in time, some ask for much and take it slowly, some send nonsense. What the
server's processes take of memory is noted all along.

Each writes what it found to web.json, and `write` makes WEB.md of it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

import pyoxigraph as ox

import sygraph
from sygraph.names import PREFIXES
from sygraph.store import OxigraphStore

HERE = Path(__file__).parent
RESULTS = HERE / "web.json"
PEER = "rdflib-endpoint==0.6.3"
PREFIX = "PREFIX sy: <{sy}> PREFIX id: <{id}> PREFIX skos: <{skos}> ".format(**PREFIXES)
QUERIES = {
    "one look-up": PREFIX
    + "SELECT ?label { id:shenyang skos:prefLabel ?label } ORDER BY STR(?label) LANG(?label)",
    "a join of 40 rows": PREFIX
    + "SELECT ?city ?country ?label { ?city a sy:City ; sy:country ?country ; skos:prefLabel ?label"
    " } ORDER BY ?city ?country STR(?label) LCASE(LANG(?label)) LIMIT 40",
}
JSON = "application/sparql-results+json"
LUA = """
local n = math.random(1, 1000000) * 1000
request = function()
  n = n + 1
  return wrk.format("GET", wrk.path .. "%20%23" .. n)
end
"""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HUNGRY = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f"


# The servers


def free_port() -> int:
    import socket

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], folder: Path, address: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends."""
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as server,
    ):
        try:
            for _ in range(1200):
                with suppress(OSError):
                    asked(address, "ASK {}")
                    break
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.1)
            yield server
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()


def peer_python() -> Path:
    """The Python of an environment that has rdflib-endpoint."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache) / "sygraph-benchmarks" / PEER.replace("==", "-")
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run(
            [python, "-m", "pip", "install", "-q", PEER, "uvicorn[standard]"], check=True
        )
        (folder / "ready").touch()
    return python


def contenders(stack: ExitStack, folder: Path) -> dict[str, str]:
    """Start the three servers; return their endpoints."""
    store = sygraph.open().store
    assert isinstance(store, OxigraphStore)
    merge = folder / "merge.nt"
    store.engine.dump(merge, ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    scripts = Path(sysconfig.get_path("scripts"))
    ports = [free_port() for _ in range(3)]
    ours, theirs, slow = (f"http://127.0.0.1:{port}" for port in ports)
    places = [folder / name for name in ("sygraph", "oxigraph-log", "rdflib-endpoint")]
    for place in places:
        place.mkdir()
    commands = [
        [sys.executable, "-m", "sygraph", "serve", "--port", str(ports[0])],
        [str(scripts / "oxigraph"), "serve", "--bind", theirs[7:]],  # in memory, as the others
        [
            *(str(peer_python()), "-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1"),
            *("--port", str(ports[2]), str(merge)),
        ],
    ]
    endpoints = {
        "sygraph": f"{ours}/sparql",
        "oxigraph serve": f"{theirs}/query",
        "rdflib-endpoint": f"{slow}/",
    }
    for command, place, endpoint in zip(commands, places, endpoints.values(), strict=True):
        stack.enter_context(running(command, place, endpoint))
    told = {"Content-Type": "application/n-triples"}
    put = Request(f"{theirs}/store?default", merge.read_bytes(), told, method="PUT")
    urlopen(put, timeout=60).close()
    return endpoints


def asked(endpoint: str, query: str) -> Any:
    address = f"{endpoint}?{urlencode({'query': query})}"
    with urlopen(Request(address, headers={"Accept": JSON}), timeout=60) as answer:
        return json.load(answer)


# The race


def race(seconds: int, rounds: int, clients: int) -> None:
    assert shutil.which("wrk"), "wrk is not installed: sudo apt-get install wrk"
    found: dict[str, Any] = {"seconds": seconds, "rounds": rounds, "clients": clients, **machine()}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        lua = folder / "vary.lua"
        lua.write_text(LUA)
        endpoints = contenders(stack, folder)
        found["answers"] = {query: compared(endpoints, query) for query in QUERIES}
        rates: dict[str, dict[str, list[dict[str, float]]]] = {}
        for _ in range(rounds):
            for query, text in QUERIES.items():
                for kind, script in (("the same request", None), ("all different", lua)):
                    for server, endpoint in endpoints.items():
                        address = f"{endpoint}?query={quote(text)}"
                        measured = wrk(address, seconds, clients, script)
                        print(f"{query}, {kind}: {server} {measured}", flush=True)
                        of = rates.setdefault(f"{query}, {kind}", {})
                        of.setdefault(server, []).append(measured)
        found["rates"] = rates
    save("race", found)


def compared(endpoints: dict[str, str], query: str) -> int:
    """Hold the servers' answers to be equal; return how many rows they have."""
    answers = {}
    for server, endpoint in endpoints.items():
        rows = asked(endpoint, QUERIES[query])["results"]["bindings"]
        # Language tags mean the same in any case, and a plain string need not say that it is one.
        answers[server] = [
            {
                name: (term["type"], term["value"], term.get("xml:lang", "").lower())
                for name, term in sorted(row.items())
            }
            for row in rows
        ]
    first = answers["sygraph"]
    assert first, query
    for server, rows in answers.items():
        assert rows == first, (query, server, rows[:3], first[:3])
    return len(first)


def wrk(address: str, seconds: int, clients: int, script: Path | None) -> dict[str, float]:
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "--timeout", "30s"]
    command += ["-H", f"Accept: {JSON}", *(["-s", str(script)] if script else []), address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in said, said
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    tail = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    assert rate is not None
    assert tail is not None
    scale = {"us": 0.001, "ms": 1.0, "s": 1000.0}[tail[2]]
    return {"rate": float(rate[1]), "p99": float(tail[1]) * scale}


# The soak


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


def memory_of(server: int) -> tuple[float, float]:
    """What a process takes in MiB, and what those that it started take, what they share once."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(stat[1])
    below = {server}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return _pss(server), sum(_pss(pid) for pid in below - {server})


def _pss(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def soak(seconds: float, timeout: float) -> None:
    port = free_port()
    endpoint = f"http://127.0.0.1:{port}/sparql"
    command = [sys.executable, "-m", "sygraph", "serve", "--port", str(port)]
    command += ["--timeout", f"{timeout:g}"]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(command, Path(folder), endpoint) as server,
    ):
        run = Soak(endpoint, seconds)
        memory = asyncio.run(run.run(server.pid))
    run.latencies.sort()
    found = {
        "seconds": seconds,
        "timeout": timeout,
        "load": os.getloadavg()[1],
        **machine(),
        "well-behaved": run.good,
        "failed": len(run.failed),
        "failures": run.failed[:10],
        "p50": run.latencies[len(run.latencies) // 2],
        "p99": run.latencies[int(len(run.latencies) * 0.99)],
        "worst": run.latencies[-1],
        "others": run.others,
        "memory": memory,
    }
    save("soak", found)
    print(json.dumps({key: found[key] for key in found if key != "memory"}, indent=1))


# What was found


def machine() -> dict[str, str]:
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in ("pyoxigraph", "oxigraph", "uvicorn"))
        + f", {PEER.replace('==', ' ')}",
    }


def save(part: str, found: dict[str, Any]) -> None:
    all_found = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for entry in found.get("memory", ()):
        entry.update({key: round(value) for key, value in entry.items()})
    all_found[part] = found
    RESULTS.write_text(json.dumps(all_found, indent=1, ensure_ascii=False) + "\n")


def write() -> None:
    found = json.loads(RESULTS.read_text())
    parts = [
        "# The endpoint under load",
        "Made by `python benchmarks/web.py race`, `soak`, `write`.",
    ]
    if "race" in found:
        parts += race_text(found["race"])
    if "soak" in found:
        parts += soak_text(found["soak"])
    notes = HERE / "web-notes.md"
    if notes.exists():
        parts.append(notes.read_text().strip())
    (HERE / "WEB.md").write_text("\n\n".join(parts) + "\n")


def race_text(found: dict[str, Any]) -> list[str]:
    servers = list(next(iter(found["rates"].values())))
    lines = [
        f"| requests a second | {' | '.join(servers)} | of Oxigraph's | times rdflib-endpoint's |",
        f"| --- | {'---: | ' * (len(servers) + 2)}".rstrip(),
    ]
    tails = [
        f"| 99 of 100 within, ms | {' | '.join(servers)} |",
        f"| --- | {'---: | ' * len(servers)}".rstrip(),
    ]
    for what, of in found["rates"].items():
        rate = {server: median(run["rate"] for run in of[server]) for server in servers}
        tail = {server: median(run["p99"] for run in of[server]) for server in servers}
        ours, limit, slow = (rate[server] for server in servers)
        cells = " | ".join(f"{rate[server]:,.0f}" for server in servers)
        lines.append(f"| {what} | {cells} | {ours / limit:.2f} | {ours / slow:,.0f} |")
        tails.append(f"| {what} | {' | '.join(f'{tail[server]:,.1f}' for server in servers)} |")
    rows = ", ".join(f"{what}: {count}" for what, count in found["answers"].items())
    return [
        "## Race",
        f"{found['machine']}. {found['versions']}. wrk with {found['clients']} connections on one"
        f" thread, {found['seconds']:g} s a run, medians of {found['rounds']} rounds in turn. The"
        f" answers were equal (rows: {rows}).",
        "\n".join(lines),
        "\n".join(tails),
    ]


def soak_text(found: dict[str, Any]) -> list[str]:
    memory = found["memory"]
    warm = memory[len(memory) // 10 :]
    quarter = max(1, len(warm) // 4)

    def mib(part: list[dict[str, float]], key: str) -> float:
        return median(entry[key] for entry in part)

    others = "; ".join(f"{what}: {count:,}" for what, count in sorted(found["others"].items()))
    return [
        "## Soak",
        f"{found['seconds']:g} s, `--timeout {found['timeout']:g}`, while the machine's load was"
        f" {found['load']:.0f} (this and all that others had it do)."
        f" {found['well-behaved']:,} well-behaved requests, of which {found['failed']:,} failed;"
        f" half were answered within {found['p50']:.1f} ms, 99 of 100 within {found['p99']:.0f} ms,"
        f" the slowest in {found['worst']:.0f} ms. Beside them,"
        f" by what came of it: {others}.",
        "| memory, MiB (shared pages counted once) | first quarter | last quarter | most |\n"
        "| --- | ---: | ---: | ---: |\n"
        + "\n".join(
            f"| {label} | {mib(warm[:quarter], key):.0f} | {mib(warm[-quarter:], key):.0f}"
            f" | {max(entry[key] for entry in warm):.0f} |"
            for label, key in (
                ("the server itself", "server"),
                ("the processes that answer", "processes"),
            )
        ),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parts = parser.add_subparsers(dest="part", required=True)
    options = parts.add_parser("race")
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--clients", type=int, default=16)
    options = parts.add_parser("soak")
    options.add_argument("--seconds", type=float, default=600)
    options.add_argument("--timeout", type=float, default=15)
    parts.add_parser("write")
    wishes = vars(parser.parse_args())
    parts_by_name: dict[str, Callable[..., None]] = {"race": race, "soak": soak, "write": write}
    parts_by_name[wishes.pop("part")](**wishes)


if __name__ == "__main__":
    main()
