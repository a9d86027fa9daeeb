"""Rosenbrock function: a curved valley with a nearly flat floor."""

from torch import Tensor

from .base import Surface


def rosenbrock(x: Tensor, y: Tensor) -> Tensor:
    """Rosenbrock's banana valley."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


ENTRY = Surface(
    name="rosenbrock",
    title="Rosenbrock",
    aliases=("banana",),
    summary=(
        "A curved banana valley. Finding it is easy, following it is hard: at the minimum one "
        "direction is about 2500 times steeper than the other."
    ),
    formula=r"f(x, y) = (1 - x)^2 + 100 (y - x^2)^2",
    reference=(
        "Rosenbrock, An automatic method for finding the greatest or least value of a function, "
        "1960, doi:10.1093/comjnl/3.3.175"
    ),
    domain=((-2.0, 2.0), (-1.0, 3.0)),
    minima=((1.0, 1.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(-1.2, 1.0),
    log_scale=True,
    kind="valley",
    function=rosenbrock,
)
