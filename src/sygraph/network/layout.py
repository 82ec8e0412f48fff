"""Layout of a network: linked nodes close together, and no overlapping labels.

A force-directed layout comes first: links attract, all nodes repel each other. For many nodes, a
particle mesh approximates the repulsion, so that a round takes O(n log n). Then each node gets the
free place that is nearest to its position.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from math import sqrt
from typing import TYPE_CHECKING, TypeVar

from sygraph.network.packing import pack

if TYPE_CHECKING:
    from numpy import complex128, float64, intp
    from numpy.typing import NDArray

    Points = NDArray[float64]
    Pairs = NDArray[intp]

__all__ = ["arrange"]

_Node = TypeVar("_Node", bound=Hashable)

# The ratio of width to height: that of a screen without the panel.
ASPECT = 1.45
# The part of the area that nodes with labels cover; with less, nodes are smaller on the screen.
COVER = 0.5
# From 0, the positions of the force-directed layout, to 1, positions at equal distances.
EVEN = 0.55
# The distance between two nodes.
GAP = 6.0
# The number of rounds of the force-directed layout.
ROUNDS = 300
# The greatest number of nodes for which repulsion is computed for every pair.
EXACT = 500
# The number of cells of the mesh along each side.
MESH = 96


def arrange(
    edges: Iterable[tuple[_Node, _Node]],
    boxes: Mapping[_Node, tuple[float, float]],
    *,
    groups: Sequence[Sequence[_Node]] = (),
    aspect: float = ASPECT,
) -> dict[_Node, tuple[float, float]]:
    """Return the position of the centre of each node, in the unit of the boxes; y grows downwards.

    The same graph always gives the same positions.

    Args:
        edges: the pairs of linked nodes.
        boxes: the width and height of each node with its label.
        groups: nodes that start close together; see `sygraph.network.ranking.communities`.
        aspect: the ratio of width to height.

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
    found = _force_directed(start, pairs)
    sizes = np.array([boxes[name] for name in names], dtype=float) + GAP
    # With few nodes there is room for the labels of edges.
    area = float(sizes.prod(axis=1).sum()) / COVER * max(1.0, 3 - len(names) / 40)
    screen = np.array([sqrt(area * aspect), sqrt(area / aspect)])
    places = pack(_spread_evenly(_rotated(found)) * screen, sizes, aspect)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}


def _start(count: int, pairs: Pairs, groups: list[list[int]]) -> Points:
    """Return start positions: each group of nodes evenly spread around a different centre."""
    import numpy as np

    number = np.arange(count)
    spread = _disc(count) * sqrt(count)
    if not groups:
        return spread
    group = np.full(count, -1)
    for which, members in enumerate(groups):
        group[members] = which
    between = group[pairs]
    between = between[(between >= 0).all(axis=1) & (between[:, 0] != between[:, 1])]
    between.sort(axis=1)
    between = np.unique(between, axis=0) if len(between) else between
    centres = _force_directed(_disc(len(groups)) * sqrt(len(groups)), between)
    centres *= sqrt(count) / (np.abs(centres).max() + 1e-9)
    start = spread * 1.2
    for which, members in enumerate(groups):
        own = _disc(len(members)) * sqrt(len(members)) * 0.5
        start[members] = centres[which] + own
    result: Points = start + 1e-3 * number[:, None]
    return result


def _disc(count: int) -> Points:
    """Return evenly spread points in a disc of radius one."""
    import numpy as np

    number = np.arange(count)
    radius, angle = np.sqrt((number + 0.5) / count), number * np.pi * (3 - sqrt(5))
    points: Points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return points


def _force_directed(start: Points, pairs: Pairs) -> Points:
    """Move the nodes by attraction and repulsion, in steps that become smaller."""
    import numpy as np

    count = len(start)
    degree = np.bincount(pairs.ravel(), minlength=count).astype(float)
    mass = 1 + np.sqrt(degree)
    # The links of a hub attract less, because it has neighbours in all parts of the layout.
    weight = 1 / np.sqrt(np.maximum(degree[pairs].min(axis=1), 1)) if len(pairs) else np.zeros(0)
    repel = _exact if count <= EXACT else _meshed
    points = start.copy()
    for turn in range(ROUNDS):
        force = repel(points, mass)
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
    """Return the repulsion of each node by all others."""
    import numpy as np

    length = (points**2).sum(axis=1)
    square = np.maximum(length[:, None] + length[None, :] - 2 * points @ points.T, 1e-4)
    strength = mass[:, None] * mass[None, :] / square
    np.fill_diagonal(strength, 0)
    force: Points = points * strength.sum(axis=1)[:, None] - strength @ points
    return force


def _meshed(points: Points, mass: Points) -> Points:
    """Approximate the repulsion: spread the masses on a mesh and convolve it with the force."""
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
    """Return the force of a mass on each cell of the mesh, along each axis, as a spectrum."""
    import numpy as np

    size = 2 * MESH
    line = np.fft.fftfreq(size, 1 / size)
    x, y = np.meshgrid(line, line, indexing="ij")
    square = x**2 + y**2 + 0.25
    return [np.fft.rfft2(x / square), np.fft.rfft2(y / square)]


def _rotated(points: Points) -> Points:
    """Rotate the points so that their longest axis is horizontal."""
    import numpy as np

    middle = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(middle.T @ middle)
    rotated: Points = middle @ axes[:, ::-1]
    # Always choose the same of the two directions of an axis.
    return rotated * np.where(rotated[0] < 0, -1.0, 1.0)


def _spread_evenly(centres: Points) -> Points:
    """Return positions from -0.5 to 0.5, spread more evenly along each axis."""
    import numpy as np

    evenly = centres.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    middle = centres - (centres.max(axis=0) + centres.min(axis=0)) / 2
    scaled = middle / np.maximum(np.ptp(centres, axis=0), 1e-9)
    result: Points = EVEN * (evenly / (len(centres) - 1) - 0.5) + (1 - EVEN) * scaled
    return result
