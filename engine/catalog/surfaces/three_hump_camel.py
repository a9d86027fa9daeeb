"""Three-hump camel function: one global minimum between two local ones."""

from torch import Tensor

from .base import Surface


def three_hump_camel(x: Tensor, y: Tensor) -> Tensor:
    """One global minimum between two local ones."""
    return 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2


ENTRY = Surface(
    name="three_hump_camel",
    title="Three-hump camel",
    summary="Two local minima, at height 0.2986, stand beside the global one.",
    formula=r"f(x, y) = 2x^2 - 1.05 x^4 + \tfrac{x^6}{6} + xy + y^2",
    reference="Surjanovic and Bingham, Virtual Library of Simulation Experiments: Three-hump camel.",
    domain=((-2.6, 2.6), (-2.6, 2.6)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="(y + x/2)^2 plus x^2 times a quadratic in x^2 that is positive",
    start=(2.4, -1.0),
    log_scale=True,
    kind="multimodal",
    function=three_hump_camel,
)
