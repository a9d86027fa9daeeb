"""Straight line: linear regression with two weights."""

import numpy as np
from torch import nn

from ...core.types import Array
from .base import Layer, Model


def _minima(inputs: Array, targets: Array) -> list[tuple[float, float]]:
    """Least-squares solution by the normal equations; none if all inputs are equal."""
    spread = inputs - inputs.mean()
    variance = np.dot(spread, spread)
    if variance == 0:
        return []
    slope = np.dot(spread, targets - targets.mean()) / variance
    return [(float(slope), float(targets.mean() - slope * inputs.mean()))]


ENTRY = Model(
    name="line",
    title="Straight line",
    aliases=("LinearRegression", "linear"),
    summary="Two weights, slope w and intercept b. Under the squared error the landscape is one quadratic "
    "bowl; unscaled inputs stretch it into a ravine.",
    formula=r"\hat y = w x + b",
    build=lambda _params, inputs, outputs: nn.Sequential(nn.Linear(inputs.features, outputs)),
    tasks=("regression",),
    dataset="diabetes",
    features=1,
    outputs=1,
    weights=2,
    start=(-1.0, 1.5),
    layers=lambda _params: [Layer()],
    minima=_minima,
    minima_of="mse",
    lowest_everywhere="a convex loss",
    respond=lambda w, b, inputs: w * inputs + b,
)
