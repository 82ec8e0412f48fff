"""Select the part of the graph that a view shows: all, around, path, query or theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.entities.facts import batches, node, values
from sygraph.entities.paths import neighbours, shortest_paths
from sygraph.entities.resolve import LANGUAGES, labels_in
from sygraph.errors import BadParameter, NotFound, SygraphError, nearest
from sygraph.namespaces import sy, vocab
from sygraph.network.themes import THEMES, Link, Theme, theme_figures, theme_links
from sygraph.store.interface import Store

if TYPE_CHECKING:
    from sygraph.network.from_query import QueryNetwork
    from sygraph.queries.context import Context

__all__ = ["DEPTH", "SelectedPart", "Selection", "all_nodes", "select"]

#: The default number of links between an entity and the nodes around it.
DEPTH = 2
# At most so many nodes are ranked to find the most important ones.
MAX_NODES = 20_000

_STATEMENT = sy("Statement")
_NODE_CLASSES = (sy("Entity"), _STATEMENT, vocab("schema:NewsArticle"))
_IS_NODE = f"{values('class', _NODE_CLASSES)} ?node a ?class"
# The classes of nodes that can become an edge (see `collapse`).
_EDGE_CLASSES = (_STATEMENT, sy("AirRoute"))


@dataclass(frozen=True)
class Selection:
    """What to show: one of about, path, query and theme, or everything.

    Attributes:
        about: a name of an entity, shown with the nodes around it.
        depth: the number of links between that entity and the nodes around it.
        path: names of two entities, shown with all shortest paths between them.
        query: the name of a query, or SPARQL.
        params: values of the parameters of a named query.
        theme: one of `sygraph.network.themes.THEMES`.
        rows: how many rows of a query's answer to show at most; all of them without.

    Raises:
        SygraphError: two of them exclude each other, or one needs another.
        BadParameter: the theme is unknown.

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
        parts = {"about": self.about, "path": self.path, "query": self.query, "theme": self.theme}
        given = [name for name, part in parts.items() if part is not None]
        if len(given) > 1:
            raise SygraphError(
                f"{' and '.join(given)} cannot be combined", hint="choose one of them"
            )
        if self.depth is not None and self.about is None:
            raise SygraphError("depth needs about", hint="name the entity with about")
        if self.depth is not None and self.depth < 1:
            raise SygraphError(
                f"depth is {self.depth}, and must be at least 1", hint="a number of links"
            )
        if self.params and self.query is None:
            raise SygraphError("parameters need a query", hint="give the name of a query too")
        if self.theme is not None and self.theme not in THEMES:
            near = nearest(self.theme, THEMES)
            raise BadParameter(
                f"unknown theme: {self.theme}",
                name="theme",
                suggestions=near,
                hint=None if near else f"the themes are {', '.join(THEMES)}",
            )


@dataclass(frozen=True)
class SelectedPart:
    """The nodes and links that a selection found.

    Attributes:
        title: the title of the view by language.
        links: the triples to draw between the nodes; None draws all.
        keep: nodes that stay nodes even if they are statements.
        core: nodes that are drawn even without an edge; None draws all.
        ends: the two nodes between which it has the paths, if that is what was selected.
        answer: the answer to the query, which may hold facts that the graph does not.
        total: the number of nodes in the graph, if the selection looked at a part of them.
    """

    title: dict[str, str]
    nodes: list[NamedNode]
    links: set[Link] | None = None
    keep: frozenset[NamedNode] = frozenset()
    core: frozenset[NamedNode] | None = None
    ends: tuple[NamedNode, ...] = ()
    answer: QueryNetwork | None = None
    total: int | None = None


