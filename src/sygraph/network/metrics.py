"""What networkx finds in the network of entities: centres, brokers, communities, components.

Each finding comes with a sentence that says what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from sygraph.entities.resolve import LANGUAGES

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Finding", "Section", "communities", "entity_network", "measures"]

# How many of the foremost are told of.
FOREMOST = 10
# How many members of a community, or entities that would be cut off, are named.
NAMED = 6

_ENTITY, _ARTICLE = "sy:Entity", "schema:NewsArticle"


@dataclass(frozen=True)
class Finding:
    """One entity, community or component: its nodes by CURIE, a number, and what that means."""

    nodes: tuple[str, ...]
    value: float
    sentence: str


@dataclass(frozen=True)
class Section:
    """The findings of one measure, the foremost first; `meaning` says what it measures."""

    name: str
    title: str
    meaning: str
    findings: tuple[Finding, ...]


def entity_network(graph: nx.MultiDiGraph[str]) -> nx.Graph[str]:
    """Return who is linked to whom: the entities of a network, without what stands between.

    Two entities are linked if a fact links them or one statement is about both. A link through a
    statement about n entities weighs 1/(n - 1), so that an entity's links through it weigh one
    together (M. E. J. Newman, Scientific collaboration networks II, Phys. Rev. E 64, 2001).

    Args:
        graph: the network as `sygraph.network.networkx_graph.to_networkx` returns it.

    >>> import sygraph
    >>> between = entity_network(sygraph.open().to_networkx())
    >>> between.has_edge("id:shenyang", "id:kawasaki")
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
    """Return what is more closely linked among itself than with the rest, the largest first.

    The method is Louvain's (V. D. Blondel et al., Fast unfolding of communities in large
    networks, J. Stat. Mech. 2008), with a fixed seed. In each, the first is the most closely
    linked to the others of it.
    """
    import networkx as nx

    found = nx.community.louvain_communities(graph, weight="weight", seed=1)
    ordered = [_by_links(graph.subgraph(members)) for members in found]
    return sorted(ordered, key=lambda members: (-len(members), members))


def _by_links(graph: nx.Graph[str]) -> list[str]:
    links = dict(graph.degree(weight="weight"))
    return sorted(graph, key=lambda name: (-links[name], name))


def measures(graph: nx.Graph[str]) -> list[Section]:
    """Return centrality, brokers, communities and components, in the network's language.

    Args:
        graph: who is linked to whom, as `entity_network` returns it.

    >>> import sygraph
    >>> central, *_ = measures(entity_network(sygraph.open().to_networkx()))
    >>> central.findings[0].nodes
    ('id:shenyang',)
    """
    lang = graph.graph["lang"]
    sections = (
        ("centrality", _central),
        ("brokers", _brokers),
        ("communities", _communities),
        ("components", _components),
    )
    teller = _Teller(graph, lang)
    return [
        Section(
            name, teller(f"{name} title"), teller(f"{name} meaning"), tuple(find(graph, teller))
        )
        for name, find in sections
    ]


def _central(graph: nx.Graph[str], tell: _Teller) -> Iterator[Finding]:
    others = len(graph) - 1
    degrees = dict(graph.degree())
    for name in _foremost(degrees):
        links = degrees[name]
        share = links / others
        yield Finding(
            (name,), links, tell("central", name=name, links=links, others=others, share=share)
        )


def _brokers(graph: nx.Graph[str], tell: _Teller) -> Iterator[Finding]:
    import networkx as nx

    between = nx.betweenness_centrality(graph)
    cuts = set(nx.articulation_points(graph))
    for name in _foremost(between):
        lost = _cut_off(graph, name) if name in cuts else []
        sentence = tell("broker", name=name, share=between[name])
        if lost:
            sentence += tell("cut", count=len(lost), names=lost)
        yield Finding((name,), between[name], sentence)


def _cut_off(graph: nx.Graph[str], name: str) -> list[str]:
    """What would no longer be linked to most of the network without an entity."""
    import networkx as nx

    [whole] = [part for part in nx.connected_components(graph) if name in part]
    rest = graph.subgraph(whole - {name})
    parts = sorted(nx.connected_components(rest), key=len, reverse=True)
    return sorted(member for part in parts[1:] for member in part)


def _communities(graph: nx.Graph[str], tell: _Teller) -> Iterator[Finding]:
    for members in communities(graph):
        if len(members) > 1:
            inside = graph.subgraph(members).number_of_edges()
            links = sum(degree for _, degree in graph.degree(members)) - inside
            yield Finding(
                tuple(members),
                len(members),
                tell(
                    "community",
                    count=len(members),
                    name=members[0],
                    names=members[1:],
                    share=inside / links,
                ),
            )


