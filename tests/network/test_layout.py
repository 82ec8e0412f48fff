"""Layouts: linked nodes are close together, boxes do not overlap, results are reproducible."""

from __future__ import annotations

from itertools import combinations
from math import dist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sygraph.network.layout import EXACT, arrange

Boxes = dict[int, tuple[float, float]]

sizes = st.lists(
    st.tuples(st.floats(4, 300, allow_nan=False), st.floats(4, 80, allow_nan=False)),
    min_size=2,
    max_size=40,
)


def overlapping(places: dict[int, tuple[float, float]], boxes: Boxes) -> list[tuple[int, int]]:
    found = []
    for a, b in combinations(places, 2):
        across = abs(places[a][0] - places[b][0]) < (boxes[a][0] + boxes[b][0]) / 2 - 1e-6
        along = abs(places[a][1] - places[b][1]) < (boxes[a][1] + boxes[b][1]) / 2 - 1e-6
        if across and along:
            found.append((a, b))
    return found


@settings(deadline=None, max_examples=25)
@given(sizes)
def test_boxes_do_not_overlap(wanted: list[tuple[float, float]]) -> None:
    boxes = dict(enumerate(wanted))
    star = [(0, other) for other in range(1, len(boxes))]
    assert overlapping(arrange(star, boxes), boxes) == []


@pytest.mark.parametrize("count", [60, EXACT + 50])
def test_linked_nodes_are_nearer_than_others(count: int) -> None:
    """Two trees with one link between them; exact repulsion and the mesh give similar layouts."""
    half = count // 2
    trees = [(n, n // 4) for n in range(1, half)]
    trees += [(half + a, half + b) for a, b in trees]
    boxes = dict.fromkeys(range(2 * half), (20.0, 10.0))
    places = arrange([*trees, (0, half)], boxes)
    linked = sum(dist(places[a], places[b]) for a, b in trees) / len(trees)
    pairs = list(combinations(range(0, 2 * half, 7), 2))
    others = sum(dist(places[a], places[b]) for a, b in pairs) / len(pairs)
    assert linked < others / 3


def test_the_same_graph_gives_the_same_layout() -> None:
    boxes: Boxes = dict.fromkeys(range(30), (30.0, 12.0))
    edges = [(n, n // 2) for n in range(1, 30)]
    assert arrange(edges, boxes) == arrange(edges, boxes)


def test_groups_stay_together() -> None:
    boxes: Boxes = dict.fromkeys(range(40), (20.0, 10.0))
    groups = [list(range(20)), list(range(20, 40))]
    edges = [(n, (n + 1) % 20) for n in range(20)] + [
        (20 + n, 20 + (n + 1) % 20) for n in range(20)
    ]
    places = arrange(edges, boxes, groups=groups)
    middles = [[sum(places[n][axis] for n in group) / 20 for axis in (0, 1)] for group in groups]
    assert dist(*middles) > 60


def test_the_layout_is_wider_than_high() -> None:
    places = arrange([(n, n // 3) for n in range(1, 90)], dict.fromkeys(range(90), (40.0, 20.0)))
    across, along = ({place[axis] for place in places.values()} for axis in (0, 1))
    assert max(across) - min(across) > max(along) - min(along)


def test_layouts_of_zero_one_and_two_nodes() -> None:
    assert arrange([], dict[str, tuple[float, float]]()) == {}
    assert arrange([], {"a": (1.0, 1.0)}) == {"a": (0.0, 0.0)}
    assert len(arrange([], {"a": (1.0, 1.0), "b": (1.0, 1.0)})) == 2
