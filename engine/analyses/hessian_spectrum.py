"""Hessian spectrum: extreme eigenvalues over all weights, and the Hessian on the plane."""

from typing import Any

import numpy as np
import torch
from numpy.random import PCG64, Generator

from ..core.errors import InvalidSpec
from ..core.lanczos import spectrum_ends
from ..core.types import Array
from ..landscape.replay import RacerReplay
from ..problems.derivatives import Derivatives

EIGENVALUE_TOL = 1e-3
"""Tolerance of eigenvalues, relative to the largest."""

NEGATIVE_TOL = 1e-3
"""A negative curvature smaller than this share of the largest counts as zero."""

STATIONARY_GAIN = 1e-6
"""A point is stationary if a gradient step could lower the loss by at most this share of it."""


def hessian_spectrum(replay: RacerReplay, place: tuple[float, float] | None) -> dict[str, Any]:
    """Loss, gradient and curvature at the racer's current weights, or at ``place`` on its plane.

    At a place the running statistics are those with which the landscape is drawn there.

    Returns:
        ``place``; ``loss``; ``gradient`` (2,) and ``hessian`` (2, 2) with respect to the two plane
        coordinates; ``length``: norm of the full gradient; ``values`` (3,): the two largest eigenvalues of
        the full Hessian and the lowest, in descending order; ``shares`` (3,): squared length of the
        projection of their eigenvectors onto the plane.

    Raises:
        InvalidSpec: if the loss or its gradient is not finite.
        numpy.linalg.LinAlgError: if these are finite and the Hessian is not.
    """
    axes = replay.problem.axes
    assert axes is not None, "a problem with more than two weights has a plane"
    first, second = axes.directions.numpy()
    if place is None:
        weights = replay.weights
        place = axes.project(torch.from_numpy(weights))[:2]
    else:
        weights = axes.origin.numpy() + place[0] * first + place[1] * second
        replay.problem.set_running_stats(*replay.land_statistics)
        replay.problem.set_running_stats(replay.problem.statistics_at(place[0]))
    loss, gradient, product = Derivatives(replay.problem).expansion(weights)
    if not (np.isfinite(loss) and np.isfinite(gradient).all()):
        raise InvalidSpec("/place", "The loss has no finite slope there.")
    basis = np.stack([first, second])
    bent = basis @ np.stack([product(first), product(second)]).T
    values, vectors = spectrum_ends(product, len(weights), Generator(PCG64(0)), EIGENVALUE_TOL)
    inside, _ = np.linalg.qr(basis.T)
    return {
        "place": place,
        "loss": loss,
        "gradient": basis @ gradient,
        "hessian": (bent + bent.T) / 2,
        "length": float(np.linalg.norm(gradient)),
        "values": values,
        "shares": np.square(vectors @ inside).sum(axis=1),
    }


def classify_critical_point(values: Array, length: float, loss: float, weights: int) -> tuple[str, bool, str]:
    """Classify a point by the eigenvalues of the full Hessian: kind, whether it is stationary, a sentence.

    The kind (minimum, maximum or saddle) tells of the curvature alone, so a point that is not stationary has
    one too.

    Args:
        values: the largest and the lowest eigenvalue, and others in any order.
        length: norm of the gradient.
        loss: the loss at the point.
        weights: number of weights, for the sentence.
    """
    highest, lowest = float(values.max()), float(values.min())
    stationary = highest > 0 and length**2 <= 2 * STATIONARY_GAIN * highest * max(loss, 0.0)
    where = f"Over all {weights:,} weights"
    if highest <= 0:
        return "maximum", stationary, f"{where} it bends up nowhere."
    if lowest < -NEGATIVE_TOL * highest:
        name = "A saddle: " if stationary else ""
        return "saddle", stationary, f"{name}{where} it bends up one way and down another."
    name = "A minimum, as far as curvature tells: " if stationary else ""
    return "minimum", stationary, f"{name}{where} it bends down in no direction that could be told."
