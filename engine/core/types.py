"""Shared types: arrays and functions that several packages name. Importing it does not import torch."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.float64]
"""float64 array of NumPy."""

Function = Callable[["Tensor", "Tensor"], "Tensor"]
"""Function of two variables: elementwise on float64 tensors x and y of equal shape."""

Product = Callable[[Array], Array]
"""Matrix-vector product: v -> A v for a square matrix A, float64 of shape (size,) in and out."""

Task = Literal["classification", "regression"]
"""Kind of target that a dataset has."""
