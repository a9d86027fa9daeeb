"""Moment estimates and weight decay: what Adam, NAdam and RAdam have in common."""

from torch import Tensor

from ..batched_params import BatchedParams
from ..kernels import add_square, blend
from .rule import Rule, with_weight_decay


class MomentsRule(Rule):
    """Base class of rules that average gradients and their squares."""

    @staticmethod
    def decay(place: Tensor, gradient: Tensor, params: BatchedParams, *, decoupled: bool) -> Tensor:
        """Apply weight decay and return the gradient to use.

        ``decoupled`` shrinks ``place`` in place, as in AdamW; else the decay is part of the gradient.
        """
        if not decoupled:
            return with_weight_decay(gradient, place, params)
        if params.used("weight_decay"):
            place.mul_(1 - params.number("lr") * params.number("weight_decay"))
        return gradient

    def moments(self, place: Tensor, gradient: Tensor, params: BatchedParams) -> tuple[Tensor, Tensor]:
        """Update the moving averages of the gradient and of its square; returns both state tensors."""
        mean, square = self.buffer("mean", place), self.buffer("square", place)
        blend(mean, gradient, 1 - params.number("beta1"))
        beta2 = params.number("beta2")
        add_square(square.mul_(beta2), gradient, 1 - beta2)
        return mean, square
