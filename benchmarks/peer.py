"""Ask an engine the queries that come on standard input; run by rivals.py, in a new process each.

    python peer.py ENGINE MERGE.nt ROUNDS < QUERIES.json

The engine is imported and the graph read first, which is told apart. With no rounds each query is
asked once and nothing is told: it is the process that is measured then.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

Ask = Callable[[str], list[Any]]


def main() -> None:
    engine, path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    asked: dict[str, str] = json.load(sys.stdin)
    start = time.process_time()
    ask, version = ENGINES[engine](path)
    told: dict[str, Any] = {"version": version, "opening": time.process_time() - start}
    told["queries"] = {name: measured(ask, sparql, rounds) for name, sparql in asked.items()}
    if rounds:
        print(json.dumps(told))


def opened_sygraph(path: str) -> tuple[Ask, str]:
    """It reads its own files; what was merged for the others it merges itself."""
    import sygraph

    store = sygraph.open().store
    return lambda sparql: list(store.query(sparql)), sygraph.__version__  # type: ignore[arg-type]


def opened_pyoxigraph(path: str) -> tuple[Ask, str]:
    import pyoxigraph

    store = pyoxigraph.Store()
    store.load(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return lambda sparql: list(store.query(sparql)), pyoxigraph.__version__  # type: ignore[arg-type]


def opened_rdflib(path: str) -> tuple[Ask, str]:
    import rdflib

    graph = rdflib.Graph()
    graph.parse(path, format="nt")
    return lambda sparql: list(graph.query(sparql)), rdflib.__version__


def opened_kglab(path: str) -> tuple[Ask, str]:
    import kglab  # type: ignore[import-not-found, unused-ignore]

    graph = kglab.KnowledgeGraph()
    graph.load_rdf(path, format="nt")
    return lambda sparql: list(graph.query(sparql)), kglab.__version__


ENGINES: dict[str, Callable[[str], tuple[Ask, str]]] = {
    "sygraph": opened_sygraph,
    "pyoxigraph, bare": opened_pyoxigraph,
    "rdflib": opened_rdflib,
    "kglab": opened_kglab,
}


def measured(ask: Ask, sparql: str, rounds: int) -> dict[str, Any]:
    """The first answer, what it took, and what each of the further ones took."""
    start = time.process_time()
    rows = ask(sparql)
    first = time.process_time() - start
    seconds = []
    calls = max(1, min(50, int(0.005 / max(first, 1e-5))))
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(calls):
            ask(sparql)
        seconds.append((time.process_time() - start) / calls)
    return {"first": first, "seconds": seconds, "rows": list(map(cells, rows))}


def cells(row: Any) -> list[dict[str, str] | None]:
    """A row as the JSON of SPARQL results has its cells, for every engine the same."""
    return [None if term is None else plain(term) for term in row]


def plain(term: Any) -> dict[str, str]:
    value = str(getattr(term, "value", term)) if is_oxigraph(term) else str(term)
    kind = type(term).__name__
    if kind in ("NamedNode", "URIRef"):
        return {"type": "uri", "value": value}
    if kind in ("BlankNode", "BNode"):
        return {"type": "bnode", "value": value}
    found = {"type": "literal", "value": value}
    if term.language:
        return found | {"xml:lang": term.language}
    if term.datatype is None:
        return found
    return found | {"datatype": str(getattr(term.datatype, "value", term.datatype))}


def is_oxigraph(term: Any) -> bool:
    """Whether a term is Oxigraph's, whose `value` is its text; rdflib's is what it stands for."""
    return type(term).__module__.startswith("pyoxigraph")


if __name__ == "__main__":
    main()
