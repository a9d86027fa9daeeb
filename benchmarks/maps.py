"""Maps: the cost of a step of one run in a map, against separate torch.optim runs."""

import time
from statistics import median
from typing import Any

import torch

from engine.batched import map_part

from .report import Figure, spread

ROUNDS = 5
RESOLUTION = 200
STEPS = 300
ALONE_STEPS = 1_000
RACERS: dict[str, tuple[str, dict[str, float], type[torch.optim.Optimizer]]] = {
    "gradient descent": ("sgd", {"lr": 1e-3}, torch.optim.SGD),
    "momentum": ("sgd", {"lr": 1e-3, "momentum": 0.9}, torch.optim.SGD),
    "RMSprop": ("rmsprop", {"lr": 1e-2}, torch.optim.RMSprop),
    "Adam": ("adam", {"lr": 0.1}, torch.optim.Adam),
}


def alone(params: dict[str, float], kind: Any) -> float:
    """CPU seconds per step of a minimal torch.optim loop on Himmelblau's function."""
    point = torch.tensor([0.5, -0.5], dtype=torch.float64, requires_grad=True)
    optimizer = kind([point], foreach=False, **params)
    begun = time.process_time()
    for _ in range(ALONE_STEPS):
        optimizer.zero_grad()
        x, y = point.unbind()
        ((x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2).backward()
        optimizer.step()
    return (time.process_time() - begun) / ALONE_STEPS


def request(optimizer: str, params: dict[str, float], kind: str) -> dict[str, Any]:
    """Request for a map of Himmelblau's function."""
    return {
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "himmelblau"}},
            "racers": [{"optimizer": {"name": optimizer, "params": params}}],
            "steps": STEPS,
        },
        "kind": kind,
        "resolution": RESOLUTION,
    }


def whole_map(map_request: dict[str, Any]) -> float:
    """CPU seconds to compute all parts of a map."""
    begun = time.process_time()
    first = map_part(map_request, 0)
    for part in range(1, first.parts):
        map_part(map_request, part)
    return time.process_time() - begun


def measure() -> list[Figure]:
    """Seconds of a map, and how many times cheaper its steps are, by racer."""
    torch.set_num_threads(1)
    figures = []
    for name, (optimizer, params, kind) in RACERS.items():
        alone(params, kind)
        for what in ("basins", "hyperparameters"):
            map_request = request(optimizer, params, what)
            map_part(map_request, 0)
            pairs = [(whole_map(map_request), alone(params, kind)) for _ in range(ROUNDS)]
            seconds = median(mine for mine, _ in pairs)
            balls = RESOLUTION**2 * STEPS
            ratios = [theirs * balls / mine for mine, theirs in pairs]
            detail = (
                f"{balls / seconds / 1e6:.1f} million ball-steps a second; {spread(ratios)} times cheaper"
            )
            figures.append(Figure(f"200x200 x 300 {what}, {name}", seconds, "s", 2.0, detail=detail))
            if what == "basins":
                figures.append(
                    Figure(f"separate torch.optim / map, {name}", median(ratios), "x", 65.0, better="higher")
                )
    return figures
