"""Rollout: steps a batch of runs to the end, and passes each window of points to observers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

from ..core.types import Array
from .batched_racers import BatchedRacers, Window

WINDOW = 32
"""Points per window; runs are dropped and observers called between two windows."""


class Observer(Protocol):
    """Receives every window of a rollout, in order; runs that were dropped are no longer in it."""

    def observe(self, window: Window) -> None: ...


@final
@dataclass(frozen=True)
class RolloutResult:
    """Result of each run.

    Attributes:
        places: its last finite point, or its start if no point is finite; float64 of shape (runs, 2).
        losses: the loss there, and ``first`` the loss at its start, each of shape (runs,).
        diverged: whether a point, its loss or its gradient was not finite, of shape (runs,).
    """

    places: Array
    losses: Array
    first: Array
    diverged: NDArray[np.bool_]


def rollout(racers: BatchedRacers, steps: int, observers: Sequence[Observer] = ()) -> RolloutResult:
    """Step all runs through ``steps`` steps: points 0 to ``steps``.

    A run is dropped early if it has diverged, or if its last step changed neither its place nor its
    optimizer's state, so that no later step can. The result is that of all steps; ``racers`` is left with
    the runs that were not dropped.
    """
    runs = len(racers)
    result = RolloutResult(
        np.full((runs, 2), np.nan), np.full(runs, np.nan), np.full(runs, np.nan), np.zeros(runs, bool)
    )
    while len(racers) and racers.point <= steps:
        window = racers.advance(min(WINDOW, steps + 1 - racers.point))
        for observer in observers:
            observer.observe(window)
        ended = _record(result, window)
        leaving = ended | window.stationary
        if leaving.any():
            racers.select(~leaving)
    return result


def _record(result: RolloutResult, window: Window) -> NDArray[np.bool_]:
    """Record each run's latest finite point; returns which runs have diverged."""
    points, runs = window.losses.shape
    if window.first == 0:
        result.places[window.rows], result.losses[window.rows] = window.places[0].T, window.losses[0]
        result.first[window.rows] = window.losses[0]
    alive = window.finite > 0
    last, column, rows = window.finite[alive] - 1, np.arange(runs)[alive], window.rows[alive]
    result.places[rows] = window.places[last, :, column]
    result.losses[rows] = window.losses[last, column]
    ended: NDArray[np.bool_] = window.finite < points
    result.diverged[window.rows[ended]] = True
    return ended
