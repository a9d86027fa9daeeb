"""Builders: short experiments, and the plain torch loop that results are compared with."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.catalog.methods import OPTIMIZERS
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

Function = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]

TORCH = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "adagrad": torch.optim.Adagrad,
    "adadelta": torch.optim.Adadelta,
    "adamax": torch.optim.Adamax,
    "nadam": torch.optim.NAdam,
    "radam": torch.optim.RAdam,
    "asgd": torch.optim.ASGD,
    "rprop": torch.optim.Rprop,
    "adafactor": torch.optim.Adafactor,
    "lbfgs": torch.optim.LBFGS,
}
"""Torch's classes by our names, written out here so that the registry is compared with something."""

FUSED = {"sgd", "adam", "adamw", "adagrad"}

ON_SURFACES = [entry.name for entry in OPTIMIZERS if not entry.matrices_only]
"""Names of all optimizers that step on a surface."""

TORCH_ON_SURFACES = [name for name in ON_SURFACES if OPTIMIZERS.named(name).family == "torch"]
"""The same without methods of our own, whose step takes another closure than those of torch."""

RATED = [name for name in ON_SURFACES if OPTIMIZERS.named(name).has_rate]
"""Names of those that have a learning rate."""


def surface(name: str, **more: Any) -> dict[str, Any]:
    return {"kind": "surface", "surface": {"name": name}, **more}


def formula(expression: str, **more: Any) -> dict[str, Any]:
    return {"kind": "formula", "expression": expression, **more}


def racer(name: str, schedule: dict[str, Any] | None = None, **params: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"optimizer": {"name": name, "params": params}}
    return made | {"schedule": schedule} if schedule else made


def experiment(
    problem: dict[str, Any], racers: Sequence[dict[str, Any]], steps: int = 100, **more: Any
) -> Experiment:
    made = {"problem": problem, "racers": list(racers), "steps": steps, **more}
    return complete(Experiment.model_validate(made))


def torch_class(name: str) -> Callable[..., torch.optim.Optimizer]:
    """The class of an optimizer: torch's own by our table, any other as its entry names it."""
    return TORCH.get(name) or OPTIMIZERS.named(name).torch_class


def single_tensor(name: str) -> dict[str, Any]:
    """Keywords that select the single-tensor form of a torch class; empty for other classes."""
    if name not in TORCH or name == "lbfgs":
        return {}
    return {"foreach": False, "fused": False} if name in FUSED else {"foreach": False}


def torch_optimizer(name: str, point: torch.Tensor, **params: Any) -> torch.optim.Optimizer:
    """The torch optimizer in single-tensor form."""
    return torch_class(name)([point], **params, **single_tensor(name))


def plain_loop(
    function: Function,
    start: Sequence[float],
    optimizer: Callable[[torch.Tensor], torch.optim.Optimizer],
    steps: int,
    before: Callable[[int, torch.optim.Optimizer], None] | None = None,
    after: Callable[[int, float], None] | None = None,
) -> NDArray[np.float64]:
    """x, y and loss at each point of a hand-written loop, shape (3, points); ends where not finite."""
    point = torch.tensor(list(start), dtype=torch.float64, requires_grad=True)
    made = optimizer(point)

    def evaluate() -> torch.Tensor:
        point.grad = None
        loss = function(*point.unbind())
        loss.backward()
        return loss

    rows = []
    for step in range(steps + 1):
        place = point.tolist()
        loss = evaluate()
        assert point.grad is not None
        row = (*place, loss.item())
        if not all(map(math.isfinite, (*row, *point.grad.tolist()))):
            break
        rows.append(row)
        if step == steps:
            break
        if before:
            before(step, made)
        if isinstance(made, torch.optim.LBFGS):
            made.step(evaluate)
        else:
            made.step()
        if after:
            after(step, loss.item())
    return np.array(rows, dtype=np.float64).reshape(-1, 3).T
