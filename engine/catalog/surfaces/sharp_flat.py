"""Sharp and flat: a narrow and a wide Gaussian well."""

import torch
from torch import Tensor

from .base import Surface


def sharp_flat(x: Tensor, y: Tensor) -> Tensor:
    """A narrow and a wide Gaussian well."""
    sharp = torch.exp(-((x - 1) ** 2 + y**2) / 0.08)
    flat = torch.exp(-((x + 1) ** 2 + y**2) / 0.98)
    return -sharp - 1.1 * flat + 0.02 * (x**2 + y**2)


ENTRY = Surface(
    name="sharp_flat",
    title="Sharp and flat",
    summary=(
        "A sharp minimum (curvature about 25) beside a flat one (about 2.3). A learning rate "
        "above 2/curvature throws the ball out of the sharp one; the flat one keeps it."
    ),
    formula=(
        r"f(x, y) = -e^{-((x - 1)^2 + y^2) / 0.08} - 1.1\, e^{-((x + 1)^2 + y^2) / 0.98} + 0.02 "
        r"(x^2 + y^2)"
    ),
    reference=(
        "Two Gaussian wells, after the question of flat minima (Hochreiter and Schmidhuber, 1997, "
        "doi:10.1162/neco.1997.9.1.1)."
    ),
    domain=((-2.5, 2.5), (-2.0, 2.0)),
    minima=((-0.9824883648714513, 0.0, -1.080350178859861),),
    lowest_everywhere="outside the picture its wells are too shallow to reach as low",
    start=(1.15, 0.1),
    log_scale=False,
    kind="multimodal",
    function=sharp_flat,
)
