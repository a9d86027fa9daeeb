"""Optimizer entry: a method with its parameters and the facts about it."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, final

import torch
from torch import Tensor

from ...core.method import Method, Need
from ...core.params import Params, live_fields
from ...core.registry import Entry
from .decay import COUPLED, DecayRule
from .default_rate import RateRule, cautious_rate
from .presets import Preset
from .stability import StabilityRule
from .step_terms import StepRule
from .torch_method import Call, MarksOf, TorchMethod

Build = Callable[..., torch.optim.Optimizer]
MethodBuild = Callable[[Sequence[Tensor], Any, int | None], Method]
"""Makes a method from weights, parameters and a seed."""

Family = Literal["torch", "second_order", "population", "local", "community"]


@final
@dataclass(frozen=True, kw_only=True)
class Optimizer(Entry):
    """Optimizer entry: the rule by which a racer moves, with its parameters.

    Most are subclasses of ``torch.optim.Optimizer``, whose parameters keep their names. ``formula`` is the
    update rule as the class computes it.

    Attributes:
        family: group of the menu.
        needs: what it asks of the problem; the problem must offer it.
        torch_class: makes the optimizer from tensors and keywords. None for a method that is none, which
            has ``build_method`` instead.
        build_method: makes the method from weights, parameters and a seed (None unless ``seeded``).
        late_buffers: parameters that may be switched on during a run: name -> the buffer in the optimizer's
            state that torch creates only at the first step.
        call: how a step is taken: ``step()`` after the gradient is measured, ``step(closure)`` with a closure
            that sets ``.grad``, or ``step(graph)`` with one that returns the loss with its graph.
        seeded: whether it takes a ``seed``, from which all its random numbers follow.
        marks: reads from the optimizer what its last step shows; None if it shows nothing.
        places: parameters, number of weights -> places that a step marks at most; None if it marks none.
        max_weights: largest number of weights it can work on; None for no limit.
        lengths: parameters that are lengths in weight space: name -> share of the diagonal of a surface's
            domain, which is the default there.
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
        matrices_only: whether it is of no use if no weight is a matrix.
        stability: its largest stable learning rate at a known curvature; None if no closed form is known.
        decay: what its weight decay does to what it descends.
    """

    family: Family = "torch"
    needs: frozenset[Need] = frozenset({Need.GRADIENT})
    torch_class: Build | None = None
    build_method: MethodBuild | None = None
    call: Call = "gradient"
    seeded: bool = False
    marks: MarksOf | None = None
    places: Callable[[Any, int], int] | None = None
    max_weights: int | None = None
    lengths: Mapping[str, float] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    default_rate: RateRule = cautious_rate
    network_lr: float | None = None
    rate_falls_with_momentum: bool = False
    presets: tuple[Preset, ...] = ()
    step_terms: StepRule | None = None
    momentum_key: str | None = None
    late_buffers: Mapping[str, str] = field(default_factory=dict)
    matrices_only: bool = False
    stability: StabilityRule | None = None
    decay: DecayRule = COUPLED

    @property
    def needs_closure(self) -> bool:
        """Whether a step evaluates the loss by itself, through a closure."""
        return self.call != "gradient"

    @property
    def has_rate(self) -> bool:
        """Whether it has a learning rate, which a schedule and an edit may set."""
        return "lr" in self.params.model_fields

    @property
    def asks(self) -> bool:
        """Whether it may ask a person, so that a run may have to wait."""
        return Need.ANSWERS in self.needs

    def keywords(self, params: Params, seed: int | None = None) -> dict[str, Any]:
        """Keywords of ``torch_class`` for the settings of ``params``."""
        settings = {name: getattr(params, name) for name in type(params).model_fields}
        return settings | dict(self.fixed) | ({} if seed is None else {"seed": seed})

    def build(
        self, parameters: Sequence[Tensor], params: Params, seed: int | None = None
    ) -> torch.optim.Optimizer:
        """The real optimizer over ``parameters``, with the settings of ``params``."""
        if self.torch_class is None:
            raise TypeError(f"{self.title} is no optimizer of torch.")
        return self.torch_class(parameters, **self.keywords(params, seed))

    def method(self, parameters: Sequence[Tensor], params: Params, seed: int | None = None) -> Method:
        """The method over ``parameters``, with the settings of ``params``."""
        if self.build_method is not None:
            method = self.build_method(parameters, params, seed)
        else:
            optimizer = self.build(parameters, params, seed)
            options = self.call, self.momentum_key, self.marks, self.late_buffers
            method = TorchMethod(optimizer, parameters, *options)
        method.needs = self.needs
        return method

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

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        return super().describe() | {
            "presets": [preset.describe() for preset in self.presets],
            "live": list(live_fields(self.params)),
            "family": self.family,
            "needs": sorted(self.needs),
            "has_rate": self.has_rate,
            "max_weights": self.max_weights,
            "lengths": dict(self.lengths),
            "evaluations": "several" if self.needs_closure else 1,
            "matrices_only": self.matrices_only,
            "stability": self.stability.describe() if self.stability else None,
            "decay": self.decay.describe(),
            "network_lr": self.typical_network_rate,
            "network_lr_measured": self.network_lr is not None,
        }
