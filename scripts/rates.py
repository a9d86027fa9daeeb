"""Measure default learning rates: runs every method at a grid of rates on the surfaces of the catalog.

    python scripts/rates.py                      compare all surfaces with rates.json
    python scripts/rates.py bowl booth           compare these
    python scripts/rates.py --write michalewicz  also write the rows of these into rates.json
    python scripts/rates.py bowl --methods radam  only these methods

docs/rates.md says what is measured and how.
"""

import argparse
import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from engine.batched.minima import find_minima
from engine.batched.paths import Paths, batched_paths, can_batch, sequential_paths
from engine.catalog.methods import OPTIMIZERS, PRESETS
from engine.catalog.surfaces import SURFACES, Surface
from engine.landscape.build import build_problem
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

TABLE = Path(__file__).parents[1] / "engine/catalog/surfaces/rates.json"

STEPS = 2_000
RATES_PER_DECADE = 4
LOWEST_EXPONENT, HIGHEST_EXPONENT = -6, 2
GAP = 1e-3
"""A run has settled once its loss stays within this share of the initial gap above the minimum it reaches."""

SHOW_STEPS = 120
"""A rate is good to watch if its run settles after about this many steps."""


def methods() -> dict[str, dict[str, Any]]:
    """Each method as an optimizer of an experiment: SGD by its presets, every other by itself.

    Optimizers that search along a line are left out: their rate is only the first length that they try.
    """
    presets = {preset.name: {"name": preset.optimizer, "params": dict(preset.params)} for preset in PRESETS}
    others = [
        entry for entry in OPTIMIZERS if not (entry.presets or entry.matrices_only or entry.needs_closure)
    ]
    return presets | {entry.name: {"name": entry.name, "params": {}} for entry in others}


def grid() -> np.ndarray:
    """The learning rates, in rising order."""
    count = RATES_PER_DECADE * (HIGHEST_EXPONENT - LOWEST_EXPONENT) + 1
    exact = np.logspace(LOWEST_EXPONENT, HIGHEST_EXPONENT, count)
    return np.array([float(f"{rate:.3g}") for rate in exact])


def run(surface: Surface, optimizer: dict[str, Any], rates: np.ndarray) -> Paths:
    """One run at each rate, from the default start."""
    variants = [experiment(surface, optimizer, rate) for rate in rates.tolist()]
    if can_batch(variants[0], 0):
        starts = np.tile(np.array(surface.start), (len(rates), 1))
        return batched_paths(variants[0], 0, starts, {"lr": rates})
    return sequential_paths(variants, 0, [build_problem(variants[0])] * len(variants))


def steps_to_settle(surface: Surface, paths: Paths, minima: list[tuple[float, float, float]]) -> np.ndarray:
    """Steps after which each run has settled, of shape (runs,); NaN if it never does or leaves the domain."""
    (left, right), (low, high) = surface.domain
    x, y = paths.places[:, 0], paths.places[:, 1]
    with np.errstate(invalid="ignore"):
        inside = ((x >= left) & (x <= right) & (y >= low) & (y <= high)).all(axis=0)
    places = np.array([place[:2] for place in minima])
    settled = np.full(paths.losses.shape[1], np.nan)
    for index in np.flatnonzero(inside):
        end = np.array([x[-1, index], y[-1, index]])
        floor = minima[int(np.hypot(*(places - end).T).argmin())][2]
        losses = paths.losses[:, index]
        if losses[0] <= floor:  # it has not come down to any minimum
            continue
        far = np.flatnonzero(~(losses - floor <= GAP * (losses[0] - floor)))
        first = int(far[-1]) + 1 if len(far) else 0
        if first <= STEPS:
            settled[index] = first
    return settled


