"""Himmelblau function: four equal minima."""

from torch import Tensor

from .base import Surface


def himmelblau(x: Tensor, y: Tensor) -> Tensor:
    """Four equal minima."""
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


ENTRY = Surface(
    name="himmelblau",
    title="Himmelblau",
    summary="Four minima, all equally good: where the ball starts decides which one it finds.",
    formula=r"f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    reference="Himmelblau, Applied Nonlinear Programming, 1972",
    domain=((-6.0, 6.0), (-6.0, 6.0)),
    minima=(
        (3.0, 2.0, 0.0),
        (-3.779310253377747, -3.2831859912861665, 0.0),
        (-2.8051180869527412, 3.131312518250574, 0.0),
        (3.5844283403304145, -1.8481265269644231, 0.0),
    ),
    lowest_everywhere="a sum of squares",
    start=(0.0, -0.5),
    log_scale=True,
    kind="multimodal",
    function=himmelblau,
)
