"""Backpropagation: forward pass, loss, gradients layer by layer, and update of one step."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import torch
from pydantic import BaseModel, Field
from torch import Tensor, nn

from ...core.types import Array
from ...problems.grid_loss import unflatten
from ...problems.network import NetworkProblem
from .base import MeasureContext, Number, Numbers, Quantity, Rows

MAX_UNITS = 12
"""Number of units of a layer that are shown one by one."""

DIGITS = 4
"""Significant digits of numbers that are drawn and not printed."""


@final
class PassLayer(BaseModel):
    """One layer in a forward and backward pass; lists are cropped, and lengths are norms."""

    name: str
    units: int
    before: int = Field(description="Units of the layer before.")
    weight: Number
    gradient: Number
    update: Number = Field(description="Null after the last step.")
    signal: Number = Field(description="Root mean square of its sums; null if they are not known.")
    sums: Numbers | None
    errors: Numbers | None
    weights: Rows
    gradients: Rows
    updates: Rows | None


@final
class BackpropagationFacts(BaseModel):
    """Backpropagation: one training step through the layers."""

    layers: list[PassLayer]
    loss: Number
    loss_after: Number = Field(description="Loss of the same batch after the step.")
    batch_size: int
    lr: Number


@final
@dataclass
class LayerSums:
    """Outputs of one layer before its activation, with their graph; None if the layer was not called."""

    sums: Tensor | None = None


def _layers(problem: NetworkProblem) -> list[int]:
    """Indices of the parameters that are weights of layers, not biases, in the module's order."""
    return [k for k, shape in enumerate(problem.shapes) if len(shape) > 1]


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    return None if _layers(problem) else "It has no layers."


def _hook(module: nn.Module, captured: LayerSums) -> Any:
    def hook(_module: nn.Module, _inputs: Any, output: Any) -> None:
        captured.sums = output[0] if isinstance(output, tuple) else output

    return module.register_forward_hook(hook)


def _forward_backward(
    context: MeasureContext,
) -> tuple[float, list[Tensor], list[tuple[Tensor, Tensor] | None]]:
    """Loss of the step's batch, gradient of each parameter, and (sums, their gradient) of each layer.

    None in place of the pair if the network's forward pass did not call the layer as a module.
    """
    problem, training = context.problem, context.training()
    net = problem.train_net(training)
    owners = [net.names[k].rpartition(".")[0] for k in _layers(problem)]
    captured = [LayerSums() for _ in owners]
    hooks = [_hook(net.module.get_submodule(owner), one) for owner, one in zip(owners, captured, strict=True)]
    leaves = [part.clone().requires_grad_() for part in context.parameters]
    try:
        loss = problem.loss(leaves, context.batch, training)
    finally:
        for hook in hooks:
            hook.remove()
    sums = [one.sums for one in captured if one.sums is not None]
    all_gradients = torch.autograd.grad(loss, [*leaves, *sums], materialize_grads=True)
    sensitivities = iter(all_gradients[len(leaves) :])
    pairs = [None if one.sums is None else (one.sums.detach(), next(sensitivities)) for one in captured]
    return loss.item(), list(all_gradients[: len(leaves)]), pairs


def _per_unit(values: Tensor, units: int, *, total: bool) -> Array | None:
    """Mean or total of each unit over the batch and all positions; None if no axis has ``units`` entries."""
    axis = values.ndim - 1 if values.ndim <= 3 else 1  # the last axis; in images the second
    if values.shape[axis] != units:
        return None
    others = [k for k in range(values.ndim) if k != axis]
    row = values.sum(dim=others) if total else values.mean(dim=others)
    return _rounded(row[:MAX_UNITS])


def _links(weights: Tensor) -> Array:
    """One number per connection: the weight, or the norm of its kernel: (units, units before), cropped."""
    flat = weights if weights.ndim == 2 else torch.linalg.vector_norm(weights.flatten(2), dim=2)
    return _rounded(flat[:MAX_UNITS, :MAX_UNITS])


def _rounded(values: Tensor) -> Array:
    numbers = values.detach().double().numpy()
    most = np.abs(numbers).max(initial=0.0)
    if most == 0 or not np.isfinite(most):
        return np.asarray(numbers)
    return np.asarray(numbers.round(DIGITS - 1 - int(np.floor(np.log10(most)))))


def _length(values: Tensor) -> float:
    return float(torch.linalg.vector_norm(values.double()))


def _measure(context: MeasureContext) -> dict[str, Any]:
    problem = context.problem
    loss, gradients, pairs = _forward_backward(context)
    after = context.after()
    moved = None if after is None else unflatten(torch.from_numpy(after - context.weights), problem.shapes)
    layers = []
    for k, pair in zip(_layers(problem), pairs, strict=True):
        weight, gradient = context.parameters[k], gradients[k]
        units = weight.shape[0]
        layers.append(
            {
                "name": problem.names[k],
                "units": units,
                "before": weight.shape[1],
                "weight": _length(weight),
                "gradient": _length(gradient),
                "update": None if moved is None else _length(moved[k]),
                "signal": None if pair is None else float(pair[0].double().square().mean().sqrt()),
                "sums": None if pair is None else _per_unit(pair[0], units, total=False),
                "errors": None if pair is None else _per_unit(pair[1], units, total=True),
                "weights": _links(weight),
                "gradients": _links(gradient),
                "updates": None if moved is None else _links(moved[k]),
            }
        )
    return {
        "layers": layers,
        "loss": loss,
        "loss_after": None if after is None else _loss_at(context, after),
        "batch_size": len(problem.inputs) if context.batch is None else len(context.batch),
        "lr": context.lr,
    }


def _loss_at(context: MeasureContext, weights: Array) -> float:
    """The loss of the same batch with the same dropout mask at other weights."""
    parameters = unflatten(torch.from_numpy(weights).float(), context.problem.shapes)
    with torch.no_grad():
        return context.problem.loss(parameters, context.batch, context.training()).item()


ENTRY = Quantity(
    facts=BackpropagationFacts,
    name="backpropagation",
    title="One step, slowly",
    summary="The step that leaves this point, as a film: the batch runs forward through the layers, the loss "
    "is taken, the gradient runs back from the last layer to the first, and each weight moves. "
    "Pause the clock to see it. Dropout leaves out the very units that it does in the race, and an L1 "
    "penalty counts in the loss.",
    formula=r"\delta_l = (W_{l+1}^{\top} \delta_{l+1}) \odot \phi'(z_l), \quad "
    r"\nabla_{W_l} f = \delta_l\, h_{l-1}^{\top}",
    reference="Rumelhart, Hinton & Williams 1986, Learning representations by back-propagating errors",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
