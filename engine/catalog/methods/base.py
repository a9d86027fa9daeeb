"""Optimizer entry: an optimizer with its parameters and the facts about it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import torch
from torch import Tensor

from ...core.params import Params, live_fields
from ...core.registry import Entry
from .default_rate import RateRule, cautious_rate
from .presets import Preset
from .stability import StabilityRule
from .step_terms import StepRule

Build = Callable[..., torch.optim.Optimizer]


@final
@dataclass(frozen=True, kw_only=True)
class Optimizer(Entry):
    """Optimizer entry: a subclass of ``torch.optim.Optimizer`` with its parameters, under its own names.

    ``formula`` is the update rule as the class computes it.

    Attributes:
        torch_class: makes the optimizer from tensors and keywords.
        fixed: keywords that no parameter sets. Those of ``torch.optim`` select the single-tensor form:
            foreach and fused kernels change bits. An optimizer without these keywords leaves it empty.
        default_rate: the learning rate on a surface on which it was not measured, such as
            ``rate_like("adam", 0.1)``.
        network_lr: a learning rate for small networks, measured on digits. None if it was not measured: the
            default of its parameters is taken.
        rate_falls_with_momentum: whether the default rate is made smaller the larger ``momentum`` is.
        presets: names under which people look for some of its settings, the first that matches first.
        step_terms: adds the equations of one real step to its breakdown, in the order of the formula. None if
            the page cannot show its steps term by term.
        momentum_key: where its state holds the first moment, which the page draws as an arrow; None if it
            has none.
        needs_closure: whether one step evaluates the loss several times.
        matrices_only: whether it is of no use if no weight is a matrix.
        stability: its largest stable learning rate at a known curvature; None if no closed form is known.
    """

    torch_class: Build
    fixed: Mapping[str, Any] = field(default_factory=dict)
    default_rate: RateRule = cautious_rate
    network_lr: float | None = None
    rate_falls_with_momentum: bool = False
    presets: tuple[Preset, ...] = ()
    step_terms: StepRule | None = None
    momentum_key: str | None = None
    needs_closure: bool = False
    matrices_only: bool = False
    stability: StabilityRule | None = None

    def build(self, parameters: Sequence[Tensor], params: Params) -> torch.optim.Optimizer:
        """The real optimizer over ``parameters``, with the settings of ``params``."""
        settings = {name: getattr(params, name) for name in type(params).model_fields}
        return self.torch_class(parameters, **settings, **self.fixed)

    def preset_of(self, params: Params) -> Preset | None:
        """The preset that these settings are, or None."""
        return next((preset for preset in self.presets if preset.matches(params)), None)

    def method_of(self, params: Params) -> str:
        """The key of its learning rates: the name of its preset, else its own."""
        preset = self.preset_of(params)
        return preset.name if preset else self.name

    def network_rate(self, params: Params) -> float:
        """The learning rate on networks."""
        rate = self.typical_network_rate
        if not self.rate_falls_with_momentum:
            return rate
        # The effective rate is lr / (1 - momentum); with a momentum of 1 or more no rate is stable.
        share: float = max(1.0 - getattr(params, "momentum", 0.0), 0.0)
        return rate * math.sqrt(share)

    @property
    def typical_network_rate(self) -> float:
        """The measured rate on networks, else the default of its parameters."""
        return self.network_lr if self.network_lr is not None else float(getattr(self.params(), "lr", 1e-3))

    def set_live(self, optimizer: torch.optim.Optimizer, name: str, value: Any) -> None:
        """Set one parameter during a run; the optimizer's state stays as it is.

        RMSprop whose momentum is set during a run starts with a velocity of zero; torch itself would not
        find the buffer.
        """
        for group in optimizer.param_groups:
            group[name] = value
            for parameter in group["params"]:
                state = optimizer.state.get(parameter)
                if name == "momentum" and state and "square_avg" in state:
                    state.setdefault("momentum_buffer", torch.zeros_like(parameter))

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        return super().describe() | {
            "presets": [preset.describe() for preset in self.presets],
            "live": list(live_fields(self.params)),
            "evaluations": "several" if self.needs_closure else 1,
            "matrices_only": self.matrices_only,
            "stability": self.stability.describe() if self.stability else None,
            "network_lr": self.typical_network_rate,
            "network_lr_measured": self.network_lr is not None,
        }
