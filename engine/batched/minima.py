"""Minima search: the minima of a surface that are known from the literature, and those that are found."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.types import Array, Function
from ..problems.analytic import AnalyticProblem

Minimum = tuple[float, float, float]

GRID_LINES = 401
"""Grid points on each side; the search starts from the minima of this grid."""

MARGIN = 0.25
"""The search covers this share of the domain beyond each edge, because runs leave the domain."""

MAX_MINIMA = 256
ITERATIONS = 200

MIN_DISTANCE = 2e-3
"""Two minima closer than this share of the domain's diagonal count as one."""

CIRCLE_RADIUS = 1e-4
LEVEL_TOL = 1e-5
"""An isolated minimum is lower than a circle of ``CIRCLE_RADIUS`` diagonals around it, and the slowest rise
to that circle is more than ``LEVEL_TOL`` times the mean rise: else it is a trough or a ring."""


def find_minima(problem: AnalyticProblem) -> list[Minimum]:
    """Known minima first, then found ones from the deepest up: (x, y, value), at most ``MAX_MINIMA``.

    Only isolated minima are found: a point on the level bottom of a trough is not one. Two minima closer
    than ``MIN_DISTANCE`` diagonals count as one.
    """
    (left, right), (low, high) = problem.domain
    diagonal = math.hypot(right - left, high - low)
    places = _descend(problem.function, _grid_minima(problem), 0.02 * diagonal)
    values = _values(problem.function, places)
    finite = np.isfinite(values)
    places, values = places[finite], values[finite]
    isolated = _isolated(problem.function, places, values, CIRCLE_RADIUS * diagonal)
    candidates = sorted(
        (float(f), float(x), float(y)) for (x, y), f in zip(places[isolated], values[isolated], strict=True)
    )
    minima = list(problem.known_minima())
    for value, x, y in candidates:
        if len(minima) >= MAX_MINIMA:
            break
        if all(math.hypot(x - a, y - b) > MIN_DISTANCE * diagonal for a, b, _ in minima):
            minima.append((x, y, value))
    return minima


def _values(function: Function, places: Array) -> Array:
    x, y = torch.from_numpy(np.ascontiguousarray(places.T))
    with torch.no_grad():
        return function(x, y).expand(x.shape).numpy()


def _grid_minima(problem: AnalyticProblem) -> Array:
    """Find the minima of a fine grid, at which the search starts: shape (points, 2), the lowest first.

    A minimum is not higher than any of its eight neighbors, and lower than at least one of them, so a point
    among equal ones is none. Points on the edge of the grid do not count. At most ``16 * MAX_MINIMA`` are
    returned.
    """
    lines = []
    for low, high in problem.domain:
        margin = MARGIN * (high - low)
        lines.append(np.linspace(low - margin, high + margin, GRID_LINES))
    heights = problem.loss_grid(lines[0], lines[1])
    heights = np.where(np.isfinite(heights), heights, np.inf)
    middle = heights[1:-1, 1:-1]
    lowest = np.isfinite(middle)
    steeper = np.zeros(middle.shape, bool)
    for i in range(3):
        for j in range(3):
            beside = heights[i : i + GRID_LINES - 2, j : j + GRID_LINES - 2]
            lowest &= middle <= beside
            steeper |= middle < beside
    row, column = np.nonzero(lowest & steeper)
    order = np.argsort(middle[row, column], kind="stable")[: 16 * MAX_MINIMA]
    return np.stack([lines[0][column[order] + 1], lines[1][row[order] + 1]], axis=1)


def _descend(function: Function, starts: Array, reach: float) -> Array:
    """Minimize from each start by Newton steps with |Hessian| within a trust radius: shape (starts, 2)."""
    settled = torch.from_numpy(np.ascontiguousarray(starts.T)).clone()
    moving = torch.arange(settled.shape[1])
    if not len(moving):
        return starts
    place, radius = settled.clone(), torch.full_like(settled[0], reach)
    loss, step = _newton(function, place)
    for _ in range(ITERATIONS):
        length = torch.hypot(*step.unbind()).clamp_min(1e-300)
        trial = place + step * (radius / length).clamp_max(1.0)
        value, onward = _newton(function, trial)
        better = value < loss
        place, step = torch.where(better, trial, place), torch.where(better, onward, step)
        loss = torch.where(better, value, loss)
        radius = torch.where(better, (radius * 2).clamp_max(reach), torch.minimum(radius, length) / 4)
        settled[:, moving] = place
        still = radius > 1e-12 * reach
        if not bool(still.any()):
            break
        moving, place, radius = moving[still], place[:, still], radius[still]
        loss, step = loss[still], step[:, still]
    return settled.T.numpy()


def _newton(function: Function, place: Tensor) -> tuple[Tensor, Tensor]:
    """Loss, of shape (places,), and the Newton step with |Hessian|, of shape (2, places)."""
    place = place.detach().requires_grad_()
    x, y = place.unbind()
    loss = function(x, y).expand(x.shape)
    ones = torch.ones_like(loss)
    (gradient,) = torch.autograd.grad(loss, place, ones, create_graph=True)
    rows = []
    for part in gradient.unbind():
        row = None
        if part.requires_grad:
            (row,) = torch.autograd.grad(part, place, ones, retain_graph=True, allow_unused=True)
        rows.append(torch.zeros_like(place) if row is None else row)
    hessian = torch.stack(rows).movedim(2, 0)
    hessian = torch.where(hessian.isfinite(), (hessian + hessian.mT) / 2, torch.zeros_like(hessian))
    sizes, axes = torch.linalg.eigh(hessian)
    sizes = sizes.abs().clamp_min(1e-8 * sizes.abs().amax(1, keepdim=True).clamp_min(1e-12))
    along = (axes.mT @ gradient.detach().T[:, :, None])[:, :, 0]
    step = -(axes @ (along / sizes)[:, :, None])[:, :, 0].T
    return loss.detach(), torch.where(step.isfinite(), step, torch.zeros_like(step))


def _isolated(function: Function, places: Array, values: Array, radius: float) -> NDArray[np.bool_]:
    """Whether the loss rises in every direction from each place, and in none of them almost not at all.

    The direction of the slowest rise lies between the sampled ones. Its rise is estimated as mean minus
    amplitude of the second harmonic around the circle, which is exact for a quadratic.
    """
    angles = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)
    sides = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    rises = np.stack([_values(function, places + side) - values for side in sides])
    rises = np.where(np.isfinite(rises), rises, -1.0)
    mean, harmonic = rises.mean(0), 2 * np.abs(np.exp(2j * angles) @ rises) / len(angles)
    return np.asarray((rises.min(0) > 0) & (mean - harmonic > LEVEL_TOL * mean))
