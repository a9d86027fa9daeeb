"""Request variations: for each call with an ETag a small request, and another value of each of its fields."""

import json
from dataclasses import dataclass, field
from typing import Any

from talk import racer

from app.http import state_codec

BOWL = {"kind": "surface", "surface": {"name": "bowl"}, "start": [1.5, 0.5], "noise": 0.25}
BEALE = {"kind": "surface", "surface": {"name": "beale"}}
RACERS = [
    racer("sgd", lr=0.0625) | {"label": "one"},
    racer("adam", lr=0.125) | {"label": "other"},
]
EDIT = {"step": 2, "racer": 0, "set": {"lr": 0.03125}}
RUN = {"problem": BOWL, "racers": RACERS, "steps": 6, "seed": 3, "edits": [EDIT]}
QUIET = RUN | {"problem": {**BOWL, "noise": 0.0}, "edits": []}
"""The same without noise and edits."""

NETWORK = {
    "kind": "network",
    "model": {"name": "mlp", "params": {"hidden": [3]}},
    "dataset": {"name": "moons", "params": {"samples": 40}},
    "batch_size": 10,
}
OWN_PLANE = {"name": "pca", "params": {"guide": "racers"}}
TRAINED = {"problem": NETWORK, "racers": RACERS, "steps": 6, "seed": 3, "edits": [EDIT], "plane": OWN_PLANE}

EXPERIMENT = {
    "problem": BEALE,
    "racers": [racer("sgd", lr=0.03125) | {"label": "one"}, RACERS[1]],
    "racers/0/label": "another",
    "steps": 7,
    "seed": 4,
    "edits": [],
}
"""Other values of an experiment's fields; a surface has no plane."""

SIZE = {"width": 240, "height": 300}
"""Of a small picture that has a legend."""


def packed(spec: dict[str, Any]) -> str:
    """An experiment as it is packed into an address."""
    return state_codec.encode(json.dumps(spec))


@dataclass(frozen=True)
class Call:
    """A call with an ETag.

    Attributes:
        query: its query, without which it has none.
        body: its JSON body; None for a GET.
        other: another value of each field by its pointer: ``?name`` in the query, else in the body.
        same: pointers of fields that leave the answer as it is, with another value.
    """

    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None
    other: dict[str, Any] = field(default_factory=dict)
    same: dict[str, Any] = field(default_factory=dict)


def of_experiment(
    query: dict[str, Any], other: dict[str, Any], body: dict[str, Any] = RUN
) -> dict[str, Call]:
    """The POST call and the GET call about an experiment."""
    state = {"?s": packed(RUN | {"steps": 7})}
    return {
        "post": Call(query, body, EXPERIMENT | other, {"plane": None}),
        "get": Call(query | {"s": packed(body)}, None, state | other),
    }


STILL = {"?width": 250, "?height": 210, "?theme": "dark", "?step": 3}
FILM = {"?width": 250, "?height": 210, "?theme": "dark", "?frames": 3, "?seconds": 2}
POINTS = {"?every": 2, "?format": "csv", "?marks": True}
LINK = {"surface": "bowl", "run": "sgd,lr:0.0625", "steps": 6, "start": "1.5,0.5", "noise": 0.25, "seed": 3}
FORMULA = {"formula": "x^2+y^4", "domain": "-1,1,-1,1", "run": "sgd,lr:0.0625", "steps": 6}

