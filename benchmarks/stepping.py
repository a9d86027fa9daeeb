"""Stepping: the engine's cost of a step, against a minimal torch.optim loop of the same racer."""

import time
from collections.abc import Callable
from statistics import median

import torch

from engine.landscape.build import build_race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

from .report import Figure, spread

STEPS = 1_000
ROUNDS = 9
RACERS: dict[str, tuple[str, dict[str, float], Callable[[torch.Tensor], torch.optim.Optimizer]]] = {
    "SGD": ("sgd", {"lr": 1e-3}, lambda p: torch.optim.SGD([p], lr=1e-3, foreach=False)),
    "momentum": (
        "sgd",
        {"lr": 1e-3, "momentum": 0.9},
        lambda p: torch.optim.SGD([p], lr=1e-3, momentum=0.9, foreach=False),
    ),
    "RMSprop": ("rmsprop", {"lr": 1e-3}, lambda p: torch.optim.RMSprop([p], lr=1e-3, foreach=False)),
    "Adam": ("adam", {"lr": 1e-2}, lambda p: torch.optim.Adam([p], lr=1e-2, foreach=False)),
}


def bare(build: Callable[[torch.Tensor], torch.optim.Optimizer]) -> float:
    """CPU seconds of a minimal loop on Rosenbrock's function; it records nothing."""
    point = torch.tensor([-1.2, 1.0], dtype=torch.float64, requires_grad=True)
    optimizer = build(point)
    begun = time.process_time()
    for _ in range(STEPS):
        optimizer.zero_grad()
        x, y = point.unbind()
        loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
        loss.backward()
        optimizer.step()
    return time.process_time() - begun


def ours(optimizer: str, params: dict[str, float]) -> float:
    """CPU seconds of the engine for the same racer, with all columns recorded."""
    experiment = complete(
        Experiment.model_validate(
            {
                "problem": {"kind": "surface", "surface": {"name": "rosenbrock"}},
                "racers": [{"optimizer": {"name": optimizer, "params": params}}],
                "steps": STEPS,
            }
        )
    )
    race = build_race(experiment)
    begun = time.process_time()
    race.advance(STEPS)
    return time.process_time() - begun


def measure() -> list[Figure]:
    """One figure per racer: the median over rounds of the ratio within a round."""
    torch.set_num_threads(1)
    figures = []
    for name, (optimizer, params, build) in RACERS.items():
        bare(build), ours(optimizer, params)
        pairs = [(ours(optimizer, params), bare(build)) for _ in range(ROUNDS)]
        ratios = [mine / theirs for mine, theirs in pairs]
        cost = median(mine for mine, _ in pairs) / STEPS * 1e6
        detail = f"{cost:.0f} µs a step; ratios {spread(ratios)}"
        figures.append(Figure(f"engine / bare loop, {name}", median(ratios), "x", 1.15, detail=detail))
    return figures
