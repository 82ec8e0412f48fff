"""Maps: the page of the article's links, and the small map on the page of a place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pyoxigraph import NamedNode

from sygraph.errors import SygraphError
from sygraph.namespaces import curie
from sygraph.pages.geography import (
    Azimuthal,
    Box,
    distance,
    ems,
    great_circle,
    land,
    place_labels,
)
from sygraph.pages.map_data import LAYERS, Atlas, Link, Place, article_atlas
from sygraph.pages.render import render
from sygraph.pages.texts import words

if TYPE_CHECKING:
    from sygraph.pages.render import Site

__all__ = ["VIEWS", "anchor", "draw_map", "locator", "map_page", "subject_of"]

#: The initial extent of the map: the places near the centre, or all.
VIEWS = ("near", "world")


# The radius of the map in km, and the radius of the near extent.
_REACH, _NEAR = 12_600.0, 2_300.0
# The width in pixels without a script that fits the map to the window.
_WIDTH = 960.0
_ASPECT = 1.6
_LETTERS, _MARK = 13.0, 5.0
_RINGS = (500, 1000, 2000, 5000, 10_000)


@dataclass(frozen=True)
class _View:
    """A part of the map, in km."""

    name: str
    x: float
    y: float
    width: float
    height: float

    @property
    def box(self) -> str:
        return f"{self.x:.0f} {self.y:.0f} {self.width:.0f} {self.height:.0f}"

    @property
    def scale(self) -> float:
        """The length of a pixel in km."""
        return self.width / _WIDTH


def map_page(site: Site, view: str = "near") -> str:
    """Return the map page, with all places and links as text next to the map."""
    atlas = article_atlas(site.kg.store, site.lang, subject_of(site))
    hub = atlas.places[0] if atlas.places else None
    return render(
        site,
        "map.html",
        map=draw_map(site, atlas, view) if hub else None,
        hub=hub,
        view=view,
        layers=_layers(atlas),
        places=[
            (place, round(distance(hub.point, place.point), -1)) for place in atlas.places if hub
        ],
        anchor=anchor,
    )


def subject_of(site: Site) -> NamedNode | None:
    """Return the subject of the workspace, or None if it has none."""
    try:
        return site.kg.resolve(site.kg.files.subject) if site.kg.files.subject else None
    except SygraphError:
        return None


def _layers(atlas: Atlas) -> list[tuple[str, int]]:
    """Return the layers with the number of their places, without the centre of the map."""
    counts = {layer: len(set(atlas.of_layer(layer)) - {*atlas.places[:1]}) for layer in LAYERS}
    return [(layer, count) for layer, count in counts.items() if count]


def draw_map(site: Site, atlas: Atlas, view: str = "world", *, listed: bool = True) -> Markup:
    """Draw places and links around the first place.

    With the script map.js the map can be moved, enlarged and its layers switched.

    Args:
        listed: whether the page has an element for each place, with its `anchor` as its id, to
            which the place is a link; else it is a link to its own page.
    """
    hub, by_iri = atlas.places[0], atlas.by_iri
    projection = Azimuthal(*hub.point)
    spots = [(place, *projection.project(*place.point)) for place in atlas.places]
    far = max((math.hypot(x, y) for _, x, y in spots), default=0.0)
    reach = min(max(far * 1.25, 1500.0), max(_REACH, far * 1.02))
    shown = _view(view, spots, far)
    return Markup(
        render(
            site,
            "map_svg.html",
            # Drawn for the nearest zoom level, so that the centre can be enlarged.
            land=land(projection, reach, max(reach / 500, 4.0), 4.0 if reach > 4000 else None),
            reach=round(reach),
            view=shown,
            views={name: _view(name, spots, far).box for name in VIEWS},
            rings=[ring for ring in _RINGS if ring < reach],
            lines=[(line, _way(projection, by_iri, hub, line)) for line in atlas.lines],
            spots=_labelled(spots, shown),
            hub=hub,
            target=(lambda place: f"#{anchor(place)}")
            if listed
            else (lambda place: site.links.node(place.iri.value)),
            anchor_of=_anchor_of,
            curie=curie,
        )
    )


def anchor(place: Place) -> str:
    """Return the HTML id of the text about a place."""
    return _anchor_of(place.iri)


def _anchor_of(iri: NamedNode) -> str:
    return "place-" + "".join(c if c.isalnum() else "-" for c in iri.value.rpartition("/")[2])


def _view(name: str, spots: Sequence[tuple[Place, float, float]], far: float) -> _View:
    """Return the part of the map with the places near the centre, or with all places."""
    limit = _NEAR if name == "near" and far > _NEAR else math.inf
    xs, ys = zip(*((x, y) for _, x, y in spots if math.hypot(x, y) <= limit), strict=True)
    margin = max(0.14 * max(max(xs) - min(xs), max(ys) - min(ys)), 250.0)
    left, right = min(xs) - margin, max(xs) + 1.6 * margin  # labels stand on the right
    top, bottom = min(ys) - margin, max(ys) + margin
    width = max(right - left, (bottom - top) * _ASPECT)
    height = max(bottom - top, width / _ASPECT)
    return _View(name, (left + right - width) / 2, (top + bottom - height) / 2, width, height)


def _way(projection: Azimuthal, by_iri: Mapping[NamedNode, Place], hub: Place, line: Link) -> str:
    """Return the SVG path of the great circle between the ends of a link."""
    assert line.end is not None
    ends = by_iri[line.end].point, by_iri[line.place].point
    way = ends if hub.iri in (line.end, line.place) else great_circle(*ends)
    points = [projection.project(*point) for point in way]
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)


def _labelled(
    spots: Sequence[tuple[Place, float, float]], view: _View
) -> list[tuple[Place, int, int, tuple[float, float, str] | None]]:
    """Return the places with the positions of their labels, in pixels from their points."""
    scale = view.scale
    points = [((x - view.x) / scale, (y - view.y) / scale, place.label) for place, x, y in spots]
    frame = Box(0, 0, _WIDTH, _WIDTH / _ASPECT)
    places = place_labels(points, _LETTERS, _MARK + 1, frame)
    return [
        (place, round(x), round(y), label)
        for (place, x, y), label in zip(spots, places, strict=True)
    ]


def locator(site: Site, latitude: float, longitude: float, label: str) -> Markup:
    """Draw the small map around a place; it needs the style sheet map.css."""
    width, height, scale = 320, 200, 16.0
    projection = Azimuthal(round(latitude, 3), round(longitude, 3))
    title = words(site.lang)("map.locator", label=label)
    values: dict[str, Any] = {
        "land": land(projection, 3200.0, scale),
        "box": f"{-width * scale / 2:.0f} {-height * scale / 2:.0f} {width * scale:.0f} "
        f"{height * scale:.0f}",
        "scale": scale,
        "place": label,
        # A long name stands below its point, where the whole width is for it.
        "below": ems(label) * _LETTERS > width / 2 - 20,
        "lines": wrap(label, 20 if ems(label) == len(label) else 38),
        "title": title,
    }
    return Markup(render(site, "locator_svg.html", **values))
