"""Completion: fills in every default of an experiment and checks it as a whole."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from typing import Any

import torch
from pydantic import ValidationError

from ..catalog.methods import OPTIMIZERS, Optimizer
from ..catalog.models import MODELS
from ..catalog.schedules import SCHEDULES
from ..catalog.surfaces import SURFACES
from ..core.domain import domain_error
from ..core.errors import InvalidSpec
from ..core.formula import Formula, FormulaError, parse
from ..core.params import Params, live_fields
from ..core.validation_errors import first_field_error
from .compatibility import check_batch, complete_network, count_weights, refusal
from .default_rates import formula_rate, network_rate, surface_rate
from .experiment import (
    MAX_PENALTY,
    Edit,
    Experiment,
    FormulaSpec,
    NetworkSpec,
    Racer,
    SurfaceSpec,
)
from .two_weight_loss import two_weight_function

MAX_WEIGHT_STEPS = 4_000_000_000
"""Limit of weights times steps, summed over all racers of one experiment."""


MAX_MARK_BYTES = 100_000_000
"""Limit on the bytes of all marks of one experiment."""

BYTES_PER_MARKED_STEP, BYTES_PER_PLACE = 800, 24
"""Bytes that a step with marks takes, and each of its places."""


def complete(experiment: Experiment, max_work: float = math.inf) -> Experiment:
    """Fill in every value that was left out, so that the result determines the run.

    Idempotent: completing twice changes nothing. Edits are sorted by step.

    Args:
        experiment: valid by itself.
        max_work: limit on steps x racers x weights, where it is lower than ``MAX_WEIGHT_STEPS``.

    Raises:
        InvalidSpec: if parts that are valid on their own do not fit together; its pointer names the field.
    """
    problem = experiment.problem
    if isinstance(problem, NetworkSpec):
        experiment = complete_network(experiment)
    else:
        if experiment.plane is not None:
            raise InvalidSpec("/plane", "A surface is drawn exactly, not on a plane: leave the plane out.")
        experiment = experiment.model_copy(update={"problem": _complete_surface(problem)})
    racers = [_complete_racer(index, racer, experiment) for index, racer in enumerate(experiment.racers)]
    experiment = experiment.model_copy(update={"racers": _labelled(racers)})
    _check_work(experiment, min(max_work, MAX_WEIGHT_STEPS))
    _check_marks(experiment)
    return experiment.model_copy(update={"edits": _checked_edits(experiment)})


def _check_marks(experiment: Experiment) -> None:
    """Refuse runs whose marks, which the server keeps and the page receives, would take too many bytes."""
    choices = [racer.optimizer for racer in experiment.racers]
    places = [(rule, choice) for choice in choices if (rule := OPTIMIZERS.named(choice.name).places)]
    dim = count_weights(experiment.problem) if places else 0
    each = sum(BYTES_PER_MARKED_STEP + BYTES_PER_PLACE * rule(choice.params, dim) for rule, choice in places)
    if each * experiment.steps > MAX_MARK_BYTES:
        raise InvalidSpec(
            "/steps",
            f"{experiment.steps:,} steps of these populations are too much to show: at most "
            f"{MAX_MARK_BYTES // each:,} steps fit; or take smaller populations, or fewer racers.",
        )


def _check_work(experiment: Experiment, limit: float) -> None:
    problem = experiment.problem
    each = count_weights(problem)
    each *= len(experiment.racers)
    if each * experiment.steps > limit:
        raise InvalidSpec(
            "/steps",
            f"{experiment.steps:,} steps of {each:,} weights in all are too much work here: at most "
            f"{int(limit // each):,} steps fit; or take a smaller network, or fewer racers.",
        )


def read_formula(problem: FormulaSpec) -> Formula:
    """Parse the formula of a problem.

    Raises:
        InvalidSpec: at its expression, if it cannot be parsed.
    """
    try:
        return parse(problem.expression)
    except FormulaError as error:
        raise InvalidSpec("/problem/expression", str(error)) from error


def _complete_surface(problem: SurfaceSpec | FormulaSpec) -> SurfaceSpec | FormulaSpec:
    if isinstance(problem, SurfaceSpec):
        start = SURFACES.named(problem.surface.name).start
    else:
        read_formula(problem)
        for axis, edges in zip("xy", problem.domain, strict=True):
            if wrong := domain_error(*edges):
                raise InvalidSpec("/problem/domain", f"The domain of {axis} {wrong}")
        (left, right), (low, high) = problem.domain
        start = (left + 0.85 * (right - left), low + 0.75 * (high - low))
    return problem if problem.start is not None else problem.model_copy(update={"start": start})


def _complete_racer(index: int, racer: Racer, experiment: Experiment) -> Racer:
    choice = racer.optimizer
    entry = OPTIMIZERS.named(choice.name)
    if reason := refusal(entry, experiment.problem):
        raise InvalidSpec(f"/racers/{index}/optimizer/name", reason)
    given, defaults = choice.params.model_fields_set, {}
    if entry.has_rate and "lr" not in given:
        defaults["lr"] = _default_rate(racer, experiment)
    for name in entry.lengths.keys() - given:
        defaults |= _default_length(name, entry, experiment)
    if defaults:
        params = choice.params.model_copy(update=defaults)
        racer = racer.model_copy(update={"optimizer": choice.model_copy(update={"params": params})})
    _check_schedule(f"/racers/{index}/schedule", racer, experiment.steps)
    if (
        SCHEDULES.named(racer.schedule.name).watches_loss
        and getattr(experiment.problem, "measure_every", 1) > 1
    ):
        raise InvalidSpec(
            "/problem/measure_every",
            f"The schedule of racer {index} watches the loss, so that it must be measured at every point: 1, "
            "or another schedule.",
        )
    return racer


def _default_length(name: str, entry: Optimizer, experiment: Experiment) -> dict[str, float]:
    """A share of the domain's diagonal on a surface; on a network the parameter's own default."""
    problem = experiment.problem
    if isinstance(problem, NetworkSpec):
        return {}
    domain = (
        SURFACES.named(problem.surface.name).domain if isinstance(problem, SurfaceSpec) else problem.domain
    )
    (left, right), (low, high) = domain
    return {name: float(f"{entry.lengths[name] * math.hypot(right - left, high - low):.3g}")}


def _check_schedule(pointer: str, racer: Racer, steps: int) -> None:
    schedule, params = SCHEDULES.named(racer.schedule.name), racer.schedule.params
    if schedule.scheduler is None:
        return
    entry = OPTIMIZERS.named(racer.optimizer.name)
    if not entry.has_rate:
        raise InvalidSpec(
            f"{pointer}/name", f"{entry.title} has no learning rate to change: leave the schedule out."
        )
    pointer = f"{pointer}/params"
    swings = hasattr(racer.optimizer.params, "betas") or hasattr(racer.optimizer.params, "momentum")
    if getattr(params, "cycle_momentum", False) and (entry.matrices_only or not swings):
        raise InvalidSpec(
            f"{pointer}/cycle_momentum",
            f"{entry.title} has no momentum that could cycle: switch cycle_momentum off.",
        )
    matrix = torch.zeros((1, 1), requires_grad=True)
    if entry.torch_class is None:
        return
    try:
        schedule.build(entry.build([matrix], racer.optimizer.params), params, steps)
    except (ValueError, ArithmeticError) as error:
        raise InvalidSpec(
            pointer, "This schedule's phases leave no room for one of them: make it longer."
        ) from error


def _default_rate(racer: Racer, experiment: Experiment) -> float:
    problem = experiment.problem
    if isinstance(problem, SurfaceSpec):
        return surface_rate(problem.surface, racer.optimizer)
    if isinstance(problem, FormulaSpec):
        return formula_rate(read_formula(problem).evaluate, problem.domain, racer.optimizer)
    if MODELS.named(problem.model.name).weights == 2:
        function, domain, minima = two_weight_function(problem, experiment.seed)
        return formula_rate(function, domain, racer.optimizer, minima)
    return network_rate(racer.optimizer)


def _labelled(racers: Iterable[Racer]) -> list[Racer]:
    """Give every racer a unique label: a repeated label gets a number at its end."""
    labelled: list[Racer] = []
    counts = Counter(racer.label for racer in racers)
    used = {label for label, times in counts.items() if label and times == 1}
    for racer in racers:
        base = racer.label or _title(racer)
        label, number = base, 1
        while label in used and not (label == racer.label and counts[label] == 1):
            number += 1
            label = f"{base[:56]} {number}"
        used.add(label)
        labelled.append(racer.model_copy(update={"label": label}))
    return labelled


def _title(racer: Racer) -> str:
    entry = OPTIMIZERS.named(racer.optimizer.name)
    preset = entry.preset_of(racer.optimizer.params)
    return preset.title if preset else entry.title


def _checked_edits(experiment: Experiment) -> list[Edit]:
    """Sort the edits by step, and check each against the parameters in force at its step.

    Values come out in the types of the parameters.
    """
    order = sorted(range(len(experiment.edits)), key=lambda index: experiment.edits[index].step)
    params: dict[int, Params] = {i: racer.optimizer.params for i, racer in enumerate(experiment.racers)}
    network = experiment.problem.model.params if isinstance(experiment.problem, NetworkSpec) else None
    checked = []
    asking = {i for i, racer in enumerate(experiment.racers) if OPTIMIZERS.named(racer.optimizer.name).asks}
    for index in order:
        edit = experiment.edits[index]
        if edit.answer is not None:
            _check_answer(f"/edits/{index}", edit, asking)
            checked.append(edit)
            continue
        if edit.racer not in params:
            raise InvalidSpec(
                f"/edits/{index}/racer",
                f"There is no racer {edit.racer}: the experiment has {len(params)}, counted from 0.",
            )
        values = dict(edit.set)
        batch = _checked_batch(f"/edits/{index}/set", values, experiment)
        batch |= _checked_penalty(f"/edits/{index}/set/l1", values, experiment)
        batch |= _checked_network(f"/edits/{index}/set", values, network)
        if values:
            params[edit.racer], values = _checked_values(f"/edits/{index}/set", params[edit.racer], values)
        checked.append(edit.model_copy(update={"set": values | batch}))
    return checked


def _check_answer(pointer: str, edit: Edit, asking: Set[int]) -> None:
    """Check that somebody asks; ``asking`` has the numbers of the racers that do."""
    if not asking or (edit.racer is not None and edit.racer not in asking):
        raise InvalidSpec(f"{pointer}/answer", "No racer asks a question here: leave the answer out.")


def _checked_batch(pointer: str, values: dict[str, Any], experiment: Experiment) -> dict[str, Any]:
    if "batch_size" not in values:
        return {}
    size = values.pop("batch_size")
    if not isinstance(experiment.problem, NetworkSpec):
        raise InvalidSpec(f"{pointer}/batch_size", "A surface has no data, so it has no batch size to set.")
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise InvalidSpec(f"{pointer}/batch_size", "A batch size is a whole number of at least 1.")
    check_batch(f"{pointer}/batch_size", experiment.problem, size)
    return {"batch_size": size}


def _checked_penalty(pointer: str, values: dict[str, Any], experiment: Experiment) -> dict[str, Any]:
    if "l1" not in values:
        return {}
    penalty = values.pop("l1")
    if not isinstance(experiment.problem, NetworkSpec):
        raise InvalidSpec(pointer, "A surface's loss has no penalty on weights to set.")
    number = isinstance(penalty, int | float) and not isinstance(penalty, bool)
    if not number or not 0 <= penalty <= MAX_PENALTY:
        raise InvalidSpec(pointer, f"The penalty on weights is a number from 0 to {MAX_PENALTY:g}.")
    return {"l1": float(penalty)}


def _checked_network(pointer: str, values: dict[str, Any], params: Params | None) -> dict[str, Any]:
    """Remove the model's own parameters from ``values``, such as ``dropout``, and return them checked."""
    own = [] if params is None else [name for name in live_fields(type(params)) if name in values]
    if params is None or not own:
        return {}
    return _checked_values(pointer, params, {name: values.pop(name) for name in own})[1]


def _checked_values(pointer: str, params: Params, values: Mapping[str, Any]) -> tuple[Params, dict[str, Any]]:
    live = live_fields(type(params))
    for name in values:
        if name not in live:
            shown = ", ".join(live) or "nothing"
            raise InvalidSpec(
                f"{pointer}/{_escaped(name)}",
                f"This cannot be set while the ball rolls; what can: {shown}.",
            )
    try:
        changed = type(params).model_validate(params.model_dump() | dict(values))
    except ValidationError as error:
        field_error = first_field_error(error)
        raise InvalidSpec(f"{pointer}{field_error.pointer}", field_error.detail) from error
    dumped = changed.model_dump(mode="json")
    return changed, {name: dumped[name] for name in values}


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")
