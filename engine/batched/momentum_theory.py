"""What mathematics says of momentum on a quadratic, to be laid over what is measured.

On f = λ x² / 2 one step of SGD maps (place, velocity) linearly; its characteristic polynomial is
z² - trace z + determinant, and the larger |z| is the rate. With s = η λ (1 - τ):

    momentum    trace = 1 + β - s          determinant = β
    Nesterov    trace = (1 + β) (1 - s)    determinant = β (1 - s)

Where the roots are complex the rate is the square root of the determinant: sqrt(β) for momentum. (Goh,
Why Momentum Really Works, Distill 2017, prints 2 sqrt(β); Polyak 1964 and Lessard, Recht and Packard,
2016, arXiv:1408.3595, for the optima.)
"""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..problems.analytic import AnalyticProblem

Array = NDArray[np.float64]

OVER_DAMPED, CRITICAL, UNDER_DAMPED, DIVERGENT = range(4)
REGIMES = ("over_damped", "critically_damped", "under_damped", "divergent")
"""Names of the codes in a map's ``regime`` column."""

EVEN = 1e-9
"""Curvatures that differ by this share at most are the same."""


@final
@dataclass(frozen=True)
class Quadratic:
    """A bowl: the two curvatures, 0 < least <= most, and the minimum as (x, y, value)."""

    least: float
    most: float
    minimum: tuple[float, float, float]

    @property
    def kappa(self) -> float:
        """The condition number."""
        return self.most / self.least


@final
@dataclass(frozen=True)
class Momentum:
    """SGD's parameters but for the learning rate and the momentum themselves."""

    nesterov: bool = False
    dampening: float = 0.0


def quadratic(problem: AnalyticProblem) -> Quadratic | None:
    """The problem as a bowl, or None where its curvature changes or is not positive."""
    (left, right), (low, high) = problem.domain
    places = [(left, low), (right, low), (0.3 * left + 0.7 * right, high), (left, 0.6 * low + 0.4 * high)]
    hessians = np.array([problem.curvature(x, y) for x, y in places])
    mean = hessians.mean(0)
    if not np.isfinite(hessians).all() or np.abs(hessians - mean).max() > EVEN * np.abs(mean).max():
        return None
    xx, xy, yy = mean
    matrix = np.array([[xx, xy], [xy, yy]])
    least, most = np.linalg.eigvalsh(matrix).tolist()
    if least <= EVEN * most:
        return None
    known = problem.known_minima()
    minimum = known[0] if known else _bottom(problem, matrix, places[0])
    return Quadratic(least, most, minimum) if _fits(problem, matrix, minimum) else None


def _fits(problem: AnalyticProblem, matrix: Array, minimum: tuple[float, float, float]) -> bool:
    """Whether all heights of a grid are those of the bowl: a cliff may lie between a few places."""
    x, y = (np.linspace(low, high, 41) for low, high in problem.domain)
    across, along = np.meshgrid(x - minimum[0], y - minimum[1])
    bowl = (
        minimum[2]
        + (matrix[0, 0] * across**2 + 2 * matrix[0, 1] * across * along + matrix[1, 1] * along**2) / 2
    )
    error = np.abs(problem.heights(x, y) - bowl).max()
    return bool(error <= 1e-7 * (np.abs(bowl).max() + abs(minimum[2])))


def _bottom(
    problem: AnalyticProblem, matrix: Array, place: tuple[float, float]
) -> tuple[float, float, float]:
    """The minimum by differences of heights, which are exact on a quadratic but for rounding."""
    x, y = place

    def height(a: float, b: float) -> float:
        return float(problem.heights(np.array([a]), np.array([b]))[0, 0])

    slope = [(height(x + 1, y) - height(x - 1, y)) / 2, (height(x, y + 1) - height(x, y - 1)) / 2]
    x, y = (np.array([x, y]) - np.linalg.solve(matrix, np.array(slope))).tolist()
    return x, y, height(x, y)


