"""Monkey saddle: a degenerate saddle with three ways down."""

from torch import Tensor

from .base import Surface


def monkey_saddle(x: Tensor, y: Tensor) -> Tensor:
    """A degenerate saddle with three ways down."""
    return x**3 - 3 * x * y**2 + 0.25 * (x**2 + y**2) ** 2


ENTRY = Surface(
    name="monkey_saddle",
    title="Monkey saddle",
    summary=(
        "At this saddle even the curvature is zero, so the escape is slower than exponential; "
        "three equal minima lie around it."
    ),
    formula=r"f(x, y) = x^3 - 3 x y^2 + \tfrac14 (x^2 + y^2)^2",
    reference="Monkey saddle, with a quartic wall.",
    domain=((-3.5, 2.5), (-3.2, 3.2)),
    minima=(
        (1.5, 2.598076211353316, -6.75),
        (-3.0, 0.0, -6.75),
        (1.5, -2.598076211353316, -6.75),
    ),
    lowest_everywhere="at distance r nowhere below r^4/4 - r^3",
    start=(0.05, 0.02),
    log_scale=False,
    kind="saddle",
    function=monkey_saddle,
)
