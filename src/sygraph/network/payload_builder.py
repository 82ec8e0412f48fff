"""A payload in the making: from what was picked to what a page draws."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from math import ceil
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from pyoxigraph import NamedNode

from sygraph.entities.facts import Fact, batches, facts, node, values
from sygraph.entities.wording import capital
from sygraph.namespaces import ARTICLE, curie
from sygraph.network.collapse import Drawn, Edge, Node, Row, drawn
from sygraph.network.layout import arrange
from sygraph.network.multilingual import Spoken, collapsed
from sygraph.network.ranking import Weights, communities, joined, most_important, weights
from sygraph.network.selection import Picked
from sygraph.network.styles import FAMILIES, OTHER, Family, family_of

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

__all__ = ["Making"]

# How many ems a line of a label takes, how many lines there are, and how high one is.
LINE, LINES, LEADING = 12.0, 2, 1.2
# How large the names of the least and of the most important are written.
SMALL, LARGE = 13.0, 41.0

_OTHERS = {"en": "Others", "zh-Hant": "其他", "zh-Hans": "其他"}


class Making:
    """A drawing with its weights and places, from which `payload` makes what a page is given.

    Args:
        limit: how many nodes there are to be at most.
    """

    def __init__(self, kg: Context, picked: Picked, limit: int) -> None:
        self.kg = kg
        self.picked = picked
        stated = _facts(kg.store, picked)
        self.spoken = Spoken(kg.store, _named(picked, stated))
        whole = drawn(picked.nodes, stated, self.spoken, picked.keep)
        _add_answer(whole, picked, self.spoken)
        if picked.core is not None:
            whole = joined(whole, picked.core)
        self.weights: Weights = weights(whole, picked.keep if len(picked.keep) < 3 else ())
        self.total = max(picked.total or 0, len(whole.nodes))
        self.drawn: Drawn = most_important(whole, self.weights, limit)
        shown = [iri for iri in self.weights.order if iri in self.drawn.nodes]
        self.rank = {iri: number for number, iri in enumerate(shown)}
        self.groups = communities(self.drawn, self.weights)
        self.community = {iri: n for n, group in enumerate(self.groups) for iri in group}
        self.families = {iri: family_of(its.above) for iri, its in self.drawn.nodes.items()}
        self.sizes = {iri: self._size(iri) for iri in shown}
        self.places = self._places()

    def payload(
        self, lang: str, href: Callable[[str], str] | None, expand: str | None, reading: bool
    ) -> Payload:
        """Return what a page is given; see `sygraph.network.view.view_payload`."""
        nodes = [self._node(iri, href) for iri in self.rank]
        edges = list(self._edges())
        shown = len(nodes)
        cut: Cut | None = None
        if shown < self.total:
            cut = {"shown": shown, "total": self.total}
        return {
            "title": collapsed(self.picked.title),
            "lang": lang,
            "theme": None,
            "nodes": nodes,
            "edges": edges,
            "passages": self._passages(reading),
            "families": list(self._families()),
            "communities": list(self._communities()),
            "cut": cut,
            "expand": expand,
            "article": self._article() if reading else None,
        }

    # ---- nodes

    def _size(self, iri: NamedNode) -> tuple[float, float]:
        """The radius of a node, and how large its name is written."""
        importance = self.weights.importance[iri]
        # Only the foremost have large names, lest these leave no room for the others.
        leading = 1 / (1 + self.rank[iri] / 5)
        if self.families[iri].shape == "diamond":
            return 6 + 3 * importance, SMALL
        return 6 + 20 * importance, SMALL + (LARGE - SMALL) * importance * leading

    def _places(self) -> dict[NamedNode, tuple[float, float]]:
        boxes = {iri: self._box(iri) for iri in self.rank}
        edges = [(edge.start, edge.end) for edge in self.drawn.edges]
        found = arrange(edges, boxes, groups=self.groups)
        # A box is a node with its name under it; the place of a node is its own middle.
        return {
            iri: (x, y - boxes[iri][1] / 2 + self.sizes[iri][0]) for iri, (x, y) in found.items()
        }

    def _box(self, iri: NamedNode) -> tuple[float, float]:
        """The room that a node and its name take, in the language that takes the most."""
        size, font = self.sizes[iri]
        label = self.drawn.nodes[iri].short or self.spoken.name(iri)
        texts = [label] if isinstance(label, str) else list(label.values())
        ems = max(map(_ems, texts))
        lines = min(ceil(ems / LINE), LINES)
        pixels = 11 + 9 * (font - SMALL) / (LARGE - SMALL)
        wide = min(ems / lines * 1.1, LINE) * pixels
        return max(2 * size, wide), 2 * size + LEADING * pixels * lines

    def _node(self, iri: NamedNode, href: Callable[[str], str] | None) -> NodeData:
        its = self.drawn.nodes[iri]
        (size, font), (x, y) = self.sizes[iri], self.places[iri]
        found: NodeData = {
            "id": curie(iri.value),
            "iri": iri.value,
            "labels": self.spoken.name(iri),
            "aliases": sorted(set(its.aliases)),
            "kind": self._kind(its),
            "classes": [curie(cls.value) for cls in its.classes],
            "family": self.families[iri].id,
            "size": round(size, 1),
            "font": round(font, 1),
            "x": round(x, 1),
            "y": round(y, 1),
            "importance": self.weights.importance[iri],
            "rank": self.rank[iri],
            "community": self.community.get(iri, len(self.groups)),
            "firstDay": its.first,
            "lastDay": its.last,
            "facts": [_fact(row) for row in its.rows],
        }
        if its.short:
            found["short"] = its.short
        if href:
            found["href"] = href(iri.value)
        return found

    def _kind(self, its: Node) -> Labels:
        names = [self.spoken.name(cls) for cls in its.classes]
        return self.spoken.joined(names) if names else ""

    # ---- edges

    def _edges(self) -> Iterator[EdgeData]:
        ends = {(edge.start, edge.end) for edge in self.drawn.edges}
        for edge in self.drawn.edges:
            start, end = curie(edge.start.value), curie(edge.end.value)
            found: EdgeData = {
                "id": curie(edge.via.value) if edge.via else f"{start} {end}",
                "from": start,
                "to": end,
                "label": edge.label,
                "facts": [_edge_fact(row) for row in edge.rows],
                "passages": _short(edge.passages),
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
        counts = Counter(family.cls for family in self.families.values())
        for family in (*FAMILIES, OTHER):
            if count := counts[family.cls]:
                yield {
                    "id": family.id,
                    "label": _capital(self._family_name(family)),
                    "colour": family.colour,
                    "shape": family.shape,
                    "count": count,
                }

    def _family_name(self, family: Family) -> Labels:
        return _OTHERS if family is OTHER else self.spoken.name(family.iri)

    def _communities(self) -> Iterator[Community]:
        for number, group in enumerate(self.groups):
            yield {"id": number, "label": self.spoken.name(group[0]), "count": len(group)}
        alone = len(self.drawn.nodes) - len(self.community)
        if alone:
            yield {"id": len(self.groups), "label": _OTHERS, "count": alone}

    def _passages(self, every: bool) -> dict[str, PassageData]:
        """The passages that anything cites, in reading order; all of the article's if wanted."""
        rows = [row for its in self.drawn.nodes.values() for row in its.rows]
        rows += [row for edge in self.drawn.edges for row in edge.rows]
        cited = {passage for row in rows for passage in row.passages}
        if every:
            found = self.kg.store.select("SELECT ?p { ?p a sy:Passage }")
            cited |= {node(row["p"]) for row in found}
        return _quoted(self.kg.store, cited)

    def _article(self) -> Reading:
        article = self.kg.files.articles[0]
        iri = NamedNode(ARTICLE + article.stem)
        name = Spoken(self.kg.store, [iri]).name(iri)
        text = self.kg.files.seed_of(article).read_bytes().decode("utf-8")
        return {"id": curie(iri.value), "title": name, "lang": "zh-Hant", "text": text}


