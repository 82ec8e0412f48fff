"""Translations of passages and wordings: reading aids in graphs of their own, never evidence."""

from __future__ import annotations

from pyoxigraph import NamedNode

from sygraph.entities.facts import node
from sygraph.namespaces import is_translations
from sygraph.store.interface import Store

__all__ = ["translation_graphs"]


def translation_graphs(store: Store) -> list[NamedNode]:
    """Return the graphs with the translations of articles, by IRI.

    >>> from sygraph.store.interface import OxigraphStore
    >>> [graph.value for graph in translation_graphs(OxigraphStore.bundled())]
    ['https://w3id.org/sygraph/graph/translations/shenyang-2024']
    """
    rows = store.select("SELECT DISTINCT ?g { GRAPH ?g { ?node sy:translation ?words } }")
    graphs = (node(row["g"]) for row in rows)
    return sorted(filter(is_translations, graphs), key=lambda graph: graph.value)
