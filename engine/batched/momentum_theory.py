"""Momentum theory: exact convergence rates and regimes of SGD on a quadratic, to compare with measured ones.

On f = λ x² / 2 one step of SGD maps (position, velocity) linearly. The characteristic polynomial of that map
is z² - trace z + determinant, and the larger |z| is the convergence rate. With learning rate η, momentum β,
dampening τ and s = η λ (1 - τ):

    momentum    trace = 1 + β - s          determinant = β
    Nesterov    trace = (1 + β) (1 - s)    determinant = β (1 - s)

Where the roots are complex, the rate is the square root of the determinant: sqrt(β) for momentum. (Goh,
Why Momentum Really Works, Distill 2017, prints 2 sqrt(β).) Where they are real, the sign of the larger
one, which is that of the trace, decides: above 0 the distance keeps its sign, below 0 it changes it at every
step. The optima are from Polyak 1964 and from Lessard, Recht and Packard 2016, arXiv:1408.3595.
"""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..core.types import Array
from ..problems.analytic import AnalyticProblem

OVER_DAMPED, CRITICAL, UNDER_DAMPED, DIVERGENT, ZIGZAG = range(5)
REGIMES = ("over_damped", "critically_damped", "under_damped", "divergent", "zigzag")
"""Names of the codes in a map's ``regime`` column."""

CURVATURE_TOL = 1e-9
"""Curvatures with a smaller relative difference count as equal."""


@final
@dataclass(frozen=True)
class Quadratic:
    """Convex quadratic: 0 < min_curvature <= max_curvature, and its minimum as (x, y, value)."""

    min_curvature: float
    max_curvature: float
    minimum: tuple[float, float, float]

    @property
    def kappa(self) -> float:
        """The condition number."""
        return self.max_curvature / self.min_curvature

    @property
    def curvatures(self) -> tuple[float, float]:
        """Both curvatures, the smaller one first."""
        return self.min_curvature, self.max_curvature


@final
@dataclass(frozen=True)
class MomentumVariant:
    """Variant of SGD with momentum: its parameters other than learning rate and momentum."""

    nesterov: bool = False
    dampening: float = 0.0


def fit_quadratic(problem: AnalyticProblem) -> Quadratic | None:
    """The problem as a quadratic; None if its Hessian is not constant or not positive definite."""
    (left, right), (low, high) = problem.domain
    places = [(left, low), (right, low), (0.3 * left + 0.7 * right, high), (left, 0.6 * low + 0.4 * high)]
    hessians = np.array([problem.curvature(x, y) for x, y in places])
    mean = hessians.mean(0)
    if not np.isfinite(hessians).all() or np.abs(hessians - mean).max() > CURVATURE_TOL * np.abs(mean).max():
        return None
    xx, xy, yy = mean
    matrix = np.array([[xx, xy], [xy, yy]])
    low, high = np.linalg.eigvalsh(matrix).tolist()
    if low <= CURVATURE_TOL * high:
        return None
    known = problem.known_minima()
    minimum = known[0] if known else _bottom(problem, matrix, places[0])
    return Quadratic(low, high, minimum) if _fits(problem, matrix, minimum) else None


def _fits(problem: AnalyticProblem, matrix: Array, minimum: tuple[float, float, float]) -> bool:
    """Whether the loss is the quadratic on a whole grid: a few points could miss a cliff between them."""
    x, y = (np.linspace(low, high, 41) for low, high in problem.domain)
    across, along = np.meshgrid(x - minimum[0], y - minimum[1])
    bowl = (
        minimum[2]
        + (matrix[0, 0] * across**2 + 2 * matrix[0, 1] * across * along + matrix[1, 1] * along**2) / 2
    )
    error = np.abs(problem.loss_grid(x, y) - bowl).max()
    return bool(error <= 1e-7 * (np.abs(bowl).max() + abs(minimum[2])))


def _bottom(
    problem: AnalyticProblem, matrix: Array, place: tuple[float, float]
) -> tuple[float, float, float]:
    """The minimum, from finite differences: on a quadratic they are exact except for rounding."""
    x, y = place

    def height(a: float, b: float) -> float:
        return float(problem.loss_grid(np.array([a]), np.array([b]))[0, 0])

    slope = [(height(x + 1, y) - height(x - 1, y)) / 2, (height(x, y + 1) - height(x, y - 1)) / 2]
    x, y = (np.array([x, y]) - np.linalg.solve(matrix, np.array(slope))).tolist()
    return x, y, height(x, y)


