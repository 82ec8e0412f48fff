"""Derived facts: types up the class hierarchy, days and articles, by the rules in `ontology/rules`.

A rule is a CONSTRUCT query over the merge. Its triples belong in the graph `…/graph/derived` and in
the merge. Loading into memory, loading to disk and updates use the same rules; an update limits
them to the nodes that it touches.
"""

from __future__ import annotations

import os

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryTriples, Store, Triple

from sygraph.data import Files
from sygraph.namespaces import DERIVED, RDF_TYPE, SUBCLASS_OF, sy

# Every cold start imports this module: it takes what it needs and no more.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from typing import Protocol

    class Change(Protocol):
        """A store whose statements change one by one, with its merge."""

        store: Store

        def insert(self, quad: Quad) -> None: ...
        def delete(self, quad: Quad) -> None: ...


__all__ = ["Subject", "Touched", "derive_again", "inferred", "insertion", "rules", "with_merge"]

Subject = NamedNode | BlankNode | Triple

_DEFAULT = DefaultGraph()
_OF, _REFERENCE, _ARTICLE = sy("of"), sy("referenceDate"), sy("article")
# What the rules read of a node.
_TOUCHING = {
    RDF_TYPE,
    _OF,
    *map(sy, ["date", "periodStart", "periodEnd", "notBefore", "notAfter", "deadline", "ongoing"]),
}
_DERIVED = (RDF_TYPE, sy("firstDay"), sy("lastDay"), sy("fromArticle"))

_ALL_NODES = "VALUES ?node { UNDEF }"
# Nodes that one query looks at.
_BATCH = 500

_texts: list[str] = []


def rules() -> list[str]:
    """Return the texts of the rules, in the order in which they build on one another."""
    if not _texts:
        folder = Files.bundled().file("ontology", "rules")
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), encoding="utf-8") as stream:
                _texts.append(stream.read())
    return _texts


def inferred(store: Store, rule: str, nodes: Collection[Subject] | None = None) -> Iterator[Quad]:
    """Yield what a rule derives from the merge of a store, in the derived graph.

    Args:
        nodes: the subjects to look at; None for all of them.

    >>> from sygraph.store.load import build
    >>> store = build(Files.bundled())
    >>> list(inferred(store, rules()[0]))  # nothing is left to derive
    []
    """
    blocks = [""]
    if nodes is not None:
        named = [str(node) for node in nodes if isinstance(node, NamedNode)]
        batches = (named[at : at + _BATCH] for at in range(0, len(named), _BATCH))
        blocks = [f"VALUES ?node {{ {' '.join(batch)} }}" for batch in batches]
    for block in blocks:
        found = store.query(rule.replace(_ALL_NODES, block))
        assert isinstance(found, QueryTriples)
        for subject, predicate, object in found:
            yield Quad(subject, predicate, object, DERIVED)


def insertion(rule: str) -> str:
    """Return an update that adds what a rule derives to the derived graph and to the merge.

    >>> print(insertion("CONSTRUCT { ?s a ?c }\\nWHERE { VALUES ?node { UNDEF } ?s a ?c }"))
    INSERT { ?s a ?c . GRAPH <https://w3id.org/sygraph/graph/derived> { ?s a ?c } }
    WHERE {  ?s a ?c }
    """
    prologue, _, rest = rule.replace(_ALL_NODES, "").partition("CONSTRUCT {")
    template, _, pattern = rest.partition("}")
    template = template.strip()
    return f"{prologue}INSERT {{ {template} . GRAPH {DERIVED} {{ {template} }} }}{pattern}"


def with_merge(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield each quad, and its triple in the merge."""
    for quad in quads:
        yield quad
        yield Quad(*quad.triple)


class Touched:
    """The nodes whose derived facts a change of statements may change.

    `nodes` is None where all may: the class hierarchy or a reference date has changed, or a node
    without a name, which no rule can be limited to.
    """

    def __init__(self) -> None:
        self.nodes: set[Subject] | None = set()

    def note(self, quad: Quad) -> None:
        """Note a statement that was added or removed."""
        predicate = quad.predicate
        if self.nodes is None or quad.graph_name == DERIVED:
            return
        if predicate in (SUBCLASS_OF, _REFERENCE, _ARTICLE):
            self.nodes = None
        elif predicate in _TOUCHING:
            if isinstance(quad.subject, NamedNode):
                self.nodes.add(quad.subject)
            else:
                self.nodes = None


def derive_again(change: Change, touched: Collection[Subject] | None) -> None:
    """Replace the derived facts of the touched nodes, and of the figures of touched events."""
    store = change.store
    if touched is not None:
        figures = {
            quad.subject
            for node in touched
            if isinstance(node, NamedNode)
            for quad in store.quads_for_pattern(None, _OF, node, _DEFAULT)
        }
        touched = {*touched, *figures}
    for node in [None] if touched is None else touched:
        for predicate in _DERIVED:
            for quad in list(store.quads_for_pattern(node, predicate, None, DERIVED)):
                change.delete(quad)
    for rule in rules():
        for quad in list(inferred(store, rule, touched)):
            change.insert(quad)
