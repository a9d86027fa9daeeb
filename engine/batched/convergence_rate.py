"""Convergence rate: estimates from its losses how fast each run approaches its minimum."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from ..core.types import Array
from .batched_racers import Window

DENSE_POINTS = 64
SPARSE_POINTS = 96
"""The first points are all recorded, and this many more at geometrically growing distances."""

ROUNDING_FLOOR = 1e-12
"""An excess loss below this share of the initial excess, or of the minimum's value, is rounding error."""


@final
class RateEstimator:
    """Observer of a rollout: records the loss at some points, and fits rates once the minima are known.

    Attributes:
        points: indices of the recorded points, increasing.
        losses: float64 of shape (recorded points, runs); NaN where a run has diverged.
    """

    def __init__(self, steps: int, runs: int) -> None:
        sparse = np.geomspace(DENSE_POINTS, max(steps, DENSE_POINTS), SPARSE_POINTS).round().astype(np.int64)
        points = np.union1d(np.arange(DENSE_POINTS), sparse)
        self.points = points[points <= steps]
        self.losses = np.full((len(self.points), runs), np.nan)

    def observe(self, window: Window) -> None:
        """Record the losses of the next window."""
        end = window.first + len(window.losses)
        point_indices = np.flatnonzero((self.points >= window.first) & (self.points < end))
        within = self.points[point_indices] - window.first
        values = np.where(within[:, None] < window.finite, window.losses[within], np.nan)
        self.losses[point_indices[:, None], window.rows[None, :]] = values
        stationary = window.stationary & (window.finite == len(window.losses))
        if stationary.any():
            remaining = np.flatnonzero(self.points >= end)
            self.losses[np.ix_(remaining, window.rows[stationary])] = window.losses[-1, stationary]

    def rates(self, bottom: Array) -> Array:
        """Factor by which one step multiplies the distance to the minimum, of shape (runs,).

        ``bottom`` is the minimum's value for each run, NaN where there is none. Near a minimum the excess
        loss (the loss minus ``bottom``) is proportional to the squared distance. So the rate is
        exp(slope / 2), where slope is that of the logarithm of the excess over the points: a least-squares
        fit over the second half of the descent, which ends where rounding begins or with the run. The rate
        is 0 if the run arrives within one or two steps, and NaN without ``bottom`` or with too few points.
        """
        with np.errstate(all="ignore"):
            excess = self.losses - bottom
            floor = ROUNDING_FLOOR * np.maximum(np.abs(excess[0]), np.abs(bottom))
            clear = excess > floor
            points = self.points[:, None].astype(np.float64)
            last = np.where(clear, points, -1.0).max(0)
            fitted = clear & (points >= last / 2) & (points <= last)
            slope = _slope(points, np.log(np.where(fitted, excess, 1.0)), fitted)
            estimates = np.exp(slope / 2)
        sunk = (last <= 1) & (self.losses[-1] - bottom <= floor)
        return np.where(sunk, 0.0, estimates)


def _slope(points: Array, values: Array, weight: NDArray[np.bool_]) -> Array:
    """Least-squares slope of ``values`` over ``points`` where ``weight`` is true, for each column."""
    count = weight.sum(0)
    center = (points * weight).sum(0) / count
    across = (points - center) * weight
    slope = (across * values).sum(0) / (across**2).sum(0)
    return np.where(count >= 2, slope, np.nan)
