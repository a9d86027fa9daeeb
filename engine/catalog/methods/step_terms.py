"""One step of an optimizer, taken apart: what the real optimizer did, in the order of its rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, final

import torch
from torch import Tensor

from ...core.symbolic import Term, named


@final
@dataclass(frozen=True)
class Shot:
    """One weight tensor before and after one real step.

    Attributes:
        settings: the settings of its group that were in force, by PyTorch's names.
        before, after: the optimizer's state of this tensor, by PyTorch's keys; empty before the first step.
        place, landed: the weights.
        slope: the gradient of the loss; ``noise`` what was added to it, or None.
    """

    settings: Mapping[str, Any]
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    place: Tensor
    landed: Tensor
    slope: Tensor
    noise: Tensor | None = None


@final
@dataclass(frozen=True)
class Part:
    """One part of a step.

    Attributes:
        symbol: what it gives, as LaTeX.
        title, sentence: what happens, in words.
        rule: the formula, worth what the formula gives.
        value: what the real optimizer has; the same but for rounding.
        direction: 1 or -1 where the weights are pushed along it or against it; 0 where it is no direction.
    """

    symbol: str
    title: str
    sentence: str
    rule: Term
    value: Term
    direction: int = 0


@final
@dataclass
class Reel:
    """Collects the parts of one step; an entry's ``film`` unrolls its rule on it."""

    shot: Shot
    parts: list[Part] = field(default_factory=list)

    def setting(self, name: str, symbol: str, index: int | None = None) -> Term:
        """A setting that was in force; ``index`` takes one of a pair."""
        value = self.shot.settings[name]
        return named(symbol, value if index is None else value[index])

    def on(self, name: str) -> bool:
        """Whether a setting is other than zero or off."""
        return bool(self.shot.settings.get(name))

    def lacks(self, key: str) -> bool:
        """Whether the state had nothing under this key before the step."""
        return self.shot.before.get(key) is None

    def before(self, key: str, symbol: str, default: float = 0.0) -> Term:
        """What the optimizer remembered before the step."""
        kept = self.shot.before.get(key)
        return named(symbol, torch.full_like(self.shot.place, default) if kept is None else kept)

    def after(self, key: str) -> Any:
        """What the optimizer's state holds after the step."""
        return self.shot.after[key]

    @property
    def count(self) -> Term:
        """The number of this step, from 1."""
        return named("t", float(self.shot.after["step"]))

    @property
    def weights(self) -> Term:
        """The weights before the step."""
        return named(r"\theta", self.shot.place)

    def part(
        self,
        symbol: str,
        title: str,
        sentence: str,
        rule: Term,
        *,
        kept: str | None = None,
        direction: int = 0,
    ) -> Term:
        """One more part; its value as a named term.

        ``kept`` is where the real optimizer's state has it after the step; what is only on the way is
        worth what its formula gives.
        """
        worth = rule.value if kept is None else self.shot.after[kept]
        value = named(symbol, worth)
        self.parts.append(Part(symbol, title, sentence, rule, value, direction))
        return value

    def gradient(self, decay: str | None = "weight_decay") -> Term:
        """The first parts of every rule: the slope, its noise, and decay that acts by way of the gradient."""
        slope = named(r"\nabla f", self.shot.slope)
        told = "How the loss rises here, weight by weight. The ball wants the opposite."
        gradient = self.part("g", "Gradient", told, slope, direction=-1)
        if self.shot.noise is not None:
            noise = named(r"\xi", self.shot.noise)
            told = "The optimizer does not see the true slope, but one with random noise."
            gradient = self.part("g", "Noise", told, gradient + noise, direction=-1)
        if decay and self.on(decay):
            rule = gradient + self.setting(decay, r"\lambda") * self.weights
            told = "Weight decay adds a pull toward zero."
            gradient = self.part("g", "Weight decay", told, rule, direction=-1)
        return gradient

    def step(self, rule: Term, sentence: str) -> None:
        """The last parts: the step itself, and where it leads."""
        shot = self.shot
        taken = named(r"\Delta\theta", shot.landed.double() - shot.place.double())
        self.parts.append(Part(r"\Delta\theta", "Step", sentence, rule, taken, 1))
        landed = named(r"\theta", shot.landed)
        told = "The ball moves. The next step begins here."
        self.parts.append(Part(r"\theta", "New weights", told, self.weights + taken, landed))


Film = Callable[[Reel], None]
"""Unrolls one step of an optimizer on a reel, part by part, in the order of its rule."""
