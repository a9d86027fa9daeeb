"""Kernels: elementwise operations of ``torch.optim``, with one factor for all runs or one for each run.

With a factor per run they call ``addcmul`` and ``addcdiv`` too, and multiply by the factor in the same
order as those kernels, so that every run gets the bits of its own optimizer.
"""

import torch
from torch import Tensor

from .batched_params import Number


def quotient(above: Number, below: Number) -> Number:
    """above / below, correctly rounded: in torch float / tensor multiplies by the reciprocal instead."""
    if isinstance(below, Tensor) and not isinstance(above, Tensor):
        return torch.full_like(below, above) / below
    return above / below


def add_scaled(target: Tensor, other: Tensor, factor: Number) -> Tensor:
    """target += factor * other."""
    if isinstance(factor, Tensor):
        return target.addcmul_(other, factor)
    return target.add_(other, alpha=factor)


def plus_scaled(first: Tensor, second: Tensor, factor: Number) -> Tensor:
    """first + factor * second, in a new tensor."""
    if isinstance(factor, Tensor):
        return first.addcmul(second, factor)
    return first.add(second, alpha=factor)


def add_square(target: Tensor, root: Tensor, factor: Number) -> Tensor:
    """target += factor * root * root."""
    if isinstance(factor, Tensor):
        return target.addcmul_(root * factor, root)
    return target.addcmul_(root, root, value=factor)


def add_quotient(target: Tensor, above: Tensor, below: Tensor, factor: Number) -> Tensor:
    """target += factor * above / below."""
    if isinstance(factor, Tensor):
        return target.addcdiv_(above * factor, below)
    return target.addcdiv_(above, below, value=factor)


def blend(target: Tensor, other: Tensor, weight: Number) -> Tensor:
    """target += weight * (other - target)."""
    if isinstance(weight, Tensor):
        return target.lerp_(other, weight.expand_as(target))
    return target.lerp_(other, weight)
