"""Linear chain: two linear neurons in a row, the smallest network with a saddle point."""

import numpy as np
from torch import nn

from ...core.types import Array
from .base import Model


def _minima(inputs: Array, targets: Array) -> list[tuple[float, float]]:
    """The two balanced points of the hyperbola w1 w2 = a, where a is the least-squares slope through 0.

    Every point of the hyperbola is a minimum; these two are closest to the saddle at the origin.
    """
    power = np.dot(inputs, inputs)
    slope = np.dot(inputs, targets) / power if power > 0 else 0.0
    if slope == 0:
        return []
    root = float(np.sqrt(abs(slope)))
    sign = 1.0 if slope > 0 else -1.0
    return [(root, sign * root), (-root, -sign * root)]


ENTRY = Model(
    name="linear_chain",
    title="Linear chain",
    summary="Two weights in a row. The output is a product, so the loss has a saddle at the origin and a "
    "whole curve of minima on either side: the smallest picture of what depth does.",
    formula=r"\hat y = w_2\, w_1\, x",
    reference="Saxe, McClelland & Ganguli 2014, Exact solutions to the nonlinear dynamics of learning",
    build=lambda _params, inputs, outputs: nn.Sequential(
        nn.Linear(inputs.features, 1, bias=False), nn.Linear(1, outputs, bias=False)
    ),
    tasks=("regression",),
    dataset="proportional",
    features=1,
    outputs=1,
    weights=2,
    start=(-1.2, 1.25),
    minima=_minima,
    minima_of="mse",
    respond=lambda first, second, inputs: second * (first * inputs),
)
