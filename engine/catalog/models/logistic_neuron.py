"""Logistic neuron: logistic regression with two weights."""

import numpy as np
from torch import nn

from ...core.types import Array
from .base import Layer, Model

NEWTON_STEPS = 100


def _minima(inputs: Array, targets: Array) -> list[tuple[float, float]]:
    """Maximum-likelihood weights by damped Newton steps in float64; none if the classes are separable.

    The loss is convex, so a point with zero gradient is its only minimum. Inputs are standardized first,
    so that Newton's method needs few steps in any unit.
    """
    mean, deviation = inputs.mean(), inputs.std()
    if deviation == 0 or _separable(inputs[targets == 0], inputs[targets == 1]):
        return []
    design = np.stack([(inputs - mean) / deviation, np.ones_like(inputs)])
    weights = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        residual = _sigmoid(weights @ design) - targets
        gradient = design @ residual / len(inputs)
        if np.abs(gradient).max() < 1e-14:
            break
        weights = _newton_step(weights, design, targets, gradient)
    if np.abs(gradient).max() > 1e-10:
        return []
    slope = weights[0] / deviation
    return [(float(slope), float(weights[1] - slope * mean))]


def _separable(first: Array, second: Array) -> bool:
    """Whether a threshold separates the classes: the loss then falls without end as weights grow."""
    if not len(first) or not len(second):
        return True
    return bool(first.max() <= second.min() or second.max() <= first.min())


def _newton_step(weights: Array, design: Array, targets: Array, gradient: Array) -> Array:
    """A full Newton step, halved until the loss does not rise; the old weights if 30 halvings fail."""
    curvature = _sigmoid(weights @ design) * _sigmoid(-(weights @ design))
    hessian = design * curvature @ design.T / design.shape[1]
    direction = np.linalg.lstsq(hessian, gradient, rcond=None)[0]
    before = _loss(weights, design, targets)
    for halving in range(30):
        candidate = np.asarray(weights - direction * 0.5**halving)
        if _loss(candidate, design, targets) <= before:
            return candidate
    return weights


def _sigmoid(logits: Array) -> Array:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)))


def _loss(weights: Array, design: Array, targets: Array) -> float:
    logits = weights @ design
    return float(np.mean(np.logaddexp(0, logits) - targets * logits))


ENTRY = Model(
    name="logistic_neuron",
    title="Logistic neuron",
    aliases=("LogisticRegression", "neuron"),
    summary="Two weights: one input, one sigmoid. The cross entropy is convex, flat far away and steep near"
    " by.",
    formula=r"P(y = 1 \mid x) = \sigma(w x + b)",
    reference="Cox 1958, The regression analysis of binary sequences",
    build=lambda _params, inputs, outputs: nn.Sequential(nn.Linear(inputs.features, outputs)),
    tasks=("classification",),
    dataset="breast_cancer",
    features=1,
    outputs=1,
    weights=2,
    start=(2.0, 2.0),
    layers=lambda _params: [Layer()],
    minima=_minima,
    minima_of="binary_cross_entropy",
    lowest_everywhere="a convex loss",
    respond=lambda w, b, inputs: w * inputs + b,
)
