"""Absolute ravine: a ravine with kinks instead of curvature."""

from torch import Tensor

from .base import Surface


def abs_ravine(x: Tensor, y: Tensor) -> Tensor:
    """A ravine with kinks instead of curvature."""
    return x.abs() + 10 * y.abs()


ENTRY = Surface(
    name="abs_ravine",
    title="Absolute ravine",
    summary=(
        "Not smooth: the slope does not fade near the bottom, as with an absolute-error loss. A "
        "constant learning rate chatters forever at its own size; it has to decay."
    ),
    formula=r"f(x, y) = |x| + 10 |y|",
    reference="Piecewise linear, as the mean absolute error.",
    domain=((-3.0, 3.0), (-2.0, 2.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of magnitudes",
    start=(2.3, 1.1),
    log_scale=False,
    kind="convex",
    function=abs_ravine,
)
