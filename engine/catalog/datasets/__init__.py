"""Datasets: the family of sets of samples that a network learns from, in the menu's order."""

from ...core.registry import Registry
from . import (
    breast_cancer,
    circles,
    clips,
    curve,
    diabetes,
    digits,
    gaussians,
    iris,
    moons,
    points,
    proportional,
    sensor,
    spirals,
    table,
    text,
    wine,
    xor,
)
from .base import Dataset, Demand, Samples
from .preparation import count_test_samples, train_test_split

DATASETS: Registry[Dataset] = Registry(
    "dataset",
    [
        moons.ENTRY,
        circles.ENTRY,
        spirals.ENTRY,
        xor.ENTRY,
        gaussians.ENTRY,
        curve.ENTRY,
        digits.ENTRY,
        iris.ENTRY,
        wine.ENTRY,
        breast_cancer.ENTRY,
        diabetes.ENTRY,
        proportional.ENTRY,
        text.ENTRY,
        sensor.ENTRY,
        clips.ENTRY,
        points.ENTRY,
        table.ENTRY,
    ],
)

__all__ = ["DATASETS", "Dataset", "Demand", "Samples", "count_test_samples", "train_test_split"]
