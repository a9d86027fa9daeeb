"""Map requests: refusals, defaults, schedules and edits."""

from typing import Any

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from engine.batched import RULES, map_part
from engine.batched.axes import axis_values
from engine.batched.request import Axis
from engine.catalog.methods import OPTIMIZERS
from engine.catalog.schedules import SCHEDULES
from engine.core.errors import InvalidSpec

LR = {"parameter": "lr", "low": 0.01, "high": 0.1, "scale": "log"}
MOMENTUM = {"parameter": "momentum", "low": 0.0, "high": 0.9}
X, Y = {"parameter": "x", "low": -1.0, "high": 1.0}, {"parameter": "y", "low": -1.0, "high": 1.0}


def asked(optimizer: str = "sgd", params: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    experiment = {
        "problem": {"kind": "surface", "surface": {"name": "ellipse10"}, "start": [2.0, 0.7]},
        "racers": [{"optimizer": {"name": optimizer, "params": params or {"lr": 0.02}}}],
        "steps": 40,
    }
    return {
        "experiment": experiment,
        "kind": "hyperparameters",
        "axes": [LR, MOMENTUM],
        "resolution": 5,
    } | more


NETWORK = {
    "problem": {"kind": "network", "model": {"name": "mlp"}, "dataset": {"name": "moons"}},
    "racers": [{"optimizer": {"name": "sgd"}}],
}


@pytest.mark.parametrize(
    ("request_", "pointer"),
    [
        (asked("lbfgs", {"lr": 1.0}), "/experiment/racers/0/optimizer/name"),
        (asked("adafactor"), "/experiment/racers/0/optimizer/name"),
        (asked("muon"), "/experiment/racers/0/optimizer/name"),
        (asked(experiment=NETWORK), "/experiment/problem/kind"),
        (asked(racer=1), "/racer"),
        (asked(axes=[LR, LR]), "/axes"),
        (asked("adam"), "/axes/1/parameter"),
        (asked(axes=[X, Y]), "/axes/0/parameter"),
        (asked(kind="basins"), "/axes/0/parameter"),
        (asked(axes=[LR | {"low": 0.0}, MOMENTUM]), "/axes/0/low"),
        (asked(axes=[LR | {"low": 0.2}, MOMENTUM]), "/axes/0/high"),
        (asked(axes=[LR, MOMENTUM | {"scale": "one_minus_log", "high": 1.0}]), "/axes/1/high"),
        (asked(params={"nesterov": True, "momentum": 0.5}), "/axes/1"),
        (asked("adam", axes=[LR, {"parameter": "beta2", "low": 0.5, "high": 1.0}]), "/axes/1"),
        (asked(axes=[LR | {"low": -1.0, "scale": "linear"}, MOMENTUM]), "/axes/0"),
    ],
)
def test_impossible_maps_are_refused_with_a_reason(request_: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidSpec) as refusal:
        map_part(request_, 0)
    assert refusal.value.pointer.startswith(pointer)
    assert refusal.value.detail.endswith(".")


def test_work_is_limited() -> None:
    much = asked(resolution=400)
    much["experiment"]["steps"] = 20_000
    with pytest.raises(InvalidSpec, match="ball-steps"):
        map_part(much, 0)
    with pytest.raises(ValidationError):
        map_part(asked(resolution=401), 0)
    with pytest.raises(InvalidSpec, match="no part 99"):
        map_part(asked(), 99)
    with pytest.raises(ValidationError):
        map_part(asked(axes=[LR, {"parameter": "nonsense", "low": 0.0, "high": 1.0}]), 0)


@pytest.mark.parametrize("optimizer", list(RULES))
def test_every_optimizer_has_default_axes(optimizer: str) -> None:
    for kind in ("basins", "hyperparameters"):
        part = map_part(asked(optimizer, axes=None, kind=kind), 0)
        assert part.axes[0] == ("x" if kind == "basins" else "lr")
        assert np.isfinite(part.columns["loss"]).all()
        assert len(part.cells) == len(part.columns["minimum"])


def test_axis_values_and_their_spacing() -> None:
    part = map_part(asked(axes=[LR, MOMENTUM | {"scale": "one_minus_log"}]), 0)
    assert (part.x[0], part.x[-1]) == (0.01, 0.1)
    assert (part.y[0], part.y[-1]) == (0.0, 0.9)
    # Moved by at most a twentieth of the way to the next line, for the sake of the digits.
    np.testing.assert_allclose(np.diff(np.log(part.x)), np.log(10) / 4, rtol=0.1)
    np.testing.assert_allclose(np.diff(np.log(1 - part.y)), np.log(0.1) / 4, rtol=0.1)


@pytest.mark.parametrize("resolution", [2, 3, 51, 201])
def test_axis_values_are_short_decimals(resolution: int) -> None:
    lr = Axis(parameter="lr", low=1.7783e-5, high=0.17783, scale="log")
    momentum = Axis(parameter="momentum", low=0.0, high=0.999, scale="one_minus_log")
    narrow = Axis(parameter="lr", low=0.1, high=0.1001, scale="log")
    for axis, digits in ((lr, 5), (momentum, 7), (narrow, 9)):
        found = axis_values(axis, resolution)
        assert (found[0], found[-1]) == (axis.low, axis.high)
        assert (np.diff(found) > 0).all()
        inside = [repr(value).split("e")[0] for value in found[1:-1].tolist()]
        assert all(len(text.replace(".", "").strip("0")) <= digits for text in inside)


def plain_loop(lr: float, momentum: float, schedule: str, edit: tuple[int, float] | None = None) -> float:
    """The last loss under the real optimizer and scheduler; the edit sets the weight decay."""
    point = torch.tensor([2.0, 0.7], dtype=torch.float64, requires_grad=True)
    params = OPTIMIZERS.named("sgd").params(lr=lr, momentum=momentum)
    optimizer = torch.optim.SGD([point], lr=lr, momentum=momentum, foreach=False)
    entry = SCHEDULES.named(schedule)
    scheduler = entry.build(optimizer, entry.params(), 40)
    assert params is not None
    for step in range(40):
        if edit and edit[0] == step:
            optimizer.param_groups[0]["weight_decay"] = edit[1]
        optimizer.zero_grad()
        x, y = point.unbind()
        (0.5 * (x**2 + 10 * y**2)).backward()
        optimizer.step()
        if scheduler is not None:
            scheduler.step()
    x, y = point.detach()
    return float(0.5 * (x**2 + 10 * y**2))


@pytest.mark.parametrize("schedule", [entry.name for entry in SCHEDULES if not entry.watches_loss])
def test_every_schedule_matches_the_real_one(schedule: str) -> None:
    request_ = asked(axes=[LR, {"parameter": "weight_decay", "low": 0.0, "high": 0.1}])
    request_["experiment"]["racers"][0] |= {
        "schedule": {"name": schedule},
        "optimizer": {"name": "sgd", "params": {"lr": 0.02, "momentum": 0.8}},
    }
    part = map_part(request_, 0)
    across = part.cells % 5
    for cell in (0, 3):
        at = int(np.flatnonzero((part.cells < 5) & (across == cell))[0])
        assert part.columns["loss"][at] == plain_loop(float(part.x[cell]), 0.8, schedule)


def test_edits_apply_at_their_step() -> None:
    request_ = asked()
    request_["experiment"]["edits"] = [{"step": 7, "racer": 0, "set": {"weight_decay": 0.3}}]
    part = map_part(request_, 0)
    at = int(np.flatnonzero(part.cells == 13)[0])
    expected = plain_loop(float(part.x[3]), float(part.y[2]), "constant", (7, 0.3))
    assert part.columns["loss"][at] == expected
    assert expected != plain_loop(float(part.x[3]), float(part.y[2]), "constant")


def test_axis_changed_by_an_edit_is_refused() -> None:
    request_ = asked()
    request_["experiment"]["edits"] = [{"step": 7, "racer": 0, "set": {"momentum": 0.5}}]
    with pytest.raises(InvalidSpec, match="change momentum on the way"):
        map_part(request_, 0)


@pytest.mark.parametrize("schedule", [entry.name for entry in SCHEDULES if entry.watches_loss])
def test_schedules_that_read_the_loss_are_refused(schedule: str) -> None:
    request_ = asked()
    request_["experiment"]["racers"][0]["schedule"] = {"name": schedule}
    with pytest.raises(InvalidSpec, match="looks at the loss"):
        map_part(request_, 0)


WITH_THEORY: list[dict[str, Any]] = [
    {},
    {"lr": 0.02, "nesterov": True, "momentum": 0.5},
    {"lr": 0.02, "dampening": 0.5},
]
"""Settings of SGD that the theory of momentum describes."""

FADING = {"schedule": {"name": "exponential"}}


@pytest.mark.parametrize("params", WITH_THEORY)
def test_map_of_a_quadratic_has_its_theory(params: dict[str, Any]) -> None:
    axes = [LR, MOMENTUM | {"low": 0.1}]
    part = map_part(asked(params=params, axes=axes), 0)
    assert part.theory is not None
    assert part.theory["curvatures"] == pytest.approx([1.0, 10.0])
    assert {"theory_rate", "regime"} <= part.columns.keys()


@pytest.mark.parametrize(
    ("change", "of_racer", "more"),
    [
        ({}, FADING, {}),
        ({}, {"schedule": {"name": "linear_warmup"}}, {}),
        ({"weight_decay": 0.1}, {}, {}),
        ({"dampening": 1.0}, {}, {}),
        ({}, {}, {"noise": 0.3}),
        ({}, {}, {"surface": {"name": "rosenbrock"}}),
    ],
)
def test_theory_is_told_only_where_it_holds(
    change: dict[str, Any], of_racer: dict[str, Any], more: dict[str, Any]
) -> None:
    """Its curves hold for SGD with settings that stay, on a quadratic without noise and decay."""
    request_ = asked(params={"lr": 0.02} | change)
    request_["experiment"]["racers"][0] |= of_racer
    request_["experiment"]["problem"] |= more
    part = map_part(request_, 0)
    assert part.theory is None
    assert not {"theory_rate", "regime"} & part.columns.keys()


def test_edited_racers_and_other_axes_have_no_theory() -> None:
    edited = asked()
    edited["experiment"]["edits"] = [{"step": 7, "racer": 0, "set": {"weight_decay": 0.3}}]
    decay = asked(axes=[LR, {"parameter": "weight_decay", "low": 0.0, "high": 0.1}])
    for request_ in (
        edited,
        decay,
        asked("adam", axes=[LR, {"parameter": "beta1", "low": 0.1, "high": 0.9}]),
    ):
        assert map_part(request_, 0).theory is None