def select(kg: Context, selection: Selection) -> SelectedPart:
    """Return the part of the graph that a selection describes.

    Raises:
        SygraphError: a name, a query or a parameter is wrong, or an answer cannot be drawn.
        NotFound: the part is empty.

    >>> import sygraph
    >>> part = select(sygraph.open(), Selection(about="Munich", depth=1))
    >>> sorted("id:" + iri.value.rpartition("/")[2] for iri in part.nodes)
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


def all_nodes(store: Store) -> list[NamedNode]:
    """Return all entities, statements and articles, in the order of their IRIs."""
    rows = store.select(f"SELECT DISTINCT ?node {{ {_IS_NODE} }}")
    return sorted((node(row["node"]) for row in rows), key=str)


def _everything(kg: Context) -> SelectedPart:
    title = _title_of_everything(kg)
    [row] = kg.store.select(f"SELECT (COUNT(DISTINCT ?node) AS ?count) {{ {_IS_NODE} }}")
    total = int(row["count"].value)
    if not total:
        raise NotFound("the graph has no entity and no statement to draw")
    if total > MAX_NODES:
        return SelectedPart(title, _most_linked(kg.store, MAX_NODES // 4), total=total)
    return SelectedPart(title, all_nodes(kg.store))


def _most_linked(store: Store, count: int) -> list[NamedNode]:
    """Return the entities with the most links, and the statements about two or more of them."""
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


def _about(store: Store, middle: NamedNode, depth: int) -> SelectedPart:
    found = {middle: None}
    frontier = [middle]
    for _ in range(depth):
        near = {far for _, far in neighbours(store, frontier)} - found.keys()
        # A node that becomes an edge does not count as a step.
        near |= _opposite_ends(store, near) - found.keys()
        frontier = sorted(near, key=str)
        found.update(dict.fromkeys(frontier))
        if len(found) > MAX_NODES:
            break
    return SelectedPart(_title(store, middle), list(found)[:MAX_NODES], keep=frozenset([middle]))


def _opposite_ends(store: Store, nodes: Iterable[NamedNode]) -> set[NamedNode]:
    """Return the ends of those nodes that become an edge because they link just two others."""
    ends: dict[NamedNode, set[NamedNode]] = {}
    for near, far in neighbours(store, _of(store, nodes, _EDGE_CLASSES)):
        ends.setdefault(near, set()).add(far)
    statements = set(_of(store, {end for found in ends.values() for end in found}, [_STATEMENT]))
    opposite: set[NamedNode] = set()
    for found in ends.values():
        # `collapse` does not count a statement about the node as an end if it has two others.
        pair = next((pair for pair in (found - statements, found) if len(pair) == 2), set())
        opposite |= pair
    return opposite


def _of(store: Store, nodes: Iterable[NamedNode], classes: Iterable[NamedNode]) -> list[NamedNode]:
    """Return those nodes that have one of the classes."""
    found: list[NamedNode] = []
    for batch in batches(sorted(nodes, key=str)):
        rows = store.select(
            f"SELECT DISTINCT ?s {{ {values('s', batch)} {values('class', classes)} ?s a ?class }}"
        )
        found += [node(row["s"]) for row in rows]
    return found


def _path(store: Store, start: NamedNode, end: NamedNode) -> SelectedPart:
    paths = shortest_paths(store, start, end)
    names = labels_in(store, [start, end])
    if not paths:
        raise NotFound(f"nothing connects {names['en'][start]} and {names['en'][end]}")
    facts = [fact for path in paths for step in path.steps for fact in step.facts]
    links: set[Link] = {(f.subject, f.predicate, node(f.object)) for f in facts}
    nodes = dict.fromkeys(iri for path in paths for iri in path.nodes)
    title = {lang: f"{names[lang][start]} – {names[lang][end]}" for lang in LANGUAGES}
    ends = (start, end)
    return SelectedPart(title, list(nodes), links, frozenset(ends), ends=ends)


def _theme(kg: Context, theme: Theme) -> SelectedPart:
    core, links = theme_links(kg.store, theme)
    drawn = theme_figures(kg.store, theme)
    links |= drawn
    nodes = dict.fromkeys(core)
    nodes.update(
        dict.fromkeys(end for start, _, far in sorted(links, key=str) for end in (start, far))
    )
    if not nodes:
        raise NotFound(f"the graph has nothing for the theme {theme.name}")
    figures = frozenset(figure for figure, _, _ in drawn)
    return SelectedPart(dict(theme.labels), list(nodes), links, figures, frozenset(core))


def _answer(
    kg: Context, query: str, params: Mapping[str, object], rows: int | None
) -> SelectedPart:
    from sygraph.network.from_query import query_network
    from sygraph.queries.run import is_name

    answer = query_network(kg, query, params, rows)
    title: dict[str, str] = read_toml("network/words.toml")["labels"]["query"]
    if is_name(query):
        named = kg.queries[query.strip()]
        title = {"en": named.summary, "zh-Hant": named.summary_zh, "zh-Hans": named.summary_zh}
    if answer.cut:
        cut = read_toml("network/words.toml")["labels"]["cut"]
        title = {lang: title[lang] + cut[lang].format(f"{rows:,}") for lang in title}
    return SelectedPart(title, answer.nodes, answer.links, answer.keep, answer=answer)


def _title_of_everything(kg: Context) -> dict[str, str]:
    """Return the title of the workspace or of the only article, if it has one in the language."""
    words: dict[str, str] = read_toml("network/words.toml")["labels"]["network"]
    own = kg.files.config.get("title") if kg.files.is_workspace else None
    if own:
        return words | (own if isinstance(own, dict) else dict.fromkeys(LANGUAGES, own))
    if len(kg.files.articles) != 1:
        return words
    titles = _title(kg.store, NamedNode(kg.files.articles[0].iri))
    # A headline without a translation is no title in the other language.
    chinese = {lang: any(sign >= "\u2e80" for sign in title) for lang, title in titles.items()}
    return {
        lang: title if chinese[lang] == (lang != "en") else words[lang]
        for lang, title in titles.items()
    }


def _title(store: Store, iri: NamedNode) -> dict[str, str]:
    return {lang: names[iri] for lang, names in labels_in(store, [iri]).items()}
