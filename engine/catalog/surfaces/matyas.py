"""Matyas function: a long diagonal valley."""

from torch import Tensor

from .base import Surface


def matyas(x: Tensor, y: Tensor) -> Tensor:
    """A long diagonal valley."""
    return 0.26 * (x**2 + y**2) - 0.48 * x * y


ENTRY = Surface(
    name="matyas",
    title="Matyas",
    summary="A long valley at 45 degrees to the axes, condition number 25.",
    formula=r"f(x, y) = 0.26 (x^2 + y^2) - 0.48 x y",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Matyas.",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a quadratic with curvatures 0.04 and 1",
    start=(8.0, -3.0),
    log_scale=True,
    kind="convex",
    function=matyas,
)
