"""Build a networkx multigraph from a part of the graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.facts import Fact, facts, grouped, passages
from sygraph.entities.resolve import labels
from sygraph.entities.wording import FIGURE, Words, figure, quantity, standard_words, value
from sygraph.namespaces import DERIVED, RDF_TYPE, SY, curie, sy
from sygraph.network.collapse import LABEL_PROPERTIES
from sygraph.network.selection import all_nodes
from sygraph.store.interface import Store

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["to_networkx"]

_VALUE = sy("value")


def to_networkx(
    store: Store,
    nodes: Iterable[NamedNode] | None = None,
    *,
    lang: str = "en",
    links: Collection[tuple[NamedNode, NamedNode, NamedNode]] | None = None,
) -> nx.MultiDiGraph[str]:
    """Return entities and statements as a directed multigraph, keyed by CURIEs.

    A node has its `label`, its `classes`, their `superclasses`, and `facts`, which are all facts
    about it except links. A figure also has the `figure` in words and its `quantity` with unit. An
    edge, keyed by the property, has its `label` and the `passages` that state it; a link from the
    gazetteer has none. The graph has the labels of the `classes` and the quotes of the `passages`.

    Args:
        nodes: the nodes to include; default: all.
        lang: the language of the labels: en, zh-Hant or zh-Hans.
        links: the triples that become edges; default, and if empty: all between the nodes.

    >>> from sygraph.store.interface import OxigraphStore
    >>> graph = to_networkx(OxigraphStore.bundled())
    >>> graph.edges["id:route-moscow", "id:moscow", "sy:destination"]["label"]
    'flies to'
    """
    import networkx as nx

    chosen = all_nodes(store) if nodes is None else sorted(nodes, key=str)
    stated = [fact for fact in facts(store, "s", chosen) if fact.predicate not in LABEL_PROPERTIES]
    among = set(chosen)
    linked = [
        fact
        for fact in stated
        if fact.predicate != RDF_TYPE
        and fact.graphs != (DERIVED,)
        and fact.object in among
        and (not links or (fact.subject, fact.predicate, fact.object) in links)
    ]
    own = [fact for fact in stated if fact.object not in among and fact.graphs != (DERIVED,)]
    words = labels(store, {*among, *_named(stated)}, lang) | standard_words(lang)

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(
        lang=lang,
        classes={},
        passages={
            curie(passage.iri.value): passage.quote
            for passage in passages(store, (p for fact in stated for p in fact.passages)).values()
        },
    )
    by_subject = dict(grouped(own, lambda fact: fact.subject))
    for iri in chosen:
        its = by_subject.get(iri, [])
        graph.add_node(
            curie(iri.value),
            label=words[iri],
            classes=[],
            superclasses=[],
            figure=figure(its, words, lang),
            quantity=quantity(its, words, lang),
            facts=list(_rows(its, words, lang)),
        )
    for fact in stated:
        if fact.predicate != RDF_TYPE:
            continue
        if fact.object.value.startswith(SY) or fact.graphs != (DERIVED,):
            name = curie(fact.object.value)
            kind = "superclasses" if fact.graphs == (DERIVED,) else "classes"
            graph.nodes[curie(fact.subject.value)][kind].append(name)
            graph.graph["classes"][name] = value(fact.object, words, lang)
    for fact in linked:
        graph.add_edge(
            curie(fact.subject.value),
            curie(fact.object.value),
            key=curie(fact.predicate.value),
            label=words[fact.predicate],
            passages=_short(fact.passages),
        )
    return graph


def _rows(its: list[Fact], words: Words, lang: str) -> Iterator[dict[str, object]]:
    """Yield the facts of a node in words; a figure is one row with its unit, bound and period."""
    whole = figure(its, words, lang)
    for fact in its:
        if fact.predicate != RDF_TYPE and not (whole and fact.predicate in FIGURE - {_VALUE}):
            text = value(fact.object, words, lang)
            yield {
                "property": words[fact.predicate],
                "value": whole if whole and fact.predicate == _VALUE else text,
                "passages": _short(fact.passages),
            }


def _named(facts: Iterable[Fact]) -> Iterator[NamedNode]:
    """Yield the properties and objects, which need labels."""
    for fact in facts:
        yield fact.predicate
        if isinstance(fact.object, NamedNode):
            yield fact.object


def _short(iris: Iterable[NamedNode]) -> list[str]:
    return [curie(iri.value) for iri in iris]
