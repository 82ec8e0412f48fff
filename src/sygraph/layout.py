"""Where the nodes of a view stand: related ones together, and no label on another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from itertools import count as count_from
from math import sqrt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import networkx as nx
    from numpy import float64
    from numpy.typing import NDArray

    Points = NDArray[float64]

__all__ = ["arrange"]

# Width to height of the whole: that of a screen beside a panel.
ASPECT = 1.4
# How much of the area the labelled nodes cover: more is denser, less leaves them small on screen.
COVER = 0.55
# How far nodes are spread out evenly rather than as the forces left them, from 0 to 1.
EVEN = 0.6
# The room between two nodes.
GAP = 6.0
# How long the forces work.
ROUNDS = 200
# How far apart the spots are that are tried for a node, and how many are tried at once.
STRIDE = 8.0
SPOTS = 256


def arrange(
    graph: nx.MultiDiGraph[str], boxes: Mapping[str, tuple[float, float]], *, seed: int = 7
) -> dict[str, tuple[float, float]]:
    """Return a position for each node's centre, in the unit of the boxes; y grows downwards.

    The same graph gives the same positions.

    Args:
        boxes: the width and height that each node needs, its label included.

    >>> import networkx as nx
    >>> positions = arrange(nx.MultiDiGraph([("a", "b")]), {"a": (40, 20), "b": (40, 20)})
    >>> sorted(positions)
    ['a', 'b']
    """
    import networkx as nx
    import numpy as np

    if len(graph) < 2:
        return dict.fromkeys(graph, (0.0, 0.0))
    near: nx.Graph[str] = nx.Graph()
    near.add_nodes_from(graph)
    for start, end in graph.edges():
        # A hub is near to everything, which says little: its links pull less.
        near.add_edge(start, end, weight=1 / sqrt(graph.degree(start) * graph.degree(end)))
    found = nx.forceatlas2_layout(
        near, max_iter=ROUNDS, scaling_ratio=2.0, gravity=1.0, weight="weight", seed=seed
    )
    names = list(graph)
    sizes = np.array([boxes[name] for name in names], dtype=float) + GAP
    # Few nodes leave room for the words on the lines between them.
    area = float(sizes.prod(axis=1).sum()) / COVER * max(1, 3 - len(names) / 50)
    screen = np.array([sqrt(area * ASPECT), sqrt(area / ASPECT)])
    centres = _evened(np.array([found[name] for name in names])) * screen
    places = _packed(centres, sizes)
    return {name: (float(x), float(y)) for name, (x, y) in zip(names, places, strict=True)}


def _evened(centres: Points) -> Points:
    """Positions from -0.5 to 0.5, half way to being spread evenly along each axis."""
    import numpy as np

    evenly = centres.argsort(axis=0).argsort(axis=0) / (len(centres) - 1) - 0.5
    middle = centres - (centres.max(axis=0) + centres.min(axis=0)) / 2
    scaled = middle / np.maximum(np.ptp(centres, axis=0), 1e-9)
    result: Points = EVEN * evenly + (1 - EVEN) * scaled
    return result


def _packed(wanted: Points, sizes: Points) -> Points:
    """Put each box on the free spot nearest to where it is wanted, the larger boxes first."""
    import numpy as np

    order = np.argsort(-sizes.prod(axis=1), kind="stable")
    placed = np.empty_like(wanted)
    for count, index in enumerate(order):
        done = order[:count]
        room = (sizes[done] + sizes[index]) / 2
        for start in count_from(0, SPOTS):
            spots = wanted[index] + _spiral(start)
            apart = np.abs(spots[:, None, :] - placed[done][None, :, :])
            free = ~(apart < room).all(axis=2).any(axis=1)
            if free.any():
                placed[index] = spots[free.argmax()]
                break
    return placed


@cache
def _spiral(start: int) -> Points:
    """Offsets at ever greater distance in all directions, evenly spaced; wider than high."""
    import numpy as np

    number = np.arange(start, start + SPOTS)
    radius, angle = STRIDE * np.sqrt(number), number * np.pi * (3 - sqrt(5))
    offsets: Points = np.stack([radius * np.cos(angle) * ASPECT, radius * np.sin(angle)], axis=1)
    return offsets
