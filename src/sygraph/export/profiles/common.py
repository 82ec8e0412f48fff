"""What several profiles say alike: who made this, when and under which licence, and names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import batches, node, values
from sygraph.namespaces import BASE, ONTOLOGY, SY
from sygraph.rdf.language_tags import canonical_tag

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["AUTHORS", "DATASET", "LICENCE", "labels_of", "modified", "tagged"]

AUTHORS = NamedNode(BASE + "authors")
DATASET = NamedNode(BASE + "dataset")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


def modified(kg: Context) -> Literal | None:
    """The day on which the ontology was last changed, which stands for the version."""
    for row in kg.store.select(
        f"SELECT ?day {{ GRAPH {ONTOLOGY} {{ <{SY[:-1]}> dcterms:modified ?day }} }}"
    ):
        if isinstance(row["day"], Literal):
            return row["day"]
    return None


def labels_of(
    kg: Context, nodes: Iterable[NamedNode], kind: str = "skos:prefLabel"
) -> dict[NamedNode, list[Literal]]:
    """What each is called, in every language, in order."""
    found: dict[NamedNode, list[Literal]] = {}
    for batch in batches(nodes):
        for row in kg.store.select(f"SELECT ?s ?l {{ {values('s', batch)} ?s {kind} ?l }}"):
            if isinstance(row["l"], Literal):
                found.setdefault(node(row["s"]), []).append(row["l"])
    return {iri: sorted(labels, key=str) for iri, labels in found.items()}


def tagged(label: Literal) -> dict[str, str]:
    """A text in a language, as JSON-LD has it."""
    return {"@language": canonical_tag(label.language or ""), "@value": label.value}
