"""Deep linear network: two linear layers of one weight each."""

from torch import Tensor

from .base import Surface


def deep_linear(x: Tensor, y: Tensor) -> Tensor:
    """Two linear layers of one weight each, with a little weight decay."""
    return 0.5 * (x * y - 1) ** 2 + 0.005 * (x**2 + y**2)


ENTRY = Surface(
    name="deep_linear",
    title="Deep linear network",
    summary=(
        "The smallest deep network, y = w2 w1 x: a linear function with a loss that is not "
        "convex. There is a saddle at zero weights, where the gradient vanishes, and a hyperbola "
        "of near minima."
    ),
    formula=r"f(w_1, w_2) = \tfrac12 (w_1 w_2 - 1)^2 + 0.005 (w_1^2 + w_2^2)",
    reference="Saxe, McClelland and Ganguli, 2014, arXiv:1312.6120",
    domain=((-2.5, 2.5), (-2.5, 2.5)),
    minima=(
        (-0.99498743710662, -0.99498743710662, 0.00995),
        (0.99498743710662, 0.99498743710662, 0.00995),
    ),
    lowest_everywhere="in xy alone it is nowhere below (xy - 1)^2 / 2 + 0.01 |xy|",
    start=(0.05, -0.3),
    log_scale=False,
    kind="saddle",
    function=deep_linear,
)
