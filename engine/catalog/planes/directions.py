"""Directions at right angles."""

from collections.abc import Callable

import numpy as np

from .base import Array

MIN_ORTHOGONAL_SHARE = 1e-6
"""What is left of a direction beside another, as a share of its length, below which they are one."""


def unit(direction: Array) -> Array | None:
    """The direction of length 1; None where it has none."""
    length = np.linalg.norm(direction)
    return np.asarray(direction / length) if length > 0 and np.isfinite(length) else None


def orthogonal_to(direction: Array, other: Array) -> Array | None:
    """What of a direction stands at right angles to a unit vector, at length 1; None if hardly anything."""
    own = unit(direction)
    if own is None:
        return None
    rest = own - other * (other @ own)
    if np.linalg.norm(rest) < MIN_ORTHOGONAL_SHARE:
        return None
    rest -= other * (other @ rest)  # once more: the first time leaves rounding errors
    return unit(rest)


def pair(wanted: list[Array], draw: Callable[[], Array]) -> tuple[Array, Array]:
    """Two unit vectors at right angles: the first that can be had of those wanted, then of random ones."""
    found: list[Array] = []
    for direction in wanted:
        new = orthogonal_to(direction, found[0]) if found else unit(direction)
        if new is not None and len(found) < 2:
            found.append(new)
    while len(found) < 2:
        new = orthogonal_to(draw(), found[0]) if found else unit(draw())
        if new is not None:
            found.append(new)
    return found[0], found[1]
