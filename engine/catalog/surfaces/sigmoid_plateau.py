"""Sigmoid plateau: the loss of a saturated logistic neuron."""

import torch
from torch import Tensor

from .base import Surface


def sigmoid_plateau(x: Tensor, y: Tensor) -> Tensor:
    """A saturated logistic neuron, with a little weight decay."""
    return (torch.sigmoid(x + y) - 1) ** 2 + torch.sigmoid(-x + 0.5 * y) ** 2 + 0.003 * (x**2 + y**2)


ENTRY = Surface(
    name="sigmoid_plateau",
    title="Sigmoid plateau",
    summary=(
        "A saturated neuron: the loss is almost flat and the gradient fades exponentially. Adam "
        "leaves at the constant speed of its learning rate, gradient descent crawls."
    ),
    formula=r"f(x, y) = (\sigma(x + y) - 1)^2 + \sigma(-x + \tfrac12 y)^2 + 0.003 (x^2 + y^2)",
    reference="Saturation of the logistic function.",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((2.635936495240923, 0.18170025010011656, 0.029415688906616586),),
    lowest_everywhere="outside the picture its penalty alone is larger",
    start=(-7.0, -5.0),
    log_scale=False,
    kind="plateau",
    function=sigmoid_plateau,
)
