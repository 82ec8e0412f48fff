"""Place boxes without overlap, each as near as possible to a given position."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import bool_, float64, intp
    from numpy.typing import NDArray

    Points = NDArray[float64]
    Grid = NDArray[bool_]

__all__ = ["pack"]

# The height of the median box in cells: more cells are more exact, and slower.
FINE = 4
# The distance of the first search for a free place, in cells.
REACH = 12


def pack(wanted: Points, sizes: Points, aspect: float = 1.0) -> Points:
    """Return the centre of each box such that no two boxes overlap; larger boxes are placed first.

    The plane is a grid of cells, and a box covers whole cells. The time to find a free place does
    not grow with the number of boxes.

    Args:
        wanted: the preferred centre of each box.
        sizes: the width and height of each box.
        aspect: a horizontal distance is divided by this number.

    >>> import numpy as np
    >>> pack(np.zeros((2, 2)), np.array([[4.0, 2.0], [4.0, 2.0]])).shape
    (2, 2)
    """
    import numpy as np

    # Small cells, because each box grows to a whole number of them.
    cell = float(np.median(sizes[:, 1])) / FINE
    cells = np.maximum(np.ceil(sizes / cell - 1e-9), 1).astype(np.intp)
    low = wanted.min(axis=0)
    room = _Grid(np.ceil((wanted.max(axis=0) - low) / cell).astype(np.intp), cells)
    corners = np.rint((wanted - low) / cell - cells / 2).astype(np.intp)
    placed = np.empty_like(wanted)
    for index in np.argsort(-sizes.prod(axis=1), kind="stable"):
        corner = room.take(corners[index], cells[index], aspect)
        placed[index] = (corner + cells[index] / 2) * cell + low
    return placed


class _Grid:
    """A grid of cells, each free or taken."""

    def __init__(self, extent: NDArray[intp], cells: NDArray[intp]) -> None:
        import numpy as np

        # A margin in which all boxes have room, even if all prefer the same place.
        self.margin = int(np.sqrt(cells.prod(axis=1).sum())) + 2 * int(cells.max()) + REACH
        self.taken: Grid = np.zeros(tuple(extent + 2 * self.margin), dtype=bool)

    def take(self, wanted: NDArray[intp], box: NDArray[intp], aspect: float) -> NDArray[intp]:
        """Take the free place that is nearest to the preferred one, and return its corner."""
        import numpy as np

        corner = wanted + self.margin
        if self.taken[_region(corner, box)].any():
            corner = self._nearest(corner, box, aspect)
        self.taken[_region(corner, box)] = True
        found: NDArray[intp] = np.asarray(corner - self.margin)
        return found

    def _nearest(self, corner: NDArray[intp], box: NDArray[intp], aspect: float) -> NDArray[intp]:
        import numpy as np

        reach = REACH
        while True:
            low = np.maximum(corner - reach, 0)
            high = np.minimum(corner + reach + box, self.taken.shape)
            window = self.taken[low[0] : high[0], low[1] : high[1]]
            sums = np.zeros((window.shape[0] + 1, window.shape[1] + 1), dtype=np.int32)
            sums[1:, 1:] = window.cumsum(axis=0, dtype=np.int32).cumsum(axis=1)
            wide, high_ = int(box[0]), int(box[1])
            inside = sums[wide:, high_:] - sums[:-wide, high_:] - sums[wide:, :-high_]
            free = (inside + sums[:-wide, :-high_]) == 0
            if free.any():
                x, y = np.nonzero(free)
                far = ((x + low[0] - corner[0]) / aspect) ** 2 + (y + low[1] - corner[1]) ** 2
                best = int(far.argmin())
                # A place in a corner of the window may be farther away than one outside it.
                if far[best] <= (reach / aspect) ** 2 or reach > self.margin:
                    return np.array([x[best], y[best]]) + low
            reach *= 2


def _region(corner: NDArray[intp], box: NDArray[intp]) -> tuple[slice, slice]:
    return slice(corner[0], corner[0] + box[0]), slice(corner[1], corner[1] + box[1])
