"""Beale function: flat plateaus between steep walls."""

from torch import Tensor

from .base import Surface


def beale(x: Tensor, y: Tensor) -> Tensor:
    """Plateaus and steep walls."""
    return (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2


ENTRY = Surface(
    name="beale",
    title="Beale",
    summary="Flat plateaus between steep walls: the gradient spans seven orders of magnitude.",
    formula=r"f(x, y) = (1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Beale.",
    domain=((-4.5, 4.5), (-4.5, 4.5)),
    minima=((3.0, 0.5, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(1.0, 1.5),
    log_scale=True,
    kind="valley",
    function=beale,
)
