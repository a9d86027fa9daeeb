"""Orthogonal directions: unit vectors at right angles in weight space."""

from collections.abc import Callable

import numpy as np

from ...core.types import Array

MIN_ORTHOGONAL_SHARE = 1e-6
"""Share of a direction orthogonal to another, below which the two count as parallel."""


def unit(direction: Array) -> Array | None:
    """The direction scaled to length 1; None if its length is 0 or not finite."""
    length = np.linalg.norm(direction)
    return np.asarray(direction / length) if length > 0 and np.isfinite(length) else None


def orthogonal_to(direction: Array, other: Array) -> Array | None:
    """The part of a direction orthogonal to a unit vector, scaled to length 1; None if they are parallel."""
    normalized = unit(direction)
    if normalized is None:
        return None
    residual = normalized - other * (other @ normalized)
    if np.linalg.norm(residual) < MIN_ORTHOGONAL_SHARE:
        return None
    residual -= other * (other @ residual)  # twice: the first pass leaves rounding errors
    return unit(residual)


def pair(candidates: list[Array], draw: Callable[[], Array]) -> tuple[Array, Array]:
    """Two orthogonal unit vectors, from the first usable candidates and then from random directions.

    Args:
        candidates: directions in order of preference; zero and parallel ones are skipped.
        draw: draws a random direction.
    """
    axes: list[Array] = []
    for direction in candidates:
        new = orthogonal_to(direction, axes[0]) if axes else unit(direction)
        if new is not None and len(axes) < 2:
            axes.append(new)
    while len(axes) < 2:
        new = orthogonal_to(draw(), axes[0]) if axes else unit(draw())
        if new is not None:
            axes.append(new)
    return axes[0], axes[1]
