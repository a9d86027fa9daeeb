"""Ellipse, κ = 10: a mildly ill-conditioned quadratic."""

from torch import Tensor

from .base import Surface


def ellipse10(x: Tensor, y: Tensor) -> Tensor:
    """A mildly ill-conditioned quadratic: (x^2 + 10 y^2) / 2."""
    return 0.5 * (x**2 + 10 * y**2)


ENTRY = Surface(
    name="ellipse10",
    title="Ellipse, κ = 10",
    summary="One direction is ten times steeper than the other, so the path begins to zigzag.",
    formula=r"f(x, y) = \tfrac12 (x^2 + 10 y^2)",
    reference="Quadratic with condition number 10.",
    domain=((-3.0, 3.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(2.5, 1.2),
    log_scale=True,
    kind="convex",
    function=ellipse10,
)
