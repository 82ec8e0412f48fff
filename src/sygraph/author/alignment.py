"""Align the sentences of two versions of a text: which are the same, moved, changed or new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal as Choice

__all__ = ["Pair", "Status", "align"]

Status = Choice["kept", "moved", "changed", "lost", "added"]

# Two different sentences are versions of one if so much of their characters is the same.
_ALIKE = 0.5


@dataclass(frozen=True)
class Pair:
    """A sentence of the old version, by its index, and its successor; None if there is none."""

    status: Status
    old: int | None
    new: int | None


def align(old: Sequence[str], new: Sequence[str]) -> list[Pair]:
    """Return a pair for each sentence of both versions, in the order of the new one.

    A sentence is kept or moved only if its successor is the same, character by character.

    >>> for pair in align(["A is 1.", "B is 2.", "C is 3."], ["C is 3.", "A is 1.", "B is 4."]):
    ...     print(pair.status, pair.old, pair.new)
    moved 2 0
    kept 0 1
    changed 1 2
    """
    kept = _kept(old, new)
    found = [Pair("kept", one, other) for one, other in kept.items()]
    moved = _moved(old, new, kept)
    found += [Pair("moved", one, other) for one, other in moved.items()]
    changed = dict(_changed(old, new, kept, moved))
    found += [Pair("changed", one, other) for one, other in changed.items()]
    matched = kept | moved | changed
    lost = [Pair("lost", one, None) for one in range(len(old)) if one not in matched]
    taken = set(matched.values())
    found += [Pair("added", None, other) for other in range(len(new)) if other not in taken]
    found.sort(key=lambda pair: pair.new or 0)
    return _with_lost(found, lost)


def _kept(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _moved(old: Sequence[str], new: Sequence[str], kept: dict[int, int]) -> dict[int, int]:
    taken = set(kept.values())
    places: dict[str, list[int]] = defaultdict(list)
    for place, sentence in enumerate(new):
        if place not in taken:
            places[sentence].append(place)
    found = {}
    for place, sentence in enumerate(old):
        if place not in kept and places[sentence]:
            found[place] = places[sentence].pop(0)
    return found


def _changed(
    old: Sequence[str], new: Sequence[str], kept: dict[int, int], moved: dict[int, int]
) -> Iterator[tuple[int, int]]:
    """Yield the sentences between two kept ones that are most alike, in the same order."""
    taken = {*kept.values(), *moved.values()}
    anchors = [(-1, -1), *sorted(kept.items()), (len(old), len(new))]
    for (old_from, new_from), (old_to, new_to) in pairwise(anchors):
        ones = [n for n in range(old_from + 1, old_to) if n not in moved]
        others = [n for n in range(new_from + 1, new_to) if n not in taken]
        for one, other in _most_alike([old[n] for n in ones], [new[n] for n in others]):
            yield ones[one], others[other]


def _most_alike(ones: Sequence[str], others: Sequence[str]) -> list[tuple[int, int]]:
    """Return the pairs, none of which crosses another, with the greatest sum of likeness."""
    best = [[0.0] * (len(others) + 1) for _ in range(len(ones) + 1)]
    alike = [[_likeness(one, other) for other in others] for one in ones]
    for i in reversed(range(len(ones))):
        for j in reversed(range(len(others))):
            both = best[i + 1][j + 1] + alike[i][j] if alike[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    found = []
    i = j = 0
    while i < len(ones) and j < len(others):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _likeness(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    ratio = matcher.ratio()
    return ratio if ratio >= _ALIKE else 0.0


def _with_lost(found: list[Pair], lost: list[Pair]) -> list[Pair]:
    """Return the pairs with each lost sentence after the one that it stood after."""
    after: dict[int, list[Pair]] = defaultdict(list)
    present = {pair.old for pair in found if pair.status in ("kept", "changed")}
    for pair in lost:
        before = pair.old - 1 if pair.old is not None else -1
        while before >= 0 and before not in present:
            before -= 1
        after[before].append(pair)
    listed = after[-1]
    for pair in found:
        listed = [*listed, pair]
        if pair.old is not None and pair.old in present:
            listed += after[pair.old]
    return listed
