"""Gradient noise: how far the gradients of mini-batches are from the gradient of the whole set."""

from typing import Any, final

import numpy as np
import torch
from numpy.random import PCG64, Generator
from numpy.typing import NDArray
from pydantic import BaseModel, Field
from torch import Tensor

from ...core.types import Array
from ...problems.network import NetworkProblem
from .base import MeasureContext, Number, Numbers, Quantity

MAX_BATCHES = 48
DEFAULT_BATCH_SIZE = 32
"""Batch size to measure if a step takes the whole set."""

MAX_NUMBERS = 4_000_000
"""Numbers of all gradients of single samples that are held at once."""


@final
class GradientNoiseFacts(BaseModel):
    """Gradient noise: gradients of batches around that of the whole set."""

    batch_size: int
    own: bool = Field(description="Whether that is the experiment's own batch size.")
    length: Number = Field(description="Norm of the whole set's gradient.")
    along: Numbers = Field(description="Part of each batch's gradient along it.")
    across: Numbers = Field(description="Part in the direction across it in which they differ most.")
    spread: Number = Field(description="Root mean square distance of a batch's gradient from it.")
    noise_scale: Number = Field(description="Null if the whole set's gradient is zero.")
    noise_scale_error: Number = Field(
        description="Standard error of the noise scale, where it is estimated from the batches: batch "
        "normalization by the batch's own statistics gives a single sample no gradient. Null if it is exact."
    )


def _unavailable_reason(problem: NetworkProblem) -> str | None:
    samples = len(problem.inputs)
    return None if samples > 3 else f"It learns from {samples} examples: there are no batches of them."


def _split(context: MeasureContext) -> tuple[int, list[NDArray[np.int64]]]:
    """The batch size, and index arrays of all batches of one shuffled epoch."""
    samples = len(context.problem.inputs)
    size = context.batch_size or samples
    if size >= samples:
        size = min(DEFAULT_BATCH_SIZE, samples // 2)
    order = Generator(PCG64(0)).permutation(samples)
    whole = [order[k : k + size] for k in range(0, samples - size + 1, size)]
    return size, whole[:MAX_BATCHES]


def sample_variance(problem: NetworkProblem, parameters: list[Tensor], full: Array) -> float:
    """Trace of the covariance of the samples' gradients: the sum over samples over their number less one.

    Args:
        problem: one whose samples do not see one another.
        parameters: the weights, in float32.
        full: gradient of the whole set, float64 of shape (weights,).
    """
    samples = len(problem.inputs)
    rows = max(1, MAX_NUMBERS // problem.dim)
    mean = torch.from_numpy(full).float()
    total = 0.0
    for begin in range(0, samples, rows):
        gradients = _sample_gradients(problem, parameters, torch.arange(begin, min(begin + rows, samples)))
        total += float((gradients - mean).double().square().sum())
    return total / (samples - 1)


def _sample_gradients(problem: NetworkProblem, parameters: list[Tensor], samples: Tensor) -> Tensor:
    """Gradient of the loss of each of these samples, float32 of shape (samples, weights)."""

    def loss_of_one(weights: tuple[Tensor, ...], one: Tensor, target: Tensor) -> Tensor:
        return problem.objective.function(problem.forward(weights, one[None]), target[None])

    weights = tuple(parameter.detach() for parameter in parameters)
    inputs, targets = problem.inputs[samples], problem.targets[samples]
    gradient = torch.func.grad(loss_of_one)
    try:
        parts = torch.func.vmap(gradient, in_dims=(None, 0, 0))(weights, inputs, targets)
        return torch.cat([part.flatten(1) for part in parts], dim=1)
    except RuntimeError:  # a layer that cannot be batched over samples, such as a recurrent one
        rows = [gradient(weights, *one) for one in zip(inputs, targets, strict=True)]
        return torch.stack([torch.cat([part.flatten() for part in row]) for row in rows])


def _noise(context: MeasureContext, gradients: Array, full: Array, size: int) -> dict[str, float | None]:
    """Spread of batches of this size and the simple noise scale, with its standard error if it has one.

    The noise scale is the trace of the per-sample gradient covariance over the squared norm of the mean
    (McCandlish, Kaplan, Amodei et al. 2018, section 2.2). A batch has ``size`` of ``samples`` samples, drawn
    without replacement, so its variance is 1/size - 1/samples of a single sample's.
    """
    problem = context.problem
    share = 1 / size - 1 / len(problem.inputs)
    if problem.samples_are_independent:
        variance, error = sample_variance(problem, context.parameters, full), None
    else:
        each = np.square(gradients - full).sum(axis=1) / share
        variance = float(each.mean())
        error = float(each.std(ddof=1) / np.sqrt(len(each))) if len(each) > 1 else variance
    signal = float(full @ full)
    return {
        "spread": float(np.sqrt(variance * share)),
        "noise_scale": variance / signal if signal else None,
        "noise_scale_error": None if error is None or not signal else error / signal,
    }


def _measure(context: MeasureContext) -> dict[str, Any]:
    derivatives = context.derivatives
    size, batches = _split(context)
    full = derivatives.gradient(context.weights)
    gradients = np.stack([derivatives.gradient(context.weights, torch.from_numpy(b)) for b in batches])
    apart = gradients - full
    length = float(np.linalg.norm(full))
    along = full / length if length > 0 else np.zeros_like(full)
    aside = apart - np.outer(apart @ along, along)
    # The direction orthogonal to the gradient in which batches differ most.
    _, vectors = np.linalg.eigh(aside @ aside.T)
    across = vectors[:, -1] @ aside
    across /= max(float(np.linalg.norm(across)), np.finfo(float).tiny)
    return {
        "batch_size": size,
        "own": context.batch_size == size,
        "length": length,
        "along": gradients @ along,
        "across": gradients @ across,
        **_noise(context, gradients, full, size),
    }


ENTRY = Quantity(
    facts=GradientNoiseFacts,
    name="gradient_noise",
    title="Gradients of batches",
    summary="The gradient of each mini-batch as a dot, that of the whole set as the arrow; the ring is how "
    "far a batch lies from it on average, over all weights. The noise scale is the batch size at which "
    "noise and signal are equal: far below it a larger batch pays, far above it hardly.",
    formula=r"B_{\mathrm{noise}} = \frac{\operatorname{tr} \Sigma}{\lVert g \rVert^2}",
    reference="McCandlish, Kaplan, Amodei et al. 2018, An empirical model of large-batch training",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
