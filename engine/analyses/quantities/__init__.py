"""Quantity registry: what instruments measure of a network. The order is the menu's."""

from ...core.registry import Registry
from . import (
    activations,
    backpropagation,
    boundary,
    gradient_noise,
    layer_gradients,
    learning,
    plane_fidelity,
    roughness,
    sharpness,
    units,
    weight_graph,
)
from .base import MeasureContext, Quantity

QUANTITIES: Registry[Quantity] = Registry(
    "quantity",
    [
        boundary.ENTRY,
        units.ENTRY,
        layer_gradients.ENTRY,
        sharpness.ENTRY,
        learning.ENTRY,
        gradient_noise.ENTRY,
        weight_graph.ENTRY,
        activations.ENTRY,
        backpropagation.ENTRY,
        roughness.ENTRY,
        plane_fidelity.ENTRY,
    ],
)

__all__ = ["QUANTITIES", "MeasureContext", "Quantity"]
