"""Functional module: evaluates one torch module with the weights of any racer."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, final

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm


@final
class FunctionalModule:
    """Functional module: a torch module on the meta device that is given its tensors for each evaluation.

    Binding a tensor costs a fraction of a microsecond, and torch's own ``forward`` runs.

    Attributes:
        module: the network; it holds the tensors that were bound last.
        names, shapes: names and shapes of the parameters, in the module's order.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module
        named = list(module.named_parameters())
        self.names = [name for name, _ in named]
        self.shapes = [tuple(parameter.shape) for _, parameter in named]
        self._slots = [_slot(module, name) for name in self.names]
        self._buffer_slots = [_buffer_slot(module, name) for name, _ in module.named_buffers()]
        self._dropouts = [part for part in module.modules() if isinstance(part, nn.Dropout)]

    def __call__(
        self, parameters: Sequence[Tensor], inputs: Tensor, statistics: Sequence[Tensor] = ()
    ) -> Tensor:
        """Evaluate: outputs of shape (samples, outputs) for these parameters and running statistics.

        In training mode the module updates these statistics in place.
        """
        self.bind(parameters, statistics)
        return self.module(inputs)  # type: ignore[no-any-return]

    def bind(self, parameters: Sequence[Tensor], statistics: Sequence[Tensor] = ()) -> None:
        """Put these tensors into the module, in the order of its parameters and of its buffers."""
        for (slots, name), parameter in zip(self._slots, parameters, strict=True):
            slots[name] = parameter
        for (buffers, name), tensor in zip(self._buffer_slots, statistics, strict=True):
            buffers[name] = tensor

    @property
    def uses_batch_statistics(self) -> bool:
        """Whether a batch normalization has no running statistics, so that samples see one another."""
        norms = [part for part in self.module.modules() if isinstance(part, _BatchNorm)]
        return any(part.running_mean is None for part in norms)

    @contextmanager
    def frozen_batch_stats(self, forward: Callable[[], object]) -> Iterator[None]:
        """Make one sample's output independent of the other samples, within this context.

        Batch normalizations without running statistics then use the mean and variance of one call of
        ``forward``, which is made first if there are any. For a module in evaluation mode.
        """

        def record(_part: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            everywhere = [0, *range(2, inputs[0].ndim)]
            known.append((inputs[0].mean(everywhere), inputs[0].var(everywhere, correction=0)))

        known: list[tuple[Tensor, Tensor]] = []
        own = [part for part in self.module.modules() if isinstance(part, _BatchNorm)]
        own = [part for part in own if part.running_mean is None]
        hooks = [part.register_forward_pre_hook(record) for part in own]
        try:
            if own:
                forward()
        finally:
            for hook in hooks:
                hook.remove()
        try:
            for part, (mean, variance) in zip(own, known, strict=True):
                part._buffers |= {"running_mean": mean, "running_var": variance}
            yield
        finally:
            for part in own:
                part._buffers |= {"running_mean": None, "running_var": None}

    def set_dropout(self, rate: float) -> None:
        """Set the dropout rate of all dropout layers."""
        for part in self._dropouts:
            part.p = rate

    def statistics(self) -> list[Tensor]:
        """Create initial running statistics in the order of ``bind``; empty for most networks.

        The module's own ones are reset as well.
        """
        for part in self.module.modules():
            if isinstance(part, _BatchNorm) and part.running_mean is not None:
                for name, buffer in part.named_buffers(recurse=False):
                    part._buffers[name] = torch.empty_like(buffer, device="cpu")
                part.reset_running_stats()
        return [buffer.clone() for buffer in self.module.buffers()]


def is_norm_weight(name: str, parameter: Tensor) -> bool:
    """Whether a parameter is the scale of a normalization: one-dimensional, and no bias by its name."""
    return parameter.ndim == 1 and "bias" not in name.rpartition(".")[2]


def _slot(module: nn.Module, name: str) -> tuple[dict[str, Any], str]:
    """The submodule's parameter dictionary and the key in it, for a dotted parameter name."""
    owner, _, key = name.rpartition(".")
    return module.get_submodule(owner)._parameters, key


def _buffer_slot(module: nn.Module, name: str) -> tuple[dict[str, Any], str]:
    """The submodule's buffer dictionary and the key in it, for a dotted buffer name."""
    owner, _, key = name.rpartition(".")
    return module.get_submodule(owner)._buffers, key
