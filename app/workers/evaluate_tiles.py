"""Calls of the engine that draw landscapes, as many parts at a time as a budget allows."""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.worker.scan import Scan, part

Heights = NDArray[np.float64]


def sweep(scan: Scan, indices: Sequence[int], budget_s: float) -> list[tuple[int, Heights]]:
    """The parts with these indices, at least one, until the budget is spent; each with its index."""
    end = time.monotonic() + budget_s
    swept: list[tuple[int, Heights]] = []
    for index in indices:
        swept.append((index, part(scan, index)))
        if time.monotonic() >= end:
            break
    return swept
