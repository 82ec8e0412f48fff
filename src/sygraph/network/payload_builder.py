"""Build the payload of a view from the selected part of the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from pyoxigraph import NamedNode

from sygraph.data import read_toml
from sygraph.entities.articles import cited, languages
from sygraph.entities.facts import Fact, batches, facts, node, translations, values
from sygraph.entities.resolve import LANGUAGES
from sygraph.errors import SygraphError
from sygraph.namespaces import article_of, curie
from sygraph.network.collapse import CollapsedNetwork, Edge, FactRow, Node, collapse
from sygraph.network.layout import arrange
from sygraph.network.multilingual import Multilingual, unify
from sygraph.network.ranking import (
    Ranking,
    betweenness,
    communities,
    most_important,
    rank,
    story,
    without_isolated,
)
from sygraph.network.selection import SelectedPart
from sygraph.network.styles import FAMILIES, family_of

if TYPE_CHECKING:
    from sygraph.network.from_query import Detail
    from sygraph.network.payload import (
        Community,
        Cut,
        EdgeData,
        EdgeFact,
        FamilyData,
        Labels,
        NodeData,
        PassageData,
        Payload,
        Reading,
    )
    from sygraph.network.payload import Fact as FactData
    from sygraph.queries.context import Context
    from sygraph.store.interface import Store
from sygraph.text.article import Article

__all__ = ["PayloadBuilder"]

# The width of a line of a label in ems, the greatest number of lines, and the height of a line.
LINE, LINES, LEADING = 12.0, 3, 1.2
# The font sizes of the labels of the least and the most important node.
SMALL, LARGE = 13.0, 41.0
# The font size of a figure that the selection keeps; the page shows all labels of that size.
CHOSEN = 19.0

_WORDS: dict[str, dict[str, str]] = read_toml("network/words.toml")["labels"]


class PayloadBuilder:
    """Builder of a payload: collapses, ranks and places the nodes of a part of the graph.

    Args:
        limit: the greatest number of nodes.
    """

    def __init__(self, kg: Context, part: SelectedPart, limit: int) -> None:
        self.kg = kg
        self.part = part
        stated = _facts(kg.store, part)
        self.texts = Multilingual(kg.store, _named(part, stated))
        whole = collapse(part.nodes, stated, self.texts, part.keep)
        _add_answer(whole, part, self.texts)
        if part.core is not None:
            whole = without_isolated(whole, part.core)
        self.ranking: Ranking = rank(whole, part.keep if len(part.keep) < 3 else ())
        self.total = max(part.total or 0, len(whole.nodes))
        self.network: CollapsedNetwork = most_important(whole, self.ranking, limit)
        shown = [iri for iri in self.ranking.order if iri in self.network.nodes]
        self.position = {iri: number for number, iri in enumerate(shown)}
        self.groups = communities(self.network, self.ranking)
        self.community = {iri: n for n, group in enumerate(self.groups) for iri in group}
        self.families = {iri: family_of(its.all_classes) for iri, its in self.network.nodes.items()}
        self.between = betweenness(self.network, self.ranking)
        self.sizes = {iri: self._size(iri) for iri in shown}
        self.places = self._places(self.network)
        # A large network opens on a story, which has positions of its own.
        everything = part.links is None and not part.keep
        self.story = story(self.network, self.ranking, part.keep, statements=not everything)
        self.story_places = self._places(self.story) if self.story else {}

    def build(
        self, lang: str, href: Callable[[str], str] | None, expand: str | None, reading: bool
    ) -> Payload:
        """Return the payload; see `sygraph.network.view.view_payload`."""
        nodes = [self._node(iri, href) for iri in self.position]
        edges = list(self._edges())
        shown = len(nodes)
        cut: Cut | None = None
        if shown < self.total:
            cut = {"shown": shown, "total": self.total}
        return {
            "title": unify(self.part.title),
            "lang": lang,
            "theme": None,
            "nodes": nodes,
            "edges": edges,
            "passages": self._passages(reading),
            "families": list(self._families()),
            "communities": list(self._communities()),
            "cut": cut,
            "expand": expand,
            "path": [curie(iri.value) for iri in self.part.ends] or None,
            "source": self._source(),
            "licence": self.kg.files.config.get("rights", _WORDS["licence"]),
            "article": self._article() if reading else None,
        }

    # ---- nodes

    def _size(self, iri: NamedNode) -> tuple[float, float]:
        """Return the radius of a node and the font size of its label."""
        importance = self.ranking.importance[iri]
        # Only the most important labels are large, so that the others have room.
        boost = 1 / (1 + self.position[iri] / 5)
        if self.network.nodes[iri].is_statement:
            return 7.0, CHOSEN if iri in self.part.keep else SMALL
        return self._radius(importance), SMALL + (LARGE - SMALL) * importance * boost

    def _radius(self, importance: float) -> float:
        return 6 + 20 * importance

    def _places(self, network: CollapsedNetwork) -> dict[NamedNode, tuple[float, float]]:
        boxes = {iri: self._box(iri) for iri in self.position if iri in network.nodes}
        edges = [(edge.start, edge.end) for edge in network.edges]
        groups = [[iri for iri in group if iri in boxes] for group in self.groups]
        found = arrange(edges, boxes, groups=[group for group in groups if group])
        # A box holds a node and its label below it; the position is the centre of the node.
        return {
            iri: (x, y - boxes[iri][1] / 2 + self.sizes[iri][0]) for iri, (x, y) in found.items()
        }

    def _box(self, iri: NamedNode) -> tuple[float, float]:
        """Return the size of a node with its label, in the language with the longest label."""
        size, font = self.sizes[iri]
        label = self.network.nodes[iri].short or self.texts.name(iri)
        texts = [label] if isinstance(label, str) else list(label.values())
        ems = max(map(_ems, texts))
        lines = min(ceil(ems / LINE), LINES)
        pixels = 11 + 9 * (font - SMALL) / (LARGE - SMALL)
        wide = min(ems / lines * 1.1, LINE) * pixels
        # The page can give nodes the size of their betweenness.
        size = max(size, self._radius(self.between[iri]))
        return max(2 * size, wide), 2 * size + LEADING * pixels * lines

    def _node(self, iri: NamedNode, href: Callable[[str], str] | None) -> NodeData:
        its = self.network.nodes[iri]
        (size, font), (x, y) = self.sizes[iri], self.places[iri]
        found: NodeData = {
            "id": curie(iri.value),
            "iri": iri.value,
            "labels": self.texts.name(iri),
            "aliases": sorted(set(its.aliases)),
            "kind": self._kind(its),
            "classes": [curie(cls.value) for cls in its.classes],
            "family": self.families[iri].id,
            "size": round(size, 1),
            "font": round(font, 1),
            "x": round(x, 1),
            "y": round(y, 1),
            "importance": self.ranking.importance[iri],
            "between": self.between[iri],
            "rank": self.position[iri],
            "community": self.community.get(iri, len(self.groups)),
            "firstDay": its.first,
            "lastDay": its.last,
            "facts": [_fact(row) for row in its.rows],
        }
        if its.short:
            found["short"] = its.short
        if iri in self.story_places:
            across, down = self.story_places[iri]
            found["story"] = [round(across, 1), round(down, 1)]
        if href:
            found["href"] = href(iri.value)
        return found

    def _kind(self, its: Node) -> Labels:
        names = [self.texts.name(cls) for cls in its.classes]
        return self.texts.join_labels(names) if names else ""

    # ---- edges

    def _edges(self) -> Iterator[EdgeData]:
        ends = {(edge.start, edge.end) for edge in self.network.edges}
        for edge in self.network.edges:
            start, end = curie(edge.start.value), curie(edge.end.value)
            found: EdgeData = {
                "id": curie(edge.via.value) if edge.via else f"{start} {end}",
                "from": start,
                "to": end,
                "label": edge.label,
                "facts": [_edge_fact(row) for row in edge.rows],
                "passages": _curies(edge.passages),
                "firstDay": edge.first,
                "lastDay": edge.last,
            }
            if (edge.end, edge.start) in ends:
                found["twin"] = True
            if edge.both:
                found["both"] = True
            if edge.via is not None:
                found["via"] = curie(edge.via.value)
                found["kind"] = edge.kind or ""
            yield found

    # ---- the rest

    def _families(self) -> Iterator[FamilyData]:
        counts = Counter(family.id for family in self.families.values())
        for family in FAMILIES:
            if count := counts[family.id]:
                yield {
                    "id": family.id,
                    "label": unify(family.label),
                    "colour": family.colour,
                    "dark": family.dark,
                    "shape": family.shape,
                    "count": count,
                }

    def _source(self) -> Labels:
        """Return how to cite the articles: author and title."""
        return unify({lang: cited(self.kg.store, lang) for lang in LANGUAGES})

    def _communities(self) -> Iterator[Community]:
        for number, group in enumerate(self.groups):
            yield {"id": number, "label": self.texts.name(group[0]), "count": len(group)}
        alone = len(self.network.nodes) - len(self.community)
        if alone:
            yield {"id": len(self.groups), "label": _WORDS["others"], "count": alone}

    def _passages(self, every: bool) -> dict[str, PassageData]:
        """Return the cited passages, or every passage, in the order of the text."""
        rows = [row for its in self.network.nodes.values() for row in its.rows]
        rows += [row for edge in self.network.edges for row in edge.rows]
        cited = {passage for row in rows for passage in row.passages}
        if every:
            found = self.kg.store.select("SELECT ?p { ?p a sy:Passage }")
            cited |= {node(row["p"]) for row in found}
        return _quoted(self.kg.store, cited)

    def _article(self) -> Reading:
        """Return the text to read, which is that of one article.

        Raises:
            SygraphError: several articles are open; their passages make no text.
        """
        articles = self.kg.files.articles
        if len(articles) != 1:
            names = ", ".join(article.id for article in articles)
            raise SygraphError(
                "a reading view has the text of one article",
                hint=f"choose one with --article: {names}" if names else None,
            )
        iri = NamedNode(articles[0].iri)
        name = Multilingual(self.kg.store, [iri]).name(iri)
        lang = languages(self.kg.store)[iri.value]
        text = Article.read(articles[0].text, lang).text
        return {"id": curie(iri.value), "title": name, "lang": lang, "text": text}


def _facts(store: Store, part: SelectedPart) -> list[Fact]:
    """Return the facts about the nodes and their figures, without links outside `part.links`."""
    figures: list[NamedNode] = []
    for batch in batches(part.nodes):
        rows = store.select(
            f"SELECT DISTINCT ?figure {{ {values('of', batch)} ?figure sy:of ?of ;"
            " a sy:Observation }"
        )
        figures += [node(row["figure"]) for row in rows]
    found = facts(store, "s", [*part.nodes, *figures])
    if part.links is None:
        return found
    among, links = set(part.nodes), part.links
    kept = [
        fact
        for fact in found
        if fact.object not in among or (fact.subject, fact.predicate, fact.object) in links
    ]
    known = {(fact.subject, fact.predicate, fact.object) for fact in kept}
    constructed = part.answer.facts if part.answer else ()
    return kept + [
        fact for fact in constructed if (fact.subject, fact.predicate, fact.object) not in known
    ]


def _named(part: SelectedPart, stated: Iterable[Fact]) -> Iterator[NamedNode]:
    """Yield all nodes that need a label."""
    yield from part.nodes
    for fact in stated:
        yield fact.subject
        yield fact.predicate
        if isinstance(fact.object, NamedNode):
            yield fact.object
    if part.answer:
        for detail in _all_details(part):
            if isinstance(detail.value, NamedNode):
                yield detail.value


def _all_details(part: SelectedPart) -> Iterator[Detail]:
    assert part.answer is not None
    for details in part.answer.details.values():
        yield from details
    for edge in part.answer.edges:
        yield from edge.details


def _add_answer(whole: CollapsedNetwork, part: SelectedPart, texts: Multilingual) -> None:
    """Add the answer to a SELECT: edges between entities of a row, other cells as details."""
    if part.answer is None:
        return

    def row(detail: Detail) -> FactRow:
        return FactRow(detail.column, texts.value(detail.value), detail.passages)

    for iri, details in part.answer.details.items():
        whole.nodes[iri].rows[:0] = [row(detail) for detail in details]
    for edge in part.answer.edges:
        rows = [FactRow(edge.column, None, tuple(edge.passages))]
        rows += [row(detail) for detail in edge.details]
        whole.edges.append(Edge(edge.start, edge.end, edge.column, rows))


def _quoted(store: Store, cited: Iterable[NamedNode]) -> dict[str, PassageData]:
    spoken = languages(store)
    found: list[tuple[int, str, PassageData]] = []
    for batch in batches(sorted(cited, key=str)):
        translated = translations(store, batch)
        for row in store.select(
            f"SELECT ?p ?quote ?start ?end ?role {{ {values('p', batch)}"
            " ?p sy:quote ?quote OPTIONAL { ?p sy:start ?start ; sy:end ?end }"
            f" OPTIONAL {{ ?p dcterms:type ?role }} }}"
        ):
            start, end = (row[name] and int(row[name].value) for name in ("start", "end"))
            role = row["role"] and curie(row["role"].value)
            name = curie(node(row["p"]).value)
            data: PassageData = {
                "quote": row["quote"].value,
                "start": start,
                "end": end,
                "role": role,
                "lang": spoken[article_of(row["p"].value)],
            }
            if into := translated.get(node(row["p"])):
                data["translation"] = {tag: words for tag in LANGUAGES if (words := into.into(tag))}
            found.append((start or 0, name, data))
    return {name: data for _, name, data in sorted(found, key=lambda item: item[:2])}


def _fact(row: FactRow) -> FactData:
    found: FactData = {
        "property": row.label,
        "value": "" if row.value is None else row.value,
        "passages": _curies(row.passages),
    }
    if row.words:
        found["words"] = list(row.words)
    return found


def _edge_fact(row: FactRow) -> EdgeFact:
    found: EdgeFact = {"label": row.label, "passages": _curies(row.passages)}
    if row.value is not None:
        found["value"] = row.value
    if row.words:
        found["words"] = list(row.words)
    return found


def _curies(iris: Iterable[NamedNode]) -> list[str]:
    return [curie(iri.value) for iri in iris]


def _ems(text: str) -> float:
    return sum(1.0 if east_asian_width(c) in "WF" else 0.62 for c in text)
