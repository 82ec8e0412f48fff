"""Count passages, facts, entities, statements, graphs and triples by SPARQL."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.namespaces import DERIVED

if TYPE_CHECKING:
    from sygraph.store.interface import Store, Tally

__all__ = ["COUNTED", "number", "tally"]

COUNTED = {
    "passages": "{ ?n a sy:Passage }",
    "facts": "{ SELECT DISTINCT ?s ?p ?o { ?g sy:quote ?words GRAPH ?g { ?s ?p ?o } } }",
    "entities": "{ SELECT DISTINCT ?n { ?n a sy:Entity } }",
    "statements": "{ SELECT DISTINCT ?n { ?n a sy:Statement } }",
    "named graphs": "",  # each store has its own way
    "triples": "{ ?s ?p ?o }",
}

# The few classes are looked up in the hierarchy, and not what is of them.
_STATED = f"GRAPH ?g {{ ?n a ?kind }} FILTER(?g != {DERIVED}) ?kind rdfs:subClassOf*"
_KINDS = {
    "passages": "?n a sy:Passage ; dcterms:type ?kind",
    "entities": f"{_STATED} sy:Entity",
    "statements": f"{_STATED} sy:Statement",
}


def tally(store: Store, *, at_once: bool = False) -> Tally:
    """Count what `statistics` returns. Loading a store on disk does this once.

    Args:
        at_once: whether to count in as many threads as there are processors.

    >>> from sygraph.store.interface import OxigraphStore
    >>> tally(OxigraphStore.bundled())["passages by kind"]["https://w3id.org/sygraph/ontology#byline"]
    1
    """
    jobs: dict[str, Callable[[], int | Mapping[str, int]]] = {}
    for name, pattern in (COUNTED | {"named graphs": store.graphs}).items():
        jobs[name] = partial(number, store, pattern)
        if name in _KINDS:
            jobs[f"{name} by kind"] = partial(_kinds, store, _KINDS[name])
    if not at_once:
        return {name: job() for name, job in jobs.items()}
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = {name: threads.submit(job) for name, job in jobs.items()}
    return {name: job.result() for name, job in found.items()}


def number(store: Store, pattern: str) -> int:
    """Count the solutions of a pattern."""
    [row] = store.select(f"SELECT (COUNT(*) AS ?count) {{ {pattern} }}")
    return _count(row["count"])


def _kinds(store: Store, pattern: str) -> dict[str, int]:
    """How many there are of each kind."""
    rows = store.select(
        f"SELECT ?kind (COUNT(DISTINCT ?n) AS ?count) {{ {pattern} }} GROUP BY ?kind"
    )
    return {_iri(row["kind"]): _count(row["count"]) for row in rows}


def _count(found: object) -> int:
    assert isinstance(found, Literal)
    return int(found.value)


def _iri(found: object) -> str:
    assert isinstance(found, NamedNode)
    return found.value
