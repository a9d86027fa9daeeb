"""Data preparation: test split, label noise and scaling of a drawn dataset, with their parameters.

A dataset has those of the parameters that make sense for it.
"""

import math
from typing import Any, Literal

import numpy as np
from numpy.random import Generator

from ...core.params import option, real
from ...core.types import Array
from .base import Dataset, Samples

Scaling = Literal["standardize", "min_max", "raw"]

MAX_TEST_SHARE = 0.8
"""Largest share of test samples: some samples must be left to learn from."""


def scaling_field(default: Scaling) -> Any:
    """The parameter ``scaling``."""
    return option(
        default,
        "Scale of the inputs, fitted to the training samples: mean 0 and deviation 1 (standardize), the "
        "range from 0 to 1 (min_max), or their own units (raw). It changes the landscape.",
        aliases=("scaler", "normalize"),
    )


def test_share_field(default: float) -> Any:
    """The parameter ``test_share``."""
    return real(
        default,
        "Share of the samples kept back for testing: the network never learns from them.",
        soft=(0.0, 0.5),
        step=0.05,
        ge=0.0,
        le=MAX_TEST_SHARE,
        aliases=("test_size", "validation_split"),
    )


def label_noise_field() -> Any:
    """The parameter ``label_noise`` of a classification."""
    return real(
        0.0,
        "Share of the training samples that get a wrong label, any other being as likely. Those kept back "
        "for testing stay right.",
        soft=(0.0, 0.5),
        step=0.05,
        ge=0.0,
        le=1.0,
    )


def count_test_samples(params: Any, samples: int) -> int:
    """Number of test samples among this number of samples."""
    return math.floor(getattr(params, "test_share", 0.0) * samples)


def train_test_split(
    dataset: Dataset, params: Any, samples: Samples, generator: Generator
) -> tuple[Samples, Samples]:
    """Split drawn samples into training and test samples, then add label noise and scale.

    Both parts keep the order of the samples. Only training labels get noise, and all scaling is fitted to
    the training samples. Without a test share the test part is empty.
    """
    inputs, targets = samples.inputs, samples.targets
    is_test = np.zeros(len(inputs), dtype=bool)
    if getattr(params, "test_share", 0.0) > 0:
        count = math.floor(getattr(params, "test_share", 0.0) * len(inputs))
        if dataset.ordered:
            is_test[len(inputs) - count :] = True
        else:
            is_test[generator.choice(len(inputs), count, replace=False)] = True
    if getattr(params, "gaps", "drop") == "fill":
        inputs = fill_gaps(inputs, inputs[~is_test])
    labels = targets[~is_test]
    if getattr(params, "label_noise", 0.0) > 0:
        labels = flip_labels(labels, dataset.classes, getattr(params, "label_noise", 0.0), generator)
    shift, scale = fit_scaler(inputs[~is_test], getattr(params, "scaling", "raw"), dataset.span)
    inputs = (inputs - shift) / scale
    if dataset.standard_target:
        shift, scale = fit_scaler(labels, "standardize", None)
        labels, targets = (labels - shift) / scale, (targets - shift) / scale
    return Samples(inputs[~is_test], labels), Samples(inputs[is_test], targets[is_test])


def fill_gaps(inputs: Array, known: Array) -> Array:
    """Replace NaN by the mean of the values of its column in ``known``; by 0 if there are none."""
    counts = (~np.isnan(known)).sum(axis=0)
    means = np.nansum(known, axis=0) / np.maximum(counts, 1)
    return np.where(np.isnan(inputs), means, inputs)


def flip_labels(labels: Array, classes: int | None, share: float, generator: Generator) -> Array:
    """Change this share of the labels, rounded to whole samples, to another class chosen at random."""
    assert classes is not None
    wrong = generator.choice(len(labels), round(share * len(labels)), replace=False)
    flipped = labels.copy()
    flipped[wrong] = (labels[wrong] + generator.integers(1, classes, len(wrong))) % classes
    return flipped


def fit_scaler(values: Array, scaling: Scaling, span: tuple[float, float] | None) -> tuple[Any, Any]:
    """Shift and scale of each feature; scaled values are ``(values - shift) / scale``.

    A constant feature gets scale 1. If ``span`` is known, ``min_max`` uses it for all features alike: a
    scale for each pixel would amplify the noise at the edge of an image.
    """
    if scaling == "raw":
        return 0.0, 1.0
    if scaling == "standardize":
        shift, scale = values.mean(axis=0), values.std(axis=0)
    elif span is not None:
        return span[0], span[1] - span[0]
    else:
        shift, scale = values.min(axis=0), np.ptp(values, axis=0)
    return shift, np.where(scale > 0, scale, 1.0)