def _facts(store: Store, picked: Picked) -> list[Fact]:
    """What is stated of the nodes and of their figures, without the links that are not wanted."""
    figures: list[NamedNode] = []
    for batch in batches(picked.nodes):
        rows = store.select(
            f"SELECT DISTINCT ?figure {{ {values('of', batch)} ?figure sy:of ?of ;"
            " a sy:Observation }"
        )
        figures += [node(row["figure"]) for row in rows]
    found = facts(store, "s", [*picked.nodes, *figures])
    if picked.links is None:
        return found
    among, links = set(picked.nodes), picked.links
    kept = [
        fact
        for fact in found
        if fact.object not in among or (fact.subject, fact.predicate, fact.object) in links
    ]
    known = {(fact.subject, fact.predicate, fact.object) for fact in kept}
    constructed = picked.answer.facts if picked.answer else ()
    return kept + [
        fact for fact in constructed if (fact.subject, fact.predicate, fact.object) not in known
    ]


def _named(picked: Picked, stated: Iterable[Fact]) -> Iterator[NamedNode]:
    """All that needs a name."""
    yield from picked.nodes
    yield from (family.iri for family in FAMILIES)
    for fact in stated:
        yield fact.subject
        yield fact.predicate
        if isinstance(fact.object, NamedNode):
            yield fact.object
    if picked.answer:
        for detail in _all_details(picked):
            if isinstance(detail.value, NamedNode):
                yield detail.value


