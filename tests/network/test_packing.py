"""Boxes near where they are wanted, none on another."""

from __future__ import annotations

import numpy as np

from sygraph.network.packing import pack


def test_a_box_that_has_room_stays_where_it_is_wanted() -> None:
    wanted = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    placed = pack(wanted, np.full((3, 2), 10.0))
    assert np.abs(placed - wanted).max() < 2


def test_many_boxes_at_one_spot_lie_close_around_it() -> None:
    placed = pack(np.zeros((100, 2)), np.full((100, 2), 10.0))
    apart = np.abs(placed[:, None] - placed[None]).max(axis=2) + 99 * np.eye(100)
    assert apart.min() >= 10 - 1e-9
    # A hundred squares of ten fill one of a hundred; a disc of that area has a radius of 57.
    assert np.abs(placed).max() < 75


def test_the_larger_box_has_the_better_spot() -> None:
    placed = pack(np.zeros((2, 2)), np.array([[10.0, 10.0], [50.0, 30.0]]))
    assert np.abs(placed[1]).max() < np.abs(placed[0]).max()
