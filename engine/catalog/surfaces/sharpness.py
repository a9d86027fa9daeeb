"""How sharp a minimum is."""

from collections.abc import Callable

import torch
from torch import Tensor

Function = Callable[[Tensor, Tensor], Tensor]

PROBE_OFFSET = 1e-5
"""How far from the minimum, as a share of the picture's diagonal, its Hessian is put to the test."""

TOLERANCE = 0.05
"""How far the gradient there may be from what the Hessian foretells, as a share of the largest."""


def sharpness(function: Function, place: tuple[float, float], diagonal: float) -> float | None:
    """The largest eigenvalue of the Hessian at ``place``: gradient descent is stable there below 2 / it.

    None where there is no Hessian, as at a kink: autograd may give one, but it does not foretell the
    gradient close by.
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
    """The gradient at each place: shape (places, 2)."""
    places = places.clone().requires_grad_()
    (gradients,) = torch.autograd.grad(function(*places.unbind(1)).sum(), places)
    return gradients
