"""Data of the map: places with coordinates, and links between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from sygraph.entities.facts import Translations, batches, facts, node, passages, values
from sygraph.entities.resolve import labels
from sygraph.namespaces import sy
from sygraph.store.interface import Store

__all__ = ["LAYERS", "Atlas", "Cited", "Link", "Place", "article_atlas", "coordinates"]

#: The layers of links, in the order in which they are listed.
LAYERS = ("air", "partner", "promotion", "event", "other")

# The most places on a map: those with most links.
_MOST = 400

# The properties between a link and its places, whose passages are cited.
_TIES = tuple(map(sy, ("origin", "destination", "partner", "inPlace")))


@dataclass(frozen=True)
class Cited:
    """A passage with its quote and its translations."""

    iri: str
    quote: str
    translations: Translations = field(default_factory=Translations, hash=False)


@dataclass(frozen=True)
class Link:
    """A route, partnership or event of a place; `end` is its other place, if any."""

    layer: str
    iri: str
    label: str
    place: NamedNode
    end: NamedNode | None = None
    cited: tuple[Cited, ...] = ()


@dataclass(frozen=True)
class Place:
    """A point on the map."""

    iri: NamedNode
    latitude: float
    longitude: float
    label: str
    country: str | None = None
    links: tuple[Link, ...] = ()

    @property
    def point(self) -> tuple[float, float]:
        return self.latitude, self.longitude

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers of its links; the first decides how the place is drawn."""
        found = {link.layer for link in self.links}
        return tuple(layer for layer in LAYERS if layer in found) or ("other",)


@dataclass(frozen=True)
class Atlas:
    """Places, those with most links first, and the links between two places."""

    places: tuple[Place, ...]
    lines: tuple[Link, ...] = ()

    @property
    def by_iri(self) -> dict[NamedNode, Place]:
        return {place.iri: place for place in self.places}

    def of_layer(self, layer: str) -> tuple[Place, ...]:
        """Return the places that have a link in that layer."""
        return tuple(place for place in self.places if layer in place.layers)


def coordinates(
    store: Store, nodes: Iterable[NamedNode] | None = None
) -> dict[NamedNode, tuple[float, float]]:
    """Return the latitude and longitude of these nodes, or of all nodes."""
    if nodes is None:
        return _points(store, "")
    found: dict[NamedNode, tuple[float, float]] = {}
    for batch in batches(nodes):
        found |= _points(store, values("place", batch))
    return found


def _points(store: Store, restriction: str) -> dict[NamedNode, tuple[float, float]]:
    found: dict[NamedNode, tuple[float, float]] = {}
    for row in store.select(
        f"SELECT ?place ?lat ?long {{ {restriction} ?place geo:lat ?lat ; geo:long ?long }}"
    ):
        lat, long = row["lat"], row["long"]
        if isinstance(row["place"], NamedNode) and isinstance(lat, Literal | NamedNode):
            try:
                point = float(lat.value), float(long.value)
            except (AttributeError, ValueError):
                continue
            if abs(point[0]) <= 90 and abs(point[1]) <= 360:
                found[row["place"]] = point
    return found


_LINKS = """SELECT DISTINCT ?layer ?link ?place ?end {
  { ?link a sy:AirRoute ; sy:destination ?place . OPTIONAL { ?link sy:origin ?end }
    BIND("air" AS ?layer) }
  UNION { ?link a sy:Partnership ; sy:partner ?place
    OPTIONAL { ?link sy:partner ?end FILTER(?end != ?place) } BIND("partner" AS ?layer) }
  UNION { ?link a sy:Event ; sy:inPlace ?place
    OPTIONAL { ?link sy:inSeries/sy:promotes ?promoted }
    BIND(IF(BOUND(?promoted), "promotion", "event") AS ?layer) }
}"""


def article_atlas(store: Store, lang: str, centre: NamedNode | None = None) -> Atlas:
    """Return the places and links of the article, each link with its passages.

    The first place is the centre or, if that is not a place, the one with most links.
    """
    points = coordinates(store)
    rows = [row for row in store.select(_LINKS) if row["place"] in points]
    found = dict.fromkeys(
        (
            str(row["layer"].value),
            node(row["link"]),
            node(row["place"]),
            None if row["end"] is None else node(row["end"]),
        )
        for row in rows
    )
    countries = _countries(store, points)
    names = labels(store, [*points, *countries.values(), *(link for _, link, _, _ in found)], lang)
    cited = _cited(store, [link for _, link, _, _ in found])
    links = [
        Link(layer, link.value, names[link], place, end, cited.get(link, ()))
        for layer, link, place, end in found
    ]
    lines = _lines(links, points)
    of_place: dict[NamedNode, list[Link]] = {}
    for link in sorted(links, key=_order):
        of_place.setdefault(link.place, []).append(link)
    places = [
        Place(
            iri,
            *point,
            names[iri],
            names[countries[iri]] if iri in countries else None,
            tuple(of_place.get(iri, ())),
        )
        for iri, point in points.items()
    ]
    weight = Counter(end for line in lines for end in (line.place, line.end))
    places.sort(
        key=lambda p: (p.iri != centre, -weight[p.iri], LAYERS.index(p.layers[0]), p.iri.value)
    )
    shown = {place.iri for place in places[:_MOST]}
    among = (line for line in lines if {line.place, line.end} <= shown)
    return Atlas(tuple(places[:_MOST]), tuple(among))


def _lines(links: Sequence[Link], points: Mapping[NamedNode, object]) -> list[Link]:
    """Return each link between two places once, from the place with fewer links to the other.

    An event has only one place and is not a line.
    """
    ends = Counter(end for link in links for end in (link.place, link.end) if end is not None)
    kept: dict[tuple[str, frozenset[NamedNode]], Link] = {}
    for link in sorted(links, key=lambda link: (ends[link.place], link.iri)):
        if link.end is not None and link.end in points:
            kept.setdefault((link.iri, frozenset((link.place, link.end))), link)
    return sorted(kept.values(), key=_order)


def _order(link: Link) -> tuple[int, str]:
    return LAYERS.index(link.layer), link.iri


def _countries(store: Store, places: Iterable[NamedNode]) -> dict[NamedNode, NamedNode]:
    found: dict[NamedNode, NamedNode] = {}
    for batch in batches(places):
        rows = store.select(
            f"SELECT ?place ?country {{ {values('place', batch)} ?place sy:country ?country }}"
            " ORDER BY ?place ?country"
        )
        for row in rows:
            found.setdefault(node(row["place"]), node(row["country"]))
    return found


def _cited(store: Store, links: Sequence[NamedNode]) -> dict[NamedNode, tuple[Cited, ...]]:
    """Return the passages that state the places of each link."""
    stated = [fact for fact in facts(store, "s", links) if fact.predicate in _TIES]
    quotes = passages(store, (iri for fact in stated for iri in fact.passages))
    found: dict[NamedNode, dict[NamedNode, Cited]] = {}
    for fact in stated:
        for iri in fact.passages:
            if iri in quotes:
                cited = Cited(iri.value, quotes[iri].quote, quotes[iri].translations)
                found.setdefault(fact.subject, {}).setdefault(iri, cited)
    return {link: tuple(those.values()) for link, those in found.items()}
