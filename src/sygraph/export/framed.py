"""Write one JSON-LD document for each entity, with the statements about it nested inside."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from sygraph.entities.facts import batches, node, values
from sygraph.namespaces import is_passage, local_name
from sygraph.rdf.context import published_context
from sygraph.rdf.jsonld import Compactor, Node
from sygraph.rdf.safe_output import json_text
from sygraph.store.interface import Store

__all__ = ["documents"]

_MANY = 50


def documents(store: Store, about: ox.NamedNode | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the slug of each entity, in order, and its document.

    A document has the facts about the entity; the statements about it (figures, targets,
    partnerships) under `@reverse`, each complete; and the passages that state any of these, with
    their quotes, under `@included`.

    Args:
        about: The only entity to write.
    """
    found = [about] if about else _entities(store)
    for batch in batches(found):
        for start in range(0, len(batch), _MANY):
            yield from _documents(store, batch[start : start + _MANY])


def _entities(store: Store) -> list[ox.NamedNode]:
    rows = store.select("SELECT DISTINCT ?e { ?e a sy:Entity }")
    return sorted((node(row["e"]) for row in rows), key=lambda iri: iri.value)


def _documents(store: Store, entities: list[ox.NamedNode]) -> Iterator[tuple[str, bytes]]:
    statements: dict[ox.NamedNode, list[tuple[ox.NamedNode, ox.NamedNode]]] = {}
    for row in store.select(
        f"SELECT DISTINCT ?e ?p ?n {{ {values('e', entities)} ?n ?p ?e ; a sy:Statement }}"
    ):
        statements.setdefault(node(row["e"]), []).append((node(row["p"]), node(row["n"])))
    subjects = [*entities, *(n for pairs in statements.values() for _, n in pairs)]
    triples, passages = _triples(store, subjects)
    words, _ = _triples(store, [p for found in passages.values() for p in found])
    for entity in entities:
        pairs = sorted(statements.get(entity, []), key=lambda pair: (pair[0].value, pair[1].value))
        compactor = Compactor(published_context())
        document: Node = compactor.node(triples.get(entity, []))
        reverse: dict[str, list[Node]] = {}
        for predicate, statement in pairs:
            held = compactor.node(t for t in triples[statement] if t.object != entity)
            reverse.setdefault(compactor.name(predicate)[0], []).append(held)
        if reverse:
            document["@reverse"] = reverse
        proofs = {p for n in (entity, *(n for _, n in pairs)) for p in passages.get(n, ())}
        ordered = sorted(proofs, key=lambda iri: (len(iri.value), iri.value))
        if ordered:
            document["@included"] = [compactor.node(words[p]) for p in ordered if p in words]
        context = {k: v for k, v in published_context().items() if k in compactor.used}
        content = json_text({"@context": context} | document)
        yield local_name(entity.value), content.encode() + b"\n"


def _triples(
    store: Store, subjects: list[ox.NamedNode]
) -> tuple[dict[ox.NamedNode, list[ox.Triple]], dict[ox.NamedNode, set[ox.NamedNode]]]:
    """Return the triples of each subject, in order, and the passages that state them."""
    found: dict[ox.NamedNode, set[ox.Triple]] = {}
    passages: dict[ox.NamedNode, set[ox.NamedNode]] = {}
    for batch in batches(subjects):
        for row in store.select(
            f"SELECT ?s ?p ?o ?g {{ {values('s', batch)} GRAPH ?g {{ ?s ?p ?o }} }}"
        ):
            subject = node(row["s"])
            found.setdefault(subject, set()).add(ox.Triple(subject, row["p"], row["o"]))
            if is_passage(row["g"]):
                passages.setdefault(subject, set()).add(node(row["g"]))
    return {s: sorted(group, key=str) for s, group in found.items()}, passages
