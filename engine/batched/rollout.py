"""A fleet's whole way, seen by those who want to know something of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

from .batched_racers import BatchedRacers, Window

Array = NDArray[np.float64]

WINDOW = 32
"""Points measured between two looks at the balls."""


class Observer(Protocol):
    """Sees every window of a voyage, in order. Balls that rest or have diverged come no more."""

    def observe(self, window: Window) -> None: ...


@final
@dataclass(frozen=True)
class RolloutResult:
    """How each ball ends.

    Attributes:
        places: its last finite point, float64 of shape (balls, 2).
        losses: the loss there, and ``first`` the loss at its start: shape (balls,).
        diverged: whether a later point was not finite.
    """

    places: Array
    losses: Array
    first: Array
    diverged: NDArray[np.bool_]


def rollout(racers: BatchedRacers, steps: int, observers: Sequence[Observer] = ()) -> RolloutResult:
    """Roll all balls over ``steps`` steps: points 0 to ``steps``.

    A ball leaves early where it has diverged, and where it rests: where its last step has changed
    neither its place nor its optimizer's state, so that no later step can. Nothing else ends it: what
    comes out is what all the steps would have given.
    """
    balls = len(racers)
    result = RolloutResult(
        np.full((balls, 2), np.nan), np.full(balls, np.nan), np.full(balls, np.nan), np.zeros(balls, bool)
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
    """Write down where the balls stand; which have diverged."""
    points, balls = window.losses.shape
    if window.first == 0:
        result.places[window.rows], result.losses[window.rows] = window.places[0].T, window.losses[0]
        result.first[window.rows] = window.losses[0]
    alive = window.finite > 0
    last, column, rows = window.finite[alive] - 1, np.arange(balls)[alive], window.rows[alive]
    result.places[rows] = window.places[last, :, column]
    result.losses[rows] = window.losses[last, column]
    ended: NDArray[np.bool_] = window.finite < points
    result.diverged[window.rows[ended]] = True
    return ended
