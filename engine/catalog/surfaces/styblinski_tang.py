"""Styblinski and Tang function: four basins of different depth."""

from torch import Tensor

from .base import Surface


def styblinski_tang(x: Tensor, y: Tensor) -> Tensor:
    """Four basins of different depth."""
    return 0.5 * (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y)


ENTRY = Surface(
    name="styblinski_tang",
    title="Styblinski and Tang",
    aliases=("styblinski",),
    summary=(
        "One global basin and three worse ones behind ridges, which momentum or a large learning "
        "rate can cross."
    ),
    formula=r"f(x, y) = \tfrac12 \left(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y\right)",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Styblinski-Tang.",
    domain=((-5.0, 5.0), (-5.0, 5.0)),
    minima=((-2.9035340277711774, -2.9035340277711774, -78.33233140754282),),
    lowest_everywhere="a sum of two quartics, each at its lowest",
    start=(0.5, 0.6),
    log_scale=False,
    kind="multimodal",
    function=styblinski_tang,
)
