"""Find an example of each class and property in the graph."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, Triple

from sygraph.entities.facts import node
from sygraph.entities.resolve import labels
from sygraph.namespaces import DERIVED, MERGE, RDF_TYPE, SY, curie, is_passage, passage_number
from sygraph.sparql.algebra import term_text
from sygraph.store.interface import Store
from sygraph.text.excerpts import shortened_text

__all__ = ["examples"]

_LONGEST = 40


def examples(store: Store, lang: str = "en") -> dict[str, str]:
    """Return an example of each class and property that the graph uses, by the term's IRI.

    Facts that passages state come first, in the order of the passages.

    >>> from sygraph.store.interface import OxigraphStore
    >>> found = examples(OxigraphStore.bundled())
    >>> found[SY + "growthOf"]
    'id:ftz-new-enterprises-2023-growth sy:growthOf id:ftz-new-enterprises-2023 (shenyang-2024/420)'
    >>> found[SY + "City"]
    'id:brisbane (Brisbane)'
    """
    uses: dict[str, tuple[object, Triple, NamedNode]] = {}
    members: dict[str, NamedNode] = {}
    for row in store.select(
        f'SELECT ?s ?p ?o ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?p), "{SY}") || '
        f'(?p = rdf:type && STRSTARTS(STR(?o), "{SY}"))) }}'
    ):
        graph, value = node(row["g"]), row["o"]
        if graph == MERGE or not isinstance(row["s"], NamedNode):
            continue
        if row["p"] == RDF_TYPE:
            kind = node(value).value
            if kind not in members or row["s"].value < members[kind].value:
                members[kind] = row["s"]
        elif isinstance(value, NamedNode | Literal):
            triple = Triple(row["s"], node(row["p"]), value)
            stem, number = graph.value.rpartition("/")[0], passage_number(graph.value)
            order = (not is_passage(graph), graph == DERIVED, stem, number, str(triple))
            best = uses.get(triple.predicate.value)
            if best is None or order < best[0]:  # type: ignore[operator]
                uses[triple.predicate.value] = order, triple, graph
    names = labels(store, members.values(), lang)
    found = {kind: f"{curie(one.value)} ({names[one]})" for kind, one in members.items()}
    for term, (_, triple, graph) in uses.items():
        stated = f" ({curie(graph.value)})" if is_passage(graph) else ""
        found[term] = " ".join(map(_short, triple)) + stated
    return found


def _short(part: object) -> str:
    if isinstance(part, Literal) and len(part.value) > _LONGEST:
        return str(Literal(shortened_text(part.value, _LONGEST)))
    assert isinstance(part, NamedNode | Literal)
    return term_text(part)
