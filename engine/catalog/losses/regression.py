"""What the losses of a regression have in common."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def column(targets: NDArray[np.float64], _classes: int | None) -> Tensor:
    """The targets of shape (samples,) as the one output of a model: shape (samples, 1)."""
    return torch.from_numpy(targets[:, None])
