"""Sharpness: the largest eigenvalue of the Hessian at a minimum."""

import torch
from torch import Tensor

from ...core.types import Function

PROBE_OFFSET = 1e-5
"""Distance from the minimum at which the Hessian is checked, as a share of the domain's diagonal."""

TOLERANCE = 0.05
"""Largest relative error of the gradient that the Hessian predicts at that distance."""


def sharpness(function: Function, place: tuple[float, float], diagonal: float) -> float | None:
    """Largest eigenvalue of the Hessian at a point; gradient descent is stable there below 2 / sharpness.

    Args:
        function: a surface, elementwise on float64 tensors x and y.
        place: the point (x, y).
        diagonal: length of the domain's diagonal.

    Returns:
        The eigenvalue, or None if the function has no Hessian there. At a kink autograd may return one,
        but it does not predict the gradient nearby.
    """
    weights = torch.tensor(place, dtype=torch.float64)
    hessian = torch.autograd.functional.hessian(lambda w: function(w[0], w[1]), weights)  # type: ignore[no-untyped-call]
    if not bool(hessian.isfinite().all()):
        return None
    offsets = PROBE_OFFSET * diagonal * torch.tensor([[1, 0], [-1, 0], [0, 1], [0, -1]], dtype=torch.float64)
    slopes = _gradients(function, weights + offsets) - _gradients(function, weights[None])
    error = (slopes - offsets @ hessian).abs().max()
    return float(torch.linalg.eigvalsh(hessian)[-1]) if error <= TOLERANCE * slopes.abs().max() else None


def _gradients(function: Function, places: Tensor) -> Tensor:
    """Gradient at each of the places, shape (places, 2)."""
    places = places.clone().requires_grad_()
    (gradients,) = torch.autograd.grad(function(*places.unbind(1)).sum(), places)
    return gradients
