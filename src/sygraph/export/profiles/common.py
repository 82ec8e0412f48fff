"""What several profiles share: creator, license, date of change, labels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import batches, node, values
from sygraph.export.dataset_description import DATASET
from sygraph.namespaces import BASE, ONTOLOGY, SY
from sygraph.rdf.language_tags import canonical_tag

if TYPE_CHECKING:
    from sygraph.queries.context import Context

__all__ = ["AUTHORS", "DATASET", "LICENCE", "labels_of", "modified", "tagged"]

AUTHORS = NamedNode(BASE + "authors")
LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")


def modified(kg: Context) -> Literal | None:
    """Return the date of the last change of the ontology, which identifies the version."""
    for row in kg.store.select(
        f"SELECT ?day {{ GRAPH {ONTOLOGY} {{ <{SY[:-1]}> dcterms:modified ?day }} }}"
    ):
        if isinstance(row["day"], Literal):
            return row["day"]
    return None


def labels_of(
    kg: Context, nodes: Iterable[NamedNode], kind: str = "skos:prefLabel"
) -> dict[NamedNode, list[Literal]]:
    """Return the labels of each node in all languages, in order."""
    found: dict[NamedNode, list[Literal]] = {}
    for batch in batches(nodes):
        for row in kg.store.select(f"SELECT ?s ?l {{ {values('s', batch)} ?s {kind} ?l }}"):
            if isinstance(row["l"], Literal):
                found.setdefault(node(row["s"]), []).append(row["l"])
    return {iri: sorted(labels, key=str) for iri, labels in found.items()}


def tagged(label: Literal) -> dict[str, str]:
    """Return a text with its language in JSON-LD."""
    return {"@language": canonical_tag(label.language or ""), "@value": label.value}
