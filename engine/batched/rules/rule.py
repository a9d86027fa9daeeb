"""An update rule on many balls at once."""

from abc import ABC, abstractmethod

from torch import Tensor

from ..batched_params import BatchedParams
from ..kernels import plus_scaled


class Rule(ABC):
    """One optimizer of ``torch.optim`` restated for the columns of a (2, balls) tensor.

    Ball by ball the bits are those of the real class in its single-tensor form, which a test proves for
    each. Balls never meet: every operation is elementwise.

    Attributes:
        state: tensors whose last axis is the balls, and numbers that all balls share.
    """

    def __init__(self) -> None:
        self.state: dict[str, Tensor | float] = {}

    @abstractmethod
    def step(self, place: Tensor, gradient: Tensor, params: BatchedParams, count: int) -> None:
        """Move ``place`` by the ``count``-th step, counted from 1. ``gradient`` is left as it is."""

    def is_autonomous(self, params: BatchedParams) -> bool:
        """Whether a step depends on nothing but place and state, so that a ball at rest stays at rest."""
        del params
        return False

    def select(self, index: Tensor) -> None:
        """Go on with the balls of these indices only."""
        self.state = {
            name: value[..., index] if isinstance(value, Tensor) else value
            for name, value in self.state.items()
        }

    def buffer(self, name: str, place: Tensor, fill: float = 0.0) -> Tensor:
        """A buffer of the state, made of ``fill`` at its first use."""
        if name not in self.state:
            self.state[name] = place.new_full(place.shape, fill)
        value = self.state[name]
        assert isinstance(value, Tensor)
        return value


def with_weight_decay(gradient: Tensor, place: Tensor, params: BatchedParams) -> Tensor:
    """The gradient with weight decay added, where there is any."""
    if params.used("weight_decay"):
        return plus_scaled(gradient, place, params.number("weight_decay"))
    return gradient
