"""Projected marks: what a step shows in weight space, in the picture's coordinates."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.method import Marks
from ..problems.projection import Projector
from .trajectory import StepMarks

MAX_PLACES = 400
"""Places of one step that are drawn; of a larger population the first."""


def project_marks(step: int, marks: Marks, projector: Projector) -> StepMarks | None:
    """Project the marks of one step; None before the plane is known."""
    frame = projector.linear_map()
    if frame is None:
        return None
    origin, coordinates = frame

    def project(weights: Tensor) -> Tensor:
        return (weights.detach().double() - origin) @ coordinates.t()

    ellipse = None
    if marks.mean is not None and marks.covariance is not None:
        ellipse = _numbers(torch.cat([project(marks.mean), _covariance(marks.covariance, coordinates)]))
    points = project(marks.points[:MAX_PLACES]) if len(marks.points) else torch.empty(0, 2)
    arrows = project(marks.arrows).reshape(-1, 4) if len(marks.arrows) else torch.empty(0, 4)
    return StepMarks(step, _numbers(points), _numbers(marks.values[:MAX_PLACES]), _numbers(arrows), ellipse)


def _covariance(covariance: Tensor, coordinates: Tensor) -> Tensor:
    """c_xx, c_xy and c_yy of a covariance of shape (dim, dim), or () if it is the same in all directions."""
    spread = covariance.detach().double()
    image = coordinates @ spread @ coordinates.t() if spread.ndim else spread * coordinates @ coordinates.t()
    return torch.stack([image[0, 0], image[0, 1], image[1, 1]])


def _numbers(tensor: Tensor) -> NDArray[np.float64]:
    """A copy: a method may use the memory of its marks again."""
    return np.array(tensor.detach().numpy(), dtype=np.float64, order="C")
