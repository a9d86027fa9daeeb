"""Known results about networks: published findings, measured with our quantities."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from sklearn.linear_model import LogisticRegression

from engine.analyses.measure import QuantitiesRequest, measure
from engine.landscape.build import build_problem, build_race
from engine.landscape.grid import axis
from engine.landscape.roughness import has_negative_curvature, minima, non_monotone_rays, roughness
from engine.problems.derivatives import Derivatives

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "experiments.md").read_text(encoding="utf-8")
RANDOM = {"name": "random"}


def _digits(samples: int, **params: Any) -> dict[str, Any]:
    return {"name": "digits", "params": {"samples": samples, "test_share": 0.0, **params}}


def _descent(lr: float) -> list[dict[str, Any]]:
    return [{"optimizer": {"name": "sgd", "params": {"lr": lr}}}]


def _gradients(activation: str, initializer: dict[str, Any], hidden: int = 9) -> Any:
    """Layer gradients of an untrained network of nine hidden layers of 64 units, on 256 digits."""
    model = {"name": "mlp", "params": {"hidden": [64] * hidden, "activation": activation}}
    experiment = network_experiment(model, _digits(256), initializer=initializer, plane=RANDOM)
    facts = measure(QuantitiesRequest(experiment=experiment, racer=0, step=0, quantities=["layer_gradients"]))
    return facts["quantities"]["layer_gradients"]


def test_gradients_vanish_with_sigmoids_not_with_relu() -> None:
    # Glorot & Bengio 2010; He et al. 2015. A sigmoid passes a quarter of the gradient at most.
    small = _gradients("sigmoid", {"name": "small_normal", "params": {"std": 0.1}})
    xavier = _gradients("sigmoid", {"name": "xavier_normal"})
    kaiming = _gradients("relu", {"name": "kaiming_normal"})
    assert small["ratio"] < 1e-5
    assert xavier["ratio"] < 1e-4
    assert 0.1 < kaiming["ratio"] < 10


def test_all_gradients_vanish_together_with_tanh() -> None:
    told = _gradients("tanh", {"name": "small_normal", "params": {"std": 0.01}})
    assert 0.3 < told["ratio"] < 3
    assert told["gradient"][0] < 1e-8


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_loss_falls_along_the_line_from_start_to_end(activation: str) -> None:
    # Goodfellow, Vinyals & Saxe 2015: no barrier on the line, though the path itself is not straight.
    experiment = network_experiment(
        {"name": "mlp", "params": {"hidden": [32, 32], "activation": activation}},
        _digits(600),
        batch_size=32,
        racers=_descent(0.1),
        steps=300,
        plane={"name": "interpolation"},
        initializer={"name": "kaiming_normal" if activation == "relu" else "xavier_normal"},
    )
    problem = build_problem(experiment)
    along = problem.loss_grid(axis(0.0, 1.0, 41), np.zeros(1))[0]
    rise = np.clip(np.diff(along), 0, None).sum()
    assert along[-1] < 0.25 * along[0]
    assert rise < 0.01 * (along[0] - along[-1])


def test_full_batch_descent_ends_at_the_edge_of_stability() -> None:
    # Cohen et al. 2021: sharpness rises to 2 / lr and hovers there while the loss still falls.
    lr = 2.0
    experiment = network_experiment(
        {"name": "mlp", "params": {"hidden": [32] * 4, "activation": "tanh"}},
        _digits(300, scaling="standardize"),
        loss={"name": "mse"},
        initializer={"name": "xavier_normal"},
        racers=_descent(lr),
        steps=900,
        plane=RANDOM,
    )
    places = (20, 500, 600, 700, 800, 900)
    told = [
        measure(QuantitiesRequest(experiment=experiment, racer=0, step=step, quantities=["sharpness"]))[
            "quantities"
        ]["sharpness"]
        for step in places
    ]
    late = [one["sharpness"] for one in told[1:]]
    assert told[-1]["bearable"] == pytest.approx(2 / lr)
    assert np.mean(late) == pytest.approx(2 / lr, rel=0.05)
    losses = build_race(experiment).advance(901).racers[0][2]
    assert losses[900] < 0.8 * losses[500]


def _bend_along_the_gradient(normalization: str, seed: int) -> float:
    """Effective smoothness of an untrained deep network: max |g' - g| / |step| over steps of several lengths.

    Santurkar, Tsipras, Ilyas & Madry 2018, figure 4(c).
    """
    params = {"hidden": [64] * 7, "activation": "relu", "normalization": normalization, "statistics": "batch"}
    experiment = network_experiment(
        {"name": "mlp", "params": params},
        _digits(512),
        initializer={"name": "kaiming_normal"},
        plane=RANDOM,
        seed=seed,
    )
    derivatives = Derivatives(build_problem(experiment))
    start = derivatives.problem.initial
    slope = derivatives.gradient(start)
    bends = [
        np.linalg.norm(derivatives.gradient(start - rate * slope) - slope) / (rate * np.linalg.norm(slope))
        for rate in np.linspace(0.05, 0.4, 8)
    ]
    return float(max(bends))


@pytest.mark.parametrize(("seed", "end"), [(3, 0), (1, 1)])
def test_batch_normalization_smooths_the_loss(seed: int, end: int) -> None:
    """The document gives a range over six seeds, whose ends are those of seeds 3 and 1."""
    ends = re.search(r"Seven hidden ReLU layers.*?it is ([\d.]+) to ([\d.]+) times", DOCUMENT, re.S)
    assert ends
    ratio = _bend_along_the_gradient("none", seed) / _bend_along_the_gradient("batch", seed)
    assert f"{ratio:.2f}" == ends[1 + end]


def test_batch_normalization_is_invariant_to_layer_scale() -> None:
    model = {"name": "mlp", "params": {"hidden": [16, 16], "normalization": "batch", "statistics": "batch"}}
    problem = build_problem(network_experiment(model, "moons", plane=RANDOM))
    weights = [one.detach().double() for one in problem.parameters()]
    losses, slopes = [], []
    for factor in (1.0, 7.0):
        leaves = [(factor * one if k == 0 else one).requires_grad_() for k, one in enumerate(weights)]
        loss = problem.eval_loss(leaves)
        losses.append(loss.item())
        slopes.append(torch.autograd.grad(loss, leaves)[0].norm().item())
    assert losses[0] == pytest.approx(losses[1], rel=1e-3)
    assert slopes[0] / slopes[1] == pytest.approx(7.0, rel=1e-2)


def _forty_rectified(skip: bool) -> Any:
    """Forty layers, each kind with its best initialization, and 200 steps of momentum on most digits."""
    return network_experiment(
        {"name": "mlp", "params": {"hidden": [32] * 40, "activation": "relu", "skip": skip}},
        {"name": "digits", "params": {"test_share": 0.2}},
        batch_size=64,
        initializer={"name": "xavier_uniform", "params": {"gain": 0.1}}
        if skip
        else {"name": "kaiming_normal"},
        racers=[{"optimizer": {"name": "sgd", "params": {"lr": 0.03 if skip else 0.003, "momentum": 0.9}}}],
        steps=200,
        plane=RANDOM,
    )


def _kept_of_the_input(experiment: Any) -> float:
    """Test accuracy of a linear classifier on the last hidden layer of an untrained network."""
    problem = build_problem(experiment)
    said: list[np.ndarray] = []
    last = [module for module in problem.eval_net.module.modules() if isinstance(module, torch.nn.Linear)][-1]
    hook = last.register_forward_pre_hook(lambda _, inputs: said.append(inputs[0].detach().double().numpy()))
    for inputs in (problem.inputs, torch.from_numpy(problem.test.inputs).float()):
        problem.forward(problem.parameters(), inputs)
    hook.remove()
    seen, unseen = ((values - said[0].mean(0)) / (said[0].std(0) + 1e-12) for values in said)
    reader = LogisticRegression(max_iter=2_000).fit(seen, problem.labels)
    return float(reader.score(unseen, problem.test.targets))


def _right_after_training(experiment: Any) -> float:
    race = build_race(experiment)
    race.advance(experiment.steps + 1)
    problem = race.problem
    with torch.no_grad():
        said = problem.forward(race.racers[0].parameters, torch.from_numpy(problem.test.inputs).float())
    return float((said.argmax(1).numpy() == problem.test.targets).mean())


def test_forty_layers_learn_only_with_skip_connections() -> None:
    # He, Zhang, Ren & Sun 2016: what is lost in a deep plain net is lost on the way forward.
    plain, skips = _forty_rectified(False), _forty_rectified(True)
    assert _kept_of_the_input(plain) < 0.45
    assert _kept_of_the_input(skips) > 0.75
    assert _right_after_training(plain) < 0.6
    assert _right_after_training(skips) > 0.8


def test_minima_and_negative_curvature_of_closed_forms() -> None:
    x, y = np.meshgrid(np.linspace(-3, 3, 121), np.linspace(-3, 3, 121))
    assert minima(x**2 + y**2) == 1
    assert minima(np.cos(2 * np.pi * x / 1.5) + np.cos(2 * np.pi * y / 1.5)) == 16
    assert has_negative_curvature(x**2 + 3 * y**2 + x * y).mean() == 0
    assert has_negative_curvature(x**2 - 0.5 * y**2).mean() == 1
    # Half of cos bends down; where x decides alone, so does half of the grid.
    assert has_negative_curvature(1e-3 * y**2 + np.cos(2 * np.pi * x / 2)).mean() == pytest.approx(
        0.5, abs=0.03
    )
    rays = np.array([[0.0, 1.0, 2.0], [0.0, 1.0, 0.96], [0.0, 1.0, 0.94]])
    assert non_monotone_rays(rays).tolist() == [False, False, True]


def _deep(skip: bool) -> Any:
    """Twenty tanh layers with their best initialization: small with skips, orthogonal without."""
    initializer = (
        {"name": "xavier_uniform", "params": {"gain": 0.3}}
        if skip
        else {"name": "orthogonal", "params": {"gain": 1.0}}
    )
    experiment = network_experiment(
        {"name": "mlp", "params": {"hidden": [32] * 20, "activation": "tanh", "skip": skip}},
        _digits(200),
        batch_size=50,
        initializer=initializer,
        racers=[{"optimizer": {"name": "adam", "params": {"lr": 0.002}}}],
        steps=200,
        plane={"name": "random", "params": {"origin": "final"}},
    )
    return roughness(build_problem(experiment))


def test_skip_connections_make_the_landscape_convex() -> None:
    # Li et al. 2018, in small.
    bowl, pits = _deep(True), _deep(False)
    assert (bowl.minima, bowl.negative_inside, bowl.falling.sum()) == (1, 0.0, 0)
    assert bowl.rays[0, 0] < 0.1
    assert pits.rays[0, 0] < 0.5
    assert pits.minima > 3
    assert pits.negative_inside > 0.3
    assert pits.falling.any()
