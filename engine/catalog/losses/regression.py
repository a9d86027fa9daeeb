"""Regression targets: the encoding that all regression losses share."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def column(targets: NDArray[np.float64], _classes: int | None) -> Tensor:
    """Reshape targets of shape (samples,) to (samples, 1), as a model has one output."""
    return torch.from_numpy(targets[:, None])
