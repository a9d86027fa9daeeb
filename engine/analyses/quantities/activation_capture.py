"""Activation capture: records the outputs of all hidden activations during a forward pass."""

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
    """Outputs of one activation module.

    Attributes:
        module: the activation.
        answers: its outputs as the module shapes them; (samples, units) in a fully connected network.
    """

    module: nn.Module
    answers: Tensor

    @property
    def rows(self) -> Tensor:
        """All values of each unit, over samples and positions: shape (values per unit, units)."""
        units = self.answers.movedim(1, -1) if self.answers.ndim > 3 else self.answers
        return units.reshape(-1, units.shape[-1])

    @property
    def strongest(self) -> Tensor:
        """Each unit's largest output for each sample, over all its positions: shape (samples, units)."""
        if self.answers.ndim == 2:
            return self.answers
        units = self.answers if self.answers.ndim > 3 else self.answers.movedim(-1, 1)
        return units.flatten(2).amax(dim=2)


def hidden(problem: NetworkProblem) -> list[nn.Module]:
    """The network's activation modules, in their order in the module."""
    return [module for module in problem.module.modules() if isinstance(module, KINDS)]


def capture(context: MeasureContext, inputs: Tensor) -> list[Activations]:
    """Run the network on ``inputs``: the outputs of every activation, in the order of execution."""
    captured: list[Activations] = []

    def listen(module: nn.Module, _inputs: Any, output: Tensor) -> None:
        captured.append(Activations(module, output.detach()))

    hooks = [module.register_forward_hook(listen) for module in hidden(context.problem)]
    try:
        context.outputs(inputs)
    finally:
        for hook in hooks:
            hook.remove()
    # Batch normalization runs another pass before the one that counts.
    return captured[len(captured) - len(hooks) :]
