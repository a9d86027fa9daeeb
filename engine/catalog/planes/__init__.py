"""Planes: the family of rules that choose a 2-D slice of weight space, in the menu's order."""

from ...core.registry import Registry
from . import gradient, hessian, interpolation, pca, random, weights
from .base import Guide, Plane, PlaneBasis, PlaneInputs, ProxyGuide, RacerGuide

PLANES: Registry[Plane] = Registry(
    "plane",
    [pca.ENTRY, random.ENTRY, hessian.ENTRY, gradient.ENTRY, interpolation.ENTRY, weights.ENTRY],
)

__all__ = ["PLANES", "Guide", "Plane", "PlaneBasis", "PlaneInputs", "ProxyGuide", "RacerGuide"]
