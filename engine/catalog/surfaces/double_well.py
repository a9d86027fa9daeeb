"""Double well: a local and a global minimum with a low barrier between them."""

from torch import Tensor

from .base import Surface


def double_well(x: Tensor, y: Tensor) -> Tensor:
    """A tilted double well."""
    return x**4 - 2 * x**2 + 0.3 * x + 0.5 * y**2


ENTRY = Surface(
    name="double_well",
    title="Double well",
    summary=(
        "A local minimum at x = 0.96 and the global one at x = -1.04, with a low barrier between: "
        "how much momentum carries the ball across?"
    ),
    formula=r"f(x, y) = x^4 - 2x^2 + 0.3 x + \tfrac12 y^2",
    reference="Tilted double-well potential.",
    domain=((-2.0, 2.0), (-2.0, 2.0)),
    minima=((-1.0355787140888524, 0.0, -1.3054284837439163),),
    lowest_everywhere="a quartic at its lowest plus a square",
    start=(1.6, 0.8),
    log_scale=False,
    kind="multimodal",
    function=double_well,
)