def polynomial(lr: Array, momentum: Array, curvature: float, kind: Momentum) -> tuple[Array, Array]:
    """Trace and determinant of one step."""
    s = lr * curvature * (1 - kind.dampening * (momentum != 0))
    if kind.nesterov:
        return (1 + momentum) * (1 - s), momentum * (1 - s)
    return 1 + momentum - s, momentum + 0 * s


def rate(lr: Array, momentum: Array, curvature: float, kind: Momentum) -> Array:
    """The factor by which the distance shrinks in one step, in the long run."""
    trace, determinant = polynomial(lr, momentum, curvature, kind)
    inside = trace**2 - 4 * determinant
    real = (np.abs(trace) + np.sqrt(np.maximum(inside, 0.0))) / 2
    return np.where(inside < 0, np.sqrt(np.maximum(determinant, 0.0)), real)


def regime(lr: Array, momentum: Array, curvature: float, kind: Momentum) -> NDArray[np.int64]:
    """The code of the regime along an axis of this curvature."""
    trace, determinant = polynomial(lr, momentum, curvature, kind)
    inside = trace**2 - 4 * determinant
    level = np.abs(inside) <= 1e-12 * np.maximum(trace**2, 1.0)
    calm = np.where(level, CRITICAL, np.where(inside > 0, OVER_DAMPED, UNDER_DAMPED))
    return np.where(rate(lr, momentum, curvature, kind) >= 1.0, DIVERGENT, calm)


def slowest(bowl: Quadratic, lr: Array, momentum: Array, kind: Momentum) -> tuple[Array, NDArray[np.int64]]:
    """Rate on the bowl, and the regime along the axis that sets it."""
    rates = [rate(lr, momentum, curvature, kind) for curvature in (bowl.least, bowl.most)]
    regimes = [regime(lr, momentum, curvature, kind) for curvature in (bowl.least, bowl.most)]
    return np.maximum(*rates), np.where(rates[1] > rates[0], regimes[1], regimes[0])


def optimum(bowl: Quadratic, kind: Momentum, fixed: float | None = None) -> dict[str, float] | None:
    """The best learning rate and momentum with their rate; None where no closed form is known.

    With ``fixed`` the momentum is not free; known is then only the best rate without any momentum.
    """
    kappa, least, most = bowl.kappa, bowl.least, bowl.most
    if fixed is not None:
        if fixed != 0.0:
            return None
        return {"lr": 2 / (most + least), "momentum": 0.0, "rate": (kappa - 1) / (kappa + 1)}
    if kind.nesterov:
        root = math.sqrt(3 * kappa + 1)
        return {"lr": 4 / (3 * most + least), "momentum": (root - 2) / (root + 2), "rate": 1 - 2 / root}
    root = math.sqrt(kappa)
    momentum = ((root - 1) / (root + 1)) ** 2
    share = 1 - kind.dampening if momentum else 1.0  # without momentum there is nothing to dampen
    lr = (2 / (math.sqrt(most) + math.sqrt(least))) ** 2 / share
    return {"lr": lr, "momentum": momentum, "rate": (root - 1) / (root + 1)}


def lines(bowl: Quadratic, momentum: Array, kind: Momentum) -> dict[str, Any]:
    """Curves to draw over a map: for each momentum, learning rates of shape (momenta,).

    ``stability`` is where the ball begins to diverge; ``critical`` where it begins to swing, along the
    gentle and along the steep axis.
    """
    share = 1 - kind.dampening * (momentum != 0)
    if kind.nesterov:
        limit, swing = 2 * (1 + momentum) / (1 + 2 * momentum), ((1 - momentum) / (1 + momentum)) ** 2
    else:
        limit, swing = 2 * (1 + momentum), (1 - np.sqrt(momentum)) ** 2
    return {
        "momentum": momentum.tolist(),
        "stability": (limit / (bowl.most * share)).tolist(),
        "critical": [(swing / (curvature * share)).tolist() for curvature in (bowl.least, bowl.most)],
    }
