"""Losses: values, gradients and batched values against torch, scikit-learn and formulas."""

import math

import numpy as np
import pytest
import torch
from sklearn.metrics import hinge_loss
from torch.nn import functional

from engine.catalog.losses import LOSSES, Loss

CASES = [(loss, classes) for loss in LOSSES for classes in (None, 2, 5)]
FITTING = [
    (loss, classes)
    for loss, classes in CASES
    if ("regression" if classes is None else "classification") in loss.tasks
    and loss.classes in (None, classes)
]


def _targets(classes: int | None) -> np.ndarray:
    generator = np.random.default_rng(0)
    return generator.standard_normal(30) if classes is None else generator.integers(classes, size=30) * 1.0


@pytest.mark.parametrize(("loss", "classes"), FITTING, ids=lambda value: getattr(value, "name", str(value)))
def test_batched_losses_equal_single_losses(loss: Loss, classes: int | None) -> None:
    targets = loss.encode(_targets(classes), classes)
    generator = torch.Generator().manual_seed(0)
    outputs = 3 * torch.randn(4, 30, loss.outputs(classes), dtype=torch.float64, generator=generator)
    alone = torch.stack([loss.function(one, targets) for one in outputs])
    torch.testing.assert_close(loss.across(outputs.transpose(1, 2).contiguous(), targets), alone)
    one = loss.across(outputs[:1].transpose(1, 2).contiguous(), targets)
    torch.testing.assert_close(one, alone[:1])


@pytest.mark.parametrize(("loss", "classes"), FITTING, ids=lambda value: getattr(value, "name", str(value)))
def test_gradient_and_second_derivative_are_right(loss: Loss, classes: int | None) -> None:
    """The Hessian plane needs second derivatives: they must exist and match finite differences."""
    targets = loss.encode(_targets(classes)[:4], classes)
    generator = torch.Generator().manual_seed(1)
    outputs = torch.randn(4, loss.outputs(classes), dtype=torch.float64, generator=generator)
    outputs.requires_grad_()
    assert torch.autograd.gradcheck(lambda z: loss.function(z, targets), outputs)
    (slope,) = torch.autograd.grad(loss.function(outputs, targets), outputs, create_graph=True)
    if slope.requires_grad:
        assert torch.autograd.gradgradcheck(lambda z: loss.function(z, targets), outputs)


@pytest.mark.parametrize("classes", [2, 5])
def test_hinge_equals_multi_margin_loss(classes: int) -> None:
    loss = LOSSES.named("hinge")
    targets = loss.encode(_targets(classes), classes)
    outputs = torch.randn(30, classes, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    outputs.requires_grad_()
    ours, theirs = loss.function(outputs, targets), functional.multi_margin_loss(outputs, targets)
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(*(torch.autograd.grad(value, outputs)[0] for value in (ours, theirs)))


def test_binary_hinge_equals_scikit_learn() -> None:
    loss = LOSSES.named("binary_hinge")
    labels, scores = _targets(2), 2 * np.random.default_rng(3).standard_normal(30)
    value = loss.function(torch.from_numpy(scores[:, None]), loss.encode(labels, 2))
    assert value.item() == pytest.approx(hinge_loss(labels, scores))


def test_l1_and_huber_match_their_formulas() -> None:
    targets, answers = _targets(None), np.linspace(-3, 3, 30)
    off = np.abs(answers - targets)
    expected = {"l1": off.mean(), "huber": np.where(off <= 1, off**2 / 2, off - 0.5).mean()}
    for name, value in expected.items():
        loss = LOSSES.named(name)
        ours = loss.function(torch.from_numpy(answers[:, None]), loss.encode(targets, None))
        assert ours.item() == pytest.approx(value)


def test_uniform_guess_costs_log_of_class_count() -> None:
    loss = LOSSES.named("cross_entropy")
    value = loss.function(torch.zeros(30, 5), loss.encode(_targets(5), 5))
    assert value.item() == pytest.approx(math.log(5))


def test_binary_cross_entropy_matches_its_formula() -> None:
    loss = LOSSES.named("binary_cross_entropy")
    logits, targets = torch.linspace(-3, 3, 30, dtype=torch.float64)[:, None], _targets(2)
    probability = 1 / (1 + np.exp(-logits.numpy()[:, 0]))
    expected = -np.mean(targets * np.log(probability) + (1 - targets) * np.log(1 - probability))
    assert loss.function(logits, loss.encode(targets, 2)).item() == pytest.approx(expected)


def test_mse_of_classes_uses_one_hot_targets() -> None:
    loss = LOSSES.named("mse")
    encoded = loss.encode(np.array([0.0, 2.0]), 3)
    assert encoded.tolist() == [[1, 0, 0], [0, 0, 1]]
    assert loss.function(torch.zeros(2, 3, dtype=torch.float64), encoded).item() == pytest.approx(1 / 3)
