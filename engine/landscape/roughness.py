"""How rough a landscape is, in numbers: its minima, where it bends down, and rays that go down again.

Li, Xu, Taylor, Studer & Goldstein 2018 tell smooth landscapes from chaotic ones by eye, and by the share of
negative curvature.
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
"""Places a side of the grid that is judged."""

RAYS = 40
PLACES = 41
"""Rays from the origin, evenly around it, and places on each."""

FLAT = 0.05
"""A curvature counts as negative beyond this share of the other one at the same place."""

FALL = 0.05
"""Loss by which a ray must go down again to count."""


@final
@dataclass(frozen=True)
class Roughness:
    """What is counted.

    Attributes:
        minima: places of the grid lower than their eight neighbours.
        negative, negative_inside: shares of the grid, and of its inner half, where the land bends down.
        radius: length of the rays, in the plane's coordinates.
        rays: losses along each, of shape (rays, places), from the origin outwards.
        falling: whether each goes down again.
    """

    minima: int
    negative: float
    negative_inside: float
    radius: float
    rays: Array
    falling: NDArray[np.bool_]


def minima(z: Array) -> int:
    """Interior places of a grid that are lower than all eight neighbours."""
    inner = z[1:-1, 1:-1]
    rows, columns = z.shape
    around = [
        z[1 + i : rows - 1 + i, 1 + j : columns - 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j
    ]
    return int(np.all([inner < one for one in around], axis=0).sum())


def has_negative_curvature(z: Array) -> NDArray[np.bool_]:
    """Where the smaller curvature is negative, at the interior places of a grid with even sides.

    By second differences; less than ``FLAT`` of the larger curvature counts as none.
    """
    inner = z[1:-1, 1:-1]
    across = z[1:-1, 2:] - 2 * inner + z[1:-1, :-2]
    along = z[2:, 1:-1] - 2 * inner + z[:-2, 1:-1]
    mixed = (z[2:, 2:] - z[2:, :-2] - z[:-2, 2:] + z[:-2, :-2]) / 4
    mean, radius = (across + along) / 2, np.hypot((across - along) / 2, mixed)
    low, high = mean - radius, mean + radius
    return np.asarray(low < -FLAT * np.maximum(np.abs(low), np.abs(high)))


def non_monotone_rays(rays: Array) -> NDArray[np.bool_]:
    """Which of the rays, (rays, places), fall by more than ``FALL`` below where they have been."""
    highest = np.maximum.accumulate(rays, axis=1)
    return np.asarray((highest - rays).max(axis=1) > FALL)


_KNOWN: "WeakKeyDictionary[NetworkProblem, tuple[bytes, Roughness]]" = WeakKeyDictionary()
"""By problem: the running statistics that its land was drawn with, and what was found."""


def roughness(problem: NetworkProblem) -> Roughness:
    """Of the part of a problem's plane that is drawn; kept as long as the problem and its statistics are."""
    drawn_with = b"".join(tensor.numpy().tobytes() for tensor in problem.statistics)
    known = _KNOWN.get(problem)
    if known is None or known[0] != drawn_with:
        known = _KNOWN[problem] = drawn_with, _judge(problem)
    return known[1]


def _judge(problem: NetworkProblem) -> Roughness:
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
