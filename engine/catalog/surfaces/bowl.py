"""Bowl: the quadratic with condition number 1."""

from torch import Tensor

from .base import Surface


def bowl(x: Tensor, y: Tensor) -> Tensor:
    """The isotropic quadratic: (x^2 + y^2) / 2."""
    return 0.5 * (x**2 + y**2)


ENTRY = Surface(
    name="bowl",
    title="Bowl",
    aliases=("sphere", "quadratic"),
    summary=(
        "Every direction is alike. With learning rate 1 plain gradient descent reaches the bottom "
        "in a single step; above 2 it flies apart."
    ),
    formula=r"f(x, y) = \tfrac12 (x^2 + y^2)",
    reference="Quadratic with condition number 1.",
    domain=((-3.0, 3.0), (-3.0, 3.0)),
    minima=((0.0, 0.0, 0.0),),
    lowest_everywhere="a sum of squares",
    start=(2.5, 1.5),
    log_scale=False,
    kind="convex",
    function=bowl,
)
