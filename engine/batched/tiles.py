"""The cells of a map in parts, coarse to fine."""

import numpy as np
from numpy.typing import NDArray

from ..landscape.grid import level_lines

Indices = NDArray[np.int64]

PART_BALL_STEPS = 4_000_000
"""Balls times steps that a part aims at: about half a second."""

MIN_BALLS, MAX_BALLS = 2_048, 16_384
"""Balls in a part: fewer waste time on calls, more overflow the cache."""


def parts(resolution: int, steps: int) -> list[Indices]:
    """Flat indices (row * resolution + column) of the cells of each part, the coarsest grid first.

    No cell is in two parts, and all are in one.
    """
    size = min(MAX_BALLS, max(MIN_BALLS, PART_BALL_STEPS // steps))
    found: list[Indices] = []
    known = np.zeros(resolution * resolution, bool)
    for now in level_lines(resolution):
        cells = (now[:, None] * resolution + now[None, :]).reshape(-1)
        new = cells[~known[cells]]
        known[new] = True
        found += [new[i : i + size] for i in range(0, len(new), size)]
    return found
