"""Gradient and Hessian of a network's loss on the whole set, by weights in a row."""

from typing import final

import numpy as np
import torch
from numpy.random import PCG64, Generator
from torch import Tensor

from ..core.lanczos import extreme_eigenvalues
from ..core.types import Array, Product
from .grid_loss import unflatten
from .network import NetworkProblem


@final
class Derivatives:
    """Of the loss that the landscape shows: the whole set, no dropout, batch statistics.

    Attributes:
        dtype: the precision of the products; what goes in and comes out is float64 all the same.
    """

    def __init__(self, problem: NetworkProblem, dtype: torch.dtype = torch.float64) -> None:
        self.problem = problem
        self.dtype = dtype

    def gradient(self, weights: Array, batch: Tensor | None = None) -> Array:
        """The gradient at these weights, shape (dim,); of the loss on some samples alone, if asked."""
        leaves = self._leaves(weights)
        loss = self.problem.eval_loss(leaves, batch)
        return _row(torch.autograd.grad(loss, leaves, materialize_grads=True))

    def hessian(self, weights: Array) -> Product:
        """v -> H v at these weights: the forward and first backward pass are made once, for all products."""
        return self.expansion(weights)[2]

    def expansion(self, weights: Array) -> tuple[float, Array, Product]:
        """Loss, gradient of shape (dim,) and v -> H v at these weights, of one pass."""
        leaves = self._leaves(weights)
        loss = self.problem.eval_loss(leaves)
        slopes = torch.autograd.grad(loss, leaves, create_graph=True, materialize_grads=True)

        def product(vector: Array) -> Array:
            split = unflatten(torch.from_numpy(vector).to(self.dtype), self.problem.shapes)
            bent = [(slope, part) for slope, part in zip(slopes, split, strict=True) if slope.requires_grad]
            if not bent:  # a loss that is linear in every weight
                return np.zeros_like(vector)
            images = torch.autograd.grad(
                [slope for slope, _ in bent],
                leaves,
                [part for _, part in bent],
                retain_graph=True,
                materialize_grads=True,
            )
            return _row(images)

        return loss.item(), _row(slopes), product

    def sharpness(self, weights: Array, tolerance: float = 1e-3) -> float:
        """The largest eigenvalue of the Hessian; above 2 / lr, plain SGD cannot stay here.

        Where the largest in magnitude is negative, it is lifted out of the way first.
        """
        product = self.hessian(weights)
        values, _ = extreme_eigenvalues(product, len(weights), Generator(PCG64(0)), 1, tolerance)
        if values[0] >= 0:
            return float(values[0])
        lift = -float(values[0])
        lifted, _ = extreme_eigenvalues(
            lambda v: product(v) + lift * v, len(weights), Generator(PCG64(0)), 1, tolerance
        )
        return float(lifted[0]) - lift

    def _leaves(self, weights: Array) -> list[Tensor]:
        flat = torch.from_numpy(weights).to(self.dtype)
        return [part.clone().requires_grad_() for part in unflatten(flat, self.problem.shapes)]


def _row(parts: tuple[Tensor, ...]) -> Array:
    row: Array = torch.cat([part.detach().reshape(-1) for part in parts]).double().numpy()
    return row