ROUTES: dict[str, dict[str, Call]] = {
    "/trajectories": of_experiment({}, POINTS),
    "/exports/pytorch": of_experiment({}, {}),
    "/exports/notebook": of_experiment({}, {}),
    "/exports/html": of_experiment({}, {}),
    "/exports/png": of_experiment(SIZE, STILL),
    "/exports/svg": of_experiment(SIZE, STILL),
    "/exports/gif": of_experiment(SIZE | {"frames": 2, "seconds": 1}, FILM),
    "/trajectory": {
        "get": Call(
            LINK,
            None,
            {
                "?surface": "beale", "?formula": "x^2", "?start": "1,0.5", "?noise": 0.5,
                "?run": "sgd,lr:0.125", "?seed": 4, "?steps": 7, **POINTS,
            },
            {"?domain": "-1,1,-1,1"},
        )
    },
    "/landscape": {
        "get": Call(
            FORMULA | {"resolution": 5},
            None,
            {"?formula": "x^2", "?domain": "-2,1,-1,1", "?resolution": 6, "?format": "csv"},
            {"?surface": "beale"},
        )
    },
    "/landscapes": {
        "post": Call(
            {},
            {
                "problem": NETWORK, "plane": OWN_PLANE, "seed": 3, "racers": RACERS, "steps": 6,
                "edits": [EDIT], "resolution": 5,
            },
            {
                "?format": "csv",
                "edits": [],
                "problem": NETWORK | {"weights_draw": 1},
                "plane": {"name": "random"},
                "seed": 4,
                "racers": RACERS[:1],
                "steps": 7,
                "resolution": 6,
                "aspect": 4.5,
                "domain": [[-1, 1], [-2, 1]],
                "at": {"experiment": TRAINED, "racer": 0, "step": 3},
                "penalty": {"weight_decay": 0.5},
            },
        )
    },
    "/maps": {
        "post": Call(
            {},
            {"experiment": QUIET, "kind": "basins", "racer": 0, "resolution": 4},
            {
                "?format": "csv",
                "experiment": QUIET | {"steps": 7},
                "experiment/racers/0/optimizer/params/lr": 0.03125,
                "kind": "hyperparameters",
                "racer": 1,
                "axes": [
                    {"parameter": "x", "low": -1, "high": 1},
                    {"parameter": "y", "low": -2, "high": 1},
                ],
                "resolution": 5,
            },
            {"experiment/seed": 4, "experiment/racers/0/label": "else", "experiment/problem/start": [1, 1]},
        )
    },
    "/quantities": {
        "post": Call(
            {},
            {"experiment": TRAINED, "racer": 0, "step": 3, "quantities": ["layer_gradients"]},
            {
                "experiment": TRAINED | {"seed": 4}, "experiment/edits": [], "racer": 1, "step": 2,
                "quantities": ["links"],
            },
        )
    },
    "/step-breakdowns": {
        "post": Call(
            {},
            {"experiment": TRAINED, "racer": 0, "step": 3, "tensor": 0},
            {
                "experiment": TRAINED | {"seed": 4}, "experiment/edits": [], "racer": 1, "step": 2,
                "tensor": 1,
            },
        )
    },
    "/curvature": {
        "post": Call(
            {},
            {"experiment": RUN, "racer": 0, "step": 3, "place": [0.5, 0.25]},
            {
                "experiment": RUN | {"problem": BEALE}, "experiment/edits": [], "racer": 1, "step": 1,
                "place": [0.5, 0.75],
            },
        )
    },
    "/multi-runs": {
        "post": Call(
            {},
            {"experiment": RUN, "racer": 0, "kind": "starts", "size": 0.0625},
            {
                "experiment": RUN | {"seed": 4}, "experiment/edits": [], "racer": 1, "kind": "seeds",
                "size": 0.125,
            },
        )
    },
    "/sweeps": {
        "post": Call(
            {},
            {"experiment": RUN, "racer": 0},
            {"experiment": RUN | {"seed": 4}, "experiment/steps": 7, "racer": 1},
        )
    },
    "/qr": {"get": Call({"text": "a"}, None, {"?text": "b"})},
}  # fmt: skip
"""By path behind /api/v1 and by method."""

DERIVED = {
    "/films": "the former path of /step-breakdowns, by the same function",
    "/spreads": "the former path of /multi-runs, by the same function",
    "/trajectories/{id}": "the answer of /trajectories, by the same function",
    "/exports/mp4": "as the GIF, but a program encodes it, for seconds",
    "/exports/webm": "as the GIF, but a program encodes it, for seconds",
}
"""Calls with an ETag that are not varied, with the reason."""


def changed(given: Any, pointer: str, value: Any) -> Any:
    """A copy with another value at a pointer."""
    name, _, rest = pointer.partition("/")
    copy: Any = list(given) if isinstance(given, list) else dict(given)
    key: Any = int(name) if isinstance(given, list) else name
    copy[key] = changed(copy[key], rest, value) if rest else value
    return copy


def varied(call: Call, pointer: str, value: Any) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Query and body of a call with another value of one field."""
    if pointer.startswith("?"):
        return call.query | {pointer[1:]: value}, call.body
    return call.query, changed(call.body, pointer, value)
