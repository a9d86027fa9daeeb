"""Opening experiment: what the page shows, and what an address means that names no surface or no run."""

from typing import Any

from ..catalog.methods import OPTIMIZERS, PRESETS

OPENING_SURFACE = "rosenbrock"
OPENING_METHODS = ("gd", "momentum", "rmsprop", "adam")
"""Names of optimizers and of their presets."""

USUAL_METHODS = ("gd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "nadam")
"""The page suggests the first of them that no racer has as the method of a new racer."""


def optimizer_of(method: str) -> dict[str, Any]:
    """The optimizer setting of a method, as JSON; a name that is no preset is taken as an optimizer's."""
    preset = next((preset for preset in PRESETS if preset.name == method), None)
    return {"name": preset.optimizer, "params": dict(preset.params)} if preset else {"name": method}


def opening_experiment() -> dict[str, Any]:
    """The opening experiment as JSON, not completed."""
    methods = {*OPENING_METHODS, *USUAL_METHODS}
    assert all(optimizer_of(method)["name"] in OPTIMIZERS.names for method in methods)
    return {
        "problem": {"kind": "surface", "surface": {"name": OPENING_SURFACE}},
        "racers": [{"optimizer": optimizer_of(method)} for method in OPENING_METHODS],
    }
