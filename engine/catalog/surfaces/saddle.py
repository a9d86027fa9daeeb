"""Saddle: a strict saddle between two minima."""

from torch import Tensor

from .base import Surface


def saddle(x: Tensor, y: Tensor) -> Tensor:
    """A strict saddle between two minima."""
    return 0.5 * y**2 - 0.5 * x**2 + 0.25 * x**4


ENTRY = Surface(
    name="saddle",
    title="Saddle",
    summary=(
        "From beside the ridge the ball slows down near the saddle, then leaves it exponentially fast; "
        "from x = 0, exactly on the ridge, it never does."
    ),
    formula=r"f(x, y) = \tfrac12 y^2 - \tfrac12 x^2 + \tfrac14 x^4",
    reference="Strict saddle between two minima.",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=(
        (-1.0, 0.0, -0.25),
        (1.0, 0.0, -0.25),
    ),
    lowest_everywhere="(x^2 - 1)^2 / 4 plus a square, minus 1/4",
    start=(0.001, 1.5),
    log_scale=False,
    kind="saddle",
    function=saddle,
)
