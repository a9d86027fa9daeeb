"""G4: the most expensive formula within the limits, on the finest grid. ROUNDS shortens the search.

Formulas of maximal length are built from every function, and the most expensive ones are mutated. The
control, a grid above the limit, costs more than the goal. Time is CPU time; memory is the growth of the
process.
"""

import os
import random
import time
from pathlib import Path
from statistics import median

import numpy as np
import torch

from app.core.settings import Settings
from engine.core.formula import FUNCTIONS, MAX_LENGTH, FormulaError, parse
from engine.landscape.grid import axis

from ..report import Figure

ROUNDS = int(os.environ.get("ROUNDS", 400))
SIDE = Settings().resolution
LEAVES = ("x", "y", "x*y", "x/y", "x**y", "x**1.5", "y**3", "1e9*x", "-x")


def filled(dice: random.Random, function: str) -> str:
    """As many terms of one function as the limits allow."""
    two = FUNCTIONS[function].arity == 2

    def term() -> str:
        inner = dice.choice(LEAVES)
        return f"{function}({inner},{dice.choice(LEAVES)})" if two else f"{function}({inner})"

    text = term()
    while len(text) < MAX_LENGTH:
        longer = f"{text}{dice.choice('+-*')}{term()}"
        if not fits(longer):
            return text
        text = longer
    return text


def varied(dice: random.Random, text: str) -> str:
    """A mutation: a part of the text is replaced by a part of another such formula."""
    other = filled(dice, dice.choice(list(FUNCTIONS)))
    cut, paste = dice.randrange(len(text)), dice.randrange(len(other))
    size = dice.randrange(1, 60)
    return text[:cut] + other[paste : paste + size] + text[cut + size :]


def fits(text: str) -> bool:
    """Whether the formula is within the limits."""
    try:
        parse(text)
    except FormulaError:
        return False
    return True


def heights(text: str, side: int = SIDE) -> float:
    """CPU seconds to evaluate a grid."""
    y, x = np.meshgrid(axis(-3.0, 3.0, side), axis(-3.0, 3.0, side), indexing="ij")
    across, along = torch.from_numpy(x), torch.from_numpy(y)
    formula = parse(text)
    begun = time.process_time()
    formula.evaluate(across, along)
    return time.process_time() - begun


def grown_mb(text: str) -> float:
    """Peak memory growth of the process while it evaluates the formula, in MB."""
    Path("/proc/self/clear_refs").write_text("5")  # reset the peak
    before = _resident_mb("VmRSS")
    heights(text)
    return _resident_mb("VmHWM") - before


def _resident_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def measure() -> list[Figure]:
    """Time and memory of the most expensive formula found."""
    torch.set_num_threads(1)
    dice = random.Random(4)
    found: list[tuple[float, str]] = []
    for function in FUNCTIONS:
        for _ in range(3):
            text = filled(dice, function)
            found.append((heights(text), text))
    tried = len(found)
    for _ in range(ROUNDS):
        found = sorted(found, reverse=True)[:20]
        text = varied(dice, dice.choice(found)[1])
        tried += 1
        if fits(text):
            found.append((heights(text), text))
    _, worst = max(found)
    took = median(heights(worst) for _ in range(7))
    more = max(grown_mb(worst) for _ in range(3))
    detail = f"of {tried:,} tried, on {SIDE} x {SIDE} places: {worst[:60]}..."
    return [
        Figure("costliest formula, a landscape at its finest", 1000 * took, "ms", 250, detail=detail),
        Figure("the same, memory meanwhile", more, "MB", 64),
        Figure("control: the same on 2,048 x 2,048 places", 1000 * heights(worst, 2048), "ms", 250, "higher"),
    ]
