"""Dataset: inputs and targets drawn from a generator, described as a catalog entry."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

from numpy.random import Generator

from ...core.inputs import Form, InputSpec
from ...core.registry import Entry
from ...core.types import Array, Task


@final
@dataclass(frozen=True)
class Samples:
    """Samples in float64.

    Attributes:
        inputs: shape (samples, features).
        targets: shape (samples,): class numbers 0, 1, ... for a classification, real numbers for a
            regression.
    """

    inputs: Array
    targets: Array

    def __post_init__(self) -> None:
        assert self.inputs.ndim == 2
        assert self.targets.shape == self.inputs.shape[:1]


@final
@dataclass(frozen=True)
class Demand:
    """Demand: what a model and a loss ask of a dataset that can answer several questions.

    Attributes:
        features: numbers in one input; None for any.
        task: classification or regression; None for either.
    """

    features: int | None = None
    task: Task | None = None


ANY = Demand()


@final
@dataclass(frozen=True, kw_only=True)
class Dataset(Entry):
    """Catalog entry: a set of samples to learn from.

    Attributes:
        features: numbers in one input.
        form: kind of one input: vector, image, sequence or clip.
        shape: shape of one input before it is flattened, as in ``InputSpec``; () means ``(features,)``.
        vocabulary: number of symbols, if inputs are symbols; None for real numbers.
        classes: number of classes; None for a regression.
        size: params -> number of samples, training and test samples together.
        draw: (params, generator) -> samples as measured or generated. Real data use the generator only to
            choose samples.
        span: (smallest, largest) possible value of every input, if known, as for pixels. Scaling by
            ``min_max`` then uses it for all features alike.
        ordered: whether samples follow one another in time; the last ones are then the test samples.
        standard_target: whether the target is scaled to mean 0 and standard deviation 1, so that one
            learning rate suits every unit.
        adapt: params -> attributes of this entry that the parameters change; raises ``InvalidData`` if
            the data cannot be used.
        others: attributes that other parameters can lead to, if other losses or models then fit.
        fit: (params, demand) -> params with every choice made that the data or the demand decide, of a
            dataset that can answer several questions; raises ``InvalidData`` if it cannot answer.
        written_out: whether a script has the samples themselves, because the code that reads them is long.
        table: params -> id of the table that the samples are in and how it is read, if the parameters do not
            contain it; else None.
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
    fit: Callable[[Any, Demand], Any] | None = None
    written_out: bool = False
    table: Callable[[Any], tuple[str, Any] | None] | None = None

    def inputs(self) -> InputSpec:
        """Shape and kind of one input, for the model."""
        return InputSpec(self.shape or (self.features,), self.form, self.vocabulary)

    @property
    def task(self) -> Task:
        """Classification or regression, by whether there are classes."""
        return "regression" if self.classes is None else "classification"

    def describe(self) -> dict[str, Any]:
        """The entry as JSON for the catalog."""
        return super().describe() | {
            "task": self.task,
            "features": self.features,
            "form": self.form,
            "shape": list(self.inputs().shape),
            "vocabulary": self.vocabulary,
            "classes": self.classes,
            "size": self.size(self.params()),
        }
