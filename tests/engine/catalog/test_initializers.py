"""Initializers: statistics of many weights against the published formulas."""

from math import sqrt

import pytest
import torch
from torch import Tensor

from engine.catalog.initializers import INITIALIZERS, Initializer
from engine.catalog.models import ACTIVATIONS
from engine.core.rng import WEIGHTS, torch_generator

FAN_OUT, FAN_IN = 400, 250
EACH = pytest.mark.parametrize("initializer", INITIALIZERS, ids=INITIALIZERS.names)


def fill(name: str, seed: int = 0, nonlinearity: str = "relu", **params: object) -> Tensor:
    entry = INITIALIZERS.named(name)
    weight = torch.full((FAN_OUT, FAN_IN), torch.nan, dtype=torch.float64)
    entry.fill(entry.params.model_validate(params), weight, torch_generator(seed, WEIGHTS), nonlinearity)
    return weight


@EACH
def test_every_weight_is_overwritten_and_seeded(initializer: Initializer) -> None:
    assert torch.isfinite(fill(initializer.name)).all()
    assert torch.equal(fill(initializer.name, seed=7), fill(initializer.name, seed=7))
    if initializer.name not in ("zeros", "constant"):
        assert not torch.equal(fill(initializer.name, seed=7), fill(initializer.name, seed=8))


@EACH
def test_global_generator_is_unchanged(initializer: Initializer) -> None:
    torch.manual_seed(0)
    expected = torch.rand(1)
    torch.manual_seed(0)
    fill(initializer.name)
    assert torch.equal(torch.rand(1), expected)


@pytest.mark.parametrize(
    ("name", "params", "std"),
    [
        ("small_normal", {}, 0.01),
        ("large_normal", {}, 1.0),
        ("large_normal", {"std": 3.0}, 3.0),
        ("xavier_normal", {}, sqrt(2 / (FAN_IN + FAN_OUT))),
        ("xavier_normal", {"gain": 2.0}, 2 * sqrt(2 / (FAN_IN + FAN_OUT))),
        ("kaiming_normal", {}, sqrt(2 / FAN_IN)),
        ("kaiming_normal", {"mode": "fan_out"}, sqrt(2 / FAN_OUT)),
    ],
)
def test_gaussian_weights_have_published_deviation(name: str, params: dict[str, object], std: float) -> None:
    weight = fill(name, **params)
    assert weight.std().item() == pytest.approx(std, rel=0.01)
    assert abs(weight.mean().item()) < 4 * std / sqrt(weight.numel())
    kurtosis = ((weight / weight.std()) ** 4).mean().item()
    assert kurtosis == pytest.approx(3.0, abs=0.1)


@pytest.mark.parametrize(
    ("name", "params", "limit"),
    [
        ("uniform", {}, 0.5),
        ("uniform", {"limit": 2.0}, 2.0),
        ("xavier_uniform", {}, sqrt(6 / (FAN_IN + FAN_OUT))),
        ("xavier_uniform", {"gain": 0.5}, 0.5 * sqrt(6 / (FAN_IN + FAN_OUT))),
        ("kaiming_uniform", {}, sqrt(6 / FAN_IN)),
        ("kaiming_uniform", {"mode": "fan_out"}, sqrt(6 / FAN_OUT)),
    ],
)
def test_uniform_weights_fill_published_range(name: str, params: dict[str, object], limit: float) -> None:
    weight = fill(name, **params)
    assert weight.abs().max().item() == pytest.approx(limit, rel=1e-3)
    assert weight.abs().max().item() <= limit
    assert weight.std().item() == pytest.approx(limit / sqrt(3), rel=0.01)


@pytest.mark.parametrize(
    ("activation", "gain"),
    [
        ("identity", 1.0),
        ("sigmoid", 1.0),
        ("tanh", 5 / 3),
        ("relu", sqrt(2)),
        ("leaky_relu", sqrt(2 / (1 + 0.01**2))),
    ],
)
def test_kaiming_uses_activation_gain(activation: str, gain: float) -> None:
    weight = fill("kaiming_normal", nonlinearity=ACTIVATIONS.named(activation).nonlinearity)
    assert weight.std().item() == pytest.approx(gain / sqrt(FAN_IN), rel=0.01)


def test_orthogonal_columns_are_orthonormal_times_gain() -> None:
    weight = fill("orthogonal", gain=3.0)
    torch.testing.assert_close(weight.T @ weight, 9.0 * torch.eye(FAN_IN, dtype=torch.float64))


def test_constants_are_constant() -> None:
    assert torch.equal(fill("zeros"), torch.zeros(FAN_OUT, FAN_IN, dtype=torch.float64))
    assert (fill("constant", value=-0.25) == -0.25).all()
