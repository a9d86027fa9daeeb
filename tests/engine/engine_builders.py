"""Experiments in few words, and the plain torch loop that everything is compared with."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

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


def torch_optimizer(name: str, point: torch.Tensor, **params: Any) -> torch.optim.Optimizer:
    """The torch class itself, in single-tensor form."""
    fixed: dict[str, Any] = {} if name == "lbfgs" else {"foreach": False}
    if name in FUSED:
        fixed["fused"] = False
    return TORCH[name]([point], **params, **fixed)


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
