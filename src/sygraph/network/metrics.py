"""Metrics of the network of entities: centrality, brokers, communities, components.

Each finding has a sentence that explains it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sygraph.data import read_toml

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Finding", "Section", "communities", "entity_network", "measures"]

# The number of entities in the findings of centrality and brokers.
TOP = 10
# The number of entities that a sentence names.
MAX_NAMES = 6

_ENTITY, _ARTICLE = "sy:Entity", "schema:NewsArticle"
_SENTENCES: dict[str, dict[str, str]] = read_toml("network/words.toml")["metrics"]


@dataclass(frozen=True)
class Finding:
    """An entity, community or component: its nodes as CURIEs, a number, and a sentence about it."""

    nodes: tuple[str, ...]
    value: float
    sentence: str


@dataclass(frozen=True)
class Section:
    """The findings of one metric, the highest value first; `meaning` says what it measures."""

    name: str
    title: str
    meaning: str
    findings: tuple[Finding, ...]


def entity_network(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return the undirected network of entities, without statements.

    Two entities are linked if a fact links them or one statement is about both. Each pair of the n
    entities of a statement gets the weight 1/(n - 1), so that the links of an entity through one
    statement have the weight 1 in total (M. E. J. Newman, Scientific collaboration networks II,
    Phys. Rev. E 64, 2001).

    Args:
        graph: a network from `sygraph.network.networkx_graph.to_networkx`.

    >>> import sygraph
    >>> network = entity_network(sygraph.open().to_networkx())
    >>> network.has_edge("id:shenyang", "id:kawasaki")
    True
    """
    import networkx as nx

    kinds = {name: {*its["classes"], *its["superclasses"]} for name, its in graph.nodes(data=True)}
    entities = [name for name in graph if _ENTITY in kinds[name]]
    found: nx.Graph[str] = nx.Graph(lang=graph.graph["lang"])
    found.add_nodes_from((name, graph.nodes[name]) for name in entities)
    for start, end in graph.edges():
        if start in found and end in found and start != end:
            _link(found, start, end, 1.0)
    for name in graph:
        if name not in found and _ARTICLE not in kinds[name]:
            ends = sorted({*graph.successors(name), *graph.predecessors(name)} & {*found})
            for start, end in combinations(ends, 2):
                _link(found, start, end, 1 / (len(ends) - 1))
    return found


def _link(graph: nx.Graph[str], start: str, end: str, weight: float) -> None:
    known = graph.get_edge_data(start, end, {"weight": 0.0})["weight"]
    graph.add_edge(start, end, weight=known + weight)


def communities(graph: nx.Graph[str]) -> list[list[str]]:
    """Return groups of entities with more links inside than to others, the largest group first.

    The method is Louvain's (V. D. Blondel et al., Fast unfolding of communities in large
    networks, J. Stat. Mech. 2008), with a fixed seed. In each group, the entity with the most
    links inside the group is first.
    """
    import networkx as nx

    found = nx.community.louvain_communities(graph, weight="weight", seed=1)
    ordered = [_by_links(graph.subgraph(members)) for members in found]
    return sorted(ordered, key=lambda members: (-len(members), members))


def _by_links(graph: nx.Graph[str]) -> list[str]:
    links = dict(graph.degree(weight="weight"))
    return sorted(graph, key=lambda name: (-links[name], name))


def measures(graph: nx.Graph[str]) -> list[Section]:
    """Return centrality, brokers, communities and components, in the language of the network.

    Args:
        graph: a network from `entity_network`.

    >>> import sygraph
    >>> central, *_ = measures(entity_network(sygraph.open().to_networkx()))
    >>> central.findings[0].nodes
    ('id:shenyang',)
    """
    sections = (
        ("centrality", _central),
        ("brokers", _brokers),
        ("communities", _communities),
        ("components", _components),
    )
    sentence = _Sentences(graph)
    return [
        Section(
            name,
            sentence(f"{name}_title"),
            sentence(f"{name}_meaning"),
            tuple(find(graph, sentence)),
        )
        for name, find in sections
    ]


def _central(graph: nx.Graph[str], sentence: _Sentences) -> Iterator[Finding]:
    others = len(graph) - 1
    degrees = dict(graph.degree())
    for name in _top(degrees):
        links = degrees[name]
        share = links / others
        yield Finding(
            (name,), links, sentence("central", name=name, links=links, others=others, share=share)
        )


def _brokers(graph: nx.Graph[str], sentence: _Sentences) -> Iterator[Finding]:
    import networkx as nx

    between = nx.betweenness_centrality(graph)
    cuts = set(nx.articulation_points(graph))
    for name in _top(between):
        lost = _cut_off(graph, name) if name in cuts else []
        text = sentence("broker", name=name, share=between[name])
        if lost:
            text += sentence("cut", count=len(lost), names=lost)
        yield Finding((name,), between[name], text)


def _cut_off(graph: nx.Graph[str], name: str) -> list[str]:
    """Return the entities that would lose the link to most of the network without this one."""
    import networkx as nx

    [whole] = [part for part in nx.connected_components(graph) if name in part]
    rest = graph.subgraph(whole - {name})
    parts = sorted(nx.connected_components(rest), key=len, reverse=True)
    return sorted(member for part in parts[1:] for member in part)


def _communities(graph: nx.Graph[str], sentence: _Sentences) -> Iterator[Finding]:
    for members in communities(graph):
        if len(members) > 1:
            inside = graph.subgraph(members).number_of_edges()
            links = sum(degree for _, degree in graph.degree(members)) - inside
            yield Finding(
                tuple(members),
                len(members),
                sentence(
                    "community",
                    count=len(members),
                    name=members[0],
                    names=members[1:],
                    share=inside / links,
                ),
            )


def _components(graph: nx.Graph[str], sentence: _Sentences) -> Iterator[Finding]:
    import networkx as nx

    parts = sorted(map(sorted, nx.connected_components(graph)), key=lambda part: (-len(part), part))
    for part in parts:
        if len(part) == 1:
            text = sentence("alone", name=part[0])
        else:
            steps = nx.diameter(graph.subgraph(part))
            text = sentence("component", count=len(part), all=len(graph), steps=steps)
        yield Finding(tuple(part), len(part), text)


def _top(values: dict[str, float] | dict[str, int]) -> list[str]:
    order = sorted(values, key=lambda name: (-values[name], name))
    return [name for name in order[:TOP] if values[name] > 0]


class _Sentences:
    """The sentences of `words.toml` in the language of a network, with the labels of its nodes."""

    def __init__(self, graph: nx.Graph[str]) -> None:
        self._graph = graph
        self._lang: str = graph.graph["lang"]

    def __call__(self, key: str, **values: object) -> str:
        texts = dict(values)
        if isinstance(name := values.get("name"), str):
            texts["name"] = self._label(name)
        if isinstance(names := values.get("names"), list):
            texts["names"] = self._labels(names)
        return _SENTENCES[key][self._lang].format(**texts)

    def _label(self, name: str) -> str:
        label: str = self._graph.nodes[name]["label"]
        return label

    def _labels(self, names: list[str]) -> str:
        text = _SENTENCES["comma"][self._lang].join(map(self._label, names[:MAX_NAMES]))
        if len(names) > MAX_NAMES:
            more = _SENTENCES["more"][self._lang]
            text += more.format(count=len(names), rest=len(names) - MAX_NAMES)
        return text
