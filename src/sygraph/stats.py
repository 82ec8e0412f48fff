"""How much there is of everything, counted by the store."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from pyoxigraph import NamedNode

from sygraph.entities import labels
from sygraph.facts import node, term
from sygraph.names import DERIVED
from sygraph.store import Store

__all__ = ["Count", "Tally", "statistics", "tally"]

# How many there are of something, by name; and of what is of a kind, by the kind's IRI.
Tally = Mapping[str, int | Mapping[str, int]]

_COUNTS = {
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
    "passages": "?n dcterms:type ?kind",
    "entities": f"{_STATED} sy:Entity",
    "statements": f"{_STATED} sy:Statement",
}


@dataclass(frozen=True)
class Count:
    """How many there are of something. `of` is what it is a part of: a class is of `entities`."""

    name: str
    count: int
    of: str = ""


def statistics(store: Store, lang: str = "en") -> list[Count]:
    """Count passages, facts, entities and statements by class, named graphs and triples.

    A fact is a triple that passages state, counted once however many do; the triples are those
    of the merge, with what the gazetteer, the ontology and loading add.

    >>> from sygraph.store import OxigraphStore
    >>> [count.count for count in statistics(OxigraphStore.bundled()) if count.name == "passages"]
    [71]
    """
    counted = store.tally() or tally(store)
    found = []
    for name in _COUNTS:
        number, kinds = counted[name], counted.get(f"{name} by kind", {})
        assert isinstance(number, int) and not isinstance(kinds, int)
        found.append(Count(name, number))
        nodes = {NamedNode(iri): count for iri, count in kinds.items()}
        words = labels(store, nodes, lang)
        ordered = sorted(nodes, key=lambda kind: (-nodes[kind], kind.value))
        found += [Count(words[kind], nodes[kind], name) for kind in ordered]
    return found


def tally(store: Store, *, at_once: bool = False) -> Tally:
    """Count all that `statistics` tells, which loading a store on disk does once for all.

    Args:
        at_once: in as many threads as there are processors, which the embedded engine makes use of.

    >>> from sygraph.store import OxigraphStore
    >>> tally(OxigraphStore.bundled())["passages by kind"]["https://w3id.org/sygraph/ontology#byline"]
    1
    """
    jobs: dict[str, Callable[[], int | Mapping[str, int]]] = {}
    for name, pattern in (_COUNTS | {"named graphs": store.graphs}).items():
        jobs[name] = partial(_number, store, pattern)
        if name in _KINDS:
            jobs[f"{name} by kind"] = partial(_kinds, store, _KINDS[name])
    if not at_once:
        return {name: job() for name, job in jobs.items()}
    # Telling what was counted needs no threads, and does without what they import.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        found = {name: threads.submit(job) for name, job in jobs.items()}
    return {name: job.result() for name, job in found.items()}


def _number(store: Store, pattern: str) -> int:
    [row] = store.select(f"SELECT (COUNT(*) AS ?count) {{ {pattern} }}")
    return int(term(row["count"]).value)


def _kinds(store: Store, pattern: str) -> dict[str, int]:
    """How many there are of each kind."""
    rows = store.select(
        f"SELECT ?kind (COUNT(DISTINCT ?n) AS ?count) {{ {pattern} }} GROUP BY ?kind"
    )
    return {node(row["kind"]).value: int(term(row["count"]).value) for row in rows}