def _all_details(picked: Picked) -> Iterator[Detail]:
    assert picked.answer is not None
    for details in picked.answer.details.values():
        yield from details
    for joint in picked.answer.joints:
        yield from joint.details


def _add_answer(whole: Drawn, picked: Picked, spoken: Spoken) -> None:
    """Draw the rows of a SELECT: a line between what a row names, the rest of it as details."""
    if picked.answer is None:
        return

    def told(detail: Detail) -> Row:
        return Row(detail.column, spoken.value(detail.value), detail.passages)

    for iri, details in picked.answer.details.items():
        whole.nodes[iri].rows[:0] = [told(detail) for detail in details]
    for joint in picked.answer.joints:
        rows = [Row(joint.column, None, tuple(joint.passages))]
        rows += [told(detail) for detail in joint.details]
        whole.edges.append(Edge(joint.start, joint.end, joint.column, rows))


def _quoted(store: Store, cited: Iterable[NamedNode]) -> dict[str, PassageData]:
    found: list[tuple[int, str, PassageData]] = []
    for batch in batches(sorted(cited, key=str)):
        for row in store.select(
            f"SELECT ?p ?quote ?start ?end ?role {{ {values('p', batch)} ?p sy:quote ?quote"
            " OPTIONAL { ?p sy:start ?start ; sy:end ?end } OPTIONAL { ?p dcterms:type ?role } }"
        ):
            start, end = (row[name] and int(row[name].value) for name in ("start", "end"))
            role = row["role"] and curie(row["role"].value)
            name = curie(node(row["p"]).value)
            data: PassageData = {
                "quote": row["quote"].value,
                "start": start,
                "end": end,
                "role": role,
            }
            found.append((start or 0, name, data))
    return {name: data for _, name, data in sorted(found, key=lambda item: item[:2])}


def _fact(row: Row) -> FactData:
    found: FactData = {
        "property": row.label,
        "value": "" if row.value is None else row.value,
        "passages": _short(row.passages),
    }
    if row.words:
        found["words"] = list(row.words)
    return found


def _edge_fact(row: Row) -> EdgeFact:
    found: EdgeFact = {"label": row.label, "passages": _short(row.passages)}
    if row.value is not None:
        found["value"] = row.value
    if row.back:
        found["back"] = True
    if row.words:
        found["words"] = list(row.words)
    return found


def _short(iris: Iterable[NamedNode]) -> list[str]:
    return [curie(iri.value) for iri in iris]


def _capital(label: Labels) -> Labels:
    if isinstance(label, str):
        return capital(label)
    return {lang: capital(text) for lang, text in label.items()}


def _ems(text: str) -> float:
    return sum(1.0 if east_asian_width(c) in "WF" else 0.62 for c in text)
