"""What a dataset is: inputs and targets, drawn from a generator, with a part kept back for testing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from ...core.inputs import Form, InputSpec
from ...core.registry import Entry


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
        shape: of one input before it is flattened, as ``InputSpec`` has it; () stands for ``(features,)``.
        vocabulary: how many symbols there are, where inputs are numbers of symbols; None for real numbers.
        classes: number of classes, or None for a regression.
        size: params -> number of samples, those for testing among them.
        draw: (params, generator) -> samples as they were measured or generated. What is real data draws
            only which samples are taken.
        span: the least and the largest value of every input where that is known, as with pixels;
            ``min_max`` then scales by it, the same for all.
        ordered: samples follow one another in time, so that the last ones are for testing.
        standard_target: the target is shown in standard deviations from its mean, so that one learning
            rate suits every unit.
        adapt: params -> what the parameters change of the entry itself, by attribute; raises ``InvalidData``
            where they make no set.
        others: what it can also be, by attribute, as far as other losses or models then fit.
    """

    features: int
    form: Form = "vector"
    shape: tuple[int, ...] = ()
    vocabulary: int | None = None
    classes: int | None
    size: Callable[[Any], int]
    draw: Callable[[Any, Generator], Samples]
    span: tuple[float, float] | None = None
    ordered: bool = False
    standard_target: bool = False
    adapt: Callable[[Any], dict[str, Any]] | None = None
    others: tuple[dict[str, Any], ...] = ()

    def inputs(self) -> InputSpec:
        """What one input is, as a model is told of it."""
        return InputSpec(self.shape or (self.features,), self.form, self.vocabulary)

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
