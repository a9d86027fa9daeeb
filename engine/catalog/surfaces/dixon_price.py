"""Dixon and Price function: two symmetric curved valleys."""

from torch import Tensor

from .base import Surface


def dixon_price(x: Tensor, y: Tensor) -> Tensor:
    """Two symmetric curved valleys."""
    return (x - 1) ** 2 + 2 * (2 * y**2 - x) ** 2


ENTRY = Surface(
    name="dixon_price",
    title="Dixon and Price",
    summary="Two symmetric valleys with equally good ends.",
    formula=r"f(x, y) = (x - 1)^2 + 2 (2y^2 - x)^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Dixon-Price.",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=(
        (1.0, -0.7071067811865476, 0.0),
        (1.0, 0.7071067811865476, 0.0),
    ),
    lowest_everywhere="a sum of squares",
    start=(2.5, -2.0),
    log_scale=True,
    kind="valley",
    function=dixon_price,
)
