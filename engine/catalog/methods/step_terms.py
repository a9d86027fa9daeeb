"""Step terms: one step of an optimizer, split into the terms of its update rule, in their order."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, final

import torch
from torch import Tensor

from ...core.symbolic import Expr, named


@final
@dataclass(frozen=True)
class StepSnapshot:
    """Snapshot: one weight tensor and its optimizer state before and after one real step.

    Attributes:
        settings: the settings of its parameter group in this step, by PyTorch's names.
        before, after: the optimizer's state of this tensor, by PyTorch's keys; empty before the first step.
        weights_before, weights_after: the weights.
        gradient: the gradient of the loss, without noise.
        noise: what was added to the gradient, or None.
    """

    settings: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    weights_before: Tensor
    weights_after: Tensor
    gradient: Tensor
    noise: Tensor | None = None


@final
@dataclass(frozen=True)
class StepTerm:
    """Step term: one line of an update rule, as a formula and as the optimizer's own value.

    Attributes:
        symbol: what the line computes, as LaTeX.
        title, sentence: what happens, in words.
        rule: the formula; its value is computed from the formula.
        value: the optimizer's own value; equal to the formula's but for rounding.
        direction: 1 or -1 if the weights are pushed along the value or against it; 0 if it is no direction.
    """

    symbol: str
    title: str
    sentence: str
    rule: Expr
    value: Expr
    direction: int = 0


@final
@dataclass
class StepTerms:
    """Builder: collects the terms of one step; an entry's ``step_terms`` adds its update rule to it."""

    snapshot: StepSnapshot
    terms: list[StepTerm] = field(default_factory=list)

    def setting(self, name: str, symbol: str, index: int | None = None) -> Expr:
        """A setting of this step; ``index`` takes one value of a pair."""
        value = self.snapshot.settings[name]
        return named(symbol, value if index is None else value[index])

    def is_on(self, name: str) -> bool:
        """Whether a setting is neither zero nor False nor None."""
        return bool(self.snapshot.settings.get(name))

    def is_missing(self, key: str) -> bool:
        """Whether the optimizer's state had no value under this key before the step."""
        return self.snapshot.before.get(key) is None

    def before(self, key: str, symbol: str, default: float = 0.0) -> Expr:
        """The optimizer's state before the step; ``default`` in every place if it had none."""
        state = self.snapshot.before.get(key)
        return named(
            symbol, torch.full_like(self.snapshot.weights_before, default) if state is None else state
        )

    def after(self, key: str) -> Any:
        """The optimizer's state after the step."""
        return self.snapshot.after[key]

    @property
    def step_number(self) -> Expr:
        """The number of this step, from 1."""
        return named("t", float(self.snapshot.after["step"]))

    @property
    def weights(self) -> Expr:
        """The weights before the step."""
        return named(r"\theta", self.snapshot.weights_before)

    def add(
        self,
        symbol: str,
        title: str,
        sentence: str,
        rule: Expr,
        *,
        state_key: str | None = None,
        direction: int = 0,
    ) -> Expr:
        """Add one term and return its value under the name ``symbol``.

        Args:
            symbol, title, sentence, rule, direction: as in ``StepTerm``.
            state_key: where the optimizer's state holds the value after the step. Without it the value is
                the formula's.
        """
        value = named(symbol, rule.value if state_key is None else self.snapshot.after[state_key])
        self.terms.append(StepTerm(symbol, title, sentence, rule, value, direction))
        return value

    def gradient(self, decay: str | None = "weight_decay") -> Expr:
        """Add the first terms of every rule: the gradient, its noise, and weight decay added to it.

        ``decay`` names the setting; None if weight decay does not act through the gradient.
        """
        slope = named(r"\nabla f", self.snapshot.gradient)
        sentence = "How the loss rises here, weight by weight. The ball wants the opposite."
        gradient = self.add("g", "Gradient", sentence, slope, direction=-1)
        if self.snapshot.noise is not None:
            noise = named(r"\xi", self.snapshot.noise)
            sentence = "The optimizer does not see the true slope, but one with random noise."
            gradient = self.add("g", "Noise", sentence, gradient + noise, direction=-1)
        if decay and self.is_on(decay):
            rule = gradient + self.setting(decay, r"\lambda") * self.weights
            sentence = "Weight decay adds a pull toward zero."
            gradient = self.add("g", "Weight decay", sentence, rule, direction=-1)
        return gradient

    def step(self, rule: Expr, sentence: str) -> None:
        """Add the last two terms: the step itself, and the new weights."""
        before, after = self.snapshot.weights_before, self.snapshot.weights_after
        step = named(r"\Delta\theta", after.double() - before.double())
        self.terms.append(StepTerm(r"\Delta\theta", "Step", sentence, rule, step, 1))
        sentence = "The ball moves. The next step begins here."
        new = named(r"\theta", after)
        self.terms.append(StepTerm(r"\theta", "New weights", sentence, self.weights + step, new))


StepRule = Callable[[StepTerms], None]
"""Adds the terms of one step of an optimizer, in the order of its update rule."""
