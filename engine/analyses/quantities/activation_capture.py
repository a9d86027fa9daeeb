"""Hidden units, and what they answer."""

from dataclasses import dataclass
from typing import Any, final

from torch import Tensor, nn

from ...catalog.models import ACTIVATIONS
from ...problems.network import NetworkProblem
from .base import MeasureContext

KINDS = tuple({type(entry.module()) for entry in ACTIVATIONS})

NO_HIDDEN = "It has no hidden units."


@final
@dataclass(frozen=True)
class Activations:
    """What one activation gave.

    Attributes:
        module: the activation.
        answers: as the module shapes them; (samples, units) in a plain network.
    """

    module: nn.Module
    answers: Tensor

    @property
    def rows(self) -> Tensor:
        """Units in the columns, whatever else is counted in the rows: shape (values a unit, units)."""
        units = self.answers.movedim(1, -1) if self.answers.ndim > 3 else self.answers
        return units.reshape(-1, units.shape[-1])

    @property
    def strongest(self) -> Tensor:
        """Each unit's largest answer to each sample, over all places where it looks: (samples, units)."""
        if self.answers.ndim == 2:
            return self.answers
        units = self.answers if self.answers.ndim > 3 else self.answers.movedim(-1, 1)
        return units.flatten(2).amax(dim=2)


def hidden(problem: NetworkProblem) -> list[nn.Module]:
    """The activations, in the module's order."""
    return [module for module in problem.module.modules() if isinstance(module, KINDS)]


def capture(context: MeasureContext, inputs: Tensor) -> list[Activations]:
    """What every activation gives for these inputs, in the order in which they are asked."""
    found: list[Activations] = []

    def listen(module: nn.Module, _inputs: Any, output: Tensor) -> None:
        found.append(Activations(module, output.detach()))

    hooks = [module.register_forward_hook(listen) for module in hidden(context.problem)]
    try:
        context.outputs(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return found[len(found) - len(hooks) :]  # of the last pass: batch normalization takes one before it
