"""Planes: how weight space is cut. The list is the menu."""

from ...core.registry import Registry
from .base import Guide, Plane, PlaneBasis, PlaneInputs, ProxyGuide, RacerGuide
from .gradient import GRADIENT
from .hessian import HESSIAN
from .interpolation import INTERPOLATION
from .pca import PCA
from .random import RANDOM
from .weights import WEIGHTS

PLANES: Registry[Plane] = Registry("plane", [PCA, RANDOM, HESSIAN, GRADIENT, INTERPOLATION, WEIGHTS])

__all__ = ["PLANES", "Guide", "Plane", "PlaneBasis", "PlaneInputs", "ProxyGuide", "RacerGuide"]
