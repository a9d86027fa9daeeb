"""Map computation: checks and completes a map request, and computes any part of the map."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..core.errors import InvalidSpec
from ..core.types import Array
from ..landscape.build import build_problem
from ..spec.defaults import complete
from ..spec.experiment import Experiment, canonical
from ..spec.keys import minima_spec
from . import momentum_theory as theory
from .axes import axis_values, resolve_axes
from .basin_assignment import BasinAssignment, arrival_radius
from .batched_racers import BatchedRacers
from .convergence_rate import RateEstimator
from .hyperparameter_schedule import HyperparameterSchedule, hyperparameter_schedule
from .minima import Minimum, find_minima
from .request import MAX_BALL_STEPS, Axis, MapRequest
from .rollout import RolloutResult, rollout
from .rules import RULES
from .tiles import split_cells


@final
@dataclass(frozen=True)
class MapPart:
    """Some cells of a map, as NumPy arrays, so that it can be sent between processes.

    Attributes:
        part, parts: its number, and the number of parts of the map. Later parts refine the grid.
        axes: parameters on the horizontal and the vertical axis; ``scales``: their scales.
        x, y: grid values of the axes, each of shape (resolution,).
        cells: flat indices of the cells, row * resolution + column; the row is y's, the column x's.
        columns: values of these cells by name, each of shape (cells,):
            ``minimum`` index into ``minima`` of the one that the run ends near; -1: none, -2: diverged.
            ``steps`` the point from which on it has stayed there; -1 if it has not.
            ``loss`` at the last finite point.
            In a hyperparameter map also ``rate``, the factor by which one step multiplies the distance to
            the minimum, NaN if unknown; ``failed``, 1 if the run diverged or ends above its start; and, for
            SGD on a quadratic, ``theory_rate`` and ``regime``, an index into ``momentum_theory.REGIMES``.
        minima: (x, y, value); the known ones first.
        theory: for a hyperparameter map of SGD on a quadratic: ``curvatures``, their ratio ``kappa``, names
            of the ``regimes``, the ``optimum`` and the regime boundaries, ``lines``; else None.
    """

    part: int
    parts: int
    axes: tuple[str, str]
    scales: tuple[str, str]
    x: Array
    y: Array
    cells: NDArray[np.int64]
    columns: dict[str, NDArray[Any]]
    minima: list[Minimum]
    theory: dict[str, Any] | None


@final
class MapComputation:
    """Computation of one map: checks and completes the request, then computes any part.

    Raises:
        InvalidSpec: if the map cannot be computed, with the JSON pointer of the field.
    """

    def __init__(self, request: MapRequest) -> None:
        self.request = request
        self.experiment = mapped_experiment(request)
        self.racer = self.experiment.racers[request.racer]
        self.problem = build_problem(self.experiment).analytic
        self.noise = self.problem.noise_size
        self.axes: tuple[Axis, Axis] = resolve_axes(request, self.racer, self.problem)
        self.x, self.y = (axis_values(axis, request.resolution) for axis in self.axes)
        self.parts = split_cells(request.resolution, self.experiment.steps)
        bowl = theory.fit_quadratic(self.problem) if self._has_theory else None
        self.quadratic = bowl if request.kind == "hyperparameters" else None

    @property
    def _has_theory(self) -> bool:
        """Whether momentum theory applies: SGD without noise, schedule, edits or weight decay."""
        experiment, index = self.experiment, self.request.racer
        return (
            self.racer.optimizer.name == "sgd"
            and self.noise == 0.0
            and self.racer.schedule.name == "constant"
            and all(edit.racer != index for edit in experiment.edits)
            and self.racer.optimizer.params.weight_decay == 0.0
            and self.racer.optimizer.params.dampening
            < 1.0  # else the gradient has no weight, or the wrong sign
            and {axis.parameter for axis in self.axes} <= {"lr", "momentum"}
        )

    def compute(self, part: int) -> MapPart:
        """Compute one part: a pure function of the request and the part's number.

        Raises:
            InvalidSpec: if there is no such part, or the racer's schedule or edits do not fit the map.
        """
        if not 0 <= part < len(self.parts):
            raise InvalidSpec(
                "/part", f"There is no part {part}: this map has {len(self.parts)}, counted from 0."
            )
        cells = self.parts[part]
        rows, columns = np.divmod(cells, self.request.resolution)
        first, second = self.x[columns], self.y[rows]
        minima = _minima(canonical(minima_spec(self.experiment)))
        cell_columns = (self._basins if self.request.kind == "basins" else self._hyperparameters)(
            first, second, minima
        )
        across, along = self.axes
        return MapPart(
            part,
            len(self.parts),
            (across.parameter, along.parameter),
            (across.scale, along.scale),
            self.x,
            self.y,
            cells,
            cell_columns,
            minima,
            self._theory(),
        )

    def _basins(self, first: Array, second: Array, minima: list[Minimum]) -> dict[str, NDArray[Any]]:
        swapped = self.axes[0].parameter == "y"
        starts = np.stack((second, first) if swapped else (first, second), axis=1)
        basins = self._basin_assignment(minima, len(starts))
        result = rollout(self._batch(starts, {}), self.experiment.steps, [basins])
        return _basin_columns(basins, result)

    def _hyperparameters(self, first: Array, second: Array, minima: list[Minimum]) -> dict[str, NDArray[Any]]:
        columns: dict[str, Array] = {self.axes[0].parameter: first, self.axes[1].parameter: second}
        starts = np.tile(np.array(self.problem.start), (len(first), 1))
        basins = self._basin_assignment(minima, len(starts))
        estimator = RateEstimator(self.experiment.steps, len(starts))
        result = rollout(self._batch(starts, columns), self.experiment.steps, [basins, estimator])
        cell_columns = _basin_columns(basins, result)
        cell_columns["rate"] = estimator.rates(self._minimum_values(basins, minima))
        cell_columns["failed"] = (result.diverged | ~(result.losses <= result.first)).astype(np.int64)
        if self.quadratic is not None:
            lr, momentum = self._lr_and_momentum(columns)
            with np.errstate(all="ignore"):
                cell_columns["theory_rate"], cell_columns["regime"] = theory.rate_and_regime(
                    self.quadratic, lr, momentum, self._variant
                )
        return cell_columns

    def _batch(self, starts: Array, columns: Mapping[str, Array]) -> BatchedRacers:
        table: HyperparameterSchedule = hyperparameter_schedule(self.experiment, self.request.racer, columns)
        rule = RULES[self.racer.optimizer.name]()
        return BatchedRacers(self.problem.function, rule, table, starts, self._extra if self.noise else None)

    def _extra(self, step: int) -> Tensor | None:
        noise = self.problem.noise(step)
        return None if noise is None else noise[0]

    def _basin_assignment(self, minima: list[Minimum], runs: int) -> BasinAssignment:
        (left, right), (low, high) = self.problem.domain
        return BasinAssignment(minima, arrival_radius(minima, math.hypot(right - left, high - low)), runs)

    def _minimum_values(self, basins: BasinAssignment, minima: list[Minimum]) -> Array:
        """The minimum's value to measure each run's excess loss against, (runs,); NaN if it is unknown."""
        if self.quadratic is not None:
            return np.full(len(basins.minimum), self.quadratic.minimum[2])
        bottoms = np.array([*(value for _, _, value in minima), np.nan])
        if len(minima) == 1:
            return np.full(len(basins.minimum), bottoms[0])
        return np.asarray(bottoms[np.maximum(basins.minimum, -1)])

    @property
    def _variant(self) -> theory.MomentumVariant:
        params = self.racer.optimizer.params
        return theory.MomentumVariant(nesterov=params.nesterov, dampening=params.dampening)

    def _lr_and_momentum(self, columns: Mapping[str, Array]) -> tuple[Array, Array]:
        params, like = self.racer.optimizer.params, next(iter(columns.values()))
        lr, momentum = (
            columns.get(name, np.full_like(like, getattr(params, name))) for name in ("lr", "momentum")
        )
        return lr, momentum

    def _theory(self) -> dict[str, Any] | None:
        if self.quadratic is None:
            return None
        lines = {axis.parameter: line for axis, line in zip(self.axes, (self.x, self.y), strict=True)}
        return {
            "curvatures": list(self.quadratic.curvatures),
            "kappa": self.quadratic.kappa,
            "regimes": list(theory.REGIMES),
            "optimum": theory.optimum(self.quadratic, self._variant),
            "lines": theory.boundary_curves(self.quadratic, lines["momentum"], self._variant),
        }


def _basin_columns(basins: BasinAssignment, result: RolloutResult) -> dict[str, NDArray[Any]]:
    return {"minimum": basins.minimum, "steps": basins.since, "loss": result.losses}


def mapped_experiment(request: MapRequest) -> Experiment:
    """Complete the experiment of a map request.

    Raises:
        InvalidSpec: if it cannot be mapped, with the JSON pointer of the field.
    """
    experiment = request.experiment
    if (reason := experiment.problem.map_refusal) is not None:
        raise InvalidSpec("/experiment/problem/kind", reason)
    if request.racer >= len(experiment.racers):
        raise InvalidSpec(
            "/racer",
            f"There is no racer {request.racer}: the experiment has {len(experiment.racers)}, "
            "counted from 0.",
        )
    name = experiment.racers[request.racer].optimizer.name
    if name not in RULES:
        raise InvalidSpec(
            f"/experiment/racers/{request.racer}/optimizer/name",
            f"The optimizer {name!r} does not step number by number, so it cannot move many balls at once: "
            f"choose one of {', '.join(RULES)}.",
        )
    ball_steps = request.resolution**2 * experiment.steps
    if ball_steps > MAX_BALL_STEPS:
        raise InvalidSpec(
            "/resolution",
            f"{request.resolution} x {request.resolution} balls over {experiment.steps} steps are "
            f"{ball_steps:,} ball-steps, and a map may have {MAX_BALL_STEPS:,}: "
            "lower the resolution or the steps.",
        )
    try:
        return complete(experiment)
    except InvalidSpec as error:
        raise InvalidSpec(f"/experiment{error.pointer}", error.detail) from error


@lru_cache(maxsize=32)
def _minima(text: str) -> list[Minimum]:
    return find_minima(build_problem(Experiment.model_validate_json(text)).analytic)


@lru_cache(maxsize=16)
def _computation(text: str) -> MapComputation:
    return MapComputation(MapRequest.model_validate_json(text))


def map_part(request: str | Mapping[str, Any], part: int) -> MapPart:
    """Compute one part of a map: what a worker process runs. It sets Torch to one thread.

    A pure function: the same request and part give the same bytes, in any process and in any order.

    Args:
        request: a ``MapRequest`` as JSON, or as the mapping that JSON decodes to.
        part: number of the part, from 0.

    Raises:
        pydantic.ValidationError: if the request is malformed.
        InvalidSpec: if it is well formed, but the map cannot be computed.
    """
    text = request if isinstance(request, str) else json.dumps(request)
    torch.set_num_threads(1)
    return _computation(text).compute(part)
