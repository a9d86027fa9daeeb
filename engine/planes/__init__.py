"""Planes: how weight space is cut. The list is the menu."""

from ..registry import Registry
from .base import Axes, Plane
from .random import RANDOM

PLANES: Registry[Plane] = Registry("plane", [RANDOM])

__all__ = ["PLANES", "Axes", "Plane"]
