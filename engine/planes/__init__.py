"""Planes: how weight space is cut. The list is the menu."""

from ..registry import Registry
from .base import Axes, Guide, Plane, Scout
from .pca import PCA
from .random import RANDOM

PLANES: Registry[Plane] = Registry("plane", [PCA, RANDOM])

__all__ = ["PLANES", "Axes", "Guide", "Plane", "Scout"]
