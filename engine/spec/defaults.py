"""Completion: fills in every default of an experiment and checks it as a whole."""

import math
from collections import Counter
from collections.abc import Iterable, Set

import torch

from ..catalog.methods import OPTIMIZERS
from ..catalog.planes import RacerGuide
from ..catalog.schedules import SCHEDULES
from ..core.errors import InvalidSpec
from ..core.params import Params
from .compatibility import refusal
from .experiment import Edit, Experiment, Racer
from .keys import plane_guide
from .live_values import checked_values

MAX_WEIGHT_STEPS = 4_000_000_000
"""Limit of weights times steps, summed over all racers of one experiment."""

MAX_GUIDE_STEPS = 40_000
"""Limit on the steps of all paths that a plane follows, because they are computed before it is drawn."""

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
    problem, plane = experiment.problem.complete(experiment.plane, len(experiment.racers))
    experiment = experiment.model_copy(update={"problem": problem, "plane": plane})
    weights = problem.count_weights()
    racers = [
        _complete_racer(index, racer, experiment, weights) for index, racer in enumerate(experiment.racers)
    ]
    experiment = experiment.model_copy(update={"racers": _labelled(racers)})
    _check_work(experiment, weights, min(max_work, MAX_WEIGHT_STEPS))
    _check_marks(experiment, weights)
    _check_guide_steps(experiment)
    return experiment.model_copy(update={"edits": _checked_edits(experiment)})


def _check_guide_steps(experiment: Experiment) -> None:
    """Refuse planes that follow more steps than can be computed before anything is drawn."""
    guide = plane_guide(experiment)
    if not isinstance(guide, RacerGuide):
        return
    followed = len(guide.of(len(experiment.racers)))
    steps = experiment.steps if guide.until is None else min(guide.until, experiment.steps)
    if followed * steps > MAX_GUIDE_STEPS:
        raise InvalidSpec(
            "/plane",
            f"This plane follows {followed} paths of {steps:,} steps, which must be computed before it "
            f"can be drawn: at most {MAX_GUIDE_STEPS // followed:,} steps fit; or follow fewer racers, or a "
            "scout.",
        )


def _check_marks(experiment: Experiment, weights: int) -> None:
    """Refuse runs whose marks, which the server keeps and the page receives, would take too many bytes."""
    choices = [racer.optimizer for racer in experiment.racers]
    places = [(rule, choice) for choice in choices if (rule := OPTIMIZERS.named(choice.name).places)]
    each = sum(
        BYTES_PER_MARKED_STEP + BYTES_PER_PLACE * rule(choice.params, weights) for rule, choice in places
    )
    if each * experiment.steps > MAX_MARK_BYTES:
        raise InvalidSpec(
            "/steps",
            f"{experiment.steps:,} steps of these populations are too much to show: at most "
            f"{MAX_MARK_BYTES // each:,} steps fit; or take smaller populations, or fewer racers.",
        )


def _check_work(experiment: Experiment, weights: int, limit: float) -> None:
    each = weights * len(experiment.racers)
    if each * experiment.steps > limit:
        raise InvalidSpec(
            "/steps",
            f"{experiment.steps:,} steps of {each:,} weights in all are too much work here: at most "
            f"{int(limit // each):,} steps fit; or take a smaller network, or fewer racers.",
        )


def _complete_racer(index: int, racer: Racer, experiment: Experiment, weights: int) -> Racer:
    choice = racer.optimizer
    entry = OPTIMIZERS.named(choice.name)
    if reason := refusal(entry, experiment.problem, weights):
        raise InvalidSpec(f"/racers/{index}/optimizer/name", reason)
    given, defaults = choice.params.model_fields_set, {}
    if entry.has_rate and "lr" not in given:
        defaults["lr"] = experiment.problem.default_rate(choice, experiment.seed)
    if (diagonal := experiment.problem.diagonal()) is not None:
        for name in entry.lengths.keys() - given:
            defaults[name] = float(f"{entry.lengths[name] * diagonal:.3g}")
    if defaults:
        params = choice.params.model_copy(update=defaults)
        racer = racer.model_copy(update={"optimizer": choice.model_copy(update={"params": params})})
    _check_schedule(f"/racers/{index}/schedule", racer, experiment.steps)
    watches_loss = SCHEDULES.named(racer.schedule.name).watches_loss
    if watches_loss and experiment.problem.training_settings.measure_every > 1:
        raise InvalidSpec(
            "/problem/measure_every",
            f"The schedule of racer {index} watches the loss, so that it must be measured at every point: 1, "
            "or another schedule.",
        )
    return racer


def _check_schedule(pointer: str, racer: Racer, steps: int) -> None:
    schedule, params = SCHEDULES.named(racer.schedule.name), racer.schedule.params
    if schedule.scheduler is None:
        return
    entry = OPTIMIZERS.named(racer.optimizer.name)
    if not entry.has_rate:
        raise InvalidSpec(
            f"{pointer}/name", f"{entry.title} has no learning rate to change: leave the schedule out."
        )
    if entry.torch_class is None:
        raise InvalidSpec(
            f"{pointer}/name",
            f"A schedule sets the rate of an optimizer of PyTorch, and {entry.title} is none: leave it out.",
        )
    pointer = f"{pointer}/params"
    swings = hasattr(racer.optimizer.params, "betas") or hasattr(racer.optimizer.params, "momentum")
    if getattr(params, "cycle_momentum", False) and (entry.matrices_only or not swings):
        raise InvalidSpec(
            f"{pointer}/cycle_momentum",
            f"{entry.title} has no momentum that could cycle: switch cycle_momentum off.",
        )
    matrix = torch.zeros((1, 1), requires_grad=True)
    try:
        schedule.build(entry.build([matrix], racer.optimizer.params), params, steps)
    except (ValueError, ArithmeticError) as error:
        raise InvalidSpec(
            pointer, "This schedule's phases leave no room for one of them: make it longer."
        ) from error


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
        own = experiment.problem.take_edits(f"/edits/{index}/set", values)
        if values:
            params[edit.racer], values = checked_values(f"/edits/{index}/set", params[edit.racer], values)
        checked.append(edit.model_copy(update={"set": values | own}))
    return checked


def _check_answer(pointer: str, edit: Edit, asking: Set[int]) -> None:
    """Check that somebody asks; ``asking`` has the numbers of the racers that do."""
    if not asking or (edit.racer is not None and edit.racer not in asking):
        raise InvalidSpec(f"{pointer}/answer", "No racer asks a question here: leave the answer out.")
