"""Datasets: what is learned. The list is the menu."""

from ..registry import Registry
from .base import Dataset, Samples
from .breast_cancer import BREAST_CANCER
from .circles import CIRCLES
from .diabetes import DIABETES
from .digits import DIGITS
from .moons import MOONS
from .proportional import PROPORTIONAL
from .spirals import SPIRALS
from .xor import XOR

DATASETS: Registry[Dataset] = Registry(
    "dataset", [MOONS, CIRCLES, SPIRALS, XOR, DIGITS, DIABETES, BREAST_CANCER, PROPORTIONAL]
)

__all__ = ["DATASETS", "Dataset", "Samples"]
