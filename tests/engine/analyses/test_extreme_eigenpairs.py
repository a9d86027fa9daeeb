"""Extreme eigenpairs: the two largest eigenvalues and the lowest, against known and dense matrices."""

from typing import Any

import numpy as np
import pytest
import torch
from network_specs import network_experiment
from numpy.random import PCG64, Generator
from torch import nn

from engine.analyses.local_curvature import CurvatureRequest, local_curvature
from engine.core.lanczos import spectrum_ends
from engine.landscape.build import build_problem

SPECTRA = [
    (-5.0, -1.0, 0.5),
    (-5.0, -4.9, 3.0, 0.1),
    (5.0, 4.0, -0.5),
    (-5.0, 3.0, 0.0),
    (3.0, 2.0, 1.0),
    (-3.0, -2.0, -1.0),
    (2.0, 2.0, -3.0, -3.0, 0.0),
    (1.0, 1.0, 1.0),
    (0.0, 0.0, 0.0),
]


@pytest.mark.parametrize("spectrum", SPECTRA, ids=str)
def test_two_largest_by_value_then_lowest(spectrum: tuple[float, ...]) -> None:
    rotation, _ = np.linalg.qr(np.random.default_rng(3).standard_normal((len(spectrum), len(spectrum))))
    matrix = rotation @ np.diag(spectrum) @ rotation.T
    values, vectors = spectrum_ends(lambda v: matrix @ v, len(spectrum), Generator(PCG64(0)))
    first, second, *_, last = sorted(spectrum, reverse=True)
    np.testing.assert_allclose(values, (first, second, last), atol=1e-5)
    for value, vector in zip(values, vectors, strict=True):
        np.testing.assert_allclose(matrix @ vector, value * vector, atol=1e-5)


NETWORKS: list[tuple[dict[str, Any], str]] = [
    ({"hidden": [6, 5], "activation": activation}, initializer)
    for activation in ("tanh", "relu", "sigmoid")
    for initializer in ("large_normal", "xavier_normal")
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("params", "initializer"), NETWORKS)
def test_curvature_of_random_networks_is_the_dense_one(
    params: dict[str, Any], initializer: str, seed: int
) -> None:
    experiment = network_experiment(
        {"name": "mlp", "params": params}, "moons", initializer={"name": initializer}, seed=seed
    )
    told = local_curvature(CurvatureRequest(experiment=experiment))["space"]["directions"]
    dense = _dense_spectrum(experiment, params)
    expected = [dense[-1], dense[-2], dense[0]]
    assert [one["curvature"] for one in told] == pytest.approx(expected, abs=2e-3 * np.abs(dense).max())


def _dense_spectrum(experiment: Any, params: dict[str, Any]) -> np.ndarray:
    """Ascending eigenvalues of the Hessian of a module written out here, in float64."""
    problem = build_problem(experiment)
    activation = {"tanh": nn.Tanh, "relu": nn.ReLU, "sigmoid": nn.Sigmoid}[params["activation"]]
    net = nn.Sequential(
        nn.Linear(2, 6), activation(), nn.Linear(6, 5), activation(), nn.Linear(5, 2)
    ).double()
    names = [name for name, _ in net.named_parameters()]
    weights = torch.from_numpy(problem.initial)
    inputs, targets = problem.inputs.double(), problem.targets

    def loss(flat: torch.Tensor) -> torch.Tensor:
        parts = flat.split([one.numel() for one in net.parameters()])
        shaped = {n: p.view(one.shape) for n, p, one in zip(names, parts, net.parameters(), strict=True)}
        return nn.functional.cross_entropy(torch.func.functional_call(net, shaped, inputs), targets)

    return np.linalg.eigvalsh(torch.autograd.functional.hessian(loss, weights).numpy())
