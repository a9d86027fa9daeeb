"""Roughness of a landscape: minima, share of negative curvature, and rays that are not monotone.

Li, Xu, Taylor, Studer & Goldstein 2018 distinguish smooth from chaotic landscapes by eye, and by the share
of negative curvature.
"""

from dataclasses import dataclass
from typing import final
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from ..core.types import Array
from ..problems.network import NetworkProblem
from .grid import axis

SIDE = 31
"""Points per side of the grid that is analyzed."""

RAYS = 40
PLACES = 41
"""Number of rays from the origin, at equal angles, and of points on each."""

FLAT = 0.05
"""A curvature counts as negative beyond this share of the other one at the same point."""

FALL = 0.05
"""Loss by which a ray must fall to count as not monotone."""


@final
@dataclass(frozen=True)
class Roughness:
    """Roughness: its measures.

    Attributes:
        minima: number of grid points lower than their eight neighbors.
        negative, negative_inside: shares of the grid, and of its inner half, with negative curvature.
        radius: length of the rays, in the plane's coordinates.
        rays: losses along each, of shape (rays, places), from the origin outwards.
        falling: for each ray, whether it is not monotone.
    """

    minima: int
    negative: float
    negative_inside: float
    radius: float
    rays: Array
    falling: NDArray[np.bool_]


def minima(z: Array) -> int:
    """Count interior points of a grid that are lower than all eight neighbors."""
    inner = z[1:-1, 1:-1]
    rows, columns = z.shape
    around = [
        z[1 + i : rows - 1 + i, 1 + j : columns - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j
    ]
    return int(np.all([inner < one for one in around], axis=0).sum())


def has_negative_curvature(z: Array) -> NDArray[np.bool_]:
    """Mask of the interior points of a square grid at which the smaller curvature is negative.

    By second differences; less than ``FLAT`` of the larger curvature counts as zero.
    """
    inner = z[1:-1, 1:-1]
    across = z[1:-1, 2:] - 2 * inner + z[1:-1, :-2]
    along = z[2:, 1:-1] - 2 * inner + z[:-2, 1:-1]
    mixed = (z[2:, 2:] - z[2:, :-2] - z[:-2, 2:] + z[:-2, :-2]) / 4
    mean, radius = (across + along) / 2, np.hypot((across - along) / 2, mixed)
    low, high = mean - radius, mean + radius
    return np.asarray(low < -FLAT * np.maximum(np.abs(low), np.abs(high)))


def non_monotone_rays(rays: Array) -> NDArray[np.bool_]:
    """Mask of the rays, shape (rays, points), that fall by more than ``FALL`` below an earlier point."""
    highest = np.maximum.accumulate(rays, axis=1)
    return np.asarray((highest - rays).max(axis=1) > FALL)


_KNOWN: "WeakKeyDictionary[NetworkProblem, tuple[bytes, Roughness]]" = WeakKeyDictionary()
"""Cache by problem: the running statistics of the landscape, and its roughness."""


def roughness(problem: NetworkProblem) -> Roughness:
    """Roughness of a problem's domain; cached while the problem and its running statistics exist."""
    drawn_with = b"".join(tensor.numpy().tobytes() for tensor in problem.statistics)
    known = _KNOWN.get(problem)
    if known is None or known[0] != drawn_with:
        known = _KNOWN[problem] = drawn_with, _measure(problem)
    return known[1]


def _measure(problem: NetworkProblem) -> Roughness:
    (left, right), (low, high) = problem.domain
    z = problem.loss_grid(axis(left, right, SIDE), axis(low, high, SIDE))
    down = has_negative_curvature(z)
    quarter = len(down) // 4
    radius = min(right - left, high - low) / 2
    lengths = np.linspace(0.0, radius, PLACES)
    angles = 2 * np.pi * np.arange(RAYS) / RAYS
    rays = np.array(
        [
            [problem.loss_grid(np.array([r * np.cos(t)]), np.array([r * np.sin(t)]))[0, 0] for r in lengths]
            for t in angles
        ]
    )
    return Roughness(
        minima(z),
        float(down.mean()),
        float(down[quarter:-quarter, quarter:-quarter].mean()),
        radius,
        rays,
        non_monotone_rays(rays),
    )
