"""What is minimized."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..spec.problems.quadratic_form import QuadraticFormSpec
from .problem import Problem
from .training_state import TrainingState


class QuadraticForm(Problem):
    """Three weights in float64 that start at 1."""

    coordinates = ("u", "v", "w")
    domain = ((-1.0, 1.0), (-1.0, 1.0))

    def __init__(self, spec: QuadraticFormSpec, seed: int) -> None:
        del seed
        self.curvatures = torch.tensor(spec.curvatures, dtype=torch.float64)
        self.set_shapes([(3,)])

    def parameters(self) -> list[Tensor]:
        return [torch.ones(3, dtype=torch.float64, requires_grad=True)]

    def loss(
        self, parameters: Sequence[Tensor], batch: Tensor | None, training: TrainingState | None = None
    ) -> Tensor:
        del batch, training
        return (self.curvatures.to(parameters[0].dtype) * parameters[0] ** 2).sum() / 2
