"""Ellipse, κ = 100: an ill-conditioned quadratic."""

from torch import Tensor

from .base import Surface


def ellipse100(x: Tensor, y: Tensor) -> Tensor:
    """An ill-conditioned quadratic: (x^2 + 100 y^2) / 2."""
    return 0.5 * (x**2 + 100 * y**2)


ENTRY = Surface(
    name="ellipse100",
    title="Ellipse, κ = 100",
    summary=(
        "A hundred times steeper across than along: gradient descent may not exceed a learning "
        "rate of 0.02 and crawls along the floor; momentum gains a factor of about the square "
        "root of κ."
    ),
    formula=r"f(x, y) = \tfrac12 (x^2 + 100 y^2)",
    reference="Goh, Why Momentum Really Works, Distill 2017, doi:10.23915/distill.00006",
    domain=((-3.0, 3.0), (-1.0, 1.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(2.5, 0.5),
    log_scale=True,
    kind="convex",
    function=ellipse100,
)
