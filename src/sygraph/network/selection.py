"""Which part of the graph a view shows: all, surroundings, paths, an answer, or a theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.entities.facts import batches, node, values
from sygraph.entities.paths import neighbours, shortest_paths
from sygraph.entities.resolve import LANGUAGES, labels_in
from sygraph.errors import BadParameter, NotFound, SygraphError, nearest
from sygraph.namespaces import ARTICLE, sy, vocab
from sygraph.network.themes import THEMES, Link, Theme, theme_links
from sygraph.store.interface import Store

if TYPE_CHECKING:
    from sygraph.network.from_query import Answered
    from sygraph.queries.context import Context

__all__ = ["DEPTH", "Picked", "Selection", "pick"]

#: How far around a thing a view reaches unless told otherwise.
DEPTH = 2
# How many nodes are looked at to find the most important of them.
CONSIDERED = 20_000

# What can be a node: whatever has a name, and the statements that stand between.
_NODES = tuple(map(vocab, ("Entity", "Statement", "schema:NewsArticle")))
_BETWEEN = tuple(map(sy, ("Statement", "AirRoute")))

# What follows the title of an answer of which not all rows are shown.
_CUT = {
    "en": " (only the first {:,} rows)",
    "zh-Hant": "（僅前 {:,} 列）",
    "zh-Hans": "（仅前 {:,} 行）",
}
_QUERY = {"en": "Query", "zh-Hant": "查詢", "zh-Hans": "查询"}


@dataclass(frozen=True)
class Selection:
    """What to show: at most one of these; everything if none is given.

    Attributes:
        about: an entity, by any of its names, with what is up to `depth` links around it.
        path: two entities, with all shortest connections between them.
        query: the name of a query, or SPARQL; `params` are values for a named query's parameters.
        theme: one of `sygraph.network.themes.THEMES`.
        rows: how many rows of a query's answer to show at most; all of them without.

    Raises:
        SygraphError: two of them are given, or one that belongs to another.

    >>> Selection(theme="trade").theme
    'trade'
    """

    about: str | None = None
    depth: int | None = None
    path: tuple[str, str] | None = None
    query: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)
    theme: str | None = None
    rows: int | None = None

    def __post_init__(self) -> None:
        wishes = {"about": self.about, "path": self.path, "query": self.query, "theme": self.theme}
        given = [name for name, wish in wishes.items() if wish is not None]
        if len(given) > 1:
            raise SygraphError(
                f"{' and '.join(given)} cannot be combined", hint="choose one of them"
            )
        if self.depth is not None and self.about is None:
            raise SygraphError("depth is of no use without about", hint="say around which entity")
        if self.depth is not None and self.depth < 1:
            raise SygraphError(
                f"depth is {self.depth}, and must be at least 1", hint="a number of links"
            )
        if self.params and self.query is None:
            raise SygraphError(
                "parameters are of no use without a query", hint="give the name of a query too"
            )
        if self.theme is not None and self.theme not in THEMES:
            near = nearest(self.theme, THEMES)
            raise BadParameter(
                f"unknown theme: {self.theme}",
                name="theme",
                suggestions=near,
                hint=None if near else f"the themes are {', '.join(THEMES)}",
            )


@dataclass(frozen=True)
class Picked:
    """What a selection found: nodes, and which links between them to draw (None: all).

    `keep` are nodes that are drawn as such whatever they are, `core` those that are drawn even if
    nothing leads to them (None: all), `answer` is what a query says beyond the graph, and `total`
    how many nodes there are where not all were looked at.
    """

    title: dict[str, str]
    nodes: list[NamedNode]
    links: set[Link] | None = None
    keep: frozenset[NamedNode] = frozenset()
    core: frozenset[NamedNode] | None = None
    answer: Answered | None = None
    total: int | None = None


def pick(kg: Context, selection: Selection) -> Picked:
    """Find what a selection shows.

    Raises:
        SygraphError: a name, a query or a parameter is wrong, or an answer cannot be drawn.
        NotFound: there is nothing to show.

    >>> import sygraph
    >>> picked = pick(sygraph.open(), Selection(about="Munich", depth=1))
    >>> sorted("id:" + iri.value.rpartition("/")[2] for iri in picked.nodes)
    ['id:germany', 'id:hello-munich', 'id:munich']
    """
    if selection.about is not None:
        return _about(kg.store, kg.resolve(selection.about), selection.depth or DEPTH)
    if selection.path is not None:
        return _path(kg.store, *map(kg.resolve, selection.path))
    if selection.query is not None:
        return _answer(kg, selection.query, selection.params, selection.rows)
    if selection.theme is not None:
        return _theme(kg, THEMES[selection.theme])
    return _everything(kg)


def _everything(kg: Context) -> Picked:
    title = _title(kg.store, NamedNode(ARTICLE + kg.files.articles[0].stem))
    [row] = kg.store.select(
        f"SELECT (COUNT(DISTINCT ?node) AS ?count) {{ {values('class', _NODES)} ?node a ?class }}"
    )
    total = int(row["count"].value)
    if not total:
        raise NotFound("there is nothing to draw: no entity, no statement")
    if total > CONSIDERED:
        return Picked(title, _most_linked(kg.store, CONSIDERED // 4), total=total)
    rows = kg.store.select(f"SELECT DISTINCT ?node {{ {values('class', _NODES)} ?node a ?class }}")
    return Picked(title, sorted((node(row["node"]) for row in rows), key=str))


def _most_linked(store: Store, count: int) -> list[NamedNode]:
    """The entities with the most links, and the statements about two or more of them."""
    rows = store.select(
        "SELECT ?node (COUNT(*) AS ?links) { ?link a sy:LinkProperty . ?other ?link ?node ."
        f" ?node a sy:Entity }} GROUP BY ?node ORDER BY DESC(?links) ?node LIMIT {count}"
    )
    found = [node(row["node"]) for row in rows]
    between: dict[NamedNode, set[NamedNode]] = {}
    for batch in batches(found):
        for row in store.select(
            f"SELECT ?s ?o {{ {values('o', batch)} ?link a sy:LinkProperty . ?s ?link ?o ."
            f" ?s a sy:Statement FILTER NOT EXISTS {{ ?s a sy:Observation }} }} LIMIT {count}"
        ):
            between.setdefault(node(row["s"]), set()).add(node(row["o"]))
    return found + [iri for iri, ends in between.items() if len(ends) > 1][:count]


def _about(store: Store, middle: NamedNode, depth: int) -> Picked:
    found = {middle: None}
    frontier = [middle]
    for _ in range(depth):
        near = {far for _, far in neighbours(store, frontier)} - found.keys()
        # What joins two things is a line, so the step leads on to its other end.
        near |= _across(store, near) - found.keys()
        frontier = sorted(near, key=str)
        found.update(dict.fromkeys(frontier))
        if len(found) > CONSIDERED:
            break
    return Picked(_title(store, middle), list(found)[:CONSIDERED], keep=frozenset([middle]))


def _across(store: Store, nodes: Iterable[NamedNode]) -> set[NamedNode]:
    """The ends of those statements and routes among the nodes that join just two things."""
    ends: dict[NamedNode, set[NamedNode]] = {}
    for near, far in neighbours(store, _of(store, nodes, _BETWEEN)):
        ends.setdefault(near, set()).add(far)
    statements = set(_of(store, {end for found in ends.values() for end in found}, _BETWEEN[:1]))
    across: set[NamedNode] = set()
    for found in ends.values():
        # What another statement says of it is no third end (see `drawn`).
        pair = next((pair for pair in (found - statements, found) if len(pair) == 2), set())
        across |= pair
    return across


def _of(store: Store, nodes: Iterable[NamedNode], classes: Iterable[NamedNode]) -> list[NamedNode]:
    """Return those of the nodes that are of one of the classes."""
    found: list[NamedNode] = []
    for batch in batches(sorted(nodes, key=str)):
        rows = store.select(
            f"SELECT DISTINCT ?s {{ {values('s', batch)} {values('class', classes)} ?s a ?class }}"
        )
        found += [node(row["s"]) for row in rows]
    return found


def _path(store: Store, start: NamedNode, end: NamedNode) -> Picked:
    paths = shortest_paths(store, start, end)
    names = labels_in(store, [start, end])
    if not paths:
        raise NotFound(f"nothing connects {names['en'][start]} and {names['en'][end]}")
    facts = [fact for path in paths for step in path.steps for fact in step.facts]
    links: set[Link] = {(f.subject, f.predicate, node(f.object)) for f in facts}
    nodes = dict.fromkeys(iri for path in paths for iri in path.nodes)
    title = {lang: f"{names[lang][start]} – {names[lang][end]}" for lang in LANGUAGES}
    return Picked(title, list(nodes), links, frozenset([start, end]))


def _theme(kg: Context, theme: Theme) -> Picked:
    core, links = theme_links(kg.store, theme)
    nodes = dict.fromkeys(core)
    nodes.update(
        dict.fromkeys(end for start, _, far in sorted(links, key=str) for end in (start, far))
    )
    if not nodes:
        raise NotFound(f"the graph has nothing for the theme {theme.name}")
    return Picked(dict(theme.labels), list(nodes), links, core=frozenset(core))


def _answer(kg: Context, query: str, params: Mapping[str, object], rows: int | None) -> Picked:
    from sygraph.network.from_query import answered
    from sygraph.queries.run import is_name

    answer = answered(kg, query, params, rows)
    title = _QUERY
    if is_name(query):
        named = kg.queries[query.strip()]
        title = {"en": named.summary, "zh-Hant": named.summary_zh, "zh-Hans": named.summary_zh}
    if answer.cut:
        title = {lang: title[lang] + _CUT[lang].format(rows) for lang in title}
    return Picked(title, answer.nodes, answer.links, answer.keep, answer=answer)


def _title(store: Store, iri: NamedNode) -> dict[str, str]:
    return {lang: names[iri] for lang, names in labels_in(store, [iri]).items()}
