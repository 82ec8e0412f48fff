"""The lens beside the article: its network, map, timeline or figures, each linked to sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyoxigraph import NamedNode

from sygraph.entities.facts import batches, node, values
from sygraph.entities.resolve import labels
from sygraph.namespaces import curie
from sygraph.network.layout import arrange
from sygraph.pages.cards import Card, figure_cards
from sygraph.pages.geography import Box, ems, place_labels
from sygraph.pages.map_data import article_atlas
from sygraph.pages.render import render
from sygraph.pages.time_axis import when
from sygraph.pages.timeline_page import GROUPS, dated
from sygraph.pages.view_models import cite, foreign_language
from sygraph.text.name_forms import has_chinese

if TYPE_CHECKING:
    from sygraph.pages.render import Site
    from sygraph.pages.time_axis import DatedItem

__all__ = ["KINDS", "lens"]

#: The kinds of lenses, in the order of their tabs.
KINDS = ("network", "map", "timeline", "figures")

# The most nodes of the network, and its size in pixels.
_NODES, _WIDTH, _HEIGHT, _MARGIN = 20, 400.0, 380.0, 26.0
# Of so many that one statement is about, each is joined with each.
_FEW = 3
_LETTERS, _MARK = 11.0, 6.0


@dataclass(frozen=True)
class LensEntry:
    """A figure or a date with the sentences that state it, as their anchors."""

    iri: str
    name: str
    value: str
    when: str
    says: str
    group: str = ""
    lang: str = ""


@dataclass(frozen=True)
class LensNode:
    """An entity of the network with its place, and its label where there is room."""

    iri: str
    name: str
    slug: str
    x: float
    y: float
    size: float
    label: tuple[float, float, str] | None


@dataclass(frozen=True)
class LensEdge:
    """What joins two entities of the network."""

    x1: float
    y1: float
    x2: float
    y2: float
    slugs: str


def lens(site: Site, kind: str, passages: Sequence[NamedNode]) -> Markup:
    """Return a lens on some passages of an article.

    What it shows names its sentences (`data-says`) or its entity (`data-names`), by which a
    script links it with the text.
    """
    shown: dict[str, Any] = {"network": (), "entries": (), "drawing": None}
    if kind == "network":
        shown["network"] = _network(site, passages)
    elif kind == "map":
        shown["drawing"] = _map(site, passages)
    else:
        shown["entries"] = (_figures if kind == "figures" else _timeline)(site, passages)
    return Markup(render(site, "lens.html", kind=kind, **shown))


# Figures and dates


def _figures(site: Site, passages: Sequence[NamedNode]) -> list[LensEntry]:
    """Return the figures of the passages in reading order."""
    places = {iri.value: place for place, iri in enumerate(passages)}
    found = _stated(site, passages, "sy:Observation")
    cards = figure_cards(site, found)
    entries = [
        LensEntry(
            iri.value,
            _measured(card),
            _amount(card),
            card.period,
            _anchors(found[iri]),
            lang=foreign_language(_measured(card), site.lang),
        )
        for iri in found
        if (card := cards.get(iri.value)) and card.amount
    ]
    first = {iri.value: min(places[says.value] for says in found[iri]) for iri in found}
    return sorted(entries, key=lambda entry: first[entry.iri])


def _measured(card: Card) -> str:
    return " · ".join(filter(None, (card.measure.text, card.subject.text if card.subject else "")))


def _amount(card: Card) -> str:
    return " ".join(filter(None, (card.before, card.amount, card.after)))


def _timeline(site: Site, passages: Sequence[NamedNode]) -> list[LensEntry]:
    """Return the dated events and aims that the passages state, in the order of their dates."""
    here = {iri.value for iri in passages}
    found = [
        LensEntry(
            item.iri or "",
            item.label,
            "",
            when(item, site.lang),
            " ".join(cite(NamedNode(cited.iri)).anchor for cited in item.cited),
            item.group,
            foreign_language(item.label, site.lang),
        )
        for item in sorted(dated(site.kg.store, site.lang), key=_day)
        if here & {cited.iri for cited in item.cited}
    ]
    return found


def _day(item: DatedItem) -> tuple[object, ...]:
    return item.end, GROUPS.index(item.group), item.label


def _stated(
    site: Site, passages: Sequence[NamedNode], cls: str
) -> dict[NamedNode, list[NamedNode]]:
    """Return the instances of a class with the passages that state them."""
    found: dict[NamedNode, list[NamedNode]] = {}
    for batch in batches(passages):
        for row in site.kg.store.select(
            f"SELECT DISTINCT ?s ?g {{ {values('g', batch)} GRAPH ?g {{ ?s ?p ?o }} ?s a {cls} }}"
        ):
            found.setdefault(node(row["s"]), []).append(node(row["g"]))
    return found


def _anchors(passages: Iterable[NamedNode]) -> str:
    return " ".join(cite(iri).anchor for iri in sorted(passages, key=str))


# Map


def _map(site: Site, passages: Sequence[NamedNode]) -> Markup | None:
    from sygraph.pages.map_page import draw_map, subject_of

    atlas = article_atlas(site.kg.store, site.lang, subject_of(site))
    return draw_map(site, atlas, "near", listed=False) if atlas.places else None


# Network


def _network(site: Site, passages: Sequence[NamedNode]) -> tuple[list[LensNode], list[LensEdge]]:
    """Return the entities that the passages join most, and what joins them."""
    ties = _ties(site, passages)
    degree = Counter(end for pair in ties for end in pair)
    best = sorted(degree, key=lambda iri: (-degree[iri], iri.value))[:_NODES]
    kept = {pair: weight for pair, weight in ties.items() if pair <= set(best)}
    joined = {end for pair in kept for end in pair}
    best = [iri for iri in best if iri in joined]
    names = labels(site.kg.store, best, site.lang)
    at = _places({iri: _short(names[iri]) for iri in best}, kept)
    frame = Box(0, 0, _WIDTH, _HEIGHT)
    found = place_labels(
        [(*at[iri], _short(names[iri])) for iri in best], _LETTERS, _MARK + 2, frame
    )
    nodes = [
        LensNode(
            iri.value,
            _short(names[iri]),
            curie(iri.value),
            *at[iri],
            round(4 + min(degree[iri], 16) ** 0.5, 1),
            label,
        )
        for iri, label in zip(best, found, strict=True)
    ]
    edges = [
        LensEdge(*at[a], *at[b], f"{curie(a.value)} {curie(b.value)}")
        for a, b in (sorted(pair, key=str) for pair in kept)
    ]
    return nodes, edges


def _ties(site: Site, passages: Sequence[NamedNode]) -> dict[frozenset[NamedNode], int]:
    """Return the pairs of entities that a fact or a statement joins, with how often.

    A statement on many joins each of them with the one that is joined most, not all with all.
    """
    patterns = (
        "GRAPH ?g { ?s ?p ?n } ?p a sy:LinkProperty . ?s a sy:Entity",
        "GRAPH ?g { ?s ?p ?n } VALUES ?kind { sy:Statement sy:Connection } ?s a ?kind",
    )
    groups: dict[NamedNode, set[NamedNode]] = {}
    for batch in batches(passages):
        for pattern in patterns:
            for row in site.kg.store.select(
                f"SELECT DISTINCT ?s ?n {{ {values('g', batch)} {pattern} . ?n a sy:Entity }}"
            ):
                groups.setdefault(node(row["s"]), set()).add(node(row["n"]))
    entities = Counter(one for group in groups.values() for one in group)
    found: Counter[frozenset[NamedNode]] = Counter()
    for subject, group in groups.items():
        joined = sorted(group - {subject}, key=lambda one: (-entities[one], one.value))
        if subject in entities:
            joined.insert(0, subject)
        hubs = joined if len(joined) <= _FEW else joined[:1]
        found.update(frozenset((a, b)) for a in hubs for b in joined if a != b)
    return dict(found)


def _places(
    names: Mapping[NamedNode, str], ties: Iterable[frozenset[NamedNode]]
) -> dict[NamedNode, tuple[float, float]]:
    """Return where the nodes stand: near those that they are joined with, on the whole area."""
    boxes = {iri: (ems(name) * _LETTERS, 2 * _LETTERS) for iri, name in names.items()}
    pairs = [(a, b) for a, b in (sorted(pair, key=str) for pair in ties)]
    found = arrange(pairs, boxes, aspect=_WIDTH / _HEIGHT)
    xs, ys = ([point[axis] for point in found.values()] or [0.0] for axis in (0, 1))
    room = (_WIDTH - 2 * _MARGIN, _HEIGHT - 2 * _MARGIN)
    span = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    return {
        iri: (
            round(_MARGIN + (x - min(xs)) / span[0] * room[0], 1),
            round(_MARGIN + (y - min(ys)) / span[1] * room[1], 1),
        )
        for iri, (x, y) in found.items()
    }


def _short(name: str) -> str:
    most = 12 if has_chinese(name) else 21
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"
