"""The best learning rate of a racer, by trying many: a sweep over several powers of ten."""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from ..batched.paths import (
    Paths,
    batched_paths,
    can_batch,
    sequential_paths,
    shared_noise,
    without_plane_cost,
)
from ..catalog.methods import OPTIMIZERS
from ..core.errors import InvalidSpec
from ..landscape.build import build_problem
from ..problems.problem import Problem
from ..spec.experiment import Experiment

Array = NDArray[np.float64]

BATCHED = (-5.0, 1.5, 131)
"""Powers of ten from, to, and rates: twenty to a power, where many balls are stepped at once."""

SEQUENTIAL = (-4.0, 1.0, 21)
"""The same where each rate costs a run of its own, on surfaces."""

NETWORK = (-2.0, 1.5, 15)
"""Of networks: about the rate that suits the optimizer there."""

MAX_WEIGHT_STEPS = 2e8
"""Weights times steps of all runs of a network's sweep, at most: some ten seconds."""

TIE_TOL = 1e-6
"""Losses within this share of the best rate's fall count as equally low."""


@final
@dataclass(frozen=True)
class LrSweep:
    """What is to be swept.

    Attributes:
        experiment: a completed experiment as JSON.
        racer: whose learning rate.
    """

    experiment: str
    racer: int


def sweep(request: LrSweep) -> dict[str, Any]:
    """The racer's last loss under many learning rates, and the best of them.

    Every rate is one run as the racer's own would be: same start, same noise, same batches, its schedule
    and its other settings. Edits of the learning rate are left out, since another rate takes their place.
    Best is the lowest last loss; of several as low, the one that is there first.

    Raises:
        InvalidSpec: where the network is too large to be run so often here.
    """
    experiment = without_plane_cost(Experiment.model_validate_json(request.experiment))
    experiment = _without_lr_edits(experiment, request.racer)
    problem = build_problem(experiment)
    rates = _rates(experiment, request.racer, problem)
    if can_batch(experiment, request.racer):
        starts = np.tile(np.array(experiment.problem.start), (len(rates), 1))
        paths = batched_paths(experiment, request.racer, starts, {"lr": rates}, shared_noise(problem))
    else:
        variants = [_at_rate(experiment, request.racer, rate) for rate in rates.tolist()]
        paths = sequential_paths(variants, request.racer, [problem] * len(variants))
    return {"racer": request.racer, "lr": rates, "steps": experiment.steps} | _summary(rates, paths)


def _summary(rates: Array, paths: Paths) -> dict[str, Any]:
    """Last losses, who failed, the best, and the rate from which on all fail."""
    last, first = paths.losses[-1], float(paths.losses[0, 0])
    failed = paths.diverged | ~(last <= first)
    told: dict[str, Any] = {"loss": last, "failed": failed.astype(np.int64), "first": first}
    if failed.all():
        return told | {"best": None, "edge": float(rates[0]), "reached": None}
    lowest = float(np.nanmin(np.where(failed, np.nan, last)))
    good = np.flatnonzero(~failed & (last <= lowest + TIE_TOL * (first - lowest)))
    near = paths.losses[:, good] <= lowest + TIE_TOL * (first - lowest)
    away = np.where(near, 0, np.arange(1, len(near) + 1)[:, None]).max(
        axis=0
    )  # the point after the last outside
    best = int(good[np.argmin(away)])
    beyond = np.flatnonzero(failed & (np.arange(len(rates)) > best))
    return told | {
        "best": best,
        "edge": float(rates[beyond[0]]) if len(beyond) else None,
        "reached": int(away.min()),
    }


def _rates(experiment: Experiment, racer: int, problem: Problem) -> Array:
    if experiment.problem.kind != "network":
        low, high, count = BATCHED if can_batch(experiment, racer) else SEQUENTIAL
        return _round(10 ** np.linspace(low, high, count))
    low, high, count = NETWORK
    if problem.dim * experiment.steps * count > MAX_WEIGHT_STEPS:
        steps = int(MAX_WEIGHT_STEPS / problem.dim / count)
        raise InvalidSpec(
            "/experiment/steps",
            f"A sweep trains this network of {problem.dim:,} weights {count} times, which is too much here "
            f"for {experiment.steps:,} steps: at most {steps:,} steps fit; or take a smaller network.",
        )
    middle = math.log10(OPTIMIZERS.named(experiment.racers[racer].optimizer.name).typical_network_rate)
    return _round(10 ** (middle + np.linspace(low, high, count)))


def _round(rates: Array) -> Array:
    """Three digits, as a person would set them."""
    return np.array([float(f"{rate:.3g}") for rate in rates])


def _at_rate(experiment: Experiment, racer: int, rate: float) -> Experiment:
    spec = experiment.racers[racer]
    params = spec.optimizer.params.model_copy(update={"lr": rate})
    racers = list(experiment.racers)
    racers[racer] = spec.model_copy(
        update={"optimizer": spec.optimizer.model_copy(update={"params": params})}
    )
    return experiment.model_copy(update={"racers": racers})


def _without_lr_edits(experiment: Experiment, racer: int) -> Experiment:
    edits = []
    for edit in experiment.edits:
        kept = {name: value for name, value in edit.set.items() if name != "lr" or edit.racer != racer}
        if kept:
            edits.append(edit.model_copy(update={"set": kept}))
    return experiment.model_copy(update={"edits": edits})