def polynomial(lr: Array, momentum: Array, curvature: float, variant: MomentumVariant) -> tuple[Array, Array]:
    """Trace and determinant of the linear map of one step."""
    s = lr * curvature * (1 - variant.dampening * (momentum != 0))
    if variant.nesterov:
        return (1 + momentum) * (1 - s), momentum * (1 - s)
    return 1 + momentum - s, momentum + 0 * s


def rate(lr: Array, momentum: Array, curvature: float, variant: MomentumVariant) -> Array:
    """Asymptotic convergence rate: the factor by which one step multiplies the distance to the minimum."""
    trace, determinant = polynomial(lr, momentum, curvature, variant)
    inside = trace**2 - 4 * determinant
    real = (np.abs(trace) + np.sqrt(np.maximum(inside, 0.0))) / 2
    return np.where(inside < 0, np.sqrt(np.maximum(determinant, 0.0)), real)


def regime(lr: Array, momentum: Array, curvature: float, variant: MomentumVariant) -> NDArray[np.int64]:
    """Code of the damping regime along an eigenvector with this curvature: an index into ``REGIMES``.

    ``ZIGZAG``: the distance from the minimum changes its sign at every step.
    """
    trace, determinant = polynomial(lr, momentum, curvature, variant)
    inside = trace**2 - 4 * determinant
    level = np.abs(inside) <= 1e-12 * np.maximum(trace**2, 1.0)
    real = np.where(trace < 0, ZIGZAG, np.where(level, CRITICAL, OVER_DAMPED))
    calm = np.where(level | (inside > 0), real, UNDER_DAMPED)
    return np.where(rate(lr, momentum, curvature, variant) >= 1.0, DIVERGENT, calm)


def rate_and_regime(
    quadratic: Quadratic, lr: Array, momentum: Array, variant: MomentumVariant
) -> tuple[Array, NDArray[np.int64]]:
    """Rate on the quadratic, and the regime along the slower of its two eigenvectors."""
    rates = [rate(lr, momentum, curvature, variant) for curvature in quadratic.curvatures]
    regimes = [regime(lr, momentum, curvature, variant) for curvature in quadratic.curvatures]
    return np.maximum(*rates), np.where(rates[1] > rates[0], regimes[1], regimes[0])


def optimum(
    quadratic: Quadratic, variant: MomentumVariant, fixed: float | None = None
) -> dict[str, float] | None:
    """Best ``lr`` and ``momentum``, with the ``rate`` they give; None where no closed form is known.

    ``fixed`` holds the momentum at this value; a closed form is then known for 0 only.
    """
    kappa, low, high = quadratic.kappa, *quadratic.curvatures
    if fixed is not None:
        if fixed != 0.0:
            return None
        return {"lr": 2 / (high + low), "momentum": 0.0, "rate": (kappa - 1) / (kappa + 1)}
    if variant.nesterov:
        root = math.sqrt(3 * kappa + 1)
        return {
            "lr": 4 / (3 * high + low),
            "momentum": (root - 2) / (root + 2),
            "rate": 1 - 2 / root,
        }
    root = math.sqrt(kappa)
    momentum = ((root - 1) / (root + 1)) ** 2
    share = 1 - variant.dampening if momentum else 1.0  # without momentum there is nothing to dampen
    lr = (2 / (math.sqrt(high) + math.sqrt(low))) ** 2 / share
    return {"lr": lr, "momentum": momentum, "rate": (root - 1) / (root + 1)}


def boundary_curves(quadratic: Quadratic, momentum: Array, variant: MomentumVariant) -> dict[str, Any]:
    """Regime boundaries to draw over a map: learning rates of shape (momenta,), one for each momentum.

    ``stability`` is the rate above which the run diverges. ``critical`` has the rates above which it
    oscillates (critical damping), along the eigenvector of the smaller and of the larger curvature;
    ``zigzag`` those above which it changes sides at every step there.
    """
    share = 1 - variant.dampening * (momentum != 0)
    if variant.nesterov:
        limit, swing = 2 * (1 + momentum) / (1 + 2 * momentum), ((1 - momentum) / (1 + momentum)) ** 2
        turn = np.ones_like(momentum)
    else:
        limit, swing = 2 * (1 + momentum), (1 - np.sqrt(momentum)) ** 2
        turn = (1 + np.sqrt(momentum)) ** 2
    return {
        "momentum": momentum.tolist(),
        "stability": (limit / (quadratic.max_curvature * share)).tolist(),
        "critical": [(swing / (curvature * share)).tolist() for curvature in quadratic.curvatures],
        "zigzag": [(turn / (curvature * share)).tolist() for curvature in quadratic.curvatures],
    }
