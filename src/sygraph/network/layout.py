"""Where the nodes of a view stand: related ones together, and no label on another.

Forces first: linked nodes pull, all push. Among many nodes, near ones push as what lies in the
same part of the plane does (a particle mesh), so that a round takes n log n. Then each node gets
the free spot nearest to where the forces left it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

from sygraph.network.packing import packed

if TYPE_CHECKING:
    from numpy import complex128, float64, intp
    from numpy.typing import NDArray

    Points = NDArray[float64]
    Pairs = NDArray[intp]

__all__ = ["arrange"]

_Node = TypeVar("_Node", bound=Hashable)

# Width to height of the whole: that of a screen beside a panel.
ASPECT = 1.45
# How much of the area the labelled nodes cover: more is denser, less leaves them small on screen.
COVER = 0.5
# How far nodes are spread out evenly rather than as the forces left them, from 0 to 1.
EVEN = 0.55
# The room between two nodes.
GAP = 6.0
# How long the forces work.
ROUNDS = 300
# Up to how many nodes every pair of them is looked at.
EXACT = 500
# How many cells the mesh has along each side.
MESH = 96


def arrange(
    edges: Iterable[tuple[_Node, _Node]],
    boxes: Mapping[_Node, tuple[float, float]],
    *,
    groups: Sequence[Sequence[_Node]] = (),
) -> dict[_Node, tuple[float, float]]:
    """Return a position for each node's centre, in the unit of the boxes; y grows downwards.

    The same graph gives the same positions.

    Args:
        edges: which nodes are linked.
        boxes: the width and height that each node needs, its label included.
        groups: what belongs together, to start from; see `sygraph.network.ranking.communities`.

    >>> sorted(arrange([("a", "b")], {"a": (40, 20), "b": (40, 20)}))
    ['a', 'b']
    """
    import numpy as np

    names = list(boxes)
    if len(names) < 2:
        return dict.fromkeys(names, (0.0, 0.0))
    index = {name: number for number, name in enumerate(names)}
    linked = {tuple(sorted((index[a], index[b]))) for a, b in edges if a != b}
    pairs = np.array(sorted(linked), dtype=np.intp).reshape(-1, 2)
    start = _start(len(names), pairs, [[index[name] for name in group] for group in groups])
    found = _forced(start, pairs)
    sizes = np.array([boxes[name] for name in names], dtype=float) + GAP
    # Few nodes leave room for the words on the lines between them.
    area = float(sizes.prod(axis=1).sum()) / COVER * max(1.0, 3 - len(names) / 40)
    screen = np.array([sqrt(area * ASPECT), sqrt(area / ASPECT)])
    places = packed(_evened(_turned(found)) * screen, sizes, ASPECT)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}


def _start(count: int, pairs: Pairs, groups: list[list[int]]) -> Points:
    """Where the forces find the nodes: each group around a place of its own, evenly spread."""
    import numpy as np

    number = np.arange(count)
    spread = _sunflower(count) * sqrt(count)
    if not groups:
        return spread
    group = np.full(count, -1)
    for which, members in enumerate(groups):
        group[members] = which
    between = group[pairs]
    between = between[(between >= 0).all(axis=1) & (between[:, 0] != between[:, 1])]
    between.sort(axis=1)
    between = np.unique(between, axis=0) if len(between) else between
    centres = _forced(_sunflower(len(groups)) * sqrt(len(groups)), between)
    centres *= sqrt(count) / (np.abs(centres).max() + 1e-9)
    start = spread * 1.2
    for which, members in enumerate(groups):
        own = _sunflower(len(members)) * sqrt(len(members)) * 0.5
        start[members] = centres[which] + own
    result: Points = start + 1e-3 * number[:, None]
    return result


def _sunflower(count: int) -> Points:
    """So many points in a disc of radius one, evenly spread."""
    import numpy as np

    number = np.arange(count)
    radius, angle = np.sqrt((number + 0.5) / count), number * np.pi * (3 - sqrt(5))
    points: Points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points


def _forced(start: Points, pairs: Pairs) -> Points:
    """Let linked nodes pull and all nodes push, ever more gently."""
    import numpy as np

    count = len(start)
    degree = np.bincount(pairs.ravel(), minlength=count).astype(float)
    mass = 1 + np.sqrt(degree)
    # A hub is near to everything, which says little: its links pull less.
    weight = 1 / np.sqrt(np.maximum(degree[pairs].min(axis=1), 1)) if len(pairs) else np.zeros(0)
    push = _exact if count <= EXACT else _meshed
    points = start.copy()
    for turn in range(ROUNDS):
        force = push(points, mass)
        along = points[pairs[:, 1]] - points[pairs[:, 0]]
        pull = along * weight[:, None] * 0.6
        for axis in (0, 1):
            force[:, axis] += np.bincount(pairs[:, 0], pull[:, axis], count)
            force[:, axis] -= np.bincount(pairs[:, 1], pull[:, axis], count)
        force -= points * (0.02 * mass)[:, None]
        step = np.sqrt((force**2).sum(axis=1))
        most = 0.12 * sqrt(count) * (1 - turn / ROUNDS) + 0.01
        points += force / np.maximum(mass, step / most)[:, None] * min(1.0, 4 / sqrt(count) + 0.35)
    return points


def _exact(points: Points, mass: Points) -> Points:
    """How each node is pushed by every other."""
    import numpy as np

    length = (points**2).sum(axis=1)
    square = np.maximum(length[:, None] + length[None, :] - 2 * points @ points.T, 1e-4)
    strength = mass[:, None] * mass[None, :] / square
    np.fill_diagonal(strength, 0)
    force: Points = points * strength.sum(axis=1)[:, None] - strength @ points
    return force


def _meshed(points: Points, mass: Points) -> Points:
    """The same to a good approximation: masses are spread on a mesh and pushed by convolution."""
    import numpy as np

    low = points.min(axis=0)
    cell = float((points.max(axis=0) - low).max()) / (MESH - 2) + 1e-9
    place = (points - low) / cell
    corner = np.floor(place).astype(np.intp)
    rest = place - corner
    flat = []
    for x in (0, 1):
        for y in (0, 1):
            share = np.abs(1 - x - rest[:, 0]) * np.abs(1 - y - rest[:, 1])
            flat.append(((corner[:, 0] + x) * MESH + corner[:, 1] + y, share))
    grid = np.zeros(MESH * MESH)
    for where, share in flat:
        grid += np.bincount(where, share * mass, MESH * MESH)
    size = 2 * MESH
    spectrum = np.fft.rfft2(grid.reshape(MESH, MESH), (size, size))
    force = np.empty_like(points)
    for axis, kernel in enumerate(_kernels()):
        field = np.fft.irfft2(spectrum * kernel, (size, size))[:MESH, :MESH].ravel()
        force[:, axis] = sum(field[where] * share for where, share in flat) * mass / cell
    return force


def _kernels() -> list[NDArray[complex128]]:
    """What a mass on the mesh does to each other place, along each axis, as a spectrum."""
    import numpy as np

    size = 2 * MESH
    line = np.fft.fftfreq(size, 1 / size)
    x, y = np.meshgrid(line, line, indexing="ij")
    square = x**2 + y**2 + 0.25
    return [np.fft.rfft2(x / square), np.fft.rfft2(y / square)]


def _turned(points: Points) -> Points:
    """The same points with what is longest of them lying flat."""
    import numpy as np

    middle = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(middle.T @ middle)
    turned: Points = middle @ axes[:, ::-1]
    # An axis has two ways; always the same one.
    return turned * np.where(turned[0] < 0, -1.0, 1.0)


def _evened(centres: Points) -> Points:
    """Positions from -0.5 to 0.5, half way to being spread evenly along each axis."""
    import numpy as np

    evenly = centres.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    middle = centres - (centres.max(axis=0) + centres.min(axis=0)) / 2
    scaled = middle / np.maximum(np.ptp(centres, axis=0), 1e-9)
    result: Points = EVEN * (evenly / (len(centres) - 1) - 0.5) + (1 - EVEN) * scaled
    return result
