"""Spec builder: turns names, formulas and parameters into an experiment as JSON."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .backend import LabError

NameOrSpec = str | Mapping[str, Any]

SETTINGS = ("start", "steps", "seed", "noise", "edits", "plane", "marks", "progress")
"""Keywords that are no parameters of an optimizer."""


def problem_spec(problem: NameOrSpec, start: Any = None, noise: float | None = None) -> dict[str, Any]:
    """Build the JSON of a problem.

    Args:
        problem: the name of a surface, the text of a formula, or a problem as the API takes it.
        start: x and y; None leaves the default.
        noise: standard deviation of the gradient noise; None leaves the default.

    Raises:
        LabError: if it is none of these, such as a function of Python.
    """
    if not isinstance(problem, str | Mapping):
        raise LabError(
            "A problem is the name of a surface, the text of a formula such as 'x**2 + y**2', or a mapping; "
            f"this is of type {type(problem).__name__}."
        )
    if isinstance(problem, str):
        known = {"kind": "surface", "surface": {"name": problem}}
        spec = known if _is_name(problem) else {"kind": "formula", "expression": problem}
    else:
        spec = dict(problem)
    return spec | {name: value for name, value in (("start", start), ("noise", noise)) if value is not None}


def _is_name(text: str) -> bool:
    """Whether this is a name of the catalog; x, y and any text with an operator are formulas."""
    return text.isidentifier() and text not in ("x", "y", "e", "pi")


def racer_spec(
    racer: NameOrSpec, presets: Iterable[Mapping[str, Any]], shared: Mapping[str, Any]
) -> dict[str, Any]:
    """Build the JSON of a racer from the name of an optimizer or a preset, or from a mapping.

    Args:
        racer: ``"adam"``, or ``{"optimizer": "adam", "lr": 0.05, "schedule": "cosine", "label": ...}``,
            or a racer as the API takes it.
        presets: the presets of the catalog.
        shared: parameters of every racer that does not set them itself.

    Raises:
        LabError: if there is no optimizer.
    """
    own = {"optimizer": racer} if isinstance(racer, str) else dict(racer)
    params = dict(shared) | own
    if "optimizer" not in params:
        raise LabError(
            "A racer has no optimizer: name one, such as 'adam' or {'optimizer': 'adam', 'lr': 0.05}."
        )
    label, schedule = params.pop("label", None), params.pop("schedule", None)
    chosen = _optimizer(params.pop("optimizer"), presets, params)
    title = chosen.pop("title", None)
    spec: dict[str, Any] = {"optimizer": chosen}
    if label is not None or title is not None:
        spec["label"] = title if label is None else label
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
    """Build the JSON of an experiment; arguments that are None are left out, so they take the defaults.

    Raises:
        LabError: if a racer has no optimizer, racers are a single name, or a keyword is nearly a setting.
    """
    if isinstance(racers, str):
        raise LabError(f"Racers are a list: write [{racers!r}].")
    for name in shared:
        if near := [one for one in SETTINGS if name in (f"{one}s", one.removesuffix("s"))]:
            raise LabError(f"There is no {name!r} here. Did you mean {near[0]}?")
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
