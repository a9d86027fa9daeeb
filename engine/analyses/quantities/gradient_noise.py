"""Gradient noise: how far the gradients of mini-batches are from the gradient of the whole set."""

from typing import Any, final

import numpy as np
import torch
from numpy.random import PCG64, Generator
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from ...core.types import Array
from ...problems.network import NetworkProblem
from .base import MeasureContext, Number, Numbers, Quantity

MAX_BATCHES = 48
DEFAULT_BATCH_SIZE = 32
"""Batch size to measure if a step takes the whole set."""


@final
class GradientNoiseFacts(BaseModel):
    """Gradient noise: gradients of batches around that of the whole set."""

    batch_size: int
    own: bool = Field(description="Whether that is the experiment's own batch size.")
    length: Number = Field(description="Norm of the whole set's gradient.")
    along: Numbers = Field(description="Part of each batch's gradient along it.")
    across: Numbers = Field(description="Part in the direction across it in which they differ most.")
    spread: Number
    noise_scale: Number


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


def noise_scale(gradients: Array, full: Array, size: int, samples: int) -> float | None:
    """Simple noise scale: trace of the per-example gradient covariance over the squared norm of the mean.

    Estimated from gradients of batches, of shape (batches, weights). A batch has ``size`` of ``samples``
    examples, drawn without replacement, so its variance is 1/size - 1/samples of a single example's. None if
    the full gradient is zero. McCandlish, Kaplan, Amodei et al. 2018, section 2.2.
    """
    signal = float(full @ full)
    if signal == 0:
        return None
    spread = float(np.square(gradients - full).sum(axis=1).mean())
    return spread / (1 / size - 1 / samples) / signal


def _measure(context: MeasureContext) -> dict[str, Any]:
    problem, derivatives = context.problem, context.derivatives
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
        "spread": float(np.sqrt(np.square(apart).sum(axis=1).mean())),
        "noise_scale": noise_scale(gradients, full, size, len(problem.inputs)),
    }


ENTRY = Quantity(
    facts=GradientNoiseFacts,
    name="gradient_noise",
    title="Gradients of batches",
    summary="The gradient of each mini-batch as a dot, that of the whole set as the arrow; the ring is how "
    "far they really lie from it, over all weights. The noise scale is the batch size at which noise and "
    "signal are equal: far below it a larger batch pays, far above it hardly.",
    formula=r"B_{\mathrm{noise}} = \frac{\operatorname{tr} \Sigma}{\lVert g \rVert^2}",
    reference="McCandlish, Kaplan, Amodei et al. 2018, An empirical model of large-batch training",
    unavailable_reason=_unavailable_reason,
    measure=_measure,
)
