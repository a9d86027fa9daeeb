"""Initializers: the family of rules for the first weights of a network, in the menu's order."""

from ...core.registry import Registry
from . import constants, kaiming, normal, orthogonal, uniform, xavier
from .base import Initializer

INITIALIZERS: Registry[Initializer] = Registry(
    "initializer",
    [
        *kaiming.ENTRIES,
        *xavier.ENTRIES,
        orthogonal.ENTRY,
        uniform.ENTRY,
        *normal.ENTRIES,
        *constants.ENTRIES,
    ],
)

__all__ = ["INITIALIZERS", "Initializer"]
