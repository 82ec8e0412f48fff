"""What people would pick instead, on one article, warm and cold apart; a part of bench.py.

Libraries are measured by the processor, each in a process of its own; services by the clock, as a
client sees them. All are asked the same text of the same merge, and their rows are held to be the
same: where a rival answers otherwise, its time is left out and it is said so.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from contextlib import ExitStack
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from measuring import PROGRAM, Run, Workshop, in_turn, run, spread, spreads
from peer import ENGINES
from services import starters, write_merge
from sygraph.data import Files
from sygraph.queries.catalog import Catalog
from sygraph.sparql.portable import with_prefixes

__all__ = ["ASKED", "rivals", "same_rows"]

# Some of each kind; what asks for named graphs is nothing that a merge can answer.
ASKED = (
    *("partner-cities", "air-routes", "trade-totals", "events-between", "figures", "zones"),
    *("companies", "countries", "neighbours", "classes", "hub-plans", "undertakings"),
)
# What is asked from nothing.
FIRST = "partner-cities"

PEER = Path(__file__).with_name("peer.py")


def rivals(workshop: Workshop, rounds: int) -> dict[str, Any]:
    """What libraries and services take for the same queries on one article."""
    catalog = Catalog.load(Files.bundled())
    asked = {name: with_prefixes(catalog[name].sparql) for name in ASKED}
    assert not any("GRAPH" in sparql for sparql in asked.values())
    python = workshop.peers()
    merge = write_merge(workshop.folder / "merge.nt")
    return {
        "queries": list(asked),
        "first": FIRST,
        "libraries": libraries(asked, merge, python, rounds),
        "services": services(asked, merge, python, rounds),
    }


def libraries(
    asked: dict[str, str], merge: Path, python: Path, rounds: int
) -> dict[str, dict[str, Any]]:
    """Each engine that is called from Python: from nothing, and when it has the graph."""
    commands = {}
    for name in ENGINES:
        ours = name in ("sygraph", "pyoxigraph, bare")
        commands[name] = [sys.executable if ours else python, PEER, name, merge]
    first = json.dumps({FIRST: asked[FIRST]}).encode()
    cold: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            if name == "sygraph":
                cold[name].append(run([PROGRAM, "query", FIRST]))
            else:
                cold[name].append(run([*command, "0"], given=first))
    found = {}
    rows: dict[str, dict[str, Any]] = {}
    everything = json.dumps(asked).encode()
    for name, command in commands.items():
        told = json.loads(run([*command, str(rounds)], given=everything).output)
        rows[name] = {query: of["rows"] for query, of in told["queries"].items()}
        found[name] = {
            "version": told["version"],
            "opening": told["opening"],
            "cold": spreads(cold[name]),
            "warm": {
                query: {
                    "rows": len(of["rows"]),
                    "same": same_rows(of["rows"], rows["sygraph"][query]),
                    **spread(of["seconds"]),
                }
                for query, of in told["queries"].items()
            },
        }
    return found


def services(
    asked: dict[str, str], merge: Path, python: Path, rounds: int
) -> dict[str, dict[str, Any]]:
    """Each service: from its start to its first answer, and a request when it is warm."""
    found: dict[str, dict[str, Any]] = {}
    start = starters(merge, python)
    with ExitStack() as stack:
        endpoints = {}
        for name, starter in start.items():
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            began = time.perf_counter()
            endpoints[name] = stack.enter_context(starter(folder))
            endpoints[name].ask(asked[FIRST])
            cold = time.perf_counter() - began
            found[name] = {"version": endpoints[name].version, "cold": cold, "warm": {}}
        askers = {name: endpoint.asker() for name, endpoint in endpoints.items()}
        for query, sparql in asked.items():
            rows = {name: endpoint.ask(sparql) for name, endpoint in endpoints.items()}
            taken = in_turn(rounds, {name: different(ask, sparql) for name, ask in askers.items()})
            for name in endpoints:
                found[name]["warm"][query] = {
                    "rows": len(rows[name]),
                    "same": same_rows(in_cells(rows[name]), in_cells(rows["sygraph serve"])),
                    **spread([wall for wall, _ in taken[name]]),
                }
    return found


_number = count()


def different(ask: Any, sparql: str) -> Any:
    """A request that nobody has answered before: what was kept of another is of no use."""
    return lambda: ask(f"{sparql} # {next(_number)}")


def in_cells(rows: list[dict[str, dict[str, str]]]) -> list[list[dict[str, str] | None]]:
    """The rows of a service, with a place for each variable, in the order of their names."""
    names = sorted({name for row in rows for name in row})
    return [[row.get(name) for name in names] for row in rows]


def same_rows(some: list[Any], others: list[Any]) -> bool:
    """Whether two answers say the same, in any order and however an engine writes it."""
    return sorted(map(_said, some)) == sorted(map(_said, others))


def _said(row: list[dict[str, str] | None]) -> str:
    return repr([term and _meaning(term) for term in row])


def _meaning(term: dict[str, str]) -> object:
    """What a term says: 1.0 or 1, true or 1, zh-Hant or zh-hant."""
    kind = term.get("datatype", "string").rpartition("#")[2]
    value = term["value"]
    if term["type"] == "uri":
        return value
    if kind in ("integer", "decimal", "double"):
        return Decimal(value).normalize()
    if kind == "boolean":
        return value in ("true", "1")
    return value, (term.get("xml:lang") or kind).lower()
