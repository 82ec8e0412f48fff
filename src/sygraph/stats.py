"""How much there is of everything, counted by the store."""

from __future__ import annotations

from dataclasses import dataclass

from sygraph.entities import labels
from sygraph.facts import node, term
from sygraph.names import DERIVED, sy
from sygraph.store import Store

__all__ = ["Count", "statistics"]

_COUNTS = {
    "passages": "{ ?n a sy:Passage }",
    "facts": "{ SELECT DISTINCT ?s ?p ?o { ?g sy:quote ?words GRAPH ?g { ?s ?p ?o } } }",
    "entities": "{ SELECT DISTINCT ?n { ?n a sy:Entity } }",
    "statements": "{ SELECT DISTINCT ?n { ?n a sy:Statement } }",
    "named graphs": "{ SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } }",
    "triples": "{ ?s ?p ?o }",
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
    found = []
    for name, pattern in _COUNTS.items():
        found.append(Count(name, _number(store, pattern)))
        match name:
            case "passages":
                found += _kinds(store, name, "?n sy:role ?kind", lang)
            case "entities" | "statements":
                top = sy("Entity" if name == "entities" else "Statement")
                stated = f"GRAPH ?g {{ ?n a ?kind }} FILTER(?g != {DERIVED}) ?n a {top}"
                found += _kinds(store, name, stated, lang)
    return found


def _number(store: Store, pattern: str) -> int:
    [row] = store.select(f"SELECT (COUNT(*) AS ?count) {{ {pattern} }}")
    return int(term(row["count"]).value)


def _kinds(store: Store, of: str, pattern: str, lang: str) -> list[Count]:
    """How many there are of each kind, the most numerous first."""
    rows = store.select(
        f"SELECT ?kind (COUNT(DISTINCT ?n) AS ?count) {{ {pattern} }} GROUP BY ?kind"
    )
    counts = {node(row["kind"]): int(term(row["count"]).value) for row in rows}
    words = labels(store, counts, lang)
    ordered = sorted(counts, key=lambda kind: (-counts[kind], kind.value))
    return [Count(words[kind], counts[kind], of) for kind in ordered]
