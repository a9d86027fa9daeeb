"""Hyperparameter schedule: the parameters at each step, recorded from the real scheduler and the edits."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..catalog.methods import OPTIMIZERS
from ..catalog.schedules import SCHEDULES
from ..core.errors import InvalidSpec
from ..core.params import Params
from ..run.live_settings import LiveSettings
from ..spec.experiment import Experiment
from .batched_params import BatchedParams, ParamValue, PerRun, flat

Table = list[dict[str, float]]
"""Parameters at each step of a run, by name."""


@final
@dataclass(frozen=True)
class HyperparameterSchedule:
    """Parameters of a batch of runs at each step.

    Attributes:
        base: the values of parameters that do not change.
        changing: name -> float64 of shape (steps, rates): one column for every distinct learning rate.
        rate: each run's index into those columns, int64 of shape (runs,); None if there is one column.
    """

    base: BatchedParams
    changing: Mapping[str, NDArray[np.float64]]
    rate: Tensor | None = None

    @property
    def constant(self) -> bool:
        """Whether every step has the same parameters."""
        return not self.changing

    def at(self, step: int) -> BatchedParams:
        """The parameters of the step from point ``step``; after the last step, those of the last."""
        if self.constant:
            return self.base
        now: dict[str, ParamValue] = {}
        for name, table in self.changing.items():
            row = table[min(step, len(table) - 1)].tolist()
            now[name] = row[0] if self.rate is None or len(set(row)) == 1 else PerRun(tuple(row), self.rate)
        return self.base.replace(now)

    def select(self, index: Tensor) -> "HyperparameterSchedule":
        """The schedule of the runs with these indices."""
        rate = None if self.rate is None else self.rate[index]
        return HyperparameterSchedule(self.base.select(index), self.changing, rate)


def hyperparameter_schedule(
    experiment: Experiment, racer: int, columns: Mapping[str, NDArray[np.float64]]
) -> HyperparameterSchedule:
    """Build the schedule of a racer whose parameters differ between runs.

    ``columns`` maps the name of a parameter to each run's value, float64 of shape (runs,).

    Raises:
        InvalidSpec: if the racer's schedule reads the loss or overflows, or if schedule or edits change a
            parameter in ``columns`` other than ``lr``.
    """
    params = experiment.racers[racer].optimizer.params
    base = BatchedParams({**flat(params.model_dump()), **{name: PerRun.of(v) for name, v in columns.items()}})
    if not _may_change(experiment, racer):
        return HyperparameterSchedule(base, {})
    lr = base["lr"]
    rates = lr.distinct if isinstance(lr, PerRun) else (lr,)
    tables = [_settings_per_step(experiment, racer, params.model_copy(update={"lr": rate})) for rate in rates]
    changing = _changing(tables)
    for name in columns:
        if name in changing and name != "lr":
            raise InvalidSpec(
                "/axes",
                f"The racer's schedule or edits change {name} on the way, so it cannot be an axis of the "
                "map: choose another axis, or a constant schedule without edits.",
            )
    return HyperparameterSchedule(base, changing, lr.index if isinstance(lr, PerRun) else None)


def _may_change(experiment: Experiment, racer: int) -> bool:
    """Whether a scheduler or an edit sets a parameter of the racer during the run."""
    schedule = SCHEDULES.named(experiment.racers[racer].schedule.name)
    return schedule.scheduler is not None or any(edit.racer == racer for edit in experiment.edits)


def _changing(tables: Sequence[Table]) -> dict[str, NDArray[np.float64]]:
    """The learning rate, and each parameter that changes in a table: arrays of shape (steps, tables)."""
    return {
        name: np.array([[step[name] for step in table] for table in tables]).T
        for name in tables[0][0]
        if name == "lr" or any(step[name] != table[0][name] for table in tables for step in table)
    }


def _settings_per_step(experiment: Experiment, index: int, params: Params) -> Table:
    """Run the real scheduler and the edits on an optimizer; returns its parameters at each step."""
    racer = experiment.racers[index]
    entry, schedule = OPTIMIZERS.named(racer.optimizer.name), SCHEDULES.named(racer.schedule.name)
    if schedule.watches_loss:
        raise InvalidSpec(
            f"/experiment/racers/{index}/schedule/name",
            f"The schedule {schedule.name!r} looks at the loss of one ball, so it cannot serve many at once: "
            "choose another schedule for a map.",
        )
    method = entry.method([torch.zeros(2, dtype=torch.float64, requires_grad=True)], params)
    optimizer = method.optimizer
    assert optimizer is not None, "only optimizers of torch have an update rule"
    live = LiveSettings(experiment, index, method, getattr(params, "lr", None))
    live.pending = [edit for edit in experiment.edits if edit.racer == index]
    names = flat(params.model_dump()).keys()
    table = []
    for step in range(experiment.steps):
        live.apply(step, None)
        now = flat(method.settings())
        table.append({name: now[name] for name in names})
        optimizer.step()
        try:
            live.tick(math.nan)
        except ArithmeticError as error:
            raise InvalidSpec(
                f"/experiment/racers/{index}/schedule/name",
                f"The schedule {schedule.name!r} has no learning rate after step {step}: its numbers "
                "overflow. Make the run shorter, or choose another schedule.",
            ) from error
    return table
