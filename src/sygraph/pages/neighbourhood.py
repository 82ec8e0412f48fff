"""A small drawing of a node with its nearest neighbours in a circle around it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup
from pyoxigraph import NamedNode

from sygraph.entities.facts import node, values
from sygraph.entities.resolve import labels
from sygraph.namespaces import sy
from sygraph.pages.render import Site, render

__all__ = ["Spot", "circle", "neighbours"]


_WIDTH, _LARGE = 352.0, 560.0
# Line height of the labels, and widths of a Latin and a Chinese character.
_LINE, _LETTER, _WIDE = 44.0, 7.1, 12.2
# Distance of the neighbours from the centre as a share of the width, and of labels from them.
_APART, _GAP = 0.11, 12.0
# Kinds with one style; a node gets the first kind that it belongs to.
_KINDS = (
    ("place", "Place"),
    ("link", "Connection"),
    ("event", "Event"),
    ("event", "EventSeries"),
    ("agent", "Agent"),
    ("plan", "Plan"),
    ("plan", "Initiative"),
)
# A statement or a route connects two entities: the other entity is the neighbour.
_MOST = 1000


@dataclass(frozen=True)
class Spot:
    """A neighbour in the drawing."""

    iri: str
    label: str
    kind: str
    lines: tuple[str, ...] = ()
    x: float = 0.0
    y: float = 0.0
    anchor: str = "middle"


def circle(site: Site, iri: NamedNode, most: int = 14, *, large: bool = False) -> Markup | None:
    """Draw a node with the neighbours that it has most links with, or None without neighbours.

    Args:
        most: how many to draw.
        large: whether there is room for more of each name.
    """
    found = neighbours(site, iri, most)
    if not found:
        return None
    width = _LARGE if large else _WIDTH
    height = max((len(found) + 1) // 2 + 1, 4) * _LINE
    drawn = [replace(spot, lines=_lines(spot.label, width)) for spot in found]
    return Markup(
        render(
            site,
            "circle_svg.html",
            spots=_placed(drawn, width, height),
            label=labels(site.kg.store, [iri], site.lang)[iri],
            x=width / 2,
            y=height / 2,
            width=width,
            height=height,
        )
    )


def neighbours(site: Site, iri: NamedNode, most: int) -> list[Spot]:
    """Return the entities with most links to a node, directly or through a statement."""
    ties = _ties(site, iri)
    best = sorted(ties, key=lambda other: (-ties[other], other.value))[:most]
    words = labels(site.kg.store, best, site.lang)
    kinds = _kinds(site, best)
    places = {kind: place for place, (kind, _) in enumerate(_KINDS)} | {"other": len(_KINDS)}
    ordered = sorted(best, key=lambda n: (places[kinds[n]], words[n]))
    return [Spot(n.value, words[n], kinds[n]) for n in ordered]


def _ties(site: Site, iri: NamedNode) -> dict[NamedNode, float]:
    """Weigh neighbours: 1 for a link; a statement divides 1 among the entities it joins."""
    found: dict[NamedNode, float] = {}
    for row in site.kg.store.select(
        f"SELECT ?n ?p {{ {{ ?n ?p {iri} }} UNION {{ {iri} ?p ?n }}"
        f" ?p a sy:LinkProperty . ?n a sy:Entity FILTER(?n != {iri}) }} LIMIT {_MOST}"
    ):
        found[node(row["n"])] = found.get(node(row["n"]), 0.0) + 1.0
    joined: dict[NamedNode, set[NamedNode]] = {}
    for row in site.kg.store.select(
        f"SELECT ?b ?n {{ ?b ?p {iri} . VALUES ?kind {{ sy:Statement sy:Connection }}"
        f" ?b a ?kind ; ?q ?n . ?n a sy:Entity FILTER(?n != {iri}) }} LIMIT {_MOST}"
    ):
        joined.setdefault(node(row["b"]), set()).add(node(row["n"]))
    for others in joined.values():
        for other in others:
            found[other] = found.get(other, 0.0) + 1.0 / len(others)
    return found


def _kinds(site: Site, nodes: Sequence[NamedNode]) -> dict[NamedNode, str]:
    classes = {sy(cls): kind for kind, cls in _KINDS}
    found = dict.fromkeys(nodes, "other")
    if nodes:
        for row in site.kg.store.select(
            f"SELECT ?n ?c {{ {values('n', nodes)} {values('c', classes)} ?n a ?c }}"
        ):
            found[node(row["n"])] = classes[node(row["c"])]
    return found


def _placed(spots: Sequence[Spot], width: float, height: float) -> list[Spot]:
    """Place the neighbours around the centre, with labels that do not overlap.

    They stand on an ellipse at even heights on its two sides, as many right as left, so that
    each name has a line of its own.
    """
    half = (len(spots) + 1) // 2
    placed = []
    for index, spot in enumerate(spots):
        right = index < half
        count = half if right else len(spots) - half
        place = index if right else len(spots) - 1 - index
        y = (place + 0.5) / count * 2 - 1
        x = math.sqrt(1 - (y * 0.8) ** 2) * (1 if right else -1)
        placed.append(
            replace(
                spot,
                x=round(width * (0.5 + x * _APART), 1),
                y=round(height / 2 + y * (height / 2 - _LINE / 3), 1),
                anchor="start" if right else "end",
            )
        )
    return placed


def _lines(name: str, width: float) -> tuple[str, ...]:
    """Return a name in one line or two, cut to the room next to its point.

    >>> _lines("Shenyang Taoxian International Airport", _WIDTH)
    ('Shenyang Taoxian', 'International…')
    >>> _lines("瀋陽桃仙國際機場", _WIDTH)
    ('瀋陽桃仙國際機場',)
    """
    room = width * (0.5 - _APART) - _GAP
    first, rest = _fitting(name, room)
    if not rest:
        return (first,)
    second, more = _fitting(rest, room - _LETTER)
    return first, second + "…" if more else second


def _fitting(name: str, room: float) -> tuple[str, str]:
    """Return how much of a name there is room for, up to the end of a word, and the rest."""
    end = 0
    for index, letter in enumerate(name):
        room -= _WIDE if letter >= "\u2e80" else _LETTER
        if room < 0:
            break
        following = name[index + 1 : index + 2]
        if not following or following == " " or letter in "–-" or letter >= "\u2e80":
            end = index + 1
    else:
        return name, ""
    end = end or max(index - 1, 1)
    return name[:end].rstrip(), name[end:].lstrip()
