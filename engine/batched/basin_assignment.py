"""Which minimum each ball has reached, and when."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from .batched_racers import Window
from .minima import Minimum

Array = NDArray[np.float64]

NONE = -1
DIVERGED = -2


def arrival_radius(minima: list[Minimum], diagonal: float) -> float:
    """How near a minimum a ball has reached it: 1 % of the domain's diagonal, less where minima crowd."""
    places = np.array([(x, y) for x, y, _ in minima]).reshape(-1, 2)
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    gaps[np.diag_indices(len(places))] = np.inf
    return float(min(0.01 * diagonal, 0.4 * gaps.min(initial=np.inf)))


@final
class BasinAssignment:
    """Watches which minimum each ball has come near, and since when it has stayed there.

    Attributes:
        minimum: index of the minimum near which the ball is, or -1: int64 of shape (balls,).
        since: index of the first point from which on it has been near it, or -1.
    """

    def __init__(self, minima: list[Minimum], radius: float, balls: int) -> None:
        self.places = np.array([(x, y) for x, y, _ in minima]).reshape(-1, 2)
        self.square = radius**2
        self.minimum = np.full(balls, NONE, np.int64)
        self.since = np.full(balls, NONE, np.int64)

    def observe(self, window: Window) -> None:
        points = len(window.losses)
        whole = window.finite == points
        rows, places = window.rows[whole], window.places[:, :, whole]
        self.minimum[window.rows[~whole]] = DIVERGED
        self.since[window.rows[~whole]] = NONE
        former = self.minimum[rows]
        now = self._near(places[-1], former)
        near = now >= 0
        if near.any():
            since = self._since(places[:, :, near], now[near])
            stayed = (since == 0) & (now[near] == former[near])
            self.since[rows[near]] = np.where(stayed, self.since[rows[near]], window.first + since)
        self.since[rows[~near]] = NONE
        self.minimum[rows] = now

    def _near(self, places: Array, former: NDArray[np.int64]) -> NDArray[np.int64]:
        """The minimum within the radius of each of ``places``, shape (2, balls), or -1."""
        now = np.full(len(former), NONE, np.int64)
        known = former >= 0
        now[known] = np.where(
            self._distance(places[:, known], former[known]) <= self.square, former[known], NONE
        )
        searching = np.flatnonzero(now < 0)
        for index in range(len(self.places)):
            distance = self._distance(places[:, searching], np.full(len(searching), index))
            now[searching[distance <= self.square]] = index
        return now

    def _since(self, places: Array, minimum: NDArray[np.int64]) -> NDArray[np.int64]:
        """The first point of the window from which on each ball is near its minimum."""
        outside = self._distance(places, minimum) > self.square
        points = np.arange(1, len(places) + 1)[:, None]
        return np.where(outside, points, 0).max(0)  # type: ignore[no-any-return]

    def _distance(self, places: Array, minimum: NDArray[np.int64]) -> Array:
        """Squared distances of places of shape (..., 2, balls) from their minima."""
        target = self.places[minimum]
        across, along = places[..., 0, :] - target[:, 0], places[..., 1, :] - target[:, 1]
        return np.asarray(across * across + along * along)
