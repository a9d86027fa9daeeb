"""Six-hump camel function: two global and four local minima."""

from torch import Tensor

from .base import Surface


def six_hump_camel(x: Tensor, y: Tensor) -> Tensor:
    """Two global and four local minima."""
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2


ENTRY = Surface(
    name="six_hump_camel",
    title="Six-hump camel",
    aliases=("camel",),
    summary="Two global and four local minima.",
    formula=r"f(x, y) = \left(4 - 2.1 x^2 + \tfrac{x^4}{3}\right) x^2 + xy + (-4 + 4y^2) y^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Six-hump camel.",
    domain=((-2.0, 2.0), (-1.1, 1.1)),
    minima=(
        (-0.08984201310031792, 0.7126564030207396, -1.0316284534898774),
        (0.08984201310031792, -0.7126564030207396, -1.0316284534898774),
    ),
    lowest_everywhere="outside the picture its fourth and sixth powers outweigh all else",
    start=(1.6, -0.5),
    log_scale=False,
    kind="multimodal",
    function=six_hump_camel,
)