def _components(graph: nx.Graph[str], tell: _Teller) -> Iterator[Finding]:
    import networkx as nx

    parts = sorted(map(sorted, nx.connected_components(graph)), key=lambda part: (-len(part), part))
    for part in parts:
        if len(part) == 1:
            sentence = tell("alone", name=part[0])
        else:
            steps = nx.diameter(graph.subgraph(part))
            sentence = tell("component", count=len(part), all=len(graph), steps=steps)
        yield Finding(tuple(part), len(part), sentence)


def _foremost(values: dict[str, float] | dict[str, int]) -> list[str]:
    order = sorted(values, key=lambda name: (-values[name], name))
    return [name for name in order[:FOREMOST] if values[name] > 0]


# What is told of each finding, by language: English, traditional and simplified Chinese.
_SENTENCES: dict[str, tuple[str, str, str]] = {
    "centrality title": ("Centrality", "中心性", "中心性"),
    "centrality meaning": (
        "Who is linked to the most others, directly or by one statement about both.",
        "誰與最多的其他實體直接相關，或同見於一項陳述。",
        "谁与最多的其他实体直接相关，或同见于一项陈述。",
    ),
    "central": (
        "{name} is linked to {links} of {others} others ({share:.0%}).",
        "{name}與{others}個其他實體中的{links}個相連（{share:.0%}）。",
        "{name}与{others}个其他实体中的{links}个相连（{share:.0%}）。",
    ),
    "brokers title": ("Brokers", "中介", "中介"),
    "brokers meaning": (
        "Who lies between others: the share of the shortest connections that lead through it"
        " (betweenness).",
        "誰居於他者之間：最短聯繫中經過該實體者所佔的比例（中介中心性）。",
        "谁居于他者之间：最短联系中经过该实体者所占的比例（中介中心性）。",
    ),
    "broker": (
        "{share:.1%} of the shortest connections between others lead through {name}.",
        "其他實體之間的最短聯繫有{share:.1%}經過{name}。",
        "其他实体之间的最短联系有{share:.1%}经过{name}。",
    ),
    "cut": (
        " Without it, {count} would be cut off: {names}.",
        "若沒有它，{count}個實體將與其餘隔絕：{names}。",
        "若没有它，{count}个实体将与其余隔绝：{names}。",
    ),
    "communities title": ("Communities", "社群", "社群"),
    "communities meaning": (
        "What is more closely linked among itself than with the rest (Louvain).",
        "彼此之間的聯繫比與其餘更緊密的實體（Louvain 法）。",
        "彼此之间的联系比与其余更紧密的实体（Louvain 法）。",
    ),
    "community": (
        "{count} around {name}: {names}; {share:.0%} of their links stay among them.",
        "以{name}為中心的{count}個實體：{names}；其聯繫有{share:.0%}在彼此之間。",
        "以{name}为中心的{count}个实体：{names}；其联系有{share:.0%}在彼此之间。",
    ),
    "components title": ("Components", "連通部分", "连通部分"),
    "components meaning": (
        "The pieces that the network falls into: between two of them there is no connection.",
        "網絡分成的各個部分：不同部分之間沒有任何聯繫。",
        "网络分成的各个部分：不同部分之间没有任何联系。",
    ),
    "component": (
        "{count} of {all} hang together: any of them leads to any other in {steps} steps or fewer.",
        "{all}個實體中的{count}個彼此連通：從任何一個到另一個至多{steps}步。",
        "{all}个实体中的{count}个彼此连通：从任何一个到另一个至多{steps}步。",
    ),
    "alone": (
        "{name} is linked to nothing else.",
        "{name}與其他實體沒有聯繫。",
        "{name}与其他实体没有联系。",
    ),
    "comma": (", ", "、", "、"),
    "more": (" and {count} more", "等{count}個", "等{count}个"),
}


class _Teller:
    """Says a finding in words."""

    def __init__(self, graph: nx.Graph[str], lang: str) -> None:
        self._label: Callable[[str], str] = lambda name: graph.nodes[name]["label"]
        self._column = LANGUAGES.index(lang)

    def __call__(self, key: str, **values: object) -> str:
        said = dict(values)
        if isinstance(name := values.get("name"), str):
            said["name"] = self._label(name)
        if isinstance(names := values.get("names"), list):
            said["names"] = self._names(names)
        return self._words(key).format(**said)

    def _names(self, names: Iterable[str]) -> str:
        labels = [self._label(name) for name in names]
        text = self._words("comma").join(labels[:NAMED])
        if len(labels) > NAMED:
            # Chinese says how many there are in all, English how many more.
            count = len(labels) - (NAMED if self._column == 0 else 0)
            text += self._words("more").format(count=count)
        return text

    def _words(self, key: str) -> str:
        return _SENTENCES[key][self._column]
