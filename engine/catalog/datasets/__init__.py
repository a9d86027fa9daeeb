"""Datasets: what is learned. The list is the menu."""

from ...core.registry import Registry
from .base import Dataset, Samples
from .breast_cancer import BREAST_CANCER
from .circles import CIRCLES
from .clips import CLIPS
from .curve import CURVE
from .diabetes import DIABETES
from .digits import DIGITS
from .gaussians import GAUSSIANS
from .iris import IRIS
from .moons import MOONS
from .points import POINTS
from .preparation import held_back, train_test_split
from .proportional import PROPORTIONAL
from .sensor import SENSOR
from .spirals import SPIRALS
from .table import TABLE
from .text import TEXT_SET
from .wine import WINE
from .xor import XOR

DATASETS: Registry[Dataset] = Registry(
    "dataset",
    [
        MOONS,
        CIRCLES,
        SPIRALS,
        XOR,
        GAUSSIANS,
        CURVE,
        DIGITS,
        IRIS,
        WINE,
        BREAST_CANCER,
        DIABETES,
        PROPORTIONAL,
        TEXT_SET,
        SENSOR,
        CLIPS,
        POINTS,
        TABLE,
    ],
)

__all__ = ["DATASETS", "Dataset", "Samples", "held_back", "train_test_split"]
