"""Rotated ellipse, κ = 100: the same quadratic turned by 45 degrees."""

import math

from torch import Tensor

from .base import Surface

SQRT2 = math.sqrt(2.0)


def ellipse100_rot45(x: Tensor, y: Tensor) -> Tensor:
    """The ellipse with condition number 100, turned by 45 degrees."""
    u = (x + y) / SQRT2
    v = (y - x) / SQRT2
    return 0.5 * (u**2 + 100 * v**2)


ENTRY = Surface(
    name="ellipse100_rot45",
    title="Rotated ellipse, κ = 100",
    summary=(
        "The same bowl turned by 45 degrees. Gradient descent and momentum do not notice; Adam, "
        "RMSprop and Adagrad, which rescale each axis by itself, get worse."
    ),
    formula=(
        r"f(x, y) = \tfrac12 (u^2 + 100 v^2), \quad u = \tfrac{x + y}{\sqrt2}, \; v = \tfrac{y - "
        r"x}{\sqrt2}"
    ),
    reference="Quadratic with condition number 100, turned by 45 degrees.",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(2.1213203, 1.4142136),
    log_scale=True,
    kind="convex",
    function=ellipse100_rot45,
)
