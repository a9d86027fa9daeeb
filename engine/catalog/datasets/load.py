"""From a chosen dataset to the numbers that a network learns from."""

from dataclasses import dataclass, replace
from typing import final

from ...core.registry import Choice
from ...core.rng import DATA, generator
from . import DATASETS, Dataset, Samples, train_test_split

DIVISION = 1
"""The part of the data's stream that tells training from testing: it leaves what is drawn alone."""


@final
@dataclass(frozen=True)
class TrainTestSplit:
    """What is learned, and by what it is tested.

    Attributes:
        dataset: the entry as its parameters make it.
        train: the samples that are learned from.
        test: those kept back; none where their share is 0.
    """

    dataset: Dataset
    train: Samples
    test: Samples


def dataset_of(choice: Choice) -> Dataset:
    """The entry as its parameters make it: a chosen column has other inputs than all of them."""
    dataset = DATASETS.named(choice.name)
    return dataset if dataset.adapt is None else replace(dataset, **dataset.adapt(choice.params))


def load(choice: Choice, seed: int) -> TrainTestSplit:
    """The data of a chosen dataset, a pure function of choice and seed."""
    dataset = dataset_of(choice)
    samples = dataset.draw(choice.params, generator(seed, DATA))
    train, test = train_test_split(dataset, choice.params, samples, generator(seed, DATA, DIVISION))
    return TrainTestSplit(dataset, train, test)
