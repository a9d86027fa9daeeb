"""Decay rule: what an entry says of its weight decay, against where the optimizer of torch rests."""

import pytest
import torch
from engine_builders import TORCH, single_tensor

from engine.catalog.methods import OPTIMIZERS

DECAY = 1.0
FREE, PENALIZED = 3.0, 300.0 / 101.0
"""Where 50 (w - 3)^2 is least, and where it is with w^2 / 2 added."""


def rest(name: str, **flags: bool) -> float:
    """Where the optimizer rests on 50 (w - 3)^2 with weight decay 1, its rate falling to nothing."""
    weight = torch.tensor([2.5], requires_grad=True, dtype=torch.float64)
    rate = 0.009 if name in ("sgd", "asgd") else 0.05
    made = TORCH[name]([weight], lr=rate, weight_decay=DECAY, **flags, **single_tensor(name))
    decline = torch.optim.lr_scheduler.ExponentialLR(made, 0.9985)
    for _ in range(6_000):
        made.zero_grad()
        (50 * (weight - 3) ** 2).sum().backward()
        made.step()
        decline.step()
    return weight.item()


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        *((name, {}) for name in ("sgd", "adagrad", "rmsprop", "adamax", "adam", "nadam", "radam", "asgd")),
        ("adamw", {}),
        ("adam", {"decoupled_weight_decay": True}),
        ("nadam", {"decoupled_weight_decay": True}),
        ("radam", {"decoupled_weight_decay": True}),
    ],
)
def test_coupled_decay_moves_the_minimum(name: str, flags: dict[str, bool]) -> None:
    entry = OPTIMIZERS.named(name)
    decay = entry.decay.of({"weight_decay": DECAY, **flags})
    place = rest(name, **flags)
    if decay.coupled:
        assert decay == (DECAY, 0.0)
        assert place == pytest.approx(PENALIZED, abs=2e-3)
    else:
        assert decay == (0.0, DECAY)
        assert place < PENALIZED - 0.1


def test_muon_and_adafactor_shrink_the_weights_themselves() -> None:
    for name, kind in (("muon", torch.optim.Muon), ("adafactor", torch.optim.Adafactor)):
        weight = torch.ones(2, 2, requires_grad=True)
        made = kind([weight], lr=0.01, weight_decay=DECAY)
        weight.grad = torch.zeros(2, 2)
        made.step()
        assert weight.detach().numpy() == pytest.approx(0.99)
        assert OPTIMIZERS.named(name).decay.of({"weight_decay": DECAY}) == (0.0, DECAY)


def test_averaged_descent_adds_both_its_decays() -> None:
    decay = OPTIMIZERS.named("asgd").decay.of({"weight_decay": 0.5, "lambd": 0.25})
    assert decay == (0.75, 0.0)
    assert OPTIMIZERS.named("rprop").decay.of({"lr": 0.1}) == (0.0, 0.0)
