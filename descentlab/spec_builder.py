"""Spec builder: turns names, formulas and parameters into an experiment as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .backend import LabError

NameOrSpec = str | Mapping[str, Any]


def problem_spec(problem: NameOrSpec, start: Any = None, noise: float | None = None) -> dict[str, Any]:
    """A surface by its name, a formula by its text, or any problem as the API writes it."""
    if isinstance(problem, str):
        known = {"kind": "surface", "surface": {"name": problem}}
        spec = known if _is_name(problem) else {"kind": "formula", "expression": problem}
    else:
        spec = dict(problem)
    return spec | {name: value for name, value in (("start", start), ("noise", noise)) if value is not None}


def _is_name(text: str) -> bool:
    """Whether this is a name of the catalog; x, y and anything with an operator is a formula."""
    return text.isidentifier() and text not in ("x", "y", "e", "pi")


def racer_spec(
    racer: NameOrSpec, presets: Iterable[Mapping[str, Any]], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """A racer from the name of an optimizer or a preset, or from a mapping of words.

    Args:
        racer: ``"adam"``, or ``{"optimizer": "adam", "lr": 0.05, "schedule": "cosine", "label": ...}``,
            or a racer as the API writes it.
        presets: of the catalog.
        shared: words for every racer that does not say otherwise.

    Raises:
        LabError: where no optimizer is named.
    """
    own = {"optimizer": racer} if isinstance(racer, str) else dict(racer)
    words = dict(shared) | own
    if "optimizer" not in words:
        raise LabError(
            "A racer has no optimizer: name one, such as 'adam' or {'optimizer': 'adam', 'lr': 0.05}."
        )
    label, schedule = words.pop("label", None), words.pop("schedule", None)
    chosen = _optimizer(words.pop("optimizer"), presets, words)
    spec: dict[str, Any] = {"optimizer": chosen}
    if label is not None:
        spec["label"] = label
    elif "title" in chosen:
        spec["label"] = chosen.pop("title")
    if schedule is not None:
        spec["schedule"] = {"name": schedule} if isinstance(schedule, str) else schedule
    return spec


def _optimizer(
    named: NameOrSpec, presets: Iterable[Mapping[str, Any]], params: Mapping[str, Any]
) -> dict[str, Any]:
    if not isinstance(named, str):
        spec = dict(named)
        return spec | {"params": {**spec.get("params", {}), **params}}
    for preset in presets:
        if preset["name"] == named:
            return {
                "name": preset["optimizer"],
                "params": {**preset["params"], **params},
                "title": preset["title"],
            }
    return {"name": named, "params": dict(params)}


def experiment_spec(
    problem: NameOrSpec,
    racers: Sequence[NameOrSpec],
    presets: Iterable[Mapping[str, Any]],
    *,
    start: Any = None,
    noise: float | None = None,
    steps: int | None = None,
    seed: int | None = None,
    edits: Sequence[Mapping[str, Any]] | None = None,
    plane: NameOrSpec | None = None,
    shared: Mapping[str, Any],
) -> dict[str, Any]:
    """The experiment; whatever is None is left to its default."""
    known = list(presets)
    spec: dict[str, Any] = {
        "problem": problem_spec(problem, start, noise),
        "racers": [racer_spec(racer, known, shared) for racer in racers],
    }
    settings = {
        "steps": steps,
        "seed": seed,
        "edits": edits,
        "plane": {"name": plane} if isinstance(plane, str) else plane,
    }
    return spec | {name: value for name, value in settings.items() if value is not None}
