"""Experiments that use the dummy entries, as JSON."""

from typing import Any

LION: dict[str, Any] = {"optimizer": {"name": "dummy_lion"}, "schedule": {"name": "dummy_schedule"}}

ON_SURFACE: dict[str, Any] = {
    "problem": {"kind": "surface", "surface": {"name": "dummy_surface"}},
    "racers": [LION, {"optimizer": {"name": "sgd"}}, {"optimizer": {"name": "adam"}}],
    "steps": 30,
}

ON_NETWORK: dict[str, Any] = {
    "problem": {
        "kind": "network",
        "model": {"name": "dummy_model"},
        "dataset": {"name": "dummy_dataset", "params": {"samples": 40}},
        "loss": {"name": "dummy_loss"},
        "initializer": {"name": "dummy_initializer"},
    },
    "racers": [LION],
    "steps": 12,
    "plane": {"name": "dummy_plane"},
}

NAMES = {
    "surfaces": "dummy_surface",
    "optimizers": "dummy_lion",
    "schedules": "dummy_schedule",
    "models": "dummy_model",
    "datasets": "dummy_dataset",
    "initializers": "dummy_initializer",
    "losses": "dummy_loss",
    "planes": "dummy_plane",
    "quantities": "dummy_quantity",
}
"""The dummy entry of each family of the catalog."""

ON_FORM: dict[str, Any] = {
    "problem": {"kind": "quadratic_form"},
    "racers": [{"optimizer": {"name": "sgd", "params": {"lr": 0.1}}}],
    "steps": 20,
    "plane": {"name": "dummy_plane"},
}
"""About the third kind of problem, with three weights."""
