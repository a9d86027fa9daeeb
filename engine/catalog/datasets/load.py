"""Dataset loading: draws a dataset, and prepares and splits it for a network."""

from dataclasses import dataclass, replace
from typing import final

from ...core.registry import Choice
from ...core.rng import DATA, generator
from . import DATASETS, Dataset, Samples, train_test_split

DIVISION = 1
"""Part of the data generator for the test split, so that the split does not change the samples."""


@final
@dataclass(frozen=True)
class TrainTestSplit:
    """Prepared training and test samples.

    Attributes:
        dataset: the entry, adapted to its parameters.
        train: training samples.
        test: test samples; empty if their share is 0.
    """

    dataset: Dataset
    train: Samples
    test: Samples


def dataset_of(choice: Choice) -> Dataset:
    """The entry adapted to its parameters: one chosen column, for example, has fewer features than all."""
    dataset = DATASETS.named(choice.name)
    return dataset if dataset.adapt is None else replace(dataset, **dataset.adapt(choice.params))


def load(choice: Choice, seed: int) -> TrainTestSplit:
    """Load a dataset: a pure function of the choice and the seed."""
    dataset = dataset_of(choice)
    samples = dataset.draw(choice.params, generator(seed, DATA))
    train, test = train_test_split(dataset, choice.params, samples, generator(seed, DATA, DIVISION))
    return TrainTestSplit(dataset, train, test)
