"""One look at a racer: which regime the last rows speak for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import final

from .problem import Problem

Seen = tuple[float, ...]
"""x, y, loss, learning rate, gradient norm and gradient of one point."""

AT_REST = ("converged", "local_minimum", "global_minimum")
"""The regimes of a ball that has come to rest."""

MEMORY = 100
"""Points after which a swing is forgotten."""

SWING = 0.02
"""A rise of the loss counts as a swing from this share of the loss's whole fall on."""

FLAT = 0.01
"""A plateau: crossing the whole picture at this slope would gain less than this share of the fall."""

STILL = 2e-3
"""At rest, the losses of the window differ from the bottom by no more than this share of the fall."""

NEAR = 0.03
"""A minimum or saddle is near within this share of the picture's diagonal."""

CHATTER = 0.01
"""Steps around a kink of the loss count as rest within this share of the diagonal."""


@final
@dataclass
class Past:
    """What a look needs to know of the rows before its window; plain numbers, for checkpoints."""

    first: float = math.nan
    lowest: float = math.inf
    steepest: float = 0.0
    trough: float = math.inf
    crest: float = -math.inf
    rising: bool = False
    swings: list[int] = field(default_factory=list)

    def take(self, step: int, loss: float, norm: float) -> None:
        """One more row: keep the extremes, and note where a rise of the loss turned into a fall."""
        if norm > self.steepest:
            self.steepest = norm
        if loss < self.lowest:
            self.lowest = loss
            if self.first != self.first:
                self.first = loss
        if not self.rising:
            if loss < self.trough:
                self.trough = loss
            elif loss - self.trough > SWING * (self.first - self.lowest) and self.first > self.lowest:
                self.rising, self.crest = True, loss
        elif loss > self.crest:
            self.crest = loss
        elif self.crest - loss > SWING * (self.first - self.lowest):
            self.rising, self.trough = False, loss
            self.swings = [*self.swings[-3:], step]


def diagnose(
    problem: Problem, window: Sequence[Seen], past: Past, step: int, current: str, deep: bool
) -> str:
    """The regime that the window speaks for; ``current`` is kept where it still holds well enough.

    Only a ``deep`` look asks for the curvature, which costs about as much as a step.
    """
    if problem.dim != 2:
        return _of_network(window, past, step)
    look = _Look(problem, list(window), past)
    if current in AT_REST and look.has_stayed():
        return current
    name = (look.rest() if deep else None) or look.runaway() or _swinging(look.path, past, step, current)
    return name or (look.stationary() if deep else None) or "descending"


