"""Booth function: a tilted quadratic."""

from torch import Tensor

from .base import Surface


def booth(x: Tensor, y: Tensor) -> Tensor:
    """A tilted quadratic."""
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


ENTRY = Surface(
    name="booth",
    title="Booth",
    summary="A tilted quadratic with condition number 9: an easy first exercise.",
    formula=r"f(x, y) = (x + 2y - 7)^2 + (2x + y - 5)^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Booth.",
    domain=((-10.0, 10.0), (-10.0, 10.0)),
    minima=((1.0, 3.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(-6.0, 8.0),
    log_scale=True,
    kind="convex",
    function=booth,
)
