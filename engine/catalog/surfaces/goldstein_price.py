"""Goldstein and Price function: heights from 3 to a million."""

from torch import Tensor

from .base import Surface


def goldstein_price(x: Tensor, y: Tensor) -> Tensor:
    """The product of two quartics by Goldstein and Price."""
    first = 1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2)
    second = 30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2)
    return first * second


ENTRY = Surface(
    name="goldstein_price",
    title="Goldstein and Price",
    summary=(
        "Heights from 3 to a million: only a logarithmic picture shows the valleys, and gradient "
        "descent needs a learning rate near 0.0001."
    ),
    formula=(
        r"\begin{aligned} f = {} & [1 + (x + y + 1)^2 \\ & \; (19 - 14x + 3x^2 - 14y + 6xy + 3y^2)] "
        r"\\ \cdot {} & [30 + (2x - 3y)^2 \\ & \; (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)] \end{aligned}"
    ),
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Goldstein-Price.",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((0.0, -1.0, 3.0),),
    lowest_everywhere="the product of two factors that are nowhere below 1 and 3",
    start=(0.4, -0.6),
    log_scale=True,
    kind="multimodal",
    function=goldstein_price,
)
