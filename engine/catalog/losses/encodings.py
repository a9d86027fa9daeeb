"""Target encodings: the forms of targets that several losses share."""

import numpy as np
import torch
from torch import Tensor

from ...core.types import Array


def column(targets: Array, _classes: int | None) -> Tensor:
    """Targets of shape (samples,) as float64 of shape (samples, 1), for a model with one output."""
    return torch.from_numpy(targets[:, None])


def class_indices(targets: Array, _classes: int | None) -> Tensor:
    """Class numbers of shape (samples,) as int64, for a model with one output per class."""
    return torch.from_numpy(targets.astype(np.int64))


def output_per_class(classes: int | None) -> int:
    """Number of outputs of a model with one output per class."""
    assert classes is not None, "a regression has no classes"
    return classes
