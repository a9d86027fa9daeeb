"""What a dataset is: inputs and targets, drawn from a generator."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ..inputs import Form, Inputs
from ..registry import Entry

Scaling = Literal["standardize", "min_max", "raw"]


@final
@dataclass(frozen=True)
class Samples:
    """Drawn data in float64.

    ``inputs`` has shape (samples, features). ``targets`` has shape (samples,): class numbers 0, 1, ...
    for a classification, real numbers for a regression.
    """

    inputs: NDArray[np.float64]
    targets: NDArray[np.float64]

    def __post_init__(self) -> None:
        assert self.inputs.ndim == 2
        assert self.targets.shape == self.inputs.shape[:1]


@final
@dataclass(frozen=True, kw_only=True)
class Dataset(Entry):
    """A set of examples to learn from.

    Attributes:
        features: numbers per input.
        form: what one input is: a vector, an image, a sequence, a clip.
        shape: of one input before it is flattened, as ``Inputs`` has it; () stands for ``(features,)``.
        vocabulary: how many symbols there are, where inputs are numbers of symbols; None for real numbers.
        classes: number of classes, or None for a regression.
        size: params -> number of samples.
        draw: (params, generator) -> samples. What is real data draws only which samples are taken.
    """

    features: int
    form: Form = "vector"
    shape: tuple[int, ...] = ()
    vocabulary: int | None = None
    classes: int | None
    size: Callable[[Any], int]
    draw: Callable[[Any, Generator], Samples]

    def inputs(self) -> Inputs:
        """What one input is, as a model is told of it."""
        return Inputs(self.shape or (self.features,), self.form, self.vocabulary)

    @property
    def task(self) -> Literal["classification", "regression"]:
        return "regression" if self.classes is None else "classification"

    def describe(self) -> dict[str, Any]:
        """The entry as the catalog shows it."""
        return super().describe() | {
            "task": self.task,
            "features": self.features,
            "form": self.form,
            "shape": list(self.inputs().shape),
            "vocabulary": self.vocabulary,
            "classes": self.classes,
            "size": self.size(self.params()),
        }


def scaled(inputs: NDArray[np.float64], scaling: Scaling) -> NDArray[np.float64]:
    """Inputs of shape (samples, features), each feature scaled on its own.

    ``standardize`` gives mean 0 and (population) standard deviation 1, ``min_max`` the range 0 to 1.
    A feature that never varies is only shifted to 0.
    """
    if scaling == "raw":
        return inputs
    if scaling == "standardize":
        shift, scale = inputs.mean(axis=0), inputs.std(axis=0)
    else:
        shift, scale = inputs.min(axis=0), np.ptp(inputs, axis=0)
    return np.asarray((inputs - shift) / np.where(scale > 0, scale, 1.0))
