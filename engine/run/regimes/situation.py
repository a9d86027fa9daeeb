"""Situation: all that is measured of a racer at one check, from which rules make claims."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import final

from ...catalog.methods.stability import StabilityRule
from .conditions import Conditions
from .history import WINDOW_ROWS, RowHistory, Sample, Window
from .surroundings import Curvature, Surroundings

SMALL_SHARE, SMALL = 0.05, 1e-3
"""A gradient is small below this share of the run's largest, and below this size."""

FALL = 0.01
"""A fall below this share of the loss counts as hardly any."""

DIGITS = 32
"""The last digit of a place is this part of what rounding may add up to along a path."""

NEAR = 0.03
"""A minimum is near within this share of the diagonal."""


@final
@dataclass(frozen=True)
class Claim:
    """Claim: a word for what a racer does, and how to put it into a sentence with its evidence."""

    name: str
    tell: Callable[[], tuple[str, dict[str, float]]]


@final
class Situation:
    """Situation of a racer at its last row.

    Args:
        history: of its rows.
        rate: learning rate of the next step; NaN if it has none.
        conditions: settings in force.
        surroundings: of its place; None if it has more than two weights.
        diagonal: length of the domain's diagonal.
        rule: the method's stability rule; None without one.
        sharpness: computes the largest curvature where there are more than two weights, for some twenty
            gradients, or returns None if it is not known; None where it would say nothing.
        rounding: changes of the loss below this share of it may be rounding.
        current: the word in force.
    """

    def __init__(
        self,
        history: RowHistory,
        rate: float,
        conditions: Conditions,
        surroundings: Surroundings | None,
        diagonal: float,
        rule: StabilityRule | None,
        sharpness: Callable[[], float | None],
        rounding: float,
        current: str,
    ) -> None:
        self.history = history
        self.window: Window = history.window()
        self.last: Sample = history.last
        self.rate = rate
        self.conditions = conditions
        self.surroundings = surroundings
        self.diagonal = diagonal
        self.current = current
        self.now = self.last.objective
        self.gradient = self.last.gradient
        self.rounding = rounding * max(abs(self.now), abs(self.window.before))
        self.place_rounding = rounding * (diagonal + math.hypot(self.last.x, self.last.y))
        self.last_digit = self.place_rounding / DIGITS
        self._rule = rule
        self._sharpness = sharpness

    @property
    def has_rule(self) -> bool:
        """Whether a stability rule of the method is known."""
        return self._rule is not None

    @property
    def steps(self) -> int:
        """Steps of the window."""
        return self.window.end - self.window.begin

    @property
    def fall(self) -> float:
        """By how much the objective is lower than at the window's beginning."""
        return self.window.before - self.now

    @property
    def falls(self) -> bool:
        """Whether the objective is lower at the window's end than at its beginning, or a few rows away."""
        return self.history.measured > 1 and self.now < self.window.edge_low

    @property
    def drops(self) -> float:
        """All falls within the window, added."""
        return self.window.whole.rise + self.fall

    @property
    def trend(self) -> float:
        """By how much the mean of the window's last quarter is below that of its first."""
        return self.window.head.mean_loss - self.window.tail.mean_loss

    @property
    def spread(self) -> float:
        """Highest minus lowest objective of the window."""
        return self.window.high - self.window.low

    @cached_property
    def scale(self) -> float:
        """What falls are compared with: the loss, or its height above the known floor if that is less."""
        before = self.window.before
        floor = None if self.surroundings is None or self.conditions.penalized else self.surroundings.floor
        height = before - floor if floor is not None else math.inf
        return min(abs(before), height)

    @property
    def hardly_falls(self) -> bool:
        """Whether the objective falls by less than 1 % in 24 points, and does not rise beyond rounding."""
        most = FALL * self.scale * min(1.0, self.window.whole.rows / WINDOW_ROWS)
        return -self.rounding <= self.fall < most or abs(self.fall) <= self.rounding

    @cached_property
    def typical_slope(self) -> float:
        """Typical slope of the landscape: its height over its diagonal."""
        if self.surroundings is not None:
            return self.surroundings.height / self.diagonal
        return max(self.history.start, 0.0) / self.diagonal

    @cached_property
    def gradient_is_small(self) -> bool:
        """Whether the gradient is small against the run's, or the landscape's, and by itself."""
        gradient = max(self.gradient, self.window.tail.mean_gradient)
        most = SMALL_SHARE * max(self.history.steepest, self.typical_slope)
        return gradient == 0.0 or (gradient < SMALL and gradient < most)

    @property
    def gradient_fades(self) -> bool:
        """Whether the gradient has halved within the window."""
        return self.window.tail.mean_gradient < 0.5 * self.window.head.mean_gradient

    @property
    def displacement(self) -> float:
        """Distance between the ends of the window's path."""
        return math.dist((self.window.x, self.window.y), (self.last.x, self.last.y))

    @property
    def mean_cosine(self) -> float:
        """Mean cosine between consecutive moves."""
        return self.window.whole.cosine / max(1.0, self.window.whole.rows - 1)

    @cached_property
    def slope(self) -> tuple[float, float]:
        """Gradient of what is descended, in two weights."""
        decay = self.conditions.weight_decay
        return self.last.gx + decay * self.last.x, self.last.gy + decay * self.last.y

    @cached_property
    def curvature(self) -> Curvature | None:
        """Curvature of what is descended, at the last place; None if it is not known."""
        if self.surroundings is None:
            return None
        last = self.last
        return self.surroundings.curvature(last.x, last.y, self.slope, self.conditions.weight_decay)

    @property
    def loss_curvature(self) -> Curvature | None:
        """Curvature of the loss alone."""
        last = self.last
        assert self.surroundings is not None
        return self.surroundings.curvature(last.x, last.y, (last.gx, last.gy), 0.0)

    @property
    def is_near_minimum(self) -> bool:
        """Whether the local quadratic has its minimum near."""
        curvature = self.curvature
        if curvature is None or not curvature.is_minimum:
            return False
        return curvature.newton_step < NEAR * self.diagonal

    @cached_property
    def sharpness(self) -> float | None:
        """Largest curvature of the loss at the last place, if it is above 0 and known."""
        curvature = self.curvature
        if curvature is not None:
            return curvature.high - self.conditions.weight_decay if curvature.high > curvature.zero else None
        value = self._sharpness()
        return value if value is not None and value > 0.0 else None

    @cached_property
    def limit(self) -> float | None:
        """The largest stable learning rate at the last place; None where it is not known."""
        if self._rule is None or self.sharpness is None:
            return None
        return self._rule.limit(self.conditions.settings, self.sharpness)

    @property
    def momentum(self) -> float:
        """Momentum in force; 0 for a method without a stability rule."""
        return float(self.conditions.settings.get("momentum", 0.0))

    def evidence(self, **more: float | None) -> dict[str, float]:
        """What was measured in any case, and ``more``; what is missing or not finite is left out."""
        window, penalized = self.window, self.conditions.penalized
        facts: Mapping[str, float | None] = {
            "loss": self.last.loss,
            "loss_before": window.loss_before,
            "steps": self.steps,
            "gradient": self.gradient,
            "largest_gradient": self.history.steepest,
            "longest_step": window.step,
            "rate": self.rate,
            "objective": self.now if penalized else None,
            "objective_before": window.before if penalized else None,
            "weight_decay": self.conditions.weight_decay or None,
            "decoupled_weight_decay": self.conditions.decoupled_decay or None,
            "l1": self.conditions.l1 or None,
            **more,
        }
        return {
            name: float(value) for name, value in facts.items() if value is not None and math.isfinite(value)
        }
