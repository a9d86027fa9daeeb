"""What the hidden units say over the whole set."""

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..models import ACTIVATIONS
from ..network import NetworkProblem
from .base import Quantity, Stand

Array = NDArray[np.float64]

BINS = 24
FLAT = 0.97
"""Of an S-curve's half height: beyond it a unit hardly answers to its input."""

KINDS = tuple({type(entry.module()) for entry in ACTIVATIONS})
RECTIFIERS = (nn.ReLU,)


def _hidden(problem: NetworkProblem) -> list[nn.Module]:
    return [module for module in problem.module.modules() if isinstance(module, KINDS)]


def _lacks(problem: NetworkProblem) -> str | None:
    return None if _hidden(problem) else "It has no hidden units."


def _spoken(stand: Stand) -> list[tuple[nn.Module, Tensor]]:
    """Each activation and what it gave, units in the columns: shape (values a unit, units)."""
    heard: list[tuple[nn.Module, Tensor]] = []

    def listen(module: nn.Module, _inputs: Any, output: Tensor) -> None:
        units = output.movedim(1, -1) if output.ndim > 3 else output
        heard.append((module, units.detach().reshape(-1, units.shape[-1])))

    hooks = [module.register_forward_hook(listen) for module in _hidden(stand.problem)]
    try:
        stand.outputs(stand.problem.inputs)
    finally:
        for hook in hooks:
            hook.remove()
    return heard


def _idle(module: nn.Module, values: Tensor) -> tuple[str, float]:
    """What can be wrong with such a unit, and the share of units (or of values) of which it is true."""
    if isinstance(module, RECTIFIERS):
        return "dead", float((values <= 0).all(dim=0).double().mean())
    if isinstance(module, nn.Tanh):
        return "saturated", float((values.abs() > FLAT).double().mean())
    if isinstance(module, nn.Sigmoid):
        return "saturated", float(((values - 0.5).abs() > FLAT / 2).double().mean())
    return "", 0.0


def _measure(stand: Stand) -> dict[str, Any]:
    layers = []
    for module, values in _spoken(stand):
        known = values[torch.isfinite(values)].double().numpy()
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
        if high <= low:
            low, high = low - 0.5, high + 0.5
        counts, edges = np.histogram(known, bins=BINS, range=(low, high))
        word, idle = _idle(module, values)
        layers.append(
            {
                "units": values.shape[1],
                "edges": edges,
                "counts": counts / max(1, known.size),
                "mean": float(known.mean()) if known.size else None,
                "deviation": float(known.std()) if known.size else None,
                "idle": idle,
                "word": word,
            }
        )
    return {"layers": layers}


ACTIVATION_HISTOGRAMS = Quantity(
    name="activations",
    title="Activations",
    summary="What each hidden layer's units say over the whole set. A rectifier that is never positive is "
    "dead; an S-curve at its ends is saturated, and passes hardly any gradient.",
    reference="Glorot & Bengio 2010",
    lacks=_lacks,
    measure=_measure,
)
