"""Update rule: one optimizer's step for many runs at once."""

from abc import ABC, abstractmethod

from torch import Tensor

from ..batched_params import BatchedParams
from ..kernels import plus_scaled


class Rule(ABC):
    """One optimizer of ``torch.optim``, rewritten for a (2, runs) tensor.

    Each run has the bits of the real class in its single-tensor form; a test checks this for every rule.
    Every operation is elementwise, so runs do not influence each other.

    Attributes:
        state: tensors whose last axis is the runs, and numbers that are equal for all runs.
    """

    def __init__(self) -> None:
        self.state: dict[str, Tensor | float] = {}

    @abstractmethod
    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        """Take the ``count``-th step, counted from 1: changes ``place`` in place, and not ``gradient``."""

    def is_autonomous(self, params: BatchedParams) -> bool:
        """Whether a step depends on place and state alone.

        Then a run whose place and state a step leaves as they are never moves again.
        """
        del params
        return False

    def select(self, index: Tensor) -> None:
        """Keep the state of the runs with these indices only."""
        self.state = {
            name: value[..., index] if isinstance(value, Tensor) else value
            for name, value in self.state.items()
        }

    def buffer(self, name: str, place: Tensor, fill: float = 0.0) -> Tensor:
        """A tensor of the state, of the shape of ``place``; filled with ``fill`` at its first use."""
        if name not in self.state:
            self.state[name] = place.new_full(place.shape, fill)
        value = self.state[name]
        assert isinstance(value, Tensor)
        return value


def with_weight_decay(gradient: Tensor, place: Tensor, params: BatchedParams) -> Tensor:
    """The gradient plus weight decay times the weights, or the gradient itself without weight decay."""
    if params.used("weight_decay"):
        return plus_scaled(gradient, place, params.number("weight_decay"))
    return gradient
