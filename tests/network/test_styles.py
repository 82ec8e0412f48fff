"""The kinds of nodes: at most eight, and colours that differ for colour-blind readers too."""

from __future__ import annotations

from itertools import combinations

import pytest

from sygraph.network.styles import FAMILIES, Family

Colour = tuple[float, float, float]

# How linear RGB looks with normal, protan, deutan and tritan vision (Machado and others, 2009).
VISIONS = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
GROUNDS = {"colour": "#f6f3ec", "dark": "#141310"}


def linear(colour: str) -> Colour:
    red, green, blue = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    return straight(red), straight(green), straight(blue)


def straight(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lab(colour: str, vision: str) -> Colour:
    """Return CIELAB coordinates, in which distances are similar to perceived differences."""
    rgb = linear(colour)
    red, green, blue = (
        min(max(sum(a * b for a, b in zip(row, rgb, strict=True)), 0), 1) for row in VISIONS[vision]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    a, b, c = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def test_there_are_at_most_eight_kinds() -> None:
    assert len(FAMILIES) <= 8
    looks = {(family.colour, family.shape) for family in FAMILIES}
    assert len(looks) == len({family.colour for family in FAMILIES}) == len(FAMILIES)


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.id)
def test_a_kind_stands_out_from_the_background(family: Family, ground: str) -> None:
    lights = sorted((luminance(getattr(family, ground)), luminance(GROUNDS[ground])))
    assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 3


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("vision", VISIONS)
def test_two_kinds_differ_in_colour(ground: str, vision: str) -> None:
    for one, other in combinations(FAMILIES, 2):
        pair = [lab(getattr(family, ground), vision) for family in (one, other)]
        apart = sum((a - b) ** 2 for a, b in zip(*pair, strict=True)) ** 0.5
        assert apart >= 14, (one.id, other.id)
