"""Map tiling: splits the cells of a map into parts, coarse to fine."""

import numpy as np
from numpy.typing import NDArray

from ..landscape.grid import level_lines

Indices = NDArray[np.int64]

PART_RUN_STEPS = 4_000_000
"""Target of runs times steps for one part: about half a second."""

MIN_RUNS, MAX_RUNS = 2_048, 16_384
"""Runs per part: fewer waste time on calls, more do not fit the CPU cache."""


def split_cells(resolution: int, steps: int) -> list[Indices]:
    """Flat indices (row * resolution + column) of the cells of each part, the coarsest grid first.

    Every cell is in exactly one part.
    """
    size = min(MAX_RUNS, max(MIN_RUNS, PART_RUN_STEPS // steps))
    tiles: list[Indices] = []
    known = np.zeros(resolution * resolution, bool)
    for now in level_lines(resolution):
        cells = (now[:, None] * resolution + now[None, :]).reshape(-1)
        new = cells[~known[cells]]
        known[new] = True
        tiles += [new[i : i + size] for i in range(0, len(new), size)]
    return tiles
