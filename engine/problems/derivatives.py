"""Derivatives: gradient and Hessian products of a loss, for flat weight vectors."""

from typing import final

import numpy as np
import torch
from numpy.random import PCG64, Generator
from torch import Tensor

from ..core.lanczos import extreme_eigenvalues
from ..core.types import Array, Product
from .grid_loss import unflatten
from .problem import Problem


@final
class Derivatives:
    """Derivatives of the loss that the landscape shows: on the whole set, without dropout.

    Attributes:
        dtype: precision of the computation; inputs and outputs are float64 all the same.
    """

    def __init__(self, problem: Problem, dtype: torch.dtype = torch.float64) -> None:
        self.problem = problem
        self.dtype = dtype

    def gradient(self, weights: Array, batch: Tensor | None = None) -> Array:
        """Gradient at these weights, shape (dim,); with ``batch``, sample indices, on these alone."""
        leaves = self._leaves(weights)
        loss = self.problem.eval_loss(leaves, batch)
        return _row(torch.autograd.grad(loss, leaves, materialize_grads=True))

    def hessian(self, weights: Array) -> Product:
        """Return the function v -> H v, the product with the Hessian at these weights.

        Forward and backward pass are computed here, once for all products.
        """
        return self.expansion(weights)[2]

    def expansion(self, weights: Array) -> tuple[float, Array, Product]:
        """Loss, gradient of shape (dim,) and v -> H v at these weights, from one forward pass."""
        leaves = self._leaves(weights)
        loss = self.problem.eval_loss(leaves)
        slopes = torch.autograd.grad(loss, leaves, create_graph=True, materialize_grads=True)

        def product(vector: Array) -> Array:
            split = unflatten(torch.from_numpy(vector).to(self.dtype), self.problem.shapes)
            nonlinear = [
                (slope, part) for slope, part in zip(slopes, split, strict=True) if slope.requires_grad
            ]
            if not nonlinear:  # a loss that is linear in every weight
                return np.zeros_like(vector)
            images = torch.autograd.grad(
                [slope for slope, _ in nonlinear],
                leaves,
                [part for _, part in nonlinear],
                retain_graph=True,
                materialize_grads=True,
            )
            return _row(images)

        return loss.item(), _row(slopes), product

    def sharpness(self, weights: Array, tolerance: float = 1e-3) -> float:
        """Largest eigenvalue of the Hessian; above 2 / lr, gradient descent is unstable here.

        Lanczos finds the eigenvalue of largest magnitude. If that one is negative, the spectrum is shifted
        by it, so that the largest eigenvalue has the largest magnitude.

        Args:
            weights: float64 of shape (dim,).
            tolerance: largest error, relative to the eigenvalue of largest magnitude.

        Raises:
            numpy.linalg.LinAlgError: if the Hessian is not finite.
        """
        product = self.hessian(weights)
        values, _ = extreme_eigenvalues(product, len(weights), Generator(PCG64(0)), 1, tolerance)
        if values[0] >= 0:
            return float(values[0])
        shift = -float(values[0])
        shifted, _ = extreme_eigenvalues(
            lambda v: product(v) + shift * v, len(weights), Generator(PCG64(0)), 1, tolerance
        )
        return float(shifted[0]) - shift

    def _leaves(self, weights: Array) -> list[Tensor]:
        flat = torch.from_numpy(weights).to(self.dtype)
        return [part.clone().requires_grad_() for part in unflatten(flat, self.problem.shapes)]


def _row(parts: tuple[Tensor, ...]) -> Array:
    row: Array = torch.cat([part.detach().reshape(-1) for part in parts]).double().numpy()
    return row
