"""The graph as a network: shortest connections by SPARQL, and a part of it for networkx."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities import labels
from sygraph.errors import SygraphError
from sygraph.facts import (
    TYPE,
    Fact,
    batches,
    facts,
    facts_between,
    grouped,
    node,
    passages,
    values,
)
from sygraph.names import DERIVED, PREFIXES, SY, curie, sy, vocab
from sygraph.store import Store
from sygraph.wording import FIGURE, Words, figure, quantity, standard_words, value

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Path", "Step", "neighbours", "nodes_about", "shortest_paths", "to_networkx"]

# A step that finds more than so many starts from a hub, and is rather taken from the other side;
# and how many a step may find at all.
_WIDE, _MOST = 2_000, 200_000

# Of very many equally short connections, how many are weighed against each other.
_WEIGHED = 1000

# What can be a node: whatever has a name, and the statements that stand between.
_NODES = tuple(map(vocab, ("Entity", "Statement", "schema:NewsArticle")))
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


@dataclass(frozen=True)
class Step:
    """One step of a connection: two nodes and the facts that link them, in either direction."""

    start: NamedNode
    end: NamedNode
    facts: tuple[Fact, ...]

    @property
    def is_stated(self) -> bool:
        """Whether a passage states it."""
        return any(fact.passages for fact in self.facts)


@dataclass(frozen=True)
class Path:
    """A connection, step by step."""

    steps: tuple[Step, ...]

    @property
    def nodes(self) -> tuple[NamedNode, ...]:
        """The nodes along it, both ends included."""
        return (self.steps[0].start, *(step.end for step in self.steps))


def shortest_paths(
    store: Store, start: NamedNode, end: NamedNode, *, limit: int | None = None
) -> list[Path]:
    """Find the shortest connections between two nodes; none if they are not connected.

    Only properties that the ontology marks as links are followed, in either direction. What the
    passages state comes before what only the gazetteer knows.

    Args:
        limit: how many to return at most.

    Only what lies near the two is looked at, from the side where less does, so a large graph takes
    no more memory than a small one.

    Raises:
        SygraphError: both are the same node, or so much lies around either that it cannot be
            weighed.

    >>> from sygraph.names import ID
    >>> from sygraph.store import OxigraphStore
    >>> moscow, shenyang = NamedNode(ID + "moscow"), NamedNode(ID + "shenyang")
    >>> for path in shortest_paths(OxigraphStore.bundled(), moscow, shenyang):
    ...     print(*(curie(iri.value) for iri in path.nodes))
    id:moscow id:route-moscow id:shenyang
    """
    if start == end:
        raise SygraphError(f"both ends are {curie(start.value)}", hint="name two entities")
    found = list(islice(_chains(store, start, end), _WEIGHED))
    links = _links(store, {pair for chain in found for pair in _pairs(chain)})
    paths = [Path(tuple(Step(*pair, links[pair]) for pair in _pairs(chain))) for chain in found]
    paths.sort(key=lambda path: sum(not step.is_stated for step in path.steps))
    return paths[:limit]


def _chains(store: Store, start: NamedNode, end: NamedNode) -> Iterator[list[NamedNode]]:
    """The nodes of each shortest connection, searched from both ends at once, in a fixed order."""
    # For each end: from every node reached, the nodes before it, one step nearer to that end.
    before: list[dict[NamedNode, list[NamedNode]]] = [{start: []}, {end: []}]
    frontiers: list[list[NamedNode]] = [[start], [end]]
    while all(frontiers):
        side = 0 if len(frontiers[0]) <= len(frontiers[1]) else 1
        steps = _steps(store, frontiers[side], _WIDE)
        if steps is None:  # a hub: perhaps less lies around the other end
            other = _steps(store, frontiers[1 - side], _MOST)
            side, steps = (side, None) if other is None else (1 - side, other)
        if steps is None:
            steps = _steps(store, frontiers[side], _MOST)
        if steps is None:
            raise SygraphError(
                f"more than {_MOST:,} links lie around either end",
                hint="name something that fewer are linked to",
            )
        reached: dict[NamedNode, list[NamedNode]] = {}
        for near, far in steps:
            if far not in before[side]:
                reached.setdefault(far, []).append(near)
        before[side].update(reached)
        frontiers[side] = list(reached)
        met = sorted((iri for iri in reached if iri in before[1 - side]), key=str)
        if met:
            for middle in met:
                for head in _back(middle, before[0]):
                    for tail in _back(middle, before[1]):
                        yield [*reversed(head), middle, *tail]
            return


def _back(middle: NamedNode, before: dict[NamedNode, list[NamedNode]]) -> Iterator[list[NamedNode]]:
    """Each way back from a node to the end it was reached from, without the node itself."""
    if not before[middle]:
        yield []
    for previous in sorted(before[middle], key=str):
        for rest in _back(previous, before):
            yield [previous, *rest]


def _steps(
    store: Store, nodes: Iterable[NamedNode], most: int
) -> list[tuple[NamedNode, NamedNode]] | None:
    """Each node with each of those that a link joins to it; None where these are too many."""
    found: list[tuple[NamedNode, NamedNode]] = []
    for batch in batches(nodes):
        found += neighbours(store, batch, most - len(found) + 1)
        if len(found) > most:
            return None
    return found


def neighbours(
    store: Store, nodes: Iterable[NamedNode], most: int | None = None
) -> Iterator[tuple[NamedNode, NamedNode]]:
    """Each node with each of those that a link joins to it, in either direction."""
    limit = "" if most is None else f" LIMIT {most}"
    for batch in batches(nodes):
        for row in store.select(
            f"SELECT DISTINCT ?near ?far {{ {values('near', batch)} ?link a sy:LinkProperty"
            f" {{ ?near ?link ?far }} UNION {{ ?far ?link ?near }} FILTER(ISIRI(?far)) }}{limit}"
        ):
            yield node(row["near"]), node(row["far"])


def _links(
    store: Store, pairs: Iterable[tuple[NamedNode, NamedNode]]
) -> dict[tuple[NamedNode, NamedNode], tuple[Fact, ...]]:
    """The facts that link the nodes of each pair, in either direction."""
    found: dict[tuple[NamedNode, NamedNode], list[Fact]] = {pair: [] for pair in pairs}
    predicates = {
        node(row["link"]) for row in store.select("SELECT ?link { ?link a sy:LinkProperty }")
    }
    for fact in facts_between(store, sorted(found, key=str)):
        if fact.predicate in predicates:
            for pair in ((fact.subject, fact.object), (fact.object, fact.subject)):
                if pair in found and isinstance(pair[0], NamedNode):
                    found[pair].append(fact)
    return {pair: tuple(group) for pair, group in found.items()}


def _pairs(chain: list[NamedNode]) -> Iterator[tuple[NamedNode, NamedNode]]:
    return pairwise(chain)


def nodes_about(store: Store, iri: NamedNode, depth: int) -> list[NamedNode]:
    """Return the node and those up to so many links away, the nearer first."""
    found = {iri: None}
    frontier = [iri]
    for _ in range(depth):
        frontier = sorted(
            {far for _, far in neighbours(store, frontier) if far not in found}, key=str
        )
        found.update(dict.fromkeys(frontier))
    return list(found)


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

    >>> from sygraph.store import OxigraphStore
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
        if fact.predicate != TYPE
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
        if fact.predicate != TYPE:
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


def _told(its: list[Fact], words: Words, lang: str) -> Iterator[dict[str, object]]:
    """The facts of a node in words; what a figure's value, unit, bound and period say in one."""
    whole = figure(its, words, lang)
    for fact in its:
        if fact.predicate != TYPE and not (whole and fact.predicate in FIGURE - {_VALUE}):
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
