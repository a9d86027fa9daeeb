"""Citation: the texts of a picture that say what was run, so that a reader can repeat it."""

from typing import Any

from ..catalog.methods import OPTIMIZERS
from ..catalog.schedules import SCHEDULES
from ..core.setting_texts import setting_name, setting_texts, value_text
from ..core.version import __version__
from ..spec.experiment import Experiment, Racer

ALWAYS = frozenset({"lr", "momentum", "betas"})
"""Parameters that are told even if they have their default."""

USUAL_SCHEDULE = "constant"
Changes = dict[int, Any]


def provenance(experiment: Experiment) -> tuple[str, ...]:
    """Problem, number of steps, seed where randomness plays a part, conditions, and version."""
    problem = experiment.problem
    seeded = any(OPTIMIZERS.named(racer.optimizer.name).seeded for racer in experiment.racers)
    random = seeded or problem.seeds_refusal is None
    steps = f"{experiment.steps} step" + ("s" if experiment.steps != 1 else "")
    seed = [f"seed {experiment.seed}"] if random else []
    return problem.title(), steps, *seed, *problem.conditions(), f"Descent Lab {__version__}"


def racer_details(experiment: Experiment, index: int) -> tuple[str, ...]:
    """A racer's method, if its label does not tell it, its settings, its schedule and its edits."""
    racer = experiment.racers[index]
    params = racer.optimizer.params
    changes = _changes(experiment, index)
    told = setting_texts(params, ALWAYS) | {
        name: _changed(experiment, racer, name, values) for name, values in changes.items()
    }
    first = [name for name in type(params).model_fields if name in told]
    names = [*first, *(name for name in told if name not in first)]
    return (*_method(racer), *(told[name] for name in names), *_schedule(racer))


def _method(racer: Racer) -> list[str]:
    entry = OPTIMIZERS.named(racer.optimizer.name)
    preset = entry.preset_of(racer.optimizer.params)
    titles = [entry.title, preset.title] if preset else [entry.title]
    label = (racer.label or "").lower()
    return [] if any(title.lower() in label for title in titles) else titles[-1:]


def _schedule(racer: Racer) -> list[str]:
    schedule = racer.schedule
    if schedule.name == USUAL_SCHEDULE:
        return []
    title = SCHEDULES.named(schedule.name).title
    return [f"schedule {title.lower()}", *setting_texts(schedule.params).values()]


def _changes(experiment: Experiment, index: int) -> dict[str, Changes]:
    """For each setting that edits of a racer change: the steps and the values."""
    changes: dict[str, Changes] = {}
    for edit in experiment.edits:
        if edit.racer == index:
            for name, value in edit.set.items():
                changes.setdefault(name, {})[edit.step] = value  # of two at one step, the last holds
    return changes


def _changed(experiment: Experiment, racer: Racer, name: str, changes: Changes) -> str:
    """A setting with its value and what edits make of it: the first and the last, if there are many."""
    params = racer.optimizer.params
    if name in type(params).model_fields:
        told, value = setting_name(type(params), name), getattr(params, name)
    else:
        told, value = name.replace("_", " "), _problem_setting(experiment, name)
    parts = [f"{told} {_value(value)}", *(f"{_value(new)} from step {step}" for step, new in changes.items())]
    if len(parts) > 4:
        parts = [*parts[:2], f"\u2026 {len(changes) - 2} more", parts[-1]]
    return " \u2192 ".join(parts)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return "whole set" if value is None else value_text(value) or "\u2026"


def _problem_setting(experiment: Experiment, name: str) -> Any:
    """The value of a setting of the problem that edits can change; None if it has no such setting."""
    place: Any = experiment
    for key in experiment.problem.edit_settings.get(name, "").split("/")[1:]:
        place = getattr(place, key, None)
    return None if place is experiment else place
