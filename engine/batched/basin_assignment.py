"""Basin assignment: finds which minimum each run has reached, and at which step."""

from typing import final

import numpy as np
from numpy.typing import NDArray

from ..core.types import Array
from .batched_racers import Window
from .minima import Minimum

NONE = -1
DIVERGED = -2


def arrival_radius(minima: list[Minimum], diagonal: float) -> float:
    """Radius around a minimum within which a run has reached it.

    1 % of the domain's diagonal, or 40 % of the smallest distance between two minima if that is less.
    """
    places = np.array([(x, y) for x, y, _ in minima]).reshape(-1, 2)
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    gaps[np.diag_indices(len(places))] = np.inf
    return float(min(0.01 * diagonal, 0.4 * gaps.min(initial=np.inf)))


@final
class BasinAssignment:
    """Observer of a rollout: tracks which minimum each run is near, and since which point.

    Attributes:
        minimum: index of the minimum that the run is near; -1: none, -2: diverged. int64 of shape (runs,).
        since: index of the point from which on the run has stayed near it, or -1.
    """

    def __init__(self, minima: list[Minimum], radius: float, runs: int) -> None:
        self.places = np.array([(x, y) for x, y, _ in minima]).reshape(-1, 2)
        self.square = radius**2
        self.minimum = np.full(runs, NONE, np.int64)
        self.since = np.full(runs, NONE, np.int64)

    def observe(self, window: Window) -> None:
        """Update both attributes with the next window."""
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
        """Index of a minimum within the radius of each of ``places``, of shape (2, runs), or -1.

        ``former`` is tried first, so that a run between two minima does not switch.
        """
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
        """Index in the window of the point from which on each run stays near its minimum."""
        outside = self._distance(places, minimum) > self.square
        points = np.arange(1, len(places) + 1)[:, None]
        return np.where(outside, points, 0).max(0)  # type: ignore[no-any-return]

    def _distance(self, places: Array, minimum: NDArray[np.int64]) -> Array:
        """Squared distances of places, of shape (..., 2, runs), from their minima."""
        target = self.places[minimum]
        across, along = places[..., 0, :] - target[:, 0], places[..., 1, :] - target[:, 1]
        return np.asarray(across * across + along * along)
