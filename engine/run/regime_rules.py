"""One look at a racer: which regime the last rows speak for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import final

from ..problems.problem import Problem

Seen = tuple[float, ...]
"""x, y, loss, learning rate, gradient norm and gradient of one point."""

AT_REST = ("converged", "local_minimum", "global_minimum")
"""The regimes of a ball that has come to rest."""

MEMORY = 100
"""Points after which a swing is forgotten."""

OSCILLATION_MIN_RISE = 0.02
"""A rise of the loss counts as a swing from this share of the loss's whole fall on."""

FLAT = 0.01
"""A plateau: crossing the whole picture at this slope would gain less than this share of the fall."""

REST = 1e-6
"""At rest, nothing in the window lies higher above the bottom than this share of the fall."""

NOISE_FLOOR_TOL = 1e-4
"""The same where the loss falls no more: steps of a fixed length, or noise, keep the ball from the bottom."""

SAME = 2e-3
"""Two minima whose values differ by no more than this share of the fall are equally deep."""

TREND = 0.25
"""The loss falls if the window's halves differ by more than this share of all its ups and downs."""

FAST = 0.03
"""A ball is under way if its loss falls by this share of the whole fall within the window."""

LOOP_TOL = 0.1
"""A path that ends so near to where it began, as a share of its length, leads nowhere."""

NEAR = 0.03
"""A minimum or saddle is near within this share of the picture's diagonal."""

KINK_TOL = 0.01
"""Steps around a kink of the loss count as rest within this share of the diagonal."""


@final
@dataclass
class RunHistory:
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
            elif (
                loss - self.trough > OSCILLATION_MIN_RISE * (self.first - self.lowest)
                and self.first > self.lowest
            ):
                self.rising, self.crest = True, loss
        elif loss > self.crest:
            self.crest = loss
        elif self.crest - loss > OSCILLATION_MIN_RISE * (self.first - self.lowest):
            self.rising, self.trough = False, loss
            self.swings = [*self.swings[-3:], step]


def classify(
    problem: Problem, window: Sequence[Seen], history: RunHistory, step: int, current: str, deep: bool
) -> str:
    """The regime that the window speaks for; ``current`` is kept where it still holds well enough.

    Only a ``deep`` look asks for the curvature, which costs about as much as a step.
    """
    if problem.dim != 2:
        return _of_network(window, history, step)
    look = _Window(problem, list(window), history)
    if current in AT_REST and look.has_stayed():
        return current
    name = (look.rest() if deep else None) or look.runaway() or _swinging(look.path, history, step, current)
    return name or (look.stationary() if deep else None) or "descending"


