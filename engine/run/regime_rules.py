"""Regime rules: classify a racer's state from a window of its last rows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple, final

from ..problems.problem import Problem

AT_REST = ("converged", "local_minimum", "global_minimum")
"""Regimes of a racer that no longer moves."""

MEMORY = 100
"""Number of points after which an oscillation of the loss no longer counts."""

OSCILLATION_MIN_RISE = 0.02
"""A rise of the loss counts as an oscillation from this share of the run's loss range on."""

FLAT = 0.01
"""Plateau: at this slope, crossing the whole domain changes the loss by less than this share of its fall."""

REST = 1e-6
"""At rest, all losses of the window lie within this share of the fall above the minimum."""

NOISE_FLOOR_TOL = 1e-4
"""The same if the loss no longer falls: steps of constant length, or noise, keep it off the minimum."""

SAME = 2e-3
"""Two minima are equally deep if their losses differ by at most this share of the fall."""

TREND = 0.25
"""The loss falls if the means of the window's halves differ by more than this share of the window's range."""

FAST = 0.03
"""A racer descends if its loss falls by this share of the whole fall within the window."""

LOOP_TOL = 0.1
"""A path goes in a loop if its ends are closer than this share of its length."""

NEAR = 0.03
"""A minimum or saddle is near within this share of the domain's diagonal."""

KINK_TOL = 0.01
"""Steps across a kink of the loss count as rest within this share of the domain's diagonal."""


class Observation(NamedTuple):
    """Observation: the numbers of one row that decide the regime."""

    x: float
    y: float
    loss: float
    grad_norm: float
    gradient_x: float
    gradient_y: float


@final
@dataclass
class RunHistory:
    """Run history: what the rules need of the rows before the window, as plain numbers for checkpoints.

    Attributes:
        first: loss of the first point.
        lowest: lowest loss.
        steepest: largest gradient norm.
        trough, crest: last extremes of the loss, as far as they are known.
        rising: whether the loss has risen from ``trough`` by more than ``OSCILLATION_MIN_RISE``.
        swings: indices of the last four points at which such a rise turned into a fall.
    """

    first: float = math.nan
    lowest: float = math.inf
    steepest: float = 0.0
    trough: float = math.inf
    crest: float = -math.inf
    rising: bool = False
    swings: list[int] = field(default_factory=list)

    def update(self, index: int, loss: float, grad_norm: float) -> None:
        """Take the next row."""
        if grad_norm > self.steepest:
            self.steepest = grad_norm
        if loss < self.lowest:
            self.lowest = loss
            if self.first != self.first:
                self.first = loss
        min_rise = OSCILLATION_MIN_RISE * (self.first - self.lowest)
        if not self.rising:
            if loss < self.trough:
                self.trough = loss
            elif loss - self.trough > min_rise and self.first > self.lowest:
                self.rising, self.crest = True, loss
        elif loss > self.crest:
            self.crest = loss
        elif self.crest - loss > min_rise:
            self.rising, self.trough = False, loss
            self.swings = [*self.swings[-3:], index]

    def oscillates(self, index: int) -> bool:
        """Whether the loss has oscillated at least twice within the last ``MEMORY`` points."""
        return sum(swing > index - MEMORY for swing in self.swings) >= 2


def classify(
    problem: Problem,
    rows: Sequence[Observation],
    history: RunHistory,
    index: int,
    current: str,
    use_curvature: bool,
) -> str:
    """Classify the last rows.

    Args:
        problem: what is minimized.
        rows: the window, oldest row first.
        history: of all rows, these included.
        index: number of the last row.
        current: the regime so far, which changes only on clear evidence.
        use_curvature: whether rules that need the Hessian apply; it costs about as much as a step.

    Returns:
        The name of a regime.
    """
    if problem.dim != 2:
        return _classify_many_weights(rows, history, index)
    window = _Window(problem, list(rows), history)
    if current in AT_REST and window.has_stayed():
        return current
    return (
        (window.at_rest() if use_curvature else None)
        or window.diverging()
        or _oscillating(window.path, history, index, current)
        or (window.stationary() if use_curvature else None)
        or "descending"
    )


