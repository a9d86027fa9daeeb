"""Torch method: a ``torch.optim.Optimizer`` as the method of a racer; its bits are those of a plain loop."""

from collections.abc import Callable, Mapping, Sequence
from inspect import signature
from typing import Any, Literal, final

import torch
from torch import Tensor

from ...core.method import Marks, Method, Oracle, Readout

Call = Literal["gradient", "closure", "graph"]
"""How an optimizer takes a step: from ``.grad``, through a closure that also sets ``.grad``, or through one
that returns the loss with its graph."""

MarksOf = Callable[[torch.optim.Optimizer], Marks]
"""Reads from an optimizer what its last step shows."""


@final
class TorchMethod(Method):
    """Torch method: adapts an optimizer.

    Args:
        optimizer: over the racer's parameters.
        parameters: these, in the problem's order, which need not be that of the optimizer's groups.
        call: how it takes a step.
        momentum_key: where its state holds the first moment; None if it has none.
        marks: reads what its last step shows; None if it shows nothing.
        late_buffers: parameter -> buffer in its state that must exist when the parameter is set.
    """

    def __init__(
        self,
        optimizer: torch.optim.Optimizer,
        parameters: Sequence[Tensor],
        call: Call = "gradient",
        momentum_key: str | None = None,
        marks: MarksOf | None = None,
        late_buffers: Mapping[str, str] | None = None,
    ) -> None:
        self._optimizer = optimizer
        self._call = call
        self._momentum_key = momentum_key
        self._marks = marks
        self._late_buffers = late_buffers or {}
        self._takes_values = takes_values(type(optimizer), call)
        self._parameters = parameters

    def step(self, oracle: Oracle) -> Marks | None:
        if self._call == "gradient":
            oracle.gradient()
            self._optimizer.step()
        elif self._call == "closure":
            self._optimizer.step(oracle.closure)  # type: ignore[arg-type]
        elif oracle.vectorized and self._takes_values:
            self._optimizer.step(oracle.graph, oracle.values)  # type: ignore[call-overload]
        else:
            self._optimizer.step(oracle.graph)  # type: ignore[arg-type]
        return None if self._marks is None else self._marks(self._optimizer)

    def state(self) -> dict[str, Any]:
        state = self._optimizer.state
        return {
            "optimizer": [dict(state[p]) if p in state else None for p in self._parameters],
            "groups": [_without_parameters(group) for group in self._optimizer.param_groups],
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        for parameter, values in zip(self._parameters, state["optimizer"], strict=True):
            if values is not None:
                self._optimizer.state[parameter] = values
        for group, values in zip(self._optimizer.param_groups, state["groups"], strict=True):
            group.update(values)

    def readout(self) -> Readout:
        optimizer, key = self._optimizer, self._momentum_key
        lr = optimizer.param_groups[0].get("lr", torch.nan)
        state = optimizer.state
        if not key or not state:
            return Readout(lr)
        return Readout(lr, [state.get(parameter, {}).get(key) for parameter in self._parameters])

    def set_live(self, name: str, value: Any) -> None:
        """Set one parameter during a run; the optimizer's state stays as it is.

        A buffer that torch would not find, because it creates it at the first step only, starts with zeros.
        """
        buffer = self._late_buffers.get(name)
        for group in self._optimizer.param_groups:
            group[name] = value
            for parameter in group["params"]:
                state = self._optimizer.state.get(parameter)
                if buffer is not None and state:
                    state.setdefault(buffer, torch.zeros_like(parameter))

    def settings(self) -> dict[str, Any]:
        return _without_parameters(self._optimizer.param_groups[0])

    @property
    def optimizer(self) -> torch.optim.Optimizer:
        return self._optimizer


def _without_parameters(group: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in group.items() if key != "params"}


def takes_values(torch_class: Callable[..., torch.optim.Optimizer] | None, call: Call) -> bool:
    """Whether an optimizer's step also takes ``values``, the losses at many points at once."""
    step = getattr(torch_class, "step", None)
    return call == "graph" and step is not None and "values" in signature(step).parameters
