"""Conditions: what is in force of a racer's settings that its verdict must know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, final

from ...catalog.methods import Optimizer


@final
@dataclass(frozen=True)
class Conditions:
    """Conditions of a racer at one point.

    Attributes:
        weight_decay: coupled: what is descended is loss + weight_decay / 2 |w|^2.
        decoupled_decay: the weights shrink by themselves.
        l1: what is descended also has l1 times the sum of all magnitudes.
        noise: what makes its steps random, in words; empty if nothing does.
        gradient_noise: standard deviation of noise that is added to the gradient.
        settings: those on which its stability depends.
    """

    weight_decay: float = 0.0
    decoupled_decay: float = 0.0
    l1: float = 0.0
    noise: str = ""
    gradient_noise: float = 0.0
    settings: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def penalized(self) -> bool:
        """Whether what is descended is not the loss alone."""
        return self.weight_decay != 0.0 or self.l1 != 0.0

    def penalty(self, magnitudes: float, squares: float) -> float:
        """What is added to the loss, from the sum of the weights' magnitudes and that of their squares."""
        return self.l1 * magnitudes + 0.5 * self.weight_decay * squares

    @property
    def objective(self) -> str:
        """What is descended, in words and signs."""
        parts = ["loss"]
        if self.weight_decay:
            parts.append(f"{self.weight_decay / 2:.3g} |w|²")
        if self.l1:
            parts.append(f"{self.l1:.3g} Σ|w|")
        return " + ".join(parts)


def conditions_of(
    entry: Optimizer,
    settings: Mapping[str, Any],
    training: Mapping[str, Any],
    batches: bool,
    gradient_noise: float,
) -> Conditions:
    """The conditions of a racer.

    Args:
        entry: its method.
        settings: the method's settings in force.
        training: the network's settings in force; empty for other problems.
        batches: whether its steps see only a part of the samples.
        gradient_noise: standard deviation of the noise that is added to the gradient.
    """
    decay = entry.decay.of(settings)
    sources = {
        "gradient noise": gradient_noise > 0.0,
        "mini-batches": batches,
        "dropout": training.get("dropout", 0.0) > 0.0,
        "random search": entry.seeded,
    }
    noise = " and ".join(name for name, present in sources.items() if present)
    used = entry.stability.settings if entry.stability else ()
    own = {name: settings[name] for name in sorted(used)}
    return Conditions(decay.coupled, decay.decoupled, training.get("l1", 0.0), noise, gradient_noise, own)
