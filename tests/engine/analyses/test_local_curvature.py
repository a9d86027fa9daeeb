"""Local curvature: compared with closed forms, dense Hessians and simulation."""

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from engine_builders import experiment, formula, racer, surface
from network_specs import network_experiment

from engine.analyses.local_curvature import CurvatureRequest, local_curvature, stationary_std
from engine.landscape.build import build_race
from engine.spec.defaults import complete
from engine.spec.experiment import Experiment

GROUP = {"lr": 0.1, "momentum": 0.0, "nesterov": False, "dampening": 0.0, "weight_decay": 0.0}


def at(problem: dict[str, Any], place: tuple[float, float], **params: Any) -> dict[str, Any]:
    spec = experiment(problem, [racer("sgd", **{"lr": 0.01} | params)], 10)
    return local_curvature(CurvatureRequest(experiment=spec, racer=0, step=0, place=place and list(place)))


def test_curvatures_of_a_rotated_ellipse() -> None:
    bowl = {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": 50.0, "angle": 30.0}}}
    told = at(bowl, (1.0, -2.0))
    steep, gentle = told["directions"]
    assert steep["curvature"] / gentle["curvature"] == pytest.approx(50)
    assert told["stationary"] == pytest.approx([0, 0], abs=1e-12)
    assert abs(np.dot(steep["vector"], gentle["vector"])) < 1e-12
    assert told["kind"] == "minimum"
    assert not told["at_rest"]
    assert at(bowl, (0.0, 0.0))["at_rest"]
    assert told["limit"] == pytest.approx(2 / steep["curvature"])


def test_derivatives_match_closed_forms() -> None:
    x, y = 0.3, -0.7
    told = at(surface("rosenbrock"), (x, y))
    assert told["gradient"] == pytest.approx([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
    expected = [[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200.0]]
    np.testing.assert_allclose(told["hessian"], expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("x**2 + 3*y**2", "minimum"),
        ("-x**2 - y**2", "maximum"),
        ("x**2 - y**2", "saddle"),
        ("x**2 + 0*y", "valley"),
        ("-(x**2) + 0*y", "ridge"),
    ],
)
def test_stationary_points_are_classified(expression: str, kind: str) -> None:
    problem = formula(expression, domain=[[-3, 3], [-3, 3]], start=[1, 1])
    told = at(problem, (0.0, 0.0))
    assert told["kind"] == kind
    assert told["at_rest"]


@pytest.mark.parametrize(
    ("expression", "place", "kind", "at_rest"),
    [
        ("abs(x) + abs(y)", (0.0, 0.0), "kink", True),
        ("abs(x) + abs(y)", (0.0, 1.0), "kink", False),
        ("abs(x) + y**2", (0.0, 0.0), "kink", True),
        ("-abs(x) - abs(y)", (0.0, 0.0), "kink", False),
        ("abs(x) + abs(y)", (0.5, 1.0), "flat", False),
        ("x**4 + y**4", (0.0, 0.0), "flat", True),
        ("1e4*x**4 + y**2", (0.0, 0.0), "valley", True),
        ("1e4*x**2 + y**2", (0.0, 0.0), "minimum", True),
        ("sin(50*x) + y**2", (0.3, 0.2), None, False),
    ],
)
def test_kinks_are_told_from_level_ground(
    expression: str, place: tuple[float, float], kind: str | None, at_rest: bool
) -> None:
    told = at(formula(expression, domain=[[-3, 3], [-3, 3]], start=[1, 1]), place)
    assert told["at_rest"] == at_rest
    assert told["kind"] == kind if kind else told["kind"] != "kink"
    assert ("slope jumps" in told["sentence"]) == (kind == "kink")


@pytest.mark.parametrize(
    ("lr", "momentum", "regime"),
    [
        (0.18, 0.01, "zigzag"),
        (0.001, 0.01, "over_damped"),
        (0.05, 0.0, "straight"),
        (0.15, 0.0, "zigzag"),
        (0.25, 0.0, "divergent"),
        (0.05, 0.5, "under_damped"),
        (0.002, 0.5, "over_damped"),
        ((1 - math.sqrt(0.5)) ** 2 / 10, 0.5, "critically_damped"),
    ],
)
def test_momentum_regime_matches_a_plain_loop(lr: float, momentum: float, regime: str) -> None:
    problem = formula("5*x**2 + 0.05*y**2", domain=[[-3, 3], [-3, 3]], start=[1, 1])
    steep = at(problem, (1.0, 1.0), lr=lr, momentum=momentum)["directions"][0]
    assert steep["curvature"] == pytest.approx(10)
    assert steep["regime"] == regime
    x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=lr, momentum=momentum)
    path = []
    for _ in range(60):
        optimizer.zero_grad()
        (5 * x**2).sum().backward()
        optimizer.step()
        path.append(x.item())
    crossings = sum(a * b < 0 for a, b in pairwise(path))
    grows = abs(path[-1]) > 1
    assert grows == (regime == "divergent")
    assert (crossings > 1) == (regime in ("under_damped", "zigzag", "divergent"))
    if regime not in ("divergent", "critically_damped", "under_damped"):
        assert abs(path[-1] / path[-2]) == pytest.approx(steep["rate"], rel=1e-3)


@pytest.mark.parametrize(
    "change",
    [{}, {"momentum": 0.9}, {"momentum": 0.8, "nesterov": True}, {"momentum": 0.7, "dampening": 0.5}],
)
def test_noise_ellipse_matches_simulation(change: dict[str, Any]) -> None:
    group, curvature, noise = GROUP | change, 3.0, 0.5
    expected = stationary_std(curvature, noise, group)
    draws = torch.Generator().manual_seed(1)
    x = torch.zeros(40_000, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], **group)
    for _ in range(150):
        x.grad = curvature * x.detach() + noise * torch.randn(len(x), dtype=torch.float64, generator=draws)
        optimizer.step()
    assert expected is not None
    assert x.std().item() == pytest.approx(expected, rel=0.02)