@final
class _Window:
    """Window: the last rows on a problem of two weights, with its units of length and of loss."""

    def __init__(self, problem: Problem, rows: list[Observation], history: RunHistory) -> None:
        (left, right), (low, high) = problem.domain
        self.problem = problem
        self.rows = rows
        self.history = history
        self.minima = problem.known_minima()
        self.floor = min((value for _, _, value in self.minima), default=history.lowest)
        self.diagonal = math.hypot(right - left, high - low)
        self.middle = ((left + right) / 2, (low + high) / 2)
        self.fall = history.first - min(self.floor, history.lowest)
        self.last = rows[-1]
        self.path = [(row.x, row.y) for row in rows]
        self.losses = [row.loss for row in rows]
        self.range = max(self.losses) - min(self.losses)
        self.falls = falls(self.losses)

    def has_stayed(self) -> bool:
        """Whether a racer at rest has not moved since, so that the Hessian need not be computed again."""
        far = max(math.dist(place, self.path[-1]) for place in self.path)
        room = (REST if self.falls else NOISE_FLOOR_TOL) * self._drop(self.last.loss)
        return far <= NEAR * self.diagonal and self.range <= 10 * room

    def at_rest(self) -> str | None:
        """Name the minimum, smooth or with a kink, in which the racer is at rest."""
        return self._at_kink() or self._at_smooth_minimum()

    def _at_kink(self) -> str | None:
        room = (REST if self.falls else NOISE_FLOOR_TOL) * max(self.history.first - self.floor, 0.0)
        for x, y, value in self.minima:
            near = all(math.dist(place, (x, y)) <= KINK_TOL * self.diagonal for place in self.path)
            if near and max(self.losses) - value <= room:
                return "global_minimum"
        return None

    def _at_smooth_minimum(self) -> str | None:
        room = REST if self.falls else NOISE_FLOOR_TOL
        if self.range > 2 * room * self._drop(self.last.loss):
            return None
        step = self.newton_step
        if step is None or step.curvature < 0.0 or math.hypot(step.x, step.y) > NEAR * self.diagonal:
            return None
        bottom = self.last.loss - step.decrease
        drop = self._drop(bottom)
        if max(self.losses) - bottom > room * drop + 1e-12 * abs(bottom):
            return None
        if not self.minima:
            return "converged"
        target = (self.last.x + step.x, self.last.y + step.y)
        lowest = bottom - self.floor <= SAME * drop + 1e-12 * abs(bottom)
        near = any(math.dist(target, (x, y)) <= NEAR * self.diagonal for x, y, _ in self.minima)
        return "global_minimum" if lowest and near else "local_minimum"

    def _drop(self, loss: float) -> float:
        """The fall of the loss from the start down to ``loss``: the unit for tolerances of the loss."""
        return max(self.history.first - loss, 1e-3 * self.fall)

    def diverging(self) -> str | None:
        """Name divergence: far outside the domain, far above the loss of the start, and still rising."""
        if math.dist(self.path[-1], self.middle) <= 1.5 * self.diagonal:
            return None
        higher = self.last.loss > self.history.first + 10 * self.fall
        return "diverged" if higher and self.last.loss > self.losses[0] else None

    def stationary(self) -> str | None:
        """Name the point with almost no slope: a saddle or a plateau."""
        if self.losses[0] - self.last.loss > FAST * self.fall:
            return None
        typical = self.fall / self.diagonal
        flat = self.last.grad_norm <= FLAT * typical
        if not flat and self.last.grad_norm > 0.05 * max(self.history.steepest, typical):
            return None
        step = self.newton_step
        if step is not None and math.hypot(step.x, step.y) <= NEAR * self.diagonal:
            if step.curvature >= 0.0:
                return None  # close to a minimum, only not yet at rest
            slope = abs(step.curvature) * NEAR * self.diagonal
            return "saddle" if slope > FLAT * typical or not flat else "plateau"
        return "plateau" if flat else None

    @cached_property
    def newton_step(self) -> "_NewtonStep | None":
        """The Newton step at the last point; None if there is none."""
        hessian = self.problem.curvature(self.last.x, self.last.y)
        if hessian is None:
            return None
        return _NewtonStep.of(hessian, (self.last.gradient_x, self.last.gradient_y))


@final
@dataclass(frozen=True)
class _NewtonStep:
    """Newton step: leads to the stationary point of the local quadratic.

    If the loss is constant along one direction, it is the shortest such step.

    Attributes:
        x, y: the step.
        decrease: by how much the quadratic falls along it.
        curvature: smaller eigenvalue of the Hessian.
    """

    x: float
    y: float
    decrease: float
    curvature: float

    @classmethod
    def of(cls, hessian: tuple[float, float, float], gradient: tuple[float, float]) -> "_NewtonStep | None":
        a, b, c = hessian
        gx, gy = gradient
        determinant = a * c - b * b
        if not math.isfinite(determinant):
            return None
        if determinant == 0.0:
            return cls._in_trough(hessian, gradient)
        x, y = (b * gy - c * gx) / determinant, (b * gx - a * gy) / determinant
        curvature = (a + c) / 2 - math.hypot((a - c) / 2, b)
        return cls(x, y, -0.5 * (gx * x + gy * y), curvature)

    @classmethod
    def _in_trough(
        cls, hessian: tuple[float, float, float], gradient: tuple[float, float]
    ) -> "_NewtonStep | None":
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


def _oscillating(
    path: Sequence[tuple[float, float]], history: RunHistory, index: int, current: str
) -> str | None:
    """Name an oscillation: of the loss, by reversals at every other step, or on a path that is a loop."""
    if history.oscillates(index):
        return "oscillating"
    moves = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path)]
    reversals = sum(u[0] * v[0] + u[1] * v[1] < 0.0 for u, v in pairwise(moves))
    enough = 0.3 if current == "oscillating" else 0.6
    if len(moves) > 2 and reversals >= enough * (len(moves) - 1):
        return "oscillating"
    length = sum(math.hypot(*move) for move in moves)
    return "oscillating" if math.dist(path[0], path[-1]) < LOOP_TOL * length else None


def falls(losses: Sequence[float]) -> bool:
    """Whether the losses have a falling trend, beyond their ups and downs."""
    half = len(losses) // 2
    return sum(losses[:half]) - sum(losses[-half:]) > TREND * half * (max(losses) - min(losses))


def _classify_many_weights(rows: Sequence[Observation], history: RunHistory, index: int) -> str:
    """Classify by loss and gradient norm alone: the point in the plane says too little of many weights."""
    losses = [row.loss for row in rows]
    half = len(losses) // 2
    change = abs(sum(losses[:half]) / half - sum(losses[-half:]) / half)
    fall = history.first - history.lowest
    if change <= 2e-4 * max(fall, 0.05 * abs(history.first)):
        if fall < 0.3 * abs(history.first) or rows[-1].grad_norm > 0.02 * history.steepest:
            return "plateau"
        return "descending" if falls(losses) and change > 10 * REST * fall else "converged"
    return "oscillating" if history.oscillates(index) else "descending"
