"""An optimizer of ``torch.optim``, as an entry."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import torch
from torch import Tensor

from ...core.params import Params, live_fields
from ...core.registry import Entry
from .presets import PRESETS
from .step_terms import StepRule

Build = Callable[..., torch.optim.Optimizer]


@final
@dataclass(frozen=True, kw_only=True)
class Optimizer(Entry):
    """One class of ``torch.optim`` with its parameters, under PyTorch's names.

    ``formula`` is the update rule as PyTorch computes it.

    Attributes:
        step_terms: adds the terms of one real step, in the order of the formula.
        torch_class: makes the optimizer from tensors and keywords.
        fixed: keywords that pin the single-tensor form: foreach and fused kernels change bits.
        momentum_key: where its state keeps the first moment; None if it has none.
        needs_closure: whether one step evaluates the loss several times.
        matrices_only: whether it is of no use where no weight is a matrix.
        network_lr: a learning rate that suits small networks (measured on digits).
    """

    step_terms: StepRule
    torch_class: Build
    fixed: Mapping[str, Any] = field(default_factory=lambda: {"foreach": False})
    momentum_key: str | None = None
    needs_closure: bool = False
    matrices_only: bool = False
    network_lr: float

    def build(self, parameters: Sequence[Tensor], params: Params) -> torch.optim.Optimizer:
        """The real optimizer over ``parameters``, set as ``params`` say."""
        settings = {name: getattr(params, name) for name in type(params).model_fields}
        return self.torch_class(parameters, **settings, **self.fixed)

    def set_live(self, optimizer: torch.optim.Optimizer, name: str, value: Any) -> None:
        """Set one parameter while the ball rolls; the optimizer's state stays as it is.

        RMSprop that gets momentum on the way begins with a velocity of zero, where torch itself would
        miss the buffer.
        """
        for group in optimizer.param_groups:
            group[name] = value
            for parameter in group["params"]:
                state = optimizer.state.get(parameter)
                if name == "momentum" and state and "square_avg" in state:
                    state.setdefault("momentum_buffer", torch.zeros_like(parameter))

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        presets = [preset.describe() for preset in PRESETS if preset.optimizer == self.name]
        return super().describe() | {
            "presets": presets,
            "live": list(live_fields(self.params)),
            "evaluations": "several" if self.needs_closure else 1,
            "matrices_only": self.matrices_only,
            "network_lr": self.network_lr,
        }
