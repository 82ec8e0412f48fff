"""Ask rdflib and kglab the queries that come on standard input; run by bench.py, among the peers.

python peer.py MERGE.nt ROUNDS < QUERIES.json
"""

from __future__ import annotations

import json
import sys
import time
from statistics import median
from typing import Any


def main() -> None:
    path, rounds = sys.argv[1], int(sys.argv[2])
    asked: dict[str, str] = json.load(sys.stdin)
    told: dict[str, Any] = {"peers": {}, "load": {}, "versions": {}}
    for name, opened in (("rdflib", rdflib_graph), ("kglab", kglab_graph)):
        start = time.process_time()
        graph, told["versions"][name] = opened(path)
        told["load"][name] = time.process_time() - start
        told["peers"][name] = {
            query: measured(graph, sparql, rounds) for query, sparql in asked.items()
        }
    print(json.dumps(told))


def rdflib_graph(path: str) -> tuple[Any, str]:
    import rdflib

    graph = rdflib.Graph()
    graph.parse(path, format="nt")
    return lambda sparql: list(graph.query(sparql)), rdflib.__version__


def kglab_graph(path: str) -> tuple[Any, str]:
    import kglab  # type: ignore[import-not-found, unused-ignore]

    graph = kglab.KnowledgeGraph()
    graph.load_rdf(path, format="nt")
    return lambda sparql: list(graph.query(sparql)), kglab.__version__


def measured(ask: Any, sparql: str, rounds: int) -> dict[str, float]:
    seconds = []
    rows = 0
    for _ in range(max(1, min(rounds, 3))):
        start = time.process_time()
        rows = len(ask(sparql))
        seconds.append(time.process_time() - start)
        if seconds[-1] > 5:
            break
    return {"rows": rows, "seconds": median(seconds)}


if __name__ == "__main__":
    main()
