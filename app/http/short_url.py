"""Short URL: parses an experiment in a readable query, with the names of the page's own addresses.

``surface=rosenbrock&run=adam,lr:0.05&run=momentum&steps=200``. The page reads and writes the same names
(``static/js/url/url-state.js``), so the query of a page's address works here too.
"""

import math
from collections.abc import Sequence
from typing import Any

import orjson

from engine.catalog.methods import OPTIMIZERS, PRESETS
from engine.core.nearest import did_you_mean, nearest
from engine.core.validation_errors import MAX_FIELD_ERRORS, FieldError, summary_of
from engine.spec.experiment import Experiment
from engine.spec.opening import OPENING_METHODS, optimizer_of

from ..core.problem_details import ProblemError
from ..core.validation import parse

SCHEDULE = "schedule."

READABLE_PATHS = ("/trajectory", "/landscape", "/trajectories/stream")
"""Ends of the paths of calls that take the query of a page's address."""

VIEW_NAMES = frozenset(
    (
        "v",
        "view",
        "map",
        "theme",
        "loss",
        "rates",
        "axis",
        "arrows",
        "speed",
        "autoplay",
        "hide",
        "lock",
        "lang",
        "locale",
        "camera",
        "controls",
        "example",
        "eid",
        "origin",
    )
)
"""What else a page's address may say: how it is shown, which changes no number. ``step`` is not among them:
whoever asks for numbers means ``steps``."""

METHODS = (*(preset.name for preset in PRESETS), *OPTIMIZERS.names)
INTEGER_LIMIT = 2**63
"""orjson encodes integers below this one; larger numbers are parsed as floats."""


def parse_experiment(
    *,
    surface: str,
    formula: str | None,
    domain: str | None,
    start: str | None,
    noise: float,
    run: Sequence[str],
    seed: int | None,
    steps: int | None,
) -> Experiment:
    """Parse the experiment of an address.

    Args:
        surface: name and parameters, ``ellipse,kappa:50``.
        formula: replaces the surface.
        domain: domain of the formula, ``x_low,x_high,y_low,y_high``.
        start: ``x,y``.
        noise: standard deviation of the gradient noise.
        run: racers, ``adam,lr:0.05,schedule:cosine,schedule.T_max:100``; ``|`` separates several in one text.
        seed, steps: as in the experiment.

    Raises:
        ProblemError: 422 with JSON pointers into the experiment that the address describes.
    """
    runs = [text for part in run for text in part.split("|") if text]
    racers = [_racer(text) for text in runs or OPENING_METHODS]
    _check_methods([racer["optimizer"]["name"] for racer in racers])
    body: dict[str, Any] = {"problem": problem_json(surface, formula, domain), "racers": racers}
    if start is not None:
        body["problem"]["start"] = _numbers(start)
    if noise:
        body["problem"]["noise"] = noise
    body |= {name: value for name, value in (("seed", seed), ("steps", steps)) if value is not None}
    return parse(Experiment, orjson.dumps(body))


def nearest_method(name: str) -> str | None:
    """The optimizer or preset that is probably meant by a name that is neither."""
    presets: dict[str, Sequence[str]] = {preset.name: (preset.title,) for preset in PRESETS}
    return nearest(name, presets | OPTIMIZERS.other_names)


def _check_methods(names: Sequence[str]) -> None:
    """Refuse names that no optimizer has; here those of presets are names too, and may be meant."""
    faults = [
        FieldError(
            f"/racers/{index}/optimizer/name",
            f"{did_you_mean(nearest_method(name))} Choose one of these: {', '.join(METHODS)}.".strip(),
        )
        for index, name in enumerate(names)
        if name not in OPTIMIZERS.names
    ]
    if faults:
        raise ProblemError(422, summary_of(faults, len(faults)), faults[:MAX_FIELD_ERRORS])


def problem_json(surface: str, formula: str | None, domain: str | None) -> dict[str, Any]:
    """The problem as JSON, not validated."""
    if formula is None:
        return {"kind": "surface", "surface": _choice(surface)}
    problem: dict[str, Any] = {"kind": "formula", "expression": formula}
    if domain is not None:
        problem["domain"] = domain_json(domain)
    return problem


def domain_json(text: str) -> list[list[Any]]:
    """``x_low,x_high,y_low,y_high`` as two pairs, not validated."""
    numbers = _numbers(text)
    return [numbers[:2], numbers[2:]]


def _racer(text: str) -> dict[str, Any]:
    choice = _choice(text)
    optimizer = optimizer_of(choice["name"])
    own = {k.removeprefix(SCHEDULE): v for k, v in choice["params"].items() if k.startswith(SCHEDULE)}
    params = {k: v for k, v in choice["params"].items() if not k.startswith(SCHEDULE) and k != "schedule"}
    racer: dict[str, Any] = {
        "optimizer": {"name": optimizer["name"], "params": {**optimizer.get("params", {}), **params}}
    }
    if "schedule" in choice["params"]:
        racer["schedule"] = {"name": choice["params"]["schedule"], "params": own}
    return racer


def _choice(text: str) -> dict[str, Any]:
    """``name,key:value,key:value``."""
    name, *rest = text.split(",")
    pairs = (part.partition(":") for part in rest if part)
    return {"name": name, "params": {key: _value(value) for key, _, value in pairs}}


def _value(text: str) -> Any:
    if text.startswith("["):
        return [_value(part) for part in text[1:].removesuffix("]").split(";") if part and part[0] != "["]
    words = {"true": True, "false": False, "null": None}
    return words[text] if text in words else _number(text)


def _number(text: str) -> Any:
    """A number; or the text itself, which the validation of the experiment then refuses."""
    try:
        whole = int(text)
        if abs(whole) < INTEGER_LIMIT:
            return whole
    except ValueError:
        pass
    try:
        value = float(text)
    except ValueError:
        return text
    return value if math.isfinite(value) else text


def _numbers(text: str) -> list[Any]:
    return [_number(part.strip()) for part in text.split(",")]
