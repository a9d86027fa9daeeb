"""Racer section: writes a racer's optimizer, schedule and edits into a script."""

import inspect
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

import torch

from ..catalog.methods import OPTIMIZERS, Optimizer
from ..catalog.methods.torch_method import Call, takes_values
from ..catalog.schedules import SCHEDULES
from ..core.errors import InvalidSpec
from ..core.rng import METHOD, torch_seed
from ..spec.experiment import Experiment, Racer
from .constant_folding import Verbatim, literal
from .source_extractor import PACKAGE, SourceExtractor

Values = dict[int, dict[str, Any]]


@final
@dataclass(frozen=True)
class RacerSection:
    """Expressions and tables of one racer.

    Attributes:
        label: the racer's label on one line, for a comment.
        optimizer: expression that creates the optimizer.
        scheduler: expression that creates the scheduler from ``optimizer``; None for a constant rate.
        tick: how the scheduler is stepped: ``constant``, ``plain``, ``cycle`` (it ends) or ``plateau``.
        kind: expression of the optimizer's class.
        call: how a step is taken, as in the optimizer's entry.
        takes_values: whether its step also takes a function of many points.
        has_rate: whether it has a learning rate.
        edits: step -> parameters that are set there.
        sizes: step -> batch size from there on.
        dropouts: step -> dropout rate from there on.
        penalties: step -> L1 penalty from there on.
        rates: step -> pairs (old, new) of learning rates between which the schedule is rescaled.
        rebase: name of the function that rescales the schedule.
        velocity: whether an edit may switch momentum on, for which RMSprop needs a buffer.
        may_fail: whether one of its steps may raise.
    """

    label: str
    optimizer: str
    scheduler: str | None
    tick: str
    kind: str
    call: Call
    takes_values: bool
    has_rate: bool
    edits: Values
    sizes: dict[int, int]
    dropouts: dict[int, float]
    penalties: dict[int, float]
    rates: dict[int, list[tuple[float, float]]]
    rebase: str
    velocity: bool
    may_fail: bool


def racer_section(
    experiment: Experiment, index: int, weights: str, extractor: SourceExtractor
) -> RacerSection:
    """Build the section of one racer of a completed experiment."""
    racer = experiment.racers[index]
    entry = OPTIMIZERS.named(racer.optimizer.name)
    schedule = SCHEDULES.named(racer.schedule.name)
    if entry.torch_class is None:
        raise InvalidSpec(
            f"/racers/{index}/optimizer/name",
            f"{entry.title} is no optimizer of PyTorch, so that no script can be written: leave it out.",
        )
    seed = torch_seed(experiment.seed, METHOD, index) if entry.seeded else None
    kind = _class(entry, extractor)
    edits, settings, rates = _edits(experiment, index, schedule.scheduler is not None)
    rebase = ""
    if rates:
        rebase = extractor.extract_function(
            schedule.rebase, "rebase", self=schedule, params=racer.schedule.params
        )
    return RacerSection(
        label=" ".join("".join(c if c.isprintable() else " " for c in racer.label or "").split()),
        optimizer=_optimizer(entry, kind, weights, entry.keywords(racer.optimizer.params, seed)),
        scheduler=_scheduler(racer, experiment.steps, extractor),
        tick=_tick(racer, experiment.steps),
        kind=kind,
        call=entry.call,
        takes_values=takes_values(entry.torch_class, entry.call),
        has_rate=entry.has_rate,
        edits=edits,
        sizes=settings.get("batch_size", {}),
        dropouts=settings.get("dropout", {}),
        penalties=settings.get("l1", {}),
        rates=rates,
        rebase=rebase,
        velocity=any(entry.late_buffers.keys() & values.keys() for values in edits.values()),
        may_fail=entry.needs_closure or schedule.may_overflow,
    )


def _class(entry: Optimizer, extractor: SourceExtractor) -> str:
    """Expression of the optimizer's class; adds its source or its import."""
    kind: Any = entry.torch_class
    return extractor.extract_class(kind) if _is_own(kind) else extractor.public_name(kind)


def _is_own(kind: type) -> bool:
    return kind.__module__.startswith(PACKAGE)


def _optimizer(entry: Optimizer, name: str, weights: str, keywords: Mapping[str, Any]) -> str:
    """Call of the optimizer's class: ``lr``, non-default arguments, and those that fix its bits."""
    kind: Any = entry.torch_class
    if _is_own(kind):
        weights = f"list({weights})"
    defaults = {p.name: p.default for p in inspect.signature(kind).parameters.values()}
    shown = {
        key: value
        for key, value in keywords.items()
        if key == "lr" or key in entry.fixed or key not in defaults or defaults[key] != value
    }
    return f"{name}({', '.join([weights, *(f'{key}={literal(value)}' for key, value in shown.items())])})"


def _scheduler(racer: Racer, steps: int, extractor: SourceExtractor) -> str | None:
    schedule = SCHEDULES.named(racer.schedule.name)
    if schedule.scheduler is None:
        return None
    return extractor.inline(schedule.scheduler, Verbatim("optimizer"), racer.schedule.params, steps)


def _tick(racer: Racer, steps: int) -> str:
    schedule = SCHEDULES.named(racer.schedule.name)
    if schedule.scheduler is None:
        return "constant"
    if schedule.watches_loss:
        return "plateau"
    trial = OPTIMIZERS.named(racer.optimizer.name).build([torch.zeros(1, 1)], racer.optimizer.params)
    scheduler = schedule.build(trial, racer.schedule.params, steps)
    return "cycle" if hasattr(scheduler, "total_steps") else "plain"


def _edits(
    experiment: Experiment, index: int, scheduled: bool
) -> tuple[Values, dict[str, dict[int, Any]], dict[int, list[tuple[float, float]]]]:
    """Split the racer's edits: optimizer parameters, network settings by name, scheduled learning rates."""
    edits: Values = {}
    own = experiment.problem.edit_settings.keys()
    settings: dict[str, dict[int, Any]] = {name: {} for name in own}
    rates: dict[int, list[tuple[float, float]]] = {}
    rate: float = getattr(experiment.racers[index].optimizer.params, "lr", math.nan)
    for edit in experiment.edits:
        if edit.racer != index or edit.step > experiment.steps:
            continue
        plain = dict(edit.set)
        for name in own & plain.keys():
            settings[name][edit.step] = plain.pop(name)
        if scheduled and "lr" in plain:
            rates.setdefault(edit.step, []).append((rate, plain.pop("lr")))
            rate = rates[edit.step][-1][1]
        if plain:
            edits[edit.step] = edits.get(edit.step, {}) | plain
    return edits, settings, rates
