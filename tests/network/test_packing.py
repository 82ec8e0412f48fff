"""Boxes are close to their preferred positions and do not overlap."""

from __future__ import annotations

import numpy as np

from sygraph.network.packing import pack


def test_a_box_with_room_gets_its_preferred_position() -> None:
    wanted = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    placed = pack(wanted, np.full((3, 2), 10.0))
    assert np.abs(placed - wanted).max() < 2


def test_many_boxes_for_one_position_are_close_around_it() -> None:
    placed = pack(np.zeros((100, 2)), np.full((100, 2), 10.0))
    apart = np.abs(placed[:, None] - placed[None]).max(axis=2) + 99 * np.eye(100)
    assert apart.min() >= 10 - 1e-9
    # A disc with the area of a hundred squares of size ten has a radius of 57.
    assert np.abs(placed).max() < 75


def test_the_larger_box_is_closer_to_its_preferred_position() -> None:
    placed = pack(np.zeros((2, 2)), np.array([[10.0, 10.0], [50.0, 30.0]]))
    assert np.abs(placed[1]).max() < np.abs(placed[0]).max()
