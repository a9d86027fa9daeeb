"""Flat weights: the weights of an optimizer as one vector, and the losses at points of that space."""

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
