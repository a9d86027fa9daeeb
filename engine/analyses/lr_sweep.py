"""Learning-rate sweep: runs a racer at many learning rates over several powers of ten."""

import math
from typing import Any, final

import numpy as np
from pydantic import BaseModel, Field

from ..batched.paths import (
    Paths,
    batched_paths,
    can_batch,
    sequential_paths,
    shared_noise,
)
from ..catalog.methods import OPTIMIZERS
from ..core.errors import InvalidSpec
from ..core.types import Array
from ..landscape.build import build_problem
from ..problems.problem import Problem
from ..spec.experiment import Experiment
from ..spec.keys import loss_spec
from .base import Analysis, RacerRequest, check_weight_steps

BATCHED_RATES = (-5.0, 1.5, 131)
"""Lowest and highest exponent of ten, and number of rates, where runs are batched: twenty per decade."""

SEQUENTIAL_RATES = (-4.0, 1.0, 21)
"""The same on surfaces where runs are not batched."""

SLOW_RATES = (-2.0, 1.5, 15)
"""The same where a run is expensive, as on a network, relative to the problem's ``middle_rate``."""

TIE_TOL = 1e-6
"""Losses within this share of the best rate's decrease count as equal."""


@final
class SweepRequest(RacerRequest):
    """Sweep request: the racer whose learning rate is varied."""


@final
class SweepResponse(BaseModel):
    """Sweep response: the last loss at many learning rates."""

    racer: int
    steps: int
    lr: list[float]
    loss: list[float | None] = Field(description="Loss after all steps; null where the run diverged.")
    failed: list[int] = Field(description="1 where the run diverged or ends higher than it began.")
    first: float | None = Field(description="Loss at the start; null if it is not finite.")
    best: int | None = Field(
        description="Index of the learning rate with the lowest loss; among equal ones, of the fastest."
    )
    reached: int | None = Field(description="Step from which on the loss of the best run stays as low.")
    edge: float | None = Field(description="Lowest learning rate above the best one at which the run fails.")


def sweep(request: SweepRequest) -> dict[str, Any]:
    """Run the racer at many learning rates: its last losses, and the best rate.

    Each run differs from the racer's own in the learning rate alone: start, noise, batches, schedule and
    other parameters are the same. Edits of the learning rate are left out, as they would replace the rate.
    The best rate has the lowest last loss; among equal losses, the run that first reaches it. It is None if
    every run diverges or ends above its start.

    Raises:
        InvalidSpec: if the racer has no learning rate, or the network is too large for this many runs.
    """
    experiment = loss_spec(request.experiment)
    entry = OPTIMIZERS.named(experiment.racers[request.racer].optimizer.name)
    if not entry.has_rate:
        raise InvalidSpec(
            f"/experiment/racers/{request.racer}/optimizer/name",
            f"{entry.title} has no learning rate, so that none can be searched for: choose another racer.",
        )
    experiment = _without_lr_edits(experiment, request.racer)
    problem = build_problem(experiment)
    rates = _rates(experiment, request.racer, problem)
    if can_batch(experiment, request.racer):
        starts = np.tile(problem.initial, (len(rates), 1))
        paths = batched_paths(experiment, request.racer, starts, {"lr": rates}, shared_noise(problem))
    else:
        variants = [_at_rate(experiment, request.racer, rate) for rate in rates.tolist()]
        paths = sequential_paths(variants, request.racer, [problem] * len(variants))
    return {"racer": request.racer, "lr": rates, "steps": experiment.steps} | _summary(rates, paths)


def _summary(rates: Array, paths: Paths) -> dict[str, Any]:
    """Last losses, which runs failed, the best rate's index, and the lowest rate above it that fails."""
    last, first = paths.losses[-1], float(paths.losses[0, 0])
    failed = paths.diverged | ~(last <= first)
    summary: dict[str, Any] = {"loss": last, "failed": failed.astype(np.int64), "first": first}
    if failed.all():
        return summary | {"best": None, "edge": float(rates[0]), "reached": None}
    lowest = float(np.nanmin(np.where(failed, np.nan, last)))
    good = np.flatnonzero(~failed & (last <= lowest + TIE_TOL * (first - lowest)))
    near = paths.losses[:, good] <= lowest + TIE_TOL * (first - lowest)
    away = np.where(near, 0, np.arange(1, len(near) + 1)[:, None]).max(
        axis=0
    )  # the first point from which on the loss stays near the lowest
    best = int(good[np.argmin(away)])
    beyond = np.flatnonzero(failed & (np.arange(len(rates)) > best))
    return summary | {
        "best": best,
        "edge": float(rates[beyond[0]]) if len(beyond) else None,
        "reached": int(away.min()),
    }


def _rates(experiment: Experiment, racer: int, problem: Problem) -> Array:
    middle = experiment.problem.middle_rate(experiment.racers[racer].optimizer)
    if middle is None:
        low, high, count = BATCHED_RATES if can_batch(experiment, racer) else SEQUENTIAL_RATES
        return _round(10 ** np.linspace(low, high, count))
    low, high, count = SLOW_RATES
    check_weight_steps(experiment, problem.dim, count)
    return _round(10 ** (math.log10(middle) + np.linspace(low, high, count)))


def _round(rates: Array) -> Array:
    """Round to three significant digits, which a person can type in."""
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
        others = {name: value for name, value in edit.set.items() if name != "lr" or edit.racer != racer}
        if others or edit.answer is not None:
            edits.append(edit.model_copy(update={"set": others}))
    return experiment.model_copy(update={"edits": edits})


ENTRY = Analysis(
    name="sweeps",
    title="Sweep a learning rate",
    summary=(
        "A racer's loss after all steps under many learning rates, each a run like its own, and the best "
        "rate."
    ),
    params=SweepRequest,
    function=sweep,
    facts=SweepResponse,
    example={
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "beale", "params": {}}},
            "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
            "steps": 50,
        },
        "racer": 0,
    },
    duration="long",
)
