"""A part of the graph as a networkx multigraph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.facts import Fact, facts, grouped, node, passages, values
from sygraph.entities.resolve import labels
from sygraph.entities.wording import FIGURE, Words, figure, quantity, standard_words, value
from sygraph.namespaces import DERIVED, PREFIXES, RDF_TYPE, SY, curie, sy
from sygraph.store.interface import Store

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["to_networkx"]

# What can be a node: whatever has a name, and the statements that stand between.
_NODES = tuple(map(sy, ("Entity", "Statement", "Article")))
_VALUE = sy("value")
# Names are shown as labels, and where an entry comes from is not said of what it names.
_NOT_SHOWN = tuple(
    NamedNode(PREFIXES[prefix] + local)
    for prefix, local in (
        ("skos", "prefLabel"),
        ("skos", "altLabel"),
        ("skos", "hiddenLabel"),
        ("skos", "definition"),
        ("dcterms", "source"),
    )
)


def to_networkx(
    store: Store,
    nodes: Iterable[NamedNode] | None = None,
    *,
    lang: str = "en",
    links: Collection[tuple[NamedNode, NamedNode, NamedNode]] | None = None,
) -> nx.MultiDiGraph[str]:
    """Return entities and statements as a directed multigraph, keyed by short IRIs.

    A node has its `label`, its `classes` and the `superclasses` of these, if it is a figure the
    `figure` in words and its `quantity` alone, and `facts`, what is stated of it other than its
    links. An edge, keyed by the property, has its `label` and the `passages` that state it, none
    where only the gazetteer does. The graph itself has the labels of the classes and the quotes
    of the passages.

    Args:
        nodes: which nodes to include; all of them if not given.
        lang: the language of the words: en, zh-Hant or zh-Hans.
        links: which triples are to be edges; all between the nodes if not given or empty.

    >>> from sygraph.store.interface import OxigraphStore
    >>> graph = to_networkx(OxigraphStore.bundled())
    >>> graph.edges["id:route-moscow", "id:moscow", "sy:destination"]["label"]
    'flies to'
    """
    import networkx as nx

    chosen = _all_nodes(store) if nodes is None else sorted(nodes, key=str)
    stated = [fact for fact in facts(store, "s", chosen) if fact.predicate not in _NOT_SHOWN]
    among = set(chosen)
    linked = [
        fact
        for fact in stated
        if fact.predicate != RDF_TYPE
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
    for iri, its in _by_subject(chosen, own):
        graph.add_node(
            curie(iri.value),
            label=words[iri],
            classes=[],
            superclasses=[],
            figure=figure(its, words, lang),
            quantity=quantity(its, words, lang),
            facts=list(_told(its, words, lang)),
        )
    for fact in stated:
        if fact.predicate == RDF_TYPE and fact.object.value.startswith(SY):
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


def _told(its: list[Fact], words: Words, lang: str) -> Iterator[dict[str, object]]:
    """The facts of a node in words; what a figure's value, unit, bound and period say in one."""
    whole = figure(its, words, lang)
    for fact in its:
        if fact.predicate != RDF_TYPE and not (whole and fact.predicate in FIGURE - {_VALUE}):
            said = value(fact.object, words, lang)
            yield {
                "property": words[fact.predicate],
                "value": whole if whole and fact.predicate == _VALUE else said,
                "passages": _short(fact.passages),
            }


def _all_nodes(store: Store) -> list[NamedNode]:
    rows = store.select(f"SELECT DISTINCT ?node {{ {values('class', _NODES)} ?node a ?class }}")
    return sorted((node(row["node"]) for row in rows), key=str)


def _by_subject(
    nodes: Iterable[NamedNode], facts: Iterable[Fact]
) -> Iterator[tuple[NamedNode, list[Fact]]]:
    """Each node with those of the facts that are about it, which may be none."""
    groups = dict(grouped(facts, lambda fact: fact.subject))
    for iri in nodes:
        yield iri, groups.get(iri, [])


def _named(facts: Iterable[Fact]) -> Iterator[NamedNode]:
    """What the facts need words for besides their subjects."""
    for fact in facts:
        yield fact.predicate
        if isinstance(fact.object, NamedNode):
            yield fact.object


def _short(iris: Iterable[NamedNode]) -> list[str]:
    return [curie(iri.value) for iri in iris]
