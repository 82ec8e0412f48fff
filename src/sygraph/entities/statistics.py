"""Count passages, facts, entities, statements, graphs and triples."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from sygraph.entities.resolve import labels
from sygraph.store.counts import COUNTED, tally
from sygraph.store.interface import Store

__all__ = ["Count", "statistics"]


@dataclass(frozen=True)
class Count:
    """A number with its name; `of` names the count that includes it, such as `entities`."""

    name: str
    count: int
    of: str = ""


def statistics(store: Store, lang: str = "en") -> list[Count]:
    """Count passages, facts, entities and statements by class, named graphs and triples.

    A fact is a triple that passages state, counted once however many do; the triples are those
    of the merge, with what the gazetteer, the ontology and loading add.

    >>> from sygraph.store.interface import OxigraphStore
    >>> [count.count for count in statistics(OxigraphStore.bundled()) if count.name == "passages"]
    [71]
    """
    counted = store.tally() or tally(store)
    found = []
    for name in COUNTED:
        number, kinds = counted[name], counted.get(f"{name} by kind", {})
        assert isinstance(number, int) and not isinstance(kinds, int)
        found.append(Count(name, number))
        nodes = {NamedNode(iri): count for iri, count in kinds.items()}
        words = labels(store, nodes, lang)
        ordered = sorted(nodes, key=lambda kind: (-nodes[kind], kind.value))
        found += [Count(words[kind], nodes[kind], name) for kind in ordered]
    return found
