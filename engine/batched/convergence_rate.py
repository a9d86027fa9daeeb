"""How fast each ball approaches its minimum, from its losses alone."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from .batched_racers import Window

Array = NDArray[np.float64]

DENSE_POINTS = 64
SPARSE_POINTS = 96
"""All points up to ``EVERY`` are looked at, and ``LATER`` more, ever wider apart."""

ROUNDING_FLOOR = 1e-12
"""Below this share of what it began with, or of the minimum's value, an excess is rounding."""


@final
class RateEstimator:
    """Keeps the losses at some points, so that rates can be fitted once the minima are known.

    Attributes:
        points: indices of the points kept, increasing.
        losses: float64 of shape (points kept, balls); NaN where a ball has ended.
    """

    def __init__(self, steps: int, balls: int) -> None:
        later = np.geomspace(DENSE_POINTS, max(steps, DENSE_POINTS), SPARSE_POINTS).round().astype(np.int64)
        points = np.union1d(np.arange(DENSE_POINTS), later)
        self.points = points[points <= steps]
        self.losses = np.full((len(self.points), balls), np.nan)

    def observe(self, window: Window) -> None:
        end = window.first + len(window.losses)
        wanted = np.flatnonzero((self.points >= window.first) & (self.points < end))
        within = self.points[wanted] - window.first
        values = np.where(within[:, None] < window.finite, window.losses[within], np.nan)
        self.losses[wanted[:, None], window.rows[None, :]] = values
        rest = window.stationary & (window.finite == len(window.losses))
        if rest.any():
            later = np.flatnonzero(self.points >= end)
            self.losses[np.ix_(later, window.rows[rest])] = window.losses[-1, rest]

    def rates(self, bottom: Array) -> Array:
        """The factor by which the distance to the minimum changes in one step, of shape (balls,).

        ``bottom`` is the minimum's value for each ball, NaN where there is none. Near a minimum the loss
        above it goes with the square of the distance, so the rate is exp(slope / 2) of the logarithm,
        fitted by least squares over the second half of the descent: until rounding, or to the end. 0
        where the ball is there in a step or two; NaN where nothing can be said.
        """
        with np.errstate(all="ignore"):
            excess = self.losses - bottom
            floor = ROUNDING_FLOOR * np.maximum(np.abs(excess[0]), np.abs(bottom))
            clear = excess > floor
            points = self.points[:, None].astype(np.float64)
            last = np.where(clear, points, -1.0).max(0)
            fitted = clear & (points >= last / 2) & (points <= last)
            slope = _slope(points, np.log(np.where(fitted, excess, 1.0)), fitted)
            found = np.exp(slope / 2)
        sunk = (last <= 1) & (self.losses[-1] - bottom <= floor)
        return np.where(sunk, 0.0, found)


def _slope(points: Array, values: Array, weight: NDArray[np.bool_]) -> Array:
    """Slopes of the straight lines through ``values`` over ``points`` where ``weight``, column by column."""
    count = weight.sum(0)
    center = (points * weight).sum(0) / count
    across = (points - center) * weight
    slope = (across * values).sum(0) / (across**2).sum(0)
    return np.where(count >= 2, slope, np.nan)
