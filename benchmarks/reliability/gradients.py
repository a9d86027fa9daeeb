"""G25: autograd compared with complex-step derivatives, which have no cancellation. COUNT for fewer.

On random smooth formulas. The control takes the gradient of 1.00001 times the formula, and must fail.
"""

import os
import random

import torch

from engine.core.formula import parse
from engine.core.formula.error import FormulaError

from ..report import Figure

COUNT = int(os.environ.get("COUNT", 10_000))
SMOOTH = ["sin", "cos", "tanh", "atan", "exp", "sigmoid", "sinh", "cosh"]
STEP = 1e-30
TOLERANCE = 1e-6


def grown(dice: random.Random, depth: int = 0) -> str:
    """A smooth formula."""
    kind = dice.random()
    if depth > 4 or kind < 0.3:
        return dice.choice(["x", "y", f"{dice.uniform(0.1, 2):.3f}"])
    if kind < 0.65:
        return f"({grown(dice, depth + 1)}{dice.choice('+-*')}{grown(dice, depth + 1)})"
    if kind < 0.75:
        return f"({grown(dice, depth + 1)})**{dice.choice([2, 3])}"
    return f"{dice.choice(SMOOTH)}({grown(dice, depth + 1)})"


def slopes(text: str, place: tuple[float, float]) -> tuple[list[float], list[float], float] | None:
    """Derivative by autograd, by a complex step, and their scale; None if it is not finite."""
    formula = parse(text)
    x, y = (torch.tensor(value, dtype=torch.float64, requires_grad=True) for value in place)
    value = formula.evaluate(x, y)
    if not value.requires_grad or not torch.isfinite(value) or abs(value.item()) > 1e6:
        return None
    exact = torch.autograd.grad(value, [x, y], materialize_grads=True)
    found = []
    for axis in range(2):
        at = [torch.tensor(v, dtype=torch.complex128) for v in place]
        at[axis] = at[axis] + 1j * STEP
        found.append(formula.evaluate(*at).imag.item() / STEP)
    scale = max(1.0, abs(value.item()), *(abs(g.item()) for g in exact))
    return [g.item() for g in exact], found, scale


def measure() -> list[Figure]:
    """Share of pairs with a relative difference above 1e-6."""
    torch.set_num_threads(1)
    dice = random.Random(12)
    tried, off, caught, worst = 0, 0, 0, 0.0
    while tried < COUNT:
        try:
            result = slopes(grown(dice), (dice.uniform(-1.5, 1.5), dice.uniform(-1.5, 1.5)))
        except FormulaError:  # too long
            continue
        if result is None:
            continue
        exact, found, scale = result
        tried += 1
        error = max(abs(a - b) for a, b in zip(exact, found, strict=True)) / scale
        worst = max(worst, error)
        off += error > TOLERANCE
        caught += max(abs(a * 1.00001 - b) for a, b in zip(exact, found, strict=True)) / scale > TOLERANCE
    return [
        Figure("gradients off by over 1e-6", off, f"of {COUNT:,}", 0, detail=f"worst {worst:.1e}"),
        Figure(
            "control: slopes 1e-5 too steep that are found out", caught, f"of {COUNT:,}", COUNT / 4, "higher"
        ),
    ]
