"""Safe square root: a root whose derivative at 0 is finite."""

import torch
from torch import Tensor

TINY = 1e-300
"""Added under the root; smaller than the rounding error of any value that surfaces take."""


def safe_sqrt(t: Tensor) -> Tensor:
    """Square root of a float64 tensor t >= 0. The derivative of ``safe_sqrt(x**2)`` at 0 is 0, not NaN."""
    return torch.sqrt(t + TINY)