def test_ellipse_holds_its_share_of_a_real_run() -> None:
    """The share of points within the half axes that are drawn is the one that is said beside them."""
    bowl = {"kind": "surface", "surface": {"name": "ellipse", "params": {"kappa": 4.0, "angle": 30.0}}}
    spec = experiment(bowl | {"noise": 0.5, "start": [0.0, 0.0]}, [racer("sgd", lr=0.2)], 5000)
    ellipse = local_curvature(CurvatureRequest(experiment=spec, racer=0, step=0))["noise"]
    points = build_race(spec).advance(5001).racers[0][:2, 100:]
    axes = np.array(ellipse["axes"])
    along = (axes / np.square(axes).sum(axis=1, keepdims=True)) @ points
    assert np.mean(np.square(along).sum(axis=0) < 1) == pytest.approx(ellipse["share"], abs=0.03)
    assert ellipse["share"] == pytest.approx(0.86, abs=0.005)


def test_scheduled_parameters_are_used() -> None:
    made = [racer("sgd", lr=0.01, schedule={"name": "exponential", "params": {"gamma": 0.5}})]
    spec = experiment(surface("bowl"), made, 10)
    told = local_curvature(CurvatureRequest(experiment=spec, racer=0, step=3))
    assert told["lr"] == pytest.approx(0.01 / 8)
    assert told["step"] == 3
    line = local_curvature(
        CurvatureRequest(experiment=network_experiment("line", "diabetes"), racer=0, step=0)
    )
    assert line["kind"] == "minimum"


@pytest.mark.parametrize("place", [None, (0.3, -0.2)])
def test_network_curvature_matches_a_dense_hessian(place: tuple[float, float] | None) -> None:
    model = {"name": "mlp", "params": {"hidden": [4], "activation": "tanh"}}
    spec = network_experiment(
        model, "moons", racers=[racer("sgd", lr=0.1)], steps=30, plane={"name": "random"}, seed=2
    )
    told = local_curvature(CurvatureRequest(experiment=spec, racer=0, step=20, place=place and list(place)))
    race = build_race(spec)
    race.advance(20)
    problem, axes = race.problem, race.problem.axes
    weights = torch.cat([p.detach().reshape(-1) for p in race.racers[0].parameters]).double()
    if place is not None:
        weights = axes.origin + place[0] * axes.directions[0] + place[1] * axes.directions[1]

    def loss(flat: torch.Tensor) -> torch.Tensor:
        w1, b1, w2, b2 = flat[:8].view(4, 2), flat[8:12], flat[12:20].view(2, 4), flat[20:]
        outputs = torch.tanh(problem.inputs_as(torch.float64) @ w1.T + b1) @ w2.T + b2
        return torch.nn.functional.cross_entropy(outputs, problem.targets)

    dense = torch.autograd.functional.hessian(loss, weights)
    values = torch.linalg.eigvalsh(dense)
    ours = [direction["curvature"] for direction in told["space"]["directions"]]
    expected = [float(values[k]) for k in (-1, -2, 0)]
    assert ours == pytest.approx(expected, abs=2e-3 * expected[0])
    slope = torch.autograd.functional.jacobian(loss, weights)
    assert told["space"]["slope"] == pytest.approx(float(slope.norm()), rel=1e-6)
    assert told["gradient"] == pytest.approx((axes.directions @ slope).tolist(), rel=1e-6, abs=1e-9)
    plane = axes.directions @ dense @ axes.directions.T
    assert np.array(told["hessian"]) == pytest.approx(plane.numpy(), rel=1e-6, abs=1e-9)
    assert told["limit"] == pytest.approx(2 / ours[0])
    assert told["kind"] == ("saddle" if expected[2] < -1e-3 * expected[0] else "minimum")
    assert all(0 <= direction["share"] <= 1 for direction in told["space"]["directions"])


@pytest.mark.parametrize("dampening", [1.0, 1.5])
def test_dampening_of_one_or_more_has_no_stable_rate(dampening: float) -> None:
    problem = surface("ellipse10")
    assert at(problem, (1.0, 1.0), lr=0.01, momentum=0.9, dampening=dampening)["limit"] is None
    assert at(problem, (1.0, 1.0), lr=0.01, dampening=dampening)["limit"] == pytest.approx(0.2)


def test_momentum_of_one_has_no_stable_rate() -> None:
    assert at(surface("bowl"), (1.0, 1.0), momentum=1.0)["limit"] is None


def test_edit_at_the_same_step_is_applied() -> None:
    edits = [{"step": 5, "racer": 0, "set": {"lr": 0.5}}]
    made = {"problem": surface("bowl"), "racers": [racer("sgd", lr=0.1)], "steps": 9, "edits": edits}
    spec = complete(Experiment.model_validate(made))
    told = local_curvature(CurvatureRequest(experiment=spec, racer=0, step=5))
    assert told["lr"] == build_race(spec).advance(10).racers[0][3][5] == 0.5