def row(rates: np.ndarray, settled: np.ndarray) -> dict[str, Any] | None:
    """The row of a method; None if it settles at no rate whose next higher one settles too."""
    works = np.isfinite(settled)
    safe = np.flatnonzero(works & np.append(works[1:], False))
    if not len(safe):
        safe = np.flatnonzero(works)
    if not len(safe):
        return None
    steps = settled[safe]
    show = int(safe[np.abs(np.log(np.maximum(steps, 1) / SHOW_STEPS)).argmin()])
    fast = int(safe[steps.argmin()])
    working = rates[works]
    return {
        "show": float(rates[show]),
        "show_steps": int(settled[show]),
        "fast": float(rates[fast]),
        "fast_steps": int(settled[fast]),
        "range": [float(working[0]), float(working[-1])],
    }


def experiment(surface: Surface, optimizer: dict[str, Any], rate: float) -> Experiment:
    """One racer of this method at this rate, from the default start."""
    racer = {"optimizer": {"name": optimizer["name"], "params": optimizer["params"] | {"lr": rate}}}
    problem = {"kind": "surface", "surface": {"name": surface.name}}
    spec = {"problem": problem, "racers": [racer], "steps": STEPS}
    return complete(Experiment.model_validate(spec))


def measure(surface: Surface, chosen: list[str]) -> dict[str, dict[str, Any]]:
    """The rows of a surface by method, for the methods ``chosen``."""
    minima = find_minima(build_problem(experiment(surface, {"name": "sgd", "params": {}}, 0.0)))
    rates = grid()
    rows = {}
    for method, optimizer in methods().items():
        if method not in chosen:
            continue
        found = row(rates, steps_to_settle(surface, run(surface, optimizer, rates), minima))
        if found:
            rows[method] = found
    return rows


def compare(name: str, rows: dict[str, dict[str, Any]], stored: dict[str, dict[str, Any]]) -> None:
    """Print each method's rates, and the stored ones where they differ."""
    for method, found in rows.items():
        before = stored.get(method)
        same = before is not None and all(
            math.isclose(found[key], before[key], rel_tol=0.05) for key in ("show", "fast")
        )
        rates = f"show {found['show']:g} ({found['show_steps']} steps), fast {found['fast']:g}"
        note = "as stored" if same else f"stored: {before['show']:g}, {before['fast']:g}" if before else "new"
        print(f"{name} {method}: {rates}; {note}")
    for method in stored.keys() - rows.keys():
        print(f"{name} {method}: settles at no rate; stored: {stored[method]['show']:g}")


def write(measured: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Replace these rows in ``rates.json``; all others stay as they are."""
    document = json.loads(TABLE.read_text(encoding="utf-8"))
    rates = document["rates"] | {
        name: document["rates"].get(name, {}) | rows for name, rows in measured.items()
    }
    tables = []
    for name, rows in rates.items():
        lines = ",\n".join(f'  "{method}": {json.dumps(found)}' for method, found in rows.items())
        tables.append(f'"{name}": {{\n{lines}\n}}')
    text = f'{{\n"about": {json.dumps(document["about"])},\n"rates": {{\n' + ",\n".join(tables) + "\n}\n}\n"
    TABLE.write_text(text, encoding="utf-8")


def main() -> None:
    """Measure, compare with the stored rows, and write if asked to."""
    parser = argparse.ArgumentParser(description="Measure default learning rates.")
    parser.add_argument("surfaces", nargs="*", help="names of surfaces; all if left out")
    parser.add_argument("--methods", nargs="+", default=list(methods()), help="names of methods")
    parser.add_argument("--write", action="store_true", help="write the rows into rates.json")
    options = parser.parse_args()
    if options.write and not options.surfaces:
        parser.error("name the surfaces whose rows are to be replaced")
    measured = {}
    for name in options.surfaces or SURFACES.names:
        surface = SURFACES.named(name)
        measured[name] = measure(surface, options.methods)
        stored = {key: row for key, row in surface.measured_rates.items() if key in options.methods}
        compare(name, measured[name], stored)
    if options.write:
        write(measured)


if __name__ == "__main__":
    main()