@final
class _Window:
    """The window on a problem of two weights, with its natural units: a length and a fall of the loss."""

    def __init__(self, problem: Problem, window: list[Seen], history: RunHistory) -> None:
        (left, right), (low, high) = problem.domain
        self.problem = problem
        self.window = window
        self.history = history
        self.minima = problem.known_minima()
        self.floor = min((value for _, _, value in self.minima), default=history.lowest)
        self.diagonal = math.hypot(right - left, high - low)
        self.middle = ((left + right) / 2, (low + high) / 2)
        self.fall = history.first - min(self.floor, history.lowest)
        self.x, self.y, self.loss, _, self.norm = window[-1][:5]
        self.path = [row[:2] for row in window]
        self.losses = [row[2] for row in window]
        self.range = max(self.losses) - min(self.losses)
        self.falls = falls(self.losses)

    def has_stayed(self) -> bool:
        """Whether a ball at rest has not moved since: no need to look at the curvature again."""
        far = max(math.dist(place, self.path[-1]) for place in self.path)
        room = (REST if self.falls else NOISE_FLOOR_TOL) * self._drop(self.loss)
        return far <= NEAR * self.diagonal and self.range <= 10 * room

    def rest(self) -> str | None:
        """At rest in a minimum, smooth or with a kink."""
        return self._chatter() or self._bottom()

    def _chatter(self) -> str | None:
        room = (REST if self.falls else NOISE_FLOOR_TOL) * max(self.history.first - self.floor, 0.0)
        for x, y, value in self.minima:
            near = all(math.dist(place, (x, y)) <= KINK_TOL * self.diagonal for place in self.path)
            if near and max(self.losses) - value <= room:
                return "global_minimum"
        return None

    def _bottom(self) -> str | None:
        room = REST if self.falls else NOISE_FLOOR_TOL
        if self.range > 2 * room * self._drop(self.loss):
            return None
        step = self.newton
        if step is None or step.least < 0.0 or math.hypot(step.x, step.y) > NEAR * self.diagonal:
            return None
        bottom = self.loss - step.gain
        drop = self._drop(bottom)
        if max(self.losses) - bottom > room * drop + 1e-12 * abs(bottom):
            return None
        if not self.minima:
            return "converged"
        target = (self.x + step.x, self.y + step.y)
        lowest = bottom - self.floor <= SAME * drop + 1e-12 * abs(bottom)
        near = any(math.dist(target, (x, y)) <= NEAR * self.diagonal for x, y, _ in self.minima)
        return "global_minimum" if lowest and near else "local_minimum"

    def _drop(self, loss: float) -> float:
        """What has been lost in height down to ``loss``: the unit for what is left."""
        return max(self.history.first - loss, 1e-3 * self.fall)

    def runaway(self) -> str | None:
        """Far outside, high above the start, and still rising."""
        if math.dist((self.x, self.y), self.middle) <= 1.5 * self.diagonal:
            return None
        higher = self.loss > self.history.first + 10 * self.fall
        return "diverged" if higher and self.loss > self.window[0][2] else None

    def stationary(self) -> str | None:
        """Hardly any slope: at a saddle, or on a plateau."""
        if self.losses[0] - self.loss > FAST * self.fall:
            return None
        typical = self.fall / self.diagonal
        flat = self.norm <= FLAT * typical
        if not flat and self.norm > 0.05 * max(self.history.steepest, typical):
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
    """The step to the stationary point of the local quadratic, what it gains, and the least curvature.

    On the floor of a trough, where one direction neither bends nor slopes, it is the shortest such step.
    """

    x: float
    y: float
    gain: float
    least: float

    @classmethod
    def of(cls, hessian: tuple[float, float, float], gradient: tuple[float, float]) -> "_Newton | None":
        a, b, c = hessian
        gx, gy = gradient
        determinant = a * c - b * b
        if not math.isfinite(determinant):
            return None
        if determinant == 0.0:
            return cls._in_trough(hessian, gradient)
        x, y = (b * gy - c * gx) / determinant, (b * gx - a * gy) / determinant
        least = (a + c) / 2 - math.hypot((a - c) / 2, b)
        return cls(x, y, -0.5 * (gx * x + gy * y), least)

    @classmethod
    def _in_trough(
        cls, hessian: tuple[float, float, float], gradient: tuple[float, float]
    ) -> "_Newton | None":
        a, b, c = hessian
        gx, gy = gradient
        bend = a + c
        if bend <= 0.0:
            return None
        across = (a * gx + b * gy) / bend, (b * gx + c * gy) / bend
        if math.dist(across, gradient) > 1e-12 * bend:
            return None
        x, y = -across[0] / bend, -across[1] / bend
        return cls(x, y, -0.5 * (gx * x + gy * y), 0.0)


def _swinging(path: Sequence[Seen], history: RunHistory, step: int, current: str) -> str | None:
    """Swings of the loss, or a path that turns back at every other step, or that leads nowhere."""
    if sum(swing > step - MEMORY for swing in history.swings) >= 2:
        return "oscillating"
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path)]
    turns = sum(u[0] * v[0] + u[1] * v[1] < 0.0 for u, v in pairwise(moves))
    enough = 0.3 if current == "oscillating" else 0.6
    if len(moves) > 2 and turns >= enough * (len(moves) - 1):
        return "oscillating"
    length = sum(math.hypot(*move) for move in moves)
    return "oscillating" if math.dist(path[0], path[-1]) < LOOP_TOL * length else None


def falls(losses: Sequence[float]) -> bool:
    """Whether the losses go down on the whole, and not just up and down."""
    half = len(losses) // 2
    return sum(losses[:half]) - sum(losses[-half:]) > TREND * half * (max(losses) - min(losses))


def _of_network(window: Sequence[Seen], history: RunHistory, step: int) -> str:
    """Many weights: the place in the plane does not tell it all, so the loss and the slope decide."""
    losses = [row[2] for row in window]
    half = len(losses) // 2
    change = abs(sum(losses[:half]) / half - sum(losses[-half:]) / half)
    fall = history.first - history.lowest
    if change <= 2e-4 * max(fall, 0.05 * abs(history.first)):
        if fall < 0.3 * abs(history.first) or window[-1][4] > 0.02 * history.steepest:
            return "plateau"
        return "descending" if falls(losses) and change > 10 * REST * fall else "converged"
    swings = sum(swing > step - MEMORY for swing in history.swings) >= 2
    return "oscillating" if swings else "descending"
