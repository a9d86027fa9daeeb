"""OpenAPI examples: request bodies for the documentation and its tests."""

import json
from typing import Any

from ...http import state_codec

PATH: dict[str, Any] = {
    "problem": {"kind": "surface", "surface": {"name": "bowl", "params": {}}, "start": [2.0, -1.0]},
    "racers": [{"label": "Gradient descent", "optimizer": {"name": "sgd", "params": {"lr": 0.5}}}],
    "steps": 3,
}

EXPERIMENT: dict[str, Any] = {
    "problem": {
        "kind": "surface",
        "surface": {"name": "rosenbrock", "params": {}},
        "start": [-1.2, 1.0],
        "noise": 0.0,
    },
    "racers": [
        {
            "label": "Momentum",
            "optimizer": {"name": "sgd", "params": {"lr": 0.001, "momentum": 0.9}},
            "schedule": {"name": "constant", "params": {}},
        }
    ],
    "steps": 100,
    "seed": 0,
    "edits": [{"step": 50, "racer": 0, "set": {"lr": 0.0005}}],
}

STATE = state_codec.encode(json.dumps(EXPERIMENT, separators=(",", ":")))
"""``EXPERIMENT``, packed for an address."""
