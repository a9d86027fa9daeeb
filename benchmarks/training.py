"""Training: the engine's cost of a training step, against plain PyTorch loops of the same network.

Measured twice: with the loss on the whole set computed seldom (``measure_every``), against a minimal loop
that records the mini-batch's loss only; and, as by default, computed at every point, against a loop that
does the same.
"""

import time
from statistics import median
from typing import Any

import torch

from engine.landscape.build import build_race
from engine.problems.batches import Batches
from engine.run.race import Race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .report import Figure, spread

ROUNDS = 7
SELDOM = 1_000
"""Points between two evaluations of the whole set, which the minimal loop does not have."""
LR, MOMENTUM = 0.05, 0.9
NETWORKS: dict[str, tuple[dict[str, Any], str, int | None, int]] = {
    "moons MLP, batches of 32": ({"name": "mlp"}, "moons", 32, 400),
    "moons MLP, whole set": ({"name": "mlp"}, "moons", None, 400),
    "digits MLP, batches of 32": ({"name": "mlp", "params": {"hidden": [64, 64, 64]}}, "digits", 32, 100),
    "digits CNN, batches of 32": ({"name": "cnn"}, "digits", 32, 20),
}
"""Model, data, batch size, and steps per round."""


def race_of(model: dict[str, Any], dataset: str, batch_size: int | None, every: int = 1) -> Race:
    """A race after its first steps."""
    spec = {
        "problem": {
            "kind": "network",
            "model": model,
            "dataset": {"name": dataset},
            "batch_size": batch_size,
            "measure_every": every,
        },
        "racers": [{"optimizer": {"name": "sgd", "params": {"lr": LR, "momentum": MOMENTUM}}}],
        "steps": 20_000,
        "plane": {"name": "random"},
    }
    race = build_race(complete(Experiment.model_validate(spec)))
    race.advance(5)
    return race


def ours(race: Race, steps: int) -> float:
    """CPU seconds of ``steps`` steps, with all columns recorded."""
    begun = time.process_time()
    race.advance(steps)
    return time.process_time() - begun


def plain(race: Race, batch_size: int | None, steps: int, whole: bool) -> float:
    """CPU seconds of a hand-written loop; ``whole``: evaluate the whole set at every point."""
    problem = race.problem
    module = problem.model.build(problem.spec.model.params, *problem._ends)
    torch.nn.utils.vector_to_parameters(torch.from_numpy(problem.initial).float(), module.parameters())
    optimizer = torch.optim.SGD(module.parameters(), lr=LR, momentum=MOMENTUM, foreach=False)
    cursor = Batches(len(problem.inputs), 0)
    inputs, targets = problem.inputs, problem.targets
    losses = []
    begun = time.process_time()
    for _ in range(steps):
        if batch_size is not None:
            batch = cursor.next(batch_size)
            inputs, targets = problem.inputs[batch], problem.targets[batch]
        optimizer.zero_grad()
        loss = problem.objective.function(module(inputs), targets)
        loss.backward()
        losses.append(loss.item())
        if whole and batch_size is not None:
            with torch.no_grad():
                losses.append(problem.objective.function(module(problem.inputs), problem.targets).item())
        optimizer.step()
    return time.process_time() - begun


def measure() -> list[Figure]:
    """Two figures per network: medians over rounds of the ratio within a round."""
    torch.set_num_threads(1)
    figures = []
    for name, (model, dataset, batch_size, steps) in NETWORKS.items():
        for whole in (False, True):
            race = race_of(model, dataset, batch_size, 1 if whole else SELDOM)
            rounds = [(ours(race, steps), plain(race, batch_size, steps, whole)) for _ in range(ROUNDS)]
            ratios = [mine / theirs for mine, theirs in rounds]
            cost = median(mine for mine, _ in rounds) / steps * 1e6
            what = (
                "one that measures the whole set at every point, as it does" if whole else "the barest loop"
            )
            detail = f"{cost:.0f} µs a step; ratios {spread(ratios)}"
            figures.append(Figure(f"{name}: engine / {what}", median(ratios), "x", 1.2, detail=detail))
    return figures