@final
class _Look:
    """The window on a problem of two weights, with its natural units: a length and a fall of the loss."""

    def __init__(self, problem: Problem, window: list[Seen], past: Past) -> None:
        (left, right), (low, high) = problem.domain
        self.problem = problem
        self.window = window
        self.past = past
        self.minima = problem.known_minima()
        self.floor = min((value for _, _, value in self.minima), default=past.lowest)
        self.diagonal = math.hypot(right - left, high - low)
        self.middle = ((left + right) / 2, (low + high) / 2)
        self.fall = past.first - min(self.floor, past.lowest)
        self.x, self.y, self.loss, _, self.norm = window[-1][:5]
        self.path = [row[:2] for row in window]

    def has_stayed(self) -> bool:
        """Whether a ball at rest has not moved since: no need to look at the curvature again."""
        far = max(math.dist(place, self.path[-1]) for place in self.path)
        losses = [row[2] for row in self.window]
        drop = max(self.past.first - self.loss, 1e-3 * self.fall)
        return far <= NEAR * self.diagonal and max(losses) - min(losses) <= 5 * STILL * drop

    def rest(self) -> str | None:
        """At rest in a minimum, smooth or with a kink."""
        return self._chatter() or self._bottom()

    def _chatter(self) -> str | None:
        drop = max(self.past.first - self.floor, 0.0)
        for x, y, value in self.minima:
            near = all(math.dist(place, (x, y)) <= CHATTER * self.diagonal for place in self.path)
            if near and max(row[2] for row in self.window) - value <= 10 * STILL * drop:
                return "global_minimum"
        return None

    def _bottom(self) -> str | None:
        losses = [row[2] for row in self.window]
        if max(losses) - min(losses) > 2 * STILL * max(self.past.first - self.loss, 1e-3 * self.fall):
            return None
        step = self.newton
        if step is None or step.least <= 0.0 or math.hypot(step.x, step.y) > NEAR * self.diagonal:
            return None
        bottom = self.loss - step.gain
        drop = max(self.past.first - bottom, 1e-3 * self.fall)
        if max(losses) - bottom > STILL * drop + 1e-12 * abs(bottom):
            return None
        if not self.minima:
            return "converged"
        target = (self.x + step.x, self.y + step.y)
        lowest = bottom - self.floor <= STILL * drop + 1e-12 * abs(bottom)
        near = any(math.dist(target, (x, y)) <= NEAR * self.diagonal for x, y, _ in self.minima)
        return "global_minimum" if lowest and near else "local_minimum"

    def runaway(self) -> str | None:
        """Far outside, high above the start, and still rising."""
        if math.dist((self.x, self.y), self.middle) <= 1.5 * self.diagonal:
            return None
        higher = self.loss > self.past.first + 10 * self.fall
        return "diverged" if higher and self.loss > self.window[0][2] else None

    def stationary(self) -> str | None:
        """Hardly any slope: at a saddle, or on a plateau."""
        typical = self.fall / self.diagonal
        flat = self.norm <= FLAT * typical
        if not flat and self.norm > 0.05 * max(self.past.steepest, typical):
            return None
        step = self.newton
        if step is not None and math.hypot(step.x, step.y) <= NEAR * self.diagonal:
            if step.least >= 0.0:
                return None  # close to a minimum, only not yet at rest
            slope = abs(step.least) * NEAR * self.diagonal
            return "saddle" if slope > FLAT * typical or not flat else "plateau"
        return "plateau" if flat else None

    @cached_property
    def newton(self) -> "_Newton | None":
        """The Newton step at the last point, computed at most once a look; None where there is none."""
        hessian = self.problem.curvature(self.x, self.y)
        if hessian is None:
            return None
        return _Newton.of(hessian, self.gradient)

    @property
    def gradient(self) -> tuple[float, float]:
        """The gradient at the last point."""
        return self.window[-1][5], self.window[-1][6]


@final
@dataclass(frozen=True)
class _Newton:
    """The step to the stationary point of the local quadratic, what it gains, and the least curvature."""

    x: float
    y: float
    gain: float
    least: float

    @classmethod
    def of(cls, hessian: tuple[float, float, float], gradient: tuple[float, float]) -> "_Newton | None":
        a, b, c = hessian
        gx, gy = gradient
        determinant = a * c - b * b
        if not math.isfinite(determinant) or determinant == 0.0:
            return None
        x, y = (b * gy - c * gx) / determinant, (b * gx - a * gy) / determinant
        least = (a + c) / 2 - math.hypot((a - c) / 2, b)
        return cls(x, y, -0.5 * (gx * x + gy * y), least)


def _swinging(path: Sequence[Seen], past: Past, step: int, current: str) -> str | None:
    """Swings of the loss, or a path that turns back at every other step."""
    if sum(swing > step - MEMORY for swing in past.swings) >= 2:
        return "oscillating"
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path)]
    turns = sum(u[0] * v[0] + u[1] * v[1] < 0.0 for u, v in pairwise(moves))
    enough = 0.3 if current == "oscillating" else 0.6
    return "oscillating" if len(moves) > 2 and turns >= enough * (len(moves) - 1) else None


def _of_network(window: Sequence[Seen], past: Past, step: int) -> str:
    """Many weights: the place in the plane does not tell it all, so the loss and the slope decide."""
    losses = [row[2] for row in window]
    half = len(losses) // 2
    change = abs(sum(losses[:half]) / half - sum(losses[-half:]) / half)
    fall = past.first - past.lowest
    if change <= 2e-4 * max(fall, 0.05 * abs(past.first)):
        settled = fall >= 0.3 * abs(past.first) and window[-1][4] <= 0.02 * past.steepest
        return "converged" if settled else "plateau"
    swings = sum(swing > step - MEMORY for swing in past.swings) >= 2
    return "oscillating" if swings else "descending"
