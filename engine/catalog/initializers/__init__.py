"""Initializers: how weights begin. The list is the menu."""

from ...core.registry import Registry
from .base import Initializer
from .constants import CONSTANT, ZEROS
from .kaiming import KAIMING_NORMAL, KAIMING_UNIFORM
from .normal import LARGE_NORMAL, SMALL_NORMAL
from .orthogonal import ORTHOGONAL
from .uniform import UNIFORM
from .xavier import XAVIER_NORMAL, XAVIER_UNIFORM

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    [
        KAIMING_NORMAL,
        KAIMING_UNIFORM,
        XAVIER_NORMAL,
        XAVIER_UNIFORM,
        ORTHOGONAL,
        UNIFORM,
        SMALL_NORMAL,
        LARGE_NORMAL,
        CONSTANT,
        ZEROS,
    ],
)

__all__ = ["INITIALIZERS", "Initializer"]
