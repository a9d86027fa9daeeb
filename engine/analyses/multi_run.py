"""Multi-run: runs one racer many times, from starts around its own or with different seeds."""

from collections.abc import Sequence
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ..batched.paths import (
    Paths,
    batched_paths,
    can_batch,
    independent_noise,
    sequential_paths,
    shared_noise,
)
from ..catalog.methods import OPTIMIZERS
from ..core.errors import InvalidSpec
from ..core.rng import SPREAD, generator
from ..landscape.build import build_problem
from ..problems.problem import Problem
from ..spec.experiment import Experiment
from ..spec.keys import loss_spec
from .base import Analysis, RacerRequest, check_weight_steps

Kind = Literal["starts", "seeds"]

BATCHED_RUNS = 50
"""Number of runs if they can be batched."""

SEQUENTIAL_RUNS = 16
"""Number of runs on surfaces if they cannot be batched."""

SLOW_RUNS = 8
"""Number of runs of a problem that is no cheap function, such as a network."""

MAX_POINTS = 601
"""Limit on the points returned; of longer runs every second, third, ... point, and the last."""

MAX_COORDINATE = 1e30
"""Larger coordinates are returned as NaN: paths are for drawing, in single precision."""

QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)


@final
class MultiRunRequest(RacerRequest):
    """Multi-run request: the racer to run many times, and what differs between the runs."""

    kind: Kind = Field("starts", description="Whether the starts or the seeds of the runs differ.")
    size: float = Field(
        0.05,
        gt=0.0,
        le=1.0,
        description="Standard deviation of the starts, as a share of the domain's diagonal.",
    )


@final
class Quantiles(BaseModel):
    """Quantiles of the runs' losses at each point. A run that has diverged counts as infinite: null."""

    least: list[float | None]
    lower: list[float | None]
    median: list[float | None]
    upper: list[float | None]
    most: list[float | None]


@final
class MultiRunResponse(BaseModel):
    """Multi-run response: quantiles of the loss, and the paths."""

    kind: Kind
    balls: int
    diverged: int = Field(description="Number of runs that diverged.")
    points: list[int] = Field(
        description="Steps of the points in the response: of a long run only every second, third, ..."
    )
    quantiles: Quantiles
    paths: list[list[list[float | None]]] = Field(
        description="For each run, x and y at these points, in single precision; the first run is the "
        "racer's own. Empty for networks."
    )


def run_many(request: MultiRunRequest) -> dict[str, Any]:
    """Run a racer many times: quantiles of the loss over the runs at each point, and each run's path.

    The first run is the racer's own. A run that diverged counts as an infinite loss from there on. Paths, of
    shape (runs, 2, points), are returned where the problem is drawn exactly and learns from no data; else
    the list is empty.

    Raises:
        InvalidSpec: if all runs would be the same, or the problem is too large for this many runs.
    """
    experiment = loss_spec(request.experiment)
    paths = (_starts if request.kind == "starts" else _seeds)(request, experiment)
    points = _points(experiment.steps)
    losses = np.where(np.isnan(paths.losses), np.inf, paths.losses)[points]
    ranks = np.quantile(losses, QUANTILES, axis=1, method="inverted_cdf")
    exact = experiment.problem.exact and not experiment.problem.has_data
    places = np.where(np.abs(paths.places) < MAX_COORDINATE, paths.places, np.nan)[points]
    return {
        "kind": request.kind,
        "balls": losses.shape[1],
        "diverged": int(paths.diverged.sum()),
        "points": points,
        "quantiles": dict(zip(("least", "lower", "median", "upper", "most"), ranks, strict=True)),
        "paths": np.ascontiguousarray(places.transpose(2, 1, 0), np.float32) if exact else [],
    }


def _starts(request: MultiRunRequest, experiment: Experiment) -> Paths:
    spec = experiment.problem
    if spec.starts_refusal is not None:
        raise InvalidSpec("/kind", spec.starts_refusal)
    problem = build_problem(experiment)
    (left, right), (low, high) = problem.domain
    runs = BATCHED_RUNS if can_batch(experiment, request.racer) else SEQUENTIAL_RUNS
    draws = generator(experiment.seed, SPREAD).standard_normal((runs, 2))
    draws[0] = 0.0
    starts = problem.initial + draws * request.size * np.hypot(right - left, high - low)
    if can_batch(experiment, request.racer):
        return batched_paths(experiment, request.racer, starts, {}, shared_noise(problem))
    variants = [experiment.model_copy(update={"problem": spec.start_at((x, y))}) for x, y in starts.tolist()]
    return sequential_paths(variants, request.racer, _problems(variants))


def _seeds(request: MultiRunRequest, experiment: Experiment) -> Paths:
    spec = experiment.problem
    seeded = OPTIMIZERS.named(experiment.racers[request.racer].optimizer.name).seeded
    if spec.seeds_refusal is not None and not seeded:
        raise InvalidSpec("/kind", spec.seeds_refusal)
    batched = can_batch(experiment, request.racer)
    runs = BATCHED_RUNS if batched else SEQUENTIAL_RUNS if spec.is_function else SLOW_RUNS
    variants = [experiment.model_copy(update={"seed": (experiment.seed + k) % 2**32}) for k in range(runs)]
    problems = _problems(variants)
    check_weight_steps(experiment, problems[0].dim, runs)
    if batched:
        starts = np.tile(problems[0].initial, (runs, 1))
        return batched_paths(experiment, request.racer, starts, {}, independent_noise(problems))
    return sequential_paths(variants, request.racer, problems)


def _problems(variants: Sequence[Experiment]) -> list[Problem]:
    return [build_problem(variant) for variant in variants]


def _points(steps: int) -> NDArray[np.int64]:
    stride = max(1, -(-steps // (MAX_POINTS - 1)))
    return np.unique(np.append(np.arange(0, steps + 1, stride), steps))


ENTRY = Analysis(
    name="multi_runs",
    title="Run one racer many times",
    summary="Median, quartiles and extremes of the loss from starts around its own, or under several seeds.",
    params=MultiRunRequest,
    function=run_many,
    facts=MultiRunResponse,
    example={
        "experiment": {
            "problem": {"kind": "surface", "surface": {"name": "beale", "params": {}}},
            "racers": [{"optimizer": {"name": "adam", "params": {"lr": 0.1}}}],
            "steps": 50,
        },
        "racer": 0,
        "kind": "starts",
        "size": 0.02,
    },
    duration="long",
    former_path="spreads",
)
