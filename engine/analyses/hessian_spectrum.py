"""The land around a network of many weights: what the plane shows of it, and what all weights make of it."""

from typing import Any

import numpy as np
import torch
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from ..core.errors import InvalidSpec
from ..core.lanczos import Product, extreme_eigenvalues
from ..landscape.replay import RacerReplay
from ..problems.derivatives import Derivatives

Array = NDArray[np.float64]

EIGENVALUE_TOL = 1e-3
"""Of eigenvalues, as a share of the largest."""

NEGATIVE_TOL = 1e-3
"""A negative curvature below this share of the largest is not told from none."""

STATIONARY_GAIN = 1e-6
"""At rest, a step along the slope would lower the loss by no more than this share."""


def hessian_spectrum(replay: RacerReplay, place: tuple[float, float] | None) -> dict[str, Any]:
    """Loss, slope and curvature where the ball stands, or at a place of its plane.

    Returns:
        ``place``, ``loss``, ``gradient`` (2,) and ``hessian`` (2, 2) of the loss as a function of the plane's
        coordinates, with all else held; ``length`` of the whole gradient; ``values`` of the whole Hessian:
        its largest two and its lowest eigenvalue; ``shares`` of their eigenvectors that lie in the plane.

    Raises:
        InvalidSpec: where the loss, its slope or its curvature is not finite.
    """
    axes = replay.network.axes
    assert axes is not None, "many weights are seen on a plane"
    first, second = axes.directions.numpy()
    if place is None:
        weights = replay.weights
        place = axes.project(torch.from_numpy(weights))[:2]
    else:
        weights = axes.origin.numpy() + place[0] * first + place[1] * second
    loss, gradient, product = Derivatives(replay.network).expansion(weights)
    if not (np.isfinite(loss) and np.isfinite(gradient).all()):
        raise InvalidSpec("/place", "The loss has no finite slope there.")
    basis = np.stack([first, second])
    bent = basis @ np.stack([product(first), product(second)]).T
    values, vectors = _extreme_eigenpairs(product, len(weights))
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
    """What the land is like over all weights: its name, whether a ball is at rest there, and a sentence."""
    highest, lowest = float(values.max()), float(values.min())
    rest = highest > 0 and length**2 <= 2 * STATIONARY_GAIN * highest * max(loss, 0.0)
    where = f"Over all {weights:,} weights"
    if highest <= 0:
        return "maximum", rest, f"{where} it bends up nowhere."
    if lowest < -NEGATIVE_TOL * highest:
        name = "A saddle: " if rest else ""
        return "saddle", rest, f"{name}{where} it bends up one way and down another."
    name = "A minimum, as far as curvature tells: " if rest else ""
    return "minimum", rest, f"{name}{where} it bends down in no direction that could be told."


def _extreme_eigenpairs(product: Product, size: int) -> tuple[Array, Array]:
    """The largest two eigenvalues and the lowest, with their unit eigenvectors as rows."""
    most, vectors = extreme_eigenvalues(product, size, Generator(PCG64(0)), 2, EIGENVALUE_TOL)
    shift = float(most.max())
    rest, last = extreme_eigenvalues(
        lambda v: product(v) - shift * v, size, Generator(PCG64(1)), 1, EIGENVALUE_TOL
    )
    values = np.append(most, rest + shift)
    rows = np.concatenate([vectors, last])
    order = np.argsort(-values)
    return values[order], rows[order]
