"""The data about one node as a file: its facts, the links to it, and labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import pyoxigraph as ox

from sygraph.entities.facts import batches, values
from sygraph.export.parts import Part, quads
from sygraph.namespaces import (
    DERIVED,
    MERGE,
    PREF_LABEL,
    is_article,
    is_entity,
    is_passage,
    is_term,
)
from sygraph.rdf.formats import Format
from sygraph.rdf.graph_file import write_graph
from sygraph.rdf.serialize import serialise
from sygraph.store.interface import Store

__all__ = ["FORMATS", "exists", "node_quads", "write_node"]

#: The formats of a node's files: one graph, or named graphs with the passages that state it.
FORMATS = tuple(
    Format.named(name)
    for name in ("turtle", "jsonld", "ntriples", "rdfxml", "n3", "trig", "nquads")
)

# The most links to a node that a file has.
_LINKS = 2000


def exists(store: Store, iri: ox.NamedNode) -> bool:
    """Whether a node occurs in the graph, or is one of its named graphs."""
    ways = (f"{iri} ?p ?o", f"?s ?p {iri}", f"GRAPH {iri} {{ ?s ?p ?o }}")
    return any(store.ask(f"ASK {{ {way} }}") for way in ways)


def write_node(store: Store, iri: ox.NamedNode, format: Format, stream: BinaryIO) -> None:
    """Write the facts about a node; the same graph gives the same bytes.

    >>> import io
    >>> from sygraph.store.interface import OxigraphStore
    >>> out = io.BytesIO()
    >>> seoul = ox.NamedNode("https://w3id.org/sygraph/id/seoul")
    >>> write_node(OxigraphStore.bundled(), seoul, Format.named("trig"), out)
    >>> "p:580 {" in out.getvalue().decode()
    True
    """
    found = node_quads(store, iri)
    if format.kind == "dataset":
        ordered = sorted(set(found), key=lambda quad: (str(quad.graph_name), str(quad)))
        serialise(stream, ordered, format)
    else:
        write_graph(stream, (quad.triple for quad in found), format)


def node_quads(store: Store, iri: ox.NamedNode) -> list[ox.Quad]:
    """Return the facts about a node, with a limit for links to it.

    Of an entity: its statements and those about it, what links to it, the passages that state
    them. Of a passage: what it states, and its words. Of an article: its passages and what they
    state. Of a term: its definition and some of its uses. Labels of what is named come with it.
    What no named graph states is in the default graph.
    """
    if is_passage(iri):
        found = [*_select(store, f"GRAPH {iri}", "?s ?p ?o", iri), *_own(store, [iri])]
    elif is_article(iri):
        found = _article(store, iri)
    elif is_term(iri.value):
        found = [*_own(store, [iri]), *_links(store, iri, 100)]
    elif _is_busy(store, iri):
        found = [*islice(_own(store, [iri]), _LINKS), *_links(store, iri, _LINKS)]
    elif is_entity(iri):
        found = list(quads(store, Part(about=iri)))
    else:
        found = [*_own(store, [iri]), *_links(store, iri, _LINKS)]
    found += _only_by_default(store, iri)
    return list(dict.fromkeys([*found, *_labels(store, found)]))


def _is_busy(store: Store, iri: ox.NamedNode) -> bool:
    rows = store.select(f"SELECT ?s {{ ?s ?p {iri} }} LIMIT {_LINKS + 1}")
    return sum(1 for _ in rows) > _LINKS


def _own(store: Store, subjects: Iterable[ox.NamedNode]) -> Iterator[ox.Quad]:
    for batch in batches(subjects):
        yield from _rows(
            store, f"SELECT ?s ?p ?o ?g {{ {values('s', batch)} GRAPH ?g {{ ?s ?p ?o }} }}"
        )


def _only_by_default(store: Store, iri: ox.NamedNode) -> Iterator[ox.Quad]:
    """The statements with the node, of the first that mention it, which no named graph has."""
    mentions = f"SELECT ?s ?p ({iri} AS ?o) {{ ?s ?p {iri} }} LIMIT {_LINKS}"
    for row in store.select(
        f"SELECT ?s ?p ?o {{ {{ {values('s', [iri])} ?s ?p ?o }} UNION {{ {mentions} }}"
        " FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
    ):
        yield ox.Quad(row["s"], row["p"], row["o"], ox.DefaultGraph())


def _links(store: Store, iri: ox.NamedNode, most: int) -> Iterator[ox.Quad]:
    ends = [f"?s ?p {iri}"] if not is_term(iri.value) else [f"?s ?p {iri}", f"?s {iri} ?o"]
    for end in ends:
        yield from _rows(
            store,
            f"SELECT * {{ GRAPH ?g {{ {end} }} FILTER(?g != {DERIVED}) }} LIMIT {most}",
            iri,
            predicate=end.startswith(f"?s {iri}"),
        )


def _article(store: Store, iri: ox.NamedNode) -> list[ox.Quad]:
    described = list(_select(store, f"GRAPH {iri}", "?s ?p ?o", iri))
    said = sorted({q.subject for q in described if is_passage(q.subject)}, key=str)
    found = [*described, *_own(store, [iri])]
    for batch in batches(p for p in said if isinstance(p, ox.NamedNode)):
        found += _rows(
            store, f"SELECT ?s ?p ?o ?g {{ {values('g', batch)} GRAPH ?g {{ ?s ?p ?o }} }}"
        )
    return found


def _select(store: Store, graph: str, pattern: str, home: ox.NamedNode) -> Iterator[ox.Quad]:
    for row in store.select(f"SELECT ?s ?p ?o {{ {graph} {{ {pattern} }} }}"):
        yield ox.Quad(row["s"], row["p"], row["o"], home)


def _rows(
    store: Store, query: str, given: ox.NamedNode | None = None, *, predicate: bool = False
) -> Iterator[ox.Quad]:
    """Return rows as quads; the given node is the predicate or the object."""
    for row in store.select(query):
        if row["g"] == MERGE:
            continue
        if given is None:
            yield ox.Quad(row["s"], row["p"], row["o"], row["g"])
        elif predicate:
            yield ox.Quad(row["s"], given, row["o"], row["g"])
        else:
            yield ox.Quad(row["s"], row["p"], given, row["g"])


def _labels(store: Store, found: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    """Return the labels of the nodes in these statements."""
    named = {
        term
        for quad in found
        for term in (quad.subject, quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode)
    }
    for batch in batches(sorted(named, key=str)):
        for row in store.select(
            f"SELECT ?s ?o ?g {{ {values('s', batch)} GRAPH ?g {{ ?s {PREF_LABEL} ?o }} }}"
        ):
            if row["g"] != MERGE:
                yield ox.Quad(row["s"], PREF_LABEL, row["o"], row["g"])
