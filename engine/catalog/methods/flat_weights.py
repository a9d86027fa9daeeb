"""Flat weights: the weights of an optimizer as one vector, and losses and derivatives in that space."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


def flatten(tensors: Sequence[Tensor]) -> Tensor:
    """All numbers as one vector of shape (dim,), a copy."""
    return torch.cat([tensor.reshape(-1) for tensor in tensors])


def assign(weights: Sequence[Tensor], vector: Tensor) -> None:
    """Write a vector of shape (dim,) into the weights, in place."""
    begin = 0
    for weight in weights:
        end = begin + weight.numel()
        weight.copy_(vector[begin:end].view_as(weight))
        begin = end


def losses_at(
    points: Tensor,
    weights: Sequence[Tensor],
    closure: Callable[[], Tensor],
    values: Callable[[Tensor], Tensor] | None,
) -> Tensor:
    """Losses at points of shape (k, dim); shape (k,). Call it without gradients.

    Args:
        points: where to evaluate.
        weights: they are moved to each point in turn and back, unless ``values`` is given.
        closure: returns the loss where the weights are.
        values: computes all losses at once; None if that is not possible.
    """
    if values is not None:
        return values(points)
    here, losses = flatten(weights), []
    for point in points:
        assign(weights, point)
        losses.append(closure())
    assign(weights, here)
    return torch.stack(losses)


def gradient_and_hessian(loss: Tensor, weights: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Gradient of shape (dim,) and Hessian of shape (dim, dim) of a loss that has its graph."""
    slopes = torch.autograd.grad(loss, weights, create_graph=True, materialize_grads=True)
    gradient = torch.cat([slope.reshape(-1) for slope in slopes])
    if not gradient.requires_grad:  # linear in every weight
        return gradient, torch.zeros(len(gradient), len(gradient), dtype=gradient.dtype)
    rows = [
        torch.autograd.grad(part, weights, retain_graph=True, materialize_grads=True)
        for part in gradient.unbind()
    ]
    return gradient.detach(), torch.stack([torch.cat([part.reshape(-1) for part in row]) for row in rows])
